//! Unions of every kind, read by generated types and by the interpreter of the model: both make the same of any value,
//! in whatever order branches and members stand, and nothing is decoded to less than was sent.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    unexpected_cfgs,
    reason = "generated crates have a feature that this one has not"
)]

#[path = "unions/types.rs"]
#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, dead_code, unused_imports, unreachable_pub, unused_mut, reason = "nobody edits it by hand")]
mod types;

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use reversals_cases::wire::{Request, Response};
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, load, model_of};
use reversals_judge::subject::{Call, Caller, Client as _, Outcome, Script, Server as _};
use reversals_runtime::Arguments;
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/unions");

fn document() -> Value {
    let path = Path::new(FOLDER).join("api.yaml");
    let input = load::spec_files(&[path]).unwrap();
    let model = reversals_codegen::model(&input, &mut |_| ()).unwrap();
    model.checked.document().root.to_json()
}

/// What is done to the branches of a union.
type Turn<'a> = &'a dyn Fn(&mut Vec<Value>);

/// The document with the branches of every union in another order.
fn turned(node: &Value, turn: Turn<'_>) -> Value {
    match node {
        Value::Array(items) => items.iter().map(|item| turned(item, turn)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| {
                let mut member = turned(member, turn);
                if let ("anyOf" | "oneOf", Value::Array(branches)) = (name.as_str(), &mut member) {
                    turn(branches);
                }
                (name.clone(), member)
            });
            members.collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

#[test]
fn the_types_are_those_that_are_generated_of_the_document() {
    let options = Options {
        name: "unions".to_owned(),
        home: Home::Alone,
        package: Package::default(),
        partial: false,
        schemas: false,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_files(&[Path::new(FOLDER).join("api.yaml")]).unwrap();
    let outputs = generate(&input, &options, &mut |_| ()).unwrap().outputs;
    let types = std::str::from_utf8(&outputs["models/src/types.rs"]).unwrap();
    let kept = Path::new(FOLDER).join("types.rs");
    if std::env::var_os("UPDATE_TYPES").is_some() {
        std::fs::write(&kept, types).unwrap();
    }
    let same = std::fs::read_to_string(&kept).unwrap() == types;
    assert!(
        same,
        "{} is of another document: run with UPDATE_TYPES=1",
        kept.display()
    );
}

/// What an interpreted client reads, in three orders of the branches.
fn clients() -> Vec<InterpretedClient> {
    let document = document();
    let turns: [Turn<'_>; 3] = [&|_| (), &|all| all.reverse(), &|all| all.rotate_left(1)];
    let documents = turns.map(|turn| turned(&document, turn));
    let api = |document| {
        model_of(&load::value("api.json", document).unwrap())
            .unwrap()
            .api
    };
    documents
        .iter()
        .map(|document| InterpretedClient::new(&api(document)))
        .collect()
}

fn call(operation: &str) -> Call {
    Call {
        operation: operation.to_owned(),
        arguments: Arguments::default(),
        caller: Caller::default(),
    }
}

fn interpreted(client: &InterpretedClient, body: &str) -> Option<Value> {
    let answer = Response {
        status: 200,
        headers: BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]),
        body: body.to_owned(),
    };
    match client.call(&call("GetThing"), &answer).outcome {
        Outcome::Success(value) => Some(value),
        _ => None,
    }
}

fn again<T: Serialize + DeserializeOwned>(text: &str) -> Option<String> {
    let read: T = serde_json::from_str(text).ok()?;
    Some(serde_json::to_string(&read).unwrap())
}

/// Values that are often of some branch, often of several, and often of none.
fn value() -> impl Strategy<Value = Value> {
    let words = "auto|now|none|cat|dog|bird|lion|whale|1|true|-0|1e3||é\\n\"";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..10_i64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // A larger one is near to several whole numbers, and only its text says which.
        (-9.0e15..9.0e15).prop_map(Value::from),
        (-9..9_i32).prop_map(|whole| json!(f64::from(whole))),
        words.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        let name = prop_oneof![
            9 => "object|kind|deleted|age|left|right|next|many|some|number|month|token|text|wings|legs|tried",
            1 => "[a-z]{1,2}",
        ];
        // What often is of a branch: a member of the type that it has there.
        let fitting = prop_oneof![
            Just(("object", json!("cat"))),
            Just(("object", json!("dog"))),
            Just(("deleted", json!(true))),
            Just(("kind", json!("bird"))),
            Just(("kind", json!("tiger"))),
            Just(("left", json!(3))),
            Just(("left", json!(0.5))),
            Just(("right", json!("r"))),
            Just(("right", json!(null))),
            Just(("right", json!(true))),
            Just(("number", json!("4"))),
            Just(("token", json!("t"))),
        ];
        let fitting = fitting.prop_map(|(name, value)| (name.to_owned(), value));
        let nested = prop_oneof![
            (Just("next".to_owned()), inner.clone()),
            (Just("many".to_owned()), proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from)),
            (Just("some".to_owned()), proptest::collection::btree_map("[a-c]", inner.clone(), 0..3).prop_map(|all| json!(all))),
        ];
        let member = prop_oneof![3 => fitting, 2 => nested, 1 => (name, inner.clone())];
        prop_oneof![
            1 => proptest::collection::vec(inner, 0..3).prop_map(Value::from),
            3 => proptest::collection::vec(member, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

const PLACES: [&str; 11] = [
    "scalar", "texts", "lists", "means", "pet", "seen", "tried", "all", "wide", "cleared", "owner",
];

/// Where trying alone tells branches apart, or where any value is of one, nothing is ever dropped.
const WHOLE: [&str; 6] = ["scalar", "texts", "tried", "all", "wide", "owner"];

/// A value in one of the places, in a list or map where the place has one.
fn thing() -> impl Strategy<Value = (&'static str, Value)> {
    (proptest::sample::select(&PLACES[..]), value()).prop_map(|(place, value)| {
        let value = match place {
            "lists" => json!([value, [1], ["a"], []]),
            "means" => json!({ "a": value, "b": { "number": "4" } }),
            _ => value,
        };
        (place, value)
    })
}

/// A text with the members of each object in the opposite order.
fn backwards(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(backwards).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let members = members.iter().rev();
            let members: Vec<String> = members
                .map(|(name, value)| format!("{}:{}", json!(name), backwards(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

/// A value without the nulls that a server refuses before anybody reads them.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .filter(|item| !item.is_null())
            .map(without_nulls)
            .collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            members
                .map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}

/// Whether all that is written was sent: members may have been dropped, and nothing else has changed.
fn is_part(written: &Value, sent: &Value) -> bool {
    match (written, sent) {
        (Value::Object(written), Value::Object(sent)) => written
            .iter()
            .all(|(name, value)| sent.get(name).is_some_and(|sent| is_part(value, sent))),
        (Value::Array(written), Value::Array(sent)) => {
            written.len() == sent.len()
                && written
                    .iter()
                    .zip(sent)
                    .all(|(one, other)| is_part(one, other))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => written == sent,
    }
}

/// The same but for how a number is written.
fn is_same(one: &Value, other: &Value) -> bool {
    is_part(one, other) && is_part(other, one)
}

/// The members that the tags and required members of a told branch leave to be dropped.
fn is_told(place: &str, value: &Value) -> bool {
    let tag = |name: &str, values: &[&str]| values.iter().any(|it| value[name] == *it);
    match place {
        "owner" => tag("object", &["cat", "dog"]),
        _ => false,
    }
}

thread_local! {
    static CLIENTS: Vec<InterpretedClient> = clients();
    static SERVER: InterpretedServer = {
        let document = load::value("api.json", &document()).unwrap();
        InterpretedServer::new(&model_of(&document).unwrap().api)
    };
}

/// The same inputs in each run, but where `PROPTEST_RNG_SEED` asks for others.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        cases: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_answer_is_the_same_to_both_in_any_order_and_loses_nothing((place, value) in thing()) {
        let sent = json!({ place: value });
        let text = sent.to_string();
        let generated = again::<types::Thing>(&text);
        prop_assert_eq!(again::<types::Thing>(&backwards(&sent)), generated.clone(), "the order of members");
        let generated = generated.map(|text| serde_json::from_str::<Value>(&text).unwrap());
        CLIENTS.with(|clients| {
            // But for how a number is written.
            for client in clients {
                let other = interpreted(client, &text);
                let same = match (&other, &generated) {
                    (Some(other), Some(generated)) => is_same(other, generated),
                    (other, generated) => other == generated,
                };
                prop_assert!(same, "{text}: {other:?} {generated:?}");
            }
            Ok(())
        })?;
        let Some(written) = generated else {
            // Only what is no union refuses: a list, a map, a text to expand.
            prop_assert!(matches!(place, "lists" | "means" | "owner" | "cleared"), "{text} is refused");
            return Ok(());
        };
        // A null of an optional member is the member's absence.
        if !value.is_null() {
            let written = &written[place];
            prop_assert!(is_part(written, &value), "{value} became {written}");
            if WHOLE.contains(&place) && !is_told(place, &value) {
                prop_assert!(is_same(written, &value), "{value} became {written}");
            }
        }
    }

    #[test]
    fn a_request_is_the_same_to_the_interpreted_server_and_to_the_types((place, value) in thing()) {
        let sent = without_nulls(&json!({ place: value }));
        let request = Request {
            method: "PUT".to_owned(),
            path: "/things".to_owned(),
            query: None,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Some(sent.to_string()),
        };
        let outcome = SERVER.with(|server| server.serve(&request, &Script::failure(501, json!({}))));
        let seen = outcome.seen.and_then(|call| call.arguments.body);
        let read = again::<types::Asked>(&sent.to_string());
        let read = read.map(|text| serde_json::from_str::<Value>(&text).unwrap());
        prop_assert_eq!(seen, read, "{}: {:?}", sent, outcome.response);
    }
}
