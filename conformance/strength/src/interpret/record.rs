//! Reading an object with known members, as a derived struct does.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use reversals_codegen::ir::{Presence, Type};
use serde::de::{DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Visitor};

use super::read::{As, skip};
use super::typed::Typed;
use super::types::{Field, Others, Record, Types};

impl Record {
    /// Reads a value of the record.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        &self,
        types: &Arc<Types>,
        from: D,
    ) -> Result<Typed, D::Error> {
        let members = Members {
            record: self,
            types,
        };
        match self.others {
            // What keeps other members is read as a map, and from nothing else.
            Others::Keep(_) => from.deserialize_map(members),
            Others::Drop | Others::Refuse => {
                from.deserialize_struct(self.name, self.names, members)
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Members<'a> {
    record: &'a Record,
    types: &'a Arc<Types>,
}

impl Members<'_> {
    /// The whole from the members that were there: the first that may not be absent is missed.
    fn whole<E: Error>(
        self,
        found: Vec<Option<Typed>>,
        rest: BTreeMap<String, Typed>,
    ) -> Result<Typed, E> {
        let mut fields = Vec::new();
        for (field, value) in self.record.fields.iter().zip(found) {
            match (value, field.presence) {
                // An option that holds nothing is not written.
                (Some(Typed::Nothing), Presence::Optional) => {}
                (Some(value), _) => fields.push((field.name, value)),
                (None, Presence::Required) => return Err(E::missing_field(field.name)),
                (None, _) => {}
            }
        }
        Ok(match self.record.others {
            Others::Keep(_) => Typed::Open { fields, rest },
            Others::Drop | Others::Refuse => Typed::Record {
                name: self.record.name,
                fields,
            },
        })
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Typed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", self.record.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Typed, A::Error> {
        let mut found: Vec<Option<Typed>> = vec![None; self.record.fields.len()];
        let mut rest = BTreeMap::new();
        while let Some(key) = members.next_key_seed(Key(self.record))? {
            match key {
                Known::Field(index) => {
                    let (Some(field), Some(place)) =
                        (self.record.fields.get(index), found.get_mut(index))
                    else {
                        continue;
                    };
                    if place.is_some() {
                        return Err(A::Error::duplicate_field(field.name));
                    }
                    let member = Member {
                        field,
                        types: self.types,
                    };
                    *place = Some(members.next_value_seed(member)?);
                }
                Known::Other(name) => {
                    let ty = match &self.record.others {
                        Others::Keep(ty) => ty,
                        Others::Drop | Others::Refuse => &Type::Any,
                    };
                    let seed = As {
                        types: self.types,
                        ty,
                    };
                    rest.insert(name, members.next_value_seed(seed)?);
                }
                Known::Nobodys => skip(&mut members)?,
            }
        }
        self.whole(found, rest)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Typed, A::Error> {
        if matches!(self.record.others, Others::Keep(_)) {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Seq, &self));
        }
        let mut found = Vec::new();
        for (index, field) in self.record.fields.iter().enumerate() {
            let member = Member {
                field,
                types: self.types,
            };
            let value = items.next_element_seed(member)?;
            // Only what is read by `default` may be missing at the end of a list.
            let needed = matches!(field.presence, Presence::Required | Presence::Optional);
            if value.is_none() && needed {
                return Err(A::Error::invalid_length(index, &Elements(self.record)));
            }
            found.push(value);
        }
        self.whole(found, BTreeMap::new())
    }
}

/// How a list is refused that has too few members for a struct.
struct Elements<'a>(&'a Record);

impl Expected for Elements<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.fields.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(
            formatter,
            "struct {} with {count} element{plural}",
            self.0.name
        )
    }
}

/// What a member's name means to a record.
enum Known {
    Field(usize),
    Other(String),
    Nobodys,
}

struct Key<'a>(&'a Record);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Known;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Known, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Known;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Known, E> {
        let index = self.0.names.iter().position(|other| *other == name);
        match (index, &self.0.others) {
            (Some(index), _) => Ok(Known::Field(index)),
            (None, Others::Drop) => Ok(Known::Nobodys),
            (None, Others::Refuse) => Err(E::unknown_field(name, self.0.names)),
            (None, Others::Keep(_)) => Ok(Known::Other(name.to_owned())),
        }
    }
}

/// Reads one member as its presence asks for.
#[derive(Clone, Copy)]
struct Member<'a> {
    field: &'a Field,
    types: &'a Arc<Types>,
}

impl<'de> DeserializeSeed<'de> for Member<'_> {
    type Value = Typed;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Typed, D::Error> {
        let value = As {
            types: self.types,
            ty: &self.field.ty,
        };
        match self.field.presence {
            Presence::Required => value.deserialize(from),
            Presence::Optional => value.or_null(from, Typed::Nothing),
            Presence::Nullable => value.or_null(from, Typed::Null),
            Presence::Clearable => value.or_empty(from),
        }
    }
}

#[cfg(test)]
mod tests;
