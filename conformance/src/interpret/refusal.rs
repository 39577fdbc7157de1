//! A client's refusal of an answer, as place and expectation.

use crate::subject::Outcome;

/// What a text of the runtime's reader says, such as `at /amount: invalid type: string "x", expected i64 at line 1
/// column 13`: where, and what was expected there in the words of the suite.
pub fn refused(text: &str, body: &[u8]) -> Outcome {
    let (pointer, expected) = place(text, body);
    Outcome::Refused {
        pointer,
        expected: expected.to_owned(),
        text: text.to_owned(),
    }
}

fn place(text: &str, body: &[u8]) -> (String, &'static str) {
    let no_json = (String::new(), "json");
    let Some((pointer, message)) = text.strip_prefix("at ").and_then(split) else {
        // What follows the document has no place in it.
        return no_json;
    };
    let member = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    if let Some(name) = quoted(message, "missing field `") {
        return (member(name), "present");
    }
    if let Some(name) = quoted(message, "unknown field `") {
        return (member(name), "absent");
    }
    if let Some(name) = quoted(message, "duplicate field `") {
        return (member(name), "once");
    }
    let one_of = ["unknown variant `", "data did not match any variant"];
    if one_of.iter().any(|start| message.starts_with(start)) {
        return (pointer, "one of");
    }
    if let Some(word) = kind(message) {
        return (pointer, word);
    }
    // The reader of enums says of a number what it says of broken JSON.
    if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() {
        (pointer, "one of")
    } else {
        no_json
    }
}

/// The pointer and the message. A member's name may hold a colon, so the beginnings of messages are looked for.
fn split(text: &str) -> Option<(String, &str)> {
    const STARTS: [&str; 6] = [
        ": missing field `",
        ": unknown field `",
        ": duplicate field `",
        ": unknown variant `",
        ": data did not match",
        ": invalid ",
    ];
    let at = STARTS
        .iter()
        .filter_map(|start| text.find(start))
        .min()
        .or_else(|| text.find(": "))?;
    let (pointer, message) = text.split_at_checked(at)?;
    let pointer = if pointer == "the root" { "" } else { pointer };
    Some((pointer.to_owned(), message.strip_prefix(": ")?))
}

/// What stands between `start` and the backtick after it, where a message begins so.
fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    let rest = message.strip_prefix(start)?;
    // The name may hold a backtick; the rest of these messages holds none before ` at line` or a comma.
    let end = ["` at line", "`, expected", "`, there are"]
        .iter()
        .filter_map(|end| rest.find(end))
        .min();
    rest.get(..end.unwrap_or(rest.len().checked_sub(1)?))
}

/// The word for the type that a message says it expected.
fn kind(message: &str) -> Option<&'static str> {
    let is_kind = ["invalid type: ", "invalid value: ", "invalid length "];
    if !is_kind.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    let expected = expected.split(" at line ").next().unwrap_or_default();
    Some(match expected {
        "i64" => "integer",
        "f64" => "number",
        "a string" => "string",
        "a boolean" => "boolean",
        "a sequence" => "array",
        "a map" => "object",
        "an id or an expanded object" => "id or object",
        "string or map" => "one of",
        // A list of the wrong length is refused where an object was wanted.
        expected if expected.starts_with("struct ") || expected.contains(" element") => "object",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_the_reader_has_a_place_and_a_word() {
        for (text, pointer, expected) in [
            (
                "at /a: invalid type: string \", expected x\", expected i64 at line 1 column 13",
                "/a",
                "integer",
            ),
            (
                "at /a: invalid value: integer `9223372036854775808`, expected i64",
                "/a",
                "integer",
            ),
            (
                "at /a/0: invalid type: null, expected f64 at line 1 column 2",
                "/a/0",
                "number",
            ),
            (
                "at the root: invalid type: sequence, expected struct List at line 1 column 0",
                "",
                "object",
            ),
            (
                "at /a: invalid type: sequence, expected a map at line 1 column 0",
                "/a",
                "object",
            ),
            (
                "at /a: invalid length 3, expected 2 elements in sequence",
                "/a",
                "object",
            ),
            (
                "at /a: invalid type: map, expected a sequence",
                "/a",
                "array",
            ),
            (
                "at /a: invalid type: map, expected a string",
                "/a",
                "string",
            ),
            (
                "at /a: invalid type: integer `1`, expected a boolean",
                "/a",
                "boolean",
            ),
            (
                "at /a: invalid type: integer `1`, expected an id or an expanded object",
                "/a",
                "id or object",
            ),
            (
                "at /a: unknown variant `, expected i64`, expected `b` or `c` at line 1 column 9",
                "/a",
                "one of",
            ),
            (
                "at /a: invalid type: integer `1`, expected string or map",
                "/a",
                "one of",
            ),
            (
                "at /a: data did not match any variant of untagged enum A",
                "/a",
                "one of",
            ),
            ("at /a: expected value at line 1 column 9", "/a", "one of"),
            (
                "at the root: missing field `a` at line 1 column 2",
                "/a",
                "present",
            ),
            (
                "at /a: b: missing field `c/`~` at line 1 column 2",
                "/a: b/c~1`~0",
                "present",
            ),
            (
                "at /a: unknown field `b`, expected `c` at line 1 column 2",
                "/a/b",
                "absent",
            ),
            (
                "at /a: unknown field `b`, there are no fields",
                "/a/b",
                "absent",
            ),
            (
                "at /a: duplicate field `b` at line 1 column 2",
                "/a/b",
                "once",
            ),
        ] {
            let (found, word) = place(text, b"{}");
            assert_eq!((found.as_str(), word), (pointer, expected), "{text}");
        }
    }

    #[test]
    fn broken_json_has_no_place() {
        for text in [
            "at /a: expected value at line 1 column 5",
            "trailing characters at line 1 column 3",
        ] {
            assert_eq!(place(text, b"{\"a\":}"), (String::new(), "json"), "{text}");
        }
    }
}
