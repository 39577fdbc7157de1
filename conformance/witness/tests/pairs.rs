//! What breaks somebody on the wire has a witness.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use reversals_changes::compare::compare;
use reversals_changes::levels::breaks_on_the_wire;
use reversals_codegen::{Model, load};
use reversals_witness::{Version, witness};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Pair {
    schema: Option<[Value; 2]>,
    paths: Option<[Value; 2]>,
    #[serde(default)]
    components: Value,
}

fn models(pair: &Pair) -> Option<[Model; 2]> {
    let content =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/thing" } } });
    let of = |side: usize| {
        let mut components = pair.components.clone();
        let paths = if let Some(schemas) = &pair.schema {
            components["schemas"]["thing"] = schemas[side].clone();
            json!({
                "/things": { "post": {
                    "operationId": "takes",
                    "requestBody": { "content": content },
                    "responses": { "200": { "description": "done" } },
                } },
                "/thing": { "get": {
                    "operationId": "gives",
                    "responses": { "200": { "description": "one", "content": content } },
                } },
            })
        } else {
            pair.paths.as_ref()?[side].clone()
        };
        let info = json!({ "title": "t", "version": "1" });
        let mut document = json!({ "openapi": "3.0.3", "info": info, "paths": paths });
        if !components.is_null() {
            document["components"] = components;
        }
        let fragments = load::value("api.yaml", &document).unwrap();
        Some(reversals_codegen::model_of(&fragments).unwrap())
    };
    Some([of(0)?, of(1)?])
}

#[test]
fn what_breaks_somebody_has_a_message_that_one_version_takes_and_the_other_refuses() {
    let pairs: Vec<Pair> =
        serde_saphyr::from_str(include_str!("../../../codegen/changes/tests/pairs.yaml")).unwrap();
    let (mut without, mut shown) = (BTreeMap::new(), BTreeSet::new());
    for (number, pair) in pairs.iter().enumerate() {
        let Some([base, revision]) = models(pair) else {
            continue;
        };
        let (old, new) = (Version::new(&base), Version::new(&revision));
        for difference in compare(&base, &revision) {
            if !breaks_on_the_wire(&difference) {
                continue;
            }
            match witness(&old, &new, &difference) {
                Some(witness) => {
                    println!("{number} {}: {witness:?}", difference.key());
                    shown.insert(difference.kind.id());
                }
                None => {
                    without.insert(
                        format!("{number} {}", difference.key()),
                        format!("{:?}", difference.routes),
                    );
                }
            }
        }
    }
    assert!(
        without.is_empty(),
        "{} without, {} kinds with: {without:#?}",
        without.len(),
        shown.len()
    );
}
