//! Nodes of a fragment that is not written yet.

use reversals_codegen::Model;
use reversals_codegen::bare::TODO;
use reversals_codegen::tree::{Kind, Member, Node, Place, Pointer};

/// Makes nodes that are written nowhere yet.
pub(crate) struct Made(Place);

impl Made {
    pub(crate) fn new(of: &Model) -> Self {
        Self(Place {
            pointer: Pointer::default(),
            ..of.checked.document().root.place.clone()
        })
    }

    fn node(&self, kind: Kind) -> Node {
        Node {
            place: self.0.clone(),
            kind,
        }
    }

    pub(crate) fn text(&self, text: &str) -> Node {
        self.node(Kind::String(text.to_owned()))
    }

    pub(crate) fn object(&self, members: Vec<Member>) -> Node {
        self.node(Kind::Object(members))
    }

    pub(crate) fn member(&self, key: &str, value: Node) -> Member {
        Member {
            key: key.to_owned(),
            place: self.0.clone(),
            value,
        }
    }

    /// What a fragment is that stands alone.
    pub(super) fn info(&self, root: &Node) -> Node {
        let version = root.get("info").and_then(|info| info.text("version"));
        self.object(vec![
            self.member(
                "title",
                self.text(&format!("{TODO}what these operations are.")),
            ),
            self.member("version", self.text(version.unwrap_or("1"))),
        ])
    }
}
