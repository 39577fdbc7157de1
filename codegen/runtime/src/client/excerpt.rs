//! A short text about a body that could not be read, with nothing in it that is anybody's secret.
//!
//! Of JSON it is the innermost object or list at the place at fault, with a kind in the place of each value. Of names only
//! that at fault is told, which the error's place tells too: nobody knows here which are the document's, and a map's are
//! somebody's values. Of anything else it is the media type, the length and which markup it begins with.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::IgnoredAny;

use super::shown::Hidden;

/// How long the text is at most, in characters.
pub(super) const LONGEST: usize = 200;

/// How much of that the members have; the rest is for what is around them.
const ROOM: usize = LONGEST - 8;

/// How many members are looked at on either side of the place: each takes two characters at least.
const AROUND: usize = LONGEST / 2;

/// The text about `body`, of which `place`, a JSON pointer, is at fault.
pub(super) fn excerpt(body: &[u8], headers: &HeaderMap, place: &str, hidden: &Hidden) -> String {
    let mut scan = Scan { body, at: 0 };
    scan.space();
    let text = if matches!(scan.next(), Some(b'{' | b'[')) {
        sketch(body, scan.at, place)
    } else if serde_json::from_slice::<IgnoredAny>(body).is_ok() {
        scan.value().text(true)
    } else {
        other(&body[scan.at..], body.len(), headers)
    };
    hidden.hide(&text).chars().take(LONGEST).collect()
}

/// Of what is no JSON.
fn other(begin: &[u8], length: usize, headers: &HeaderMap) -> String {
    let mut parts = Vec::new();
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|said| said.to_str().ok());
    let media = media.and_then(|said| said.split(';').next()).map(str::trim);
    let is_media = |media: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c);
        let name = |name: &str| (1..=40).contains(&name.len()) && name.chars().all(fits);
        media
            .split_once('/')
            .is_some_and(|(kind, sub)| name(kind) && name(sub))
    };
    parts.extend(media.filter(|media| is_media(media)).map(str::to_owned));
    parts.push(format!("{length} bytes"));
    if begin.first() == Some(&b'<') {
        let known = ["!doctype", "?xml", "html", "head", "body", "error"];
        let tag = known.iter().find(|tag| {
            let (name, rest) = begin[1..].split_at_checked(tag.len()).unwrap_or_default();
            let is_end = rest
                .first()
                .is_none_or(|byte| !byte.is_ascii_alphanumeric());
            name.eq_ignore_ascii_case(tag.as_bytes()) && is_end
        });
        parts.push(tag.map_or_else(|| "markup".to_owned(), |tag| format!("<{tag}>")));
    }
    parts.join(", ")
}

/// Of JSON that begins with an object or a list at `start`.
fn sketch(body: &[u8], mut start: usize, place: &str) -> String {
    let mut at_fault = None;
    let mut is_map = false;
    for segment in place.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let index = segment.parse().ok();
        let mut members = Members::of(body, start).enumerate();
        let found = members.find(|(number, member)| match member.name {
            Some(token) => unescaped(token).is_some_and(|own| own == name),
            None => index == Some(*number),
        });
        let Some((number, member)) = found else { break };
        if !matches!(member.value, Value::Inner { .. }) {
            at_fault = Some(number);
            break;
        }
        is_map |= name == "metadata";
        start = member.start;
    }
    let mut members = Members::of(body, start);
    let count = members.by_ref().count();
    // What breaks off is at fault at its end.
    let is_whole = members.is_whole;
    let last = count.saturating_sub(1);
    let at = at_fault.unwrap_or(if is_whole { 0 } else { last });
    let first = at.saturating_sub(AROUND);
    let texts: Vec<String> = Members::of(body, start)
        .enumerate()
        .skip(first)
        .take(2 * AROUND)
        .map(|(number, member)| {
            let is_at_fault = at_fault == Some(number);
            let value = member.value.text(is_at_fault);
            match member.name {
                Some(name) if is_at_fault && !is_map && is_word(name) => {
                    format!("{}:{value}", String::from_utf8_lossy(name))
                }
                Some(_) => format!("…:{value}"),
                None => value,
            }
        })
        .collect();
    let shown = around(&texts, at - first);
    let (open, close) = if body[start] == b'{' {
        ('{', '}')
    } else {
        ('[', ']')
    };
    let mut text = String::from(open);
    if first + shown.start > 0 {
        text.push_str("…,");
    }
    let is_end = first + shown.end == count;
    text.push_str(&texts[shown].join(","));
    if !is_end {
        text.push_str(",…");
    } else if !is_whole {
        text.push('…');
    }
    if is_whole {
        text.push(close);
    }
    text
}

/// The members about the one at `at` that there is room for.
fn around(texts: &[String], at: usize) -> std::ops::Range<usize> {
    let mut shown = at..at;
    let mut room = ROOM;
    loop {
        let mut takes = |number: Option<usize>| {
            let text = number.and_then(|number| texts.get(number));
            let left = text.and_then(|text| room.checked_sub(text.chars().count() + 1));
            room = left.unwrap_or(room);
            left.is_some()
        };
        let after = takes(Some(shown.end));
        let before = takes(shown.start.checked_sub(1));
        shown.end += usize::from(after);
        shown.start -= usize::from(before);
        if !after && !before {
            return shown;
        }
    }
}

