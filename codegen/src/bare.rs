//! The structure of a document without its words: what is copied of another's document, ready to be described anew.
//!
//! Types, limits, names and encodings stay; descriptions become a text that says what is to be described, and summaries,
//! examples, titles of several words, links to pages and extensions of which nothing is made are left out. Members stand in the
//! order in which people write them.

mod members;

use std::collections::HashSet;

use crate::bundle::Document;
use crate::openapi::{METHODS, Object, Shape, component_shape, member_shape, reference};
use crate::tree::{Kind, Member, Node, Place};
use members::{EXTENSIONS, is_word, rank};

/// How every description begins that is to be written yet.
pub const TODO: &str = "TODO: ";

/// What references are to say in the copy.
pub trait Refer {
    /// The reference to a component, by its kind and name.
    fn target(&mut self, kind: &str, name: &str) -> String;

    /// The reference to what an id may expand to.
    fn expanded(&mut self, kind: &str, name: &str) -> String {
        self.target(kind, name)
    }
}

/// A part of a document.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// What a path has beside its operations is copied with them.
    PathItem,
    /// A parameter.
    Parameter,
    /// A schema, and what it is called.
    Schema(&'a str),
    /// An encoding of a member.
    Encoding,
    /// A component of a kind, and its name.
    Component(&'a str, &'a str),
    /// The servers of a document.
    Servers,
}

/// A copy of a part of a document without its words; nothing where no component is of that kind.
pub fn bare(node: &Node, part: Part<'_>, refer: &mut dyn Refer) -> Option<Node> {
    let (shape, called) = match part {
        Part::PathItem => (Shape::Object(Object::PathItem), None),
        Part::Parameter => (Shape::Object(Object::Parameter), None),
        Part::Schema(name) => (Shape::Object(Object::Schema), Some(name)),
        Part::Encoding => (Shape::Object(Object::Encoding), None),
        Part::Component("examples" | "links" | "callbacks", _) => return None,
        Part::Component(kind, name) => (component_shape(kind)?, Some(name)),
        Part::Servers => (Shape::List(&Shape::Object(Object::Server)), None),
    };
    Some(Copier { refer }.node(node, shape, called))
}

struct Copier<'a> {
    refer: &'a mut dyn Refer,
}

