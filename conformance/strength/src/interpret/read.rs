//! Reading a value by its type, in the steps that serde derives for the generated type.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use reversals_codegen::ir::Type;
use reversals_runtime::OrEmpty;
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use super::choice;
use super::slot::{INNER, Scope, Slot};
use super::typed::Typed;
use super::types::{Def, Record, Types};
use super::unions;

/// Reads a value of a type.
#[derive(Clone, Copy)]
pub(super) struct As<'a> {
    pub(super) types: &'a Arc<Types>,
    pub(super) ty: &'a Type,
}

impl<'a> As<'a> {
    fn of(self, ty: &'a Type) -> Self {
        Self {
            types: self.types,
            ty,
        }
    }

    fn named<'de, D: Deserializer<'de>>(self, name: &str, from: D) -> Result<Typed, D::Error> {
        match self.types.get(name) {
            Some(Def::Record(record)) => record.read(self.types, from),
            Some(Def::Choice(values)) => choice::one_of(values, from),
            Some(Def::Whole(values)) => choice::whole(values, from),
            Some(Def::Union(branches, open)) => {
                unions::read(self.types, name, branches, *open, from)
            }
            Some(Def::Map(values)) => from.deserialize_map(Entries(self.of(values))),
            None => Err(D::Error::custom(format_args!(
                "the model has no type `{name}`"
            ))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for As<'_> {
    type Value = Typed;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Typed, D::Error> {
        match self.ty {
            Type::String(_) => String::deserialize(from).map(Typed::Text),
            // What an open enum holds is written as it came, known or not.
            Type::OpenEnum(name) => match self.types.get(name) {
                Some(Def::Whole(_)) => i64::deserialize(from).map(Typed::Integer),
                _ => String::deserialize(from).map(Typed::Text),
            },
            Type::Integer(_) => i64::deserialize(from).map(Typed::Integer),
            Type::Number(_) => f64::deserialize(from).map(Typed::Number),
            Type::Boolean | Type::Only(_) => bool::deserialize(from).map(Typed::Boolean),
            Type::Any => Value::deserialize(from).map(Typed::Json),
            Type::OpenObject => {
                Map::deserialize(from).map(|members| Typed::Json(Value::Object(members)))
            }
            Type::List { items, .. } => from.deserialize_seq(Items(self.of(items))),
            Type::Map { values, .. } => from.deserialize_map(Entries(self.of(values))),
            Type::Named(name) => self.named(name, from),
            Type::Expandable(inner) => from.deserialize_any(IdOrObject(self.of(inner))),
            Type::OrEmpty(inner) => self.of(inner).or_empty(from),
            Type::Page(items) => Record::page(items).read(self.types, from),
            Type::OrNull(inner) => self.of(inner).or_null(from, Typed::Nothing),
        }
    }
}

impl As<'_> {
    /// Reads a value, or the empty string, as the runtime's own types do: by a buffer that is read strictly.
    pub(super) fn or_empty<'de, D: Deserializer<'de>>(self, from: D) -> Result<Typed, D::Error> {
        let read: OrEmpty<Slot<INNER>> =
            Scope::of(self.types, self.ty, INNER).within(|| OrEmpty::deserialize(from))?;
        Ok(match read {
            OrEmpty::Empty => Typed::Text(String::new()),
            OrEmpty::Value(value) => value.0,
        })
    }

    /// Reads a value, or `null` for null.
    pub(super) fn or_null<'de, D: Deserializer<'de>>(
        self,
        from: D,
        null: Typed,
    ) -> Result<Typed, D::Error> {
        from.deserialize_option(OrNull { inner: self, null })
    }
}

struct Items<'a>(As<'a>);

impl<'de> Visitor<'de> for Items<'_> {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Typed, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.0)? {
            list.push(item);
        }
        Ok(Typed::List(list))
    }
}

pub(super) struct Entries<'a>(pub(super) As<'a>);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Typed, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            map.insert(key, entries.next_value_seed(self.0)?);
        }
        Ok(Typed::Map(map))
    }
}

struct IdOrObject<'a>(As<'a>);

impl<'de> Visitor<'de> for IdOrObject<'_> {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id or an expanded object")
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<Typed, E> {
        Ok(Typed::Text(id.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Typed, A::Error> {
        self.0.deserialize(MapAccessDeserializer::new(members))
    }
}

struct OrNull<'a> {
    inner: As<'a>,
    null: Typed,
}

impl<'de> Visitor<'de> for OrNull<'_> {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("option")
    }

    fn visit_none<E: Error>(self) -> Result<Typed, E> {
        Ok(self.null)
    }

    fn visit_unit<E: Error>(self) -> Result<Typed, E> {
        Ok(self.null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Typed, D::Error> {
        self.inner.deserialize(from)
    }
}

/// Reads what is left of a value that nobody asks for.
pub(super) fn skip<'de, A: MapAccess<'de>>(members: &mut A) -> Result<(), A::Error> {
    members.next_value::<IgnoredAny>().map(drop)
}
