//! From a value to pairs.

use serde::Serialize;

use super::error::{EncodeError, EncodeReason};
use super::escape;
use super::node::{Node, NodeSerializer};

/// Writes a map or struct as a form.
///
/// Maps are written in the order of their keys, structs in the order of their fields, so equal values give equal
/// text. `None` and empty maps and lists send nothing; integers are exact over the whole range of 64 bits; floats are
/// the shortest text that reads back as the same number.
/// Errors: what a form cannot carry, with the parameter's name; see [`EncodeReason`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, EncodeError> {
    let mut pairs = Vec::new();
    match value.serialize(NodeSerializer { depth: 0 })? {
        Node::Absent | Node::Empty => {}
        Node::Map(entries) => {
            for (name, node) in entries {
                write(&top_level(&name)?, node, &mut pairs);
            }
        }
        Node::Text(_) | Node::List(_) => return Err(EncodeError::new(EncodeReason::NoMap)),
    }
    let pairs: Vec<_> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Ok(pairs.join("&"))
}

/// Writes one parameter in brackets, as pairs of escaped name and escaped value.
///
/// Errors: as for [`to_string`].
pub fn pairs<T: Serialize + ?Sized>(
    name: &str,
    value: &T,
) -> Result<Vec<(String, String)>, EncodeError> {
    let stem = top_level(name)?;
    let mut pairs = Vec::new();
    let node = value
        .serialize(NodeSerializer { depth: 1 })
        .map_err(|error| error.within(name))?;
    write(&stem, node, &mut pairs);
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

fn write(name: &str, node: Node, pairs: &mut Vec<(String, String)>) {
    match node {
        Node::Absent | Node::Empty => {}
        Node::Text(text) => pairs.push((name.to_owned(), escape::encode(&text))),
        Node::Map(entries) => {
            for (key, node) in entries {
                write(&format!("{name}[{}]", escape::encode(&key)), node, pairs);
            }
        }
        Node::List(items) if items.iter().all(|item| matches!(item, Node::Text(_))) => {
            let pushed = format!("{name}[]");
            for item in items {
                write(&pushed, item, pairs);
            }
        }
        Node::List(items) => {
            for (index, item) in items.into_iter().enumerate() {
                write(&format!("{name}[{index}]"), item, pairs);
            }
        }
    }
}

#[cfg(test)]
mod tests;
