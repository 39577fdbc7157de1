//! What a keyword means that bounds values.

use std::cmp::Ordering;

use reversals_runtime::shape::Rule;
use serde_json::{Map, Value};

use super::{KEYWORDS, PLAIN};
use crate::schema::{Kind, Schema, Stated, compare};

/// A keyword that bounds values of some types: all that is said of it anywhere.
#[derive(Debug)]
pub(crate) struct Bound {
    /// Whether a value of a schema that has the keyword is within it; values of other types are.
    pub(crate) holds: fn(&Schema, &Value) -> bool,
    /// What two of it say together; none where no keyword says it.
    pub(crate) together: fn(&Value, &Value) -> Option<Value>,
    /// What a server holds values to beside their type, by what the keyword says: JSON, or a text without its quotes.
    pub(crate) rule: Option<fn(&str) -> Option<Rule<'_>>>,
    /// How JSON Schema says it.
    pub(crate) words: Words,
    /// How people are told, with code between backticks; none where another keyword tells it.
    pub(crate) told: fn(&Value) -> Option<String>,
}

/// How JSON Schema says what a keyword says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Words {
    /// With the same word.
    Same,
    /// In words that are made where they are needed.
    Elsewhere,
    /// In words of its own, which are added to what is said so far.
    Other(fn(&Schema, &Stated, &mut Map<String, Value>)),
}

impl Bound {
    /// The bound that a keyword is.
    pub(crate) fn of(keyword: &str) -> Option<&'static Bound> {
        let row = PLAIN.iter().find(|row| row.keyword == keyword)?;
        row.bound
    }

    /// Whether a keyword says something of a kind of value in particular.
    pub(crate) fn is_of(keyword: &str, kind: &Kind) -> bool {
        match kind.type_name() {
            Some(of) => {
                let mut rows = KEYWORDS.iter();
                rows.any(|row| row.keyword == keyword && row.of.contains(&of))
            }
            None => true,
        }
    }
}

/// The greater of two.
pub(super) fn greater(a: &Value, b: &Value) -> Value {
    let first = compare(a, b) == Some(Ordering::Greater);
    if first { a } else { b }.clone()
}

/// The smaller of two.
pub(super) fn smaller(a: &Value, b: &Value) -> Value {
    let first = compare(a, b) == Some(Ordering::Less);
    if first { a } else { b }.clone()
}

/// Whether one of two is true.
pub(super) fn either(a: &Value, b: &Value) -> Value {
    Value::Bool(a == true || b == true)
}

/// What both say, where they say the same.
pub(super) fn same(a: &Value, b: &Value) -> Option<Value> {
    (a == b).then(|| b.clone())
}
