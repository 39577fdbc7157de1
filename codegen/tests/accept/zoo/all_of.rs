//! What parts say together, a type has and a server holds requests to.

use std::sync::Arc;

use serde_json::json;
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::wired;

struct Service;

impl Api for Service {
    async fn create_enclosure(
        &self,
        _: Context,
        body: models::EnclosureWish,
    ) -> Result<Reply<models::Enclosure>, Failure> {
        let ground: Option<String> = body.ground;
        let made = json!({ "id": "e_1", "name": body.name, "area": body.area, "ground": ground });
        let made: models::Enclosure = serde_json::from_value(made).unwrap();
        let known = made.ground.as_ref().and_then(|ground| ground.known());
        let sand = Some(&models::EnclosureGround::Sand);
        assert_eq!(known, sand.filter(|_| ground.as_deref() == Some("sand")));
        Ok(made.into())
    }
}

pub async fn drive() {
    let (_, wire) = wired(zoo_server::router(Arc::new(Service)));
    let ask = |body: &str| wire.ask("POST", "/enclosures", "application/json", body.to_owned());
    let (status, text) = ask(r#"{"name":"a","area":90,"fence":"moat"}"#).await;
    assert_eq!((status, text.contains(r#""area":90"#)), (200, true), "{text}");
    // What answers are known to say binds no request, and what else an answer says is kept.
    for ground in ["sand", "mud"] {
        let (status, text) = ask(&format!(r#"{{"name":"a","area":2,"ground":"{ground}"}}"#)).await;
        assert_eq!((status, text.contains(ground)), (200, true), "{text}");
    }
    for bad in [
        // Required by the later part, bounded by either, whole by the later, listed by the later.
        r#"{"name":"a"}"#,
        r#"{"area":2}"#,
        r#"{"name":"a","area":0}"#,
        r#"{"name":"a","area":91}"#,
        r#"{"name":"a","area":1.5}"#,
        r#"{"name":"a","area":2,"fence":"hedge"}"#,
    ] {
        let (status, text) = ask(bad).await;
        assert_eq!(status, 400, "{bad}: {text}");
    }
}
