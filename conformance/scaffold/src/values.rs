//! Values of the types of a model: the least there are, and those that are special, good ones and bad ones alike.

use reversals_codegen::ir::{Api, Field, Presence, Size, Text, Type, TypeShape};
use reversals_codegen::pattern;
use reversals_strength::held::Held;
use serde_json::{Map, Value, json};

/// How deep structs are looked into.
const DEEPEST: usize = 4;

/// The longest text that is tried, in characters.
const LONGEST: u64 = 100_000;

/// What stands for a number that a value can't hold, until the message is text.
pub(crate) const TOO_SMALL: &str = "-9223372036854775809";

/// Texts of which one fits most of what a text can be held to.
const TEXTS: [&str; 8] = [
    "a_1",
    "2024-02-29",
    "2024-02-29T12:00:00Z",
    "6f0f2f6e-2d0a-4b9c-9d0c-2f6c1d5b7a10",
    "YQ==",
    "1.5",
    "12",
    "https://example.com",
];

/// A value with a word for what is special in it.
pub(crate) type Named = (String, Value);

/// Makes values of one model's types.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) api: &'a Api,
    /// Whether members that may be absent are there all the same, as in an answer that shows all it has.
    pub(crate) whole: bool,
}

impl<'a> Values<'a> {
    fn shape(self, name: &str) -> Option<&'a TypeShape> {
        self.api.types.get(name).map(|def| &def.shape)
    }

    /// The members of a struct.
    pub(crate) fn fields(self, ty: &Type) -> &'a [Field] {
        match ty {
            Type::Named(name) => match self.shape(name) {
                Some(TypeShape::Struct { fields, .. }) => fields,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// The plainest value of a type.
    pub(crate) fn least(self, ty: &Type) -> Value {
        self.plain(ty, 0)
    }

    fn plain(self, ty: &Type, depth: usize) -> Value {
        match ty {
            Type::String(text) => Self::text(ty, text),
            Type::Integer(it) => json!(
                it.min
                    .unwrap_or(1)
                    .min(it.max.unwrap_or(i64::MAX))
                    .max(it.min.unwrap_or(1))
            ),
            Type::Number(_) => {
                let held = Held::of(ty);
                let mut all =
                    [json!(0.5), json!(1.5), json!(1.0), json!(0.0), json!(100.0)].into_iter();
                all.find(|it| held.admits(it)).unwrap_or(json!(1.0))
            }
            Type::Boolean => json!(true),
            Type::Only(truth) => json!(truth),
            Type::Any => json!("a"),
            Type::List { items, size, .. } => {
                let count = size.min.unwrap_or(0).max(u64::from(self.whole)).min(8);
                Value::Array((0..count).map(|_| self.plain(items, depth + 1)).collect())
            }
            Type::OpenObject | Type::Map { .. } => json!({}),
            Type::Page(items) => json!({
                "object": "list", "url": "/v1/list", "has_more": false, "data": [self.plain(items, depth + 1)],
            }),
            Type::Expandable(_) => json!("id_1"),
            Type::OrEmpty(inner) | Type::OrNull(inner) => self.plain(inner, depth),
            Type::Named(name) | Type::OpenEnum(name) => self.named(name, depth),
        }
    }

    fn text(ty: &Type, text: &Text) -> Value {
        let Size { min, max } = text.length;
        let held = Held::of(ty);
        if let Some(pattern) = &text.pattern {
            let length = usize::try_from(min.unwrap_or(0).min(LONGEST)).unwrap_or(0);
            let made = pattern::text_of(&pattern.written, length).map(|made| json!(made));
            if let Some(made) = made.filter(|made| held.admits(made)) {
                return made;
            }
        }
        let mut all = TEXTS.iter().map(|it| json!(it));
        let fitting = all.find(|it| held.admits(it));
        fitting.unwrap_or_else(|| {
            let length = min
                .unwrap_or(1)
                .max(1)
                .min(max.unwrap_or(u64::MAX))
                .min(LONGEST);
            json!("x".repeat(usize::try_from(length).unwrap_or(1)))
        })
    }

    fn named(self, name: &str, depth: usize) -> Value {
        match self.shape(name) {
            Some(TypeShape::Enum { values, .. }) => {
                values.first().map_or(Value::Null, |it| it.value.to_json())
            }
            Some(TypeShape::Union { branches, .. }) => branches
                .first()
                .map_or(Value::Null, |it| self.plain(&it.ty, depth)),
            Some(TypeShape::Struct { fields, .. }) => {
                let there = fields.iter().filter(|field| {
                    field.presence == Presence::Required || (self.whole && depth < DEEPEST)
                });
                let members =
                    there.map(|field| (field.name.clone(), self.plain(&field.ty, depth + 1)));
                Value::Object(members.collect())
            }
            None => Value::Null,
        }
    }

    /// Values of a type, and some that are none of it.
    pub(crate) fn all(self, ty: &Type) -> Vec<Named> {
        self.some(ty, 0)
    }

    fn some(self, ty: &Type, depth: usize) -> Vec<Named> {
        let mut out: Vec<Named> = Vec::new();
        let mut add = |name: &str, value: Value| out.push((name.to_owned(), value));
        match ty {
            Type::OrEmpty(inner) => {
                add("cleared", json!(""));
                out.extend(self.some(inner, depth));
            }
            Type::OrNull(inner) => {
                add("null", Value::Null);
                out.extend(self.some(inner, depth));
            }
            Type::String(text) => {
                add("plain", self.least(ty));
                add("reserved_characters", json!("a b&c=d+e%f#g?h/i;j[k]"));
                // Where there is room for less.
                add("reserved_alone", json!("/?%&=\"\\"));
                add("unicode", json!("é💶"));
                add("unicode_character", json!("é"));
                for (name, length) in lengths(text.length) {
                    add(name, json!("x".repeat(length)));
                }
                add("empty", json!(""));
                for text in TEXTS {
                    add("other", json!(text));
                }
            }
            Type::Integer(it) => {
                for bound in [it.min, it.max].into_iter().flatten() {
                    add("at_the_bound", json!(bound));
                    add("below_the_bound", json!(bound.saturating_sub(1)));
                    add("above_the_bound", json!(bound.saturating_add(1)));
                }
                add("plain", self.least(ty));
                add("zero", json!(0));
                add("of_hundred", json!(100));
                add("least", json!(i64::MIN));
                add("greatest", json!(i64::MAX));
                add("above_what_a_float_holds", json!(9_007_199_254_740_993_i64));
                add("too_great", json!(9_223_372_036_854_775_808_u64));
                add("too_small", json!(TOO_SMALL));
                add("fraction", json!(1.5));
            }
            Type::Number(_) => {
                // A reader writes whole ones with a point, too.
                for value in [1.0, 1.5, 0.0, -1.0, 1e9].map(Value::from) {
                    add("number", value);
                }
            }
            Type::Boolean | Type::Only(_) => {
                add("yes", json!(true));
                add("no", json!(false));
            }
            Type::Any | Type::OpenObject => {
                add("object", json!({"a": "b"}));
                add("text", json!("a"));
            }
            Type::List { items, size, .. } => {
                let one = self.least(items);
                let two = self.second(items).unwrap_or_else(|| one.clone());
                add("of_none", json!([]));
                add("of_one", json!([one]));
                add("of_two", json!([one, two]));
                for (name, count) in lengths(*size) {
                    add(name, Value::Array(vec![one.clone(); count.min(1000)]));
                }
                for (name, value) in self.some(items, depth) {
                    add(&format!("item_{name}"), json!([value]));
                }
            }
            Type::Map { values, .. } => {
                let one = self.least(values);
                add("of_none", json!({}));
                add("of_one", json!({"order_id": one}));
                add("of_two", json!({"a": one, "b": one}));
                add("reserved_key", json!({"a b[c]&=": one}));
                add("unicode_key", json!({"é": one}));
                for (name, value) in self.some(values, depth) {
                    add(&format!("value_{name}"), json!({"k": value}));
                }
            }
            Type::Page(_) => {}
            Type::Expandable(inner) => {
                add("id", json!("id_1"));
                out.extend(self.some(inner, depth + 1));
            }
            Type::Named(name) | Type::OpenEnum(name) => out.extend(self.of_named(name, ty, depth)),
        }
        if !matches!(ty, Type::OrEmpty(_) | Type::OrNull(_)) && depth < DEEPEST {
            for (name, value) in wrong() {
                out.push((format!("is_{name}"), value));
            }
        }
        out
    }

    fn of_named(self, name: &str, ty: &Type, depth: usize) -> Vec<Named> {
        let mut out = Vec::new();
        match self.shape(name) {
            Some(TypeShape::Enum { values, .. }) => {
                for choice in values {
                    let value = choice.value.to_json();
                    let word = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    out.push((word, value));
                }
                out.push(("unknown".to_owned(), json!("value_of_tomorrow")));
            }
            Some(TypeShape::Union { branches, .. }) if depth < DEEPEST => {
                for (at, branch) in branches.iter().enumerate() {
                    let all = self.some(&branch.ty, depth + 1).into_iter();
                    out.extend(
                        all.map(|(word, value)| (format!("branch_{}_{word}", at + 1), value)),
                    );
                }
            }
            Some(TypeShape::Struct { .. }) if depth < DEEPEST => {
                let plain = self.least(ty);
                out.push(("plain".to_owned(), plain.clone()));
                let Value::Object(plain) = plain else {
                    return out;
                };
                for (word, name, value) in self.members(ty, depth) {
                    let mut with = plain.clone();
                    put(&mut with, &name, value);
                    out.push((word, Value::Object(with)));
                }
            }
            _ => out.push(("plain".to_owned(), self.least(ty))),
        }
        out
    }

    /// What each member of a struct can be: a word, its name, and a value, or none where it is left out.
    pub(crate) fn members(self, ty: &Type, depth: usize) -> Vec<(String, String, Option<Value>)> {
        let mut out = Vec::new();
        for field in self.fields(ty) {
            let name = &field.name;
            out.push((format!("{name}_absent"), name.clone(), None));
            if field.presence == Presence::Clearable {
                out.push((format!("{name}_cleared"), name.clone(), Some(json!(""))));
            }
            for (word, value) in self.some(&field.ty, depth + 1) {
                out.push((format!("{name}_{word}"), name.clone(), Some(value)));
            }
        }
        let unknown = "member_of_tomorrow".to_owned();
        out.push(("unknown_member".to_owned(), unknown, Some(json!("a"))));
        out
    }

    /// Another value than the plainest, where one is easily had.
    fn second(self, ty: &Type) -> Option<Value> {
        match ty {
            Type::String(_) => Some(json!("b_2")),
            Type::Integer(_) => Some(json!(2)),
            Type::Named(name) => match self.shape(name) {
                Some(TypeShape::Enum { values, .. }) => values.get(1).map(|it| it.value.to_json()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Sets a member, or takes it away.
pub(crate) fn put(members: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
}

/// What most types refuse.
fn wrong() -> [(&'static str, Value); 6] {
    [
        ("null", Value::Null),
        ("a_number", json!(7)),
        ("a_text", json!("text of no type")),
        ("a_truth_value", json!(true)),
        ("a_list", json!(["a"])),
        ("an_object", json!({"a": "b"})),
    ]
}

fn lengths(Size { min, max }: Size) -> Vec<(&'static str, usize)> {
    let mut all = Vec::new();
    if let Some(min) = min.filter(|it| *it > 0) {
        all.push(("shortest", min));
        all.push(("too_short", min - 1));
    }
    if let Some(max) = max.filter(|it| *it < LONGEST) {
        all.push(("longest", max));
        all.push(("too_long", max + 1));
    }
    let all = all.into_iter();
    all.filter_map(|(name, length)| Some((name, usize::try_from(length).ok()?)))
        .collect()
}
