//! Every keyword of a schema, and what is done with it: the one place that says so. What one means that bounds values is
//! in a file beside this one, for all who say it on.

mod bound;
mod counts;
mod format;
mod pattern;
mod range;
mod step;
mod unique;

use Done::{Enforced, Noted, Published, Refused};
use Role::{Bound as Bounding, Note, Type};

use bound::Words;

pub(crate) use bound::Bound;

pub use format::width;

use serde_json::{Map, Value};

use crate::openapi::{Keyword, Object, Shape};
use crate::schema::Schema;

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
    /// What it means, where it bounds values by itself.
    pub(crate) bound: Option<&'static Bound>,
    /// What its value is.
    shape: Shape,
}

/// The types of which a keyword says something.
type Of = &'static [&'static str];

const fn row(keyword: &'static str, shape: Shape, of: Of, role: Role, done: Done) -> Row {
    Row {
        keyword,
        value: None,
        of,
        role,
        done,
        bound: None,
        shape,
    }
}

/// A keyword that bounds values.
const fn bound(keyword: &'static str, shape: Shape, of: Of, bound: &'static Bound) -> Row {
    Row {
        bound: Some(bound),
        ..row(keyword, shape, of, Bounding, Enforced)
    }
}

const fn format(value: &'static str, of: Of, done: Done) -> Row {
    Row {
        value: Some(value),
        done,
        ..bound("format", Shape::Text, of, &format::FORMAT)
    }
}

/// A form that texts are held to.
const fn form(value: &'static str) -> Row {
    Row {
        value: Some(value),
        ..bound("format", Shape::Text, STRING, &format::FORM)
    }
}

/// The types of OpenAPI.
pub(crate) const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "object", "array"];

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
/// are of one keyword, the first that fits value and type counts. People are told of bounds in this order.
#[rustfmt::skip] // A row a line.
pub static KEYWORDS: &[Row] = &[
    row("title", Shape::Text, ANY, Note, Published),
    bound("minLength", Shape::Count, STRING, &counts::MIN_LENGTH),
    bound("maxLength", Shape::Count, STRING, &counts::MAX_LENGTH),
    bound("minimum", Shape::Number, NUMBERS, &range::MINIMUM),
    bound("exclusiveMinimum", Shape::Bool, NUMBERS, &range::EXCLUSIVE_MINIMUM),
    bound("maximum", Shape::Number, NUMBERS, &range::MAXIMUM),
    bound("exclusiveMaximum", Shape::Bool, NUMBERS, &range::EXCLUSIVE_MAXIMUM),
    bound("multipleOf", Shape::Number, NUMBERS, &step::MULTIPLE_OF),
    bound("minItems", Shape::Count, ARRAY, &counts::MIN_ITEMS),
    bound("maxItems", Shape::Count, ARRAY, &counts::MAX_ITEMS),
    bound("minProperties", Shape::Count, OBJECT, &counts::MIN_PROPERTIES),
    bound("maxProperties", Shape::Count, OBJECT, &counts::MAX_PROPERTIES),
    bound("uniqueItems", Shape::Bool, ARRAY, &unique::UNIQUE_ITEMS),
    bound("pattern", Shape::Text, STRING, &pattern::PATTERN),
    row("required", Shape::List(&Shape::Text), OBJECT, Bounding, Enforced),
    row("enum", Shape::Values, &["string", "integer", "number", "boolean"], Type, Enforced),
    row("type", Shape::Text, ANY, Type, Enforced),
    row("allOf", SCHEMAS, OBJECT, Type, Enforced),
    row("oneOf", SCHEMAS, ANY, Type, Enforced),
    row("anyOf", SCHEMAS, ANY, Type, Enforced),
    row("not", SCHEMA, ANY, Bounding, Refused("say what the value is")),
    row("items", SCHEMA, ARRAY, Type, Enforced),
    row("properties", Shape::Map(&SCHEMA), OBJECT, Type, Enforced),
    row("additionalProperties", Shape::BoolOr(&SCHEMA), OBJECT, Type, Enforced),
    row("description", Shape::Text, ANY, Note, Published),
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
    form("byte"),
    form("date"),
    form("date-time"),
    form("decimal"),
    form("int64"),
    form("uuid"),
    // OpenAPI leaves it open what a format is, so that one of any name is one.
    Row { value: None, ..format("", ANY, AS_TEXT) },
    row("default", Shape::Opaque, ANY, Note, Published),
    row("nullable", Shape::Bool, ANY, Note, Enforced),
    row("discriminator", Shape::Object(Object::Discriminator), ANY, Note, Enforced),
    // No member of what requests carry, and refused there as unknown.
    row("readOnly", Shape::Bool, ANY, Note, Enforced),
    // No member of answers; what requests carry has it like any other.
    row("writeOnly", Shape::Bool, ANY, Note, Published),
    row("xml", Shape::Object(Object::Xml), ANY, Note, Published),
    row("externalDocs", Shape::Object(Object::ExternalDocs), ANY, Note, Published),
    row("example", Shape::Opaque, ANY, Note, Published),
    row("deprecated", Shape::Bool, ANY, Note, Published),
    row("x-expansionResources", Shape::Object(Object::Expansion), ANY, Note, Published),
    // What answers may say besides; a request may say anything.
    row("x-extensible-enum", Shape::List(&Shape::Text), STRING, Note, Published),
    row("x-rust-name", Shape::Text, ANY, Note, Published),
    row("x-rust-names", Shape::Map(&Shape::Text), ANY, Note, Published),
    row("x-unit", Shape::Opaque, ANY, Note, Published),
];

