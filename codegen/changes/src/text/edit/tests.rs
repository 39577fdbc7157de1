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
        ("a: &x\n  b: 1\nc: *x\n", add(&["a"], "m", &json!(1))),
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
