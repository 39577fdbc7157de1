//! The same pair driven by operationId, with JSON arguments on both sides.

use std::sync::{Arc, Mutex};

use idioms_client::{CallError, Client, Error, OPERATIONS};
use idioms_server::{Arguments, ByName, Context, Dynamic, Failure, Reply};
use serde_json::{Value, json};

use super::{Service, Wire, thing, wired};

impl Dynamic for Service {
    async fn answer(&self, context: Context, arguments: Arguments) -> Result<Reply<Value>, Failure> {
        self.seen.lock().unwrap().push(json!([context.operation.id, arguments]));
        let reply = Reply::new(self.answer.clone());
        Ok(if context.operation.id == "LabelBoxes" { reply.with_status(http::StatusCode::ACCEPTED) } else { reply })
    }
}

/// A client, a service that answers by name behind it, and the wire between.
fn pair(answer: Value) -> (Client, Arc<ByName<Service>>, Arc<Wire>) {
    let service = Arc::new(ByName(Service { seen: Mutex::new(Vec::new()), answer }));
    let (client, wire) = wired(idioms_server::router(Arc::clone(&service)));
    (client, service, wire)
}

fn arguments(value: Value) -> Arguments {
    serde_json::from_value(value).unwrap()
}

/// Whatever a caller gives by name reaches the service under the same names, and the answer comes back whole.
pub(super) async fn calls() {
    let of_box = json!({ "content": "box_1", "weight": null });
    let of_names = json!({ "type": "2", "Self": { "result": { "option": [{}] } } });
    let page = json!({ "data": [thing(json!("or_1"))], "has_more": false, "object": "list", "url": "/v1" });
    let order = json!({ "id": "or_1", "object": "order", "lines": [{ "sku": "s" }] });
    let calls = [
        (
            "ListReturns",
            json!({ "path": { "order": "a/b c" }, "query": { "created": { "gte": 1 }, "expand": ["x"] },
                    "headers": { "Api-Version": "v9" } }),
            page.clone(),
        ),
        ("ListReturns", json!({ "path": { "order": "or_1" }, "query": { "created": 7 } }), page),
        (
            "CreateReturn",
            json!({ "path": { "order": "or_1" }, "body": { "reason": "", "metadata": "", "trial_end": "now", "expand": ["a"] } }),
            thing(order.clone()),
        ),
        ("CreateReturnByJson", json!({ "body": order.clone() }), thing(json!("or_1"))),
        ("session", json!({ "query": { "self": "a", "url": "b", "request": 1, "expand": ["c", "d"] } }), of_names.clone()),
        ("session", json!({}), of_names.clone()),
        ("Default", json!({ "body": { "type": "say \"x\"\\", "1st \"one\"": { "type": "" } } }), of_names.clone()),
        ("clone", json!({}), of_names.clone()),
        ("all", json!({}), of_names.clone()),
        ("pre", json!({ "headers": { "X-Retries": -3, "type": "b" } }), of_names.clone()),
        ("pre", json!({}), of_names),
        ("CreateBox", json!({ "body": { "text": "t", "size": 2 } }), of_box.clone()),
        ("CreateBox", json!({ "body": {} }), of_box.clone()),
        ("LabelBoxes", json!({ "body": { "a b": "c" } }), of_box.clone()),
        ("DeleteBoxes", json!({ "body": [1, null] }), of_box),
        ("GetOrder", json!({ "query": { "id": "or_1" } }), order),
    ];
    for (operation, given, answer) in &calls {
        let (client, service, _) = pair(answer.clone());
        let got = client.call(operation, arguments(given.clone())).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(*service.0.seen.lock().unwrap(), [json!([operation, given])]);
        assert_eq!(*got, *answer, "{operation}");
        let status = match *operation {
            "LabelBoxes" => 202,
            "CreateReturnByJson" => 201,
            _ => 200,
        };
        assert_eq!(got.status().as_u16(), status, "{operation}");
    }
    for operation in OPERATIONS {
        assert!(calls.iter().any(|(called, ..)| called == operation), "{operation} is called");
    }
    assert_eq!(OPERATIONS.len(), 12);
    // A form that is not given is an empty one.
    let (client, service, _) = pair(json!({}));
    client.call("LabelBoxes", Arguments::default()).await.unwrap();
    assert_eq!(*service.0.seen.lock().unwrap(), [json!(["LabelBoxes", { "body": {} }])]);
}

/// What can't be said is refused by place, and nothing is sent.
pub(super) async fn refusals() {
    let (client, _, wire) = pair(json!({}));
    for (operation, given, place) in [
        ("GetOrder", json!({}), "/query/id"),
        ("GetOrder", json!({ "query": { "id": null } }), "/query/id"),
        ("GetOrder", json!({ "query": { "id": "or_1", "x": 1 } }), "/query/x"),
        ("GetOrder", json!({ "query": { "id": "or_1" }, "body": {} }), "/body"),
        ("ListReturns", json!({}), "/path/order"),
        ("ListReturns", json!({ "path": { "order": "o" }, "query": { "created": { "gt": 1 } } }), "/query/created"),
        ("ListReturns", json!({ "path": { "order": "o" }, "headers": { "api-version": "v9" } }), "/headers/api-version"),
        ("CreateReturn", json!({ "path": { "order": "o" }, "body": { "reason": "x" } }), "/body/reason"),
        ("CreateReturn", json!({ "path": { "order": "o" }, "body": { "reason": { "damaged": null } } }), "/body/reason"),
        ("CreateBox", json!({ "body": { "text": "t", "colour": 2 } }), "/body/colour"),
        ("pre", json!({ "headers": { "X-Retries": "3" } }), "/headers/X-Retries"),
    ] {
        match client.call(operation, arguments(given.clone())).await {
            Err(CallError::Arguments { place: found, .. }) => assert_eq!(found, place, "{operation} {given}"),
            other => panic!("{operation} {given}: {other:?}"),
        }
    }
    assert!(matches!(client.call("getOrder", Arguments::default()).await, Err(CallError::Operation(id)) if id == "getOrder"));
    assert!(wire.sent.lock().unwrap().is_empty());
}

/// An answer that is none is a 500 with the place, and a documented failure to the caller.
pub(super) async fn failures() {
    let (client, _, _) = pair(json!({ "id": 1 }));
    let failed = client.call("GetOrder", arguments(json!({ "query": { "id": "or_1" } }))).await;
    let Err(CallError::Client(error)) = failed else { panic!("{failed:?}") };
    let Error::Refused(failure) = *error else { panic!("{error:?}") };
    assert_eq!(failure.status.as_u16(), 500);
    let message = "The answer does not fit the operation: at /id: invalid type: integer `1`, expected a string";
    assert_eq!(failure.body["error"]["message"], message);
    // This operation documents no failure.
    let failed = client.call("CreateReturnByJson", arguments(json!({ "body": { "id": "or_1", "object": "order" } }))).await;
    let Err(CallError::Client(error)) = failed else { panic!("{failed:?}") };
    assert!(matches!(*error, Error::Undecodable(_)), "{error:?}");
}
