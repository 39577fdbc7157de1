//! What requests are not held to: keywords that a server would take and not enforce.

use std::collections::BTreeSet;

use super::bodies;
use super::media::{self, chosen};
use super::table::{Done, Role, Row, TYPES};
use super::types::{bound, kind, merge, resolve, union};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::pattern;
use crate::tree::{Kind, Member, Node};

/// Refuses, in every schema that a request reaches, what the table says is not enforced, and what would be in another
/// place than the one where it stands.
pub(super) fn check(document: &Document, report: &mut Report) {
    let mut walk = Walk {
        document,
        waiting: Vec::new(),
        seen: BTreeSet::new(),
        files: BTreeSet::new(),
        report,
    };
    for operation in document.operations() {
        for node in [operation.path_item, operation.node] {
            for parameter in node.get("parameters").map(Node::items).unwrap_or_default() {
                if let Some(schema) = super::parameter_schema(document.resolve(parameter)) {
                    walk.waiting.push((schema, Extent::WHOLE));
                }
            }
        }
        let body = operation.node.get("requestBody");
        let content = body.and_then(|body| document.resolve(body).get("content"));
        // What no request carries is held to nothing.
        let taken = content
            .filter(|_| !bodies::bodiless(&operation))
            .and_then(|content| chosen(content, true));
        let Some((media, schema)) =
            taken.and_then(|media| Some((media, media.value.get("schema")?)))
        else {
            continue;
        };
        let unnamed = match media::kind(&media.key, true) {
            media::Kind::Json => false,
            media::Kind::Form => true,
            media::Kind::Multipart => {
                walk.files(schema);
                true
            }
            media::Kind::Raw | media::Kind::Xml => continue,
        };
        walk.waiting.push((
            schema,
            Extent {
                unnamed,
                ..Extent::WHOLE
            },
        ));
    }
    while let Some((node, extent)) = walk.waiting.pop() {
        walk.visit(node, extent);
    }
}

const BY_NAME: &str =
    "drop it, or describe the value where it has a name and no object can stand for it";

/// How far a server holds values to their schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Extent {
    /// Only their type: they have no name in the object that holds them, so no shape says more.
    type_only: bool,
    /// Members without a name of theirs are held to their type only: there are named ones, or it is a whole form.
    unnamed: bool,
    /// It is a member of `allOf`, and judged with the others.
    part: bool,
}

impl Extent {
    const WHOLE: Self = Self {
        type_only: false,
        unnamed: false,
        part: false,
    };
}

struct Walk<'a, 'r> {
    document: &'a Document,
    waiting: Vec<(&'a Node, Extent)>,
    seen: BTreeSet<(*const Node, Extent)>,
    /// The properties that are files.
    files: BTreeSet<*const Node>,
    report: &'r mut Report,
}

impl<'a> Walk<'a, '_> {
    /// Remembers which members of a body of parts are files: a file is held to nothing.
    fn files(&mut self, schema: &'a Node) {
        let merged = merge(self.document, schema);
        for schema in merged.properties.into_values().flatten() {
            if bodies::file(self.document, schema).is_some() {
                self.files
                    .insert(std::ptr::from_ref(self.document.resolve(schema)));
            }
        }
    }

    fn visit(&mut self, node: &'a Node, extent: Extent) {
        let node = self.document.resolve(node);
        if self.files.contains(&std::ptr::from_ref(node))
            || !self.seen.insert((std::ptr::from_ref(node), extent))
        {
            return;
        }
        // A type that is none is refused with the schemas.
        if node.text("type").is_none_or(|of| TYPES.contains(&of)) {
            for member in node.members() {
                self.keyword(node, member, extent);
            }
        }
        if !extent.part {
            self.required(node);
        }
        self.descend(node, extent);
    }

    fn keyword(&mut self, node: &Node, member: &Member, extent: Extent) {
        let keyword = member.key.as_str();
        let Some(role) = Row::role(keyword).filter(|_| !says_nothing(member)) else {
            return;
        };
        let place = &member.place;
        // The members of `allOf` are one object with what stands beside them.
        if role == Role::Bound
            && let Some(around) =
                around(node).filter(|around| (*around, keyword) != ("allOf", "required"))
        {
            self.refuse(
                place,
                format!("`{keyword}` beside `{around}` holds no request to anything"),
                &format!("move it into the members of `{around}`"),
            );
            return;
        }
        let of = kind(node);
        if extent.part && of.is_none() && keyword == "required" {
            return;
        }
        let Some(row) = Row::of(keyword, member.value.as_str(), of) else {
            let (what, help) = match of {
                Some(of) => (
                    format!("says nothing of the type {of}"),
                    "drop it, or mend the type",
                ),
                None => (
                    "says nothing without a type".to_owned(),
                    "give the schema a `type`",
                ),
            };
            self.refuse(place, format!("`{keyword}` {what}"), help);
            return;
        };
        match row.done {
            Done::Noted(help) => self.note(member, help),
            Done::Enforced if extent.type_only && keyword == "format" => {
                // These are of the type itself.
                if !matches!(member.value.as_str(), Some("int64" | "double")) {
                    self.note(member, BY_NAME);
                }
            }
            Done::Enforced if extent.type_only && beyond_type(keyword, role, of) => {
                self.refuse(
                    place,
                    format!("no request is held to `{keyword}` here, only to the type"),
                    BY_NAME,
                );
            }
            Done::Enforced => {
                if let ("pattern", Some(written)) = (keyword, member.value.as_str())
                    && let Err(why) = pattern::translate(written)
                {
                    self.refuse(
                        place,
                        format!("no request is held to `pattern` as it stands: `{written}` {why}"),
                        "write it otherwise, or check the value in the service and put `x-` before `pattern`",
                    );
                }
                if let Some(help) = idle(node, member) {
                    self.refuse(
                        place,
                        format!("no request is held to `{keyword}` as it stands"),
                        &help,
                    );
                }
            }
            Done::Published | Done::Refused(_) => {}
        }
    }

