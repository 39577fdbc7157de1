//! Values of schemas, and values that are nearly of them.

use reversals_changes::route::Step;
use reversals_codegen::pattern;
use reversals_codegen::schema::{Kind, Object, Rest, Schema, SchemaId, Schemas, Union};
use serde_json::{Map, Value, json};

use crate::scalars::{MOST, near, number, numbers, text};

/// How deep required members lead into each other before a value is given up.
const DEPTH: usize = 12;
/// How many members are tried with a value of another kind.
const FEW: usize = 4;
/// Texts of the formats that anybody is held to, and of patterns that are often written.
const TEXTS: &[&str] = &[
    "a",
    "b",
    "ab",
    "A",
    "1",
    "12",
    "a1",
    "a_1",
    "2024-02-29",
    "2024-02-29T12:00:00Z",
    "6f0f2f6e-2d0a-4b9c-9d0c-2f6c1d5b7a10",
    "YQ==",
    "1.5",
    "",
];

/// Whose values they are: those of requests have no member of answers alone, and the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Answer,
}

impl Side {
    fn foreign(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Answer => "writeOnly",
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Sampler<'a> {
    pub(crate) schemas: &'a Schemas,
    pub(crate) side: Side,
    /// Which of two versions has them: 0 for the base.
    pub(crate) version: usize,
}

impl Sampler<'_> {
    /// A value with as little in it as there can be.
    pub(crate) fn least(self, id: SchemaId) -> Option<Value> {
        self.least_at(id, DEPTH)
    }

    fn least_at(self, id: SchemaId, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        let schema = self.schemas.resolved(id);
        if let Some(values) = &schema.values {
            let mut values = values.iter().map(|it| &it.value);
            return values.find(|value| !value.is_null()).cloned();
        }
        Some(match &schema.kind {
            Kind::Any => json!("a"),
            Kind::Text => text(schema),
            Kind::Integer | Kind::Number => number(schema),
            Kind::Boolean => json!(true),
            Kind::List(items) => {
                let count = schema.count("minItems").unwrap_or(0).clamp(1, MOST);
                let item = match items {
                    Some(items) => self.least_at(*items, depth)?,
                    None => json!("a"),
                };
                let count = usize::try_from(count).unwrap_or(1);
                Value::Array(vec![item; count])
            }
            Kind::Object(object) => Value::Object(self.object(schema, object, depth)?),
            Kind::Union(union) => {
                let leaves = self.schemas.leaves(id);
                let mut leaves = leaves.iter();
                leaves.find_map(|leaf| {
                    let value = self.least_at(leaf.listed, depth)?;
                    Some(self.tagged(union, leaf.listed, value))
                })?
            }
            Kind::Reference(_) | Kind::Broken => return None,
        })
    }

    /// A value with what tells that it is of a branch.
    fn tagged(self, union: &Union, branch: SchemaId, mut value: Value) -> Value {
        if let (Some(tag), Value::Object(members)) = (&union.discriminator, &mut value) {
            let end = self.schemas.end(branch);
            let mut mapped = tag.mapping.iter();
            let mapped = mapped.find(|(_, to)| self.schemas.end(**to) == end);
            let name = mapped.map(|(name, _)| name.as_str());
            if let Some(name) = name.or_else(|| self.schemas.name(branch)) {
                members.insert(tag.property.clone(), json!(name));
            }
        }
        value
    }

    /// The members that tell the branches of a union apart, each with what it may say.
    pub(crate) fn tags(self, id: SchemaId) -> Vec<(String, String)> {
        let Kind::Union(union) = &self.schemas.resolved(id).kind else {
            return Vec::new();
        };
        let leaves = self.schemas.leaves(id).into_iter();
        let tags = leaves.filter_map(|leaf| self.schemas.tagged(union, leaf.listed));
        let tags = tags.flat_map(|(name, values)| {
            values
                .into_iter()
                .map(move |value| (name.to_owned(), value.to_owned()))
        });
        tags.collect()
    }

    /// The least value of each branch, with none of some tags, and with each.
    pub(crate) fn with_tags(self, id: SchemaId, tags: &[(String, String)]) -> Vec<Value> {
        let leaves = self.schemas.leaves(id).into_iter();
        let least = leaves.filter_map(|leaf| self.least(leaf.listed));
        let values = least.flat_map(|value| {
            let tagged = tags.iter().map({
                let value = value.clone();
                move |(name, tag)| {
                    let mut value = value.clone();
                    if let Value::Object(members) = &mut value {
                        members.insert(name.clone(), json!(tag));
                    }
                    value
                }
            });
            let tagged: Vec<Value> = tagged.collect();
            std::iter::once(value).chain(tagged)
        });
        values.collect()
    }

