//! From text to a tree.

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
/// item until a key comes again. Time and memory are linear in the length of the text, up to the constant
/// [`MAX_DEPTH`].
/// Errors: see [`ParseError`]; no input panics.
pub fn parse(text: &[u8]) -> Result<Tree, ParseError> {
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
fn steps(name: &[u8]) -> Result<(Step, Vec<Step>), ParseError> {
    if name.is_empty() {
        return Err(ParseError::NoName);
    }
    let (head, inner) = if name.contains(&b'[') {
        let (head, inner) = split(name, sent)?;
        let decode = |part: &[u8]| escape::decode(part).map_err(|fault| unescaped(fault, name));
        (
            decode(head)?,
            inner
                .into_iter()
                .map(decode)
                .collect::<Result<Vec<_>, _>>()?,
        )
    } else {
        let whole = escape::decode(name).map_err(|fault| unescaped(fault, name))?;
        let (head, inner) = split(whole.as_bytes(), |_| sent(name))?;
        // Brackets are ASCII, so cutting at them cannot break a character.
        let owned = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
        (owned(head), inner.into_iter().map(owned).collect())
    };
    let step = |key: String| {
        if key.is_empty() {
            Step::Push
        } else {
            Step::Key(key)
        }
    };
    Ok((Step::Key(head), inner.into_iter().map(step).collect()))
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
mod tests {
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
}
