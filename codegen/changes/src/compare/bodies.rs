//! Bodies of requests and answers, each media type by itself.

use reversals_codegen::Model;
use reversals_codegen::check::{essence, taken as taken_media};
use reversals_codegen::ir;
use reversals_codegen::tree::{Member, Node, Place};

use super::operations::Operation;
use super::{At, Comparison, Words, must, schemas};
use crate::difference::{Direction, Kind};
use crate::route::Step;

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
pub(super) fn media<'a>(
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

/// Compares what two operations take.
pub(super) fn compare<'a>(
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
