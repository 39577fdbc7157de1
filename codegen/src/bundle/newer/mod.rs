//! OpenAPI 3.1 in the words of 3.0: each object as it is copied, with the places that it has in its file. No later stage
//! knows that there is a 3.1. What 3.0 has no word for is left as it is, for checking to refuse.

mod schema;

use crate::diagnostic::{Report, Rule};
use crate::openapi::{Object, Shape};
use crate::tree::{Kind, Member, Node, Place};

/// The version that is said instead.
pub(super) const INSTEAD: &str = "3.0.3";

/// What the schemas of OpenAPI 3.1 are in by default, and what that builds on.
const DIALECTS: [&str; 2] = [
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://json-schema.org/draft/2020-12/schema",
];

/// Whether a file says that it is of OpenAPI 3.1; nothing where it says of no version that it is.
pub(super) fn is_newer(root: &Node) -> Option<bool> {
    Some(root.text("openapi")?.starts_with("3.1."))
}

/// A node, the parts of which are in the words of 3.0 already.
pub(super) fn said(node: Node, shape: Shape, report: &mut Report) -> Node {
    match (shape, &node.kind) {
        (Shape::Object(Object::Schema), _) => schema::said(node, report),
        (Shape::Object(Object::Info), Kind::Object(_)) => renamed(node, "summary"),
        (Shape::Object(Object::License), Kind::Object(_)) => renamed(node, "identifier"),
        (Shape::Object(Object::Operation), Kind::Object(_)) => with(node, "responses"),
        _ => node,
    }
}

/// The members of a document that 3.0 does not have; nothing where the member is to be left out.
pub(super) fn setting(member: Member, report: &mut Report, notes: &mut Report) -> Option<Member> {
    match member.key.as_str() {
        "openapi" => Some(Member {
            value: Node {
                kind: Kind::String(INSTEAD.to_owned()),
                ..member.value
            },
            ..member
        }),
        "jsonSchemaDialect" => {
            dialect(&member.value, report);
            None
        }
        "webhooks" => {
            notes.note(
                &member.place,
                Rule::Webhooks,
                "nothing is made of `webhooks`, which the service sends",
                "describe them as the paths of a document of their own, and generate a server of it",
            );
            None
        }
        _ => Some(member),
    }
}

/// Refuses schemas that are none of OpenAPI 3.1's.
fn dialect(named: &Node, report: &mut Report) {
    let known = named.as_str().is_some_and(|text| {
        let text = text.strip_suffix('#').unwrap_or(text);
        DIALECTS.contains(&text)
    });
    if !known {
        report.refuse(
            &named.place,
            Rule::UnsupportedVersion,
            "the schemas are in another dialect than OpenAPI 3.1's own",
            format!("write them in `{}`", DIALECTS[0]),
        );
    }
}

/// The object with a member of 3.1 named as an extension.
fn renamed(mut node: Node, key: &str) -> Node {
    if let Kind::Object(members) = &mut node.kind {
        for member in members.iter_mut().filter(|member| member.key == key) {
            member.key = format!("x-{key}");
        }
    }
    node
}

/// The object with an empty object that 3.0 demands and 3.1 does not.
fn with(mut node: Node, key: &str) -> Node {
    if node.get(key).is_none()
        && let Kind::Object(members) = &mut node.kind
    {
        members.push(member(key, Kind::Object(Vec::new()), &node.place));
    }
    node
}

/// A member that is written nowhere; its place is that of what says the same.
fn member(key: &str, kind: Kind, place: &Place) -> Member {
    Member {
        key: key.to_owned(),
        place: place.clone(),
        value: node(kind, place),
    }
}

fn node(kind: Kind, place: &Place) -> Node {
    Node {
        place: place.clone(),
        kind,
    }
}
