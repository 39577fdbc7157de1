//! Every schema that operations reach, and where it stands.

use std::collections::BTreeSet;

use json_patch::jsonptr::PointerBuf;
use serde_json::Value;

use super::patch::below;
use super::place::{Place, Reach};
use super::reach::{Reaches, beside, body, shared};
use super::schema::{Step, children};
use super::view::{View, items, members, reference, text};

/// Where a schema stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// It is the schema of a parameter.
    Parameter {
        /// The parameter object.
        pointer: PointerBuf,
        /// `path`, `query` or `header`
        at: String,
        /// Whether its style is deepObject.
        deep: bool,
    },
    /// It is the schema of a form, written there.
    Form {
        /// The media type object.
        media: PointerBuf,
        /// The fields that have an encoding.
        encoded: BTreeSet<String>,
    },
    /// It is a field of a form that is written where it is used.
    Field {
        /// The media type object.
        media: PointerBuf,
        name: String,
        /// Whether the field has an encoding.
        encoded: bool,
        /// Whether any field has.
        encodings: bool,
    },
    /// It is a branch of a union.
    Branch,
    /// It is a member of `allOf`.
    Part {
        /// The properties that it shares with what it is merged with.
        shared: BTreeSet<String>,
    },
    /// It is a component, which others refer to.
    Component,
    /// It is a property, an element, a value of a map, or JSON of a body or response.
    Value,
}

/// A schema and where it stands.
pub(super) struct Site<'a> {
    pub(super) place: Place,
    pub(super) schema: &'a Value,
    pub(super) position: Position,
    /// The types that it may not become, since other branches of a union are of them.
    pub(super) beside: BTreeSet<String>,
}

/// Every schema that operations reach: inline ones by operation, then the components by name.
pub(super) fn sites<'a>(view: View<'a>, reaches: &Reaches) -> Vec<Site<'a>> {
    let mut walk = Walk {
        view,
        found: Vec::new(),
    };
    walk.operations();
    for (kind, name, reach) in reaches.components() {
        let Some(node) = view.component(kind, name) else {
            continue;
        };
        let pointer = below(&PointerBuf::new(), &["components", kind, name]);
        let label = match kind {
            "schemas" => name.to_owned(),
            kind => format!("{kind}/{name}"),
        };
        let place = Place::new(pointer, label, reach.clone()).named(name);
        match kind {
            "parameters" => walk.parameter(&place, node),
            "schemas" => {
                let shared = reaches.parts.get(name).cloned();
                let position =
                    shared.map_or(Position::Component, |shared| Position::Part { shared });
                let beside = reaches.beside.get(name).cloned().unwrap_or_default();
                walk.schema(place, node, position, beside);
            }
            _ => walk.content(&place, node, kind == "requestBodies"),
        }
    }
    walk.found
}

struct Walk<'a> {
    view: View<'a>,
    found: Vec<Site<'a>>,
}

impl<'a> Walk<'a> {
    fn operations(&mut self) {
        for (place, parameter) in parameters(self.view) {
            self.parameter(&place, parameter);
        }
        for operation in self.view.operations() {
            let root = below(
                &PointerBuf::new(),
                &["paths", operation.path, operation.method],
            );
            let ids = vec![operation.id.to_owned()];
            if let Some(node) = body(self.view, &operation) {
                let pointer = below(&root, &["requestBody"]);
                let label = format!("{}/body", operation.id);
                self.content(
                    &Place::new(pointer, label, Reach::requests(ids.clone())),
                    node,
                    true,
                );
            }
            for (code, node) in members(operation.node, "responses") {
                let pointer = below(&root, &["responses", code]);
                let label = format!("{}/{code}", operation.id);
                let reach = Reach::responses(ids.clone());
                self.content(&Place::new(pointer, label, reach), node, false);
            }
        }
    }

    fn parameter(&mut self, place: &Place, node: &'a Value) {
        let (Some(schema), Some(at)) = (node.get("schema"), text(node, "in")) else {
            return;
        };
        let position = Position::Parameter {
            pointer: place.pointer.clone(),
            at: at.to_owned(),
            deep: text(node, "style") == Some("deepObject"),
        };
        let mut place = place.clone();
        place.pointer = below(&place.pointer, &["schema"]);
        self.schema(place, schema, position, BTreeSet::new());
    }

