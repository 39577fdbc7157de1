//! What values are held to beyond their kind, on a document that has all of it: what is owed, that cases and random
//! inputs show it, and that they notice a pair that takes no heed of any one of it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Judge, Location, Origin, Refusal, Schema, Side, Suite, Verdict};
use reversals_codegen::ir::Api;
use reversals_codegen::{load, model_of};
use reversals_judge::subject::{Authorization, Call, Caller};
use reversals_judge::{self as judge, Contract, Test, World};
#[allow(dead_code, unused_imports, reason = "`differential.rs` has the rest")]
mod inputs;

use inputs::{Law, Options, run_one};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use reversals_strength::mutation::run::{self, Fate, Pair};
use reversals_strength::mutation::{self, Edit, Mutant};
use reversals_strength::obligations::{Observer, enumerate};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("constraints/api.yaml");

/// Forms that are taken, each with what the handler sees; what stands at a bound is among them.
fn taken() -> Vec<(&'static str, Value)> {
    vec![
        (
            "above=3&big=2147483647",
            json!({ "above": 3, "big": 2_147_483_647_i64 }),
        ),
        (
            "below=0.5&big=-2147483648",
            json!({ "below": 0.5, "big": -2_147_483_648_i64 }),
        ),
        (
            "blob=QUI%3D&day=2024-02-29",
            json!({ "blob": "QUI=", "day": "2024-02-29" }),
        ),
        (
            "at=2026-11-27t23%3A59%3A59.5z&fives=-15",
            json!({ "at": "2026-11-27t23:59:59.5z", "fives": -15 }),
        ),
        (
            "cents=19.99&key=123E4567-E89B-12D3-A456-426614174000",
            json!({ "cents": 19.99, "key": "123E4567-E89B-12D3-A456-426614174000" }),
        ),
        (
            "labels[a]=1&labels[b]=2&name=abc",
            json!({ "labels": { "a": "1", "b": "2" }, "name": "abc" }),
        ),
        (
            "fives=0&labels[a]=1&labels[b]=2&labels[c]=3&name=abc&tags[]=a&tags[]=b",
            json!({ "fives": 0, "labels": { "a": "1", "b": "2", "c": "3" }, "name": "abc", "tags": ["a", "b"] }),
        ),
    ]
}

/// Forms that are refused, each with the parameter, the code and the message.
#[rustfmt::skip] // A refusal a line.
const REFUSED: &[(&str, Option<&str>, Option<&str>, &str)] = &[
    ("above=2&big=1", Some("above"), Some("parameter_invalid_integer"), "This value must be greater than or equal to 3."),
    ("below=0.49&big=1", Some("below"), None, "This value must be greater than or equal to 0.5."),
    ("below=2.5&big=1", Some("below"), None, "This value must be less than 2.5 (it currently is '2.5')."),
    ("below=2.51&big=1", Some("below"), None, "This value must be less than 2.5 (it currently is '2.51')."),
    ("big=2147483648&name=a", Some("big"), None, "This value must be less than or equal to 2147483647 (it currently is '2147483648')."),
    ("big=-2147483649&name=a", Some("big"), Some("parameter_invalid_integer"), "This value must be greater than or equal to -2147483648."),
    ("big=1&blob=QUJ%3D", Some("blob"), None, "Invalid base64: QUJ="),
    ("big=1&day=2023-02-29", Some("day"), None, "Invalid date: 2023-02-29"),
    ("at=2026-11-27&big=1", Some("at"), None, "Invalid date-time: 2026-11-27"),
    ("big=1&fives=12", Some("fives"), None, "This value must be a multiple of 5 (it currently is '12')."),
    ("big=1&cents=0.005", Some("cents"), None, "This value must be a multiple of 0.01 (it currently is '0.005')."),
    ("big=1&key=123e4567e89b12d3a456426614174000", Some("key"), None, "Invalid UUID: 123e4567e89b12d3a456426614174000"),
    ("big=1&name=Abc", Some("name"), None, "Invalid string: Abc; must match ^[a-z]+$"),
    ("big=1&tags[]=a&tags[]=a", Some("tags"), None, "Invalid array: must not have an item twice"),
    ("big=1&labels[a]=1", Some("labels"), None, "Invalid object: must have at least 2 members"),
    ("big=1&labels[a]=1&labels[b]=2&labels[c]=3&labels[d]=4", Some("labels"), None, "Invalid object: must have at most 3 members"),
    ("big=1", None, None, "Invalid object: must have at least 2 members"),
    ("above=3&big=1&cents=0.01&fives=0&name=a", None, None, "Invalid object: must have at most 4 members"),
    ("big=1&id=x&name=a", Some("id"), Some("parameter_unknown"), "Received unknown parameter: id"),
];

