//! Operations, each by its method and path, whatever the path's parameters are called.

use std::collections::BTreeMap;

use reversals_codegen::Model;
use reversals_codegen::bundle::OperationRef;
use reversals_codegen::ir;
use reversals_codegen::tree::{Member, Node, Place};

use super::{At, Comparison, Words, must, parameters, schemas};
use crate::difference::{Direction, Kind};
use crate::route::Step;

/// An operation in the words of the document and of the model.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) node: OperationRef<'a>,
    pub(super) model: &'a ir::Operation,
}

/// A path template without the names in it, which no request has.
pub fn template(path: &str) -> String {
    let mut out = String::new();
    for (at, part) in path.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if at > 0 => {
                out.push_str("{}");
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out
}

fn operations(model: &Model) -> BTreeMap<String, Operation<'_>> {
    let nodes = model.checked.document().operations();
    let of = |node: OperationRef<'_>| {
        let mut all = model.api.operations.iter();
        all.position(|it| it.method == node.method && it.path == node.path)
    };
    let nodes = nodes.into_iter().filter_map(|node| {
        let model = &model.api.operations[of(node)?];
        let key = format!("{} {}", node.method.to_uppercase(), template(node.path));
        Some((key, Operation { node, model }))
    });
    nodes.collect()
}

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (base, revision) = (comparison.base, comparison.revision);
    let (bases, revisions) = (operations(base), operations(revision));
    let whole = |model: &'_ Model| model.checked.document().root.place.clone();
    let (base_root, revision_root) = (whole(base), whole(revision));
    for (key, operation) in &bases {
        let at = At::new(Direction::Request, key);
        let place = &operation.node.node.place;
        if let Some(revised) = revisions.get(key) {
            pair(comparison, &at, *operation, *revised);
        } else {
            let id = Some(operation.model.id.clone());
            let silent = (&revision_root, None);
            comparison.find(Kind::OperationRemoved, &at, "", ((place, id), silent));
        }
    }
    for (key, operation) in &revisions {
        if !bases.contains_key(key) {
            let at = At::new(Direction::Request, key);
            let said = (&operation.node.node.place, Some(operation.model.id.clone()));
            comparison.find(Kind::OperationAdded, &at, "", ((&base_root, None), said));
        }
    }
}

fn pair<'a>(
    comparison: &mut Comparison<'a>,
    at: &At,
    base: Operation<'a>,
    revision: Operation<'a>,
) {
    let places = (&base.node.node.place, &revision.node.node.place);
    if base.model.id != revision.model.id {
        let said = (
            (places.0, Some(base.model.id.clone())),
            (places.1, Some(revision.model.id.clone())),
        );
        comparison.find(Kind::OperationRenamed, at, "", said);
    }
    comparison.deprecation(at, (base.node.node, revision.node.node));
    comparison.one_sided(
        [Kind::SecurityAdded, Kind::SecurityRemoved],
        at,
        (security(base), security(revision)),
    );
    comparison.one_sided(
        [Kind::ExclusiveAdded, Kind::ExclusiveRemoved],
        at,
        (exclusive(base), exclusive(revision)),
    );
    parameters::compare(comparison, at, base, revision);
    bodies(comparison, at, base, revision);
    answers(comparison, at, base, revision);
}

fn security(operation: Operation<'_>) -> Words<'_, String> {
    let place = &operation.node.node.place;
    let ways = operation.model.security.iter();
    Words {
        at: place,
        of: ways.map(|way| (format!("{way:?}"), place)).collect(),
    }
}

fn exclusive(operation: Operation<'_>) -> Words<'_, String> {
    let place = &operation.node.node.place;
    let groups = operation.model.exclusive.iter().map(|group| {
        let mut names = group.names.clone();
        names.sort();
        (names.join(", "), place)
    });
    Words {
        at: place,
        of: groups.collect(),
    }
}

impl Comparison<'_> {
    pub(super) fn deprecation(&mut self, at: &At, (base, revision): (&Node, &Node)) {
        let is = |node: &Node| node.get("deprecated").and_then(Node::as_bool) == Some(true);
        let kind = match (is(base), is(revision)) {
            (false, true) => Kind::DeprecationAdded,
            (true, false) => Kind::DeprecationRemoved,
            _ => return,
        };
        self.find(kind, at, "", ((&base.place, None), (&revision.place, None)));
    }
}

/// The media types of what has some, by name, and where they are.
fn content<'a>(node: &'a Node, otherwise: &'a Place) -> (Words<'a, String>, &'a [Member]) {
    let content = node.get("content");
    let members = content.map(Node::members).unwrap_or_default();
    let of = members
        .iter()
        .map(|media| (media.key.clone(), &media.place));
    let words = Words {
        at: content.map_or(otherwise, |content| &content.place),
        of: of.collect(),
    };
    (words, members)
}