    fn is_foreign(self, member: SchemaId) -> bool {
        let foreign = self.side.foreign();
        self.schemas[member].is_true(foreign) || self.schemas.resolved(member).is_true(foreign)
    }

    fn object(self, schema: &Schema, object: &Object, depth: usize) -> Option<Map<String, Value>> {
        let mut map = Map::new();
        for (name, member) in &object.members {
            if member.required && !self.is_foreign(member.schema) {
                map.insert(name.clone(), self.least_at(member.schema, depth)?);
            }
        }
        for name in object.undeclared.keys() {
            map.insert(name.clone(), json!("a"));
        }
        let least = schema.count("minProperties").unwrap_or(0).min(MOST);
        // A form has no word for an object without members.
        let least = least.max(u64::from(self.side == Side::Request));
        for (name, member) in &object.members {
            if (map.len() as u64) < least && !self.is_foreign(member.schema) {
                map.extend(
                    self.least_at(member.schema, depth)
                        .map(|it| (name.clone(), it)),
                );
            }
        }
        let is_open = !object.is_closed_in_requests() || self.side == Side::Answer;
        while (map.len() as u64) < least && is_open {
            let value = match object.rest {
                Rest::Of(rest) => self.least_at(rest, depth)?,
                Rest::Closed | Rest::Unsaid => json!("a"),
            };
            map.insert(format!("k{}", map.len()), value);
        }
        Some(map)
    }

    /// Values at the bounds of a schema, on either side of them.
    pub(crate) fn around(self, id: SchemaId) -> Vec<Value> {
        self.around_at(id, 3)
    }

    fn around_at(self, id: SchemaId, depth: usize) -> Vec<Value> {
        let Some(depth) = depth.checked_sub(1) else {
            return self.least(id).into_iter().collect();
        };
        let schema = self.schemas.resolved(id);
        let listed = schema.values.iter().flatten().map(|it| it.value.clone());
        let mut values: Vec<Value> = listed.collect();
        values.extend(self.least(id));
        let known = schema.known_texts().cloned();
        values.extend(known);
        match &schema.kind {
            Kind::Text => {
                values.extend(TEXTS.iter().map(|text| json!(text)));
                let lengths = near(&[schema.count("minLength"), schema.count("maxLength")]);
                let pattern = schema.text("pattern");
                values.extend(lengths.map(|length| {
                    let text = pattern.and_then(|pattern| pattern::text_of(pattern, length));
                    json!(text.unwrap_or_else(|| "a".repeat(length)))
                }));
            }
            Kind::Integer | Kind::Number => values.extend(numbers(schema)),
            Kind::List(items) => {
                let item = items.and_then(|items| self.least(items));
                let item = item.unwrap_or_else(|| json!("a"));
                // Two are the fewest that can be the same.
                let bounds = [schema.count("minItems"), schema.count("maxItems"), Some(2)];
                let around = items.map(|items| self.around_at(items, depth));
                let around = around.unwrap_or_default();
                let fits = |value: &&Value| {
                    items.is_some_and(|items| self.schemas.fits(items, value).is_ok())
                };
                let different: Vec<Value> = around.iter().filter(fits).cloned().collect();
                for count in near(&bounds) {
                    values.push(Value::Array(vec![item.clone(); count]));
                    values.extend(different.get(..count).map(|some| json!(some)));
                }
                values.extend(around.into_iter().take(8).map(|other| json!([other])));
            }
            Kind::Object(object) => values.extend(self.objects(id, (schema, object), depth)),
            Kind::Union(union) => {
                for leaf in self.schemas.leaves(id) {
                    let around = self.around_at(leaf.listed, depth).into_iter();
                    values.extend(around.map(|value| self.tagged(union, leaf.listed, value)));
                }
            }
            _ => {}
        }
        // One of each kind.
        values.extend([json!(null), json!("a"), json!(""), json!(1), json!(1.5)]);
        values.extend([json!(true), json!(false)]);
        values.extend([json!([]), json!(["a"]), json!({}), json!({ "zzz": "a" })]);
        let mut seen = Vec::new();
        values.retain(|value| {
            let is_new = !seen.contains(value);
            seen.extend(is_new.then(|| value.clone()));
            is_new
        });
        values
    }

    /// The least object with one member less or more.
    fn objects(
        self,
        id: SchemaId,
        (schema, object): (&Schema, &Object),
        depth: usize,
    ) -> Vec<Value> {
        let Some(Value::Object(least)) = self.least(id) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for name in least.keys() {
            let mut less = least.clone();
            less.remove(name);
            all.push(less);
        }
        for (name, member) in &object.members {
            if let Some(value) = self.least(member.schema) {
                let mut more = least.clone();
                more.insert(name.clone(), value);
                all.push(more);
            }
        }
        // One of another kind, where nothing need be said of what it is.
        for name in object.members.keys().take(FEW) {
            for value in [json!("zzz"), json!(1)] {
                let mut other = least.clone();
                other.insert(name.clone(), value);
                all.push(other);
            }
        }
        let rest = match object.rest {
            Rest::Of(rest) => self.around_at(rest, depth).into_iter().take(8).collect(),
            Rest::Closed | Rest::Unsaid => vec![json!("a"), json!(1)],
        };
        for value in rest {
            let mut more = least.clone();
            more.insert("zzz".to_owned(), value);
            all.push(more);
        }
        for count in near(&[schema.count("minProperties"), schema.count("maxProperties")]) {
            all.push(self.counted(object, &least, count));
        }
        all.into_iter().map(Value::Object).collect()
    }

