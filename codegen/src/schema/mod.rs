//! What each schema of a document means: read once, with references followed and `allOf` merged.
//!
//! [`Schemas`] is an arena. A schema of it says both what it comes down to (its [`Kind`], whether null is admitted,
//! what values are held to) and how the document writes it (which component it is or refers to, what stands beside,
//! of which parts `allOf` makes it), so that types and schemas of other languages can be made of the one or the other.
//! It is built of any document in which references don't run in circles, in time linear in it; what contradicts
//! itself is refused in building, everything else by `check`.

mod bounds;
mod build;
mod distribute;
mod find;
mod fits;
mod meet;
#[cfg(test)]
mod tests;
mod written;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Number, Value};

pub(crate) use bounds::{compare, decimal, order};
pub(crate) use build::build;
pub use reversals_runtime::shape::whole;

use crate::tree::Place;
use find::address;

/// A schema of one [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(u32);

/// The schemas of a document.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    all: Vec<Schema>,
    /// By the address of the node, which is that of the document the arena was built of.
    nodes: HashMap<usize, SchemaId>,
    components: BTreeMap<String, SchemaId>,
}

/// A schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where it is written; what only merging made is where the last of its parts is.
    pub place: Place,
    /// The name of the component schema that it is; none where it stands inside of something else.
    pub component: Option<String>,
    /// What kind of value it is.
    pub kind: Kind,
    /// Whether the document says the kind by `type`, so that it does not follow from other keywords.
    pub typed: bool,
    /// Whether null is admitted, be it by what it refers to or by a branch. What the schema itself says of it is
    /// among `stated`.
    pub nullable: bool,
    /// The values that `enum` lists, `null` among them where it does; of merged lists, what all of them have.
    pub values: Option<Vec<Listed>>,
    /// Every other keyword in the order of the document, extensions too: bounds (of a merged schema, its parts' also),
    /// texts, examples.
    pub stated: Vec<Stated>,
    /// What `allOf` makes it of, as written: the members, and last what stands beside them, where that says more than
    /// words. None where there is no `allOf`.
    pub parts: Vec<SchemaId>,
    /// What an expandable value expands to (`x-expansionResources`).
    pub expansions: Vec<SchemaId>,
}

/// What kind of value a schema describes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// What another schema describes: a `$ref`, or an `allOf` that adds nothing but words or null to one of its members.
    Reference(SchemaId),
    /// Any value.
    Any,
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A truth value.
    Boolean,
    /// An array, and what its elements are, where that is said.
    List(Option<SchemaId>),
    /// An object.
    Object(Object),
    /// One of several.
    Union(Union),
    /// What the schema says is refused.
    Broken,
}

/// An object, its `allOf` merged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The members by name.
    pub members: BTreeMap<String, Member>,
    /// The names of all that is required, in the order of the document, and part by part where parts are merged.
    pub required: Vec<String>,
    /// What is required without being among the members.
    pub undeclared: BTreeMap<String, Place>,
    /// What members of other names may be.
    pub rest: Rest,
}

impl Object {
    /// Whether a request is refused for a member that has no name here: where the document says so, and where it lists
    /// members and says nothing of others, since one that is unknown may be a misspelt amount.
    pub fn is_closed_in_requests(&self) -> bool {
        match self.rest {
            Rest::Closed => true,
            Rest::Unsaid => !self.members.is_empty(),
            Rest::Of(_) => false,
        }
    }
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// What it is; where several parts of `allOf` say so, what all of them say.
    pub schema: SchemaId,
    /// Whether it is always there.
    pub required: bool,
    /// Where its name is written.
    pub place: Place,
}

/// What members without a name of theirs may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// Nothing is said, so that there may be any.
    #[default]
    Unsaid,
    /// There are none (`additionalProperties: false`).
    Closed,
    /// They are of a schema; `additionalProperties: true` is one of any value.
    Of(SchemaId),
}

/// One of several schemas.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Whether the document says `oneOf`, not `anyOf`.
    pub one_of: bool,
    /// Where the branches are listed.
    pub place: Place,
    /// The branches in the order of the document. Unions among them are branches still; see [`Schemas::leaves`].
    pub branches: Vec<SchemaId>,
    /// The member whose value names the branch.
    pub discriminator: Option<Discriminator>,
}

