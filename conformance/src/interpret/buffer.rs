//! Values that are read before it is known what they are to be: the buffer that serde keeps for untagged enums and
//! flattened members, which holds a member twice where it came twice.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{
    Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

/// Any value.
pub(super) enum Buffer {
    Null,
    Boolean(bool),
    Negative(i64),
    Positive(u64),
    Number(f64),
    Text(String),
    List(Vec<Buffer>),
    Members(Vec<(String, Buffer)>),
}

impl Buffer {
    /// The value to be read again, with errors of any kind.
    pub(super) fn read<E>(&self) -> Read<'_, E> {
        Read(self, PhantomData)
    }
}

/// A buffered value that is read.
pub(super) struct Read<'a, E>(&'a Buffer, PhantomData<E>);

impl<'de, E: Error> Deserializer<'de> for Read<'_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffer::Null => visitor.visit_unit(),
            Buffer::Boolean(value) => visitor.visit_bool(*value),
            Buffer::Negative(value) => visitor.visit_i64(*value),
            Buffer::Positive(value) => visitor.visit_u64(*value),
            Buffer::Number(value) => visitor.visit_f64(*value),
            Buffer::Text(text) => visitor.visit_str(text),
            Buffer::List(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(Buffer::read));
                let value = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(value)
            }
            Buffer::Members(members) => {
                let members = members.iter();
                let mut members = MapDeserializer::new(
                    members.map(|(name, value)| (name.as_str(), value.read())),
                );
                let value = visitor.visit_map(&mut members)?;
                members.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffer::Null => visitor.visit_unit(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        let unexpected = match self.0 {
            Buffer::Text(text) => return visitor.visit_enum(text.as_str().into_deserializer()),
            Buffer::Members(members) => {
                let [(name, value)] = members.as_slice() else {
                    let wanted = &"map with a single key";
                    return Err(E::invalid_value(Unexpected::Map, wanted));
                };
                let member = std::iter::once((name.as_str(), value.read()));
                return visitor
                    .visit_enum(MapAccessDeserializer::new(MapDeserializer::new(member)));
            }
            Buffer::Null => Unexpected::Unit,
            Buffer::Boolean(value) => Unexpected::Bool(*value),
            Buffer::Negative(value) => Unexpected::Signed(*value),
            Buffer::Positive(value) => Unexpected::Unsigned(*value),
            Buffer::Number(value) => Unexpected::Float(*value),
            Buffer::List(_) => Unexpected::Seq,
        };
        Err(E::invalid_type(unexpected, &"string or map"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl<E: Error> IntoDeserializer<'_, E> for Read<'_, E> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserialize<'de> for Buffer {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Buffer;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Buffer, E> {
        Ok(Buffer::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Buffer, E> {
        Ok(Buffer::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Buffer, E> {
        Ok(Buffer::Negative(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Buffer, E> {
        Ok(Buffer::Positive(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Buffer, E> {
        Ok(Buffer::Number(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Buffer, E> {
        Ok(Buffer::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Buffer, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Buffer::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Buffer, A::Error> {
        let mut list = Vec::new();
        while let Some(member) = members.next_entry()? {
            list.push(member);
        }
        Ok(Buffer::Members(list))
    }
}
