//! What bounds a value: a server takes what is within and refuses what is not, by the name of the parameter; a client
//! sends both, and reads whatever it is answered.

use std::sync::Arc;

use serde_json::{Value, json};
use zoo_client::{Arguments, Client};
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::{Wire, answering, wired};

struct Service;

fn measured(body: &models::MeasureParams) -> Result<Reply<models::Measure>, Failure> {
    let mut measure = json!(body);
    measure["id"] = json!("m_1");
    measure.as_object_mut().unwrap().remove("scale");
    Ok(serde_json::from_value::<models::Measure>(measure).unwrap().into())
}

impl Api for Service {
    async fn find_measures(&self, _: Context, _: models::FindMeasuresQuery) -> Result<Reply<Vec<models::Measure>>, Failure> {
        Ok(Vec::new().into())
    }

    async fn create_measure(&self, _: Context, body: models::MeasureParams) -> Result<Reply<models::Measure>, Failure> {
        measured(&body)
    }

    async fn report_measure(&self, _: Context, body: models::MeasureParams) -> Result<Reply<models::Measure>, Failure> {
        measured(&body)
    }
}

/// A member, values that it may have, and values that break one bound each.
fn members() -> [(&'static str, Vec<Value>, Vec<Value>); 18] {
    let list = |values: Value| values.as_array().unwrap().clone();
    [
        ("girth", list(json!([1, 90])), list(json!([0, 91]))),
        ("weight", list(json!([0.5, 99.5])), list(json!([0.49, 99.51]))),
        ("ratio", list(json!([0.001, 0.999])), list(json!([0, 1]))),
        ("teeth", list(json!([3, 41])), list(json!([2, 42]))),
        ("legs", list(json!([0, -4])), list(json!([3]))),
        ("price", list(json!([19.75, -0.5])), list(json!([19.8]))),
        ("tag", list(json!(["AB-1"])), list(json!(["AB-", "xAB-1"]))),
        ("note", list(json!(["éé", "abcde"])), list(json!(["a", "abcdef"]))),
        ("rings", list(json!([[1, 2]])), list(json!([[1, 2, 1]]))),
        ("marks", list(json!([["a", "a"], ["a", "b", "c"]])), list(json!([["a"], ["a", "b", "c", "d"]]))),
        ("sides", list(json!([{ "a": 0 }, { "a": 1, "b": 2 }])), list(json!([{ "a": -1 }, { "a": 1, "b": 2, "c": 3 }]))),
        ("pair", list(json!([{ "left": "x" }])), list(json!([{ "left": "x", "right": "y" }]))),
        ("small", list(json!([i32::MIN, i32::MAX])), list(json!([i64::from(i32::MIN) - 1, i64::from(i32::MAX) + 1]))),
        ("large", list(json!([i64::MIN, i64::MAX])), list(json!([10_000_000_000_000_000_000_u64]))),
        ("on", list(json!(["2024-02-29"])), list(json!(["2023-02-29", "2024-2-9"]))),
        ("at", list(json!(["2026-11-27T21:07:50.5+01:00"])), list(json!(["2026-11-27T21:07:50", "2026-11-27T25:07:50Z"]))),
        ("key", list(json!(["123e4567-e89b-12d3-a456-426614174000"])), list(json!(["123e4567-e89b-12d3-a456"]))),
        ("bytes", list(json!(["QUI=", ""])), list(json!(["QUI", "Q-I="]))),
    ]
}

/// A whole body with one member of a value.
fn body(name: &str, value: &Value) -> Value {
    let mut body = json!({ "girth": 5, "scale": "s" });
    body[name] = value.clone();
    body
}

pub async fn drive() {
    let (client, wire) = wired(zoo_server::router(Arc::new(Service)));
    for (name, good, bad) in members() {
        for (values, fits) in [(good, true), (bad, false)] {
            for value in &values {
                in_json(&wire, name, value, fits).await;
                by_name(&client, &wire, name, value, fits).await;
                typed(&client, &wire, name, value, fits).await;
            }
        }
    }
    sides(&client, &wire).await;
    in_queries(&client, &wire).await;
    in_answers().await;
}

/// An answer of a status that fits, and a refusal that names the member.
fn judged(what: &str, name: &str, fits: bool, status: u16, text: &str) {
    assert_eq!(status, if fits { 200 } else { 400 }, "{what}: {text}");
    let answer: Value = serde_json::from_str(text).unwrap();
    let param = answer["error"]["param"].as_str().unwrap_or_default();
    assert!(fits || param.split('[').next() == Some(name), "{what}: {text}");
}

async fn in_json(wire: &Wire, name: &str, value: &Value, fits: bool) {
    let sent = body(name, value).to_string();
    let (status, text) = wire.ask("POST", "/v2/measures", "application/json", sent.clone()).await;
    judged(&sent, name, fits, status, &text);
}

/// In a form and in JSON, as a client sends what it was given by name.
async fn by_name(client: &Client, wire: &Wire, name: &str, value: &Value, fits: bool) {
    for operation in ["CreateMeasure", "ReportMeasure"] {
        let arguments: Arguments = serde_json::from_value(json!({ "body": body(name, value) })).unwrap();
        let before = wire.count();
        let answer = client.call(operation, arguments).await;
        if wire.count() == before {
            // What no type of the client holds it does not send.
            assert!(!fits && name == "large" && answer.is_err(), "{operation}: {value}");
            continue;
        }
        let told = wire.last();
        judged(&format!("{operation} {name} {value}"), name, fits, told.status, told.text());
        assert_eq!(answer.is_ok(), fits);
    }
}

/// The same of types, which hold whatever their kind can.
async fn typed(client: &Client, wire: &Wire, name: &str, value: &Value, fits: bool) {
    let Ok(body) = serde_json::from_value::<models::MeasureParams>(body(name, value)) else {
        assert!(!fits && name == "large", "{name}: {value}");
        return;
    };
    let answer = client.create_measure().body(body).send().await;
    let told = wire.last();
    judged(&format!("{name} {value}"), name, fits, told.status, told.text());
    if fits {
        let answer = json!(*answer.unwrap());
        assert_eq!((&answer[name], &answer["id"], answer.get("scale")), (value, &json!("m_1"), None));
    }
}

/// A member of answers alone is refused in requests, and one of requests alone is in no answer.
async fn sides(client: &Client, wire: &Wire) {
    let ask = |body: &'static str| wire.ask("POST", "/v2/measures", "application/json", body.to_owned());
    let (status, text) = ask(r#"{"girth":5,"scale":"s","id":"m_1"}"#).await;
    judged("id", "id", false, status, &text);
    let (status, text) = ask(r#"{"girth":5}"#).await;
    judged("no scale", "scale", false, status, &text);
    let body = models::MeasureParams::new(5, "s");
    let measure = client.report_measure().body(body).send().await.unwrap();
    assert_eq!((wire.last().sent_text(), measure.id.as_str(), measure.girth), (r#"{"girth":5,"scale":"s"}"#, "m_1", 5));
}

async fn in_queries(client: &Client, wire: &Wire) {
    let call = client.find_measures();
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    for (name, call, fits) in [
        ("below", call.clone().below(0.99), true),
        ("below", call.clone().below(1.0), false),
        ("below", call.clone().below(-2.0), false),
        ("codes", call.clone().codes(list(&["ab", "cd", "ef"])), true),
        ("codes", call.clone().codes(list(&["ab", "ab"])), false),
        ("codes", call.clone().codes(list(&["abc"])), false),
        ("codes", call.clone().codes(list(&["ab", "cd", "ef", "gh"])), false),
        ("since", call.clone().since("2000-02-29"), true),
        ("since", call.clone().since("1900-02-29"), false),
    ] {
        let answer = call.send().await;
        let told = wire.last();
        judged(&told.sent, name, fits, told.status, told.text());
        assert_eq!(answer.is_ok(), fits);
    }
}

/// Whatever a service answers is read, and nothing of it is lost.
async fn in_answers() {
    const BROKEN: &str = r#"[
        {"id":"m_1","girth":0,"weight":0.1,"ratio":1.0,"teeth":42,"legs":3,"price":0.1,"tag":"?","note":"","rings":[1,1],"marks":[],
         "sides":{},"pair":{"left":"x","right":"y"},"small":2147483648,"on":"soon","at":"noon","key":"k","bytes":"?"},
        {"id":"","girth":91,"weight":100.5,"ratio":0.0,"teeth":2,"note":"abcdef","marks":["a","b","c","d"],"sides":{"a":-1,"b":2,"c":3},"pair":{}}
    ]"#;
    let measures = answering(200, &[("content-type", "application/json")], BROKEN).find_measures().send().await.unwrap();
    assert_eq!(json!(*measures), serde_json::from_str::<Value>(BROKEN).unwrap());
}
