//! Answers, each by its status, or by the range or `default` that covers it.

use std::collections::{BTreeMap, BTreeSet};

use reversals_codegen::Model;
use reversals_codegen::check::bodiless;
use reversals_codegen::tree::{Member, Node, Place};

use super::operations::Operation;
use super::{At, Comparison, bodies, schemas};
use crate::difference::Kind;
use crate::route::Step;

/// Compares what two operations answer.
pub(super) fn compare<'a>(
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
    let at = at.answered();
    let places = (&base.node.node.place, &revision.node.node.place);
    let keys: BTreeSet<&str> = own.iter().chain(others).map(|it| it.key.as_str()).collect();
    for key in keys {
        let (one, two) = (described(own, key), described(others, key));
        if let (Some(one), Some(two)) = (one, two) {
            let at = at.below(Step::Status(key.to_owned()));
            let own = comparison.base.checked.document().resolve(&one.value);
            let other = comparison.revision.checked.document().resolve(&two.value);
            let is_bare = |operation: Operation<'_>| bodiless(&operation.node, key);
            if !is_bare(base) && !is_bare(revision) {
                bodies::media(comparison, &at, (own, base), (other, revision));
            }
            headers(comparison, &at, own, other);
        }
        let exact = |found: Option<&Member>| found.is_some_and(|it| it.key == key);
        let kind = match (exact(one), exact(two)) {
            (false, true) => Kind::StatusAdded,
            (true, false) => Kind::StatusRemoved,
            _ => continue,
        };
        let said = |found: Option<&'a Member>, place: &'a Place| match found {
            Some(found) => (&found.place, Some(found.key.clone())),
            None => (place, None),
        };
        comparison.find(kind, &at, key, (said(one, places.0), said(two, places.1)));
    }
}

/// What is said of a status: by itself, by its range, or by what is said of all others.
fn described<'a>(answers: &'a [Member], status: &str) -> Option<&'a Member> {
    let range = format!("{}XX", status.get(..1).unwrap_or_default());
    let names = [status, &range, "default"];
    names
        .iter()
        .find_map(|name| answers.iter().find(|it| it.key == *name))
}

/// Compares what is said of an answer's headers, which no reader of answers is made to look at.
fn headers(comparison: &mut Comparison<'_>, at: &At, base: &Node, revision: &Node) {
    fn of<'a>(model: &'a Model, answer: &'a Node) -> BTreeMap<String, &'a Node> {
        let headers = answer.get("headers").map(Node::members).unwrap_or_default();
        let document = model.checked.document();
        let headers = headers.iter().map(|header| {
            (
                header.key.to_ascii_lowercase(),
                document.resolve(&header.value),
            )
        });
        headers.collect()
    }
    let own = of(comparison.base, base);
    let others = of(comparison.revision, revision);
    let is_same = |comparison: &mut Comparison<'_>, own: &Node, other: &Node| {
        if own.is_true("required") != other.is_true("required") {
            return false;
        }
        let schemas = (schemas::of_parameter(own), schemas::of_parameter(other));
        let (Some(one), Some(two)) = schemas else {
            return schemas.0.is_some() == schemas.1.is_some();
        };
        let ids = (comparison.base().at(one), comparison.revision().at(two));
        let (Some(one), Some(two)) = ids else {
            return true;
        };
        comparison.is_same(at, one, two)
    };
    for (name, header) in &own {
        let kind = match others.get(name) {
            Some(other) if is_same(comparison, header, other) => continue,
            Some(_) => Kind::HeaderChanged,
            None => Kind::HeaderRemoved,
        };
        let place = others
            .get(name)
            .map_or(&revision.place, |other| &other.place);
        comparison.find(
            kind,
            at,
            name.as_str(),
            ((&header.place, None), (place, None)),
        );
    }
    for (name, header) in others.iter().filter(|(name, _)| !own.contains_key(*name)) {
        let said = ((&base.place, None), (&header.place, None));
        comparison.find(Kind::HeaderAdded, at, name.as_str(), said);
    }
}