/// The member that tells the branches of a union apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// The member.
    pub property: String,
    /// Its values and their schemas, as far as the document maps them; the name of any other value's component is the
    /// value.
    pub mapping: BTreeMap<String, SchemaId>,
}

/// A value that `enum` lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The value.
    pub value: Value,
    /// Where it is written.
    pub place: Place,
}

/// A keyword that says something of a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The keyword.
    pub keyword: String,
    /// Where the keyword is written.
    pub place: Place,
    /// Its value.
    pub value: Value,
    /// Where the value is written.
    pub value_place: Place,
}

/// A branch of a union that is no union itself, or a schema that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The branch as the union lists it: a reference, where it is one.
    pub listed: SchemaId,
    /// The schema that it comes down to.
    pub schema: SchemaId,
}

impl Schema {
    /// What the schema says under a keyword other than those that make its kind.
    pub fn get(&self, keyword: &str) -> Option<&Stated> {
        self.stated.iter().find(|stated| stated.keyword == keyword)
    }

    /// Whether null is admitted beside what it refers to or its branches admit: those say by themselves that it is.
    #[cfg(feature = "bindings")]
    pub(crate) fn adds_null(&self) -> bool {
        let merged = !self.parts.is_empty() && !matches!(self.kind, Kind::Reference(_));
        self.is_true("nullable") || (merged && self.nullable)
    }

    /// The text under a keyword.
    pub fn text(&self, keyword: &str) -> Option<&str> {
        self.get(keyword)?.value.as_str()
    }

    /// The texts that an answer is known to have though there may be others (`x-extensible-enum`). None
    /// where `enum` says which there are.
    pub fn known_texts(&self) -> impl Iterator<Item = &Value> {
        let open = self.kind == Kind::Text && self.values.is_none();
        let known = self.get("x-extensible-enum").filter(|_| open);
        known
            .and_then(|known| known.value.as_array())
            .into_iter()
            .flatten()
    }

    /// Whether a keyword holds `true`.
    pub fn is_true(&self, keyword: &str) -> bool {
        self.get(keyword)
            .is_some_and(|stated| stated.value == Value::Bool(true))
    }

    /// The count under a keyword, such as `minLength`.
    pub fn count(&self, keyword: &str) -> Option<u64> {
        self.get(keyword)?.value.as_u64()
    }

    /// The number under a keyword, such as `multipleOf`.
    pub fn number(&self, keyword: &str) -> Option<&Number> {
        match &self.get(keyword)?.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The least or greatest whole number (`minimum`, `maximum`); an exclusive bound is the next one inside. `None`
    /// where there is no bound, or none that is whole and within 64 bits with a sign.
    pub fn whole(&self, keyword: &str) -> Option<i64> {
        let bound = whole(self.number(keyword)?)?;
        let (exclusive, inwards) = match keyword {
            "minimum" => ("exclusiveMinimum", 1),
            _ => ("exclusiveMaximum", -1),
        };
        if self.is_true(exclusive) {
            bound.checked_add(inwards)
        } else {
            Some(bound)
        }
    }
}

impl Kind {
    /// The `type` of OpenAPI; none of a union, of any value and of what is refused.
    pub fn type_name(&self) -> Option<&'static str> {
        match self {
            Self::Text => Some("string"),
            Self::Integer => Some("integer"),
            Self::Number => Some("number"),
            Self::Boolean => Some("boolean"),
            Self::List(_) => Some("array"),
            Self::Object(_) => Some("object"),
            Self::Reference(_) | Self::Any | Self::Union(_) | Self::Broken => None,
        }
    }

    /// Whether it is a string, a number or a truth value.
    pub fn is_scalar(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::Integer | Self::Number | Self::Boolean
        )
    }

    /// The object, where it is one.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The union, where it is one.
    pub fn union(&self) -> Option<&Union> {
        match self {
            Self::Union(union) => Some(union),
            _ => None,
        }
    }
}
