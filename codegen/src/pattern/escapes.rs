//! What is behind a backslash.

use super::{Member, Translation};

const DIGITS: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str =
    r"\t\n\x0B\f\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

impl Translation<'_> {
    /// What an escape stands for, inside a class and outside.
    pub(super) fn escaped(&mut self) -> Result<Member, String> {
        let next = self.rest.next().ok_or("ends in a `\\`")?;
        let one = match next {
            'd' => return Ok(Member::Class(DIGITS.to_owned())),
            'w' => return Ok(Member::Class(WORD.to_owned())),
            's' => return Ok(Member::Class(SPACE.to_owned())),
            'D' => return Ok(Member::Class(format!("[^{DIGITS}]"))),
            'W' => return Ok(Member::Class(format!("[^{WORD}]"))),
            'S' => return Ok(Member::Class(format!("[^{SPACE}]"))),
            'p' | 'P' => return self.property(next),
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => '\0',
            'c' => match self.rest.next() {
                Some(letter) if letter.is_ascii_alphabetic() => char::from(letter as u8 % 32),
                _ => return Err(r"has a `\c` without its letter".to_owned()),
            },
            'x' => self.hexadecimal(2)?,
            'u' => self.unicode()?,
            other if other.is_ascii_punctuation() || other == ' ' || !other.is_ascii() => other,
            other => return Err(format!("has `\\{other}`, which ECMA 262 does not define")),
        };
        Ok(Member::One(one))
    }

    /// `\p{…}`, as far as both know the property.
    fn property(&mut self, kind: char) -> Result<Member, String> {
        let mut name = String::new();
        self.modern = true;
        if self.eat('{') {
            while let Some(next) = self.rest.next_if(|&next| next != '}') {
                name.push(next);
            }
        }
        if name.is_empty() || !self.eat('}') {
            return Err(format!("has a `\\{kind}` without its property"));
        }
        Ok(Member::Class(format!("\\{kind}{{{name}}}")))
    }

    fn digits(&mut self, count: usize) -> Result<u32, String> {
        let mut number = 0;
        for _ in 0..count {
            let digit = self.rest.next().and_then(|next| next.to_digit(16));
            number = number * 16 + digit.ok_or("has an escape with too few digits")?;
        }
        Ok(number)
    }

    fn hexadecimal(&mut self, count: usize) -> Result<char, String> {
        scalar(self.digits(count)?)
    }

    fn unicode(&mut self) -> Result<char, String> {
        if self.eat('{') {
            self.modern = true;
            let mut number: u32 = 0;
            while let Some(next) = self.rest.next_if(|&next| next != '}') {
                let digit = next.to_digit(16).ok_or("has an escape that is no number")?;
                number = number.saturating_mul(16).saturating_add(digit);
            }
            return if self.eat('}') {
                scalar(number)
            } else {
                Err("has an escape without an end".to_owned())
            };
        }
        let high = self.digits(4)?;
        if !(0xd800..0xdc00).contains(&high) {
            return scalar(high);
        }
        // The other half of a character of two.
        let pair = self.eat('\\') && self.eat('u');
        let low = if pair { self.digits(4)? } else { 0 };
        if (0xdc00..0xe000).contains(&low) {
            self.modern = true;
            scalar(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        } else {
            Err("has half a character".to_owned())
        }
    }
}

fn scalar(number: u32) -> Result<char, String> {
    char::from_u32(number).ok_or_else(|| "has half a character, or none".to_owned())
}
