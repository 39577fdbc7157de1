//! What a value is, in words.

use serde_json::Value;

use super::text::{anchor, escape};
use crate::emit::schema::convert::{MAX_DEPTH, Side, known};
use crate::emit::schema::gather::Gathered;
use crate::schema::{Kind, Object, Rest, SchemaId, Schemas};

/// Tells what schemas mean on one side.
#[derive(Clone, Copy)]
pub(super) struct Telling<'a> {
    pub(super) schemas: &'a Schemas,
    pub(super) gathered: &'a Gathered,
    pub(super) side: Side,
    /// How deep the schema is that is told, in schemas without a name.
    depth: usize,
}

/// Where a definition is on the page.
pub(super) fn place(name: &str) -> String {
    anchor(&["schema", name])
}

impl<'a> Telling<'a> {
    pub(super) fn new(schemas: &'a Schemas, gathered: &'a Gathered, side: Side) -> Self {
        Self {
            schemas,
            gathered,
            side,
            depth: 0,
        }
    }

    /// The same for what is inside of a schema; none where that is deeper than the schemas say it.
    pub(super) fn deeper(self) -> Option<Self> {
        let depth = self.depth + 1;
        (depth < MAX_DEPTH).then_some(Self { depth, ..self })
    }

    /// The definition that a component is.
    pub(super) fn name(self, id: SchemaId) -> Option<&'a str> {
        let key = (self.schemas.end(id), self.side);
        self.gathered.names.get(&key).map(String::as_str)
    }

    /// What a value is, in words; references lead to where they are described.
    pub(super) fn kind(self, id: SchemaId) -> String {
        join(&self.kinds(id))
    }

    /// The kinds of which a value is one.
    pub(super) fn kinds(self, id: SchemaId) -> Vec<String> {
        let Some(inner) = self.deeper() else {
            return vec!["any value".to_owned()];
        };
        let kind = &self.schemas[id].kind;
        let told = match kind {
            Kind::Reference(to) => match self.name(*to) {
                Some(name) => link(name),
                None => return inner.kinds(self.schemas.end(*to)),
            },
            Kind::Union(union) => {
                let alone = union.branches.len() == 1;
                let told = union.branches.iter().flat_map(|branch| {
                    let value = self.constant(*branch).filter(|_| !alone);
                    value.map_or_else(|| inner.kinds(*branch), |value| vec![literal(value)])
                });
                return told.collect();
            }
            Kind::List(Some(items)) => format!("array of {}", inner.many(*items)),
            Kind::Object(object) => match self.values_of(object) {
                Some(values) if object.members.is_empty() => {
                    format!("map of string to {}", inner.one(values))
                }
                _ => "object".to_owned(),
            },
            kind => kind.type_name().unwrap_or("any value").to_owned(),
        };
        vec![told]
    }

    /// The schema of members without a name, where it says anything of them.
    pub(super) fn values_of(self, object: &Object) -> Option<SchemaId> {
        let Rest::Of(values) = object.rest else {
            return None;
        };
        let schema = &self.schemas[values];
        let says = !matches!(schema.kind, Kind::Any) || !schema.stated.is_empty();
        says.then_some(values)
    }

    /// The value that a schema admits, where there is only one.
    pub(super) fn constant(self, id: SchemaId) -> Option<&'a Value> {
        let schema = &self.schemas[id];
        match known(schema.values.as_deref()?)[..] {
            [only] if !schema.adds_null() => Some(only),
            _ => None,
        }
    }

    /// A kind as part of another, so that it is plain what belongs together.
    fn one(self, id: SchemaId) -> String {
        let all = self.kinds(id);
        let told = join(&all);
        if all.len() > 1 {
            format!("({told})")
        } else {
            told
        }
    }

    /// The same as the kind of several values.
    fn many(self, id: SchemaId) -> String {
        let kind = self.one(id);
        match kind.as_str() {
            "string" | "integer" | "number" | "boolean" | "object" => kind + "s",
            _ => kind,
        }
    }
}

/// The name of a definition, which leads to it.
pub(super) fn link(name: &str) -> String {
    format!(
        "<a href=\"#{}\"><code>{}</code></a>",
        place(name),
        escape(name)
    )
}

/// Kinds of which a value is one.
pub(super) fn join(all: &[String]) -> String {
    // With a comma, what is before it is one of the kinds and no part of one.
    let or = if all.iter().any(|each| is_made_of(each)) {
        ", or "
    } else {
        " or "
    };
    all.join(or)
}

/// Whether it is of several words, of which a reader must know where they end.
fn is_made_of(kind: &str) -> bool {
    kind.starts_with("array of ") || kind.starts_with("map of ")
}

/// A value as code: a text without its quotes, where there is something between them.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("<code>{}</code>", escape(text)),
        other => format!("<code>{}</code>", escape(&other.to_string())),
    }
}
