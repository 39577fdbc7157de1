//! Parameters outside the body, each by its place and name; those of the path by their position.

use std::collections::BTreeMap;

use reversals_codegen::Model;
use reversals_codegen::ir::{self, Param};
use reversals_codegen::tree::Node;

use super::operations::Operation;
use super::{At, Comparison, must, schemas};
use crate::difference::Kind;
use crate::route::Step;

/// A parameter in the words of the document and of the model.
#[derive(Clone, Copy)]
struct Parameter<'a> {
    node: &'a Node,
    model: &'a Param,
}

/// By its place and what tells it from others there, in words for people.
type Parameters<'a> = BTreeMap<(&'static str, String), Parameter<'a>>;

fn parameters<'a>(model: &'a Model, operation: Operation<'a>) -> Parameters<'a> {
    let document = model.checked.document();
    let listed = [operation.node.node, operation.node.path_item];
    let listed = listed.map(|node| node.get("parameters").map(Node::items).unwrap_or_default());
    // What the operation says of a parameter counts before what its path says.
    let find = |place: &str, param: &Param| {
        let mut all = listed.iter().flat_map(|list| list.iter());
        all.find_map(|node| {
            let node = document.resolve(node);
            let name = node.text("name").unwrap_or_default();
            // A list may have its brackets in its name.
            let is_named = name == param.name || name.strip_suffix("[]") == Some(&param.name);
            (node.text("in") == Some(place) && is_named).then_some(node)
        })
    };
    let ir::Operation {
        path_params,
        query,
        headers,
        cookies,
        ..
    } = operation.model;
    let mut found = Parameters::new();
    for (place, params) in [
        ("path", path_params),
        ("query", query),
        ("header", headers),
        ("cookie", cookies),
    ] {
        for (position, param) in params.iter().enumerate() {
            let name = match place {
                "path" => (position + 1).to_string(),
                "header" => param.name.to_ascii_lowercase(),
                _ => param.name.clone(),
            };
            if let Some(node) = find(place, param) {
                let parameter = Parameter { node, model: param };
                found.insert((place, name), parameter);
            }
        }
    }
    found
}

pub(super) fn compare<'a>(
    comparison: &mut Comparison<'a>,
    at: &At,
    base: Operation<'a>,
    revision: Operation<'a>,
) {
    let places = (&base.node.node.place, &revision.node.node.place);
    // A request may have headers and cookies that nobody knows.
    let beside = |place: &str| matches!(place, "header" | "cookie");
    let bases = parameters(comparison.base, base);
    let revisions = parameters(comparison.revision, revision);
    for ((place, name), own) in &bases {
        let at = at.below(Step::Parameter(place, name.clone()));
        if let Some(other) = revisions.get(&(*place, name.clone())) {
            pair(comparison, &at, *own, *other);
        } else {
            let said = (
                (&own.node.place, must(own.model.required)),
                (places.1, None),
            );
            let at = at.expecting(beside(place));
            comparison.find(Kind::ParameterRemoved, &at, "", said);
        }
    }
    for ((place, name), other) in &revisions {
        if !bases.contains_key(&(*place, name.clone())) {
            let at = at.below(Step::Parameter(place, name.clone()));
            let said = (
                (places.0, None),
                (&other.node.place, must(other.model.required)),
            );
            let at = at.expecting(beside(place));
            comparison.find(Kind::ParameterAdded, &at, "", said);
        }
    }
}

fn pair(comparison: &mut Comparison<'_>, at: &At, base: Parameter<'_>, revision: Parameter<'_>) {
    let places = (&base.node.place, &revision.node.place);
    let (own, other) = (base.model, revision.model);
    let mut find = |kind, said: (Option<String>, Option<String>)| {
        comparison.find(kind, at, "", ((places.0, said.0), (places.1, said.1)));
    };
    if !own.name.eq_ignore_ascii_case(&other.name) {
        let names = (Some(own.name.clone()), Some(other.name.clone()));
        find(Kind::PathParameterRenamed, names);
    }
    match (own.required, other.required) {
        (false, true) => find(Kind::ParameterRequired, (None, None)),
        (true, false) => find(Kind::ParameterOptional, (None, None)),
        _ => {}
    }
    if own.style != other.style {
        let text = |style| Some(format!("{style:?}"));
        find(Kind::EncodingChanged, (text(own.style), text(other.style)));
    }
    let is_empty = |parameter: Parameter<'_>| {
        let is_said = parameter.node.is_true("allowEmptyValue");
        is_said && matches!(parameter.model.ty, ir::Type::OrEmpty(_))
    };
    let kind = match (is_empty(base), is_empty(revision)) {
        (false, true) => Some(Kind::BranchAdded),
        (true, false) => Some(Kind::BranchRemoved),
        _ => None,
    };
    if let Some(kind) = kind {
        comparison.find(kind, at, "\"\"", ((places.0, None), (places.1, None)));
    }
    comparison.deprecation(at, (base.node, revision.node));
    let of = schemas::of_parameter;
    if let (Some(own), Some(other)) = (of(base.node), of(revision.node)) {
        schemas::nodes(comparison, at, own, other);
    }
}
