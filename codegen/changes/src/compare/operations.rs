//! Operations, each by its method and path, whatever the path's parameters are called.

use std::collections::BTreeMap;

use reversals_codegen::Model;
use reversals_codegen::bundle::OperationRef;
use reversals_codegen::ir;
use reversals_codegen::tree::{Node, Place};

use super::{At, Comparison, Words, answers, bodies, parameters};
use crate::difference::{Direction, Kind};

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

/// By method and path.
type Operations<'a> = BTreeMap<String, Operation<'a>>;

fn operations(model: &Model) -> Operations<'_> {
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
    let servers = [base, revision].map(|model| model.api.server.clone());
    if servers[0] != servers[1] {
        let [own, other] = servers;
        let said = ((&base_root, own), (&revision_root, other));
        let at = At::new(Direction::Request, "servers");
        comparison.find(Kind::ServerChanged, &at, "", said);
    }
    taken(comparison, (&bases, &revisions), &base_root);
    taken(comparison, (&revisions, &bases), &revision_root);
}

/// Finds what only one version has, and is one of many that a template of the other one takes.
fn taken(
    comparison: &mut Comparison<'_>,
    (own, others): (&Operations<'_>, &Operations<'_>),
    root: &Place,
) {
    for (key, operation) in own.iter().filter(|(key, _)| !others.contains_key(*key)) {
        if let Some(template) = others.keys().find(|template| takes(template, key)) {
            let at = At::new(Direction::Request, key);
            let said = (&operation.node.node.place, None);
            comparison.find(Kind::PathTaken, &at, template.clone(), ((root, None), said));
        }
    }
}

/// Whether a template takes the requests of a more particular one, segment by segment.
fn takes(template: &str, key: &str) -> bool {
    let segments = [template, key].map(|it| it.split('/').collect::<Vec<_>>());
    let takes = |(own, other): (&&str, &&str)| own == other || *own == "{}";
    template != key
        && segments[0].len() == segments[1].len()
        && segments[0].iter().zip(&segments[1]).all(takes)
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
    if base.model.server != revision.model.server {
        let said = (
            (places.0, base.model.server.clone()),
            (places.1, revision.model.server.clone()),
        );
        comparison.find(Kind::ServerChanged, at, "", said);
    }
    proofs(comparison, at, base, revision);
    comparison.one_sided(
        [Kind::ExclusiveAdded, Kind::ExclusiveRemoved],
        at,
        (exclusive(base), exclusive(revision)),
    );
    parameters::compare(comparison, at, base, revision);
    bodies::compare(comparison, at, base, revision);
    answers::compare(comparison, at, base, revision);
}

/// Compares the ways to prove who calls. A server that asks for none passes over whatever is sent.
fn proofs(comparison: &mut Comparison<'_>, at: &At, base: Operation<'_>, revision: Operation<'_>) {
    let places = (&base.node.node.place, &revision.node.node.place);
    let none = || Some("no proof is needed".to_owned());
    match (base.model.is_open(), revision.model.is_open()) {
        (true, true) => return,
        (true, false) => {
            let said = ((places.0, none()), (places.1, None));
            return comparison.find(Kind::SecurityRemoved, at, "none", said);
        }
        (false, true) => {
            let said = ((places.0, None), (places.1, none()));
            return comparison.find(Kind::SecurityAdded, at, "none", said);
        }
        (false, false) => {}
    }
    let kinds = [Kind::SecurityAdded, Kind::SecurityRemoved];
    comparison.one_sided(kinds, at, (security(base), security(revision)));
    let scopes = (
        scopes(comparison.base, base),
        scopes(comparison.revision, revision),
    );
    comparison.one_sided([Kind::ScopeAdded, Kind::ScopeRemoved], at, scopes);
}

fn security(operation: Operation<'_>) -> Words<'_, String> {
    let place = &operation.node.node.place;
    let ways = operation.model.security.iter().map(|way| {
        let way = way.iter().map(|scheme| match scheme {
            ir::Scheme::Header(name) => ir::Scheme::Header(name.to_ascii_lowercase()),
            other => other.clone(),
        });
        (format!("{:?}", way.collect::<Vec<_>>()), place)
    });
    Words {
        at: place,
        of: ways.collect(),
    }
}

/// The rights that a caller needs whichever way is taken.
fn scopes<'a>(model: &'a Model, operation: Operation<'a>) -> Words<'a, String> {
    let place = &operation.node.node.place;
    let root = &model.checked.document().root;
    let stated = operation
        .node
        .node
        .get("security")
        .or_else(|| root.get("security"));
    let mut all = stated.into_iter().flat_map(Node::items).map(|way| {
        let scopes = way.members().iter().flat_map(|scheme| scheme.value.items());
        let scopes = scopes.filter_map(|scope| Some((scope.as_str()?.to_owned(), place)));
        scopes.collect::<BTreeMap<_, _>>()
    });
    let mut of = all.next().unwrap_or_default();
    for way in all {
        of.retain(|scope, _| way.contains_key(scope));
    }
    Words { at: place, of }
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
