//! `anyOf` and `oneOf`: the idioms that have a type of their own, then unions in general.

use std::collections::BTreeMap;

use super::{Lowering, Side};
use crate::bundle::Document;
use crate::check::{self, told};
use crate::ir::{Branch, Kind, Literal, Type, TypeShape};
use crate::naming;
use crate::tree::Node;

/// What the variant is called that keeps what is of no branch.
pub(crate) const OTHER: &str = "Other";

impl<'a> Lowering<'a> {
    pub(super) fn union(
        &mut self,
        node: &'a Node,
        branches: &'a [Node],
        side: Side,
        hint: &str,
    ) -> Type {
        let listed: Vec<&Node> = branches.iter().collect();
        let all = told(self.document, &listed, node).branches;
        let empty = |branch: &check::Branch<'_>| self.is_empty_string(branch.node);
        if all.iter().any(empty) && !all.iter().all(empty) {
            let rest = all.iter().filter(|branch| !empty(branch));
            let rest: Vec<&Node> = rest.map(|branch| branch.node).collect();
            return Type::OrEmpty(Box::new(self.branches(node, &rest, side, hint)));
        }
        if node.get("x-expansionResources").is_some() {
            let (ids, objects): (Vec<&Node>, Vec<&Node>) = all
                .iter()
                .map(|branch| branch.node)
                .partition(|branch| self.is_text(branch));
            if !ids.is_empty() && !objects.is_empty() {
                return Type::Expandable(Box::new(self.branches(node, &objects, side, hint)));
            }
        }
        let all: Vec<&Node> = all.iter().map(|branch| branch.node).collect();
        self.branches(node, &all, side, hint)
    }

    /// The type of one branch, or the named union of several.
    fn branches(&mut self, node: &'a Node, branches: &[&'a Node], side: Side, hint: &str) -> Type {
        if let [only] = branches {
            return self.base(only, side, hint);
        }
        let (rust, fresh) = self.begin(node, hint);
        if fresh {
            let open = side == Side::Response;
            let shape = |branches| TypeShape::Union { branches, open };
            // Defined before its branches are looked at, because they may lead back here.
            self.define(&rust, node, shape(Vec::new()));
            let branches = self.below(node, |lowering| {
                lowering.variants(node, branches, side, &rust)
            });
            self.define(&rust, node, shape(branches.unwrap_or_default()));
        }
        Type::Named(rust)
    }

    fn variants(
        &mut self,
        node: &'a Node,
        branches: &[&'a Node],
        side: Side,
        rust: &str,
    ) -> Vec<Branch> {
        let told = told(self.document, branches, node).branches;
        let names = self.variant_names(&told);
        let texts = told
            .iter()
            .filter(|branch| branch.kind == Kind::String)
            .count();
        let mut variants: Vec<Branch> = Vec::new();
        for (branch, rust_name) in told.into_iter().zip(names) {
            let ty = match self.base(branch.node, side, &format!("{rust}{rust_name}")) {
                // Beside other strings only a value that is listed tells it apart.
                Type::OpenEnum(name) if texts > 1 => Type::Named(name),
                ty => ty,
            };
            // What may be any word, in an answer, is known by none.
            let tags = match ty {
                Type::OpenEnum(_) => Vec::new(),
                _ => branch.tags,
            };
            if variants.iter().all(|other| other.ty != ty) {
                variants.push(Branch {
                    rust_name,
                    ty,
                    kind: branch.kind,
                    tags,
                    required: branch.required,
                    known: branch.known,
                });
            }
        }
        variants
    }

    /// A name for each branch: by component, by title, by constant, by kind. Where two would have the same, what they
    /// are like says which has a number, so that their order does not matter.
    fn variant_names(&self, branches: &[check::Branch<'a>]) -> Vec<String> {
        let mut alike: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (index, branch) in branches.iter().enumerate() {
            let schema = branch.node.to_json().to_string();
            let name = self.variant_name(branch);
            alike.entry(name).or_default().push((schema, index));
        }
        let mut names = vec![String::new(); branches.len()];
        let mut taken: std::collections::BTreeSet<String> = alike.keys().cloned().collect();
        for (name, mut owners) in alike {
            owners.sort();
            for (number, (_, index)) in owners.into_iter().enumerate() {
                names[index] = match number {
                    0 if name != OTHER => name.clone(),
                    _ => (number + 1..)
                        .map(|number| naming::type_name(&format!("{name}{number}")))
                        .find(|name| taken.insert(name.clone()))
                        .unwrap_or_default(),
                };
            }
        }
        names
    }

    fn variant_name(&self, branch: &check::Branch<'a>) -> String {
        let schema = self.document.resolve(branch.node);
        let component = self.document.end(branch.node).map(|(_, name)| name);
        let component = component.or_else(|| Document::ref_name(branch.node).map(|(_, name)| name));
        let given = schema
            .text("x-rust-name")
            .or(component)
            .or_else(|| schema.text("title"));
        if let Some(given) = given {
            return naming::type_name(given);
        }
        let only = branch
            .tags
            .iter()
            .find_map(|tag| match tag.values.as_slice() {
                [Literal::Text(text)] if !text.is_empty() => Some(text.as_str()),
                // A flag is called like its member: `Deleted`.
                [Literal::Boolean(true)] => tag.path.last().map(String::as_str),
                _ => None,
            });
        if let Some(only) = only {
            return naming::type_name(only);
        }
        let listed = schema.get("enum").is_some();
        naming::type_name(match branch.kind {
            Kind::Any => "Any",
            Kind::String | Kind::Integer | Kind::Number if listed => "Known",
            Kind::String => "String",
            Kind::Integer => "Integer",
            Kind::Number => "Number",
            Kind::Boolean => "Boolean",
            Kind::List => "List",
            Kind::Object if schema.get("properties").is_none() && schema.get("allOf").is_none() => {
                "Map"
            }
            Kind::Object => "Object",
        })
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
