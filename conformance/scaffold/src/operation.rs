//! One operation, called and answered by the interpreted pair.

use std::collections::BTreeMap;

use reversals_cases::call::{Authorization, Call, Caller};
use reversals_cases::format::{self, Input, Part, Refused, Refuses, Request, Response};
use reversals_cases::{Folding, Side, wire};
use reversals_codegen::ir;
use reversals_judge::subject::{Client as _, Outcome, Script, Server as _};
use reversals_runtime::Arguments;
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::candidate::Candidate;
use crate::values::Values;

/// The file of what is asked.
pub(crate) const PARAMETERS: &str = "parameters";

/// The file of what is answered.
pub(crate) const ANSWERS: &str = "answers";

/// The file of calls that leave something out, which has no beginning.
pub(crate) const MISSING: &str = "missing";

/// The pair that cases are tried on.
pub(crate) struct Pair {
    pub(crate) client: InterpretedClient,
    pub(crate) server: InterpretedServer,
}

/// What an operation answers where nothing is wrong.
#[derive(Clone)]
pub(crate) struct Good {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The file of it, where there is one.
    pub(crate) payload: Option<String>,
}

/// One operation and what it is tried with.
#[derive(Clone, Copy)]
pub(crate) struct Tried<'a> {
    pub(crate) ir: &'a ir::Operation,
    pub(crate) values: Values<'a>,
    pub(crate) pair: &'a Pair,
    pub(crate) good: &'a Good,
    pub(crate) foldings: &'a BTreeMap<String, Folding>,
}

/// The words that a group of candidates has in common.
pub(crate) struct About<'a> {
    pub(crate) stem: &'static str,
    pub(crate) group: &'a str,
    pub(crate) rule: &'a str,
    pub(crate) row: &'a str,
}

impl Tried<'_> {
    /// The call with as little in it as there can be.
    pub(crate) fn least(&self) -> Call {
        let of = |params: &[ir::Param]| -> Map<String, Value> {
            let required = params.iter().filter(|it| it.required);
            required
                .map(|it| (it.name.clone(), self.values.least(&it.ty)))
                .collect()
        };
        let body = self
            .ir
            .body
            .as_ref()
            .map(|body| self.values.least(&body.ty));
        Call {
            operation: self.ir.id.clone(),
            arguments: Arguments {
                path: of(&self.ir.path_params),
                query: of(&self.ir.query),
                headers: of(&self.ir.headers),
                body,
                ..Arguments::default()
            },
            caller: Caller::default(),
        }
    }

    /// The request of the least call.
    pub(crate) fn plain(&self) -> Option<wire::Request> {
        self.requested(&self.least())
    }

    /// What every case of a new file begins with: the path and the headers of the least call.
    pub(crate) fn beginning(&self) -> Part {
        let call = self.least();
        let Ok(sent) = self.sent(&call) else {
            return Part::default();
        };
        let Request {
            method,
            path,
            headers,
            ..
        } = request(&sent, &call);
        Part {
            input: Some(Input {
                path: call.arguments.path,
                ..Input::default()
            }),
            request: Some(Request {
                method,
                path,
                headers,
                ..Request::default()
            }),
            ..Part::default()
        }
    }

    /// The request of a call, where there is one.
    pub(crate) fn requested(&self, call: &Call) -> Option<wire::Request> {
        self.sent(call).ok()
    }

    fn sent(&self, call: &Call) -> Result<wire::Request, Outcome> {
        let answer = wire::Response::json(self.good.status, &self.good.body);
        let called = self.pair.client.call(call, &answer);
        called.sent.into_iter().next().ok_or(called.outcome)
    }

    fn response(&self) -> Response {
        Response {
            status: Some(self.good.status),
            payload: self.good.payload.clone(),
            body: self.good.payload.is_none().then(|| self.good.body.clone()),
            ..Response::default()
        }
    }

    /// What a call shows: that it is sent and read, that it can't be said, or that the service refuses it.
    pub(crate) fn call(&self, about: &About<'_>, call: &Call) -> Vec<Candidate> {
        let input = Some(input(call));
        let sent = match self.sent(call) {
            Ok(sent) => sent,
            Err(Outcome::Unrepresentable(_)) => {
                let mut one = candidate(about, Some(vec![Side::Client]));
                // Apart from the others, whose beginning would give what is left out here.
                one.stem = MISSING;
                one.unrepresentable =
                    Some("The client's types have no place for it, so nothing is sent.");
                one.part.input = input;
                return vec![one];
            }
            Err(_) => return Vec::new(),
        };
        let request = Some(request(&sent, call));
        let script = Script::Success(self.good.body.clone());
        let served = self.pair.server.serve(&sent, &script);
        let mut exchange = candidate(about, None);
        exchange.part = Part {
            input: input.clone(),
            request: request.clone(),
            response: Some(self.response()),
            ..Part::default()
        };
        if served.seen.is_some() {
            let mut echo = exchange.clone();
            echo.row.push_str("_repeated");
            if let Some(response) = &mut echo.part.response {
                // Others are made for each answer anew.
                let headers = served.response.headers.into_iter();
                response.headers = headers
                    .filter(|(name, _)| name == "content-type" || sent.header(name).is_some())
                    .collect();
            }
            return vec![exchange, echo];
        }
        exchange.sides = Some(vec![Side::Client]);
        exchange.part.response = Some(Response {
            status: Some(served.response.status),
            body: serde_json::from_str(&served.response.body).ok(),
            ..Response::default()
        });
        let mut refused = candidate(about, Some(vec![Side::Server]));
        refused.group.push_str("_refused");
        refused.part = Part {
            request,
            input,
            refused: refusal(&served.response),
            ..Part::default()
        };
        vec![exchange, refused]
    }

    /// What a request shows that no client of the model would send.
    pub(crate) fn request(&self, about: &About<'_>, sent: &wire::Request) -> Vec<Candidate> {
        let served = self
            .pair
            .server
            .serve(sent, &Script::Success(self.good.body.clone()));
        let mut one = candidate(about, Some(vec![Side::Server]));
        let least = self.least();
        one.part.request = Some(request(sent, &least));
        match served.seen {
            Some(seen) => {
                one.part.input = Some(input(&seen));
                one.part.response = Some(self.response());
            }
            None => one.part.refused = refusal(&served.response),
        }
        vec![one]
    }

    /// What an answer shows: that it is read, refused or kept.
    pub(crate) fn answer(&self, about: &About<'_>, answer: &Answer) -> Vec<Candidate> {
        let call = self.least();
        let Ok(sent) = self.sent(&call) else {
            return Vec::new();
        };
        let wire = answer.wire();
        let called = self.pair.client.call(&call, &wire);
        let mut one = candidate(about, None);
        one.part = Part {
            input: Some(input(&call)),
            request: Some(request(&sent, &call)),
            response: Some(answer.said(self.good)),
            ..Part::default()
        };
        match called.outcome {
            Outcome::Success(given) | Outcome::Failure { error: given, .. } => {
                let body: Value = serde_json::from_str(&wire.body).unwrap_or_default();
                if given != body {
                    let Some(output) = self.folded(&body, &given) else {
                        return Vec::new();
                    };
                    one.part.output = Some(output);
                }
            }
            Outcome::Refused {
                pointer, expected, ..
            } => {
                one.sides = Some(vec![Side::Client]);
                let Ok(expected) = serde_json::from_value(json!(expected)) else {
                    return Vec::new();
                };
                one.part.refuses = Some(Refuses {
                    at: pointer,
                    expected,
                });
            }
            Outcome::Undocumented { .. } => {
                one.sides = Some(vec![Side::Client]);
                one.undocumented =
                    Some("The document describes no such answer. It is kept for a person.");
            }
            Outcome::Unrepresentable(_) | Outcome::Other(_) => return Vec::new(),
        }
        vec![one]
    }

    /// How what is given differs from the body, where it lacks one member and that is all.
    fn folded(&self, body: &Value, given: &Value) -> Option<format::Output> {
        let mut lacking = Vec::new();
        lacks(given, body, "", &mut lacking);
        let [pointer] = <[String; 1]>::try_from(lacking).ok()?;
        let null = body.pointer(&pointer).is_some_and(Value::is_null);
        let remove = vec![pointer];
        let mut left = body.clone();
        reversals_cases::patch::apply(&mut left, "", &BTreeMap::new(), &remove).ok()?;
        let name = if null {
            "null_for_absent"
        } else {
            "unknown_member_dropped"
        };
        let known = self.foldings.contains_key(name) && left == *given;
        known.then(|| format::Output {
            folding: name.to_owned(),
            set: BTreeMap::new(),
            remove,
        })
    }
}

