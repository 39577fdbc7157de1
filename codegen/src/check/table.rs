//! Every keyword of a schema, and what is done with it: the one place that says so.

use Done::{Enforced, Noted, Published, Refused};
use Role::{Bound, Note, Type};

/// What is done with a keyword. Answers are held to none when they are decoded: in what only they reach, all but
/// [`Done::Refused`] is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A server refuses the request that breaks it, before a handler sees it.
    Enforced,
    /// It tells people and tools something that no request can break.
    Published,
    /// Nothing holds a request to it, and what it is called does not have to mean that anything does: a note says so where
    /// a request reaches it. It has the help.
    Noted(&'static str),
    /// Nothing is made of it on either side, so it is refused wherever it stands. It has the help.
    Refused(&'static str),
}

/// What a keyword is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What kind of value it is, and what it is made of.
    Type,
    /// Which values of that kind.
    Bound,
    /// Everything else, which may stand beside the members of a union.
    Note,
}

/// A keyword, or one value of it, and what is done with it.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The keyword.
    pub keyword: &'static str,
    /// The value that the row is about; any other where there is none.
    pub value: Option<&'static str>,
    /// The types (`type` of OpenAPI) of which it says something; all where none is listed.
    pub of: &'static [&'static str],
    /// What it is about.
    pub role: Role,
    /// What is done with it.
    pub done: Done,
}

