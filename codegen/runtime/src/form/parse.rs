//! From text to a tree.

use std::borrow::Cow;

use super::error::ParseError;
use super::escape::{self, Fault};
use super::tree::{Branch, Step, Tree};
use super::{MAX_DEPTH, MAX_PAIRS};
use crate::shape::cut;

/// Reads a form into a tree, which is always a [`Tree::Branch`].
///
/// Pairs are split at `&`, empty ones skipped, a name from its value at the first `=`. `+` and `%20` are spaces. A
/// name with a raw `[` is split at raw brackets and unescaped afterwards, so `metadata[k%5B0%5D]` has the key `k[0]`;
/// any other is unescaped first, so `metadata%5Border_id%5D` works too. `x[]` appends; `a[][b]=1&a[][c]=2` fills one
/// item until a key comes again. Memory is linear in the length of the text, and time but for the logarithm of how many
/// keys there are, up to the constant [`MAX_DEPTH`].
/// Errors: see [`ParseError`]; no input panics.
pub fn parse(text: &[u8]) -> Result<Tree<'_>, ParseError> {
    let mut root = Branch::default();
    let pairs = text
        .split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty());
    for (count, pair) in pairs.enumerate() {
        if count == MAX_PAIRS {
            return Err(ParseError::Pairs);
        }
        let mut sides = pair.splitn(2, |&byte| byte == b'=');
        let (name, value) = (
            sides.next().unwrap_or_default(),
            sides.next().unwrap_or_default(),
        );
        let (first, rest) = steps(name)?;
        let value = escape::decode(value).map_err(|fault| unescaped(fault, name))?;
        root.insert(first, rest.into_iter(), value)
            .map_err(|_| ParseError::Conflict { param: sent(name) })?;
    }
    Ok(Tree::Branch(root))
}

/// Splits a name into its first key and what its brackets hold.
fn steps(name: &[u8]) -> Result<(Step<'_>, Vec<Step<'_>>), ParseError> {
    if name.is_empty() {
        return Err(ParseError::NoName);
    }
    let (head, inner) = if name.contains(&b'[') {
        let (head, inner) = split(name, sent)?;
        let decode = |part| escape::decode(part).map_err(|fault| unescaped(fault, name));
        (
            decode(head)?,
            inner
                .into_iter()
                .map(decode)
                .collect::<Result<Vec<_>, _>>()?,
        )
    } else {
        let whole = escape::decode(name).map_err(|fault| unescaped(fault, name))?;
        if !whole.contains(['[', ']']) {
            return Ok((Step::Key(whole), Vec::new()));
        }
        let (head, inner) = split(whole.as_bytes(), |_| sent(name))?;
        // Brackets are ASCII, so cutting at them cannot break a character.
        let owned = |part: &[u8]| Cow::Owned(String::from_utf8_lossy(part).into_owned());
        (owned(head), inner.into_iter().map(owned).collect())
    };
    Ok((Step::Key(head), inner.into_iter().map(step).collect()))
}

fn step(key: Cow<'_, str>) -> Step<'_> {
    if key.is_empty() {
        Step::Push
    } else {
        Step::Key(key)
    }
}

/// Cuts `name[a][b]` into `name` and `a`, `b`.
fn split(name: &[u8], shown: impl Fn(&[u8]) -> String) -> Result<(&[u8], Vec<&[u8]>), ParseError> {
    let broken = || ParseError::Brackets { param: shown(name) };
    let open = name
        .iter()
        .position(|&byte| byte == b'[')
        .unwrap_or(name.len());
    let (head, mut rest) = name.split_at(open);
    if head.is_empty() || head.contains(&b']') {
        return Err(broken());
    }
    let mut inner = Vec::new();
    while !rest.is_empty() {
        let Some(tail) = rest.strip_prefix(b"[") else {
            return Err(broken());
        };
        let close = tail
            .iter()
            .position(|&byte| byte == b']')
            .ok_or_else(broken)?;
        let part = &tail[..close];
        if part.contains(&b'[') {
            return Err(broken());
        }
        if inner.len() == MAX_DEPTH {
            return Err(ParseError::Depth { param: shown(name) });
        }
        inner.push(part);
        rest = &tail[close + 1..];
    }
    Ok((head, inner))
}

fn unescaped(fault: Fault, name: &[u8]) -> ParseError {
    let param = sent(name);
    match fault {
        Fault::Escape => ParseError::Escape { param },
        Fault::Utf8 => ParseError::Utf8 { param },
    }
}

/// A name as it came, short enough to be told back.
fn sent(name: &[u8]) -> String {
    // Four bytes make at most one character, so nothing that will be shown is lost by looking no further.
    let start = &name[..name.len().min(4 * 201)];
    cut(&String::from_utf8_lossy(start)).into_owned()
}

#[cfg(test)]
mod tests;
