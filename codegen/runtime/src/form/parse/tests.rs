//! What the reader takes and refuses.

use serde_json::{Value, json};

use super::*;

/// A tree as JSON: pushes as a list, repeats as `{"*": [...]}`, both kinds of entries as `{"[]": pushes, ...}`.
fn shown(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) => json!(text),
        Tree::Repeated(texts) => json!({ "*": texts }),
        Tree::Branch(branch) => {
            let pushes: Vec<_> = branch.pushes().iter().map(shown).collect();
            if branch.keyed().len() == 0 {
                return Value::Array(pushes);
            }
            let mut map: serde_json::Map<_, _> = branch
                .keyed()
                .map(|(key, value)| (key.to_owned(), shown(value)))
                .collect();
            if !pushes.is_empty() {
                map.insert("[]".to_owned(), Value::Array(pushes));
            }
            Value::Object(map)
        }
    }
}

#[track_caller]
fn reads(text: &str, expected: &Value) {
    assert_eq!(&shown(&parse(text.as_bytes()).unwrap()), expected, "{text}");
}

#[track_caller]
fn refuses(text: &[u8], expected: &ParseError) {
    assert_eq!(
        &parse(text).unwrap_err(),
        expected,
        "{}",
        String::from_utf8_lossy(text)
    );
}

#[test]
fn pairs_are_split_at_ampersands_and_the_first_equals_sign() {
    reads("", &json!([]));
    reads("&&", &json!([]));
    reads("a=1&&b=2&", &json!({"a": "1", "b": "2"}));
    reads("a=b=c", &json!({"a": "b=c"}));
    reads("a", &json!({"a": ""}));
    reads("a=", &json!({"a": ""}));
}

#[test]
fn only_a_text_without_pairs_is_empty() {
    for (text, empty) in [("", true), ("&&", true), ("a", false), ("a[]=1", false)] {
        let Tree::Branch(branch) = parse(text.as_bytes()).unwrap() else {
            panic!("{text}")
        };
        assert_eq!(branch.is_empty(), empty, "{text}");
        let inner = branch.get("a").map(|tree| match tree {
            Tree::Branch(inner) => inner.is_empty(),
            _ => true,
        });
        assert_ne!(inner, Some(text == "a[]=1"), "{text}");
    }
}

#[test]
fn both_spaces_and_escaped_unicode_are_read_in_names_and_values() {
    reads("a+b=c+d%20e%2Bf", &json!({"a b": "c d e+f"}));
    reads("m[%C3%A9]=%E2%82%AC", &json!({"m": {"é": "€"}}));
}

#[test]
fn raw_brackets_are_structure_and_escaped_ones_inside_them_are_text() {
    reads(
        "metadata[order_id]=6735",
        &json!({"metadata": {"order_id": "6735"}}),
    );
    reads("metadata[k%5B0%5D]=v", &json!({"metadata": {"k[0]": "v"}}));
    reads("metadata[%5B%5D]=v", &json!({"metadata": {"[]": "v"}}));
    reads(
        "a[b][c]=1&a[b][d]=2",
        &json!({"a": {"b": {"c": "1", "d": "2"}}}),
    );
}

#[test]
fn fully_escaped_brackets_are_structure() {
    reads(
        "metadata%5Border_id%5D=1",
        &json!({"metadata": {"order_id": "1"}}),
    );
    reads("expand%5B0%5D=a", &json!({"expand": {"0": "a"}}));
    reads("expand%5b%5d=a&expand[]=b", &json!({"expand": ["a", "b"]}));
}

#[test]
fn pushes_append_and_repeated_scalars_are_all_kept() {
    reads("x[]=a&x[]=b&x[]=a", &json!({"x": ["a", "b", "a"]}));
    reads("x=a&x=b&x=c", &json!({"x": {"*": ["a", "b", "c"]}}));
    let tree = parse(b"x=a&x=b").unwrap();
    assert_eq!(tree.branch().unwrap().get("x").unwrap().text(), Some("b"));
}

