//! What holds between a request and its answer, as data.

use std::collections::BTreeMap;
use std::path::Path;

use reversals_codegen::tree::Node;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::load::{Error, headed, location};

/// The file of laws in a folder of cases.
pub const FILE: &str = "laws.yaml";

/// A file of laws.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Laws {
    /// The number of the format: 1.
    pub format: u32,
    /// What a reader finds in the file.
    pub about: String,
    /// The laws.
    pub laws: Vec<Law>,
    /// What stays of objects from one answer to the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Lasting>,
}

/// What stays of an object, whichever answer shows it. A member is told by its JSON pointer, and counts by its id where it
/// is an object itself; what an answer leaves out is not compared.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lasting {
    /// What the object calls itself.
    pub object: String,
    /// Where that is known from.
    pub source: String,
    /// Members that never change once they are not null.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constant: Vec<String>,
    /// Values of members that never change again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub last: BTreeMap<String, Vec<Value>>,
    /// Whole numbers that never fall.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rising: Vec<String>,
}

/// One law.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// The name, unique in the file.
    pub id: String,
    /// What it says, in a sentence.
    pub says: String,
    /// Where that is known from.
    pub source: String,
    /// The operations that it binds, by operationId; every one where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// The objects that it binds wherever an answer shows them, by what they call themselves: the answer of its terms is
    /// each of these then. Where none is named, it is the whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<String>,
    /// The answers that it binds.
    #[serde(default)]
    pub answers: Answers,
    /// When it binds: all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Relation>,
    /// What must hold then.
    pub holds: Vec<Relation>,
    /// What a breach is.
    #[serde(default)]
    pub breach: Breach,
}

/// The answers that a law binds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// Those of a documented success.
    #[default]
    Success,
    /// Those that refuse.
    Refusal,
    /// All.
    All,
}

/// What the breach of a law is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// A failure: the document or an observation promises it.
    #[default]
    Failure,
    /// A note: nobody promises it.
    Note,
}

/// What holds between terms. Scalars are compared by their text, since a form has nothing else: `400` and `"400"` are
/// equal, and a JSON answer's own type is for its schema to judge.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Relation {
    /// Each value of the first is the second, and there is one unless the first is about each of a list.
    Equal(Term, Term),
    /// No value of the first is the second.
    Differ(Term, Term),
    /// Each value of the first is one of the list.
    OneOf(Term, Vec<Value>),
    /// Each value of the first is the id that the second is, or an object with that id.
    Names(Term, Term),
    /// Each value of the first is a text that has one of the others in it.
    Quotes(Term, Vec<Term>),
    /// There is a value, and none is null.
    There(Term),
    /// There is no value but null.
    Missing(Term),
    /// Each value of the first is a number of at most the second.
    AtMost(Term, Term),
    /// Each value of the first is a number of at least the second.
    AtLeast(Term, Term),
    /// Each value of the first matches the regular expression.
    Matches(Term, String),
    /// No value is above the one before it.
    Descending(Term),
    /// No value is there twice.
    Distinct(Term),
    /// The values are those of the list that the second is, in whatever order.
    SameItems(Term, Term),
    /// The map has each entry of the parameter, and none of those that are asked to be empty.
    Merged(Term, String),
    /// The map has the entries of the parameter that are not empty, and no others.
    Copied(Term, String),
    /// Each time of the first, in seconds, is within so many seconds of the second.
    Near(Term, Term, u64),
    /// Each value is text that is not empty, or a list or an object.
    Said(Term),
}

/// A value of an exchange, or several.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Term {
    /// A place in the answer: a JSON pointer in which `*` is each item.
    Answer(String),
    /// How many items there are at a place in the answer.
    Count(String),
    /// A parameter of query or body by name, with brackets: `amount`, `metadata[a]`; for a list each item.
    Asked(String),
    /// A parameter of the path by name.
    Path(String),
    /// A header of the request by lower-case name.
    Header(String),
    /// A header of the answer by lower-case name; `date` is in seconds.
    Answered(String),
    /// What a step before this one captured: its name, and a JSON pointer where it is a list or an object.
    Captured(String),
    /// The sum of all values of terms that are whole numbers; of none it is 0.
    Sum(Vec<Term>),
    /// A value.
    Value(Value),
    /// The status of the answer.
    Status,
    /// The path of the request, without its query.
    Address,
    /// Whether the key is one of live mode.
    Live,
}

/// Reads the laws of a folder of cases; none where it has no file of them.
///
/// Errors: a file that can't be read or isn't of the format, two laws of one name, a law without a claim.
pub fn load(cases: &Path) -> Result<Laws, Error> {
    let path = cases.join(FILE);
    if !path.exists() {
        return Ok(Laws::default());
    }
    let (laws, node): (Laws, _) = headed(&path)?;
    let places = node.get("laws").map(Node::items).unwrap_or_default();
    let mut names = std::collections::BTreeSet::new();
    for (law, place) in laws.laws.iter().zip(places) {
        let wrong = if !names.insert(&law.id) {
            "is there twice"
        } else if law.holds.is_empty() {
            "claims nothing"
        } else {
            continue;
        };
        return Err(Error::at(
            &location(place, &path),
            format!("the law `{}` {wrong}", law.id),
        ));
    }
    Ok(laws)
}

impl Relation {
    /// Whether it compares with the clock of the service.
    pub fn is_timed(&self) -> bool {
        matches!(self, Self::Near(..))
    }
}
