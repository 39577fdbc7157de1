//! Drives the client generated from the documents beside this file against their generated server.
//! `tests/standalone.rs` compiles and runs it in a workspace of its own.
#![forbid(unsafe_code)]

mod by_name;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use idioms_client::{Client, Error, Session};
use idioms_models as models;
use idioms_server::{Api, Context, Failure, Reply};
use reversals_runtime::client::{Fault, Transport};
use reversals_runtime::{Clearable, Expandable, List, Nullable};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Keeps what reached it, and answers with `answer`.
struct Service {
    seen: Mutex<Vec<Value>>,
    answer: Value,
}

impl Service {
    fn reply<T: serde::de::DeserializeOwned>(&self, seen: Value) -> Result<Reply<T>, Failure> {
        self.seen.lock().unwrap().push(seen);
        Ok(serde_json::from_value::<T>(self.answer.clone()).unwrap().into())
    }
}

impl Api for Service {
    async fn list_returns(
        &self,
        _context: Context,
        path: models::ListReturnsPath,
        query: models::ListReturnsQuery,
        headers: models::ListReturnsHeaders,
    ) -> Result<Reply<List<models::Return>>, Failure> {
        self.reply(json!([path, query, headers.api_version]))
    }

    async fn create_return(
        &self,
        _context: Context,
        path: models::CreateReturnPath,
        body: Option<models::CreateReturnBody>,
    ) -> Result<Reply<models::Return>, Failure> {
        self.reply(json!([path, body]))
    }

    async fn create_return_by_json(&self, _context: Context, body: Option<models::NewOrder>) -> Result<Reply<models::Return>, Failure> {
        self.reply(json!([body]))
    }

    async fn session_operation(&self, _context: Context, query: models::SessionQuery) -> Result<Reply<models::Default>, Failure> {
        self.reply(json!([query]))
    }

    async fn default(&self, _context: Context, body: Option<models::DefaultParams>) -> Result<Reply<models::Default>, Failure> {
        self.reply(json!([body]))
    }

    async fn clone(&self, _context: Context) -> Result<Reply<models::Default>, Failure> {
        self.reply(json!("clone"))
    }

    async fn all_operation(&self, _context: Context) -> Result<Reply<models::Default>, Failure> {
        self.reply(json!("all"))
    }

    async fn pre_operation(&self, _context: Context, _headers: models::PreHeaders) -> Result<Reply<models::Default>, Failure> {
        self.reply(json!("pre"))
    }

    async fn create_box(&self, _context: Context, body: models::CreateBoxBody) -> Result<Reply<models::Box>, Failure> {
        self.reply(json!([body]))
    }

    async fn label_boxes(&self, _context: Context, body: BTreeMap<String, String>) -> Result<Reply<models::Box>, Failure> {
        Ok(self.reply(json!([body]))?.with_status(http::StatusCode::ACCEPTED))
    }

    async fn delete_boxes(&self, _context: Context, body: Vec<Option<i64>>) -> Result<Reply<models::Box>, Failure> {
        self.reply(json!([body]))
    }

    async fn get_order(&self, _context: Context, query: models::GetOrderQuery) -> Result<Reply<models::Order>, Failure> {
        self.reply(json!([query]))
    }
}

/// Passes requests to a router, and keeps their lines and bodies.
struct Wire {
    router: axum::Router,
    sent: Mutex<Vec<String>>,
    keys: Mutex<Vec<Option<String>>>,
}

impl Transport for Wire {
    fn send(&self, request: reqwest::Request) -> Pin<Box<dyn Future<Output = Result<reqwest::Response, Fault>> + Send + '_>> {
        let url = request.url();

        let target = url.as_str().strip_prefix("http://h").unwrap().to_owned();
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default().to_vec();
        self.sent.lock().unwrap().push(format!("{} {target} {}", request.method(), String::from_utf8_lossy(&body)));
        let key = request.headers().get("idempotency-key").map(|key| key.to_str().unwrap().to_owned());
        self.keys.lock().unwrap().push(key);
        let mut incoming = http::Request::builder().method(request.method()).uri(target);
        *incoming.headers_mut().unwrap() = request.headers().clone();
        let incoming = incoming.body(axum::body::Body::from(body)).unwrap();
        Box::pin(async move {
            let (head, body) = self.router.clone().oneshot(incoming).await.unwrap().into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            Ok(http::Response::from_parts(head, body).into())
        })
    }
}

