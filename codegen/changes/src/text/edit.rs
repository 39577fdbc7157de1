//! Edits of a YAML text in place: whatever they are not about stays as it is, to the last blank.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use reversals_codegen::tree::{Kind as Json, Node};

use super::spans::{self, Kind, Part, Style};
use super::write;

/// What is to be done, by the JSON pointer of where.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    /// The pointer's tokens.
    pub(crate) at: Vec<String>,
    /// What is to be done there.
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A member more of a mapping, the last.
    Add(String, Node),
    /// The same, unless there is one of the name.
    Lay(String, Node),
    /// An item more of a list, the last.
    Append(Node),
    /// A single value in place of another.
    Replace(Node),
}

/// A text in place of some bytes of another, and where it stands among those that are put in one place.
struct Splice {
    start: usize,
    end: usize,
    text: String,
    rank: Rank,
}

/// What is further to the right belongs to what stands before, and an item to a list that is no further to the right than
/// the mapping around it.
type Rank = (Reverse<usize>, bool);

/// The text after edits. What can't be done without a doubt about what else it would do is not done at all: the positions of
/// such edits, or of all where it is not told which.
pub(crate) fn edit(text: &str, edits: &[&Edit]) -> Result<String, Vec<usize>> {
    let all = || (0..edits.len()).collect::<Vec<_>>();
    let whole = spans::read(text).ok_or_else(all)?;
    let (mut splices, mut done, mut failed) = (Vec::new(), Vec::<&Edit>::new(), Vec::new());
    // Brackets in which something was put already.
    let mut filled = BTreeSet::new();
    for (position, edit) in edits.iter().enumerate() {
        if done.iter().any(|other| other.lays(edit)) {
            continue;
        }
        let made = whole.at(&edit.at).and_then(|part| match &edit.what {
            What::Lay(key, _) if part.at(&[key]).is_some() => Some(None),
            What::Add(key, value) | What::Lay(key, value) => {
                add(text, part, (key, value), &mut filled).map(Some)
            }
            What::Append(value) => append(text, part, value, &mut filled).map(Some),
            What::Replace(value) => replace(part, value).map(Some),
        });
        match made {
            Some(Some(splice)) => {
                splices.push(splice);
                done.push(edit);
            }
            Some(None) => {}
            None => failed.push(position),
        }
    }
    if !failed.is_empty() {
        return Err(failed);
    }
    if splices.is_empty() {
        return Ok(text.to_owned());
    }
    let edited = spliced(text, splices).ok_or_else(all)?;
    let after = spans::read(&edited).ok_or_else(all)?;
    if is_only(&done, &whole, after) {
        Ok(edited)
    } else {
        Err(all())
    }
}

impl Edit {
    /// Whether this one makes another needless.
    fn lays(&self, other: &Edit) -> bool {
        match (&self.what, &other.what) {
            (What::Lay(own, _), What::Lay(key, _)) => own == key && self.at == other.at,
            _ => false,
        }
    }
}

fn spliced(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.start, splice.rank));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for splice in splices {
        out.push_str(text.get(at..splice.start)?);
        // The last line may lack its end.
        if splice.text.ends_with('\n') && !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(&splice.text);
        at = splice.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

fn add(
    text: &str,
    map: &Part,
    (key, value): (&str, &Node),
    filled: &mut BTreeSet<usize>,
) -> Option<Splice> {
    let Kind::Map { flow, members } = &map.kind else {
        return None;
    };
    if members.iter().any(|(member, _)| member.text == key) {
        return None;
    }
    if *flow {
        let said = format!("{}: {}", write::scalar(key, true), write::flow(value));
        return inside(map, members.last().map(|(_, last)| last), said, filled);
    }
    let indent = column(text, members.first()?.0.start);
    let lines = write::member(key, value, indent);
    after(text, &members.last()?.1, &lines, (Reverse(indent), true))
}

fn append(text: &str, list: &Part, value: &Node, filled: &mut BTreeSet<usize>) -> Option<Splice> {
    let Kind::List { flow, items } = &list.kind else {
        return None;
    };
    if *flow {
        return inside(list, items.last(), write::flow(value), filled);
    }
    // The dash is the last sign before the first item, in its line.
    let before = text.get(..items.first()?.start)?.trim_end_matches(' ');
    let indent = column(text, before.strip_suffix('-')?.len());
    let lines = write::item(value, indent);
    after(text, items.last()?, &lines, (Reverse(indent), false))
}

fn replace(part: &Part, value: &Node) -> Option<Splice> {
    let Kind::Scalar(Style::Plain | Style::Quoted, _) = part.kind else {
        return None;
    };
    if matches!(value.kind, Json::Array(_) | Json::Object(_)) || part.end <= part.start {
        return None;
    }
    Some(Splice {
        start: part.start,
        end: part.end,
        text: write::flow(value),
        rank: (Reverse(0), false),
    })
}

/// How many columns a byte is to the right.
fn column(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    before[line..].chars().count()
}

/// Puts lines after the line in which a part ends.
fn after(text: &str, last: &Part, lines: &str, rank: Rank) -> Option<Splice> {
    let end = text.get(last.end..)?.find('\n');
    let start = end.map_or(text.len(), |end| last.end + end + 1);
    let lines = if text.contains("\r\n") {
        lines.replace('\n', "\r\n")
    } else {
        lines.to_owned()
    };
    Some(Splice {
        start,
        end: start,
        text: lines,
        rank,
    })
}

/// Puts something behind the last that is in braces or brackets.
fn inside(
    around: &Part,
    last: Option<&Part>,
    said: String,
    filled: &mut BTreeSet<usize>,
) -> Option<Splice> {
    // One that is written as nothing ends nowhere.
    if last.is_some_and(|last| last.end <= last.start) {
        return None;
    }
    let is_first = filled.insert(around.start) && last.is_none();
    let start = last.map_or(around.start + 1, |last| last.end);
    Some(Splice {
        start,
        end: start,
        text: if is_first { said } else { format!(", {said}") },
        // Brackets inside of these end before them.
        rank: (Reverse(around.start), false),
    })
}

/// Whether a text says after edits what it said, and what it was to say besides.
fn is_only(edits: &[&Edit], before: &Part, mut after: Part) -> bool {
    for edit in edits.iter().rev() {
        let Some(part) = at_mut(&mut after, &edit.at) else {
            return false;
        };
        let undone = match (&edit.what, &mut part.kind) {
            (What::Add(key, _) | What::Lay(key, _), Kind::Map { members, .. }) => {
                members.pop().is_some_and(|(last, _)| last.text == *key)
            }
            (What::Append(_), Kind::List { items, .. }) => items.pop().is_some(),
            (What::Replace(_), Kind::Scalar(style, text)) => {
                match before.at(&edit.at).map(|part| &part.kind) {
                    Some(Kind::Scalar(old_style, old)) => {
                        (*style, *text) = (*old_style, old.clone());
                        true
                    }
                    _ => false,
                }
            }
            _ => false,
        };
        if !undone {
            return false;
        }
    }
    before.says(&after)
}

fn at_mut<'a>(part: &'a mut Part, tokens: &[String]) -> Option<&'a mut Part> {
    let Some((token, rest)) = tokens.split_first() else {
        return Some(part);
    };
    match &mut part.kind {
        Kind::Map { members, .. } => {
            let found = members.iter_mut().find(|(key, _)| key.text == *token)?;
            at_mut(&mut found.1, rest)
        }
        Kind::List { items, .. } => at_mut(items.get_mut(token.parse::<usize>().ok()?)?, rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
