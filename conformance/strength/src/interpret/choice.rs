//! Reading one of some texts, as derived enums do.

use std::fmt;

use super::typed::Typed;
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
