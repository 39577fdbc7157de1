//! From a value to pairs.

use serde::Serialize;

use super::error::{EncodeError, EncodeReason};
use super::escape;
use super::node::{Node, NodeSerializer};
#[cfg(feature = "client")]
use crate::shape::Packing;

/// Writes a map or struct as a form.
///
/// Maps are written in the order of their keys, structs in the order of their fields, so equal values give equal
/// text. `None` and empty maps and lists send nothing; integers are exact over the whole range of 64 bits; floats are
/// the shortest text that reads back as the same number.
/// Errors: what a form cannot carry, with the parameter's name; see [`EncodeReason`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, EncodeError> {
    let mut form = String::new();
    let mut pair = |name: &str, value: &str| {
        let separator = if form.is_empty() { "" } else { "&" };
        form.extend([separator, name, "=", value]);
    };
    match value.serialize(NodeSerializer { depth: 0 })? {
        Node::Absent | Node::Empty => {}
        Node::Map(entries) => {
            for (name, node) in entries {
                write(&mut top_level(&name)?, &node, &mut pair);
            }
        }
        Node::Text(_) | Node::List(_) => return Err(EncodeError::new(EncodeReason::NoMap)),
    }
    Ok(form)
}

/// Writes one parameter in brackets, as pairs of escaped name and escaped value.
///
/// Errors: as for [`to_string`].
pub fn pairs<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
) -> Result<Vec<(String, String)>, EncodeError> {
    let mut pairs = Vec::new();
    let node = value
        .serialize(NodeSerializer { depth: 1 })
        .map_err(|error| error.within(name))?;
    if matches!(node, Node::Absent | Node::Empty) {
        return Ok(pairs);
    }
    let mut stem = top_level(name)?;
    write(&mut stem, &node, &mut |name, value| {
        pairs.push((name.to_owned(), value.to_owned()));
    });
    Ok(pairs)
}

/// Writes one parameter without brackets: a scalar once, a list as the name repeated.
#[cfg(feature = "client")]
pub(crate) fn flat_pairs<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
) -> Result<Vec<(String, String)>, EncodeError> {
    let stem = escape::encode(name);
    let refuse = || EncodeError::new(EncodeReason::Structure).within(name);
    let nodes = match value
        .serialize(NodeSerializer { depth: 1 })
        .map_err(|error| error.within(name))?
    {
        Node::Absent | Node::Empty => Vec::new(),
        Node::List(items) => items,
        scalar @ Node::Text(_) => vec![scalar],
        Node::Map(_) => return Err(refuse()),
    };
    let texts = nodes.into_iter().map(|node| match node {
        Node::Text(text) => Ok((stem.clone(), escape::encode(&text))),
        Node::Absent | Node::Empty | Node::List(_) | Node::Map(_) => Err(refuse()),
    });
    texts.collect()
}

/// Writes an object as parameters of their own, each by its name.
#[cfg(feature = "client")]
pub(crate) fn spread_pairs<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
) -> Result<Vec<(String, String)>, EncodeError> {
    let node = value
        .serialize(NodeSerializer { depth: 1 })
        .map_err(|error| error.within(name))?;
    let entries = match node {
        Node::Absent | Node::Empty => Vec::new(),
        Node::Map(entries) => entries,
        Node::Text(_) | Node::List(_) => {
            return Err(EncodeError::new(EncodeReason::Flat).within(name));
        }
    };
    let pairs = entries.into_iter().map(|(key, node)| match node {
        Node::Text(text) => Ok((top_level(&key)?, escape::encode(&text))),
        _ => Err(EncodeError::new(EncodeReason::Flat)
            .within(key)
            .within(name)),
    });
    pairs.collect()
}

/// What carries a list or object in one text.
#[cfg(feature = "client")]
#[derive(Clone, Copy)]
pub(crate) enum Carrier<'a> {
    /// A part of an address or a cookie, which is escaped: all that is not unreserved, and these characters.
    Escaped(&'a str),
    /// A header, which has no escapes.
    Raw,
}

