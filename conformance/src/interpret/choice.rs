//! Reading one of some texts, and one of some types, as derived enums do.

use std::fmt;
use std::sync::Arc;

use super::buffer::Buffer;
use super::read::As;
use super::typed::Typed;
use super::types::Types;
use reversals_codegen::ir::Type;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, VariantAccess, Visitor,
};

/// Reads one of some texts.
pub(super) fn one_of<'de, D: Deserializer<'de>>(
    values: &'static [&'static str],
    from: D,
) -> Result<Typed, D::Error> {
    from.deserialize_enum("", values, Values(values))
}

/// Reads one of some whole numbers.
pub(super) fn whole<'de, D: Deserializer<'de>>(values: &[i64], from: D) -> Result<Typed, D::Error> {
    let number = i64::deserialize(from)?;
    if values.contains(&number) {
        return Ok(Typed::Integer(number));
    }
    Err(D::Error::custom(format_args!("unknown value {number}")))
}

/// Reads a value of the first type that takes it. A refusal names none of them.
pub(super) fn union<'de, D: Deserializer<'de>>(
    types: &Arc<Types>,
    name: &str,
    branches: &[Type],
    from: D,
) -> Result<Typed, D::Error> {
    // One branch is no choice: it is a type that holds the other, and refuses as that does.
    if let [ty] = branches {
        return As { types, ty }.deserialize(from);
    }
    let value = Buffer::deserialize(from)?;
    let read = |ty| As { types, ty }.deserialize(value.read::<D::Error>()).ok();
    branches.iter().find_map(read).ok_or_else(|| {
        D::Error::custom(format_args!(
            "data did not match any variant of untagged enum {name}"
        ))
    })
}

#[derive(Clone, Copy)]
struct Values(&'static [&'static str]);

impl<'de> Visitor<'de> for Values {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("enum")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<Typed, A::Error> {
        let (value, rest) = variant.variant_seed(self)?;
        rest.unit_variant()?;
        Ok(Typed::Text(value.to_owned()))
    }
}

impl<'de> DeserializeSeed<'de> for Values {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<&'static str, D::Error> {
        from.deserialize_identifier(Variant(self.0))
    }
}

struct Variant(&'static [&'static str]);

impl Visitor<'_> for Variant {
    type Value = &'static str;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("variant identifier")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<&'static str, E> {
        let known = self.0.iter().find(|value| **value == text);
        known
            .copied()
            .ok_or_else(|| E::unknown_variant(text, self.0))
    }
}
