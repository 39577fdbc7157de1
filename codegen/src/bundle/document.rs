//! One OpenAPI document, every reference of which is local.

use crate::openapi::METHODS;
use crate::tree::Node;

/// One OpenAPI document, every `$ref` of which is `#/components/<kind>/<name>`.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document itself.
    pub root: Node,
}

/// An operation, and where it belongs.
#[derive(Clone, Copy, Debug)]
pub struct OperationRef<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method in lower case.
    pub method: &'static str,
    /// The path item, whose parameters the operation shares.
    pub path_item: &'a Node,
    /// The operation itself.
    pub node: &'a Node,
    /// The operationId; empty where an unchecked document has none.
    pub id: &'a str,
}

impl Document {
    /// What a reference leads to in the end; the node itself where it is no reference, or one that leads nowhere.
    pub fn resolve<'a>(&'a self, node: &'a Node) -> &'a Node {
        let mut at = node;
        // No chain that ends is longer than this; bundling has refused those that don't.
        for _ in 0..=self.root.get("components").map_or(0, count) {
            match Self::ref_name(at) {
                None => return at,
                Some((kind, name)) => match self.component(kind, name) {
                    Some(next) => at = next,
                    None => return node,
                },
            }
        }
        node
    }

    /// The component `name` of a kind such as `schemas`.
    pub fn component(&self, kind: &str, name: &str) -> Option<&Node> {
        self.root.get("components")?.get(kind)?.get(name)
    }

    /// The kind and name of the component to which `node` refers, where it is a reference.
    pub fn ref_name(node: &Node) -> Option<(&str, &str)> {
        let text = node.text("$ref")?;
        text.strip_prefix("#/components/")?.split_once('/')
    }

    /// The operations by path, and there in the order get, put, post, delete, options, head, patch, trace.
    pub fn operations(&self) -> Vec<OperationRef<'_>> {
        let mut operations = Vec::new();
        for member in self.root.get("paths").map(Node::sorted).unwrap_or_default() {
            if member.key.starts_with("x-") {
                continue;
            }
            for method in METHODS {
                if let Some(node) = member.value.get(method) {
                    operations.push(OperationRef {
                        path: &member.key,
                        method,
                        path_item: &member.value,
                        node,
                        id: node.text("operationId").unwrap_or_default(),
                    });
                }
            }
        }
        operations
    }
}

/// How many components there are.
fn count(components: &Node) -> usize {
    let kinds = components.members().iter();
    kinds.map(|kind| kind.value.members().len()).sum()
}
