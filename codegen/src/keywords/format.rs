//! `format`: how wide an integer is, and forms of texts. JSON Schema's words for them are in `emit/schema/formats.rs`.

use reversals_runtime::shape::Rule;
use serde_json::Value;

use super::Bound;
use super::bound::{Words, same};
use crate::ir::TextFormat;
use crate::schema::{Kind, whole};

/// Of numbers, whose type has it in it, and of texts that are held to none.
pub(super) static FORMAT: Bound = Bound {
    holds: |schema, value| {
        let format = schema.text("format").unwrap_or_default();
        match (&schema.kind, value) {
            (Kind::Text, Value::String(text)) => {
                TextFormat::named(format).is_none_or(|named| named.runtime().admits(text))
            }
            (Kind::Integer, Value::Number(number)) => width(format).is_none_or(|(least, most)| {
                whole(number).is_none_or(|number| number >= least && number <= most)
            }),
            _ => true,
        }
    },
    together: same,
    rule: None,
    words: Words::Elsewhere,
    told: |format| {
        let told = match format.as_str()? {
            "byte" => "base64 with padding",
            "date" => "a day such as `2024-02-29`",
            "date-time" => "a time with its offset, such as `2024-02-29T08:30:00Z`",
            "decimal" => "a decimal number such as `-12.50`",
            "uuid" => "a UUID",
            "uint8" => "a whole number of 8 bits without a sign",
            "uint16" => "a whole number of 16 bits without a sign",
            "uint32" => "a whole number of 32 bits without a sign",
            "int8" => "a whole number of 8 bits",
            "int16" => "a whole number of 16 bits",
            "int32" => "a whole number of 32 bits",
            "int64" => "a whole number of 64 bits",
            _ => return None,
        };
        Some(told.to_owned())
    },
};

/// Of texts.
pub(super) static FORM: Bound = Bound {
    rule: Some(|format| TextFormat::named(format).map(|format| Rule::Format(format.runtime()))),
    ..FORMAT
};

/// The least and the greatest integer of a `format` that says how wide it is, within the 64 bits with a sign that a
/// number has here; `None` for any other format.
pub fn width(format: &str) -> Option<(i64, i64)> {
    Some(match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" | "int128" => (i64::MIN, i64::MAX),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint" | "uint64" | "uint128" => (0, i64::MAX),
        _ => return None,
    })
}
