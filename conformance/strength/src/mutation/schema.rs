//! What is directly below a schema.

use serde_json::Value;

use super::view::{items, members};

/// How a schema stands below another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A property.
    Property(&'a str),
    /// The elements of a list.
    Items,
    /// The values of a map.
    Values,
    /// A branch of `anyOf` or `oneOf`.
    Branch(&'static str, usize),
    /// A member of `allOf`.
    Part(usize),
}

/// A schema below another.
pub(super) struct Child<'a> {
    pub(super) step: Step<'a>,
    pub(super) schema: &'a Value,
}

impl Step<'_> {
    /// The tokens that lead there.
    pub(super) fn tokens(self) -> Vec<String> {
        match self {
            Step::Property(name) => vec!["properties".to_owned(), name.to_owned()],
            Step::Items => vec!["items".to_owned()],
            Step::Values => vec!["additionalProperties".to_owned()],
            Step::Branch(key, index) => vec![key.to_owned(), index.to_string()],
            Step::Part(index) => vec!["allOf".to_owned(), index.to_string()],
        }
    }

    /// What the label of the place adds.
    pub(super) fn label(self) -> String {
        match self {
            Step::Property(name) => name.to_owned(),
            Step::Items => "[]".to_owned(),
            Step::Values => "{}".to_owned(),
            Step::Branch(_, index) => format!("|{index}"),
            Step::Part(index) => format!("&{index}"),
        }
    }
}

/// The schemas directly below one; none where it is a reference.
pub(super) fn children(schema: &Value) -> Vec<Child<'_>> {
    if schema.get("$ref").is_some_and(Value::is_string) {
        return Vec::new();
    }
    let mut found: Vec<Child<'_>> = members(schema, "properties")
        .map(|(name, schema)| Child {
            step: Step::Property(name),
            schema,
        })
        .collect();
    found.extend(schema.get("items").map(|schema| Child {
        step: Step::Items,
        schema,
    }));
    let values = schema.get("additionalProperties");
    found.extend(
        values
            .filter(|values| values.is_object())
            .map(|schema| Child {
                step: Step::Values,
                schema,
            }),
    );
    for key in ["anyOf", "oneOf"] {
        let branches = items(schema, key).iter().enumerate();
        found.extend(branches.map(|(index, schema)| Child {
            step: Step::Branch(key, index),
            schema,
        }));
    }
    let parts = items(schema, "allOf").iter().enumerate();
    found.extend(parts.map(|(index, schema)| Child {
        step: Step::Part(index),
        schema,
    }));
    found
}
