//! The pairs of `pairs.yaml`.

use std::collections::BTreeSet;

use reversals_codegen::{Model, load};
use serde::Deserialize;
use serde_json::{Value, json};

/// Two versions, and what differs between them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    schema: Option<[Value; 2]>,
    paths: Option<[Value; 2]>,
    pub(crate) rust: Option<[String; 2]>,
    #[serde(default)]
    components: Value,
    #[serde(default)]
    pub(crate) found: BTreeSet<String>,
}

/// All of them.
pub(crate) fn pairs() -> Vec<Pair> {
    serde_saphyr::from_str(include_str!("../pairs.yaml")).unwrap()
}

impl Pair {
    /// What the two say that differs, by the members of a document that have it.
    pub(crate) fn differing(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for both in [&self.schema, &self.paths].into_iter().flatten() {
            differing(&both[0], &both[1], &mut names);
        }
        names
    }

    /// What either version says, where it is no library.
    pub(crate) fn models(&self) -> [Model; 2] {
        let of = |side: usize| {
            let mut components = self.components.clone();
            let paths = if let Some(schemas) = &self.schema {
                components["schemas"]["thing"] = schemas[side].clone();
                json!({
                    "/things": { "post": {
                        "operationId": "takes",
                        "requestBody": { "content": content() },
                        "responses": { "200": { "description": "done" } },
                    } },
                    "/thing": { "get": {
                        "operationId": "gives",
                        "responses": { "200": { "description": "one", "content": content() } },
                    } },
                })
            } else {
                self.paths.as_ref().unwrap()[side].clone()
            };
            let info = json!({ "title": "t", "version": "1" });
            let mut document = json!({ "openapi": "3.0.3", "info": info, "paths": paths });
            if !components.is_null() {
                document["components"] = components;
            }
            let fragments = load::value("api.yaml", &document).unwrap();
            reversals_codegen::model_of(&fragments)
                .unwrap_or_else(|error| panic!("{document}\n{error}"))
        };
        [of(0), of(1)]
    }
}

fn differing(one: &Value, other: &Value, names: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for name in one.keys().chain(other.keys()) {
                let (one, other) = (one.get(name), other.get(name));
                if one != other {
                    names.insert(name.clone());
                    let null = Value::Null;
                    differing(one.unwrap_or(&null), other.unwrap_or(&null), names);
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            for (one, other) in one.iter().zip(other) {
                differing(one, other, names);
            }
        }
        _ => {}
    }
}

fn content() -> Value {
    json!({ "application/json": { "schema": { "$ref": "#/components/schemas/thing" } } })
}
