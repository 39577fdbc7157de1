//! What leads to so much that its schema is not in one file.

use std::sync::Arc;

use serde_json::{Value, json};
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::wired;

/// Answers the herd that is named, in JSON.
struct Service;

impl Api for Service {
    async fn get_herd(&self, _: Context, path: models::GetHerdPath) -> Result<Reply<models::Herd>, Failure> {
        Ok(serde_json::from_str::<models::Herd>(&path.herd).unwrap().into())
    }
}

pub async fn drive() {
    let (client, wire) = wired(zoo_server::router(Arc::new(Service)));
    let yak = json!({ "id": "y_1", "kind": "yak" });
    for herd in [json!({}), json!({ "yak": yak }), json!({ "ass": { "id": "a", "kind": "ass", "pen": "1" }, "yak": yak })] {
        let answer = client.get_herd().herd(herd.to_string()).send().await.unwrap();
        assert_eq!(json!(*answer), herd);
    }
    // A note that is too long is read, and is none of the schema's.
    let odd = json!({ "yak": { "id": "y_2", "kind": "yak", "note": "z".repeat(41) } });
    client.get_herd().herd(odd.to_string()).send().await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(wire.last().text()).unwrap(), odd);
}
