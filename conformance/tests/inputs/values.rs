//! Random values of the model's types.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::Union;
use reversals_codegen::ir::{Api, Choice, Field, Presence, Size, Type, TypeShape};
use serde_json::{Map, Value, json};

use super::text::{key, text};
use super::{constrained, simplest};
use reversals_strength::held::{self, Held};

/// How many named types deep a value goes before what may be left out is left out.
const DEPTH: usize = 3;

/// Where values travel, which says what they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Travel {
    /// In a form or query, where an empty list or map can't be said and a required text is not empty.
    Form,
    /// In a JSON request.
    Request,
    /// In an answer, where unknown members and values are to be expected.
    Answer,
}

/// Makes the values of a model.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    pub(super) api: &'a Api,
    pub(super) travel: Travel,
}

/// Random valid values of a type.
pub(crate) fn values(api: &Api, ty: &Type, travel: Travel) -> BoxedStrategy<Value> {
    Values { api, travel }.of(ty, DEPTH, false)
}

impl Values<'_> {
    /// Values of a type. With `said`, only those that a form can say.
    pub(super) fn of(self, ty: &Type, depth: usize, said: bool) -> BoxedStrategy<Value> {
        let form = self.travel == Travel::Form;
        match ty {
            Type::String(held) => {
                let Size { min, max } = held.length;
                let least = count(min).unwrap_or(0).max(usize::from(said && form));
                let most = count(max);
                constrained::text(held, least, most)
                    .unwrap_or_else(|| text(least, most).prop_map(Value::from).boxed())
            }
            Type::Integer(whole) => constrained::integer(whole, integer(whole.min, whole.max)),
            Type::Number(number) => constrained::number(number),
            Type::Only(truth) => Just(json!(truth)).boxed(),
            Type::Boolean => any::<bool>().prop_map(Value::from).boxed(),
            Type::Any if form => text(1, None).prop_map(Value::from).boxed(),
            Type::Any => json(),
            Type::OpenObject if form => btree_map(key(), text(0, None), usize::from(said)..4)
                .prop_map(|map| json!(map))
                .boxed(),
            Type::OpenObject => btree_map(key(), json(), 0..3)
                .prop_map(|map| json!(map))
                .boxed(),
            Type::List {
                items,
                size: Size { min, max },
                rules,
            } => {
                let least = count(*min).unwrap_or(0).max(usize::from(said && form));
                let most = count(*max).unwrap_or(3).min(least.max(3));
                let most = if depth == 0 { least } else { most };
                let list = vec(self.of(items, depth.saturating_sub(1), true), least..=most);
                if held::is_unique(rules) {
                    let held = Held::of(ty);
                    let fits = move |list: &Value| held.admits(list);
                    return list
                        .prop_map(Value::from)
                        .prop_filter("an item twice", fits)
                        .boxed();
                }
                list.prop_map(Value::from).boxed()
            }
            Type::Map {
                values: inner,
                rules,
            } => {
                let Size { min, max } = held::members(rules);
                let least = count(min).unwrap_or(0).max(usize::from(said && form));
                let most = count(max).unwrap_or(3).min(least.max(3));
                let most = if depth == 0 { least } else { most };
                let inner = self.of(
                    inner,
                    depth.saturating_sub(1),
                    matches!(**inner, Type::List { .. } | Type::Map { .. }),
                );
                btree_map(key(), inner, least..=most)
                    .prop_map(|map| json!(map))
                    .boxed()
            }
            Type::Named(name) => self.named(name, depth, said),
            Type::OpenEnum(name) => self.open_enum(name),
            Type::Expandable(inner) => {
                let id = text(0, Some(5000)).prop_map(Value::from);
                match depth {
                    0 => id.boxed(),
                    depth => prop_oneof![3 => id, 1 => self.of(inner, depth - 1, false)].boxed(),
                }
            }
            Type::OrEmpty(inner) => {
                prop_oneof![1 => Just(json!("")), 3 => self.of(inner, depth, said)].boxed()
            }
            Type::OrNull(_) if depth == 0 => Just(Value::Null).boxed(),
            Type::OrNull(inner) => {
                prop_oneof![1 => Just(Value::Null), 3 => self.of(inner, depth, said)].boxed()
            }
            Type::Page(items) => self.page(items, depth),
        }
    }

    fn named(self, name: &str, depth: usize, said: bool) -> BoxedStrategy<Value> {
        match self.api.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Struct {
                fields,
                closed,
                rest,
                rules,
                ..
            }) => {
                let mut members: Vec<_> = fields
                    .iter()
                    .map(|field| self.field(field, depth))
                    .collect();
                members.extend(self.more(fields, *closed, rest.as_ref(), depth));
                let size = held::members(rules);
                let more = self.spare(fields, size);
                let object = members.prop_map(move |members| {
                    let members: Map<String, Value> = members.into_iter().flatten().collect();
                    Value::Object(counted(members, &more, size))
                });
                if said && self.travel == Travel::Form {
                    let sends = |value: &Value| super::strings::of(value).is_some();
                    return object.prop_filter("a form can't say it", sends).boxed();
                }
                object.boxed()
            }
            Some(TypeShape::Enum { values, .. }) => listed(values),
            Some(TypeShape::Union { branches, .. }) if depth > 0 => Union::new(
                branches
                    .iter()
                    .map(|branch| self.of(&branch.ty, depth - 1, said)),
            )
            .boxed(),
            Some(TypeShape::Union { .. }) => Just(simplest::value(
                self.api,
                &Type::Named(name.to_owned()),
                self.travel,
            ))
            .boxed(),
            None => Just(Value::Null).boxed(),
        }
    }

    /// What may be there and need not: each with the smallest value that a form can say.
    fn spare(self, fields: &[Field], size: Size) -> Vec<(String, Value)> {
        if size == Size::default() {
            return Vec::new();
        }
        let optional = fields
            .iter()
            .filter(|field| field.presence != Presence::Required);
        let value = |field: &Field| simplest::value(self.api, &field.ty, Travel::Form);
        optional
            .map(|field| (field.name.clone(), value(field)))
            .collect()
    }

    /// A member that is there or, where it may be, not.
    fn field(self, field: &Field, depth: usize) -> BoxedStrategy<Option<(String, Value)>> {
        let name = field.name.clone();
        let required = field.presence == Presence::Required;
        if depth == 0 && !required {
            return Just(None).boxed();
        }
        let inner = self.of(&field.ty, depth.saturating_sub(1), required);
        let answer = self.travel == Travel::Answer;
        let optional = |others: Vec<(u32, BoxedStrategy<Option<Value>>)>| {
            let mut all = vec![(2, Just(None).boxed())];
            all.extend(others);
            all.push((4, inner.clone().prop_map(Some).boxed()));
            Union::new_weighted(all).boxed()
        };
        let member = match field.presence {
            Presence::Required => inner.prop_map(Some).boxed(),
            // A client takes the null that a careless service sends for absent.
            Presence::Optional if answer => optional(vec![(1, Just(Some(Value::Null)).boxed())]),
            Presence::Optional => optional(Vec::new()),
            Presence::Nullable => optional(vec![(2, Just(Some(Value::Null)).boxed())]),
            Presence::Clearable => optional(vec![(2, Just(Some(json!(""))).boxed())]),
        };
        member
            .prop_map(move |value| Some((name.clone(), value?)))
            .boxed()
    }

    /// Members without a name in the document, where there may be some.
    fn more(
        self,
        fields: &[Field],
        closed: bool,
        rest: Option<&Type>,
        depth: usize,
    ) -> Vec<BoxedStrategy<Option<(String, Value)>>> {
        let known: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        let value = match rest {
            Some(rest) if depth > 0 => self.of(rest, depth - 1, true),
            None if !closed && self.travel == Travel::Answer => json(),
            _ => return Vec::new(),
        };
        let name = key().prop_filter("it is known", move |name| !known.contains(name));
        vec![prop_oneof![6 => Just(None), 1 => (name, value).prop_map(Some)].boxed()]
    }

    fn open_enum(self, name: &str) -> BoxedStrategy<Value> {
        let Some(TypeShape::Enum { values, .. }) = self.api.types.get(name).map(|def| &def.shape)
        else {
            return text(0, None).prop_map(Value::from).boxed();
        };
        prop_oneof![4 => listed(values), 1 => text(0, Some(40)).prop_map(Value::from)].boxed()
    }

    fn page(self, items: &Type, depth: usize) -> BoxedStrategy<Value> {
        let most = if depth == 0 { 0 } else { 3 };
        let data = vec(self.of(items, depth.saturating_sub(1), false), 0..=most);
        let page = (data, any::<bool>(), text(0, Some(5000)));
        page.prop_map(|(data, more, url)| json!({ "object": "list", "data": data, "has_more": more, "url": url }))
            .boxed()
    }
}

