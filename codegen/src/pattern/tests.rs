//! What patterns admit, by hand and beside another engine.

use proptest::prelude::*;

use super::*;

fn matches(pattern: &str, text: &str) -> bool {
    let regex = translate(pattern).unwrap_or_else(|why| panic!("{pattern} {why}"));
    Pattern::compile(&regex).unwrap().is_match(text)
}

#[test]
fn a_pattern_admits_what_ecma_262_lets_it_admit() {
    for (pattern, good, bad) in [
        ("b", "abc", "ac"),
        ("^b", "bc", "abc"),
        ("b$", "ab", "b\n"),
        (r"^\d+$", "12", "١٢"),
        (r"^\w$", "_", "é"),
        (r"^\W$", "é", "a"),
        (r"^\s$", "\u{feff}", "\u{85}"),
        (r"^\S$", "\u{85}", "\u{a0}"),
        ("^.$", "\u{85}", "\u{2028}"),
        ("^.$", "💶", "\r"),
        (r"\bcat\b", "a cat!", "acat"),
        (r"\bé", "aé", "é"),
        (r"^[\d-]$", "-", "a"),
        (r"^[\w-.]$", "-", "+"),
        (r"^[\w-.]$", ".", ","),
        (r"^[a-\d]$", "-", "b"),
        (r"^[^<>]$", "=", "<"),
        (r"^[<>]$", ">", "a"),
        (r"^<\w+>$", "<b>", "b"),
        (r"^[-a]$", "-", "b"),
        (r"^[\w.]+$", "a.b", "a b"),
        (r"^[\S ]$", " ", "\n"),
        (r"^[\D]$", "a", "1"),
        (r"^[\b]$", "\u{8}", "b"),
        ("^[[&&a]$", "&", "b"),
        ("^[a~~b]$", "~", "c"),
        ("^[^]$", "\n", ""),
        ("^(a|bc)?$", "bc", "b"),
        ("^(?:a){2,3}$", "aaa", "aaaa"),
        ("^(?<year>[0-9]{4})$", "2026", "226"),
        ("^a{,2}$", "a{,2}", "aa"),
        ("^{}$", "{}", ""),
        ("^a]$", "a]", "a"),
        ("^a+?$", "aa", ""),
        (r"^\x41\u0042\u{43}$", "ABC", "abc"),
        (r"^\ud83d\udcb6$", "💶", "?"),
        (r"^\cA\0\t\v$", "\u{1}\0\t\u{b}", "A0tv"),
        (r"^\-\/\.$", "-/.", "a/b"),
        (r"^\p{Lu}$", "É", "é"),
        ("#x", "#x", "x"),
        ("^(|a)$", "", "b"),
        ("(?:)", "", "\0never"),
    ] {
        assert!(matches(pattern, good), "{pattern} {good:?}");
        if bad != "\0never" {
            assert!(!matches(pattern, bad), "{pattern} {bad:?}");
        }
    }
    assert!(!matches("[]", "a"));
}

#[test]
fn what_has_no_equal_is_refused_with_the_reason() {
    for (pattern, reason) in [
        ("a(?=b)", "ahead or behind"),
        ("a(?!b)", "ahead or behind"),
        ("(?<=a)b", "ahead or behind"),
        ("(?<!a)b", "ahead or behind"),
        (r"(a)\1", "refers back"),
        (r"(?<n>a)\k<n>", "refers back"),
        (r"\Ba", r"`\B`"),
        ("(?i)a", "of a kind"),
        ("(?P<n>a)", "of a kind"),
        ("(a", "without an end"),
        ("a)", "without its `(`"),
        ("[a", "without its `]`"),
        ("[b-a]", "ends before it begins"),
        ("a**", "after nothing"),
        ("*a", "after nothing"),
        ("a{1}{2}", "after nothing"),
        ("^*", "repeats a place"),
        (r"\z", "does not define"),
        (r"\ud83d", "half a character"),
        (r"\u00", "too few digits"),
        (r"\p{Nonsense}", "has no equal here"),
        // The names are exact.
        (r"\p{lu}", "gives these their meaning"),
        (r"\p{Greek}", "gives these their meaning"),
        (r"\p{L}\-", "gives these their meaning"),
        (r"\u{}", "gives these their meaning"),
        ("💶{,3}", "gives these their meaning"),
        ("(?<1>a)", "is no pattern of ECMA 262"),
        ("(?<a>.)(?<a>.)", "is no pattern of ECMA 262"),
        ("a{3,2}", "has no equal here"),
        ("(?:a{1000}){1000}", "too much memory"),
        ("\\", "ends in a"),
    ] {
        let why = translate(pattern).unwrap_err();
        assert!(why.contains(reason), "{pattern}: {why}");
    }
    assert!(
        translate(&"(".repeat(100_000))
            .unwrap_err()
            .contains("nests")
    );
}

/// What patterns are made of, of which some is wrong wherever it stands.
const PIECES: &[&str] = &[
    "a",
    "é",
    "💶",
    "-",
    "_",
    "<",
    " ",
    ".",
    "^",
    "$",
    "|",
    "(",
    "(?:",
    "(?<n>",
    ")",
    "[",
    "[^",
    "]",
    "{",
    "}",
    "*",
    "+",
    "?",
    "{2}",
    "{1,}",
    "{,2}",
    "{0,3}?",
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    r"\b",
    r"\n",
    r"\-",
    r"\.",
    r"\<",
    r"\0",
    r"\cA",
    r"\x41",
    r"\u0041",
    r"\u{1F4B6}",
    r"\ud83d\udcb6",
    r"\p{Lu}",
    r"\P{L}",
    r"\/",
    "/",
    "&&",
    "~",
    "#",
    ",",
    "&",
    "\u{2028}",
    "b-z",
    r"\d-x",
];

const TEXTS: &[&str] = &[
    "a", "b", "A", "é", "É", "💶", "-", "_", "<", " ", ".", "^", "$", "|", "(", ")", "[", "]", "{",
    "}", "1", "١", "\n", "\r", "\u{2028}", "\u{85}", "\u{feff}", "\0", "\u{1}", "\\", "/", "&",
    "~", "#", ",", "x", "\u{212a}", "\u{17f}",
];

fn joined(pieces: &'static [&str], most: usize) -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(pieces), 0..most);
    pieces.prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_translation_admits_what_an_engine_of_ecma_262_finds(
        pattern in joined(PIECES, 9),
        texts in prop::collection::vec(joined(TEXTS, 5), 8),
    ) {
        if let Ok(regex) = translate(&pattern) {
            let ours = Pattern::compile(&regex).unwrap();
            let theirs = regress::Regex::with_flags(&pattern, "u");
            let theirs = theirs.or_else(|_| regress::Regex::new(&pattern)).unwrap();
            for text in texts {
                let found = theirs.find(&text).is_some();
                prop_assert_eq!(ours.is_match(&text), found, "{} {:?}", pattern, text);
            }
        }
    }
}
