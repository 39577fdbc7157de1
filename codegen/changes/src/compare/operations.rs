//! Operations, each by its method and path, whatever the path's parameters are called.

use std::collections::{BTreeMap, BTreeSet};

use reversals_codegen::Model;
use reversals_codegen::bundle::OperationRef;
use reversals_codegen::check::{bodiless, essence, taken as taken_media};
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
    bodies(comparison, at, base, revision);
    answers(comparison, at, base, revision);
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

/// The media types of what has some that are taken, and where they are.
fn content<'a>(node: &'a Node, at: &At) -> Vec<&'a Member> {
    let content = node.get("content");
    content.map_or_else(Vec::new, |content| {
        taken_media(content, at.direction == Direction::Request)
    })
}

/// Whether whoever takes the one media type takes the other: a parameter of it is no other, and a range has many.
fn covers(range: &str, media: &str) -> bool {
    let (range, media) = (essence(range), essence(media));
    let class = range.strip_suffix('*');
    range == media || class.is_some_and(|class| class == "*/" || media.starts_with(class))
}

/// Compares what two bodies carry.
fn media<'a>(
    comparison: &mut Comparison<'a>,
    at: &At,
    base: (&'a Node, Operation<'a>),
    revision: (&'a Node, Operation<'a>),
) {
    let places = (&base.0.place, &revision.0.place);
    let (own, others) = (content(base.0, at), content(revision.0, at));
    if at.direction == Direction::Answer {
        let kind = match (own.is_empty(), others.is_empty()) {
            (true, false) => Some(Kind::BodyAdded),
            (false, true) => Some(Kind::BodyRemoved),
            _ => None,
        };
        if let Some(kind) = kind {
            return comparison.find(kind, at, "", ((places.0, None), (places.1, None)));
        }
    }
    for media in &own {
        let other = others
            .iter()
            .find(|other| essence(&other.key) == essence(&media.key));
        let Some(other) = other else {
            continue;
        };
        match (media.value.get("schema"), other.value.get("schema")) {
            (Some(own), Some(other)) => schemas::nodes(comparison, at, own, other),
            (Some(own), None) => {
                let said = ((&own.place, None), (&other.value.place, None));
                comparison.find(Kind::TypeWidened, at, "", said);
            }
            (None, Some(other)) => {
                let said = ((&media.value.place, None), (&other.place, None));
                comparison.find(Kind::TypeNarrowed, at, "", said);
            }
            (None, None) => {}
        }
    }
    if at.direction == Direction::Request {
        files(comparison, at, (base.1, revision.1));
    }
    let words = |all: &[&'a Member], others: &[&'a Member], place: &'a Place| Words {
        at: place,
        of: all
            .iter()
            .filter(|media| !others.iter().any(|other| covers(&other.key, &media.key)))
            .map(|media| (media.key.clone(), &media.place))
            .collect(),
    };
    let kinds = [Kind::MediaTypeAdded, Kind::MediaTypeRemoved];
    let words = (
        words(&own, &others, places.0),
        words(&others, &own, places.1),
    );
    comparison.one_sided(kinds, at, words);
}

/// Compares which parts of a body are files. A text is one all the same, a file is no text.
fn files(
    comparison: &mut Comparison<'_>,
    at: &At,
    (base, revision): (Operation<'_>, Operation<'_>),
) {
    let bodies = (base.model.body.as_ref(), revision.model.body.as_ref());
    let (Some(own), Some(other)) = bodies else {
        return;
    };
    if own.media != ir::Media::Multipart || other.media != ir::Media::Multipart {
        return;
    }
    let places = (&base.node.node.place, &revision.node.node.place);
    let is_file = |body: &ir::Body, name: &str| body.files.iter().any(|file| file.name == name);
    for name in own.files.iter().chain(&other.files).map(|file| &file.name) {
        let kind = match (is_file(own, name), is_file(other, name)) {
            (true, false) => Kind::TypeNarrowed,
            (false, true) => Kind::TypeWidened,
            _ => continue,
        };
        let at = at.below(Step::Member(name.clone()));
        let said = |is: bool| Some(if is { "a file" } else { "a text" }.to_owned());
        let widened = kind == Kind::TypeWidened;
        let said = ((places.0, said(!widened)), (places.1, said(widened)));
        comparison.find(kind, &at, "", said);
    }
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
            let said = ((&own.place, must(required(own))), (places.1, None));
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
    media(comparison, &at, (own, base), (other, revision));
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
                media(comparison, &at, (own, base), (other, revision));
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
        let schemas = (schemas::of_parameter(own), schemas::of_parameter(other));
        let (Some(one), Some(two)) = schemas else {
            return schemas.0.is_some() == schemas.1.is_some();
        };
        let ids = (comparison.base().at(one), comparison.revision().at(two));
        let (Some(one), Some(two)) = ids else {
            return true;
        };
        own.is_true("required") == other.is_true("required") && comparison.is_same(at, one, two)
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
