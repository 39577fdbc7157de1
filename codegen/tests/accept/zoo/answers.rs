//! Nothing, several statuses, several types, errors by status.

use std::sync::{Arc, Mutex};

use reversals_runtime::client::Mismatch;
use serde_json::json;
use zoo_client::{Arguments, CallError, Client, Error};
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::{Wire, answering, wired};

/// Answers as the name of the animal says.
struct Service;

fn animal(id: &str) -> models::Animal {
    models::Animal { id: id.to_owned() }
}

fn error(message: &str) -> models::Error {
    serde_json::from_value(json!({ "error": { "message": message } })).unwrap()
}

impl Api for Service {
    async fn put_animal(&self, _: Context, path: models::PutAnimalPath, body: models::NewAnimal) -> Result<Reply<models::Animal>, Failure> {
        let reply = Reply::new(animal(&format!("{} {}", body.kind, path.animal)));
        Ok(if path.animal == "new" { reply.with_status(http::StatusCode::CREATED) } else { reply })
    }

    async fn delete_animal(&self, _: Context, path: models::DeleteAnimalPath) -> Result<Reply<()>, Failure> {
        Err(Failure::of(match path.animal.as_str() {
            "none" => models::DeleteAnimalFailure::Status404(error("none")),
            "hungry" => models::DeleteAnimalFailure::Status409(serde_json::from_value(json!({ "title": "eats" })).unwrap()),
            "late" => models::DeleteAnimalFailure::Status503,
            _ => return Ok(().into()),
        }))
    }

    async fn has_animal(&self, _: Context, path: models::HasAnimalPath) -> Result<Reply<()>, Failure> {
        if path.animal == "none" { Err(Failure::empty(http::StatusCode::NOT_FOUND)) } else { Ok(().into()) }
    }

    async fn feed_animal(&self, _: Context, path: models::FeedAnimalPath) -> Result<Reply<models::FeedAnimalSuccess>, Failure> {
        use models::{FeedAnimalFailure as Fails, FeedAnimalSuccess as Fed};
        Ok(match path.animal.as_str() {
            "now" => Fed::Status200(serde_json::from_value(json!({ "grams": 7 })).unwrap()),
            "later" => Fed::Status202(serde_json::from_value(json!({ "job": "j_1" })).unwrap()),
            "before" => return Ok(Reply::new(Fed::Status303).with_header(http::header::LOCATION, "/jobs/j_1".parse().unwrap())),
            "wrong" => return Err(Failure::of(Fails::Status4XX(error("wrong"))).with_status(http::StatusCode::CONFLICT)),
            "often" => return Err(Failure::of(Fails::Status429("Wait.".to_owned()))),
            _ => return Err(Failure::of(Fails::Default)),
        }
        .into())
    }

    async fn list_feedings(&self, _: Context, path: models::ListFeedingsPath) -> Result<Reply<models::ListFeedingsSuccess>, Failure> {
        use models::ListFeedingsSuccess as Listed;
        Ok(if path.animal == "same" { Listed::Status304 } else { Listed::Status200(vec![1, 2]) }.into())
    }

    async fn find_gate(&self, _: Context, path: models::FindGatePath) -> Result<Reply<()>, Failure> {
        Ok(Reply::new(()).with_header(http::header::LOCATION, format!("/map/{}", path.gate).parse().unwrap()))
    }

    async fn open_gate(&self, _: Context, path: models::OpenGatePath) -> Result<Reply<()>, Failure> {
        if path.gate == "shut" { Err(Failure::json(http::StatusCode::CONFLICT, &error("shut"))) } else { Ok(().into()) }
    }

    async fn paint_gate(&self, _: Context, path: models::PaintGatePath) -> Result<Reply<models::Animal>, Failure> {
        if path.gate == "dry" { Err(Failure::json(http::StatusCode::CONFLICT, &animal("dry"))) } else { Ok(animal("painted").into()) }
    }
}

pub async fn drive() {
    let (client, wire) = wired(zoo_server::router(Arc::new(Service)));
    one_type(&client, &wire).await;
    nothing(&client, &wire).await;
    several(&client, &wire).await;
    unsaid(&client, &wire).await;
    undocumented().await;
    by_name(&client).await;
    from_names().await;
}