const fn row(keyword: &'static str, of: &'static [&'static str], role: Role, done: Done) -> Row {
    Row {
        keyword,
        value: None,
        of,
        role,
        done,
    }
}

const fn format(value: &'static str, of: &'static [&'static str], done: Done) -> Row {
    Row {
        value: Some(value),
        ..row("format", of, Bound, done)
    }
}

/// The types of OpenAPI.
pub(super) const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "object", "array"];

const ANY: &[&str] = &[];
const STRING: &[&str] = &["string"];
const INTEGER: &[&str] = &["integer"];
const NUMBER: &[&str] = &["number"];
const ARRAY: &[&str] = &["array"];
const OBJECT: &[&str] = &["object"];

const NUMBERS: &[&str] = &["integer", "number"];

const AS_TEXT: Done =
    Noted("check the value in the service, or say what is meant by `pattern` or bounds");
/// The keywords of OpenAPI 3.0's Schema Object, and the extensions that the generator reads in one. Where several rows
/// are of one keyword, the first that fits value and type counts.
#[rustfmt::skip] // A row a line.
pub static KEYWORDS: &[Row] = &[
    row("title", ANY, Note, Published),
    row("multipleOf", NUMBERS, Bound, Enforced),
    row("maximum", NUMBERS, Bound, Enforced),
    row("exclusiveMaximum", NUMBERS, Bound, Enforced),
    row("minimum", NUMBERS, Bound, Enforced),
    row("exclusiveMinimum", NUMBERS, Bound, Enforced),
    row("maxLength", STRING, Bound, Enforced),
    row("minLength", STRING, Bound, Enforced),
    row("pattern", STRING, Bound, Enforced),
    row("maxItems", ARRAY, Bound, Enforced),
    row("minItems", ARRAY, Bound, Enforced),
    row("uniqueItems", ARRAY, Bound, Enforced),
    row("maxProperties", OBJECT, Bound, Enforced),
    row("minProperties", OBJECT, Bound, Enforced),
    row("required", OBJECT, Bound, Enforced),
    row("enum", &["string", "integer", "number", "boolean"], Type, Enforced),
    row("type", ANY, Type, Enforced),
    row("allOf", OBJECT, Type, Enforced),
    row("oneOf", ANY, Type, Enforced),
    row("anyOf", ANY, Type, Enforced),
    row("not", ANY, Bound, Refused("say what the value is")),
    row("items", ARRAY, Type, Enforced),
    row("properties", OBJECT, Type, Enforced),
    row("additionalProperties", OBJECT, Type, Enforced),
    row("description", ANY, Note, Published),
    format("int8", INTEGER, Enforced),
    format("int16", INTEGER, Enforced),
    format("int32", INTEGER, Enforced),
    format("int64", INTEGER, Enforced),
    format("uint8", INTEGER, Enforced),
    format("uint16", INTEGER, Enforced),
    format("uint32", INTEGER, Enforced),
    // What is wider than 64 bits with a sign is refused, unless bounds keep it within.
    format("int128", INTEGER, Enforced),
    format("uint", INTEGER, Enforced),
    format("uint64", INTEGER, Enforced),
    format("uint128", INTEGER, Enforced),
    // Seconds since the epoch: any whole number is some time.
    format("unix-time", INTEGER, Published),
    format("double", NUMBER, Enforced),
    format("float", NUMBER, Enforced),
    // What a currency is called; which ones there are is the service's to say.
    format("currency", STRING, Published),
    // Only how it is to be shown.
    format("password", STRING, Published),
    // Any bytes.
    format("binary", STRING, Published),
    format("byte", STRING, Enforced),
    format("date", STRING, Enforced),
    format("date-time", STRING, Enforced),
    format("decimal", STRING, Enforced),
    format("int64", STRING, Enforced),
    format("uuid", STRING, Enforced),
    // OpenAPI leaves it open what a format is, so that one of any name is one.
    row("format", ANY, Bound, AS_TEXT),
    row("default", ANY, Note, Published),
    row("nullable", ANY, Note, Enforced),
    // Branches are told apart by themselves, or refused.
    row("discriminator", ANY, Note, Published),
    // No member of what requests carry, and refused there as unknown.
    row("readOnly", ANY, Note, Enforced),
    // No member of answers; what requests carry has it like any other.
    row("writeOnly", ANY, Note, Published),
    row("xml", ANY, Note, Published),
    row("externalDocs", ANY, Note, Published),
    row("example", ANY, Note, Published),
    row("deprecated", ANY, Note, Published),
    row("x-expansionResources", ANY, Note, Published),
    row("x-rust-name", ANY, Note, Published),
    row("x-rust-names", ANY, Note, Published),
    row("x-unit", ANY, Note, Published),
];

impl Row {
    /// The row of a keyword with a value, as text where it is text, in a schema of a type; `None` where it says nothing
    /// of that type.
    pub(crate) fn of(keyword: &str, value: Option<&str>, of: Option<&str>) -> Option<&'static Row> {
        KEYWORDS.iter().find(|row| {
            row.keyword == keyword
                && (row.value.is_none() || row.value == value)
                && (row.of.is_empty() || of.is_some_and(|of| row.of.contains(&of)))
        })
    }

    /// What a keyword is about, where it is one of a schema's.
    pub(crate) fn role(keyword: &str) -> Option<Role> {
        KEYWORDS
            .iter()
            .find(|row| row.keyword == keyword)
            .map(|row| row.role)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::openapi::Object;

    /// The fixed fields of the Schema Object in the text of OpenAPI 3.0.3, in its order.
    #[rustfmt::skip]
    const STANDARD: &[&str] = &[
        "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
        "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties",
        "required", "enum", "type", "allOf", "oneOf", "anyOf", "not", "items", "properties",
        "additionalProperties", "description", "format", "default", "nullable", "discriminator", "readOnly",
        "writeOnly", "xml", "externalDocs", "example", "deprecated",
    ];

    #[test]
    fn every_keyword_of_the_standard_and_of_the_grammar_has_a_row_and_there_is_no_other() {
        let rows: BTreeSet<&str> = KEYWORDS.iter().map(|row| row.keyword).collect();
        let standard: BTreeSet<&str> = STANDARD.iter().copied().collect();
        let plain: BTreeSet<&str> = rows
            .iter()
            .copied()
            .filter(|name| !name.starts_with("x-"))
            .collect();
        assert_eq!(plain, standard);
        for keyword in Object::Schema.keywords() {
            assert!(rows.contains(keyword.name), "{}", keyword.name);
        }
    }

    #[test]
    fn no_row_is_hidden_by_one_before_it() {
        for row in KEYWORDS {
            let types = if row.of.is_empty() {
                &["other"]
            } else {
                row.of
            };
            for of in types {
                let found = Row::of(row.keyword, row.value, Some(of)).unwrap();
                assert!(std::ptr::eq(found, row), "{row:?}");
            }
        }
    }
}