/// Answers, each with what a client gives of it, and whether the published schema takes it.
fn answered() -> Vec<(Value, bool)> {
    vec![
        (json!({ "above": 3 }), true),
        (json!({ "below": 0.5 }), true),
        (
            json!({ "below": 2.4, "cents": 0.3, "day": "2000-02-29", "name": "a" }),
            true,
        ),
        (json!({ "labels": { "a": "1", "b": "2" } }), true),
        (
            json!({ "labels": { "a": "1", "b": "2", "c": "3" }, "tags": ["a", "b"] }),
            true,
        ),
        (json!({ "above": 3, "secret": "s" }), true),
        (json!({ "above": 2 }), false),
        (json!({ "below": 0.25 }), false),
        (json!({ "below": 2.5 }), false),
        (json!({ "below": 2.75 }), false),
        (json!({ "cents": 0.005 }), false),
        (json!({ "day": "1900-02-29" }), false),
        (json!({ "name": "A" }), false),
        (json!({ "labels": { "a": "1" } }), false),
        (
            json!({ "labels": { "a": "1", "b": "2", "c": "3", "d": "4" } }),
            false,
        ),
        (json!({ "tags": ["a", "a"] }), false),
        (json!({}), false),
    ]
}

struct Bench {
    contract: Contract,
    pair: Pair,
    tests: Vec<Test>,
}

fn interpreted(api: &Api) -> Pair {
    let client = Box::new(InterpretedClient::new(api));
    (client, Box::new(InterpretedServer::new(api)))
}

impl Bench {
    fn new() -> Self {
        let model = model_of(&load::text("api.yaml", DOCUMENT).unwrap()).unwrap();
        let document = model.checked.document().root.to_json();
        let contract = Contract::new(document, model.api);
        let pair = interpreted(&contract.api);
        let mut suite = Suite::default();
        let mut cases: Vec<Case> = taken()
            .iter()
            .map(|(body, given)| exchange(&pair, body, given.clone(), &json!({ "above": 3 }), true))
            .collect();
        cases.extend(REFUSED.iter().map(|refused| refusal(&pair, refused)));
        // What a client has no place for.
        let given = json!({ "big": 1, "id": "x", "name": "a" });
        let mut untyped = case(
            &pair,
            "untyped".to_owned(),
            "",
            given,
            Judge::Unrepresentable,
        );
        untyped.has_request = false;
        untyped.schema = Some(Schema {
            verdict: Verdict::Valid,
            why: "To a validator, which side has a member is a note.".to_owned(),
            document_only: false,
            arguments: false,
        });
        cases.push(untyped);
        let (body, given) = taken().remove(0);
        cases.extend(
            answered()
                .iter()
                .map(|(answer, valid)| exchange(&pair, body, given.clone(), answer, *valid)),
        );
        suite.cases = cases.into_iter().map(Arc::new).collect();
        let tests = judge::derive(&suite, &contract.api);
        Self {
            contract,
            pair,
            tests,
        }
    }

    fn world(&self) -> World<'_> {
        World {
            client: &*self.pair.0,
            server: &*self.pair.1,
            contract: &self.contract,
        }
    }
}

/// A case of a body, with the headers that a client sends.
fn case(pair: &Pair, id: String, body: &str, given: Value, judge: Judge) -> Case {
    let mut call = Call {
        operation: "CreateNote".to_owned(),
        caller: Caller {
            authorization: Authorization::None,
            ..Caller::default()
        },
        ..Call::default()
    };
    call.arguments.body = Some(given);
    let sent = pair.0.call(&call, &Response::json(200, &json!({})));
    let mut headers = sent
        .sent
        .first()
        .map(|sent| sent.headers.clone())
        .unwrap_or_default();
    let key = "idempotency-key";
    let mut own = headers.iter_mut().filter(|(name, _)| name == key);
    let made_up = own
        .next()
        .map(|(_, value)| "<uuid>".clone_into(value))
        .is_some();
    Case {
        id,
        folder: String::new(),
        at: Location::default(),
        carried: false,
        origin: Origin::Authored {
            reason: "what the document says".to_owned(),
        },
        note: None,
        printed: None,
        request: Request {
            method: "POST".to_owned(),
            path: "/v1/notes".to_owned(),
            query: None,
            headers,
            body: Some(body.to_owned()),
        },
        has_input: true,
        has_request: true,
        uuids: made_up.then(|| key.to_owned()).into_iter().collect(),
        same_as: Vec::new(),
        absent: Vec::new(),
        schema: None,
        text: None,
        judge,
        call,
    }
}

fn exchange(pair: &Pair, body: &str, given: Value, answer: &Value, valid: bool) -> Case {
    // What only requests have is no member of an answer.
    let mut output = answer.clone();
    let secret = output.as_object_mut().unwrap().remove("secret");
    let judge = Judge::Exchange {
        response: Response::json(200, answer),
        body: answer.clone(),
        output,
        folding: secret.as_ref().map(|_| "unknown_member_dropped".to_owned()),
        sides: match secret {
            Some(_) => vec![Side::Client],
            None => vec![Side::Client, Side::Server],
        },
    };
    let mut case = case(pair, format!("{body} -> {answer}"), body, given, judge);
    case.schema = (!valid).then(|| Schema {
        verdict: Verdict::Invalid,
        why: "No client measures what it is answered.".to_owned(),
        document_only: false,
        arguments: false,
    });
    case
}

