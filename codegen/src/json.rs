//! JSON text to a tree.
//!
//! YAML readers take nearly all JSON, but not surrogate pairs (`"\ud83d\ude00"`) nor a tab after a colon, and they
//! let a trailing comma pass. Hence a reader of its own.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;
use std::sync::Arc;

use crate::diagnostic::{Report, Rule};
use crate::scalar::number;
use crate::tree::{Kind, Member, Node, Place, Pointer, Source};
use crate::yaml::{DEPTH_HELP, MAX_DEPTH, MAX_VALUES, VALUES_HELP};

/// Reads a document; the report has every duplicate key, or the first fault of syntax.
pub(crate) fn read(text: &str, source: &Arc<Source>) -> Result<Node, Report> {
    let mut reader = Reader {
        chars: text.chars().peekable(),
        line: 1,
        column: 1,
        values: 0,
        source: Arc::clone(source),
        duplicates: Report::default(),
    };
    match reader.document() {
        Ok(node) => reader.duplicates.into_result(node),
        Err(fault) => {
            let mut report = reader.duplicates;
            let place = Place {
                source: Arc::clone(source),
                line: fault.line,
                column: fault.column,
                pointer: fault.pointer,
            };
            report.refuse(&place, Rule::Syntax, fault.what, fault.help);
            Err(report)
        }
    }
}

struct Fault {
    line: usize,
    column: usize,
    pointer: Pointer,
    what: String,
    help: &'static str,
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    line: usize,
    column: usize,
    values: usize,
    source: Arc<Source>,
    duplicates: Report,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Fault> {
        let root = self.value(&Pointer::default(), 0)?;
        self.space();
        match self.chars.peek() {
            None => Ok(root),
            Some(_) => Err(self.unexpected(&Pointer::default(), "the end of the file")),
        }
    }

    fn value(&mut self, pointer: &Pointer, depth: usize) -> Result<Node, Fault> {
        self.space();
        let place = self.place(pointer);
        if depth > MAX_DEPTH {
            let what = format!("the file nests deeper than {MAX_DEPTH} levels");
            return Err(self.fault(pointer, what, DEPTH_HELP));
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            let what = format!("the file holds more than {MAX_VALUES} values");
            return Err(self.fault(pointer, what, VALUES_HELP));
        }
        let kind = match self.chars.peek() {
            Some('{') => self.object(pointer, depth)?,
            Some('[') => self.array(pointer, depth)?,
            Some('"') => Kind::String(self.string(pointer)?),
            _ => self.word(pointer)?,
        };
        Ok(Node { place, kind })
    }

    fn object(&mut self, pointer: &Pointer, depth: usize) -> Result<Kind, Fault> {
        self.next();
        let mut members: Vec<Member> = Vec::new();
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        self.space();
        if self.take('}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.space();
            if self.chars.peek() != Some(&'"') {
                return Err(self.unexpected(pointer, "a quoted key"));
            }
            let mut place = self.place(pointer);
            let key = self.string(pointer)?;
            place.pointer = pointer.child(key.clone());
            self.space();
            if !self.take(':') {
                return Err(self.unexpected(pointer, "`:`"));
            }
            let value = self.value(&place.pointer, depth + 1)?;
            if let Some(first) = seen.get(&key) {
                duplicate(&mut self.duplicates, &place, &key, first);
            } else {
                seen.insert(key.clone(), place.clone());
                members.push(Member { key, place, value });
            }
            self.space();
            if self.take('}') {
                return Ok(Kind::Object(members));
            }
            if !self.take(',') {
                return Err(self.unexpected(pointer, "`,` or `}`"));
            }
        }
    }

    fn array(&mut self, pointer: &Pointer, depth: usize) -> Result<Kind, Fault> {
        self.next();
        let mut items = Vec::new();
        self.space();
        if self.take(']') {
            return Ok(Kind::Array(items));
        }
        loop {
            let at = pointer.child(items.len().to_string());
            items.push(self.value(&at, depth + 1)?);
            self.space();
            if self.take(']') {
                return Ok(Kind::Array(items));
            }
            if !self.take(',') {
                return Err(self.unexpected(pointer, "`,` or `]`"));
            }
        }
    }

