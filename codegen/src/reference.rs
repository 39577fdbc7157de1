//! The text of a `$ref`: which file, and what inside it.

use std::collections::HashMap;

use crate::tree::{Kind, Node};

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    /// The file as the referring file names it, decoded; empty for the referring file itself.
    pub(crate) relative: String,
    /// The file's `Source.name`.
    pub(crate) file: String,
    /// The tokens of the JSON pointer, decoded.
    pub(crate) tokens: Vec<String>,
}

/// Reads `text` as it stands in the file named `from`; the error says what is wrong with it.
pub(crate) fn parse(text: &str, from: &str) -> Result<Target, &'static str> {
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    if has_scheme(path) || path.starts_with("//") {
        return Err("is a URL");
    }
    if path.starts_with('/') {
        return Err("is an absolute path");
    }
    let relative = decode(path).ok_or("is not well percent-encoded")?;
    let fragment = decode(fragment).ok_or("is not well percent-encoded")?;
    let tokens = match fragment.strip_prefix('/') {
        Some(pointer) => pointer.split('/').map(unescape).collect(),
        None if fragment.is_empty() => Vec::new(),
        None => return Err("has a fragment that is no JSON pointer"),
    };
    let file = if relative.is_empty() {
        from.to_owned()
    } else {
        join(from, &relative)
    };
    Ok(Target {
        relative,
        file,
        tokens,
    })
}

/// Whether `path` begins as `https:` does.
fn has_scheme(path: &str) -> bool {
    path.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The name of the file `relative`, as seen from the file `from`, without `.` and inner `..`.
fn join(from: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The node at a JSON pointer.
pub(crate) fn find<'a>(root: &'a Node, tokens: &[String]) -> Option<&'a Node> {
    tokens
        .iter()
        .try_fold(root, |node, token| match &node.kind {
            Kind::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => node.get(token),
        })
}

/// Finds nodes of one tree again and again, at a cost that does not grow with the number of their siblings.
#[derive(Default)]
pub(crate) struct Finder<'a> {
    /// The members of each mapping that was looked into.
    members: HashMap<*const Node, HashMap<&'a str, &'a Node>>,
}

impl<'a> Finder<'a> {
    /// The node at a JSON pointer.
    pub(crate) fn find(&mut self, root: &'a Node, tokens: &[String]) -> Option<&'a Node> {
        tokens.iter().try_fold(root, |node, token| {
            if !matches!(node.kind, Kind::Object(_)) {
                return find(node, std::slice::from_ref(token));
            }
            let members = self.members.entry(std::ptr::from_ref(node));
            let members = members.or_insert_with(|| {
                let members = node.members().iter();
                members
                    .map(|member| (member.key.as_str(), &member.value))
                    .collect()
            });
            members.get(token.as_str()).copied()
        })
    }
}

/// The name in `names` that a typist may have meant by `wrong`.
pub(crate) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (wrong.chars().count() / 3).max(1);
    names
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance <= allowed || name.eq_ignore_ascii_case(wrong))
        .min()
        .map(|(_, name)| name)
}
