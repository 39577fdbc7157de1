//! Whether a value is of a schema.

use reversals_runtime::shape::canonical;
use serde_json::Value;

use super::{Kind, Object, Rest, Schema, SchemaId, Schemas, whole};
use crate::keywords::Bound;

/// How many schemas are compared with one value; what is not decided by then passes. Parts that share parts would
/// otherwise be compared without an end.
const STEPS: usize = 10_000;

impl Schemas {
    /// Whether a value is of a schema; the error says why not. Of `oneOf` one branch or more must take it, since a
    /// decoder takes the first; what a `pattern` or a `format` says is not looked at.
    pub fn fits(&self, id: SchemaId, value: &Value) -> Result<(), String> {
        Fit {
            schemas: self,
            steps: STEPS,
        }
        .value(id, value)
    }
}

impl Schema {
    /// Whether a value is within the bounds of a schema of its own type; the error names the one that it breaks.
    pub(crate) fn within(&self, value: &Value) -> Result<(), String> {
        for stated in &self.stated {
            if let Some(bound) = Bound::of(&stated.keyword)
                && !(bound.holds)(self, value)
            {
                let keyword = stated.keyword.as_str();
                let exclusive = match keyword {
                    "minimum" => self.is_true("exclusiveMinimum"),
                    "maximum" => self.is_true("exclusiveMaximum"),
                    _ => false,
                };
                let but = if exclusive { ", exclusive" } else { "" };
                return Err(format!("`{keyword}` is {}{but}", stated.value));
            }
        }
        Ok(())
    }
}

struct Fit<'a> {
    schemas: &'a Schemas,
    steps: usize,
}

impl Fit<'_> {
    fn value(&mut self, id: SchemaId, value: &Value) -> Result<(), String> {
        let Some(steps) = self.steps.checked_sub(1) else {
            return Ok(());
        };
        self.steps = steps;
        if value.is_null() && self.schemas[id].nullable {
            return Ok(());
        }
        let schema = self.schemas.resolved(id);
        if value.is_null() && schema.nullable {
            return Ok(());
        }
        if let Kind::Union(union) = &schema.kind {
            let mut branches = union.branches.iter();
            let mut takes = |branch: SchemaId| {
                let meant = self
                    .schemas
                    .tagged(union, branch)
                    .is_none_or(|(name, values)| {
                        let tag = value.get(name).and_then(Value::as_str);
                        tag.is_some_and(|tag| values.contains(tag))
                    });
                meant && self.value(branch, value).is_ok()
            };
            if branches.len() == 0 || branches.any(|branch| takes(*branch)) {
                return Ok(());
            }
            return Err("no branch of its schema takes it".to_owned());
        }
        of_type(&schema.kind, value)?;
        schema.within(value)?;
        if let Some(listed) = &schema.values
            && !listed
                .iter()
                .any(|one| canonical(&one.value) == canonical(value))
        {
            return Err("its schema does not list it".to_owned());
        }
        match (&schema.kind, value) {
            (Kind::List(Some(items)), Value::Array(all)) => {
                all.iter().try_for_each(|item| self.value(*items, item))
            }
            (Kind::Object(object), Value::Object(members)) => self.members(object, members),
            _ => Ok(()),
        }
    }

    fn members(
        &mut self,
        object: &Object,
        members: &serde_json::Map<String, Value>,
    ) -> Result<(), String> {
        // What one side alone has, a value of the other is without.
        let of_one_side = |member: &super::Member| {
            [member.schema, self.schemas.resolve(member.schema)]
                .into_iter()
                .any(|id| {
                    let schema = &self.schemas[id];
                    schema.is_true("readOnly") || schema.is_true("writeOnly")
                })
        };
        let declared = object
            .members
            .iter()
            .filter(|(_, member)| member.required && !of_one_side(member));
        let mut required = declared
            .map(|(name, _)| name)
            .chain(object.undeclared.keys());
        if let Some(name) = required.find(|name| !members.contains_key(*name)) {
            return Err(format!("`{name}` is required"));
        }
        for (name, value) in members {
            match (object.members.get(name), object.rest) {
                (Some(member), _) => self.value(member.schema, value)?,
                (None, Rest::Closed) => return Err(format!("`{name}` is no property")),
                (None, Rest::Of(rest)) => self.value(rest, value)?,
                (None, Rest::Unsaid) => {}
            }
        }
        Ok(())
    }
}

fn of_type(kind: &Kind, value: &Value) -> Result<(), String> {
    let fits = match (kind, value) {
        (Kind::Integer, Value::Number(number)) => whole(number).is_some(),
        (Kind::Text, Value::String(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::List(_), Value::Array(_))
        | (Kind::Object(_), Value::Object(_))
        // What is broken is refused elsewhere.
        | (Kind::Any | Kind::Broken | Kind::Reference(_) | Kind::Union(_), _) => true,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(match value {
        Value::Null => "its schema is not nullable".to_owned(),
        _ => format!("the type is {}", kind.type_name().unwrap_or_default()),
    })
}
