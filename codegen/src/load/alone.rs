//! A document that is held in memory.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::{Fragments, Loader, MAX_FILE, Report, Rule, Source, contents, start, tree};
use crate::tree::{Kind, Member, Node, Place};
use crate::yaml::{DEPTH_HELP, MAX_DEPTH};

/// The document that `text` says, as the only fragment; the disk is not touched.
///
/// `name` is what messages and outputs call it. The text is read as JSON where the name ends in `.json`, as YAML
/// otherwise. A reference to another file is refused, since there is none, and so is a text of more than [`MAX_FILE`].
pub fn text(name: &str, text: &str) -> Result<Fragments, Report> {
    let json = Path::new(name).extension().is_some_and(|ext| ext == "json");
    alone(name, |source| {
        if text.len() as u64 > MAX_FILE {
            return Err(contents::too_large(
                &start(source),
                source,
                "it has",
                MAX_FILE,
            ));
        }
        tree(text, json, source)
    })
}

/// A document that is read already, as the only fragment; the disk is not touched.
///
/// Half the time of [`text`] on the value's text. What it costs: every place is in line 1, and only its pointer
/// tells it from others.
pub fn value(name: &str, value: &Value) -> Result<Fragments, Report> {
    alone(name, |source| node(value, &start(source), 0))
}

fn alone(
    name: &str,
    read: impl FnOnce(&Arc<Source>) -> Result<Node, Report>,
) -> Result<Fragments, Report> {
    let source = Arc::new(Source {
        name: name.to_owned(),
        shown: name.to_owned(),
    });
    let mut loader = Loader {
        alone: true,
        ..Loader::default()
    };
    loader.keep(&source, read(&source));
    loader.finish(std::iter::once(&source.name))
}

fn node(value: &Value, place: &Place, depth: usize) -> Result<Node, Report> {
    if depth > MAX_DEPTH {
        let what = format!("the document nests deeper than {MAX_DEPTH} levels");
        return Err(super::refusal(place, Rule::Syntax, what, DEPTH_HELP));
    }
    let below = |token: String| Place {
        pointer: place.pointer.child(token),
        ..place.clone()
    };
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(truth) => Kind::Bool(*truth),
        Value::Number(number) => Kind::Number(number.clone()),
        Value::String(text) => Kind::String(text.clone()),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, item)| node(item, &below(index.to_string()), depth + 1));
            Kind::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let place = below(key.clone());
                let value = node(value, &place, depth + 1)?;
                let key = key.clone();
                Ok(Member { key, place, value })
            });
            Kind::Object(members.collect::<Result<_, Report>>()?)
        }
    };
    Ok(Node {
        place: place.clone(),
        kind,
    })
}

/// Refuses a reference to the file `relative`.
pub(super) fn refusal(relative: &str, place: &Place) -> Report {
    super::refusal(
        place,
        Rule::MissingFile,
        format!("`{relative}` is another file, and this document stands alone"),
        "bundle the files into one document first",
    )
}
