//! The document as the edits read it: its operations, and what its references lead to.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The methods of a path item.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A bundled document.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) root: &'a Value,
}

/// An operation, and where it belongs.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) id: &'a str,
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) node: &'a Value,
}

impl<'a> View<'a> {
    /// The operations in the order of the document's paths.
    pub(super) fn operations(self) -> Vec<Operation<'a>> {
        let mut operations = Vec::new();
        for (path, item) in members(self.root, "paths") {
            for method in METHODS {
                // One without an id can't be named, and is refused anyway.
                if let Some(node) = item.get(method)
                    && let Some(id) = text(node, "operationId")
                {
                    operations.push(Operation {
                        id,
                        path,
                        method,
                        node,
                    });
                }
            }
        }
        operations
    }

    /// The component of a kind such as `schemas`.
    pub(super) fn component(self, kind: &str, name: &str) -> Option<&'a Value> {
        self.root.get("components")?.get(kind)?.get(name)
    }

    /// What a reference leads to in the end; the node itself where it is none.
    pub(super) fn resolve(self, node: &'a Value) -> &'a Value {
        let mut at = node;
        let mut seen = BTreeSet::new();
        while let Some((kind, name)) = reference(at)
            && seen.insert((kind, name))
            && let Some(next) = self.component(kind, name)
        {
            at = next;
        }
        at
    }

    /// Whether a schema admits null, as lowering judges it: through references and unions.
    pub(super) fn nullable(self, schema: &'a Value) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![schema];
        while let Some(node) = waiting.pop() {
            let node = self.resolve(node);
            if !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            if is_true(node, "nullable") {
                return true;
            }
            for key in ["anyOf", "oneOf", "allOf"] {
                let branches = items(node, key);
                if key != "allOf" || branches.len() == 1 {
                    waiting.extend(branches);
                }
            }
        }
        false
    }

    /// Whether values of the schema have brackets in a form.
    pub(super) fn nested(self, schema: &'a Value) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![schema];
        while let Some(node) = waiting.pop() {
            let node = self.resolve(node);
            if !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            let of = text(node, "type");
            let has = |key| node.get(key).is_some();
            if matches!(of, Some("array" | "object"))
                || of.is_none()
                    && (has("properties") || has("items") || has("additionalProperties"))
            {
                return true;
            }
            for key in ["anyOf", "oneOf", "allOf"] {
                waiting.extend(items(node, key));
            }
        }
        false
    }
}

/// The kind and name of the component to which `node` refers.
pub(super) fn reference(node: &Value) -> Option<(&str, &str)> {
    text(node, "$ref")?
        .strip_prefix("#/components/")?
        .split_once('/')
}

/// The text under a key.
pub(super) fn text<'a>(node: &'a Value, key: &str) -> Option<&'a str> {
    node.get(key)?.as_str()
}

/// Whether `true` is under a key.
pub(super) fn is_true(node: &Value, key: &str) -> bool {
    node.get(key).and_then(Value::as_bool) == Some(true)
}

/// The elements of the list under a key.
pub(super) fn items<'a>(node: &'a Value, key: &str) -> &'a [Value] {
    node.get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// The members of the object under a key, but for extensions in places where names are none of the document's own.
pub(super) fn members<'a>(
    node: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let object = node.get(key).and_then(Value::as_object);
    let extensible = matches!(key, "paths" | "responses");
    object
        .into_iter()
        .flat_map(Map::iter)
        .filter(move |(name, _)| !(extensible && name.starts_with("x-")))
        .map(|(name, value)| (name.as_str(), value))
}

/// The strings in the list under a key.
pub(super) fn texts<'a>(node: &'a Value, key: &str) -> Vec<&'a str> {
    items(node, key).iter().filter_map(Value::as_str).collect()
}

/// `name`, made into one that is not taken.
pub(super) fn fresh(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    // The brackets of a list's name stay at its end.
    let (stem, end) = match name.strip_suffix("[]") {
        Some(stem) => (stem, "[]"),
        None => (name, ""),
    };
    let mut stem = stem.to_owned();
    loop {
        stem.push_str("_x");
        let new = format!("{stem}{end}");
        if !taken(&new) {
            return new;
        }
    }
}