    /// Names that must be there are looked for where there are named members.
    fn required(&mut self, node: &'a Node) {
        let Some(required) = node.member("required") else {
            return;
        };
        let merged = merge(self.document, node);
        if merged.properties.is_empty() && !merged.closed && !required.value.items().is_empty() {
            self.refuse(
                &required.place,
                "no request is held to `required` in an object without `properties`".to_owned(),
                "declare the members under `properties`",
            );
        }
    }

    fn descend(&mut self, node: &'a Node, extent: Extent) {
        let parts = node.get("allOf").map(Node::items).unwrap_or_default();
        let inner = Extent {
            type_only: extent.type_only,
            ..Extent::WHOLE
        };
        let properties = node
            .get("properties")
            .map(Node::members)
            .unwrap_or_default();
        // What only answers have, no request reaches.
        let asked = properties.iter().filter(|property| {
            let schema = &property.value;
            !schema.is_true("readOnly") && !self.document.resolve(schema).is_true("readOnly")
        });
        self.waiting
            .extend(asked.map(|property| (&property.value, inner)));
        self.waiting
            .extend(node.get("items").map(|items| (items, inner)));
        if let Some(rest) = node.get("additionalProperties") {
            let alone = properties.is_empty() && parts.is_empty();
            let type_only = extent.type_only || extent.unnamed || !alone;
            self.waiting.push((rest, Extent { type_only, ..inner }));
        }
        // What one part names, another may leave free.
        let several = parts.len() > 1 || !properties.is_empty();
        let part = Extent {
            unnamed: extent.unnamed || several,
            part: true,
            ..extent
        };
        self.waiting.extend(parts.iter().map(|node| (node, part)));
        // An id that stands for an object is any text.
        let expandable = node.get("x-expansionResources").is_some();
        for branch in union(node).map(Node::items).unwrap_or_default() {
            let id = expandable && kind(resolve(self.document, branch)) == Some("string");
            let type_only = extent.type_only || id;
            let part = false;
            self.waiting.push((
                branch,
                Extent {
                    type_only,
                    part,
                    ..extent
                },
            ));
        }
    }

    fn note(&mut self, member: &Member, help: &str) {
        let what = format!("no request is held to {}", said(member));
        self.report
            .note(&member.place, Rule::UnenforcedKeyword, what, help);
    }

    fn refuse(&mut self, place: &crate::tree::Place, what: String, help: &str) {
        self.report
            .refuse(place, Rule::UnenforcedKeyword, what, help);
    }
}

/// A keyword as a message names it.
fn said(member: &Member) -> String {
    match member.value.as_str() {
        Some(value) if member.key == "format" => format!("`format: {value}`"),
        _ => format!("`{}`", member.key),
    }
}

/// Whether a keyword says more than what Rust type a value has.
fn beyond_type(keyword: &str, role: Role, of: Option<&str>) -> bool {
    match keyword {
        "required" => false,
        "enum" => matches!(of, Some("number" | "boolean")),
        _ => role == Role::Bound,
    }
}

/// What to do about a keyword that is enforced, but not as it stands.
fn idle(node: &Node, member: &Member) -> Option<String> {
    let keyword = member.key.as_str();
    let needs = |of: &str| node.get(of).is_none().then(|| format!("add `{of}`"));
    match keyword {
        "exclusiveMinimum" => needs("minimum"),
        "exclusiveMaximum" => needs("maximum"),
        "minimum" | "maximum"
            if kind(node) == Some("integer") && bound(node, keyword).is_none() =>
        {
            Some("write a whole number that 64 bits with a sign can hold".to_owned())
        }
        "enum" => {
            let values = member.value.items();
            let nulls = values.iter().all(|value| matches!(value.kind, Kind::Null));
            (nulls && !values.is_empty()).then(|| "list a value that is not null".to_owned())
        }
        _ => None,
    }
}

/// Whether a keyword has the value that it has where it is not written.
fn says_nothing(member: &Member) -> bool {
    match &member.value.kind {
        Kind::Bool(truth) => !truth && member.key != "additionalProperties",
        Kind::Number(number) => {
            member.key.starts_with("min") && member.key != "minimum" && number.as_u64() == Some(0)
        }
        _ => false,
    }
}

/// The keyword by which a schema is made of others, where it is.
fn around(node: &Node) -> Option<&'static str> {
    ["anyOf", "oneOf", "allOf"]
        .into_iter()
        .find(|key| node.get(key).is_some())
}
