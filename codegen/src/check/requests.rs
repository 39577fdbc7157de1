//! What requests are not held to: keywords that a server would take and not enforce.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bodies;
use super::media::{self, chosen};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::keywords::{Done, Role, Row};
use crate::pattern;
use crate::schema::{Kind, Listed, Object, Rest, Schema, SchemaId, Schemas, Stated};
use crate::tree::{Node, Place};

/// Refuses, in every schema that a request reaches, what the table says is not enforced, and what would be in another
/// place than the one where it stands.
pub(super) fn check(document: &Document, schemas: &Schemas, report: &mut Report) {
    let mut walk = Walk {
        schemas,
        waiting: Vec::new(),
        seen: BTreeSet::new(),
        files: BTreeSet::new(),
        report,
    };
    for operation in document.operations() {
        for node in [operation.path_item, operation.node] {
            for parameter in node.get("parameters").map(Node::items).unwrap_or_default() {
                if let Some(schema) = super::parameter_schema(document.resolve(parameter)) {
                    walk.reach(schema, Extent::WHOLE);
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
        walk.reach(
            schema,
            Extent {
                unnamed,
                ..Extent::WHOLE
            },
        );
    }
    while let Some((schema, extent)) = walk.waiting.pop() {
        walk.visit(schema, extent);
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
}

impl Extent {
    const WHOLE: Self = Self {
        type_only: false,
        unnamed: false,
    };

    /// That of what is inside.
    fn inner(self) -> Self {
        Self {
            unnamed: false,
            ..self
        }
    }
}

struct Walk<'a, 'r> {
    schemas: &'a Schemas,
    waiting: Vec<(SchemaId, Extent)>,
    seen: BTreeSet<(SchemaId, Extent)>,
    /// The properties that are files.
    files: BTreeSet<SchemaId>,
    report: &'r mut Report,
}

impl Walk<'_, '_> {
    fn reach(&mut self, node: &Node, extent: Extent) {
        let schema = self.schemas.at(node);
        self.waiting.extend(schema.map(|schema| (schema, extent)));
    }

    /// Remembers which members of a body of parts are files.
    fn files(&mut self, node: &Node) {
        let schemas = self.schemas;
        let object = schemas.at(node).map(|id| &schemas.resolved(id).kind);
        let members = object.and_then(Kind::object).into_iter();
        let members = members.flat_map(|object| object.members.values());
        let files = members.filter(|member| bodies::file(schemas, member.schema).is_some());
        self.files
            .extend(files.map(|member| schemas.resolve(member.schema)));
    }

    fn visit(&mut self, id: SchemaId, extent: Extent) {
        let id = self.schemas.resolve(id);
        if !self.seen.insert((id, extent)) {
            return;
        }
        if self.files.contains(&id) {
            self.file(id);
            return;
        }
        let schema = &self.schemas[id];
        // What is broken is refused with the schemas.
        if schema.kind != Kind::Broken {
            for stated in &schema.stated {
                self.keyword(schema, stated, extent);
            }
            if let Some(listed) = &schema.values {
                self.listed(schema, listed, extent);
            }
        }
        match &schema.kind {
            Kind::List(items) => {
                let inner = items.map(|items| (items, extent.inner()));
                self.waiting.extend(inner);
            }
            Kind::Object(object) => self.object(object, extent),
            Kind::Union(union) => {
                // An id that stands for an object is any text.
                let expandable = schema.get("x-expansionResources").is_some();
                for &branch in &union.branches {
                    let id = expandable && self.schemas.resolved(branch).kind == Kind::Text;
                    let type_only = extent.type_only || id;
                    self.waiting.push((
                        branch,
                        Extent {
                            type_only,
                            ..extent
                        },
                    ));
                }
            }
            _ => {}
        }
    }

    /// A file, or a list of files: nothing counts its bytes or how many there are.
    fn file(&mut self, id: SchemaId) {
        let schemas = self.schemas;
        let items = match schemas[id].kind {
            Kind::List(items) => items.map(|items| schemas.resolved(items)),
            _ => None,
        };
        for stated in [Some(&schemas[id]), items]
            .into_iter()
            .flatten()
            .flat_map(|schema| &schema.stated)
        {
            let bound = Row::role(&stated.keyword) == Some(Role::Bound);
            if bound && stated.keyword != "format" && !says_nothing(stated) {
                self.note(stated, "check the file in the service");
            }
        }
    }

    fn object(&mut self, object: &Object, extent: Extent) {
        // Names that must be there are looked for where there are named members.
        if object.members.is_empty()
            && object.rest != Rest::Closed
            && let Some(place) = object.undeclared.values().next()
        {
            self.refuse(
                place,
                "no request is held to `required` in an object without `properties`".to_owned(),
                "declare the members under `properties`",
            );
        }
        // What only answers have, no request reaches.
        let schemas = self.schemas;
        let asked = object.members.values().filter(|member| {
            !schemas[member.schema].is_true("readOnly")
                && !schemas.resolved(member.schema).is_true("readOnly")
        });
        self.waiting
            .extend(asked.map(|member| (member.schema, extent.inner())));
        if let Rest::Of(rest) = object.rest {
            let type_only = extent.type_only || extent.unnamed || !object.members.is_empty();
            self.waiting.push((
                rest,
                Extent {
                    type_only,
                    ..extent.inner()
                },
            ));
        }
    }

    fn keyword(&mut self, schema: &Schema, stated: &Stated, extent: Extent) {
        let keyword = stated.keyword.as_str();
        let Some(role) = Row::role(keyword).filter(|_| !says_nothing(stated)) else {
            return;
        };
        let place = &stated.place;
        let of = schema.kind.type_name();
        let Some(row) = Row::of(keyword, stated.value.as_str(), of) else {
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
            Done::Noted(help) => self.note(stated, help),
            Done::Enforced if extent.type_only && keyword == "format" => {
                // These are of the type itself.
                if !matches!(stated.value.as_str(), Some("int64" | "double")) {
                    self.note(stated, BY_NAME);
                }
            }
            Done::Enforced if extent.type_only && role == Role::Bound => {
                self.only_typed(place, keyword);
            }
            Done::Enforced => {
                if let ("pattern", Some(written)) = (keyword, stated.value.as_str())
                    && let Err(why) = pattern::translate(written)
                {
                    self.refuse(
                        place,
                        format!("no request is held to `pattern` as it stands: `{written}` {why}"),
                        "write it otherwise, or check the value in the service and put `x-` before `pattern`",
                    );
                }
                if let Some(help) = idle(schema, keyword) {
                    self.idles(place, keyword, &help);
                }
            }
            Done::Published | Done::Refused(_) => {}
        }
    }

    /// What `enum` says: of a text or a whole number it is the type itself.
    fn listed(&mut self, schema: &Schema, listed: &[Listed], extent: Extent) {
        let Some(first) = listed.first() else {
            return;
        };
        if listed.iter().all(|one| one.value.is_null()) {
            self.idles(&first.place, "enum", "list a value that is not null");
        } else if extent.type_only && matches!(schema.kind, Kind::Number | Kind::Boolean) {
            self.only_typed(&first.place, "enum");
        }
    }

    fn only_typed(&mut self, place: &Place, keyword: &str) {
        let what = format!("no request is held to `{keyword}` here, only to the type");
        self.refuse(place, what, BY_NAME);
    }

    fn idles(&mut self, place: &Place, keyword: &str, help: &str) {
        let what = format!("no request is held to `{keyword}` as it stands");
        self.refuse(place, what, help);
    }

    fn note(&mut self, stated: &Stated, help: &str) {
        let said = match stated.value.as_str() {
            Some(value) => format!("`{}: {value}`", stated.keyword),
            None => format!("`{}`", stated.keyword),
        };
        let what = format!("no request is held to {said}");
        self.report
            .note(&stated.place, Rule::UnenforcedKeyword, what, help);
    }

    fn refuse(&mut self, place: &Place, what: String, help: &str) {
        self.report
            .refuse(place, Rule::UnenforcedKeyword, what, help);
    }
}

/// What to do about a keyword that is enforced, but not as it stands.
fn idle(schema: &Schema, keyword: &str) -> Option<String> {
    let needs = |of: &str| schema.get(of).is_none().then(|| format!("add `{of}`"));
    match keyword {
        "exclusiveMinimum" => needs("minimum"),
        "exclusiveMaximum" => needs("maximum"),
        "minimum" | "maximum"
            if schema.kind == Kind::Integer && schema.whole(keyword).is_none() =>
        {
            Some("write a whole number that 64 bits with a sign can hold".to_owned())
        }
        _ => None,
    }
}

/// Whether a keyword has the value that it has where it is not written.
fn says_nothing(stated: &Stated) -> bool {
    match &stated.value {
        Value::Bool(truth) => !truth,
        Value::Number(number) => {
            let least = stated.keyword.starts_with("min") && stated.keyword != "minimum";
            least && number.as_u64() == Some(0)
        }
        _ => false,
    }
}
