//! What a schema stands for, once references, single `allOf` and unions are followed.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::Document;
use crate::tree::{Kind, Node};

/// The JSON type of a schema that is no union.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Number,
    Bool,
    Array,
    Object,
    /// Any value.
    Any,
    /// What the schema says is refused elsewhere.
    Broken,
}

impl Type {
    pub(super) fn of(schema: &Node) -> Self {
        match schema.get("type") {
            None => Self::implied(schema),
            Some(of) => match of.as_str() {
                Some("string") => Self::Text,
                Some("number" | "integer") => Self::Number,
                Some("boolean") => Self::Bool,
                Some("array") => Self::Array,
                Some("object") => Self::Object,
                _ => Self::Broken,
            },
        }
    }

    /// The type of a schema without `type`.
    fn implied(schema: &Node) -> Self {
        let has = |key| schema.get(key).is_some();
        if has("properties") || has("additionalProperties") || has("allOf") {
            return Self::Object;
        }
        if has("items") {
            return Self::Array;
        }
        let mut values = schema
            .get("enum")
            .map(Node::items)
            .unwrap_or_default()
            .iter();
        match values
            .find(|value| !matches!(value.kind, Kind::Null))
            .map(|value| &value.kind)
        {
            Some(Kind::String(_)) => Self::Text,
            Some(Kind::Number(_)) => Self::Number,
            Some(Kind::Bool(_)) => Self::Bool,
            Some(_) => Self::Broken,
            None if has("not") => Self::Broken,
            None => Self::Any,
        }
    }

    pub(super) fn is_scalar(self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Bool)
    }

    pub(super) fn plural(self) -> &'static str {
        match self {
            Self::Text => "strings",
            Self::Number => "numbers",
            Self::Bool => "booleans",
            Self::Array => "arrays",
            Self::Object => "objects",
            Self::Any | Self::Broken => "of any type",
        }
    }
}

/// The type that a schema names, or that its other keywords imply.
pub(crate) fn kind(schema: &Node) -> Option<&str> {
    let has = |key| schema.get(key).is_some();
    if has("type") {
        return schema.text("type");
    }
    if has("properties") || has("additionalProperties") || has("allOf") {
        return Some("object");
    }
    if has("items") {
        return Some("array");
    }
    let values = schema.get("enum")?.items();
    let first = values
        .iter()
        .find(|value| !matches!(value.kind, Kind::Null))?;
    match &first.kind {
        Kind::String(_) => Some("string"),
        Kind::Bool(_) => Some("boolean"),
        Kind::Number(_) => {
            let broken =
                |value: &Node| matches!(&value.kind, Kind::Number(number) if number.is_f64());
            Some(if values.iter().any(broken) {
                "number"
            } else {
                "integer"
            })
        }
        _ => None,
    }
}

/// The least and the greatest integer of a `format` that says how wide it is, within the 64 bits with a sign that a
/// number has here; `None` for any other format.
pub(crate) fn width(format: &str) -> Option<(i64, i64)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int128" => (i64::MIN, i64::MAX),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint" | "uint64" | "uint128" => (0, i64::MAX),
        _ => return None,
    })
}

/// The bound `minimum` or `maximum` of an integer; an exclusive one is the next whole number inside. `None` where there
/// is none, or none that 64 bits with a sign can hold.
pub(crate) fn bound(schema: &Node, key: &str) -> Option<i64> {
    let Kind::Number(number) = &schema.get(key)?.kind else {
        return None;
    };
    let bound = whole(number)?;
    let (exclusive, inwards) = match key {
        "minimum" => ("exclusiveMinimum", 1),
        _ => ("exclusiveMaximum", -1),
    };
    if schema.is_true(exclusive) {
        bound.checked_add(inwards)
    } else {
        Some(bound)
    }
}

/// The whole number that a number is, be it written as `1` or as `1.0`.
pub(super) fn whole(number: &serde_json::Number) -> Option<i64> {
    /// Below it every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|_| number.is_f64())?;
        let fits = float.fract() == 0.0 && float.abs() < EXACT;
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and small")]
        fits.then_some(float as i64)
    })
}

/// What the schema is, past references and an `allOf` of one that adds nothing.
pub(super) fn resolve<'a>(document: &'a Document, schema: &'a Node) -> &'a Node {
    let mut at = document.resolve(schema);
    // Bundling has refused cycles, so this ends.
    while let Some([only]) = at.get("allOf").map(Node::items)
        && at.get("properties").is_none()
        && at.get("type").is_none()
        && at.get("additionalProperties").is_none()
    {
        at = document.resolve(only);
    }
    at
}

/// The branches of a union; none where the schema is no union.
pub(super) fn union(schema: &Node) -> Option<&Node> {
    schema.get("anyOf").or_else(|| schema.get("oneOf"))
}

/// A schema that is no union: a branch of one, or a schema itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf<'a> {
    /// The schema that it comes down to.
    pub(super) schema: &'a Node,
    pub(super) of: Type,
}

/// What values of the schema can be, with unions inside unions opened; each component once.
pub(super) fn leaves<'a>(document: &'a Document, schema: &'a Node) -> Vec<Leaf<'a>> {
    let mut leaves = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack = vec![schema];
    while let Some(node) = stack.pop() {
        if Document::ref_name(node).is_some_and(|name| !seen.insert(name)) {
            continue;
        }
        let schema = resolve(document, node);
        match union(schema) {
            Some(branches) => stack.extend(branches.items().iter().rev()),
            None => leaves.push(Leaf {
                schema,
                of: Type::of(schema),
            }),
        }
    }
    leaves
}

/// The schemas that an object is merged from: itself and what `allOf` reaches, each once.
pub(super) fn parts<'a>(document: &'a Document, schema: &'a Node) -> Vec<&'a Node> {
    let mut parts = Vec::new();
    let mut seen = BTreeSet::new();
    let mut stack = vec![schema];
    while let Some(node) = stack.pop() {
        if Document::ref_name(node).is_some_and(|name| !seen.insert(name)) {
            continue;
        }
        let part = document.resolve(node);
        parts.push(part);
        stack.extend(
            part.get("allOf")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .rev(),
        );
    }
    parts
}

/// An object schema, merged.
#[derive(Debug, Default)]
pub(crate) struct Merged<'a> {
    /// The properties, and every schema that the parts give them.
    pub(crate) properties: BTreeMap<&'a str, Vec<&'a Node>>,
    pub(crate) required: BTreeSet<&'a str>,
    /// Whether no other property may occur.
    pub(crate) closed: bool,
    /// Whether properties with any name may occur, of a given schema.
    pub(crate) map: bool,
}

pub(crate) fn merge<'a>(document: &'a Document, schema: &'a Node) -> Merged<'a> {
    let mut merged = Merged::default();
    for part in parts(document, schema) {
        for member in part
            .get("properties")
            .map(Node::members)
            .unwrap_or_default()
        {
            merged
                .properties
                .entry(&member.key)
                .or_default()
                .push(&member.value);
        }
        let required = part.get("required").map(Node::items).unwrap_or_default();
        merged
            .required
            .extend(required.iter().filter_map(Node::as_str));
        if let Some(additional) = part.get("additionalProperties") {
            match additional.as_bool() {
                Some(false) => merged.closed = true,
                _ => merged.map = true,
            }
        }
    }
    merged
}
