//! Lists and objects that come as one text, and what one text alone says.
//!
//! A text is spelt as the form that says the same in brackets, before it is unescaped: a delimiter that was escaped is
//! a part of its value. What follows is the decoding that every form goes through.

use std::borrow::Cow;

use serde_json::Value;

use super::form::{decode_text, member};
use super::name::Name;
use super::refusal::Refusal;
use super::{Field, Packing, Shape, check, refuse_repeated};
use crate::form::{self, ParseError, encode, unescape};

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    /// A part of an address or a cookie: percent-encoded.
    Escaped,
    /// A header: as it is. Spaces around the parts are none of them, and neither are empty items of a list.
    Raw,
}

/// Why one text, or a query, is refused.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// It is no text of that kind.
    Text(ParseError),
    /// It is, and does not fit.
    Value(Refusal),
}

impl From<ParseError> for Unreadable {
    fn from(error: ParseError) -> Self {
        Self::Text(error)
    }
}

impl From<Refusal> for Unreadable {
    fn from(refusal: Refusal) -> Self {
        Self::Value(refusal)
    }
}

/// Reads the one text of a parameter outside the query.
pub(crate) fn decode_one(text: &str, field: &Field, medium: Medium) -> Result<Value, Unreadable> {
    let name = Name::Member(&Name::Root, field.name);
    let plain = || match medium {
        Medium::Raw => Ok(Cow::Borrowed(text)),
        Medium::Escaped => percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .map_err(|_| ParseError::Utf8 {
                param: field.name.to_owned(),
            }),
    };
    let Shape::Packed { packing, of } = field.shape else {
        return Ok(decode_text(&plain()?, field)?);
    };
    if *packing == Packing::Json {
        return Ok(json(&plain()?, of, &name)?);
    }
    if !of.is_structure() {
        let field = Field {
            shape: of,
            ..*field
        };
        return Ok(decode_text(&plain()?, &field)?);
    }
    let parts = text.split(',').map(|part| match medium {
        // In a form `+` is a space.
        Medium::Escaped => part.replace('+', "%2B"),
        Medium::Raw => encode(part.trim_matches([' ', '\t'])),
    });
    let list = of.is_list();
    let parts = parts.filter(|part| medium == Medium::Escaped || !list || !part.is_empty());
    let parts: Vec<String> = parts.collect();
    let mut form = String::new();
    let parts = parts.iter().map(String::as_str);
    if *packing == Packing::Pairs {
        // The `=` of a header is escaped by now.
        let sign = if medium == Medium::Raw { "%3D" } else { "=" };
        spell_pairs(field.name, parts, sign, &mut form).ok_or_else(|| Refusal::object(&name))?;
    } else {
        spell(field.name, parts, list, &mut form).ok_or_else(|| Refusal::object(&name))?;
    }
    let tree = form::parse(form.as_bytes())?;
    let inner = Field {
        shape: of,
        ..*field
    };
    let value = tree
        .branch()
        .map(|branch| member(branch, &inner, false, &Name::Root))
        .transpose()?
        .flatten();
    value.ok_or_else(|| Refusal::missing(&name).into())
}

/// Reads JSON in one text.
pub(super) fn json(text: &str, shape: &Shape, name: &Name<'_>) -> Result<Value, Refusal> {
    let value =
        crate::path::value(text.as_bytes()).map_err(|_| Refusal::invalid(name, "JSON", &text))?;
    refuse_repeated(text.as_bytes())?;
    check::check(&value, shape, name)?;
    Ok(value)
}

/// A query in which each list or object that came as one text is in brackets.
pub(crate) fn respell<'a>(query: &'a [u8], fields: &[Field]) -> Result<Cow<'a, [u8]>, Unreadable> {
    let is_one_text = |field: &&Field| {
        matches!(field.shape, Shape::Packed { packing, of }
            if !matches!(packing, Packing::Json | Packing::Members) && of.is_structure())
    };
    let fields: Vec<&Field> = fields.iter().filter(is_one_text).collect();
    if fields.is_empty() {
        return Ok(Cow::Borrowed(query));
    }
    let mut out = String::new();
    for pair in query.split(|&byte| byte == b'&') {
        let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        // A name or value that can't be unescaped is refused by the parser.
        let own = unescape(name).ok();
        let of_field = |field: &&&Field| own.as_deref() == Some(field.name);
        if let (Some(field), Ok(value)) = (fields.iter().find(of_field), std::str::from_utf8(value))
        {
            let Shape::Packed { packing, of } = field.shape else {
                continue;
            };
            // Both spellings of a delimiter are one to whoever writes an address.
            let value = match packing {
                Packing::Spaces => value.replace("%20", "+"),
                Packing::Pipes => value.replace("%7C", "|").replace("%7c", "|"),
                _ => value.to_owned(),
            };
            let delimiter = match packing {
                Packing::Spaces => '+',
                Packing::Pipes => '|',
                _ => ',',
            };
            let list = of.is_list();
            let name = Name::Member(&Name::Root, field.name);
            spell(field.name, value.split(delimiter), list, &mut out)
                .ok_or_else(|| Refusal::object(&name))?;
            continue;
        }
        let bracketed = |field: &&&Field| {
            let rest = own.as_deref().and_then(|own| own.strip_prefix(field.name));
            rest.is_some_and(|rest| rest.starts_with('['))
        };
        if fields.iter().any(|field| bracketed(&field)) {
            let own = own.unwrap_or_default().into_owned();
            return Err(Refusal::unknown(&[own]).into());
        }
        if !out.is_empty() {
            out.push('&');
        }
        // What is no UTF-8 is no ASCII either, which the parser refuses with the name.
        out.push_str(&String::from_utf8_lossy(pair));
    }
    Ok(Cow::Owned(out.into_bytes()))
}

/// Writes escaped parts as items or as keys and values by turns; nothing where a key has no value.
fn spell<'a>(
    name: &str,
    parts: impl Iterator<Item = &'a str>,
    list: bool,
    out: &mut String,
) -> Option<()> {
    let mut parts = parts;
    while let Some(part) = parts.next() {
        if list {
            pair(name, "", part, out);
        } else {
            pair(name, &key(part)?, parts.next()?, out);
        }
    }
    Some(())
}

/// The same for parts that are pairs by themselves.
fn spell_pairs<'a>(
    name: &str,
    parts: impl Iterator<Item = &'a str>,
    sign: &str,
    out: &mut String,
) -> Option<()> {
    for part in parts {
        let (own, value) = part.split_once(sign)?;
        pair(name, &key(own)?, value, out);
    }
    Some(())
}

fn pair(name: &str, key: &str, value: &str, out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(&encode(name));
    out.push('[');
    out.push_str(key);
    out.push_str("]=");
    out.push_str(value);
}

/// A key with all of it escaped, so that a bracket in it is no structure; nothing for an empty one.
fn key(escaped: &str) -> Option<String> {
    let key = unescape(escaped.as_bytes()).ok()?;
    (!key.is_empty()).then(|| encode(&key))
}

#[cfg(test)]
mod tests;
