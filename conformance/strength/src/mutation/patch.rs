//! Operations of RFC 6902, and the pointers in them.

use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{AddOperation, MoveOperation, PatchOperation, RemoveOperation, ReplaceOperation};
use serde_json::Value;

/// What is below `pointer` under the tokens, one level each.
pub(super) fn below(pointer: &Pointer, tokens: &[&str]) -> PointerBuf {
    let mut path = pointer.to_buf();
    for token in tokens {
        path.push_back(*token);
    }
    path
}

/// Puts a member into an object, in place of one of that key, or an element before another of a list.
pub(super) fn add(path: PointerBuf, value: Value) -> PatchOperation {
    PatchOperation::Add(AddOperation { path, value })
}

/// Puts another value where there is one.
pub(super) fn replace(path: PointerBuf, value: Value) -> PatchOperation {
    PatchOperation::Replace(ReplaceOperation { path, value })
}

/// Takes a member or element away.
pub(super) fn remove(path: PointerBuf) -> PatchOperation {
    PatchOperation::Remove(RemoveOperation { path })
}

/// Gives the member at `parent`/`key` another key.
pub(super) fn rename(parent: &Pointer, key: &str, new: &str) -> PatchOperation {
    PatchOperation::Move(MoveOperation {
        from: below(parent, &[key]),
        path: below(parent, &[new]),
    })
}
