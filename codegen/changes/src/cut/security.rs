//! How callers say who they are, where a fragment does not say it as the others do.

use reversals_codegen::Model;
use reversals_codegen::bare::Refer as _;
use reversals_codegen::tree::{Kind, Node};

use super::names::Names;
use super::{Made, children};

/// Says at an operation what it asks for, where that is not what the operations beside it ask for.
pub(super) fn state(
    operation: &mut Node,
    theirs: &Model,
    ours: Option<&Node>,
    names: &mut Names<'_>,
) {
    let Some(ours) = ours else {
        return;
    };
    if operation.get("security").is_some() {
        return;
    }
    let root = &theirs.checked.document().root;
    let empty = Node {
        place: operation.place.clone(),
        kind: Kind::Array(Vec::new()),
    };
    let theirs_asks = root.get("security").unwrap_or(&empty);
    let ours_asks = ours.get("security").unwrap_or(&empty);
    let schemes = theirs_asks.items().iter().flat_map(Node::members);
    let mut shared = true;
    for scheme in schemes {
        let reference = names.target("securitySchemes", &scheme.key);
        shared &= !reference.starts_with('#');
    }
    if shared && theirs_asks.to_json() == ours_asks.to_json() {
        return;
    }
    let made = Made::new(theirs);
    let security = made.member("security", theirs_asks.clone());
    if let Some(members) = children(operation) {
        members.push(security);
    }
}
