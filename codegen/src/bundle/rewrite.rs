//! Makes references local.

use std::collections::BTreeSet;

use super::{Bundler, newer};
use crate::diagnostic::Rule;
use crate::openapi::{Object, Shape, member_shape, reference};
use crate::reference::{Target, find, nearest, parse};
use crate::tree::{Kind, Member, Node, Place};

impl<'a> Bundler<'a> {
    pub(super) fn rewrite_member(&mut self, member: &Member, shape: Shape, file: &str) -> Member {
        Member {
            key: member.key.clone(),
            place: member.place.clone(),
            value: self.rewrite(&member.value, shape, file),
        }
    }

    /// A copy of `node` from `file` in the words of OpenAPI 3.0 and with local references; what these name is queued.
    pub(super) fn rewrite(&mut self, node: &Node, shape: Shape, file: &str) -> Node {
        let shape = match shape {
            // Neither a schema nor a reference.
            Shape::BoolOr(_) if node.as_bool().is_some() => Shape::Opaque,
            Shape::BoolOr(inner) => *inner,
            other => other,
        };
        let kind = match (&node.kind, shape) {
            (Kind::Object(members), Shape::Object(object)) if reference(node, object).is_some() => {
                let members = members.iter().map(|member| match member.key.as_str() {
                    "$ref" => self.reference(member, object, file),
                    key => match member_shape(shape, key) {
                        Some(inner) if self.is_newer(file) => {
                            self.rewrite_member(member, inner, file)
                        }
                        _ => member.clone(),
                    },
                });
                Kind::Object(members.collect())
            }
            (Kind::Object(members), shape) => {
                let members = members
                    .iter()
                    .map(|member| match member_shape(shape, &member.key) {
                        Some(inner) => self.rewrite_member(member, inner, file),
                        None => member.clone(),
                    });
                Kind::Object(members.collect())
            }
            (Kind::Array(items), Shape::List(inner)) => {
                let items = items.iter().map(|item| self.rewrite(item, *inner, file));
                Kind::Array(items.collect())
            }
            (kind, _) => kind.clone(),
        };
        let copy = Node {
            place: node.place.clone(),
            kind,
        };
        if self.is_newer(file) {
            newer::said(copy, shape, &mut self.local)
        } else {
            copy
        }
    }

    /// The name that a component gets: the short one, or where that is the name of another the long one. What a root declares
    /// keeps its name.
    pub(super) fn local_name(&self, target: &Target, kind: &'static str) -> String {
        let short = short_name(target);
        let in_root = self
            .files
            .get(target.file.as_str())
            .is_some_and(|(_, root)| *root);
        let name = (kind, short);
        if (in_root && is_declared(target)) || !self.long.contains(&name) {
            return name.1;
        }
        // From the folder of the documents on, so that it does not matter where that is.
        let root = self.files.values().find(|(_, root)| *root);
        let folder = root.and_then(|(node, _)| node.place.source.name.rsplit_once('/'));
        let within = folder.and_then(|(folder, _)| stem(target).strip_prefix(folder));
        let file = within.unwrap_or(stem(target)).split('/');
        let file = file.filter(|part| !in_root && !matches!(*part, "" | ".."));
        let in_components = target
            .tokens
            .first()
            .is_some_and(|first| first == "components");
        let tokens = target.tokens.iter().map(String::as_str);
        let parts: Vec<&str> = file
            .chain(tokens.skip(if in_components { 2 } else { 0 }))
            .collect();
        plain(&parts.join("_"))
    }

    /// Whether a file is one of OpenAPI 3.1, or a part of such.
    pub(super) fn is_newer(&self, file: &str) -> bool {
        self.newer.contains(file)
    }

    fn reference(&mut self, member: &Member, object: Object, file: &str) -> Member {
        let mut local = member.clone();
        let place = &member.value.place;
        // Loading has refused what can't be read as a reference.
        if let (Some(text), Some(kind)) = (member.value.as_str(), object.component())
            && let Ok(target) = parse(text, file)
            && let Some((_, root)) = self.exists(&target, text, place)
        {
            let own = match target.tokens.as_slice() {
                [components, of, _] if components == "components" => {
                    if of != kind {
                        self.report.refuse(
                            place,
                            Rule::DanglingRef,
                            format!("`{text}` is no {}", object.title()),
                            format!("refer to one of `#/components/{kind}`"),
                        );
                        return local;
                    }
                    true
                }
                _ => false,
            };
            let name = self.local_name(&target, kind);
            local.value.kind = Kind::String(format!("#/components/{kind}/{name}"));
            if !(own && root) && self.seen.insert((target.clone(), object)) {
                self.queue.push((target, object));
            }
        }
        local
    }

