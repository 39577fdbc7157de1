//! What a refusal of the client says was expected, and where, in the suite's words.
//!
//! The generated client words the reason as serde does, but for the value that it found: `invalid type: string, expected
//! i64 at line 1 column 13`. The place stands beside it.

/// What was expected where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The JSON pointer of the refused place; that of the member itself where one is missing.
    pub pointer: String,
    /// One of `integer`, `number`, `string`, `boolean`, `object`, `array`, `id or object`, `one of`, `present`,
    /// `once` and `json`; what is none of these stays as serde says it.
    pub expected: String,
}

/// Reads the reason of a refusal at a place.
pub fn read(place: &str, reason: &str) -> Expectation {
    let reason = without_position(reason);
    let is = |pointer: String, expected: &str| Expectation {
        pointer,
        expected: expected.to_owned(),
    };
    for (form, word) in [
        ("missing field `", "present"),
        ("duplicate field `", "once"),
    ] {
        let name = reason.strip_prefix(form);
        if let Some(name) = name.and_then(|rest| rest.strip_suffix('`')) {
            let name = crate::token(name);
            return is(format!("{place}/{name}"), word);
        }
    }
    if SYNTAX.contains(&reason) {
        return is(String::new(), "json");
    }
    let is_choice = [
        "unknown variant",
        "data did not match any variant of untagged enum ",
    ]
    .iter()
    .any(|form| reason.starts_with(form));
    if is_choice {
        return is(place.to_owned(), "one of");
    }
    let expected = reason
        .rsplit_once(", expected ")
        .map_or(reason, |(_, expected)| expected);
    is(place.to_owned(), word(expected).unwrap_or(expected))
}

/// The text without ` at line 1 column 13` at its end.
fn without_position(text: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((message, position)) = text.rsplit_once(" at line ") else {
        return text;
    };
    match position.split_once(" column ") {
        Some((line, column)) if digits(line) && digits(column) => message,
        _ => text,
    }
}

fn word(expected: &str) -> Option<&'static str> {
    Some(match expected {
        "i64" => "integer",
        "f64" => "number",
        "a string" | "string" => "string",
        "a boolean" => "boolean",
        "a map" => "object",
        "a sequence" => "array",
        "an id or an expanded object" => "id or object",
        _ => {
            let name = expected.strip_prefix("struct ")?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            return name.bytes().all(plain).then_some("object");
        }
    })
}

/// What `serde_json` says of text that is no JSON, or none that it reads.
const SYNTAX: &[&str] = &[
    "EOF while parsing a list",
    "EOF while parsing a string",
    "EOF while parsing a value",
    "EOF while parsing an object",
    "control character (\\u0000-\\u001F) found while parsing a string",
    "expected `,` or `]`",
    "expected `,` or `}`",
    "expected `:`",
    "expected ident",
    "expected value",
    "invalid escape",
    "invalid number",
    "invalid unicode code point",
    "key must be a string",
    "lone leading surrogate in hex escape",
    "number out of range",
    "recursion limit exceeded",
    "trailing characters",
    "trailing comma",
    "unexpected end of hex escape",
];

#[cfg(test)]
mod tests;
