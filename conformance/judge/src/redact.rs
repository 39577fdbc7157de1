//! API keys, out of whatever is printed or written. Everything goes through [`hide`].

use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;
use regex::bytes::Regex;

use crate::subject::KEY;

/// What stands where a key stood.
pub const HIDDEN: &str = "[key]";

/// What keys have in them, whosever they are: `sk_live_…`, `rk_test_…`, `sk_org_live_…`, `ek_live_…`.
const MARKS: [&str; 2] = ["_live_", "_test_"];

/// Keys that need no mark.
const HOOK: &str = "whsec_";

/// Both, with what is before and behind a mark.
static FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = "[sre]k(?:_org)?_(?:live|test)_[0-9A-Za-z_]+|whsec_[0-9A-Za-z_]+";
    Regex::new(forms).ok()
});

/// How often a text may have been escaped over again.
const LAYERS: usize = 4;

/// The text without keys: `known` ones, which are visible ASCII, and whatever has the form of one. A key is found as it
/// is, with any of its characters escaped as in URLs or in JSON, once or several times, and in Base64 of either alphabet
/// beside whatever else is encoded with it, as in HTTP Basic. The cases' own made-up key stays.
pub fn hide(text: &str, known: &[&str]) -> String {
    let needles = needles(known);
    let mut hidden = Vec::new();
    let mut layer = Layer::of(text);
    for _ in 0..LAYERS {
        layer.find(known, &needles, &mut hidden);
        match layer.unescaped() {
            Some(next) => layer = next,
            None => break,
        }
    }
    hidden.sort_unstable_by_key(|range| range.start);
    let (mut out, mut end) = (String::new(), 0);
    for range in hidden {
        // What two ways find is one.
        if range.start >= end {
            out.push_str(text.get(end..range.start).unwrap_or_default());
            out.push_str(HIDDEN);
        }
        end = end.max(range.end);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

/// A text without some of its escapes, whose bytes know where in the whole text they stand.
struct Layer {
    bytes: Vec<u8>,
    /// Where each byte begins, and the end of the last.
    at: Vec<usize>,
}

impl Layer {
    fn of(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().to_vec(),
            at: (0..=text.len()).collect(),
        }
    }

    /// This without its outermost escapes; none where there are none.
    fn unescaped(&self) -> Option<Self> {
        if !self.bytes.iter().any(|byte| matches!(byte, b'%' | b'\\')) {
            return None;
        }
        let mut next = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            at: Vec::with_capacity(self.at.len()),
        };
        let mut index = 0;
        while let Some(&byte) = self.bytes.get(index) {
            let (byte, length) = escape(&self.bytes[index..]).unwrap_or((byte, 1));
            next.bytes.push(byte);
            next.at.push(self.at[index]);
            index += length;
        }
        next.at.extend(self.at.last());
        (next.bytes.len() < self.bytes.len()).then_some(next)
    }

    /// The places of keys, as ranges of the whole text.
    fn find(&self, known: &[&str], needles: &[String], found: &mut Vec<Range<usize>>) {
        let mut add = |range: Range<usize>| found.push(self.at[range.start]..self.at[range.end]);
        keys(&self.bytes, known).into_iter().for_each(&mut add);
        for needle in needles {
            for start in memmem::find_iter(&self.bytes, needle.as_bytes()) {
                let before = self.bytes[..start].iter().rev();
                let start = start - before.take_while(|byte| is_base64(**byte)).count();
                let length = self.bytes[start..]
                    .iter()
                    .take_while(|byte| is_base64(**byte))
                    .count();
                let run = start..start + length;
                if encodes_a_key(&self.bytes[run.clone()], known) {
                    add(run);
                }
            }
        }
    }
}

/// The character that an escape at the beginning stands for, and the escape's length.
fn escape(bytes: &[u8]) -> Option<(u8, usize)> {
    let (digits, length) = match bytes {
        [b'%', rest @ ..] => (rest.get(..2)?, 3),
        [b'\\', b'u', b'0', b'0', rest @ ..] => (rest.get(..2)?, 6),
        [b'\\', b'/', ..] => return Some((b'/', 2)),
        _ => return None,
    };
    let digits = std::str::from_utf8(digits).ok()?;
    let byte = u8::from_str_radix(digits, 16).ok()?;
    // Whatever else is escaped is part of no key.
    byte.is_ascii_graphic().then_some((byte, length))
}

/// Where keys stand that are written as they are.
fn keys(bytes: &[u8], known: &[&str]) -> Vec<Range<usize>> {
    let known = known.iter().filter(|key| !key.is_empty());
    let known = known.flat_map(|key| {
        let places = memmem::find_iter(bytes, key.as_bytes());
        places.map(|at| at..at + key.len())
    });
    let formed = FORMS.iter().flat_map(|form| form.find_iter(bytes));
    let found = known.chain(formed.map(|found| found.range()));
    found
        .filter(|range| &bytes[range.clone()] != KEY.as_bytes())
        .collect()
}