/// Whether a name, with its quotes, is one that a document would give: small letters, underscores, three digits at most.
fn is_word(token: &[u8]) -> bool {
    let name = token
        .get(1..token.len().saturating_sub(1))
        .unwrap_or_default();
    let is_word = name
        .iter()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    let digits = name.iter().filter(|byte| byte.is_ascii_digit()).count();
    is_word && (1..=40).contains(&name.len()) && digits <= 3
}

fn unescaped(token: &[u8]) -> Option<String> {
    serde_json::from_slice(token).ok()
}

/// What a value is, without it.
#[derive(Clone, Copy)]
enum Value<'a> {
    /// With its quotes.
    String(&'a [u8]),
    /// The end is missing.
    Cut,
    Word(&'a [u8]),
    /// An object or a list.
    Inner {
        open: u8,
        is_empty: bool,
        is_whole: bool,
    },
}

impl Value<'_> {
    /// In words; of the one at fault with its length, in characters.
    fn text(self, is_at_fault: bool) -> String {
        let (kind, length) = match self {
            Self::String(token) => {
                let length = unescaped(token).map(|text| text.chars().count());
                ("string", length)
            }
            Self::Cut => ("string…", None),
            Self::Word(b"null") => ("null", None),
            Self::Word(b"true" | b"false") => ("boolean", None),
            Self::Word(token) => match serde_json::from_slice::<serde_json::Number>(token) {
                Ok(_) if token.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) => {
                    ("fraction", None)
                }
                Ok(_) => ("integer", Some(token.len())),
                Err(_) => ("no JSON", None),
            },
            Self::Inner {
                open,
                is_empty,
                is_whole,
            } => {
                let text = match (open, is_empty, is_whole) {
                    (b'{', true, true) => "{}",
                    (b'{', false, true) => "{…}",
                    (b'{', ..) => "{…",
                    (_, true, true) => "[]",
                    (_, false, true) => "[…]",
                    _ => "[…",
                };
                (text, None)
            }
        };
        match length {
            Some(length) if is_at_fault => format!("{kind} of length {length}"),
            _ => kind.to_owned(),
        }
    }
}

/// A member of an object, or an item of a list.
struct Member<'a> {
    /// With its quotes.
    name: Option<&'a [u8]>,
    /// Where the value begins.
    start: usize,
    value: Value<'a>,
}

/// The members of the object or list that begins at a place, as far as they can be told.
struct Members<'a> {
    scan: Scan<'a>,
    is_object: bool,
    is_first: bool,
    /// Whether its end was reached.
    is_whole: bool,
}

impl<'a> Members<'a> {
    fn of(body: &'a [u8], start: usize) -> Self {
        Self {
            scan: Scan {
                body,
                at: start + 1,
            },
            is_object: body[start] == b'{',
            is_first: true,
            is_whole: false,
        }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let scan = &mut self.scan;
        scan.space();
        let is_first = std::mem::take(&mut self.is_first);
        if matches!(scan.next(), Some(b'}' | b']')) {
            self.is_whole = true;
            return None;
        }
        if !is_first {
            scan.take(b',')?;
        }
        let name = if self.is_object {
            let name = scan.string()?;
            scan.take(b':')?;
            Some(name)
        } else {
            None
        };
        scan.space();
        let start = scan.at;
        scan.next()?;
        let value = scan.value();
        Some(Member { name, start, value })
    }
}

/// A place in a body, which is as good as JSON as it happens to be.
struct Scan<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn next(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Goes behind this byte, and behind spaces before and after it.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.next() == Some(byte)).then(|| self.at += 1)?;
        self.space();
        Some(())
    }

    /// Goes behind a string, to the end of the body where it has none.
    fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        (self.next() == Some(b'"')).then(|| self.at += 1)?;
        while let Some(byte) = self.next() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => return Some(&self.body[start..self.at]),
                _ => {}
            }
        }
        None
    }

    /// Goes behind a value, one byte at least where there is one.
    fn value(&mut self) -> Value<'a> {
        let start = self.at;
        match self.next() {
            Some(b'"') => self.string().map_or(Value::Cut, Value::String),
            Some(open @ (b'{' | b'[')) => {
                let mut is_empty = true;
                let mut depth = 0_usize;
                while let Some(byte) = self.next() {
                    match byte {
                        b'"' => {
                            self.string();
                            is_empty = false;
                            continue;
                        }
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' => depth -= 1,
                        _ => {}
                    }
                    self.at += 1;
                    if depth == 0 {
                        return Value::Inner {
                            open,
                            is_empty,
                            is_whole: true,
                        };
                    }
                    is_empty &= depth == 1 && (byte == open || byte.is_ascii_whitespace());
                }
                Value::Inner {
                    open,
                    is_empty,
                    is_whole: false,
                }
            }
            _ => {
                self.at += 1;
                let goes_on = |byte: u8| !b",:]}\"{[ \t\r\n".contains(&byte);
                while self.next().is_some_and(goes_on) {
                    self.at += 1;
                }
                Value::Word(self.body.get(start..self.at).unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests;