impl Copier<'_> {
    /// A copy; `called` is what it is called, where it is to be described whether or not it was.
    fn node(&mut self, node: &Node, shape: Shape, called: Option<&str>) -> Node {
        let shape = match shape {
            Shape::BoolOr(_) if node.as_bool().is_some() => Shape::Opaque,
            Shape::BoolOr(inner) => *inner,
            other => other,
        };
        let kind = match (&node.kind, shape) {
            (Kind::Object(_), Shape::Object(object)) => {
                Kind::Object(self.object(node, object, called))
            }
            (Kind::Object(members), Shape::Map(inner) | Shape::Extensible(inner)) => {
                let names = members
                    .iter()
                    .filter(|member| member_shape(shape, &member.key).is_some());
                let copies = names.map(|member| Member {
                    key: member.key.clone(),
                    place: member.place.clone(),
                    value: self.node(&member.value, *inner, Some(&member.key)),
                });
                Kind::Object(copies.collect())
            }
            (Kind::Array(items), Shape::List(inner)) => {
                let copies = items.iter().map(|item| self.node(item, *inner, None));
                Kind::Array(copies.collect())
            }
            (kind, _) => kind.clone(),
        };
        Node {
            place: node.place.clone(),
            kind,
        }
    }

    fn object(&mut self, node: &Node, object: Object, called: Option<&str>) -> Vec<Member> {
        if reference(node, object).is_some()
            && let (Some((kind, name)), Some(member)) =
                (Document::ref_name(node), node.member("$ref"))
        {
            return vec![text("$ref", self.refer.target(kind, name), &member.place)];
        }
        let shape = Shape::Object(object);
        let is_schema = object == Object::Schema;
        let expanding: HashSet<(&str, &str)> = expansions(node).collect();
        let mut copies: Vec<Member> = Vec::new();
        for member in node.members() {
            let key = member.key.as_str();
            if is_word(member, object) {
                continue;
            }
            let value = match (member_shape(shape, key), key) {
                (_, "anyOf" | "oneOf") if is_schema && !expanding.is_empty() => {
                    self.expanding(&member.value, &expanding)
                }
                (_, "x-expansionResources") if is_schema => {
                    self.resources(&member.value, &expanding)
                }
                (_, "mapping") if object == Object::Discriminator => self.mapping(&member.value),
                (Some(Shape::Object(Object::Schema)), "schema") => {
                    self.node(&member.value, Shape::Object(Object::Schema), None)
                }
                (Some(inner), _) => {
                    let called = (object == Object::PathItem && METHODS.contains(&key))
                        .then(|| member.value.text("operationId"))
                        .flatten();
                    self.node(&member.value, inner, called)
                }
                (None, key) if EXTENSIONS.contains(&key) => member.value.clone(),
                (None, _) => continue,
            };
            copies.push(Member {
                key: member.key.clone(),
                place: member.place.clone(),
                value,
            });
        }
        if let Some(about) = todo(node, object, called) {
            copies.push(text("description", about, &node.place));
        }
        // What has a name of its own is described before what it is made of.
        let is_component = is_schema && node.place.pointer.tokens().len() == 3;
        copies.sort_by_key(|member| rank(&member.key, object, is_component));
        copies
    }

    /// Branches, of which some are what an id expands to; two that are one now are listed once.
    fn expanding(&mut self, branches: &Node, expanding: &HashSet<(&str, &str)>) -> Node {
        let mut seen = HashSet::new();
        let mut copies = Vec::new();
        for branch in branches.items() {
            let target = Document::ref_name(branch).filter(|name| expanding.contains(name));
            if let Some((kind, name)) = target {
                let to = self.refer.expanded(kind, name);
                if seen.insert(to.clone()) {
                    let place = branch.place.clone();
                    let kind = Kind::Object(vec![text("$ref", to, &place)]);
                    copies.push(Node { place, kind });
                }
            } else {
                copies.push(self.node(branch, Shape::Object(Object::Schema), None));
            }
        }
        Node {
            place: branches.place.clone(),
            kind: Kind::Array(copies),
        }
    }

    /// What values of a tag name; they are read where all components stand side by side.
    fn mapping(&mut self, mapping: &Node) -> Node {
        let members = mapping.members().iter().map(|member| {
            let name = member.value.as_str().unwrap_or_default();
            let name = name.strip_prefix("#/components/schemas/").unwrap_or(name);
            let to = self.refer.target("schemas", name);
            let local = to.find('#').map_or(to.as_str(), |at| &to[at..]).to_owned();
            text(&member.key, local, &member.place)
        });
        Node {
            place: mapping.place.clone(),
            kind: Kind::Object(members.collect()),
        }
    }

    fn resources(&mut self, resources: &Node, expanding: &HashSet<(&str, &str)>) -> Node {
        let members = resources.members().iter();
        let lists = members.filter(|member| member.key == "oneOf");
        let copies = lists.map(|member| Member {
            key: member.key.clone(),
            place: member.place.clone(),
            value: self.expanding(&member.value, expanding),
        });
        Node {
            place: resources.place.clone(),
            kind: Kind::Object(copies.collect()),
        }
    }
}

/// The components that a member of this schema may expand to.
fn expansions(schema: &Node) -> impl Iterator<Item = (&str, &str)> {
    let targets = schema
        .get("x-expansionResources")
        .and_then(|expansion| expansion.get("oneOf"));
    let targets = targets.map(Node::items).unwrap_or_default().iter();
    targets.filter_map(Document::ref_name)
}

/// What is to be described, where a description belongs.
fn todo(node: &Node, object: Object, called: Option<&str>) -> Option<String> {
    let name = |name: &str| format!("{TODO}what `{name}` is.");
    let had = node.get("description").is_some();
    let about = match (object, called) {
        (Object::Operation, Some(id)) => format!("{TODO}what `{id}` does."),
        (Object::Operation, None) => format!("{TODO}what this does."),
        (Object::Parameter, _) => name(node.text("name").unwrap_or_default()),
        (Object::RequestBody, _) => format!("{TODO}what the body says."),
        (Object::Response, Some("default")) => {
            format!("{TODO}what any other answer says.")
        }
        (Object::Response, Some(status)) => format!("{TODO}what the answer `{status}` says."),
        (Object::Response, None) => format!("{TODO}what the answer says."),
        (Object::SecurityScheme | Object::Schema, Some(called)) => name(called),
        (Object::Header, Some(called)) if had => name(called),
        (Object::Schema | Object::SecurityScheme, None) if had => format!("{TODO}what this is."),
        _ => return None,
    };
    Some(about)
}

fn text(key: &str, value: String, place: &Place) -> Member {
    Member {
        key: key.to_owned(),
        value: Node {
            place: place.clone(),
            kind: Kind::String(value),
        },
        place: place.clone(),
    }
}
