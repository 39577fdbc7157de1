//! Which operations are meant.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::Key;
use crate::bundle::{Document, OperationRef};
use crate::resources::{self, Resources};
use crate::tree::Node;

/// Operations by operationId, tag, resource or path, in which `*` stands for any text; with `!` before it, those that are left
/// out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    out: bool,
}

impl FromStr for Pattern {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (text, out) = match text.strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        if text.is_empty() {
            return Err("a pattern has an operationId, a tag, a resource or a path");
        }
        Ok(Self {
            text: text.to_owned(),
            out,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.out { "!" } else { "" }, self.text)
    }
}

impl Pattern {
    /// Whether it has `!` before it.
    pub fn is_out(&self) -> bool {
        self.out
    }

    /// Whether it stands for a name.
    pub fn takes(&self, name: &str) -> bool {
        let Some((first, rest)) = self.text.split_once('*') else {
            return self.text == name;
        };
        let (between, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        let Some(name) = name.strip_prefix(first) else {
            return false;
        };
        let Some(mut name) = name.strip_suffix(last) else {
            return false;
        };
        // The first place that fits leaves the most for what follows.
        for part in between.split('*') {
            match name.find(part) {
                Some(at) => name = &name[at + part.len()..],
                None => return false,
            }
        }
        true
    }
}

/// Patterns that are about no operation.
#[derive(Debug, thiserror::Error)]
pub struct Unmatched {
    /// Each, and the names that it may have been meant to be, nearest first.
    patterns: Vec<(String, Vec<String>)>,
}

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (pattern, near)) in self.patterns.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(
                f,
                "{end}error: no operation is meant by `{pattern}`\n help: "
            )?;
            match near.as_slice() {
                [] => f.write_str(
                    "name an operationId, a tag, a resource or a path of the document, `*` for any text",
                )?,
                near => write!(f, "did you mean `{}`?", near.join("`, `"))?,
            }
        }
        Ok(())
    }
}

/// The operations that are meant: all that one pattern takes, and none that one with `!` does.
pub(super) fn wanted(
    document: &Document,
    patterns: &[Pattern],
) -> Result<BTreeSet<Key>, Unmatched> {
    let operations = document.operations();
    if patterns.is_empty() {
        return Ok(operations.iter().map(key).collect());
    }
    let resources = resources::of(document);
    let mut used = vec![false; patterns.len()];
    let all = patterns.iter().all(|pattern| pattern.out);
    let mut wanted = BTreeSet::new();
    for operation in &operations {
        let names = names(operation, &resources);
        let (mut taken, mut left_out) = (all, false);
        for (pattern, used) in patterns.iter().zip(&mut used) {
            if names.iter().any(|name| pattern.takes(name)) {
                *used = true;
                taken |= !pattern.out;
                left_out |= pattern.out;
            }
        }
        if taken && !left_out {
            wanted.insert(key(operation));
        }
    }
    let mut unmatched: Vec<(String, Vec<String>)> = Vec::new();
    for (pattern, _) in patterns.iter().zip(&used).filter(|(_, used)| !**used) {
        unmatched.push((
            pattern.to_string(),
            near(&pattern.text, &operations, &resources),
        ));
    }
    if unmatched.is_empty() && wanted.is_empty() {
        let all: Vec<String> = patterns.iter().map(Pattern::to_string).collect();
        unmatched.push((all.join(" "), Vec::new()));
    }
    if unmatched.is_empty() {
        Ok(wanted)
    } else {
        unmatched.sort();
        unmatched.dedup();
        Err(Unmatched {
            patterns: unmatched,
        })
    }
}

fn key(operation: &OperationRef<'_>) -> Key {
    (operation.path.to_owned(), operation.method)
}

/// What an operation is called, or what it is about.
fn names<'a>(operation: &OperationRef<'a>, resources: &'a Resources) -> Vec<&'a str> {
    let tags = operation.node.get("tags").map(Node::items);
    let tags = tags.unwrap_or_default().iter().filter_map(Node::as_str);
    let own = [operation.id, operation.path].into_iter();
    let call = resources.call(operation.path, operation.method);
    let resource = call.into_iter().flat_map(|call| {
        let module = resources.names.get(&call.resource);
        [&call.resource]
            .into_iter()
            .chain(module)
            .map(String::as_str)
    });
    let names = own.chain(tags).chain(resource);
    names.filter(|name| !name.is_empty()).collect()
}

/// The most names that are told.
const MOST: usize = 3;

/// Names that are like a pattern: the nearest ones that a typist may have meant.
fn near(pattern: &str, operations: &[OperationRef<'_>], resources: &Resources) -> Vec<String> {
    let stem = pattern.replace('*', "");
    let allowed = (stem.chars().count() / 3).max(1);
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for name in operations
        .iter()
        .flat_map(|operation| names(operation, resources))
    {
        let (name_low, stem_low) = (name.to_lowercase(), stem.to_lowercase());
        if !stem.is_empty() && name_low.contains(&stem_low) {
            found.insert(name, 0);
        } else if name.len().abs_diff(stem.len()) <= allowed {
            let distance = strsim::damerau_levenshtein(&stem, name);
            if distance <= allowed {
                found.insert(name, distance);
            }
        }
    }
    let mut found: Vec<(usize, usize, &str)> = found
        .into_iter()
        .map(|(name, distance)| (distance, name.len(), name))
        .collect();
    found.sort_unstable();
    found.truncate(MOST);
    found
        .into_iter()
        .map(|(.., name)| name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text_and_nothing_else_does() {
        for (pattern, name, takes) in [
            ("GetThing", "GetThing", true),
            ("GetThing", "GetThings", false),
            ("Get*", "GetThings", true),
            ("*Things", "GetThings", true),
            ("*", "", true),
            ("G*T*s", "GetThings", true),
            ("G*s*s", "GetThings", false),
            ("a*ab", "ab", false),
            ("a**b", "ab", true),
            ("*b*b*", "ab", false),
            ("/v1/*/{id}", "/v1/things/{id}", true),
            ("/v1/.*", "/v1/things", false),
            ("Get?hings", "GetThings", false),
        ] {
            let pattern: Pattern = pattern.parse().unwrap();
            assert_eq!(pattern.takes(name), takes, "{pattern} {name}");
        }
    }
}
