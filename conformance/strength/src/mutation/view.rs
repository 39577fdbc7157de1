//! The document as the edits read it: its operations, what its references lead to, and what its schemas mean.

use std::collections::{BTreeSet, HashMap};

use reversals_codegen::Model;
use reversals_codegen::schema::{Kind, Schema, SchemaId, Schemas};
use serde_json::{Map, Value};

/// The methods of a path item.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A bundled document.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) root: &'a Value,
    pub(super) meaning: &'a Meaning<'a>,
}

/// What the schemas of a document mean.
pub(super) struct Meaning<'a> {
    schemas: &'a Schemas,
    /// By the address of the schema in the document.
    ids: HashMap<*const Value, SchemaId>,
}

impl<'a> Meaning<'a> {
    pub(super) fn new(root: &Value, model: &'a Model) -> Self {
        let schemas = model.checked.schemas();
        let mut ids = HashMap::new();
        // What only merging made comes after what is written in the same place.
        for (id, schema) in schemas.iter() {
            let pointer = schema.place.pointer.to_string();
            let written = pointer.strip_prefix('#').and_then(|at| root.pointer(at));
            if let Some(written) = written {
                ids.entry(std::ptr::from_ref(written)).or_insert(id);
            }
        }
        Self { schemas, ids }
    }
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

    /// What a schema of the document means; none of one that is made up.
    pub(super) fn schema(self, schema: &Value) -> Option<&'a Schema> {
        let id = self.meaning.ids.get(&std::ptr::from_ref(schema))?;
        Some(&self.meaning.schemas[*id])
    }

    /// What a schema of the document comes down to.
    pub(super) fn resolved(self, schema: &Value) -> Option<&'a Schema> {
        let id = self.meaning.ids.get(&std::ptr::from_ref(schema))?;
        Some(self.meaning.schemas.resolved(*id))
    }

    /// Whether a schema admits null.
    pub(super) fn nullable(self, schema: &Value) -> bool {
        self.schema(schema).is_some_and(|schema| schema.nullable)
    }

    /// Whether null is admitted by what a schema is made of, whatever it says itself.
    pub(super) fn nullable_inside(self, schema: &Value) -> bool {
        let schemas = self.meaning.schemas;
        match self.schema(schema).map(|schema| &schema.kind) {
            Some(Kind::Reference(to)) => schemas[*to].nullable,
            Some(Kind::Union(union)) => union.branches.iter().any(|id| schemas[*id].nullable),
            _ => false,
        }
    }

    /// Whether values of the schema have brackets in a form.
    pub(super) fn nested(self, schema: &Value) -> bool {
        let Some(&id) = self.meaning.ids.get(&std::ptr::from_ref(schema)) else {
            return false;
        };
        let leaves = self.meaning.schemas.leaves(id);
        leaves.iter().any(|leaf| {
            let kind = &self.meaning.schemas[leaf.schema].kind;
            matches!(kind, Kind::List(_) | Kind::Object(_))
        })
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