#[test]
fn a_pushed_object_is_filled_until_a_key_comes_again() {
    reads(
        "a[][b]=1&a[][c]=2&a[][b]=3&a[][c]=4",
        &json!({"a": [{"b": "1", "c": "2"}, {"b": "3", "c": "4"}]}),
    );
    reads(
        "a[][b][c]=1&a[][b][d]=2&a[][b][c]=3",
        &json!({"a": [{"b": {"c": "1", "d": "2"}}, {"b": {"c": "3"}}]}),
    );
    reads(
        "a[][b]=1&a[][b][c]=2",
        &json!({"a": [{"b": "1"}, {"b": {"c": "2"}}]}),
    );
    reads(
        "a[][b][c]=1&a[][b]=2",
        &json!({"a": [{"b": {"c": "1"}}, {"b": "2"}]}),
    );
    reads(
        "a[]=x&a[][b]=1&a[]=y",
        &json!({"a": ["x", {"b": "1"}, "y"]}),
    );
    reads("a[][b][]=1&a[][b][]=2", &json!({"a": [{"b": ["1", "2"]}]}));
}

#[test]
fn keyed_entries_keep_their_order_of_arrival() {
    let tree = parse(b"b=1&a=2&c[z]=1&b=3&c[y]=2").unwrap();
    let names: Vec<_> = tree.branch().unwrap().keyed().map(|(key, _)| key).collect();
    assert_eq!(names, ["b", "a", "c"]);
}

#[test]
fn broken_brackets_are_refused() {
    for text in [
        "a[b",
        "a[b]c",
        "[a]=1",
        "a[[b]]",
        "a[b[c]",
        "a]=1",
        "a[b]]=1",
        "[]=1",
        "a[b][=1",
        "a]b[c]=1",
        "a%5Bb=1",
        "a[b]%5Bc%5D",
    ] {
        let name = text.split('=').next().unwrap().to_owned();
        refuses(text.as_bytes(), &ParseError::Brackets { param: name });
    }
}

#[test]
fn broken_escapes_and_text_are_refused_by_name() {
    let param = || "a[b]".to_owned();
    refuses(b"a[b]=%zz", &ParseError::Escape { param: param() });
    refuses(b"a[b]=%ff", &ParseError::Utf8 { param: param() });
    refuses(b"a[b]=\xff", &ParseError::Utf8 { param: param() });
    refuses(
        b"a[%4]=x",
        &ParseError::Escape {
            param: "a[%4]".into(),
        },
    );
    refuses(
        b"%ff=x",
        &ParseError::Utf8 {
            param: "%ff".into(),
        },
    );
    refuses(b"=x", &ParseError::NoName);
    refuses(b"=", &ParseError::NoName);
}

#[test]
fn a_scalar_and_a_structure_in_one_place_are_refused() {
    for (text, param) in [
        ("a=1&a[b]=2", "a[b]"),
        ("a[b]=2&a=1", "a"),
        ("a[]=2&a=1", "a"),
        ("a=1&a=2&a[]=3", "a[]"),
    ] {
        refuses(
            text.as_bytes(),
            &ParseError::Conflict {
                param: param.into(),
            },
        );
    }
}

#[test]
fn limits_hold_at_their_edge() {
    let deep = |levels: usize| format!("a{}=1", "[b]".repeat(levels));
    assert!(parse(deep(MAX_DEPTH).as_bytes()).is_ok());
    let name = deep(MAX_DEPTH + 1).trim_end_matches("=1").to_owned();
    refuses(
        deep(MAX_DEPTH + 1).as_bytes(),
        &ParseError::Depth { param: name },
    );
    let many = |count| vec!["a=1"; count].join("&&");
    assert!(parse(many(MAX_PAIRS).as_bytes()).is_ok());
    refuses(many(MAX_PAIRS + 1).as_bytes(), &ParseError::Pairs);
}

#[test]
fn a_long_name_is_cut_in_the_error() {
    let error = parse(format!("{}[=1", "é".repeat(300)).as_bytes()).unwrap_err();
    assert_eq!(
        error.param(),
        Some(format!("{}...", "é".repeat(200)).as_str())
    );
}
