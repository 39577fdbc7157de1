//! Expandable members whose targets are left open.

use std::collections::HashSet;

use super::reach::{Reached, expansions};
use crate::openapi::{Object, Shape, component_shape, member_shape};
use crate::tree::{Kind, Member, Node, Place};

/// What a member expands to where its target is not described.
pub const OPEN: &str = "expanded_object";

/// Opens what members expand to wherever `most` expansions have led there; `members` are those of the document.
pub(super) fn cut(members: &mut [Member], reached: &Reached, most: usize) {
    let (schema, is_new) = open_schema(members);
    let mut cutter = Cutter {
        reference: format!("#/components/schemas/{schema}"),
        used: false,
    };
    for member in members.iter_mut() {
        match member.key.as_str() {
            // What an operation itself has is reached by no expansion.
            "paths" if most == 0 => {
                cutter.node(
                    &mut member.value,
                    Shape::Extensible(&Shape::Object(Object::PathItem)),
                );
            }
            "components" => cutter.components(&mut member.value, reached, most),
            _ => {}
        }
    }
    if is_new && cutter.used {
        add(members, &schema);
    }
}

/// The name of the schema of an open object, and whether there is none yet.
fn open_schema(members: &[Member]) -> (String, bool) {
    let components = members.iter().find(|member| member.key == "components");
    let schemas = components.and_then(|components| components.value.get("schemas"));
    let mut names = (1..).map(|number| match number {
        1 => OPEN.to_owned(),
        number => format!("{OPEN}_{number}"),
    });
    // There are more numbers than schemas.
    names
        .find_map(
            |name| match schemas.and_then(|schemas| schemas.get(&name)) {
                None => Some((name, true)),
                Some(schema) if is_open(schema) => Some((name, false)),
                Some(_) => None,
            },
        )
        .unwrap_or_default()
}

/// Whether a schema is of any object at all.
fn is_open(schema: &Node) -> bool {
    schema.text("type") == Some("object")
        && schema
            .members()
            .iter()
            .all(|member| match member.key.as_str() {
                "type" | "title" | "description" => true,
                "additionalProperties" => member.value.as_bool() == Some(true),
                key => key.starts_with("x-"),
            })
}

fn add(members: &mut [Member], name: &str) {
    let components = members.iter_mut().find(|member| member.key == "components");
    if let Some(components) = components
        && let Kind::Object(kinds) = &mut components.value.kind
        && let Some(schemas) = kinds.iter_mut().find(|kind| kind.key == "schemas")
        && let Kind::Object(named) = &mut schemas.value.kind
    {
        let place = &schemas.value.place;
        let about = "An object that is not described here; it stands where an answer has an expanded object.";
        let schema = [
            ("additionalProperties", Kind::Bool(true)),
            ("description", Kind::String(about.to_owned())),
            ("type", Kind::String("object".to_owned())),
        ];
        let schema = schema.map(|(key, kind)| member(key, kind, &below(place, name)));
        let at = named.partition_point(|schema| schema.key.as_str() < name);
        named.insert(at, member(name, Kind::Object(schema.into()), place));
    }
}

/// A member that is written nowhere, below what is.
fn member(key: &str, kind: Kind, above: &Place) -> Member {
    let place = below(above, key);
    Member {
        key: key.to_owned(),
        value: Node {
            place: place.clone(),
            kind,
        },
        place,
    }
}

fn below(place: &Place, key: &str) -> Place {
    Place {
        pointer: place.pointer.child(key),
        ..place.clone()
    }
}

struct Cutter {
    reference: String,
    /// Whether anything was cut.
    used: bool,
}

impl Cutter {
    fn components(&mut self, components: &mut Node, reached: &Reached, most: usize) {
        let Kind::Object(kinds) = &mut components.kind else {
            return;
        };
        for kind in kinds {
            let (Kind::Object(named), Some(shape)) =
                (&mut kind.value.kind, component_shape(&kind.key))
            else {
                continue;
            };
            for component in named {
                let steps = reached.steps(&kind.key, &component.key);
                if steps.is_some_and(|steps| steps >= most) {
                    self.node(&mut component.value, shape);
                }
            }
        }
    }

    fn node(&mut self, node: &mut Node, shape: Shape) {
        let shape = match shape {
            Shape::BoolOr(inner) => *inner,
            other => other,
        };
        if matches!(shape, Shape::Object(Object::Schema)) {
            self.schema(node);
        }
        match &mut node.kind {
            Kind::Object(members) => {
                for member in members {
                    if let Some(inner) = member_shape(shape, &member.key) {
                        self.node(&mut member.value, inner);
                    }
                }
            }
            Kind::Array(items) => {
                if let Shape::List(inner) = shape {
                    for item in items {
                        self.node(item, *inner);
                    }
                }
            }
            _ => {}
        }
    }

    /// Replaces the targets of an expandable member by the open object.
    fn schema(&mut self, schema: &mut Node) {
        let targets: HashSet<String> = expansions(schema)
            .map(|(kind, name)| format!("#/components/{kind}/{name}"))
            .collect();
        if targets.is_empty() {
            return;
        }
        let Kind::Object(members) = &mut schema.kind else {
            return;
        };
        for member in members {
            match member.key.as_str() {
                "anyOf" | "oneOf" => self.open(&mut member.value, &targets),
                "x-expansionResources" => {
                    if let Kind::Object(members) = &mut member.value.kind
                        && let Some(targets_listed) =
                            members.iter_mut().find(|member| member.key == "oneOf")
                    {
                        self.open(&mut targets_listed.value, &targets);
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts the reference to the open object in the place of the first of the targets, and drops the others.
    fn open(&mut self, branches: &mut Node, targets: &HashSet<String>) {
        let Kind::Array(branches) = &mut branches.kind else {
            return;
        };
        let mut opened = false;
        branches.retain_mut(|branch| {
            let is_target = branch
                .text("$ref")
                .is_some_and(|text| targets.contains(text));
            if !is_target {
                return true;
            }
            self.used = true;
            if let Kind::Object(members) = &mut branch.kind {
                for member in members.iter_mut().filter(|member| member.key == "$ref") {
                    member.value.kind = Kind::String(self.reference.clone());
                }
            }
            !std::mem::replace(&mut opened, true)
        });
    }
}
