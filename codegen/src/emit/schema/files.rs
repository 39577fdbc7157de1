//! What each file of schemas has in it: all of them, or one with what it refers to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::gather::{Definition, Gathered};
use crate::emit::MARK;
use crate::ir::Api;
use crate::naming;

/// A dialect of JSON Schema.
pub(super) struct Dialect {
    pub(super) name: &'static str,
    schema: &'static str,
    /// The member that keeps what references lead to.
    definitions: &'static str,
}

pub(super) const DIALECTS: [Dialect; 2] = [
    Dialect {
        name: "2020-12",
        schema: "https://json-schema.org/draft/2020-12/schema",
        definitions: "$defs",
    },
    Dialect {
        name: "draft-07",
        schema: "http://json-schema.org/draft-07/schema#",
        definitions: "definitions",
    },
];

/// The file with every schema, below the dialect's folder.
pub(super) const BUNDLE: &str = "bundle.schema.json";

/// The same, from a schema's own file.
const UP: &str = "../bundle.schema.json";

/// How much a schema may lead to, in bytes of JSON without white space, to have all of it in its own file. One that
/// leads to more refers to the bundle, or each file of a large document would have half of the document in it.
const MOST_ALONE: usize = 1 << 15;

/// The schemas of a run.
pub(super) struct Files<'a> {
    api: &'a Api,
    definitions: &'a BTreeMap<String, Definition>,
    sizes: BTreeMap<&'a str, Size<'a>>,
}

/// What one schema adds to a file.
struct Size<'a> {
    bytes: usize,
    /// The schemas that it leads to at once.
    references: BTreeSet<&'a str>,
}

impl<'a> Files<'a> {
    pub(super) fn new(api: &'a Api, gathered: &'a Gathered) -> Self {
        let definitions = &gathered.definitions;
        let sizes = definitions.iter().map(|(name, definition)| {
            let mut references = BTreeSet::new();
            each_reference(&definition.schema, &mut references);
            let bytes = definition.schema.to_string().len();
            (name.as_str(), Size { bytes, references })
        });
        Self {
            api,
            definitions,
            sizes: sizes.collect(),
        }
    }

    /// No constraint at the root: a union of all that there is would be one type with every member to some generators.
    pub(super) fn bundle(&self, dialect: &Dialect) -> Value {
        let mut root = self.head(&self.api.title, dialect);
        let names = self.definitions.keys().map(String::as_str);
        let to = References::within(dialect);
        let definitions = self.definitions(names, &to);
        root.insert(dialect.definitions.to_owned(), definitions);
        Value::Object(root)
    }

    /// A schema with all that it refers to, or with references into the bundle where that is too much.
    pub(super) fn of(&self, name: &str, dialect: &Dialect) -> Value {
        let mut root = self.head(&naming::type_name(name), dialect);
        let closure = self.closure(name);
        let to = References {
            root: Some(name),
            bundle: if closure.is_none() { UP } else { "" },
            ..References::within(dialect)
        };
        let own = self.definitions.get(name);
        if let Some(Value::Object(schema)) = own.map(|it| to.said(&it.schema)) {
            root.extend(schema);
        }
        let mut names = closure.unwrap_or_default();
        names.remove(name);
        if !names.is_empty() {
            let definitions = self.definitions(names.into_iter(), &to);
            root.insert(dialect.definitions.to_owned(), definitions);
        }
        Value::Object(root)
    }

    fn head(&self, title: &str, dialect: &Dialect) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("$schema".to_owned(), json!(dialect.schema));
        let from = self.api.fragments.join(", ");
        head.insert("$comment".to_owned(), json!(format!("{MARK} from {from}")));
        head.insert("title".to_owned(), json!(title));
        head
    }

    fn definitions<'n>(&self, names: impl Iterator<Item = &'n str>, to: &References<'_>) -> Value {
        let one = |name: &str| {
            let mut schema = to.said(&self.definitions.get(name)?.schema);
            if let Value::Object(members) = &mut schema {
                members.insert("title".to_owned(), json!(naming::type_name(name)));
            }
            Some((name.to_owned(), schema))
        };
        Value::Object(names.filter_map(one).collect())
    }

    /// The names that a schema leads to, its own among them where it leads back to itself; none where that is more
    /// than a file has.
    fn closure(&self, name: &str) -> Option<BTreeSet<&'a str>> {
        let mut found = BTreeSet::new();
        let mut bytes = 0;
        let mut waiting: Vec<&str> = vec![name];
        while let Some(name) = waiting.pop() {
            let Some(size) = self.sizes.get(name) else {
                continue;
            };
            for &reference in &size.references {
                if found.insert(reference) {
                    bytes += self.sizes.get(reference).map_or(0, |size| size.bytes);
                    if bytes > MOST_ALONE {
                        return None;
                    }
                    waiting.push(reference);
                }
            }
        }
        Some(found)
    }
}

/// Members whose values are values, in which nothing is a reference.
const VALUES: [&str; 4] = ["const", "default", "enum", "examples"];

fn each_reference<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            found.extend(reference.and_then(|it| it.strip_prefix("#/$defs/")));
            for (key, value) in members {
                match value {
                    // Here the keys are names.
                    Value::Object(properties) if key == "properties" => {
                        properties.values().for_each(|it| each_reference(it, found));
                    }
                    _ if VALUES.contains(&key.as_str()) => {}
                    _ => each_reference(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_reference(item, found)),
        _ => {}
    }
}

/// Where references lead, in a dialect's words.
struct References<'a> {
    dialect: &'a Dialect,
    /// What is at the root of the file.
    root: Option<&'a str>,
    /// The file that has the others; none where it is the same.
    bundle: &'a str,
}

impl<'a> References<'a> {
    /// Into the same file, whose root is none of the schemas.
    fn within(dialect: &'a Dialect) -> Self {
        Self {
            dialect,
            root: None,
            bundle: "",
        }
    }

    fn said(&self, value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let members = members.iter();
                Value::Object(
                    members
                        .map(|(key, value)| (key.clone(), self.member(key, value)))
                        .collect(),
                )
            }
            Value::Array(items) => items.iter().map(|item| self.said(item)).collect(),
            _ => value.clone(),
        }
    }

    fn member(&self, key: &str, value: &Value) -> Value {
        match (key, value) {
            ("$ref", Value::String(text)) => match text.strip_prefix("#/$defs/") {
                Some(name) if self.root == Some(name) => json!("#"),
                Some(name) => json!(format!(
                    "{}#/{}/{name}",
                    self.bundle, self.dialect.definitions
                )),
                None => value.clone(),
            },
            ("properties", Value::Object(properties)) => {
                let said = |(name, it): (&String, &Value)| (name.clone(), self.said(it));
                Value::Object(properties.iter().map(said).collect())
            }
            (key, _) if VALUES.contains(&key) => value.clone(),
            _ => self.said(value),
        }
    }
}
