//! Witnesses of differences: a message that one version of an API takes and the other refuses, found by trying.
//!
//! Requests are sent by an interpreted client of the version that has them, to an interpreted server of either; answers are
//! judged by a schema validator, and read by an interpreted client of either. None of it knows what was compared, so that a
//! difference that has no witness may be none.
#![forbid(unsafe_code)]

mod messages;
mod sample;
mod scalars;

use std::collections::BTreeMap;

use reversals_cases::call::Call;
use reversals_cases::wire::{Request, Response};
use reversals_changes::difference::{Difference, Direction, Effect, Found};
use reversals_changes::route::{Route, Step};
use reversals_codegen::Model;
use reversals_codegen::ir::{Answer, Api, Codes, Content, Type};
use reversals_judge::Contract;
use reversals_judge::subject::{Client as _, Outcome, Script, Server as _};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde::Serialize;
use serde_json::Value;

use messages::Operation;

/// One version, as it behaves.
pub struct Version<'a> {
    model: &'a Model,
    reader: InterpretedClient,
    client: InterpretedClient,
    server: InterpretedServer,
    contract: Contract,
}

/// Which of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The one that is compared with.
    Base,
    /// The other.
    Revision,
}

/// A message that one version takes and the other refuses.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Witness {
    /// The version that takes it.
    pub taken_by: Which,
    /// What it is: a request's line and body, or an answer's status and body.
    pub message: String,
    /// What the other one makes of it.
    pub refused: String,
}

impl<'a> Version<'a> {
    /// The version of a model.
    pub fn new(model: &'a Model) -> Self {
        let document = model.checked.document().root.to_json();
        let asked = asked(&model.api);
        Self {
            model,
            reader: InterpretedClient::new(&model.api),
            client: InterpretedClient::new(&asked),
            server: InterpretedServer::new(&asked),
            contract: Contract::new(document, model.api.clone()),
        }
    }

    /// What a client sends for a call, where its types can hold that.
    fn sent(&self, call: &Call) -> Option<Request> {
        let called = self.client.call(call, &response(200, &Value::Null));
        called.sent.into_iter().next()
    }

    /// What a server hands on of a request, or what it answers itself.
    fn served(&self, request: &Request) -> Result<Call, String> {
        let served = self.server.serve(request, &Script::Success(Value::Null));
        served.seen.ok_or_else(|| {
            let Response { status, body, .. } = served.response;
            format!("{status} {body}")
        })
    }

    /// Why an answer is none of this version; nothing where it is one.
    fn reads(
        &self,
        operation: &Operation<'_>,
        (status, body): (u16, &Value),
    ) -> Result<(), String> {
        let described = operation.ir.answer(status);
        let described = described.ok_or("the document describes no such status")?;
        if described.content.json().is_none() {
            return Ok(());
        }
        let id = &operation.ir.id;
        if let Some(why) = self.contract.schemas.response(id, status, body) {
            return Err(why);
        }
        let call = operation.least().ok_or("nothing can be called")?;
        match self.reader.call(&call, &response(status, body)).outcome {
            Outcome::Refused { text, .. } => Err(text),
            // Of what JSON of one type can't say there is no interpreted client, and the validator has spoken.
            _ => Ok(()),
        }
    }
}

/// The same API, of which every operation answers anything: what is asked has nothing to do with that.
fn asked(api: &Api) -> Api {
    let mut api = api.clone();
    for operation in &mut api.operations {
        let content = Content::Json {
            ty: Type::Any,
            media: "application/json".to_owned(),
        };
        operation.successes = vec![Answer {
            codes: Codes::Status(200),
            content,
            docs: String::new(),
        }];
        operation.errors = Vec::new();
    }
    api
}

fn response(status: u16, body: &Value) -> Response {
    let kind = ("content-type".to_owned(), "application/json".to_owned());
    Response {
        status,
        headers: BTreeMap::from([kind]),
        body: body.to_string(),
    }
}