    /// The path item that `node` from `file` is or refers to, and the file in which that stands.
    pub(super) fn path_item<'b>(
        &mut self,
        node: &'b Node,
        file: &'b str,
    ) -> Option<(&'b Node, &'b str)>
    where
        'a: 'b,
    {
        let (mut node, mut file) = (node, file);
        let mut seen = BTreeSet::new();
        while let Some(reference) = node.member("$ref") {
            let Some(text) = reference.value.as_str() else {
                break;
            };
            let place = &reference.value.place;
            for sibling in node.members() {
                let key = sibling.key.as_str();
                if !matches!(key, "$ref" | "summary" | "description") && !key.starts_with("x-") {
                    self.report.refuse(
                        &sibling.place,
                        Rule::RefSiblings,
                        format!("`{key}` stands beside `$ref`"),
                        "move it into the path item that is referred to",
                    );
                }
            }
            let target = parse(text, file).ok()?;
            if !seen.insert(target.clone()) {
                self.report.refuse(
                    place,
                    Rule::CyclicRef,
                    format!("the path item `{text}` refers to itself"),
                    "write the path item out once",
                );
                return None;
            }
            (node, _) = self.exists(&target, text, place)?;
            file = &node.place.source.name;
        }
        Some((node, file))
    }

    /// The node that a reference names and whether its file is a root, or a refusal.
    fn exists(&mut self, target: &Target, text: &str, place: &Place) -> Option<(&'a Node, bool)> {
        let &(tree, root) = self.files.get(target.file.as_str())?;
        if let Some(node) = self.finder.find(tree, &target.tokens) {
            return Some((node, root));
        }
        let elsewhere = self.files.iter().find(|(name, (tree, _))| {
            **name != target.file && find(tree, &target.tokens).is_some()
        });
        let help = match elsewhere {
            Some((name, _)) => format!("`{name}` has it: put the path to that file before the `#`"),
            None => help(tree, target),
        };
        let what = format!("`{text}` refers to nothing");
        self.local.refuse(place, Rule::DanglingRef, what, help);
        None
    }
}

/// What to do about a reference to nothing.
fn help(tree: &Node, target: &Target) -> String {
    let known = (0..target.tokens.len())
        .rev()
        .find_map(|count| Some((count, find(tree, &target.tokens[..count])?)));
    let suggestion = known.and_then(|(count, node)| {
        let wrong = target.tokens.get(count)?;
        let right = nearest(
            wrong,
            node.members().iter().map(|member| member.key.as_str()),
        )?;
        let mut tokens = target.tokens.clone();
        right.clone_into(&mut tokens[count]);
        find(tree, &tokens)?;
        Some(tokens)
    });
    match suggestion {
        Some(tokens) => {
            let tokens = tokens
                .iter()
                .map(|token| token.replace('~', "~0").replace('/', "~1"));
            let pointer: Vec<_> = tokens.collect();
            format!("did you mean `{}#/{}`?", target.relative, pointer.join("/"))
        }
        None => format!("declare it in `{}`, or mend the reference", target.file),
    }
}

/// The name of what is referred to: its own, or that of its member, or that of its file.
pub(super) fn short_name(target: &Target) -> String {
    let name = match target.tokens.last() {
        Some(name) => name.as_str(),
        None => stem(target).rsplit('/').next().unwrap_or_default(),
    };
    // A declared name stays as it is, for checking to judge.
    if is_declared(target) {
        name.to_owned()
    } else {
        plain(name)
    }
}

fn is_declared(target: &Target) -> bool {
    target.tokens.len() == 3 && target.tokens[0] == "components"
}

/// The file without its ending.
fn stem(target: &Target) -> &str {
    let file = target.file.as_str();
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn plain(name: &str) -> String {
    name.replace(
        |char: char| !(char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_')),
        "_",
    )
}
