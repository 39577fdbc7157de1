//! `anyOf` and `oneOf`: the idioms that have a type of their own, then unions in general.

use super::{Lowering, Side};
use crate::ir::{Type, TypeShape};
use crate::tree::Node;

impl<'a> Lowering<'a> {
    pub(super) fn union(
        &mut self,
        node: &'a Node,
        branches: &'a [Node],
        side: Side,
        hint: &str,
    ) -> Type {
        let (empty, rest): (Vec<&Node>, Vec<&Node>) = branches
            .iter()
            .partition(|branch| self.is_empty_string(branch));
        if !empty.is_empty() && !rest.is_empty() {
            return Type::OrEmpty(Box::new(self.branches(node, &rest, side, hint)));
        }
        if node.get("x-expansionResources").is_some() {
            let (ids, objects): (Vec<&Node>, Vec<&Node>) =
                branches.iter().partition(|branch| self.is_text(branch));
            if !ids.is_empty() && !objects.is_empty() {
                return Type::Expandable(Box::new(self.branches(node, &objects, side, hint)));
            }
        }
        let all: Vec<&Node> = branches.iter().collect();
        self.branches(node, &all, side, hint)
    }

    /// The type of one branch, or the named union of several.
    fn branches(&mut self, node: &'a Node, branches: &[&'a Node], side: Side, hint: &str) -> Type {
        if let [only] = branches {
            return self.base(only, side, hint);
        }
        let (rust, fresh) = self.begin(node, hint, &node.place);
        if fresh {
            self.define(
                &rust,
                node,
                TypeShape::Union {
                    branches: Vec::new(),
                },
            );
            let mut types = Vec::new();
            for (index, branch) in branches.iter().enumerate() {
                let ty = self.base(branch, side, &format!("{rust}Variant{index}"));
                if !types.contains(&ty) {
                    types.push(ty);
                }
            }
            self.define(&rust, node, TypeShape::Union { branches: types });
        }
        Type::Named(rust)
    }

    fn is_empty_string(&self, node: &'a Node) -> bool {
        let node = self.document.resolve(node);
        matches!(node.get("enum").map(Node::items), Some([only]) if only.as_str() == Some(""))
    }

    fn is_text(&self, node: &'a Node) -> bool {
        let node = self.document.resolve(node);
        node.text("type") == Some("string") && node.get("enum").is_none()
    }
}
