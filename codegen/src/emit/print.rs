//! JSON documents as text.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::Error;

/// The document with the members `first` at its head, where a reader looks for them; all others in order of their names,
/// whichever map `serde_json` is built with.
///
/// Errors: a root that is no object.
pub fn document(root: Value, first: &[&str]) -> Result<Vec<u8>, Error> {
    let Value::Object(mut members) = root else {
        return Err(Error::Hole("a document to print is no object".to_owned()));
    };
    let mut ordered: Vec<(String, Value)> = Vec::new();
    for &key in first {
        ordered.extend(members.remove(key).map(|value| (key.to_owned(), value)));
    }
    let mut rest: Vec<(String, Value)> = members.into_iter().collect();
    rest.sort_by(|a, b| a.0.cmp(&b.0));
    ordered.extend(rest);
    let mut out = Vec::new();
    let members = ordered.iter().map(|(key, value)| (key, value));
    object(members, 0, &mut out).map_err(|error| Error::Hole(error.to_string()))?;
    out.push(b'\n');
    Ok(out)
}

/// Writes a value as `serde_json` does in its pretty way, but the members in order of their names, and without a copy.
fn value(value: &Value, depth: usize, out: &mut Vec<u8>) -> serde_json::Result<()> {
    match value {
        Value::Object(members) => object(in_order(members).into_iter(), depth, out),
        Value::Array(items) => {
            out.push(b'[');
            for (number, item) in items.iter().enumerate() {
                line(number, depth + 1, out);
                self::value(item, depth + 1, out)?;
            }
            close(items.is_empty(), depth, out);
            out.push(b']');
            Ok(())
        }
        scalar => serde_json::to_writer(out, scalar),
    }
}

fn object<'a>(
    members: impl Iterator<Item = (&'a String, &'a Value)>,
    depth: usize,
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    out.push(b'{');
    let mut empty = true;
    for (number, (key, member)) in members.enumerate() {
        empty = false;
        line(number, depth + 1, out);
        serde_json::to_writer(&mut *out, key)?;
        out.extend_from_slice(b": ");
        value(member, depth + 1, out)?;
    }
    close(empty, depth, out);
    out.push(b'}');
    Ok(())
}

/// Begins the line of the element `number`.
fn line(number: usize, depth: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
    indent(depth, out);
}

fn close(empty: bool, depth: usize, out: &mut Vec<u8>) {
    if !empty {
        out.push(b'\n');
        indent(depth, out);
    }
}

fn indent(depth: usize, out: &mut Vec<u8>) {
    out.resize(out.len() + 2 * depth, b' ');
}

/// Writes the value on one line, the members of every object in order of their names.
///
/// `serde_json`'s own printing is quick in a debug build too, being compiled there.
pub fn on_one_line(value: &Value, out: &mut String) {
    static MAPS_ARE_IN_ORDER: LazyLock<bool> = LazyLock::new(|| {
        let two = [("b", 1), ("a", 2)].map(|(name, value)| (name.to_owned(), Value::from(value)));
        Map::from_iter(two).keys().is_sorted()
    });
    let written = if *MAPS_ARE_IN_ORDER {
        write!(out, "{value}")
    } else {
        write!(out, "{}", sorted(value))
    };
    // A text takes all that is written.
    debug_assert!(written.is_ok());
}

/// The members of an object in order of their names, whichever map `serde_json` is built with.
fn in_order(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut all: Vec<_> = members.iter().collect();
    all.sort_by_key(|(key, _)| *key);
    all
}

/// The value with the members of every object in order of their names.
pub fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let all = in_order(members)
                .into_iter()
                .map(|(key, value)| (key.clone(), sorted(value)));
            Value::Object(all.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        _ => value.clone(),
    }
}
