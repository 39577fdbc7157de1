//! What bounds a value, in words.

use serde_json::{Value, json};

use super::kinds::{Telling, literal};
use super::text::phrase;
use crate::emit::schema::convert::{Side, known};
use crate::keywords;
use crate::schema::{Kind, Schema, SchemaId};

/// Limits as a list, without the one that a description has said already, such as "Always `list`."
pub(super) fn list(mut limits: Vec<String>, description: Option<&str>) -> String {
    if let Some((first, rest)) =
        description.and_then(|text| text.trim_end_matches('.').split_at_checked(1))
    {
        let told = phrase(&format!("{}{rest}", first.to_lowercase()));
        limits.retain(|limit| *limit != told);
    }
    if limits.is_empty() {
        return String::new();
    }
    let items = limits.join("</li><li>");
    format!("<ul class=\"limits\"><li>{items}</li></ul>\n")
}

/// Groups of members of which there may be one at most.
pub(super) fn exclusive(groups: &[Value]) -> Vec<String> {
    let groups = groups.iter().map(|group| {
        let names = group["parameters"].as_array();
        let names = literals(names.into_iter().flatten());
        format!("<span data-also=\"x-exclusive\">at most one of {names}</span>")
    });
    groups.collect()
}

impl Telling<'_> {
    /// What bounds a value, and what is in it. What stands alone beside the empty text is told as if it were one of a union.
    pub(super) fn limits(self, id: SchemaId, or_empty: bool) -> Vec<String> {
        let mut found = Vec::new();
        let subject = if or_empty {
            format!("if it is {}: ", one(&self.kind(id)))
        } else {
            String::new()
        };
        self.gather(&subject, id, &mut found);
        found
    }

    fn gather(self, subject: &str, id: SchemaId, found: &mut Vec<String>) {
        let Some(inner) = self.deeper() else {
            return;
        };
        let schema = &self.schemas[id];
        let own = self.own(schema).into_iter();
        found.extend(own.map(|told| format!("{subject}{told}")));
        match &schema.kind {
            Kind::Reference(to) if self.name(*to).is_none() => {
                inner.gather(subject, self.schemas.end(*to), found);
            }
            Kind::List(Some(items)) => {
                inner.gather(&format!("{subject}each item: "), *items, found);
            }
            Kind::Object(object) => {
                if let Some(values) = self.values_of(object) {
                    inner.gather(&format!("{subject}each value: "), values, found);
                }
            }
            Kind::Union(union) => {
                let alone = union.branches.len() == 1;
                for &branch in &union.branches {
                    // Among others, a value that is always the same is told as the kind of value it is.
                    if !alone && self.constant(branch).is_some() {
                        continue;
                    }
                    let subject = if alone {
                        subject.to_owned()
                    } else {
                        format!("{subject}if it is {}: ", one(&inner.kind(branch)))
                    };
                    if let Some((name, values)) = self.schemas.tagged(union, branch) {
                        let values: Vec<_> = values.iter().map(|value| json!(value)).collect();
                        let told = format!("{} is {}", literal(&json!(name)), either(&values));
                        found.push(format!("{subject}{told}"));
                    }
                    inner.gather(&subject, branch, found);
                }
            }
            _ => {}
        }
    }

    /// What a schema itself says; nothing where it is a reference and nothing else.
    fn own(self, schema: &Schema) -> Vec<String> {
        if matches!(schema.kind, Kind::Reference(_)) && schema.parts.is_empty() {
            return Vec::new();
        }
        let told = keywords::told(schema);
        let mut told: Vec<_> = told.iter().map(|told| phrase(told)).collect();
        let listed = schema.values.as_deref().map(known);
        told.extend(listed.map(|listed| match listed[..] {
            [only] => format!("always {}", literal(only)),
            _ if self.side.is_open(&schema.kind) => open(listed),
            _ => format!("one of {}", literals(listed)),
        }));
        let known: Vec<_> = schema.known_texts().collect();
        if self.side == Side::Response && !known.is_empty() {
            told.push(open(known));
        }
        let default = schema.get("default");
        told.extend(default.map(|default| format!("{} when absent", literal(&default.value))));
        told
    }
}

/// Values beside which there may be others.
fn open<'v>(known: impl IntoIterator<Item = &'v Value>) -> String {
    let known = literals(known);
    format!("<span data-also=\"x-open-enum\">one of {known}</span>; there may be others one day")
}

/// A kind with its article, as one value of it is called.
fn one(kind: &str) -> String {
    match kind.as_bytes().first() {
        // What the document names has no article.
        None | Some(b'<') => kind.to_owned(),
        _ if kind.starts_with("any ") => kind.to_owned(),
        Some(b'a' | b'e' | b'i' | b'o' | b'u') => format!("an {kind}"),
        Some(_) => format!("a {kind}"),
    }
}

fn literals<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let values: Vec<_> = values.into_iter().map(literal).collect();
    values.join(", ")
}

fn either(values: &[Value]) -> String {
    let values: Vec<_> = values.iter().map(literal).collect();
    values.join(" or ")
}