/// A message by which a difference shows.
pub fn witness(base: &Version<'_>, revision: &Version<'_>, of: &Difference) -> Option<Witness> {
    let mut claims = claims(of).into_iter();
    claims.find_map(|claim| witness_of(base, revision, claim))
}

/// That there are messages which only one of two versions takes.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Where they have something of their own.
    pub found: &'a Found,
    /// The version that takes them.
    pub taken_by: Which,
}

/// What a difference claims.
pub fn claims(of: &Difference) -> Vec<Claim<'_>> {
    let all = of.found.iter().flat_map(|found| {
        let ways: &[Which] = match found.effect {
            Effect::More => &[Which::Revision],
            Effect::Fewer => &[Which::Base],
            Effect::Other => &[Which::Revision, Which::Base],
            Effect::Same | Effect::Meaning => &[],
        };
        ways.iter().map(move |taken_by| Claim {
            found,
            taken_by: *taken_by,
        })
    });
    all.collect()
}

/// A message that shows what is claimed.
pub fn witness_of(base: &Version<'_>, revision: &Version<'_>, claim: Claim<'_>) -> Option<Witness> {
    let Claim { found, taken_by } = claim;
    let (own, other) = match taken_by {
        Which::Base => ((base, 0), (revision, 1)),
        Which::Revision => ((revision, 1), (base, 0)),
    };
    let (message, refused) = match found.direction {
        Direction::Request => request(own, other, &found.route),
        Direction::Answer => answer(own, other, &found.route),
    }?;
    Some(Witness {
        taken_by,
        message,
        refused,
    })
}

/// A version, and its number.
type Numbered<'a> = (&'a Version<'a>, usize);

fn request(
    (own, number): Numbered<'_>,
    (other, other_number): Numbered<'_>,
    route: &Route,
) -> Option<(String, String)> {
    let operation = Operation::of(own.model, number, &route.operation)?;
    let theirs = Operation::of(other.model, other_number, &route.operation);
    let calls = operation.calls(route, theirs.as_ref()).into_iter();
    let mut found = calls.filter_map(|call| {
        let request = own.sent(&call)?;
        let seen = own.served(&request).ok()?;
        let refused = match other.served(&request) {
            Err(refused) => refused,
            Ok(also) if said(&also) == said(&seen) => return None,
            Ok(also) => format!("it is read as {:?}", said(&also)),
        };
        Some((shown(&request), refused))
    });
    // One that is refused for something else says less, and where all are there is no other.
    let named = |refused: &str| match route.steps.last() {
        Some(Step::Parameter(_, name) | Step::Member(name)) => refused.contains(name.as_str()),
        _ => true,
    };
    let first = found.next()?;
    if named(&first.1) {
        return Some(first);
    }
    Some(found.find(|(_, refused)| named(refused)).unwrap_or(first))
}

/// What a call says, whatever the parameters of its path are called.
fn said(call: &Call) -> [Vec<Value>; 2] {
    let arguments = &call.arguments;
    let maps = [&arguments.query, &arguments.headers, &arguments.cookies];
    let mut rest: Vec<Value> = maps.map(|map| Value::Object(map.clone())).into();
    rest.extend(arguments.body.clone());
    [arguments.path.values().cloned().collect(), rest]
}

fn shown(request: &Request) -> String {
    let (method, target) = (&request.method, request.target());
    match &request.body {
        Some(body) => format!("{method} {target}\n{body}"),
        None => format!("{method} {target}"),
    }
}

fn answer(
    (own, number): Numbered<'_>,
    (other, other_number): Numbered<'_>,
    route: &Route,
) -> Option<(String, String)> {
    let operation = Operation::of(own.model, number, &route.operation)?;
    let theirs = Operation::of(other.model, other_number, &route.operation)?;
    let answers = operation.answers(route, Some(&theirs));
    answers.into_iter().find_map(|(status, body)| {
        own.reads(&operation, (status, &body)).ok()?;
        let refused = other.reads(&theirs, (status, &body)).err()?;
        Some((format!("{status} {body}"), refused))
    })
}