/// What Base64 makes of keys: of the bytes that they have in the middle, at each of three places in a group.
fn needles(known: &[&str]) -> Vec<String> {
    let mut needles = Vec::new();
    for word in known.iter().chain(&MARKS).chain([&HOOK]) {
        for (before, first) in [(0, 0), (1, 2), (2, 3)] {
            let mut bytes = vec![0; before];
            bytes.extend_from_slice(word.as_bytes());
            // The last group is whole, so that what follows changes nothing of it.
            bytes.truncate(bytes.len() / 3 * 3);
            for engine in [&STANDARD, &URL_SAFE] {
                let text = engine.encode(&bytes);
                needles.extend(text.get(first..).map(str::to_owned));
            }
        }
    }
    // A shorter one says nothing.
    needles.retain(|needle| needle.len() >= 4);
    needles.sort_unstable();
    needles.dedup();
    needles
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Whether a run of Base64 has a key in it. Something else may stand right before it.
fn encodes_a_key(run: &[u8], known: &[&str]) -> bool {
    let plain = |byte: &u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    };
    let run: Vec<u8> = run.iter().map(plain).collect();
    (0..4).any(|skipped| {
        let rest = run.get(skipped..).unwrap_or_default();
        // One character is no byte.
        let whole = rest.len() - usize::from(rest.len() % 4 == 1);
        let decoded = STANDARD.decode(&rest[..whole]);
        decoded.is_ok_and(|decoded| !keys(&decoded, known).is_empty())
    })
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose;
    use proptest::prelude::*;

    use super::*;

    /// A key of no form.
    const MINE: &str = "the-key-of-this-test";

    fn percent(text: &str) -> String {
        let mut out = String::new();
        for byte in text.bytes() {
            out.push_str(&format!("%{byte:02x}"));
        }
        out
    }

    fn json(text: &str) -> String {
        let mut out = String::new();
        for byte in text.bytes() {
            out.push_str(&format!("\\u{byte:04X}"));
        }
        out
    }

    fn some(text: &str) -> String {
        text.replace('_', "%5F").replace('-', "%2d")
    }

    /// Each way to write a text that somebody may print.
    fn spelled(text: &str) -> Vec<String> {
        let mut spelled = vec![
            text.to_owned(),
            percent(text),
            percent(&percent(text)),
            json(text),
            json(&some(text)),
            some(text),
            some(&some(text)),
            format!("x%3D{text}%26y"),
        ];
        for before in ["", "u:", "user"] {
            for after in ["", ":", ":pw", "xyz"] {
                let whole = format!("{before}{text}{after}");
                let standard = general_purpose::STANDARD.encode(&whole);
                spelled.push(percent(&standard));
                spelled.push(format!("b64/{standard}"));
                spelled.push(standard);
                spelled.push(general_purpose::STANDARD_NO_PAD.encode(&whole));
                spelled.push(general_purpose::URL_SAFE.encode(&whole));
            }
        }
        spelled
    }

    #[test]
    fn a_key_is_hidden_however_it_is_written_and_what_is_around_it_stays() {
        let forms = ["sk", "rk", "ek", "sk_org"]
            .into_iter()
            .flat_map(|start| ["live", "test"].map(|mode| format!("{start}_{mode}_{}", "51AbC_d")));
        let forms = forms.chain([MINE.to_owned(), format!("{HOOK}AbC123")]);
        for key in forms {
            for spelled in spelled(&key) {
                let hidden = hide(&format!("é ({spelled}) é"), &[MINE]);
                let rest = hidden
                    .strip_prefix("é (")
                    .and_then(|it| it.strip_suffix(") é"));
                let rest = rest.unwrap_or_else(|| panic!("{spelled}: {hidden}"));
                assert!(
                    [
                        HIDDEN,
                        "[key]=",
                        "[key]==",
                        "x%3D[key]%26y",
                        "[key]%3d",
                        "[key]%3d%3d"
                    ]
                    .contains(&rest),
                    "{key} as {spelled}: {hidden}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_key_stays_and_so_does_the_one_of_the_cases() {
        let basic = general_purpose::STANDARD.encode(format!("{KEY}:"));
        for text in [
            KEY,
            &format!("Bearer {KEY}"),
            &format!("Basic {basic}"),
            "keys begin with sk_test_ or rk_live_",
            "pk_live_123 is for everybody",
            "/v1/transfers/tr_1/reversals?expand%5B%5D=a%2fb&%zz%",
            "\\u00e9\\ud83d\\ude00\\",
            "",
        ] {
            assert_eq!(hide(text, &[KEY, ""]), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_changes_where_no_key_is_and_a_second_time_changes_nothing(text in ".{0,60}", key in "[!-~]{8,20}") {
            let once = hide(&text, &[]);
            prop_assert_eq!(&hide(&once, &[]), &once);
            if !text.contains("_live_") && !text.contains("_test_") && !text.contains(HOOK) {
                prop_assert_eq!(&once, &text);
            }
            let both = format!("{text}{key}{}", percent(&key));
            let hidden = hide(&both, &[&key]);
            prop_assert!(!hidden.contains(&key) || HIDDEN.contains(&key), "{hidden}");
        }
    }
}
