//! Single edits that make a valid answer one that the document doesn't allow.

use reversals_codegen::ir::{Api, Presence, Size, Text, Type, TypeShape};
use serde_json::{Value, json};

use super::kept::token;
use crate::case::Expected;

/// One edit of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// The JSON pointer of the place.
    pub(super) at: String,
    /// What is put there; none where it is taken away.
    pub(super) put: Option<Value>,
    /// What a reader expects there.
    pub(super) expected: Expected,
}

/// Every single edit of an answer of that type, in document order.
pub(super) fn of(api: &Api, ty: &Type, answer: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    Walk {
        api,
        faults: &mut faults,
    }
    .at(ty, answer, "", false);
    faults
}

struct Walk<'a, 'f> {
    api: &'a Api,
    faults: &'f mut Vec<Fault>,
}

impl Walk<'_, '_> {
    fn put(&mut self, at: &str, expected: Expected, nullable: bool, values: Vec<Value>) {
        for put in values {
            // Null is what such a place may be.
            if !(put.is_null() && nullable) {
                self.faults.push(Fault {
                    at: at.to_owned(),
                    put: Some(put),
                    expected,
                });
            }
        }
    }

    /// The edits at and below a place. `nullable` says whether null may be there.
    fn at(&mut self, ty: &Type, value: &Value, at: &str, nullable: bool) {
        if let Some((expected, values)) = wrong(ty) {
            self.put(at, expected, nullable, values);
        }
        match ty {
            Type::List { items, .. } => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.at(items, item, &format!("{at}/{index}"), false);
                }
            }
            Type::Map { values: inner, .. } => {
                for (key, item) in value.as_object().into_iter().flatten() {
                    self.at(inner, item, &format!("{at}/{}", token(key)), false);
                }
            }
            Type::Page(items) => {
                let items = items.clone();
                let data = Type::List {
                    items,
                    size: Size::default(),
                    rules: Vec::new(),
                };
                self.member("data", &data, &value["data"], at, Presence::Required);
                for (name, ty) in [
                    ("has_more", Type::Boolean),
                    ("url", Type::String(Text::default())),
                ] {
                    self.member(name, &ty, &value[name], at, Presence::Required);
                }
            }
            Type::Named(name) => self.named(name, value, at, nullable),
            Type::Expandable(inner) if value.is_object() => {
                let before = self.faults.len();
                self.at(inner, value, at, nullable);
                // What is wrong with the whole of it is wrong with an id too, in other words.
                let all = self.faults.split_off(before);
                let below = all.into_iter().filter(|fault| fault.at != at);
                self.faults.extend(below);
            }
            Type::OrNull(inner) => self.at(inner, value, at, true),
            _ => {}
        }
    }

    fn named(&mut self, name: &str, value: &Value, at: &str, nullable: bool) {
        match self.api.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Struct { fields, .. }) => {
                let values = vec![json!("a"), json!([]), json!(1), Value::Null];
                self.put(at, Expected::Object, nullable, values);
                for field in fields {
                    if let Some(value) = value.get(&field.name) {
                        self.member(&field.name, &field.ty, value, at, field.presence);
                    }
                }
            }
            Some(TypeShape::Enum { values }) => {
                let other: String = values
                    .iter()
                    .map(|choice| choice.value.to_string())
                    .collect();
                let other = other + "_";
                self.put(at, Expected::OneOf, nullable, vec![json!(other)]);
                self.put(at, Expected::String, nullable, vec![json!(1), Value::Null]);
            }
            _ => {}
        }
    }

    fn member(&mut self, name: &str, ty: &Type, value: &Value, at: &str, presence: Presence) {
        let at = format!("{at}/{}", token(name));
        if presence == Presence::Required {
            self.faults.push(Fault {
                at: at.clone(),
                put: None,
                expected: Expected::Present,
            });
        }
        self.at(ty, value, &at, presence != Presence::Required);
    }
}

/// What a reader expects of a type, and values that are not so; none where that takes more than the type's kind.
fn wrong(ty: &Type) -> Option<(Expected, Vec<Value>)> {
    let null = Value::Null;
    Some(match ty {
        Type::String(_) | Type::OpenEnum(_) => (
            Expected::String,
            vec![json!(1), json!(true), json!([]), json!({}), null],
        ),
        Type::Integer(_) => {
            let beyond = json!(9_223_372_036_854_775_808_u64);
            let scalars = [json!("1"), json!(0.5), beyond, json!(false)];
            let others = [json!([1]), json!({}), null];
            (
                Expected::Integer,
                scalars.into_iter().chain(others).collect(),
            )
        }
        Type::Number(_) => (
            Expected::Number,
            vec![json!("1"), json!(true), json!({}), null],
        ),
        Type::Boolean | Type::Only(_) => (
            Expected::Boolean,
            vec![json!("true"), json!(1), json!(""), null],
        ),
        Type::List { .. } => (Expected::Array, vec![json!({}), json!("a"), null]),
        Type::Map { .. } | Type::Page(_) | Type::OpenObject => {
            (Expected::Object, vec![json!("a"), json!([]), null])
        }
        Type::Expandable(_) => (
            Expected::IdOrObject,
            vec![json!(1), json!([]), json!(true), null],
        ),
        Type::Any | Type::Named(_) | Type::OrEmpty(_) | Type::OrNull(_) => return None,
    })
}