/// Writes one parameter as one text, ready for what carries it. Nothing, an empty list and an empty map are none.
///
/// Errors: what would be read as something else.
#[cfg(feature = "client")]
pub(crate) fn packed<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
    packing: Packing,
    carrier: Carrier<'_>,
) -> Result<Option<String>, EncodeError> {
    let refuse = |reason| EncodeError::new(reason).within(name);
    if packing == Packing::Json {
        return json(value, carrier).map_err(|error| error.within(name));
    }
    let (delimiter, within) = match packing {
        Packing::Spaces => ("%20", Some(' ')),
        Packing::Pipes => ("%7C", Some('|')),
        _ => (",", matches!(carrier, Carrier::Raw).then_some(',')),
    };
    let part = |text: &str| {
        let bare = matches!(carrier, Carrier::Raw)
            && (text.is_empty() || text.trim_matches([' ', '\t']) != text);
        if bare || within.is_some_and(|delimiter| text.contains(delimiter)) {
            return Err(refuse(EncodeReason::Delimiter(text.to_owned())));
        }
        Ok(match carrier {
            Carrier::Escaped(guard) => guarded(text, guard),
            Carrier::Raw => text.to_owned(),
        })
    };
    let key = |text: &str| {
        if matches!(carrier, Carrier::Raw) && packing == Packing::Pairs && text.contains('=') {
            return Err(refuse(EncodeReason::Delimiter(text.to_owned())));
        }
        part(text)
    };
    let flat = |node: Node| match node {
        Node::Text(text) => Ok(text),
        _ => Err(refuse(EncodeReason::Flat)),
    };
    let node = value
        .serialize(NodeSerializer { depth: 1 })
        .map_err(|error| error.within(name))?;
    let mut parts = Vec::new();
    match node {
        Node::Absent | Node::Empty => return Ok(None),
        // One text alone has no delimiter to be taken for.
        Node::Text(text) => {
            return Ok(Some(match carrier {
                Carrier::Escaped(guard) => guarded(&text, guard),
                Carrier::Raw => text,
            }));
        }
        Node::List(items) => {
            for item in items {
                parts.push(part(&flat(item)?)?);
            }
        }
        Node::Map(entries) => {
            for (name, node) in entries {
                let (name, value) = (key(&name)?, part(&flat(node)?)?);
                if packing == Packing::Pairs {
                    parts.push(format!("{name}={value}"));
                } else {
                    parts.extend([name, value]);
                }
            }
        }
    }
    Ok(Some(parts.join(delimiter)))
}

#[cfg(feature = "client")]
fn json<T: Serialize + ?Sized>(
    value: &T,
    carrier: Carrier<'_>,
) -> Result<Option<String>, EncodeError> {
    let value = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    if value.is_null() {
        return Ok(None);
    }
    let text = value.to_string();
    Ok(Some(match carrier {
        Carrier::Escaped(guard) => guarded(&text, guard),
        Carrier::Raw => ascii(&text),
    }))
}

/// JSON in which every character beyond ASCII is written by its number.
#[cfg(feature = "client")]
fn ascii(json: &str) -> String {
    let mut text = String::new();
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

/// Escapes a text, and in it some of the characters that need no escape.
#[cfg(feature = "client")]
pub(crate) fn guarded(text: &str, guard: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        // What is guarded is ASCII.
        if guard.contains(c) {
            escaped.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            escaped.push_str(&escape::encode(c.encode_utf8(&mut [0; 4])));
        }
    }
    escaped
}

/// Escapes a parameter's name. A bracket in it is refused: a reader that takes escaped brackets for structure, as
/// this crate's does, would not find the name again.
fn top_level(name: &str) -> Result<String, EncodeError> {
    let reason = if name.is_empty() {
        EncodeReason::EmptyKey
    } else if name.contains(['[', ']']) {
        EncodeReason::Bracket
    } else {
        return Ok(escape::encode(name));
    };
    Err(EncodeError::new(reason).within(name))
}

/// Tells the pairs of a node, escaped. `name` is theirs as far as it goes, and the same again afterwards.
fn write(name: &mut String, node: &Node, pair: &mut impl FnMut(&str, &str)) {
    let stem = name.len();
    match node {
        Node::Absent | Node::Empty => {}
        Node::Text(text) => pair(name, &escape::encode(text)),
        Node::Map(entries) => {
            for (key, node) in entries {
                name.extend(["[", &escape::encode(key), "]"]);
                write(name, node, pair);
                name.truncate(stem);
            }
        }
        Node::List(items) => {
            let is_pushed = items.iter().all(|item| matches!(item, Node::Text(_)));
            for (index, item) in items.iter().enumerate() {
                let index = if is_pushed {
                    String::new()
                } else {
                    index.to_string()
                };
                name.extend(["[", &index, "]"]);
                write(name, item, pair);
                name.truncate(stem);
            }
        }
    }
}

#[cfg(test)]
mod tests;
