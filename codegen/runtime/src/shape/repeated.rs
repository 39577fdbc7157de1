//! Members that stand twice in one object of a JSON text.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::name::Name;
use super::refusal::Refusal;

/// Refuses the first member that stands a second time in its object, at any depth, be the two values equal or not.
///
/// RFC 8259 leaves it to the reader which of the two counts, so that whoever checks a request and whoever acts on it
/// may see two amounts. A text that is no JSON passes: it is for the decoder to refuse.
pub(crate) fn refuse_repeated(json: &[u8]) -> Result<(), Refusal> {
    let found = Cell::new(None);
    let walk = Walk {
        name: &Name::Root,
        found: &found,
    };
    // An error is either what was found or one that the decoder will meet as well.
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(json));
    found.into_inner().map_or(Ok(()), Err)
}

/// Reads one value for the names in it.
struct Walk<'a> {
    name: &'a Name<'a>,
    found: &'a Cell<Option<Refusal>>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

macro_rules! pass {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method<E: Error>(self, _: $type) -> Result<(), E> {
            Ok(())
        })*
    };
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    pass! { visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str, }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0.. {
            let item = Walk {
                name: &Name::Item(self.name, index),
                found: self.found,
            };
            if items.next_element_seed(item)?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            let name = Name::Member(self.name, &key);
            if seen.contains(&key) {
                self.found.set(Some(Refusal::repeated(&name)));
                return Err(A::Error::custom("a member stands twice"));
            }
            members.next_value_seed(Walk {
                name: &name,
                found: self.found,
            })?;
            seen.insert(key);
        }
        Ok(())
    }
}
