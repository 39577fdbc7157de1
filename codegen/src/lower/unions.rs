//! `anyOf` and `oneOf`: the idioms that have a type of their own, then unions in general.

use super::{Lowering, Side};
use crate::ir::{Type, TypeDef, TypeShape};
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
            let mut branches = branches.to_vec();
            // A decoder takes the first branch that fits. One that demands a tag must come before
            // one that would let the tag pass as an unknown member.
            branches.sort_by_key(|branch| !self.demands_a_tag(branch));
            let types = self.below(node, |lowering| {
                let mut types = Vec::new();
                for (index, branch) in branches.iter().enumerate() {
                    let ty = lowering.base(branch, side, &format!("{rust}Variant{index}"));
                    lowering.keep_closed(branch, &ty);
                    if !types.contains(&ty) {
                        types.push(ty);
                    }
                }
                types
            });
            let branches = types.unwrap_or_default();
            self.define(&rust, node, TypeShape::Union { branches });
        }
        Type::Named(rust)
    }

    /// Whether an object requires a truth value of which only one is admitted, such as `deleted: true`.
    fn demands_a_tag(&self, branch: &'a Node) -> bool {
        let object = self.document.resolve(branch);
        let required: Vec<_> = object
            .get("required")
            .into_iter()
            .flat_map(Node::items)
            .filter_map(Node::as_str)
            .collect();
        object
            .get("properties")
            .into_iter()
            .flat_map(Node::members)
            .any(|property| {
                let schema = self.document.resolve(&property.value);
                let only = matches!(schema.get("enum").map(Node::items), Some([only]) if only.as_bool().is_some());
                only && required.contains(&property.key.as_str())
            })
    }

    /// Closed objects side by side are told apart by what they refuse, in answers too.
    fn keep_closed(&mut self, branch: &'a Node, ty: &Type) {
        let object = self.document.resolve(branch);
        let declared = object.get("additionalProperties").and_then(Node::as_bool) == Some(false);
        if let (true, Type::Named(name)) = (declared, ty)
            && let Some(TypeDef {
                shape: TypeShape::Struct { closed, .. },
                ..
            }) = self.types.get_mut(name)
        {
            *closed = true;
        }
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