/// A client, the service behind it and the wire between.
fn pair(answer: Value) -> (Client, Arc<Service>, Arc<Wire>) {
    let service = Arc::new(Service { seen: Mutex::new(Vec::new()), answer });
    let (client, wire) = wired(idioms_server::router(Arc::clone(&service)));
    (client, service, wire)
}

fn wired(router: axum::Router) -> (Client, Arc<Wire>) {
    let wire = Arc::new(Wire { router, sent: Mutex::default(), keys: Mutex::default() });
    let session = Session::anonymous().with_transport(Arc::clone(&wire) as _);
    (Client::connect("http://h", session.with_retries(0)).unwrap(), wire)
}

fn thing(order: Value) -> Value {
    json!({ "id": "re_1", "object": "return", "order": order })
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    address();
    unions_in_queries().await;
    unions_in_bodies().await;
    one_at_most().await;
    expanded_unions().await;
    json_bodies().await;
    recursion().await;
    names().await;
    components_that_are_no_types().await;
    bodies_of_every_kind().await;
    by_name::calls().await;
    by_name::refusals().await;
    by_name::failures().await;
    keys_of_calls().await;
}

/// The address is one that can be called as it stands, each variable at its default.
fn address() {
    assert_eq!(Client::SERVER, "https://eu.example.com:8443/eu");
    Client::connect(Client::SERVER, Session::anonymous().with_transport(Arc::new(Wire { router: axum::Router::new(), sent: Mutex::default(), keys: Mutex::default() }))).unwrap();
}

async fn unions_in_queries() {
    let page = json!({ "data": [thing(json!("or_1"))], "has_more": false, "object": "list", "url": "/v1" });
    let (client, service, wire) = pair(page.clone());
    let range = models::ListReturnsCreatedRange { gte: Some(1), lt: None };
    let list = client.list_returns().order("a/b c").created(models::ListReturnsCreated::from(range)).expand(vec!["data.order".to_owned()]);
    let got = list.api_version("v9").send().await.unwrap().into_inner();
    assert_eq!(json!(got), page);
    client.list_returns().order("or_1").created(models::ListReturnsCreated::from(7)).send().await.unwrap();
    let sent = wire.sent.lock().unwrap().clone();
    assert_eq!(sent[0], "GET /v1/orders/a%2Fb%20c/returns?created[gte]=1&expand[]=data.order ");
    assert_eq!(sent[1], "GET /v1/orders/or_1/returns?created=7 ");
    let seen = service.seen.lock().unwrap().clone();
    let query = json!({ "created": { "gte": 1 }, "expand": ["data.order"] });
    assert_eq!(seen[0], json!([{ "order": "a/b c" }, query, "v9"]));
    assert_eq!(seen[1], json!([{ "order": "or_1" }, { "created": 7 }, null]));
}

async fn unions_in_bodies() {
    let (client, service, wire) = pair(thing(json!("or_1")));
    let create = |body: models::CreateReturnBody| client.create_return().order("or_1").body(body).send();
    let damaged = || models::CreateReturnBody::new(models::CreateReturnBodyReason::Damaged);
    let now = models::CreateReturnBodyTrialEnd::from(models::CreateReturnBodyTrialEndNow::Now);
    create(damaged().trial_end(now).metadata(Clearable::Clear)).await.unwrap();
    let later = models::CreateReturnBodyTrialEnd::from(99);
    let metadata = BTreeMap::from([("k&[1]".to_owned(), String::new())]);
    create(damaged().trial_end(later).metadata(metadata)).await.unwrap();
    create(damaged().note(Clearable::Clear)).await.unwrap();
    create(models::CreateReturnBody::new(models::CreateReturnBodyReason::Empty)).await.unwrap();
    let sent = wire.sent.lock().unwrap().clone();
    assert_eq!(sent[0], "POST /v1/orders/or_1/returns metadata=&reason=damaged&trial_end=now");
    assert_eq!(sent[1], "POST /v1/orders/or_1/returns metadata[k%26%5B1%5D]=&reason=damaged&trial_end=99");
    assert_eq!(sent[2], "POST /v1/orders/or_1/returns note=&reason=damaged");
    assert_eq!(sent[3], "POST /v1/orders/or_1/returns reason=");
    let seen = service.seen.lock().unwrap().clone();
    let path = json!({ "order": "or_1" });
    assert_eq!(seen[0], json!([path, { "reason": "damaged", "trial_end": "now", "metadata": "" }]));
    assert_eq!(seen[1], json!([path, { "reason": "damaged", "trial_end": 99, "metadata": { "k&[1]": "" } }]));
    assert_eq!(seen[2], json!([path, { "reason": "damaged", "note": "" }]));
    assert_eq!(seen[3], json!([path, { "reason": "" }]));
}