    fn string(&mut self, pointer: &Pointer) -> Result<String, Fault> {
        self.next();
        let mut text = String::new();
        loop {
            let before = (self.line, self.column);
            let fault = |what: &str| Fault {
                line: before.0,
                column: before.1,
                pointer: pointer.clone(),
                what: what.to_owned(),
                help: "write the character itself, or escape it as JSON does",
            };
            match self.next() {
                Some('"') => return Ok(text),
                Some('\\') => {
                    let escaped = match self.next() {
                        Some(plain @ ('"' | '\\' | '/')) => plain,
                        Some('b') => '\u{8}',
                        Some('f') => '\u{c}',
                        Some('n') => '\n',
                        Some('r') => '\r',
                        Some('t') => '\t',
                        Some('u') => self
                            .unicode()
                            .ok_or_else(|| fault("a `\\u` escape is no character"))?,
                        _ => return Err(fault("an escape is not one of JSON's")),
                    };
                    text.push(escaped);
                }
                Some(control) if control < ' ' => {
                    return Err(fault("a control character stands bare in a string"));
                }
                Some(plain) => text.push(plain),
                None => return Err(fault("a string does not end")),
            }
        }
    }

    /// What follows `\u`: four digits, or a surrogate pair.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        if self.next() != Some('\\') || self.next() != Some('u') {
            return None;
        }
        let low = self.hex()?;
        if !(0xdc00..0xe000).contains(&low) {
            return None;
        }
        char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
    }

    fn hex(&mut self) -> Option<u32> {
        let mut value = 0;
        for _ in 0..4 {
            value = value * 16 + self.next()?.to_digit(16)?;
        }
        Some(value)
    }

    /// `null`, `true`, `false` or a number.
    fn word(&mut self, pointer: &Pointer) -> Result<Kind, Fault> {
        let (line, column) = (self.line, self.column);
        let mut word = String::new();
        while let Some(&next) = self.chars.peek()
            && (next.is_ascii_alphanumeric() || matches!(next, '+' | '-' | '.' | '_'))
        {
            word.push(next);
            self.next();
        }
        let fault = |what: String, help: &'static str| Fault {
            line,
            column,
            pointer: pointer.clone(),
            what,
            help,
        };
        match word.as_str() {
            "" => Err(self.unexpected(pointer, "a value")),
            "null" => Ok(Kind::Null),
            "true" => Ok(Kind::Bool(true)),
            "false" => Ok(Kind::Bool(false)),
            _ if is_number(&word) => number(&word).map(Kind::Number).ok_or_else(|| {
                fault(
                    format!("the number {word} does not fit 64 bits"),
                    "write a smaller number, or quote it",
                )
            }),
            _ => Err(fault(
                format!("`{word}` is no JSON value"),
                "write a number, `true`, `false`, `null` or a quoted string",
            )),
        }
    }

    fn space(&mut self) {
        while matches!(self.chars.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.chars.peek() == Some(&wanted);
        if found {
            self.next();
        }
        found
    }

    fn next(&mut self) -> Option<char> {
        let next = self.chars.next()?;
        if next == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(next)
    }

    fn place(&self, pointer: &Pointer) -> Place {
        Place {
            source: Arc::clone(&self.source),
            line: self.line,
            column: self.column,
            pointer: pointer.clone(),
        }
    }

    fn unexpected(&mut self, pointer: &Pointer, wanted: &str) -> Fault {
        let found = match self.chars.peek() {
            Some(found) => format!("`{found}`"),
            None => "the end of the file".to_owned(),
        };
        self.fault(
            pointer,
            format!("{found} stands where {wanted} is expected"),
            "mend the JSON at this place",
        )
    }

    fn fault(&self, pointer: &Pointer, what: String, help: &'static str) -> Fault {
        Fault {
            line: self.line,
            column: self.column,
            pointer: pointer.clone(),
            what,
            help,
        }
    }
}

/// JSON's grammar of numbers, which is narrower than what Rust parses.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

/// Refuses the second of two equal keys.
pub(crate) fn duplicate(report: &mut Report, place: &Place, key: &str, first: &Place) {
    report.refuse(
        place,
        Rule::DuplicateKey,
        format!("the key `{key}` stands twice in one mapping"),
        format!(
            "remove or rename one of the two; the first is in line {}",
            first.line
        ),
    );
}

#[cfg(test)]
mod tests;
