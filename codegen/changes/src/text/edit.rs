//! Edits of a YAML text in place: whatever they are not about stays as it is, to the last blank.

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

/// The text after an edit; nothing where it can't be done without a doubt about what else it would do.
pub(crate) fn edit(text: &str, edit: &Edit) -> Option<String> {
    let whole = spans::read(text)?;
    let part = whole.at(&edit.at)?;
    let edited = match &edit.what {
        What::Lay(key, _) if part.at(&[key]).is_some() => return Some(text.to_owned()),
        What::Add(key, value) | What::Lay(key, value) => add(text, part, key, value)?,
        What::Append(value) => append(text, part, value)?,
        What::Replace(value) => replace(text, part, value)?,
    };
    let after = spans::read(&edited)?;
    is_only(edit, &whole, after).then_some(edited)
}

fn add(text: &str, map: &Part, key: &str, value: &Node) -> Option<String> {
    let Kind::Map { flow, members } = &map.kind else {
        return None;
    };
    if members.iter().any(|(member, _)| member.text == key) {
        return None;
    }
    if *flow {
        let said = format!("{}: {}", write::scalar(key, true), write::flow(value));
        return inside(text, map, members.last().map(|(_, last)| last), &said);
    }
    let indent = column(text, members.first()?.0.start);
    after(text, &members.last()?.1, &write::member(key, value, indent))
}

fn append(text: &str, list: &Part, value: &Node) -> Option<String> {
    let Kind::List { flow, items } = &list.kind else {
        return None;
    };
    if *flow {
        return inside(text, list, items.last(), &write::flow(value));
    }
    // The dash is the last sign before the first item, in its line.
    let before = text.get(..items.first()?.start)?.trim_end_matches(' ');
    let dash = before.strip_suffix('-')?.len();
    after(text, items.last()?, &write::item(value, column(text, dash)))
}

fn replace(text: &str, part: &Part, value: &Node) -> Option<String> {
    let Kind::Scalar(Style::Plain | Style::Quoted, _) = part.kind else {
        return None;
    };
    if matches!(value.kind, Json::Array(_) | Json::Object(_)) || part.end <= part.start {
        return None;
    }
    let (before, after) = (text.get(..part.start)?, text.get(part.end..)?);
    Some(format!("{before}{}{after}", write::flow(value)))
}

/// How many columns a byte is to the right.
fn column(text: &str, byte: usize) -> usize {
    let line = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    text[line..byte].chars().count()
}

/// Puts lines after the line in which a part ends.
fn after(text: &str, last: &Part, lines: &str) -> Option<String> {
    let end = text.get(last.end..)?.find('\n');
    let (before, rest) = match end {
        Some(end) => text.split_at(last.end + end + 1),
        None => (text, ""),
    };
    let lines = if text.contains("\r\n") {
        lines.replace('\n', "\r\n")
    } else {
        lines.to_owned()
    };
    let missing = if before.ends_with('\n') { "" } else { "\n" };
    Some(format!("{before}{missing}{lines}{rest}"))
}

/// Puts something behind the last that is in braces or brackets.
fn inside(text: &str, around: &Part, last: Option<&Part>, said: &str) -> Option<String> {
    let (at, comma) = match last {
        // One that is written as nothing ends nowhere.
        Some(last) if last.end <= last.start => return None,
        Some(last) => (last.end, ", "),
        None => (around.start + 1, ""),
    };
    let (before, rest) = (text.get(..at)?, text.get(at..)?);
    Some(format!("{before}{comma}{said}{rest}"))
}

/// Whether a text says after an edit what it said, and what it was to say besides.
fn is_only(edit: &Edit, before: &Part, mut after: Part) -> bool {
    let Some(part) = at_mut(&mut after, &edit.at) else {
        return false;
    };
    match (&edit.what, &mut part.kind) {
        (What::Add(key, _) | What::Lay(key, _), Kind::Map { members, .. }) => {
            let last = members.pop();
            last.is_some_and(|(last, _)| last.text == *key) && before.says(&after)
        }
        (What::Append(_), Kind::List { items, .. }) => items.pop().is_some() && before.says(&after),
        (What::Replace(_), Kind::Scalar(style, text)) => {
            let Some(Kind::Scalar(old_style, old)) = before.at(&edit.at).map(|part| &part.kind)
            else {
                return false;
            };
            (*style, *text) = (*old_style, old.clone());
            before.says(&after)
        }
        _ => false,
    }
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
            let edited = edit(
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
            let edited = edit(text, &append(&["a"], &json!("new")));
            assert_eq!(edited.as_deref(), Some(wanted));
        }
    }

    #[test]
    fn a_value_in_place_of_another_leaves_the_comment_beside_it() {
        let edited = edit("a:\n  b: 5000 # old\n", &replace(&["a", "b"], &json!(7)));
        assert_eq!(edited.as_deref(), Some("a:\n  b: 7 # old\n"));
        let edited = edit("a: {b: '^x', c: 1}\n", &replace(&["a", "b"], &json!("^y")));
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
            assert_eq!(edit(text, &edit_of), None, "{text}");
        }
    }
}