/// The client sends what it is given, and the server refuses it before the handler.
async fn one_at_most() {
    let (client, service, wire) = pair(Value::Null);
    let both = client.list_returns().order("o").created(models::ListReturnsCreated::from(7)).limit(3).send().await;
    let general = "You may only specify one of these parameters: created, limit.";
    let Err(Error::Refused(answer)) = both else { panic!("{both:?}") };
    assert_eq!((answer.status.as_u16(), answer.message.as_deref()), (400, Some(general)));
    let later = models::CreateReturnBodyTrialEnd::from(99);
    let reason = models::CreateReturnBodyReason::Damaged;
    let both = models::CreateReturnBody::new(reason).trial_end(later).note(Clearable::Clear);
    let both = client.create_return().order("o").body(both).send().await;
    let Err(Error::Refused(answer)) = both else { panic!("{both:?}") };
    assert_eq!((answer.status.as_u16(), answer.message.as_deref()), (400, Some("No note on a trial.")));
    let sent = ["GET /v1/orders/o/returns?created=7&limit=3 ", "POST /v1/orders/o/returns note=&reason=damaged&trial_end=99"];
    assert_eq!(*wire.sent.lock().unwrap(), sent);
    assert!(service.seen.lock().unwrap().is_empty());
}

async fn expanded_unions() {
    let order = json!({ "id": "or_1", "object": "order", "returns": [] });
    let gone = json!({ "id": "or_1", "object": "order", "deleted": true });
    for (order, deleted) in [(order, false), (gone, true)] {
        let answer = thing(order);
        let (client, _, _) = pair(answer.clone());
        let body = models::CreateReturnBody::new(models::CreateReturnBodyReason::Unwanted);
        let got = client.create_return().order("or_1").body(body).send().await.unwrap().into_inner();
        assert_eq!(json!(got), answer, "nothing is lost");
        let Expandable::Object(object) = &got.order else { panic!("{got:?}") };
        assert_eq!(matches!(**object, models::ReturnOrder::DeletedOrder(_)), deleted, "{object:?}");
    }
}

async fn json_bodies() {
    let (client, service, wire) = pair(thing(json!("or_1")));
    let body: models::NewOrder = serde_json::from_value(json!({ "id": "or_1", "object": "order" })).unwrap();
    let answer = client.create_return_by_json().body(body).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 201);
    assert_eq!(wire.sent.lock().unwrap()[0], r#"POST /v2/returns {"id":"or_1","object":"order"}"#);
    assert_eq!(service.seen.lock().unwrap()[0], json!([{ "id": "or_1", "object": "order" }]));
}

async fn recursion() {
    let mut inner = thing(json!("or_2"));
    inner["default"] = json!("d");
    let mut answer = thing(json!("or_1"));
    answer["previous"] = inner;
    answer["metadata"] = Value::Null;
    answer["$ref"] = json!("r");
    answer["settings"] = json!({ "a": "x", "shared": 2 });
    let (client, _, _) = pair(answer.clone());
    let body = models::CreateReturnBody::new(models::CreateReturnBodyReason::Unwanted);
    let got = client.create_return().order("or_1").body(body).send().await.unwrap().into_inner();
    assert_eq!(json!(got), answer);
    assert!(matches!(&got.previous, Nullable::Value(previous) if previous.id == "re_1"));
    assert_eq!(got.metadata, Nullable::Null);
    assert_eq!(got.default, Nullable::Absent);
    for id in ["", ".", ".."] {
        let body = models::CreateReturnBody::new(models::CreateReturnBodyReason::Unwanted);
        let refused = client.create_return().order(id).body(body).send().await;
        assert!(matches!(refused, Err(Error::InvalidRequest(_))), "{id:?}");
    }
}