fn refusal(pair: &Pair, refused: &(&str, Option<&str>, Option<&str>, &str)) -> Case {
    let (body, param, code, message) = *refused;
    let judge = Judge::Refused(Refusal {
        status: 400,
        type_: "invalid_request_error".to_owned(),
        code: code.map(str::to_owned),
        param: param.map(str::to_owned),
        message: Some(message.to_owned()),
    });
    let (_, given) = taken().remove(0);
    let mut case = case(pair, body.to_owned(), body, given, judge);
    case.has_input = false;
    case
}

/// The words of situations that are about this.
const WORDS: &[&str] = &[
    "no-multiple",
    "pattern-not-matched",
    "not-of-format",
    "item-twice",
    "min-members",
    "max-members",
    "below-min-members",
    "above-max-members",
    "at-exclusive-minimum",
    "at-exclusive-maximum",
    "read-only-given",
    "minimum",
    "maximum",
    "below-minimum",
    "above-maximum",
];

#[test]
fn every_constraint_is_owed_and_cases_show_it_on_a_good_pair() {
    let bench = Bench::new();
    for test in &bench.tests {
        let outcome = test.run(bench.world());
        assert!(outcome.is_ok(), "{}: {outcome:#?}", test.name());
    }
    let observer = Observer::new(&bench.contract);
    let met: BTreeSet<String> = bench
        .tests
        .iter()
        .flat_map(|test| observer.discharged(test))
        .collect();
    let owed: Vec<String> = enumerate(&bench.contract.api)
        .into_iter()
        .filter(|it| WORDS.contains(&it.situation.as_str()))
        .map(|it| it.id)
        .collect();
    let gaps: Vec<&String> = owed.iter().filter(|id| !met.contains(*id)).collect();
    assert_eq!(gaps, Vec::<&String>::new());
    println!(
        "{} obligations of constraints, {} gaps",
        owed.len(),
        gaps.len()
    );
    let situations: BTreeSet<&str> = owed.iter().filter_map(|id| id.rsplit('/').next()).collect();
    let unowed: Vec<_> = WORDS
        .iter()
        .filter(|word| !situations.contains(*word))
        .collect();
    // Of whole numbers, and of none here, the bound that is outside is one further in.
    assert_eq!(unowed, [&"at-exclusive-minimum"]);
}

/// The edits that take a constraint away, by what they are called.
fn ignoring(contract: &Contract) -> BTreeMap<String, Mutant> {
    let all = mutation::mutants(&contract.bundled).into_iter();
    let gone = all.filter(|mutant| mutant.edit == Edit::BoundRemoved);
    gone.map(|mutant| (mutant.id.clone(), mutant)).collect()
}

#[test]
fn a_pair_that_takes_no_heed_of_a_constraint_is_noticed_whichever_it_is() {
    let bench = Bench::new();
    let mutants = ignoring(&bench.contract);
    let mut keywords = BTreeSet::new();
    for (id, mutant) in &mutants {
        keywords.insert(id.rsplit('=').next().unwrap());
        let one = std::slice::from_ref(mutant);
        let fates = run::run(one, &bench.tests, &bench.contract, &interpreted, &|_| ());
        assert!(
            matches!(fates[..], [Fate::Killed { .. }]),
            "{id}: {fates:?}"
        );
    }
    let wanted = [
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "maxProperties",
        "maximum",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "readOnly",
        "uniqueItems",
        "writeOnly",
    ];
    assert_eq!(keywords, BTreeSet::from(wanted));
    println!("{} edits, all noticed", mutants.len());
}

#[test]
fn other_edits_of_constraints_are_noticed_too() {
    let bench = Bench::new();
    let all = mutation::mutants(&bench.contract.bundled).into_iter();
    let moved: Vec<_> = all
        .filter(|it| matches!(it.edit, Edit::BoundRaised | Edit::BoundLowered))
        .collect();
    let fates = run::run(&moved, &bench.tests, &bench.contract, &interpreted, &|_| ());
    let survivors: Vec<_> = moved
        .iter()
        .zip(&fates)
        .filter(|(_, fate)| matches!(fate, Fate::Survived))
        .map(|(mutant, _)| mutant.id.as_str())
        .collect();
    assert_eq!(survivors, Vec::<&str>::new());
    assert!(moved.len() > 15, "{}", moved.len());
}

#[test]
fn random_inputs_keep_every_constraint() {
    let bench = Bench::new();
    let operation = &bench.contract.api.operations[0];
    for law in Law::ALL {
        let few = Options {
            per_operation: 1000,
            seed: 1,
        };
        let found = run_one(bench.world(), operation, law, few);
        assert!(found.is_none(), "{law}: {}", found.unwrap());
    }
}