    fn content(&mut self, place: &Place, node: &'a Value, request: bool) {
        if reference(node).is_some() {
            return;
        }
        for (kind, media) in members(node, "content") {
            let Some(schema) = media.get("schema") else {
                continue;
            };
            let mut place = place.clone();
            let pointer = below(&place.pointer, &["content", kind]);
            place.pointer = below(&pointer, &["schema"]);
            let position = if request && is_form(kind) {
                Position::Form {
                    media: pointer,
                    encoded: members(media, "encoding")
                        .map(|(name, _)| name.to_owned())
                        .collect(),
                }
            } else {
                Position::Value
            };
            self.schema(place, schema, position, BTreeSet::new());
        }
    }

    /// Takes in a schema and those inside it; recursion ends because references are not followed.
    fn schema(
        &mut self,
        place: Place,
        schema: &'a Value,
        position: Position,
        types_beside: BTreeSet<String>,
    ) {
        for child in children(schema) {
            let tokens = child.step.tokens();
            let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
            let mut below = place.child(&tokens, &child.step.label());
            let mut others = BTreeSet::new();
            let inner = match child.step {
                Step::Property(name) => {
                    // Two parts must say the same of a property, so that a change of one is refused.
                    if matches!(&position, Position::Part { shared } if shared.contains(name)) {
                        continue;
                    }
                    below = below.named(name);
                    field(name, &position)
                }
                Step::Branch(key, index) => {
                    others = beside(self.view, schema, key, index);
                    Position::Branch
                }
                Step::Part(index) => Position::Part {
                    shared: shared(self.view, schema, index),
                },
                Step::Items | Step::Values => Position::Value,
            };
            self.schema(below, child.schema, inner, others);
        }
        self.found.push(Site {
            place,
            schema,
            position,
            beside: types_beside,
        });
    }
}

fn field(name: &str, owner: &Position) -> Position {
    match owner {
        Position::Form { media, encoded } => Position::Field {
            media: media.clone(),
            name: name.to_owned(),
            encoded: encoded.contains(name),
            encodings: !encoded.is_empty(),
        },
        _ => Position::Value,
    }
}

/// Whether a media type is that of forms, whatever its parameters.
pub(super) fn is_form(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The parameters that are written where they are used: those of operations, then those of path items.
pub(super) fn parameters(view: View<'_>) -> Vec<(Place, &Value)> {
    let mut found = Vec::new();
    let operations = view.operations();
    for operation in &operations {
        let root = below(
            &PointerBuf::new(),
            &["paths", operation.path, operation.method],
        );
        let reach = Reach::requests(vec![operation.id.to_owned()]);
        listed(operation.node, &root, operation.id, &reach, &mut found);
    }
    for (path, item) in members(view.root, "paths") {
        let of_item = operations.iter().filter(|operation| operation.path == path);
        let reach = Reach::requests(of_item.map(|operation| operation.id.to_owned()).collect());
        let root = below(&PointerBuf::new(), &["paths", path]);
        listed(item, &root, path, &reach, &mut found);
    }
    found
}

fn listed<'a>(
    node: &'a Value,
    root: &PointerBuf,
    label: &str,
    reach: &Reach,
    found: &mut Vec<(Place, &'a Value)>,
) {
    for (index, parameter) in items(node, "parameters").iter().enumerate() {
        let (Some(at), Some(name)) = (text(parameter, "in"), text(parameter, "name")) else {
            continue;
        };
        let pointer = below(root, &["parameters", &index.to_string()]);
        let label = format!("{label}/{at}/{name}");
        found.push((
            Place::new(pointer, label, reach.clone()).named(name),
            parameter,
        ));
    }
}

/// Whether a schema is empty or only says words, so that any value fits it.
pub(super) fn is_any(schema: &Value) -> bool {
    const SAYS: [&str; 8] = [
        "$ref",
        "type",
        "enum",
        "properties",
        "items",
        "additionalProperties",
        "anyOf",
        "oneOf",
    ];
    SAYS.iter().all(|key| schema.get(key).is_none()) && items(schema, "allOf").is_empty()
}
