//! Reading from a value in memory that knows where in the whole it is.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};

use super::came::{HERE, TEXT, hand_over, take_back};

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Name(Box<str>),
    Index(usize),
}

/// A value, and the way to it from the one that is being read.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'v, 'w> {
    value: &'v Value,
    way: Option<&'w Way<'w>>,
}

/// The last step, and those before it.
struct Way<'w> {
    before: Option<&'w Way<'w>>,
    step: On<'w>,
}

#[derive(Clone, Copy)]
enum On<'w> {
    Name(&'w str),
    Index(usize),
}

impl<'v> Placed<'v, '_> {
    /// The value that is being read, or one that is of no other.
    pub(crate) fn new(value: &'v Value) -> Self {
        Self { value, way: None }
    }
}

impl Way<'_> {
    fn write(&self, steps: &mut Vec<Step>) {
        if let Some(before) = self.before {
            before.write(steps);
        }
        steps.push(match self.step {
            On::Name(name) => Step::Name(name.into()),
            On::Index(index) => Step::Index(index),
        });
    }
}

impl<'de> Deserializer<'de> for Placed<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(whole), _) => visitor.visit_u64(whole),
                (None, Some(whole)) => visitor.visit_i64(whole),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => visitor.visit_seq(Items {
                items: items.iter().enumerate(),
                way: self.way,
            }),
            Value::Object(members) => visitor.visit_map(Members::new(members, self.way)),
        }
    }

    /// Of an object only: `Strict` asks for a map where a type is a struct.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(_) => self.deserialize_any(visitor),
            other => Err(Error::invalid_type(unexpected(other), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        let write = |steps: &mut Vec<Step>| {
            if let Some(way) = self.way {
                way.write(steps);
            }
        };
        if [TEXT, HERE].contains(&name) && hand_over(self.value, write) {
            let read = visitor.visit_unit();
            take_back();
            return read;
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct struct enum identifier
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(truth) => Unexpected::Bool(*truth),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => Unexpected::Unsigned(whole),
            (None, Some(whole)) => Unexpected::Signed(whole),
            (None, None) => Unexpected::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

struct Items<'v, 'w> {
    items: std::iter::Enumerate<std::slice::Iter<'v, Value>>,
    way: Option<&'w Way<'w>>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((index, value)) = self.items.next() else {
            return Ok(None);
        };
        let way = Way {
            before: self.way,
            step: On::Index(index),
        };
        let way = Some(&way);
        seed.deserialize(Placed { value, way }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Members<'v, 'w> {
    rest: serde_json::map::Iter<'v>,
    next: Option<(&'v String, &'v Value)>,
    way: Option<&'w Way<'w>>,
}

impl<'v, 'w> Members<'v, 'w> {
    fn new(members: &'v Map<String, Value>, way: Option<&'w Way<'w>>) -> Self {
        Self {
            rest: members.iter(),
            next: None,
            way,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.next = self.rest.next();
        let name = self
            .next
            .map(|(name, _)| BorrowedStrDeserializer::new(name));
        name.map(|name| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((name, value)) = self.next.take() else {
            return Err(Error::custom("a value was asked for before its name"));
        };
        let way = Way {
            before: self.way,
            step: On::Name(name),
        };
        let way = Some(&way);
        seed.deserialize(Placed { value, way })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