const SCHEMA: Shape = Shape::Object(Object::Schema);
const SCHEMAS: Shape = Shape::List(&SCHEMA);

/// How many keywords there are, where several rows may be of one.
const COUNT: usize = {
    let (mut row, mut count) = (0, 0);
    while row < KEYWORDS.len() {
        count += KEYWORDS[row].value.is_none() as usize;
        row += 1;
    }
    count
};

/// The first rows of each keyword that are of any value.
static PLAIN: [&Row; COUNT] = {
    let mut plain = [&KEYWORDS[0]; COUNT];
    let (mut row, mut at) = (0, 0);
    while row < KEYWORDS.len() {
        if KEYWORDS[row].value.is_none() {
            plain[at] = &KEYWORDS[row];
            at += 1;
        }
        row += 1;
    }
    plain
};

/// The members of a Schema Object, for the grammar of documents.
pub(crate) const GRAMMAR: [Keyword; COUNT] = {
    let mut members = [Keyword {
        name: "",
        shape: Shape::Opaque,
        required: false,
    }; COUNT];
    let mut at = 0;
    while at < COUNT {
        (members[at].name, members[at].shape) = (PLAIN[at].keyword, PLAIN[at].shape);
        at += 1;
    }
    members
};

/// The keywords that bound values by themselves, in the order of the table.
pub(crate) fn bounds() -> impl Iterator<Item = (&'static str, &'static Bound)> {
    PLAIN
        .iter()
        .filter_map(|row| Some((row.keyword, row.bound?)))
}

/// Says in JSON Schema what a schema's keywords hold values to, in place of what OpenAPI 3.0 says of it; extensions stay.
pub(crate) fn in_json_schema(schema: &Schema, said: &mut Map<String, Value>) {
    let stated = bounds().filter_map(|(keyword, bound)| Some((bound, schema.get(keyword)?)));
    let other: Vec<_> = stated
        .filter_map(|(bound, stated)| match bound.words {
            Words::Other(say) => Some((say, stated)),
            Words::Same | Words::Elsewhere => None,
        })
        .collect();
    for (_, stated) in &other {
        if !stated.keyword.starts_with("x-") {
            said.remove(&stated.keyword);
        }
    }
    for (say, stated) in other {
        say(schema, stated, said);
    }
}

/// What bounds the values of a schema, in the words of JSON Schema.
pub(crate) fn said(schema: &Schema) -> Map<String, Value> {
    let mut made = Map::new();
    for (keyword, bound) in bounds() {
        if let (Words::Same, Some(stated)) = (bound.words, schema.get(keyword)) {
            made.insert(keyword.to_owned(), stated.value.clone());
        }
    }
    in_json_schema(schema, &mut made);
    made
}

/// The same for people, a phrase for each bound; `format` is what it is in the document.
pub(crate) fn told(schema: &Schema) -> Vec<String> {
    let mut said = said(schema);
    if let Some(format) = schema.get("format") {
        said.insert("format".to_owned(), format.value.clone());
    }
    let told = bounds().filter_map(|(keyword, bound)| (bound.told)(said.get(keyword)?));
    told.collect()
}

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
        PLAIN
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
