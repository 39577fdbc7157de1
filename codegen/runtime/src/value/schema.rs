//! JSON schemas of the value types, for documents made from generated types.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Clearable, Expandable, List, ListObject, Nullable, OpenEnum, OrEmpty};
use crate::choices::{Choice, Choices};
use crate::{ApiError, ErrorEnvelope};

/// A union of `T`'s schema and a literal one, under the name `$name_{T}`.
macro_rules! union_with {
    ($type:ident, $name:literal, $other:tt) => {
        impl<T: JsonSchema> JsonSchema for $type<T> {
            fn schema_name() -> Cow<'static, str> {
                Cow::Owned(format!(concat!($name, "_{}"), T::schema_name()))
            }

            fn schema_id() -> Cow<'static, str> {
                Cow::Owned(format!(concat!("reversals_runtime::", $name, "<{}>"), T::schema_id()))
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                json_schema!({ "anyOf": [generator.subschema_for::<T>(), $other] })
            }
        }
    };
}

union_with!(Expandable, "Expandable", { "type": "string" });
union_with!(Nullable, "Nullable", { "type": "null" });
union_with!(Clearable, "Clearable", { "type": "string", "enum": [""] });
union_with!(OrEmpty, "OrEmpty", { "type": "string", "enum": [""] });

impl<T: JsonSchema + Choices> JsonSchema for OpenEnum<T> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Owned(format!("OpenEnum_{}", T::schema_name()))
    }

    fn schema_id() -> Cow<'static, str> {
        Cow::Owned(format!("reversals_runtime::OpenEnum<{}>", T::schema_id()))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let any = json_schema!({ "type": T::Value::KIND });
        json_schema!({ "anyOf": [generator.subschema_for::<T>(), any] })
    }
}

impl<T: JsonSchema> JsonSchema for List<T> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Owned(format!("List_{}", T::schema_name()))
    }

    fn schema_id() -> Cow<'static, str> {
        Cow::Owned(format!("reversals_runtime::List<{}>", T::schema_id()))
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["data", "has_more", "object", "url"],
            "properties": {
                "data": { "type": "array", "items": generator.subschema_for::<T>() },
                "has_more": { "type": "boolean" },
                "object": generator.subschema_for::<ListObject>(),
                "url": { "type": "string" },
            },
        })
    }
}

impl JsonSchema for ListObject {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("ListObject")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": ["list"] })
    }
}

impl JsonSchema for ApiError {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("ApiError")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["type"],
            "properties": {
                "type": { "type": "string" },
                "code": { "type": "string" },
                "message": { "type": "string" },
                "param": { "type": "string" },
                "doc_url": { "type": "string" },
            },
        })
    }
}

impl JsonSchema for ErrorEnvelope {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("ErrorEnvelope")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["error"],
            "properties": { "error": generator.subschema_for::<ApiError>() },
        })
    }
}

#[cfg(test)]
mod tests {
    #[derive(Clone, Copy, JsonSchema)]
    #[allow(dead_code, reason = "only its schema is asked for")]
    enum Level {
        Low,
    }

    crate::choices! {
        Level i64 {
            Low = 1,
        }
    }

    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_stable_and_carry_the_inner_type() {
        assert_eq!(Expandable::<String>::schema_name(), "Expandable_string");
        assert_eq!(
            Nullable::<Expandable<ApiError>>::schema_name(),
            "Nullable_Expandable_ApiError"
        );
        assert_eq!(Clearable::<i64>::schema_name(), "Clearable_int64");
        assert_eq!(OrEmpty::<i64>::schema_name(), "OrEmpty_int64");
        assert_eq!(OpenEnum::<Level>::schema_name(), "OpenEnum_Level");
        assert_eq!(List::<ApiError>::schema_name(), "List_ApiError");
    }

    #[test]
    fn types_of_different_inner_types_share_no_definition() {
        assert_ne!(List::<bool>::schema_id(), List::<i64>::schema_id());
        assert_ne!(Nullable::<bool>::schema_id(), Nullable::<i64>::schema_id());
        assert_ne!(Nullable::<bool>::schema_id(), OrEmpty::<bool>::schema_id());
    }

    #[test]
    fn a_union_lists_both_of_its_sides() {
        let schema = schemars::schema_for!(Clearable<bool>).to_value();
        assert_eq!(
            schema["anyOf"],
            json!([{"type": "boolean"}, {"type": "string", "enum": [""]}])
        );
        let schema = schemars::schema_for!(Nullable<bool>).to_value();
        assert_eq!(
            schema["anyOf"],
            json!([{"type": "boolean"}, {"type": "null"}])
        );
        let schema = schemars::schema_for!(Expandable<ApiError>).to_value();
        assert_eq!(
            schema["anyOf"],
            json!([{"$ref": "#/$defs/ApiError"}, {"type": "string"}])
        );
    }

    #[test]
    fn an_error_is_an_object_under_its_name() {
        let schema = schemars::schema_for!(ErrorEnvelope).to_value();
        assert_eq!(schema["title"], "ErrorEnvelope");
        let error = json!({"$ref": "#/$defs/ApiError"});
        assert_eq!(schema["properties"]["error"], error);
        let error = &schema["$defs"]["ApiError"];
        assert_eq!(error["required"], json!(["type"]));
        let members: Vec<_> = error["properties"].as_object().unwrap().keys().collect();
        assert_eq!(members, ["code", "doc_url", "message", "param", "type"]);
    }

    #[test]
    fn a_list_requires_its_four_members() {
        let schema = schemars::schema_for!(List<bool>).to_value();
        assert_eq!(
            schema["required"],
            json!(["data", "has_more", "object", "url"])
        );
        assert_eq!(
            schema["properties"]["data"]["items"],
            json!({"type": "boolean"})
        );
        assert_eq!(
            schema["properties"]["object"],
            json!({"type": "string", "enum": ["list"]})
        );
    }
}
