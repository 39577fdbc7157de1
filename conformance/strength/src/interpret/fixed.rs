//! What lives as long as the program, as the runtime and serde want of what is a constant in generated code.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
static LISTS: Mutex<BTreeSet<&'static [&'static str]>> = Mutex::new(BTreeSet::new());

/// A text as a constant. Equal texts are kept once, so that many variants of one document take little more than one.
pub(super) fn text(text: &str) -> &'static str {
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = texts.get(text) {
        return kept;
    }
    let kept = leaked(text.to_owned().into_boxed_str());
    texts.insert(kept);
    kept
}

/// Texts as a constant list, kept once as well.
pub(super) fn texts<'a>(items: impl IntoIterator<Item = &'a str>) -> &'static [&'static str] {
    let items: Vec<&'static str> = items.into_iter().map(text).collect();
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = lists.get(items.as_slice()) {
        return kept;
    }
    let kept = leaked(items.into_boxed_slice());
    lists.insert(kept);
    kept
}

/// A value as a constant. Its memory is never given back: a few KiB for the operations of a document.
pub(super) fn value<T>(value: T) -> &'static T {
    leaked(Box::new(value))
}

/// Values as a constant list; see [`value`].
pub(super) fn list<T>(values: Vec<T>) -> &'static [T] {
    leaked(values.into_boxed_slice())
}

fn leaked<T: ?Sized>(value: Box<T>) -> &'static T {
    Box::leak(value)
}
