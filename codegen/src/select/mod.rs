//! A part of a document: the operations that are wanted, and what they reach.
//!
//! A document stays a document: what is left is what the whole one says of it, so no later stage knows that there was
//! more. What is dropped is never checked.

mod cut;
mod loose;
mod pattern;
mod reach;
mod skip;

use std::collections::BTreeSet;

use crate::bundle::Document;
use crate::openapi::METHODS;
use crate::tree::{Kind, Member, Node};

pub use cut::OPEN;
pub use pattern::{Pattern, Unmatched};
pub use skip::LeftOut;
pub(crate) use skip::skip;

/// Which part of a document is wanted; by default all of it.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The operations; all where there is none. The order does not matter.
    pub only: Vec<Pattern>,
    /// How many expansions, one inside the other, lead to a type of the document; what is beyond is an open object.
    pub cut_expansions: Option<usize>,
    /// Whether operations in which something is not supported or does not hold together, or that reach such, are left out
    /// instead of being refused, and examples and defaults that do not fit. Typos are refused all the same.
    pub skip_unsupported: bool,
}

impl Selection {
    /// Whether all of a document is wanted.
    fn is_all(&self) -> bool {
        self.only.is_empty() && self.cut_expansions.is_none()
    }
}

/// The part of a document that is wanted.
///
/// Errors: a pattern that is about no operation.
pub(crate) fn select(document: Document, selection: &Selection) -> Result<Document, Unmatched> {
    if selection.is_all() {
        return Ok(document);
    }
    let wanted = pattern::wanted(&document, &selection.only)?;
    Ok(keep(document, &wanted, selection.cut_expansions))
}

/// How often a document is asked again for what is not supported in it.
pub(crate) const ROUNDS: usize = 8;

/// An operation by its path and method.
pub(crate) type Key = (String, &'static str);

/// The document with those operations and what they reach alone.
pub(crate) fn keep(document: Document, wanted: &BTreeSet<Key>, cut: Option<usize>) -> Document {
    let reached = reach::reached(&document, wanted, cut.unwrap_or(usize::MAX));
    let (mut root, report) = document.into_root();
    let Kind::Object(members) = &mut root.kind else {
        return Document::new(root).with(report);
    };
    for member in members.iter_mut() {
        match member.key.as_str() {
            "paths" => paths(&mut member.value, wanted),
            "components" => components(&mut member.value, &reached),
            "tags" => {
                let named = |tag: &Node| tag.text("name").is_none_or(|name| reached.tag(name));
                if let Kind::Array(tags) = &mut member.value.kind {
                    tags.retain(named);
                }
            }
            _ => {}
        }
    }
    members.retain(|member| match member.key.as_str() {
        "security" => reached.inherits_security(),
        "components" | "tags" => !is_empty(&member.value),
        _ => true,
    });
    if let Some(most) = cut {
        cut::cut(members, &reached, most);
    }
    let report = skip::there(&root, report);
    Document::new(root).with(report)
}

fn paths(paths: &mut Node, wanted: &BTreeSet<Key>) {
    let Kind::Object(items) = &mut paths.kind else {
        return;
    };
    items.retain_mut(|item| {
        if item.key.starts_with("x-") {
            return true;
        }
        let mut kept = false;
        if let Kind::Object(members) = &mut item.value.kind {
            members.retain(|member| match method(&member.key) {
                Some(method) => {
                    let wanted = wanted.contains(&(item.key.clone(), method));
                    kept |= wanted;
                    wanted
                }
                None => true,
            });
        }
        kept
    });
}

fn method(key: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| *method == key)
}

fn components(components: &mut Node, reached: &reach::Reached) {
    let Kind::Object(kinds) = &mut components.kind else {
        return;
    };
    kinds.retain_mut(|kind| {
        if kind.key.starts_with("x-") {
            return true;
        }
        let Kind::Object(named) = &mut kind.value.kind else {
            return false;
        };
        let of = kind.key.as_str();
        named.retain(|component: &Member| reached.steps(of, &component.key).is_some());
        !named.is_empty()
    });
}

fn is_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::Object(members) => members.is_empty(),
        Kind::Array(items) => items.is_empty(),
        _ => false,
    }
}