    /// An object with so many members: those that must be there, then others that have a name, then some without.
    fn counted(
        self,
        object: &Object,
        least: &Map<String, Value>,
        count: usize,
    ) -> Map<String, Value> {
        let rest = match object.rest {
            Rest::Of(rest) => self.least(rest),
            Rest::Closed | Rest::Unsaid => None,
        };
        let mut counted: Map<String, Value> = least.clone().into_iter().take(count).collect();
        for (name, member) in &object.members {
            if counted.len() < count && !self.is_foreign(member.schema) {
                let value = self.least(member.schema);
                counted.extend(value.map(|value| (name.clone(), value)));
            }
        }
        for at in 0.. {
            if counted.len() >= count {
                break;
            }
            counted.insert(format!("k{at}"), rest.clone().unwrap_or_else(|| json!("a")));
        }
        counted
    }

    /// The schema at the end of a way.
    pub(crate) fn at(self, id: SchemaId, steps: &[Step]) -> Option<SchemaId> {
        let Some((step, rest)) = steps.split_first() else {
            return Some(id);
        };
        self.at(self.step(id, step)?, rest)
    }

    fn step(self, id: SchemaId, step: &Step) -> Option<SchemaId> {
        let leaves = self.schemas.leaves(id);
        let mut kinds = leaves
            .iter()
            .map(|leaf| (leaf, &self.schemas[leaf.schema].kind));
        match step {
            Step::Branch(_, at) => leaves.get(at[self.version]).map(|leaf| leaf.listed),
            Step::Member(name) => kinds.find_map(|(_, kind)| match kind {
                Kind::Object(object) => match (object.members.get(name), object.rest) {
                    (Some(member), _) => Some(member.schema),
                    (None, Rest::Of(rest)) => Some(rest),
                    (None, _) => None,
                },
                _ => None,
            }),
            Step::Items => kinds.find_map(|(_, kind)| match kind {
                Kind::List(items) => *items,
                _ => None,
            }),
            Step::Values => kinds.find_map(|(_, kind)| match kind {
                Kind::Object(object) => match object.rest {
                    Rest::Of(rest) => Some(rest),
                    Rest::Closed | Rest::Unsaid => None,
                },
                _ => None,
            }),
            Step::Parameter(..) | Step::Body | Step::Status(_) => None,
        }
    }

    /// The least value that has each of `ends` at the end of a way, and the one without it where that is a member.
    pub(crate) fn along(self, id: SchemaId, steps: &[Step], ends: &[Value]) -> Vec<Value> {
        let Some((step, rest)) = steps.split_first() else {
            return ends.to_vec();
        };
        let below = match self.step(id, step) {
            Some(below) => self.along(below, rest, ends),
            // A member that this side does not have.
            None if rest.is_empty() => ends.to_vec(),
            None => return Vec::new(),
        };
        match step {
            Step::Branch(..) => below,
            Step::Items => below.into_iter().map(|value| json!([value])).collect(),
            Step::Values => {
                let least = match self.least(id) {
                    Some(Value::Object(least)) => least,
                    _ => Map::new(),
                };
                let with = below.into_iter().map(|value| {
                    let mut with = least.clone();
                    with.insert("k".to_owned(), value);
                    Value::Object(with)
                });
                with.collect()
            }
            Step::Member(name) => {
                let leaves = self.schemas.leaves(id);
                let object = leaves.iter().find_map(|leaf| {
                    let Kind::Object(object) = &self.schemas[leaf.schema].kind else {
                        return None;
                    };
                    let own = object.members.contains_key(name) || leaves.len() == 1;
                    own.then(|| self.least(leaf.listed)).flatten()
                });
                let Some(Value::Object(least)) = object else {
                    return Vec::new();
                };
                let mut without = least.clone();
                without.remove(name);
                let with = below.into_iter().map(|value| {
                    let mut with = least.clone();
                    with.insert(name.clone(), value);
                    Value::Object(with)
                });
                let absent = rest.is_empty().then_some(Value::Object(without));
                absent.into_iter().chain(with).collect()
            }
            Step::Parameter(..) | Step::Body | Step::Status(_) => Vec::new(),
        }
    }
}
