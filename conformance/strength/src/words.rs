//! The situations that a value can be in, by name. An obligation's id has these words, so they are as stable as ids are.

/// What situation an element is in.
pub(crate) type Situation = std::borrow::Cow<'static, str>;

macro_rules! words {
    ($($name:ident = $word:literal: $doc:literal;)*) => {
        $(#[doc = $doc] pub(crate) const $name: Situation = Situation::Borrowed($word);)*
    };
}

words! {
    PRESENT = "present": "It has a value, whichever.";
    ABSENT = "absent": "It is not there, as it may be.";
    MISSING = "missing": "It is not there, though it must be.";
    NULL = "null": "It is null, as it may be.";
    NULL_REFUSED = "null-refused": "It is null, which it can't be.";
    NULL_FOLDED = "null-folded": "It is null, which is read as absent.";
    CLEARED = "cleared": "An empty text unsets it.";
    EMPTY = "empty": "It is an empty text, which means nothing special.";
    EMPTY_REFUSED = "empty-refused": "It is an empty text, though it can't be unset.";
    WRONG_TYPE = "wrong-type": "It is of another type.";
    TWO_VALUES = "two-values": "It is given twice with different values.";
    UNKNOWN_VALUE_KEPT = "unknown-value-kept": "It has a value from tomorrow, which is kept.";
    UNKNOWN_VALUE_REFUSED = "unknown-value-refused": "It has a value outside the list.";
    WRONG_CONSTANT = "wrong-constant": "It is another text than the only one.";
    RESERVED = "reserved-characters": "Its text has what separates and escapes.";
    NON_ASCII = "non-ascii": "Its text has characters of several bytes.";
    MIN_LENGTH = "min-length": "It is as short as it may be.";
    MAX_LENGTH = "max-length": "It is as long as it may be.";
    BELOW_MIN_LENGTH = "below-min-length": "It is one character too short.";
    ABOVE_MAX_LENGTH = "above-max-length": "It is one character too long.";
    MINIMUM = "minimum": "It is the least number that it may be.";
    MAXIMUM = "maximum": "It is the greatest number that it may be.";
    BELOW_MINIMUM = "below-minimum": "It is one below the least.";
    ABOVE_MAXIMUM = "above-maximum": "It is one above the greatest.";
    MIN_ITEMS = "min-items": "It has as few items as it may.";
    MAX_ITEMS = "max-items": "It has as many items as it may.";
    BELOW_MIN_ITEMS = "below-min-items": "It has one item too few.";
    ABOVE_MAX_ITEMS = "above-max-items": "It has one item too many.";
    NO_MULTIPLE = "no-multiple": "It is no multiple of what it must be one of.";
    NO_MATCH = "pattern-not-matched": "It does not match its pattern.";
    NO_FORMAT = "not-of-format": "It is no text of its format.";
    TWICE = "item-twice": "It has an item twice.";
    FEWEST = "min-members": "It has as few members as it may.";
    MOST = "max-members": "It has as many members as it may.";
    TOO_FEW = "below-min-members": "It has a member too few.";
    TOO_MANY = "above-max-members": "It has a member too many.";
    AT_MINIMUM = "at-exclusive-minimum": "It is a number at a least bound that is outside itself.";
    AT_MAXIMUM = "at-exclusive-maximum": "The same for the greatest.";
    READ_ONLY = "read-only-given": "It is only in what is answered, and given all the same.";
    NO_ENTRIES = "0-entries": "It has no entries.";
    ONE_ENTRY = "1-entry": "It has one entry.";
    TWO_ENTRIES = "2-entries": "It has two entries.";
    TRUE = "true": "It is true.";
    FALSE = "false": "It is false.";
    LEAST = "least-integer": "It is the least number of 64 bits.";
    GREATEST = "greatest-integer": "It is the greatest number of 64 bits.";
    ABOVE_FLOAT = "integer-above-2-to-53": "It is a number that a float would round.";
    TOO_GREAT = "integer-too-great": "It is greater than 64 bits hold.";
    TOO_SMALL = "integer-too-small": "It is less than 64 bits hold.";
    WHOLE = "whole": "It is a number without a fraction.";
    FRACTION = "fraction": "It is a number with a fraction.";
    AS_ID = "as-id": "It is the id.";
    AS_OBJECT = "as-object": "It is the object that the id stands for.";
    UNKNOWN_IGNORED = "unknown-member-ignored": "A member that nobody knows is there and is not given.";
    UNKNOWN_KEPT = "unknown-member-kept": "A member that nobody knows is there and is kept.";
    UNKNOWN_REFUSED = "unknown-member-refused": "A member that nobody knows is there, which is refused.";
    UNKNOWN_PARAMETER = "unknown-parameter": "A parameter that nobody knows is there.";
    DOTS = "dot-segment": "It is `.` or `..`, which would lead to another path.";
    NOT_JSON = "not-json": "It is no JSON.";
    UNDOCUMENTED_SUCCESS = "undocumented-success-kept": "A success that the document doesn't describe.";
    ANOTHER_SUCCESS = "another-success": "A success of another number, where any will do.";
    UNDOCUMENTED_FAILURE = "undocumented-failure-kept": "A failure, where the document describes none.";
    WRONG_METHOD = "wrong-method": "The method is another one.";
    WRONG_PATH = "wrong-path": "The path is another one.";
    WRONG_MEDIA = "wrong-media-type": "The body says that it is of another media type.";
    UNEXPECTED = "unexpected": "A body is there, though the operation takes none.";
    BASIC = "basic": "HTTP Basic proves who calls.";
    BEARER = "bearer": "A bearer token proves who calls.";
    NONE = "none": "Nothing proves who calls.";
    UNREADABLE = "unreadable": "Something that can't be read shall prove who calls.";
    MADE_UP = "made-up": "It was made up by the client.";
    LEFT_OUT = "left-out": "It is left out, though it was given.";
    REPEATED = "repeated-in-the-answer": "The answer repeats it.";
}

/// It is one of the documented values.
pub(crate) fn value(value: &str) -> Situation {
    format!("value:{value}").into()
}

/// Both parameters are there, which exclude one another.
pub(crate) fn both(one: &str, other: &str) -> Situation {
    format!("both:{one}+{other}").into()
}

/// It is of that branch of a union.
pub(crate) fn branch(label: &str) -> Situation {
    format!("as:{label}").into()
}

/// It is that number.
pub(crate) fn number(number: u16) -> Situation {
    number.to_string().into()
}
