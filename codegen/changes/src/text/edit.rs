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
mod tests {
    use reversals_codegen::load;
    use serde_json::{Value, json};

    use super::*;

    fn node(value: &Value) -> Node {
        load::value("x.yaml", value).unwrap().roots.remove(0)
    }

    fn one(text: &str, of: &Edit) -> Option<String> {
        edit(text, &[of]).ok()
    }

    fn add(at: &[&str], key: &str, value: &Value) -> Edit {
        Edit {
            at: at.iter().map(|token| (*token).to_owned()).collect(),
            what: What::Add(key.to_owned(), node(value)),
        }
    }

    fn append(at: &[&str], value: &Value) -> Edit {
        Edit {
            what: What::Append(node(value)),
            ..add(at, "", &json!(null))
        }
    }

    fn replace(at: &[&str], value: &Value) -> Edit {
        Edit {
            what: What::Replace(node(value)),
            ..add(at, "", &json!(null))
        }
    }

    #[test]
    fn a_member_more_is_the_last_and_what_stands_around_it_stays() {
        let value = "{type: string, enum: [a, b]}";
        let value = load::text("x.yaml", value).unwrap().roots.remove(0);
        for (text, at, wanted) in [
            (
                "a:\n  b: 1 # one\n\n  # above c\nc: 2\n",
                &["a"][..],
                "a:\n  b: 1 # one\n  m:\n    type: string\n    enum:\n      - a\n      - b\n\n  # above c\nc: 2\n",
            ),
            (
                "a: {b: 1} # one\n",
                &["a"],
                "a: {b: 1, m: {type: string, enum: [a, b]}} # one\n",
            ),
            (
                "a: {} # none\n",
                &["a"],
                "a: {m: {type: string, enum: [a, b]}} # none\n",
            ),
            (
                "a: {\n  b: 1, # one\n}\n",
                &["a"],
                "a: {\n  b: 1, m: {type: string, enum: [a, b]}, # one\n}\n",
            ),
            (
                "- x: >-\n    long\n    text\n\n# end\n",
                &["0"],
                "- x: >-\n    long\n    text\n  m:\n    type: string\n    enum:\n      - a\n      - b\n\n# end\n",
            ),
            (
                "é: 'ü' # ö",
                &[],
                "é: 'ü' # ö\nm:\n  type: string\n  enum:\n    - a\n    - b\n",
            ),
            (
                "a: 1\r\n",
                &[],
                "a: 1\r\nm:\r\n  type: string\r\n  enum:\r\n    - a\r\n    - b\r\n",
            ),
        ] {
            let what = What::Add("m".to_owned(), value.clone());
            let edited = one(
                text,
                &Edit {
                    what,
                    ..add(at, "", &json!(null))
                },
            );
            assert_eq!(edited.as_deref(), Some(wanted));
        }
    }

    #[test]
    fn an_item_more_is_the_last_with_the_dashes_where_they_were() {
        for (text, wanted) in [
            ("a:\n- b\n# end\n", "a:\n- b\n- new\n# end\n"),
            (
                "a:\n    -   b # b\nc: 1\n",
                "a:\n    -   b # b\n    - new\nc: 1\n",
            ),
            ("a: [b, 'c']\n", "a: [b, 'c', new]\n"),
            ("a: []\n", "a: [new]\n"),
            (
                "a:\n  - b:\n      - c\n  - d: e\n",
                "a:\n  - b:\n      - c\n  - d: e\n  - new\n",
            ),
        ] {
            let edited = one(text, &append(&["a"], &json!("new")));
            assert_eq!(edited.as_deref(), Some(wanted));
        }
    }

    #[test]
    fn a_value_in_place_of_another_leaves_the_comment_beside_it() {
        let edited = one("a:\n  b: 5000 # old\n", &replace(&["a", "b"], &json!(7)));
        assert_eq!(edited.as_deref(), Some("a:\n  b: 7 # old\n"));
        let edited = one("a: {b: '^x', c: 1}\n", &replace(&["a", "b"], &json!("^y")));
        assert_eq!(edited.as_deref(), Some("a: {b: '^y', c: 1}\n"));
    }

    #[test]
    fn what_would_change_something_else_is_not_edited() {
        for (text, edit_of) in [
            ("a: &x {b: 1}\nc: *x\n", add(&["a"], "m", &json!(1))),
            ("a: &x {b: 1}\nc: *x\n", add(&["c"], "m", &json!(1))),
            ("a: {m: 1}\n", add(&["a"], "m", &json!(2))),
            ("a: {b: }\n", add(&["a"], "m", &json!(1))),
            ("a: 1\n", add(&["a"], "m", &json!(1))),
            ("a: 1\n", append(&["a"], &json!(1))),
            ("a: {b: 1}\n", replace(&["a"], &json!(1))),
            ("a: >-\n  text\n", replace(&["a"], &json!("b"))),
            ("a: |+\n  text\n\n\n", add(&[], "m", &json!(1))),
            ("a: [\n", append(&["a"], &json!(1))),
        ] {
            assert_eq!(one(text, &edit_of), None, "{text}");
        }
    }

    #[test]
    fn edits_of_one_text_stand_each_where_it_belongs_and_in_their_order() {
        let text = "a:\n- b:\n    - c: {}\n# end\nd: {e: {}}\n";
        let edits = [
            add(&[], "z", &json!(1)),
            append(&["a"], &json!("x")),
            append(&["a"], &json!("y")),
            append(&["a", "0", "b"], &json!("v")),
            add(&["a", "0", "b", "0"], "w", &json!(2)),
            add(&["a", "0", "b", "0", "c"], "f", &json!(3)),
            add(&["a", "0", "b", "0", "c"], "g", &json!(4)),
            add(&["d", "e"], "h", &json!(5)),
            add(&["d"], "i", &json!(6)),
            add(&[], "k", &json!(7)),
        ];
        let edits: Vec<&Edit> = edits.iter().collect();
        let wanted = "a:\n- b:\n    - c: {f: 3, g: 4}\n      w: 2\n    - v\n- x\n- 'y'\n# end\nd: {e: {h: 5}, i: 6}\nz: 1\nk: 7\n";
        assert_eq!(edit(text, &edits).as_deref(), Ok(wanted));
    }

    #[test]
    fn edits_that_can_not_be_made_are_told_and_what_is_laid_twice_is_there_once() {
        let lay = |key: &str| Edit {
            what: What::Lay(key.to_owned(), node(&json!(1))),
            ..add(&[], "", &json!(null))
        };
        let (a, b, c) = (lay("a"), lay("b"), lay("b"));
        assert_eq!(edit("a: 2\n", &[&a, &b, &c]).as_deref(), Ok("a: 2\nb: 1\n"));
        let (bad, worse) = (append(&["a"], &json!(1)), add(&["x"], "m", &json!(1)));
        assert_eq!(edit("a: 2\n", &[&bad, &b, &worse]), Err(vec![0, 2]));
    }
}
