//! Constant descriptions of parameters, and the typed decoding that follows them.
//!
//! A form is text all the way down: only the document says that `amount` is an integer, or that `metadata[0]` is a
//! key and `expand[0]` an index. Generated code states it as statics of [`Shape`] and [`Field`]; [`decode_form`]
//! makes JSON of a form by them, [`check_json`] holds a JSON body to them. Both say what is wrong in the service's
//! own words, as a [`Refusal`].

mod check;
mod decimal;
mod form;
mod format;
mod list;
mod name;
#[cfg(feature = "server")]
mod packed;
#[cfg(feature = "pattern")]
mod pattern;
mod refusal;
#[cfg(feature = "server")]
mod repeated;
mod rule;
mod scalar;
#[cfg(test)]
mod tests;
mod union;

#[cfg(feature = "server")]
pub(crate) use form::{decode_query, missing};
pub(crate) use name::cut;
#[cfg(feature = "server")]
pub(crate) use packed::{Medium, Unreadable, decode_one, respell};
#[cfg(feature = "server")]
pub(crate) use repeated::refuse_repeated;
#[cfg(feature = "server")]
pub(crate) use rule::hold_whole;

pub use check::check_json;
pub use decimal::Decimal;
pub use form::decode_form;
pub use format::Format;
#[cfg(feature = "pattern")]
pub use pattern::Pattern;
pub use refusal::Refusal;
pub use rule::{Rule, canonical};

pub use crate::number::whole;
use crate::unions::Tag;

/// The largest index that a list accepts (`expand[999]`), so that one pair cannot ask for a huge list.
pub const MAX_INDEX: usize = 999;

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Anything: text and structures pass as they are.
    Any,
    /// A text. `min` and `max` bound its length in characters.
    String {
        /// The least number of characters.
        min: Option<usize>,
        /// The greatest number of characters.
        max: Option<usize>,
        /// The texts allowed; none listed means free text.
        values: &'static [&'static str],
    },
    /// A whole number of 64 bits. In a form: an optional `-` and decimal digits.
    Integer {
        /// The least value.
        min: Option<i64>,
        /// The greatest value.
        max: Option<i64>,
    },
    /// Any number, in JSON's notation.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list. In a form: `x[]=a&x[]=b` or `x[0]=a&x[1]=b`, not both.
    Array {
        /// What each item must be.
        items: &'static Shape,
        /// The least number of items.
        min: Option<usize>,
        /// The greatest number of items.
        max: Option<usize>,
    },
    /// An object with free keys.
    Map {
        /// What each value must be.
        values: &'static Shape,
    },
    /// An object with known members.
    Object {
        /// The known members.
        fields: &'static [Field],
        /// What other members must be; `None` where there are none.
        rest: Option<&'static Shape>,
    },
    /// The inner shape, or the empty string, which unsets.
    OrEmpty(&'static Shape),
    /// The inner shape, or null. A form has no null.
    OrNull(&'static Shape),
    /// The inner shape, held to more than its type says.
    Held(&'static Shape, &'static [Rule<'static>]),
    /// Nothing: a name that an object would take, and that no request may have.
    Never,
    /// One of these: the one that type, constants and required members leave, or else the first that accepts.
    Union {
        /// What its type is called; nothing where that type tells its branches apart by itself.
        name: &'static str,
        /// What it can be.
        cases: &'static [Case],
    },
    /// A parameter whose value is one text, or is spread over several parameters.
    Packed {
        /// How.
        packing: Packing,
        /// What the value must be.
        of: &'static Shape,
    },
}

/// One of the shapes of a union.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The constants that it is known by, those that only a discriminator says with them.
    pub tags: &'static [Tag],
    /// What the value must be.
    pub shape: &'static Shape,
}

impl Case {
    /// A case that is known by its shape.
    pub const fn of(shape: &'static Shape) -> Self {
        Self { tags: &[], shape }
    }

    /// With the constants that it is known by.
    #[must_use]
    pub const fn tags(mut self, tags: &'static [Tag]) -> Self {
        self.tags = tags;
        self
    }
}

/// How a list or object of plain values is written without brackets. A plain value stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// `a,b`, or keys and values by turns: `k,v,l,w`.
    Commas,
    /// The same with spaces between, which travel as `%20` or `+`.
    Spaces,
    /// The same with `|` between, which may travel as `%7C`.
    Pipes,
    /// An object as `k=v,l=w`.
    Pairs,
    /// An object each of whose members is a parameter of the query, by its own name.
    Members,
    /// JSON, of any shape.
    Json,
}

/// One member of an object, or one parameter.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The name on the wire, without brackets.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether JSON `null` will do. A form has no null.
    pub nullable: bool,
    /// What its value must be.
    pub shape: &'static Shape,
}

/// How a query parameter travels when its value is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStyle {
    /// The name repeated: `x=a&x=b`.
    Form,
    /// In brackets, as in a form body: `x[]=a&x[]=b`, `x[k]=v`.
    DeepObject,
}
