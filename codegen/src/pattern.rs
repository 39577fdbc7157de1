//! Patterns of the document, which are ECMA 262, in the words of the `regex` crate, where it has words that say the same.
//!
//! Its automata take time linear in the text. They know no references back and no looking around, so a pattern that has
//! such is refused. Classes are ECMA's: `\d` and `\w` are ASCII, `.` leaves out line ends, `\s` is its list.

mod escapes;
mod modern;
mod text;

use std::iter::Peekable;
use std::str::Chars;

use reversals_runtime::shape::Pattern;

pub(crate) use modern::modern;
pub use text::text_of;

/// How deep groups may nest.
const MAX_DEPTH: usize = 100;

const LINE_ENDS: &str = r"\n\r\x{2028}\x{2029}";

/// The same pattern for the `regex` crate.
///
/// Errors: why there is none, as the end of a sentence that begins with the pattern.
pub(crate) fn translate(pattern: &str) -> Result<String, String> {
    let mut translation = Translation {
        rest: pattern.chars().peekable(),
        out: String::new(),
        depth: 0,
        // Of these an old pattern sees the halves.
        modern: pattern.chars().any(|char| char > '\u{ffff}'),
    };
    translation.alternatives()?;
    if translation.rest.peek().is_some() {
        return Err("has a `)` without its `(`".to_owned());
    }
    match Pattern::compile(&translation.out) {
        Ok(_) => {}
        Err(regex::Error::CompiledTooBig(_)) => {
            return Err("takes too much memory once it is compiled".to_owned());
        }
        Err(_) => return Err("is no pattern of ECMA 262, or one that has no equal here".to_owned()),
    }
    // What JSON Schema asks for, with the flag `u`, and the old syntax, which documents have too.
    if regress::Regex::with_flags(pattern, "u").is_err() {
        if regress::Regex::new(pattern).is_err() {
            return Err("is no pattern of ECMA 262".to_owned());
        }
        if translation.modern {
            return Err(
                r"has `\p{…}`, `\u{…}` or a character beyond U+FFFF beside what the flag `u`, which gives these their meaning, forbids"
                    .to_owned(),
            );
        }
    }
    Ok(translation.out)
}

struct Translation<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    depth: usize,
    /// Whether it has what stands for something else in old patterns.
    modern: bool,
}

/// What an atom is.
enum Atom {
    /// One that can be repeated.
    Plain,
    /// A place between characters, which can't.
    Place,
}

/// What stands in a class.
enum Member {
    One(char),
    /// A class of its own, as it stands inside brackets.
    Class(String),
}

impl Member {
    fn inside(self) -> String {
        match self {
            Self::One(char) => literal(char),
            Self::Class(class) => class,
        }
    }
}

