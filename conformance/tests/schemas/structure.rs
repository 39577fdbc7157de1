//! What two schemas differ in: members, which of them must be there, null, values, unions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What two schemas differ in, a line each: the published one, and that of the types.
pub(crate) fn differences(name: &str, published: &Value, types: &Value) -> BTreeSet<String> {
    let mut comparing = Comparing {
        published,
        types,
        seen: BTreeSet::new(),
        found: BTreeSet::new(),
    };
    comparing.compare(name, published, types, false);
    comparing.found
}

struct Comparing<'a> {
    published: &'a Value,
    types: &'a Value,
    /// Pairs of references that were followed.
    seen: BTreeSet<(String, String)>,
    found: BTreeSet<String>,
}

/// What a schema admits, without its unions.
#[derive(Default)]
struct Admitted<'a> {
    /// By the kind of value.
    kinds: BTreeMap<&'static str, Vec<&'a Value>>,
    /// The references that led here.
    references: String,
}

impl<'a> Comparing<'a> {
    fn compare(&mut self, path: &str, published: &'a Value, types: &'a Value, optional: bool) {
        let left = admitted(self.published, published);
        let right = admitted(self.types, types);
        if !left.references.is_empty()
            && !self
                .seen
                .insert((left.references.clone(), right.references.clone()))
        {
            return;
        }
        for kind in left
            .kinds
            .keys()
            .chain(right.kinds.keys())
            .collect::<BTreeSet<_>>()
        {
            match (left.kinds.get(kind), right.kinds.get(kind)) {
                (Some(_), None) => self.only(path, kind, "published"),
                // One line for all of them: it is one rule.
                (None, Some(_)) if optional && *kind == "null" => {
                    self.only("an optional member", kind, "types");
                }
                (None, Some(_)) => self.only(path, kind, "types"),
                (Some(left), Some(right)) => self.kind(path, kind, left, right),
                (None, None) => {}
            }
        }
    }

    fn only(&mut self, path: &str, what: &str, side: &str) {
        self.found.insert(format!("{path}: {what} in {side} only"));
    }

    fn kind(&mut self, path: &str, kind: &str, left: &[&'a Value], right: &[&'a Value]) {
        match kind {
            "string" => {
                let (left, right) = (strings(left), strings(right));
                if left.1 != right.1 {
                    let side = if left.1 { "published" } else { "types" };
                    self.only(path, "any text", side);
                }
                for value in left.0.difference(&right.0) {
                    self.only(path, &format!("`{value}`"), "published");
                }
                for value in right.0.difference(&left.0) {
                    self.only(path, &format!("`{value}`"), "types");
                }
            }
            "array" => {
                if let ([left], [right]) = (left, right) {
                    self.compare(&format!("{path}[]"), &left["items"], &right["items"], false);
                }
            }
            "object" => {
                if left.len() != right.len() {
                    let text = format!("{path}: {} objects and {}", left.len(), right.len());
                    self.found.insert(text);
                }
                for (left, right) in left.iter().zip(right) {
                    self.object(path, left, right);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, path: &str, left: &'a Value, right: &'a Value) {
        let none = serde_json::Map::new();
        let members = |it: &'a Value| it["properties"].as_object();
        let (empty, right_members) = (none, members(right));
        for (name, schema) in members(left).into_iter().flatten() {
            let at = format!("{path}.{name}");
            match right_members.and_then(|all| all.get(name)) {
                None => self.only(&at, "the member", "published"),
                Some(other) => {
                    let (must, other_must) = (required(left, name), required(right, name));
                    if must != other_must {
                        let side = if must { "published" } else { "types" };
                        self.only(&at, "required", side);
                    }
                    self.compare(&at, schema, other, !must);
                }
            }
        }
        let left_members = members(left).unwrap_or(&empty);
        for name in right_members.into_iter().flatten().map(|(name, _)| name) {
            if !left_members.contains_key(name) {
                self.only(&format!("{path}.{name}"), "the member", "types");
            }
        }
        let rest = |it: &Value| match it.get("additionalProperties") {
            Some(Value::Bool(false)) => "closed",
            Some(Value::Object(schema)) if !schema.is_empty() => "a map",
            _ => "open",
        };
        if rest(left) != rest(right) {
            let text = format!(
                "{path}: {} in published, {} in types",
                rest(left),
                rest(right)
            );
            self.found.insert(text);
        } else if rest(left) == "a map" {
            let (left, right) = (
                &left["additionalProperties"],
                &right["additionalProperties"],
            );
            self.compare(&format!("{path}.*"), left, right, false);
        }
    }
}

fn required(schema: &Value, name: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|all| all.iter().any(|it| it == name))
}

/// The known texts, and whether any other is admitted too.
fn strings(all: &[&Value]) -> (BTreeSet<String>, bool) {
    let (mut known, mut any) = (BTreeSet::new(), false);
    for schema in all {
        let listed = schema["enum"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let listed = listed.iter().chain(schema.get("const"));
        let listed: Vec<_> = listed.filter_map(Value::as_str).collect();
        any |= listed.is_empty();
        known.extend(listed.into_iter().map(str::to_owned));
    }
    (known, any)
}

fn admitted<'a>(root: &'a Value, schema: &'a Value) -> Admitted<'a> {
    let mut admitted = Admitted::default();
    admit(root, schema, &mut admitted);
    admitted
}

fn admit<'a>(root: &'a Value, schema: &'a Value, into: &mut Admitted<'a>) {
    if let Some(text) = schema["$ref"].as_str() {
        into.references.push_str(text);
        let target = root.pointer(text.strip_prefix('#').unwrap()).unwrap();
        return admit(root, target, into);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(branches) = schema[key].as_array() {
            return branches.iter().for_each(|branch| admit(root, branch, into));
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("enum").is_some() || schema.get("const").is_some() => vec!["string"],
        _ => vec!["any"],
    };
    for kind in kinds {
        let kind = [
            "any", "array", "boolean", "integer", "null", "number", "object", "string",
        ]
        .into_iter()
        .find(|known| *known == kind)
        .unwrap();
        into.kinds.entry(kind).or_default().push(schema);
    }
}