fn listed(values: &[Choice]) -> BoxedStrategy<Value> {
    let values = values.iter().map(|choice| choice.value.to_json());
    prop::sample::select(values.collect::<Vec<_>>()).boxed()
}

fn integer(min: Option<i64>, max: Option<i64>) -> BoxedStrategy<Value> {
    const EDGES: [i64; 12] = [
        0,
        1,
        -1,
        99,
        1 << 31,
        (1 << 53) - 1,
        1 << 53,
        (1 << 53) + 1,
        -(1 << 53) - 1,
        i64::MAX - 1,
        i64::MAX,
        i64::MIN,
    ];
    let any =
        prop_oneof![1 => 0..1000_i64, 2 => prop::sample::select(&EDGES[..]), 1 => any::<i64>()];
    let (min, max) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
    any.prop_map(move |value| Value::from(value.max(min).min(max)))
        .boxed()
}

/// Any JSON.
fn json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        integer(None, None),
        any::<i32>().prop_map(|half| Value::from(f64::from(half) + 0.5)),
        text(0, Some(40)).prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map(key(), inner, 0..3).prop_map(|map| Value::Object(Map::from_iter(map))),
        ]
    });
    tree.boxed()
}

fn count(bound: Option<u64>) -> Option<usize> {
    usize::try_from(bound?).ok()
}

/// As many members as there may be, of those that send something.
fn counted(
    mut members: Map<String, Value>,
    spare: &[(String, Value)],
    size: Size,
) -> Map<String, Value> {
    let sent = |members: &Map<String, Value>| super::strings::members(members).len() as u64;
    for (name, value) in spare {
        if size.min.is_some_and(|min| sent(&members) < min) {
            members.insert(name.clone(), value.clone());
        }
    }
    for (name, _) in spare {
        if size.max.is_some_and(|max| members.len() as u64 > max) {
            members.remove(name);
        }
    }
    members
}