/// The pointers of members that `whole` has and `part` has not.
fn lacks(part: &Value, whole: &Value, at: &str, found: &mut Vec<String>) {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            for (name, value) in whole {
                let at = format!("{at}/{}", reversals_judge::token(name));
                match part.get(name) {
                    Some(part) => lacks(part, value, &at, found),
                    None => found.push(at),
                }
            }
        }
        (Value::Array(part), Value::Array(whole)) => {
            for (place, (part, whole)) in part.iter().zip(whole).enumerate() {
                lacks(part, whole, &format!("{at}/{place}"), found);
            }
        }
        _ => {}
    }
}

fn candidate(about: &About<'_>, sides: Option<Vec<Side>>) -> Candidate {
    Candidate {
        stem: about.stem,
        group: about.group.to_owned(),
        rule: about.rule.to_owned(),
        row: about.row.to_owned(),
        sides,
        unrepresentable: None,
        undocumented: None,
        part: Part::default(),
    }
}

fn refusal(response: &wire::Response) -> Option<Refused> {
    let body: Value = serde_json::from_str(&response.body).ok()?;
    let text = |name: &str| body["error"][name].as_str().map(str::to_owned);
    Some(Refused {
        status: Some(response.status),
        type_: text("type"),
        code: text("code"),
        param: text("param"),
        message: text("message"),
    })
}

fn input(call: &Call) -> Input {
    let Arguments {
        path,
        query,
        headers,
        body,
        ..
    } = call.arguments.clone();
    let caller = &call.caller;
    let caller = format::Caller {
        authorization: match caller.authorization {
            Authorization::Bearer => None,
            Authorization::Basic => Some(format::Authorization::Basic),
            Authorization::None => Some(format::Authorization::None),
        },
        idempotency_key: caller.idempotency_key.clone(),
        account: caller.account.clone(),
        version: caller.version.clone(),
    };
    let caller = (caller != format::Caller::default()).then_some(caller);
    Input {
        path,
        query,
        headers,
        body,
        caller,
    }
}

fn request(sent: &wire::Request, call: &Call) -> Request {
    let headers = sent.headers.iter().map(|(name, value)| {
        let made_up =
            name == "idempotency-key" && call.caller.idempotency_key.is_none() && value.len() == 36;
        let value = if made_up { "<uuid>" } else { value.as_str() };
        (name.clone(), Some(value.to_owned()))
    });
    Request {
        method: Some(sent.method.clone()),
        path: Some(sent.path.clone()),
        query: sent.query.clone(),
        headers: headers.collect(),
        body: sent.body.clone(),
        ..Request::default()
    }
}
