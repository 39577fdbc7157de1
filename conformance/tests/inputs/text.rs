//! Texts that careless code trips over.

use proptest::prelude::*;
use proptest::strategy::Union;

/// How long a text without a bound may get, in characters.
const LONG: usize = 6000;

/// What forms, paths and JSON are made of, controls, and characters beyond ASCII.
const PIECES: [&str; 33] = [
    "a", "B", "0", "7", "_", ".", "-", "~", "/", "\\", "[", "]", "[]", "&", "=", "+", "%", "%5B",
    "%2e", "?", "#", ";", ",", " ", "\0", "\n", "\t", "\"", "'", "é", "漢", "🦀", "\u{202e}",
];

/// Texts that look like something else.
const WORDS: [&str; 16] = [
    "",
    "0",
    "007",
    "1",
    "-1",
    "1.5",
    "1e3",
    "100",
    "9007199254740993",
    "true",
    "false",
    "null",
    "..",
    "[0]",
    "a[b]=c&d",
    " a ",
];

/// Any text of `min` to `max` characters, long ones at the bound among them.
pub(super) fn text(min: usize, max: Option<usize>) -> BoxedStrategy<String> {
    let most = max.unwrap_or(LONG);
    let piece = prop_oneof![
        6 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    let joined = prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat());
    let word = prop::sample::select(&WORDS[..]).prop_map(str::to_owned);
    let long = prop_oneof![3 => Just("x"), 1 => Just("é")].prop_map(move |unit| unit.repeat(most));
    let any = Union::new_weighted(vec![
        (24, joined.boxed()),
        (8, word.boxed()),
        (1, long.boxed()),
    ]);
    any.prop_map(move |text| fitted(&text, min, most)).boxed()
}

/// A key of a map: not empty, since an empty pair of brackets means a list, and of moderate length.
pub(super) fn key() -> BoxedStrategy<String> {
    text(1, Some(40))
}

/// What a header carries: visible ASCII.
pub(super) fn visible() -> BoxedStrategy<String> {
    let characters: Vec<char> = ('!'..='~').collect();
    let characters = prop::collection::vec(prop::sample::select(characters), 1..12);
    characters.prop_map(String::from_iter).boxed()
}

/// The text cut or filled up to its bounds.
fn fitted(text: &str, min: usize, max: usize) -> String {
    let mut fitted: String = text.chars().take(max).collect();
    let short = min.saturating_sub(fitted.chars().count());
    fitted.extend(std::iter::repeat_n('a', short));
    fitted
}
