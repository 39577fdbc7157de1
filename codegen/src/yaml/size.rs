//! What anchors and aliases stand for, which must stay little.

use crate::tree::Node;

/// How many nodes anchors and aliases of one file may stand for, so that a few lines can't fill the memory.
const MAX_NODES: usize = 250_000;

/// How many bytes of text these nodes may have, keys included (8 MiB).
const MAX_TEXT: usize = 8 << 20;

/// What a tree takes.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    nodes: usize,
    /// Bytes of keys and strings.
    text: usize,
    /// Levels below the root.
    pub(super) height: usize,
}

impl Size {
    pub(super) fn of(node: &Node) -> Self {
        let keys = node.members().iter().map(|member| member.key.len());
        let children = node
            .items()
            .iter()
            .chain(node.members().iter().map(|member| &member.value));
        let own = Self {
            nodes: 1,
            text: node.as_str().map_or(0, str::len) + keys.sum::<usize>(),
            height: 0,
        };
        children.map(Self::of).fold(own, |size, below| Self {
            nodes: size.nodes + below.nodes,
            text: size.text + below.text,
            height: size.height.max(below.height + 1),
        })
    }

    /// Adds what is copied; the bound that is passed by it, if one is.
    pub(super) fn add(&mut self, more: Self) -> Option<String> {
        self.nodes += more.nodes;
        self.text += more.text;
        if self.nodes > MAX_NODES {
            Some(format!("{MAX_NODES} nodes"))
        } else if self.text > MAX_TEXT {
            Some(format!("{MAX_TEXT} bytes of text"))
        } else {
            None
        }
    }
}