impl Translation<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// Up to the end of the pattern or of the group.
    fn alternatives(&mut self) -> Result<(), String> {
        if self.depth > MAX_DEPTH {
            return Err(format!("nests deeper than {MAX_DEPTH} groups"));
        }
        while let Some(&next) = self.rest.peek() {
            if next == ')' {
                break;
            }
            if self.eat('|') {
                self.out.push('|');
                continue;
            }
            let atom = self.atom()?;
            self.quantifier(&atom)?;
        }
        Ok(())
    }

    fn atom(&mut self) -> Result<Atom, String> {
        let Some(next) = self.rest.next() else {
            return Ok(Atom::Plain);
        };
        match next {
            '^' | '$' => {
                self.out.push(next);
                return Ok(Atom::Place);
            }
            '.' => self.out.push_str(&format!("[^{LINE_ENDS}]")),
            '(' => self.group()?,
            '[' => self.class()?,
            '\\' => return self.escape(),
            '*' | '+' | '?' => return Err(format!("has a `{next}` after nothing that repeats")),
            '{' if times(&mut self.rest.clone()).is_some() => {
                return Err("has a `{` after nothing that repeats".to_owned());
            }
            other => self.out.push_str(&literal(other)),
        }
        Ok(Atom::Plain)
    }

    fn group(&mut self) -> Result<(), String> {
        if self.eat('?') {
            match (self.rest.next(), self.rest.peek()) {
                (Some(':'), _) => {}
                (Some('<'), Some(next)) if !matches!(next, '=' | '!') => {
                    while self.rest.next().ok_or("has a group without an end")? != '>' {}
                }
                (Some('=' | '!' | '<'), _) => {
                    return Err(
                        "looks ahead or behind, which takes more than time linear in the text"
                            .to_owned(),
                    );
                }
                _ => return Err("has a group of a kind that has no equal here".to_owned()),
            }
        }
        self.out.push_str("(?:");
        self.depth += 1;
        self.alternatives()?;
        self.depth -= 1;
        if !self.eat(')') {
            return Err("has a group without an end".to_owned());
        }
        self.out.push(')');
        Ok(())
    }

    fn escape(&mut self) -> Result<Atom, String> {
        match self.rest.peek() {
            Some('b') => {
                self.rest.next();
                self.out.push_str(r"(?-u:\b)");
                Ok(Atom::Place)
            }
            Some('B') => Err(r"has `\B`, which has no equal here".to_owned()),
            Some('1'..='9' | 'k') => Err(
                "refers back to a group, which takes more than time linear in the text".to_owned(),
            ),
            _ => {
                match self.escaped()? {
                    Member::One(char) => self.out.push_str(&literal(char)),
                    Member::Class(class) => self.out.push_str(&format!("[{class}]")),
                }
                Ok(Atom::Plain)
            }
        }
    }

    fn class(&mut self) -> Result<(), String> {
        let negated = self.eat('^');
        let mut members = String::new();
        loop {
            let Some(next) = self.rest.next() else {
                return Err("has a `[` without its `]`".to_owned());
            };
            if next == ']' {
                break;
            }
            let first = self.member(next)?;
            let dash = self.rest.next_if_eq(&'-').is_some();
            if dash && self.rest.peek().is_some_and(|&next| next != ']') {
                let next = self.rest.next().unwrap_or_default();
                match (first, self.member(next)?) {
                    (Member::One(from), Member::One(to)) if from <= to => {
                        members.push_str(&format!("{}-{}", literal(from), literal(to)));
                    }
                    (Member::One(_), Member::One(_)) => {
                        return Err("has a range that ends before it begins".to_owned());
                    }
                    // Old patterns have a dash beside a class, where it is a character.
                    (first, second) => {
                        for member in [first, Member::One('-'), second] {
                            members.push_str(&member.inside());
                        }
                    }
                }
                continue;
            }
            members.push_str(&first.inside());
            if dash {
                members.push_str(&literal('-'));
            }
        }
        self.out.push_str(&match (members.is_empty(), negated) {
            // Nothing at all, and anything at all.
            (true, false) => r"[^\x00-\x{10FFFF}]".to_owned(),
            (true, true) => r"[\x00-\x{10FFFF}]".to_owned(),
            (false, false) => format!("[{members}]"),
            (false, true) => format!("[^{members}]"),
        });
        Ok(())
    }

    fn member(&mut self, next: char) -> Result<Member, String> {
        match next {
            // In a class it is a character.
            '\\' if self.eat('b') => Ok(Member::One('\u{8}')),
            '\\' => self.escaped(),
            other => Ok(Member::One(other)),
        }
    }

    fn quantifier(&mut self, atom: &Atom) -> Result<(), String> {
        let times = match self.rest.peek() {
            Some('*' | '+' | '?') => self.rest.next().map(String::from),
            Some('{') => {
                let mut ahead = self.rest.clone();
                ahead.next();
                times(&mut ahead).inspect(|_| self.rest = ahead)
            }
            _ => None,
        };
        let Some(times) = times else {
            return Ok(());
        };
        if matches!(atom, Atom::Place) {
            return Err("repeats a place, where no character is".to_owned());
        }
        self.out.push_str(&times);
        // Which of two matches is found makes no difference to whether there is one.
        self.eat('?');
        Ok(())
    }
}

/// What is behind a `{`: `2}`, `2,}` or `2,3}`; `None` where the brace is a character, as old patterns have it.
fn times(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut inner = String::new();
    while let Some(next) = rest.next_if(|&next| next.is_ascii_digit() || next == ',') {
        inner.push(next);
    }
    let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
    let closed = rest.next() == Some('}');
    (closed && !least.is_empty() && !most.contains(',')).then(|| format!("{{{inner}}}"))
}

/// A character that stands for itself, in a class and outside.
fn literal(char: char) -> String {
    regex::escape(char.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests;