/// Compares what two media types of one name carry.
fn media(comparison: &mut Comparison<'_>, at: &At, base: &Node, revision: &Node) {
    let places = (&base.place, &revision.place);
    let (base_media, base_members) = content(base, places.0);
    let (revision_media, revision_members) = content(revision, places.1);
    for media in base_members {
        let other = revision_members.iter().find(|other| other.key == media.key);
        let other = other.and_then(|other| other.value.get("schema"));
        if let (Some(own), Some(other)) = (media.value.get("schema"), other) {
            schemas::nodes(comparison, at, own, other);
        }
    }
    let kinds = [Kind::MediaTypeAdded, Kind::MediaTypeRemoved];
    comparison.one_sided(kinds, at, (base_media, revision_media));
}

fn bodies<'a>(
    comparison: &mut Comparison<'a>,
    at: &At,
    base: Operation<'a>,
    revision: Operation<'a>,
) {
    let at = at.below(Step::Body);
    let places = (&base.node.node.place, &revision.node.node.place);
    let body = |model: &'a Model, operation: Operation<'a>| {
        // What stands there without meaning, such as the body of a GET, is none.
        operation.model.body.as_ref()?;
        let body = operation.node.node.get("requestBody")?;
        Some(model.checked.document().resolve(body))
    };
    let (own, other) = (
        body(comparison.base, base),
        body(comparison.revision, revision),
    );
    let required = |body: &Node| body.get("required").and_then(Node::as_bool) == Some(true);
    let (own, other) = match (own, other) {
        (Some(own), Some(other)) => (own, other),
        (Some(own), None) => {
            let said = ((&own.place, None), (places.1, None));
            return comparison.find(Kind::BodyRemoved, &at, "", said);
        }
        (None, Some(other)) => {
            let said = ((places.0, None), (&other.place, must(required(other))));
            return comparison.find(Kind::BodyAdded, &at, "", said);
        }
        (None, None) => return,
    };
    let kind = match (required(own), required(other)) {
        (false, true) => Some(Kind::BodyRequired),
        (true, false) => Some(Kind::BodyOptional),
        _ => None,
    };
    if let Some(kind) = kind {
        comparison.find(kind, &at, "", ((&own.place, None), (&other.place, None)));
    }
    media(comparison, &at, own, other);
}

fn answers<'a>(
    comparison: &mut Comparison<'a>,
    at: &At,
    base: Operation<'a>,
    revision: Operation<'a>,
) {
    let of = |operation: Operation<'a>| -> &'a [Member] {
        let responses = operation.node.node.get("responses");
        responses.map(Node::members).unwrap_or_default()
    };
    let (own, others) = (of(base), of(revision));
    let words = |operation: Operation<'a>, members: &'a [Member]| Words {
        at: &operation.node.node.place,
        of: members
            .iter()
            .map(|it| (it.key.clone(), &it.place))
            .collect(),
    };
    let at = at.answered();
    for answer in own {
        if let Some(other) = others.iter().find(|other| other.key == answer.key) {
            let at = at.below(Step::Status(answer.key.clone()));
            let own = comparison.base.checked.document().resolve(&answer.value);
            let other = comparison.revision.checked.document().resolve(&other.value);
            media(comparison, &at, own, other);
        }
    }
    let kinds = [Kind::StatusAdded, Kind::StatusRemoved];
    // Whatever is not described by itself is what `default` says, or a range.
    let is_range = |answer: &Member| answer.key == "default" || answer.key.ends_with("XX");
    let at = at.expecting(own.iter().any(is_range));
    comparison.one_sided(kinds, &at, (words(base, own), words(revision, others)));
}
