//! The situations by name. An obligation's id has these words, so they are as stable as ids are.

/// What situation an element is in.
pub(super) type Situation = std::borrow::Cow<'static, str>;

macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal;)*) => {
        $($(#[doc = $doc])* pub(super) const $name: Situation = Situation::Borrowed($word);)*
    };
}

words! {
    /// It has a value, whichever.
    PRESENT = "present";
    /// It is not there, as it may be.
    ABSENT = "absent";
    /// It is not there, though it must be.
    MISSING = "missing";
    /// It is null, as it may be.
    NULL = "null";
    /// It is null, which it can't be.
    NULL_REFUSED = "null-refused";
    /// It is null, which is read as absent.
    NULL_FOLDED = "null-folded";
    /// An empty text unsets it.
    CLEARED = "cleared";
    /// It is an empty text, which means nothing special.
    EMPTY = "empty";
    /// It is an empty text, though it can't be unset.
    EMPTY_REFUSED = "empty-refused";
    /// It is of another type.
    WRONG_TYPE = "wrong-type";
    /// It is given twice with different values.
    TWO_VALUES = "two-values";
    /// It has a value from tomorrow, which is kept.
    UNKNOWN_VALUE_KEPT = "unknown-value-kept";
    /// It has a value outside the list.
    UNKNOWN_VALUE_REFUSED = "unknown-value-refused";
    /// It is another text than the only one.
    WRONG_CONSTANT = "wrong-constant";
    /// Its text has what separates and escapes.
    RESERVED = "reserved-characters";
    /// Its text has characters of several bytes.
    NON_ASCII = "non-ascii";
    /// It is as short as it may be.
    MIN_LENGTH = "min-length";
    /// It is as long as it may be.
    MAX_LENGTH = "max-length";
    /// It is one character too short.
    BELOW_MIN_LENGTH = "below-min-length";
    /// It is one character too long.
    ABOVE_MAX_LENGTH = "above-max-length";
    /// It is the least number that it may be.
    MINIMUM = "minimum";
    /// It is the greatest number that it may be.
    MAXIMUM = "maximum";
    /// It is one below the least.
    BELOW_MINIMUM = "below-minimum";
    /// It is one above the greatest.
    ABOVE_MAXIMUM = "above-maximum";
    /// It has as few items as it may.
    MIN_ITEMS = "min-items";
    /// It has as many items as it may.
    MAX_ITEMS = "max-items";
    /// It has one item too few.
    BELOW_MIN_ITEMS = "below-min-items";
    /// It has one item too many.
    ABOVE_MAX_ITEMS = "above-max-items";
    /// It is only in what is answered, and given all the same.
    READ_ONLY = "read-only-given";
    /// It has no entries.
    NO_ENTRIES = "0-entries";
    /// It has one entry.
    ONE_ENTRY = "1-entry";
    /// It has two entries.
    TWO_ENTRIES = "2-entries";
    /// It is true.
    TRUE = "true";
    /// It is false.
    FALSE = "false";
    /// It is the least number of 64 bits.
    LEAST = "least-integer";
    /// It is the greatest number of 64 bits.
    GREATEST = "greatest-integer";
    /// It is a number that a float would round.
    ABOVE_FLOAT = "integer-above-2-to-53";
    /// It is greater than 64 bits hold.
    TOO_GREAT = "integer-too-great";
    /// It is less than 64 bits hold.
    TOO_SMALL = "integer-too-small";
    /// It is a number without a fraction.
    WHOLE = "whole";
    /// It is a number with a fraction.
    FRACTION = "fraction";
    /// It is the id.
    AS_ID = "as-id";
    /// It is the object that the id stands for.
    AS_OBJECT = "as-object";
    /// A member that nobody knows is there and is not given.
    UNKNOWN_IGNORED = "unknown-member-ignored";
    /// A member that nobody knows is there and is kept.
    UNKNOWN_KEPT = "unknown-member-kept";
    /// A member that nobody knows is there, which is refused.
    UNKNOWN_REFUSED = "unknown-member-refused";
    /// A parameter that nobody knows is there.
    UNKNOWN_PARAMETER = "unknown-parameter";
    /// It is `.` or `..`, which would lead to another path.
    DOTS = "dot-segment";
    /// It is no JSON.
    NOT_JSON = "not-json";
    /// A success that the document doesn't describe.
    UNDOCUMENTED_SUCCESS = "undocumented-success-kept";
    /// A success of another number, where any will do.
    ANOTHER_SUCCESS = "another-success";
    /// A failure, where the document describes none.
    UNDOCUMENTED_FAILURE = "undocumented-failure-kept";
    /// The method is another one.
    WRONG_METHOD = "wrong-method";
    /// The path is another one.
    WRONG_PATH = "wrong-path";
    /// The body says that it is of another media type.
    WRONG_MEDIA = "wrong-media-type";
    /// A body is there, though the operation takes none.
    UNEXPECTED = "unexpected";
    /// HTTP Basic proves who calls.
    BASIC = "basic";
    /// A bearer token proves who calls.
    BEARER = "bearer";
    /// Nothing proves who calls.
    NONE = "none";
    /// Something that can't be read shall prove who calls.
    UNREADABLE = "unreadable";
    /// It was made up by the client.
    MADE_UP = "made-up";
    /// It is left out, though it was given.
    LEFT_OUT = "left-out";
    /// The answer repeats it.
    REPEATED = "repeated-in-the-answer";
}

/// It is one of the documented values.
pub(super) fn value(value: &str) -> Situation {
    format!("value:{value}").into()
}

/// Both parameters are there, which exclude one another.
pub(super) fn both(one: &str, other: &str) -> Situation {
    format!("both:{one}+{other}").into()
}

/// It is of that branch of a union.
pub(super) fn branch(label: &str) -> Situation {
    format!("as:{label}").into()
}

/// It is that number.
pub(super) fn number(number: u16) -> Situation {
    number.to_string().into()
}