/// Two statuses of one type are that type, and the body has the media type that the document gives it.
async fn one_type(client: &Client, wire: &Wire) {
    let body = || serde_json::from_value::<models::NewAnimal>(json!({ "kind": "ox" })).unwrap();
    let changed = client.put_animal().animal("old").body(body()).send().await.unwrap();
    assert_eq!((changed.status().as_u16(), changed.id.as_str()), (200, "ox old"));
    let made = client.put_animal().animal("new").body(body()).send().await.unwrap();
    assert_eq!((made.status().as_u16(), made.id.as_str()), (201, "ox new"));
    let told = wire.last();
    assert_eq!((told.sent_header("content-type"), told.sent_text()), ("application/merge-patch+json", r#"{"kind":"ox"}"#));
    assert_eq!((told.header("content-type"), told.text()), ("application/json", r#"{"id":"ox new"}"#));
}

/// An answer without a body has no media type, and an error without one is the document's all the same.
async fn nothing(client: &Client, wire: &Wire) {
    let gone = client.delete_animal().animal("a").send().await.unwrap();
    assert_eq!((gone.status().as_u16(), gone.into_inner()), (204, ()));
    let told = wire.last();
    assert_eq!((told.sent_body.len(), told.body.len(), told.header("content-type")), (0, 0, ""));
    assert_eq!(told.sent_header("accept"), "application/json, application/problem+json");
    let mut failures = Vec::new();
    for name in ["none", "hungry", "late"] {
        let Error::Refused(refused) = client.delete_animal().animal(name).send().await.unwrap_err() else { panic!("{name}") };
        failures.push((refused.status.as_u16(), wire.last().header("content-type").to_owned(), refused.body));
    }
    use models::DeleteAnimalFailure as Fails;
    let [(404, json, Fails::Status404(none)), (409, problem, Fails::Status409(hungry)), (503, empty, Fails::Status503)] = &failures[..] else {
        panic!("{failures:?}")
    };
    assert_eq!([json.as_str(), problem, empty], ["application/json", "application/problem+json", ""]);
    assert_eq!((json!(none), json!(hungry)), (json!({ "error": { "message": "none" } }), json!({ "title": "eats" })));
    client.has_animal().animal("a").send().await.unwrap();
    assert_eq!(wire.last().sent, "HEAD /animals/a");
    let Error::Refused(none) = client.has_animal().animal("none").send().await.unwrap_err() else { panic!() };
    assert_eq!((none.status.as_u16(), none.body), (404, ()));
}

/// Each status is a variant with its type.
async fn several(client: &Client, wire: &Wire) {
    use models::{FeedAnimalFailure as Fails, FeedAnimalSuccess as Fed};
    let fed = client.feed_animal().animal("now").send().await.unwrap();
    let Fed::Status200(now) = fed.into_inner() else { panic!() };
    assert_eq!(json!(now), json!({ "grams": 7 }));
    let fed = client.feed_animal().animal("later").send().await.unwrap();
    assert_eq!(fed.status().as_u16(), 202);
    assert!(matches!(fed.into_inner(), Fed::Status202(job) if job.job == "j_1"));
    assert_eq!(wire.last().text(), r#"{"job":"j_1"}"#);
    let fed = client.feed_animal().animal("before").send().await.unwrap();
    assert_eq!((fed.status().as_u16(), fed.headers()["location"].to_str().unwrap()), (303, "/jobs/j_1"));
    assert!(matches!(fed.into_inner(), Fed::Status303));
    let failed = async |name: &str| match client.feed_animal().animal(name).send().await.unwrap_err() {
        Error::Refused(refused) => (refused.status.as_u16(), refused.body),
        other => panic!("{other:?}"),
    };
    assert!(matches!(failed("wrong").await, (409, Fails::Status4XX(_))), "a range has its other statuses");
    assert!(matches!(failed("often").await, (429, Fails::Status429(text)) if text == "Wait."), "one goes before its range");
    assert_eq!((wire.last().header("content-type"), wire.last().text()), ("text/plain", "Wait."));
    assert!(matches!(failed("else").await, (500, Fails::Default)));
    let listed = client.list_feedings().animal("a").send().await.unwrap();
    assert!(matches!(listed.into_inner(), models::ListFeedingsSuccess::Status200(grams) if grams == [1, 2]));
    assert_eq!(wire.last().sent_header("accept"), "application/json");
    let listed = client.list_feedings().animal("same").send().await.unwrap();
    assert!(matches!(listed.into_inner(), models::ListFeedingsSuccess::Status304));
    assert_eq!(wire.last().status, 304);
}

/// Operations of which no success is described.
async fn unsaid(client: &Client, wire: &Wire) {
    let found = client.find_gate().gate("g").send().await.unwrap();
    assert_eq!((found.status().as_u16(), found.headers()["location"].to_str().unwrap()), (302, "/map/g"));
    let open = client.open_gate().gate("g").send().await.unwrap();
    assert_eq!((open.status().as_u16(), wire.last().body.len()), (200, 0));
    let Error::Refused(shut) = client.open_gate().gate("shut").send().await.unwrap_err() else { panic!() };
    assert_eq!((shut.status.as_u16(), json!(shut.body)), (409, json!({ "error": { "message": "shut" } })));
    let painted = client.paint_gate().gate("g").send().await.unwrap();
    assert_eq!((painted.status().as_u16(), painted.id.as_str()), (200, "painted"));
    let Error::Refused(dry) = client.paint_gate().gate("dry").send().await.unwrap_err() else { panic!() };
    assert_eq!((dry.status.as_u16(), dry.body.id.as_str()), (409, "dry"));
}

/// What the document does not describe is kept as it came.
async fn undocumented() {
    for status in [201, 204, 302, 307] {
        let client = answering(status, &[], "");
        let Error::Undecodable(kept) = client.feed_animal().animal("a").send().await.unwrap_err() else { panic!("{status}") };
        assert_eq!((kept.status.as_u16(), kept.mismatch), (status, Mismatch::Status));
    }
    let client = answering(404, &[], "<html>");
    let Error::Undecodable(kept) = client.delete_animal().animal("a").send().await.unwrap_err() else { panic!() };
    assert!(matches!(kept.mismatch, Mismatch::Body { .. }), "{kept:?}");
    assert_eq!(kept.body, b"<html>");
    let client = answering(429, &[("content-type", "text/html")], "<html>");
    let Error::Undecodable(kept) = client.feed_animal().animal("a").send().await.unwrap_err() else { panic!() };
    assert_eq!(kept.mismatch, Mismatch::MediaType { said: "text/html".to_owned() });
    let client = answering(418, &[], "");
    let Error::Undecodable(kept) = client.delete_animal().animal("a").send().await.unwrap_err() else { panic!() };
    assert_eq!((kept.status.as_u16(), kept.mismatch), (418, Mismatch::Status));
}

/// By operationId the same is JSON, and null where there is nothing.
async fn by_name(client: &Client) {
    let call = async |operation: &str, name: &str, value: &str| {
        let path = json!({ name: value }).as_object().unwrap().clone();
        client.call(operation, Arguments { path, ..Arguments::default() }).await
    };
    let fed = call("FeedAnimal", "animal", "later").await.unwrap();
    assert_eq!((fed.status().as_u16(), fed.into_inner()), (202, json!({ "job": "j_1" })));
    let fed = call("FeedAnimal", "animal", "before").await.unwrap();
    assert_eq!((fed.status().as_u16(), fed.into_inner()), (303, json!(null)));
    assert_eq!(call("DeleteAnimal", "animal", "a").await.unwrap().into_inner(), json!(null));
    let Err(CallError::Client(error)) = call("DeleteAnimal", "animal", "hungry").await else { panic!() };
    let Error::Refused(refused) = *error else { panic!() };
    assert_eq!(refused.body, json!({ "title": "eats" }));
}

/// A service that answers by operationId says which of several answers it means by the status.
async fn from_names() {
    struct ByStatus(Mutex<Vec<(u16, serde_json::Value)>>);
    impl zoo_server::Dynamic for ByStatus {
        async fn answer(&self, _: Context, _: Arguments) -> Result<Reply<serde_json::Value>, Failure> {
            let (status, value) = self.0.lock().unwrap().remove(0);
            Ok(Reply::new(value).with_status(http::StatusCode::from_u16(status).unwrap()))
        }
    }
    let answers = vec![(202, json!({ "job": "j" })), (303, json!(null)), (201, json!({})), (202, json!({ "grams": 1 }))];
    let service = zoo_server::ByName(ByStatus(Mutex::new(answers)));
    let (client, wire) = wired(zoo_server::router(Arc::new(service)));
    let mut told = Vec::new();
    for _ in 0..4 {
        let _ = client.feed_animal().animal("a").send().await;
        told.push((wire.last().status, wire.last().text().to_owned()));
    }
    assert_eq!(told[..2], [(202, r#"{"job":"j"}"#.to_owned()), (303, String::new())]);
    assert!(told[2..].iter().all(|(status, _)| *status == 500), "{told:?}");
}
