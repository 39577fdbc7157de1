//! Values that a schema states of itself: its default, its example and what it lists.

use super::held::held;
use super::types::{kind, merge, union, whole};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::tree::{Kind, Node};

/// How many schemas are compared with one value; what is not decided by then passes. Parts that share parts would
/// otherwise be compared without an end.
const STEPS: usize = 10_000;

/// Refuses values that do not fit the schema in which they are stated.
pub(super) fn check(document: &Document, schema: &Node, report: &mut Report) {
    for key in ["default", "example"] {
        if let Some(value) = schema.get(key) {
            one(document, schema, key, value, report);
        }
    }
    // That they are of the type is judged with the other rules of `enum`.
    let listed = schema.get("enum").map(Node::items).unwrap_or_default();
    for value in listed {
        refuse("enum", value, held(schema, value), report);
    }
}

fn one(document: &Document, schema: &Node, key: &str, value: &Node, report: &mut Report) {
    let mut fit = Fit {
        document,
        steps: STEPS,
    };
    refuse(key, value, fit.value(schema, value), report);
}

fn refuse(key: &str, value: &Node, fits: Result<(), String>, report: &mut Report) {
    if let Err(why) = fits {
        let shown: String = value.to_json().to_string().chars().take(60).collect();
        report.refuse(
            &value.place,
            Rule::UnfitValue,
            format!("`{key}` has {shown}, but {why}"),
            "mend the value, or the schema",
        );
    }
}

struct Fit<'a> {
    document: &'a Document,
    steps: usize,
}

impl<'a> Fit<'a> {
    /// Whether a value is of a schema; the error says why not.
    fn value(&mut self, schema: &'a Node, value: &Node) -> Result<(), String> {
        let Some(steps) = self.steps.checked_sub(1) else {
            return Ok(());
        };
        self.steps = steps;
        let schema = self.document.resolve(schema);
        if matches!(value.kind, Kind::Null) && schema.is_true("nullable") {
            return Ok(());
        }
        let object = matches!(value.kind, Kind::Object(_));
        let parts = schema.get("allOf").map(Node::items).unwrap_or_default();
        // Of an object they are merged, as everywhere.
        for part in parts.iter().filter(|_| !object) {
            self.value(part, value)?;
        }
        if let Some(branches) = union(schema).map(Node::items) {
            if branches.is_empty()
                || branches
                    .iter()
                    .any(|branch| self.value(branch, value).is_ok())
            {
                return Ok(());
            }
            return Err("no branch of its schema takes it".to_owned());
        }
        if parts.is_empty() || object {
            of_type(schema, value)?;
        }
        held(schema, value)?;
        if let Some(listed) = schema.get("enum")
            && !listed
                .items()
                .iter()
                .any(|one| one.to_json() == value.to_json())
        {
            return Err("its schema does not list it".to_owned());
        }
        for item in value.items() {
            if let Some(items) = schema.get("items") {
                self.value(items, item)?;
            }
        }
        self.members(schema, value)
    }

    fn members(&mut self, schema: &'a Node, value: &Node) -> Result<(), String> {
        if !matches!(value.kind, Kind::Object(_)) {
            return Ok(());
        }
        let merged = merge(self.document, schema);
        if let Some(name) = merged
            .required
            .iter()
            .find(|name| value.get(name).is_none())
        {
            return Err(format!("`{name}` is required"));
        }
        for member in value.members() {
            match merged
                .properties
                .get(member.key.as_str())
                .and_then(|of| of.first())
            {
                Some(property) => self.value(property, &member.value)?,
                None if merged.closed => return Err(format!("`{}` is no property", member.key)),
                None => {
                    if let Some(rest) = schema.get("additionalProperties") {
                        self.value(rest, &member.value)?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn of_type(schema: &Node, value: &Node) -> Result<(), String> {
    let Some(of) = kind(schema) else {
        return Ok(());
    };
    let fits = match (of, &value.kind) {
        ("integer", Kind::Number(number)) => whole(number).is_some(),
        ("string", Kind::String(_))
        | ("number", Kind::Number(_))
        | ("boolean", Kind::Bool(_))
        | ("array", Kind::Array(_))
        | ("object", Kind::Object(_)) => true,
        // No type; refused elsewhere.
        (of, _) => !super::table::TYPES.contains(&of),
    };
    if fits {
        return Ok(());
    }
    Err(match &value.kind {
        Kind::Null => "its schema is not nullable".to_owned(),
        _ => format!("the type is {of}"),
    })
}
