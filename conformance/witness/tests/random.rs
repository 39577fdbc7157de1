//! Random schemas and edits of them: where a message shows that two versions differ, a difference says so, and where a
//! difference says so, a message shows it.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "random/edits.rs"]
mod edits;
#[path = "../../tests/random/runs.rs"]
mod runs;
#[path = "../../tests/random/schemas.rs"]
#[allow(
    dead_code,
    reason = "what a request means is judged by the versions themselves"
)]
mod schemas;
#[path = "../../tests/random/values.rs"]
mod values;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use reversals_cases::call::Call;
use reversals_cases::wire::{Request, Response};
use reversals_changes::compare::compare;
use reversals_changes::difference::{Difference, Direction, Effect, Kind};
use reversals_changes::route::Step;
use reversals_codegen::{Model, load, model_of};
use reversals_judge::Contract;
use reversals_judge::subject::{Client as _, Outcome, Script, Server as _};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use reversals_witness::{Claim, Version, Which, claims, witness_of};
use serde_json::{Value, json};
use values::Maker;

/// How many pairs, where `PROPTEST_CASES` says nothing.
const PAIRS: u32 = 256;

/// A document that takes a schema in a request, and one that answers it.
fn document(schema: &Value) -> Value {
    let mut components = schemas::fixed();
    components["thing"] = schema.clone();
    let content =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/thing" } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": { "/things": {
            "put": {
                "operationId": "Put",
                "requestBody": { "required": true, "content": content },
                "responses": { "200": { "description": "Done." } },
            },
            "get": {
                "operationId": "Get",
                "responses": { "200": { "description": "One.", "content": content } },
            },
        } },
        "components": { "schemas": components },
    })
}

fn model(schema: &Value) -> Option<Model> {
    model_of(&load::value("api.json", &document(schema)).unwrap()).ok()
}

/// One version, as it behaves.
struct Sides {
    server: InterpretedServer,
    client: InterpretedClient,
    contract: Contract,
}

impl Sides {
    fn new(model: &Model) -> Self {
        Self {
            server: InterpretedServer::new(&model.api),
            client: InterpretedClient::new(&model.api),
            contract: Contract::new(model.checked.document().root.to_json(), model.api.clone()),
        }
    }

    /// Why a value is none of a request, or of an answer.
    fn judge(&self, direction: Direction, value: &Value) -> Result<(), String> {
        if direction == Direction::Answer {
            if let Some(why) = self.contract.schemas.response("Get", 200, value) {
                return Err(why);
            }
            let call = Call {
                operation: "Get".to_owned(),
                ..Call::default()
            };
            return match self.client.call(&call, &Response::json(200, value)).outcome {
                Outcome::Refused { text, .. } => Err(text),
                _ => Ok(()),
            };
        }
        let request = Request {
            method: "PUT".to_owned(),
            path: "/things".to_owned(),
            query: None,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: Some(value.to_string()),
        };
        let served = self
            .server
            .serve(&request, &Script::failure(501, json!({})));
        served
            .seen
            .map(drop)
            .ok_or_else(|| format!("{:?}", served.response))
    }
}

/// Whether a difference says that a message which only that version takes may be.
fn says(difference: &Difference, direction: Direction, taken_by: Which) -> bool {
    let mut found = difference
        .found
        .iter()
        .filter(|it| it.direction == direction);
    // A member that is not known may be anything, of which nothing is claimed when it gets a type.
    let is_member = matches!(difference.kind, Kind::MemberAdded | Kind::MemberRemoved);
    found.any(|found| match found.effect {
        _ if is_member && direction == Direction::Answer => true,
        Effect::Other | Effect::Meaning => true,
        Effect::Fewer => taken_by == Which::Base,
        Effect::More => taken_by == Which::Revision,
        Effect::Same => false,
    })
}

/// Whether another branch of a union may take what is claimed to be lost or gained.
fn is_of_a_union(difference: &Difference, claim: Claim<'_>) -> bool {
    let mut steps = claim.found.route.steps.iter();
    steps.any(|step| matches!(step, Step::Branch(..)))
        || matches!(difference.kind, Kind::BranchAdded | Kind::BranchRemoved)
}

#[test]
fn what_shows_in_a_message_is_a_difference_and_what_is_a_difference_shows_in_a_message() {
    let bytes = proptest::collection::vec(any::<u8>(), 0..24);
    let values = proptest::collection::vec(bytes, 8..24);
    let pairs = (schemas::schema(), any::<Index>(), values);
    let [refused, same, told, witnessed, overlapping] = [const { Cell::new(0) }; 5];
    let add = |count: &Cell<u32>| count.set(count.get() + 1);
    let outcome =
        TestRunner::new(runs::config(PAIRS, 2_000)).run(&pairs, |(schema, edit, values)| {
            let schema = edits::uncounted(schema);
            let edited = edit.get(&edits::edits(&schema)).clone();
            let (Some(base), Some(revision)) = (model(&schema), model(&edited)) else {
                add(&refused);
                return Ok(());
            };
            let differences = compare(&base, &revision);
            if differences.is_empty() {
                add(&same);
            }
            let keys: Vec<String> = differences.iter().map(Difference::key).collect();
            let versions = [Version::new(&base), Version::new(&revision)];
            let sides = [Sides::new(&base), Sides::new(&revision)];
            let components = schemas::fixed();
            for (at, bytes) in values.iter().enumerate() {
                let near = [&schema, &edited][at % 2];
                let value = Maker {
                    components: &components,
                    bytes: bytes.iter(),
                }
                .value(near);
                for direction in [Direction::Request, Direction::Answer] {
                    let [own, other] = sides.each_ref().map(|it| it.judge(direction, &value));
                    let taken_by = match (&own, &other) {
                        (Ok(()), Err(_)) => Which::Base,
                        (Err(_), Ok(())) => Which::Revision,
                        _ => continue,
                    };
                    add(&told);
                    prop_assert!(
                        differences.iter().any(|it| says(it, direction, taken_by)),
                        "{schema}\n{edited}\n{direction:?} {value}: {own:?} {other:?}\n{keys:?}"
                    );
                }
            }
            for difference in &differences {
                for claim in claims(difference) {
                    // What is to be expected breaks nobody.
                    if claim.found.expected && claim.taken_by == Which::Revision {
                        continue;
                    }
                    if witness_of(&versions[0], &versions[1], claim).is_none() {
                        prop_assert!(
                            is_of_a_union(difference, claim),
                            "{schema}\n{edited}\n{} has no witness of {claim:?} in {keys:?}",
                            difference.key()
                        );
                        add(&overlapping);
                        continue;
                    }
                    add(&witnessed);
                }
            }
            Ok(())
        });
    let counts = [refused, same, told, witnessed, overlapping].map(Cell::into_inner);
    let [refused, same, told, witnessed, overlapping] = counts;
    println!(
        "{refused} pairs refused, {same} the same; {told} values tell, {witnessed} claims have a witness, and {overlapping} in unions have none"
    );
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(told > 300 && witnessed > 100, "{told} {witnessed}");
    assert!(overlapping < witnessed / 10, "{overlapping} {witnessed}");
}