async fn names() {
    let answer = json!({ "type": "say \"x\"\\", "1st \"one\"": { "type": "None" }, "Self": { "result": { "option": [{}] } } });
    let (client, service, wire) = pair(answer.clone());
    let list = client.session_operation().self_("a").url("b").request(1).expand(vec!["c".to_owned(), "d".to_owned()]);
    assert_eq!(json!(list.send().await.unwrap().into_inner()), answer);
    let inner = models::DefaultParams::new(models::AllParams::X2);
    let body = models::DefaultParams::new(models::AllParams::Empty).x1st_one(inner);
    client.default().body(body.clone()).send().await.unwrap();
    Client::clone(&client).send().await.unwrap();
    client.all_operation().send().await.unwrap();
    client.pre_operation().send().await.unwrap();
    let sent = wire.sent.lock().unwrap().clone();
    assert_eq!(sent[0], "GET /v1/:sessions/*?expand[]=c&expand[]=d&request=1&self=a&url=b ");
    assert_eq!(sent[1], format!("PUT /v1/:sessions/* {}", serde_json::to_string(&body).unwrap()));
    assert_eq!(sent[2..], ["OPTIONS /v1/:sessions/* ", "PATCH /v1/:sessions/* ", "TRACE /v1/:sessions/* "]);
    let seen = service.seen.lock().unwrap().clone();
    let query = json!({ "self": "a", "url": "b", "request": 1, "expand": ["c", "d"] });
    assert_eq!(seen, [json!([query]), json!([body]), json!("clone"), json!("all"), json!("pre")]);
}

async fn components_that_are_no_types() {
    let answer = json!({
        "content": "box_1",
        "spare": { "content": { "spare": "box_2" }, "weight": null },
        "labels": [{ "text": "t" }],
        "weight": 3,
    });
    let (client, _, _) = pair(answer.clone());
    let got = client.label_boxes().body(BTreeMap::new()).send().await.unwrap().into_inner();
    assert_eq!(json!(got), answer, "nothing is lost");
    assert!(serde_json::from_value::<models::Box>(json!({ "labels": [{}] })).is_err(), "the text is required");
}

async fn bodies_of_every_kind() {
    let (client, service, wire) = pair(json!({}));
    client.create_box().body_map(|body| body.text("t".to_owned()).size(2)).send().await.unwrap();
    let labels = BTreeMap::from([("a b".to_owned(), "c".to_owned())]);
    let answer = client.label_boxes().body(labels).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 202, "a range admits it");
    client.delete_boxes().body(vec![Some(1), None]).send().await.unwrap();
    let sent = wire.sent.lock().unwrap().clone();
    assert_eq!(sent, ["POST /v1/boxes size=2&text=t", "PUT /v1/boxes a%20b=c", "DELETE /v1/boxes [1,null]"]);
    let seen = service.seen.lock().unwrap().clone();
    assert_eq!(seen, [json!([{ "text": "t", "size": 2 }]), json!([{ "a b": "c" }]), json!([[1, null]])]);
}

/// Every POST has the key that its call was made with, whatever its body, and nothing else has one.
async fn keys_of_calls() {
    let (client, _, wire) = pair(json!({}));
    let call = client.create_box().body_map(|body| body.size(2));
    for call in [call.clone(), call] {
        call.send().await.unwrap();
    }
    client.create_box().send().await.unwrap();
    let by_name = client.call("CreateBox", idioms_client::Arguments::default());
    for call in [by_name.clone(), by_name] {
        call.send().await.unwrap();
    }
    client.label_boxes().body(BTreeMap::new()).send().await.unwrap();
    client.delete_boxes().body(vec![]).send().await.unwrap();
    let keys = wire.keys.lock().unwrap().clone();
    let [first, second, third, fourth, fifth, rest @ ..] = keys.as_slice() else { panic!("{keys:?}") };
    assert!(first.is_some() && third.is_some() && fourth.is_some(), "{keys:?}");
    assert!(first == second && first != third && third != fourth && fourth == fifth, "{keys:?}");
    assert_eq!(rest, [None, None], "PUT, DELETE");
    let (client, _, wire) = pair(thing(json!("or_1")));
    let body: models::NewOrder = serde_json::from_value(json!({ "id": "or_1", "object": "order" })).unwrap();
    let call = client.create_return_by_json().body(body);
    for call in [call.clone(), call] {
        call.send().await.unwrap();
    }
    let keys = wire.keys.lock().unwrap().clone();
    assert!(keys[0].is_some() && keys[0] == keys[1], "{keys:?}");
}
