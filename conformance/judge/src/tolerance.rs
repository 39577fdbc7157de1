//! What an answer of tomorrow may hold: members and values that nobody knows yet, put where the model allows them.

use reversals_codegen::ir::{Api, Type, TypeShape};
use serde_json::{Value, json};

use reversals_cases::Case;

/// The member and the value that nobody knows.
const MEMBER: &str = "x_unknown_member";
const VALUE: &str = "x_unknown_value";

/// The type of what a case answers.
pub(super) struct Answer<'a> {
    ty: &'a Type,
    api: &'a Api,
}

#[derive(Clone, Copy)]
enum Change {
    Members,
    Values,
}

impl<'a> Answer<'a> {
    /// The type of an answer with that status; none where the document doesn't describe it.
    pub(super) fn of(case: &Case, status: u16, api: &'a Api) -> Option<Self> {
        let operation = api
            .operations
            .iter()
            .find(|operation| operation.id == case.call.operation)?;
        let ty = operation.answer(status)?.content.json()?;
        Some(Self { ty, api })
    }

    /// The value with one more member in every object that may have more than is known.
    pub(super) fn with_unknown_members(&self, value: &Value) -> Value {
        let mut value = value.clone();
        self.walk(self.ty, &mut value, Change::Members);
        value
    }

    /// The value with an unknown one in place of each of which unknown ones are to be expected.
    pub(super) fn with_unknown_values(&self, value: &Value) -> Value {
        let mut value = value.clone();
        self.walk(self.ty, &mut value, Change::Values);
        value
    }

    /// Whether [`with_unknown_values`](Self::with_unknown_values) changes anything.
    pub(super) fn has_open_values(&self, value: &Value) -> bool {
        self.with_unknown_values(value) != *value
    }

    fn walk(&self, ty: &Type, value: &mut Value, change: Change) {
        match (ty, value) {
            (Type::Named(name), value) => match self.api.types.get(name).map(|def| &def.shape) {
                Some(TypeShape::Struct {
                    fields,
                    closed,
                    rest,
                    ..
                }) => {
                    let Value::Object(members) = value else {
                        return;
                    };
                    for field in fields {
                        if let Some(member) = members.get_mut(&field.name) {
                            self.walk(&field.ty, member, change);
                        }
                    }
                    // What keeps unknown members would give them back.
                    if !closed && rest.is_none() && matches!(change, Change::Members) {
                        members.insert(MEMBER.to_owned(), json!({ "a": [1, null] }));
                    }
                }
                Some(TypeShape::Enum { .. } | TypeShape::Union { .. }) | None => {}
            },
            (Type::Page(items), Value::Object(members)) => {
                if let Some(Value::Array(data)) = members.get_mut("data") {
                    for item in data {
                        self.walk(items, item, change);
                    }
                }
                if matches!(change, Change::Members) {
                    members.insert(MEMBER.to_owned(), json!(1));
                }
            }
            (Type::List { items, .. }, Value::Array(values)) => {
                for item in values {
                    self.walk(items, item, change);
                }
            }
            (Type::Map { values: inner, .. }, Value::Object(members)) => {
                members
                    .values_mut()
                    .for_each(|value| self.walk(inner, value, change));
            }
            (Type::Expandable(inner) | Type::OrEmpty(inner) | Type::OrNull(inner), value) => {
                self.walk(inner, value, change);
            }
            (Type::OpenEnum(_), value @ Value::String(_)) if matches!(change, Change::Values) => {
                *value = Value::from(VALUE);
            }
            _ => {}
        }
    }
}
