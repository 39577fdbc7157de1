//! Which components no operation leads to.

use std::collections::{BTreeSet, HashSet};

use reversals_codegen::load::Fragments;
use reversals_codegen::tree::{Kind, Node};

use crate::rule::Rule;
use crate::walk::members;
use crate::{Key, Lint, key};

/// Refuses those that are unused, and tells the others.
pub(crate) fn check(lint: &mut Lint<'_>, fragments: &Fragments) -> BTreeSet<Key> {
    let root = &lint.document.root;
    let mut reach = Reach::default();
    for part in root
        .members()
        .iter()
        .filter(|part| part.key != "components")
    {
        reach.of(&part.value);
    }
    if let Some(requirements) = root.get("security") {
        reach.security(requirements);
    }
    for operation in lint.document.operations() {
        if let Some(requirements) = operation.node.get("security") {
            reach.security(requirements);
        }
    }
    // What the service sends by itself is no operation, and left out of the document.
    for fragment in &fragments.roots {
        let components = fragment.get("components");
        let sent = [
            fragment.get("webhooks"),
            components.and_then(|all| all.get("pathItems")),
        ];
        sent.into_iter().flatten().for_each(|sent| reach.of(sent));
    }
    while let Some((kind, name)) = reach.waiting.pop() {
        if let Some(component) = lint.document.component(&kind, &name) {
            reach.of(component);
        }
    }
    let mut used = BTreeSet::new();
    for kind in members(root, "components") {
        if kind.key.starts_with("x-") {
            continue;
        }
        for component in kind.value.members() {
            if reach
                .seen
                .contains(&(kind.key.clone(), component.key.clone()))
            {
                used.insert(key(&component.place));
            } else if kind.key != "examples" {
                let at = format!("{} {}", kind.key, component.key);
                let what = format!(
                    "no operation leads to `{}` of `components.{}`",
                    component.key, kind.key
                );
                let help = "drop it, or refer to it";
                lint.find(Rule::ComponentUsed, &component.place, &at, what, help);
            }
        }
    }
    used
}

/// What is referred to, by kind and name.
#[derive(Default)]
struct Reach {
    seen: HashSet<(String, String)>,
    waiting: Vec<(String, String)>,
}

impl Reach {
    fn add(&mut self, kind: &str, name: &str) {
        let component = (kind.to_owned(), name.to_owned());
        if self.seen.insert(component.clone()) {
            self.waiting.push(component);
        }
    }

    /// Adds all that anything in a node refers to. A value that only looks like a reference keeps something that is unused,
    /// which is better than to take something away.
    fn of(&mut self, node: &Node) {
        let mut nodes = vec![node];
        while let Some(node) = nodes.pop() {
            if let Some((_, component)) = node
                .text("$ref")
                .and_then(|text| text.split_once("#/components/"))
                && let Some((kind, name)) = component.split_once('/')
            {
                self.add(kind, &name.replace("~1", "/").replace("~0", "~"));
            }
            if let Some(mapping) = node.get("discriminator").and_then(|it| it.get("mapping")) {
                for to in mapping.members().iter().filter_map(|to| to.value.as_str()) {
                    let name = to.rsplit_once('/').map_or(to, |(_, name)| name);
                    self.add("schemas", name);
                }
            }
            match &node.kind {
                Kind::Object(members) => nodes.extend(members.iter().map(|member| &member.value)),
                Kind::Array(items) => nodes.extend(items),
                _ => {}
            }
        }
    }

    fn security(&mut self, requirements: &Node) {
        for requirement in requirements.items().iter().flat_map(Node::members) {
            self.add("securitySchemes", &requirement.key);
        }
    }
}
