//! What a refusal of the client says was expected, and where, in the suite's words.
//!
//! The generated client words a refusal as serde does: `at /amount: invalid type: string "x", expected i64 at line 1
//! column 13`. Names and texts of the payload stand in it, and may look like parts of it; so what is not of the known
//! form to its end is not taken for it.

/// What was expected where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The JSON pointer of the refused place; that of the member itself where one is missing.
    pub pointer: String,
    /// One of `integer`, `number`, `string`, `boolean`, `object`, `array`, `id or object`, `one of`, `present` and
    /// `json`; what is none of these stays as serde says it.
    pub expected: String,
}

/// What one message of serde's says.
enum Said<'a> {
    /// A word of the suite.
    Word(&'static str),
    /// The name of the member that is missing.
    Missing(&'a str),
    /// The text is no JSON, whatever the place.
    Syntax,
}

/// Reads the text of a refusal.
pub fn read(text: &str) -> Expectation {
    let text = without_position(text);
    for (place, message) in splits(text) {
        if let Some(said) = known(message) {
            return expectation(place, &said);
        }
    }
    // Something that this module doesn't know is shown as it is, at the first place that can be one.
    let (place, message) = splits(text).next().unwrap_or(("", text));
    let expected = message
        .rsplit_once(", expected ")
        .map_or(message, |split| split.1);
    Expectation {
        pointer: place.to_owned(),
        expected: expected.to_owned(),
    }
}

fn expectation(place: &str, said: &Said<'_>) -> Expectation {
    let (pointer, expected) = match said {
        Said::Word(word) => (place.to_owned(), *word),
        Said::Missing(name) => {
            let name = name.replace('~', "~0").replace('/', "~1");
            (format!("{place}/{name}"), "present")
        }
        Said::Syntax => (String::new(), "json"),
    };
    Expectation {
        pointer,
        expected: expected.to_owned(),
    }
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

/// Every way to take the text for a place and a message; the shortest place first, as that of a name with a colon in
/// it is longer.
fn splits(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let located = text.strip_prefix("at ");
    let splits = located.into_iter().flat_map(|rest| {
        let colons = rest.match_indices(": ");
        colons.filter_map(|(at, _)| match &rest[..at] {
            "the root" => Some(("", &rest[at + 2..])),
            place if place.starts_with('/') => Some((place, &rest[at + 2..])),
            _ => None,
        })
    });
    // Text behind the document is refused without a place.
    splits.chain(located.is_none().then_some(("", text)))
}

fn known(message: &str) -> Option<Said<'_>> {
    if let Some(rest) = message.strip_prefix("missing field `") {
        // The name is the document's, where a backtick is rarer than in what a payload has.
        let name = rest.strip_suffix('`').filter(|name| !name.contains('`'))?;
        return Some(Said::Missing(name));
    }
    if message.starts_with("unknown variant `") {
        let (_, values) = message.rsplit_once("`, expected ")?;
        return are_values(values).then_some(Said::Word("one of"));
    }
    if message.starts_with("data did not match any variant of untagged enum ") {
        return Some(Said::Word("one of"));
    }
    if SYNTAX.contains(&message) || message.starts_with("duplicate field `") {
        return Some(Said::Syntax);
    }
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, expected) = rest.rsplit_once(", expected ")?;
    if !is_value(found) {
        return None;
    }
    word(expected).map(Said::Word)
}

/// Whether this is how serde lists the values of an enum: `` `a` ``, `` `a` or `b` ``, `` one of `a`, `b`, `c` ``.
fn are_values(text: &str) -> bool {
    let (list, between) = match text.strip_prefix("one of ") {
        Some(list) => (list, "`, `"),
        None => (text, "` or `"),
    };
    let values = list
        .strip_prefix('`')
        .and_then(|list| list.strip_suffix('`'));
    values.is_some_and(|values| values.split(between).all(|value| !value.contains('`')))
}

/// Whether this is how serde shows one value, and nothing more.
fn is_value(text: &str) -> bool {
    if let Some(quoted) = text.strip_prefix("string \"") {
        let mut escaped = false;
        let end = quoted.find(|c| {
            let is_end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        });
        return end.is_some_and(|end| end + 1 == quoted.len());
    }
    let quoted = |kind: &str| {
        let inner = text
            .strip_prefix(kind)?
            .strip_prefix(" `")?
            .strip_suffix('`')?;
        Some(!inner.contains('`'))
    };
    ["null", "map", "sequence"].contains(&text)
        || ["integer", "floating point", "boolean"]
            .into_iter()
            .any(|kind| quoted(kind) == Some(true))
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
