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
        expected if expected.starts_with("struct ") => "object",
        _ => return None,
    })
}
