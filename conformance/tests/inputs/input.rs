//! The random input of a law, and the case that it makes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use reversals_codegen::ir::{Api, Operation, Type};
use serde_json::Value;

use super::choices::Choices;
use super::kept::Kept;
use super::law::Law;
use super::values::{Travel, Values};
use super::{calls, request, respell, simplest, strings, whitespace};
use reversals_cases::patch;
use reversals_cases::wire::Response;
use reversals_cases::{Case, Judge, Location, Origin, Schema, Side, Verdict};
use reversals_judge::subject::Call;

/// How many named types deep an answer goes.
const DEPTH: usize = 4;

/// One random input: a call, what is answered to it, and free choices of spellings and edits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Input {
    /// The call.
    pub(crate) call: Call,
    /// The status of the answer.
    pub(crate) status: u16,
    /// The body of the answer, with what a client may leave out.
    pub(crate) answer: Value,
    /// Free choices; without any, everything is spelt plainly.
    pub(crate) choices: Vec<u16>,
}

/// The names in `foldings.yaml` of what a reading may leave out.
const UNKNOWN_MEMBER: &str = "unknown_member_dropped";
const NULL: &str = "null_for_absent";

/// The random inputs of a law for an operation; none where the law says nothing of it.
pub(super) fn inputs(api: &Api, operation: &Operation, law: Law) -> Option<BoxedStrategy<Input>> {
    let call = if law.is_of_requests() {
        calls::calls(api, operation)
    } else {
        Just(simplest::call(api, operation)).boxed()
    };
    let answers = Values {
        api,
        travel: Travel::Answer,
    };
    let (status, answer) = if law.is_of_requests() {
        let answer = simplest::value(api, operation.success_type()?, Travel::Answer);
        (Just(operation.status()).boxed(), Just(answer).boxed())
    } else if law.is_of_failures() {
        (
            failures(),
            answers.of(operation.error_type()?, DEPTH, false),
        )
    } else {
        (
            Just(operation.status()).boxed(),
            answers.of(operation.success_type()?, DEPTH, false),
        )
    };
    let most = if law.chooses() { 40 } else { 0 };
    let input = (call, status, answer, vec(any::<u16>(), 0..=most));
    let input = input.prop_map(|(call, status, answer, choices)| Input {
        call,
        status,
        answer,
        choices,
    });
    Some(input.boxed())
}

/// Documented failures, and some that only a network sends.
fn failures() -> BoxedStrategy<u16> {
    let known = [
        400_u16, 401, 402, 403, 404, 409, 424, 429, 500, 502, 503, 504,
    ];
    prop_oneof![2 => prop::sample::select(known.to_vec()), 1 => 400..600_u16].boxed()
}

impl Input {
    /// The case of this input, whose expectations follow from the model alone.
    pub(super) fn case(&self, api: &Api, operation: &Operation, law: Law, reason: &str) -> Case {
        let choices = Choices::new(&self.choices);
        let mut call = self.call.clone();
        let mut sides = vec![Side::Client, Side::Server];
        let sent = sent(operation, &call);
        if sent != call {
            // What is empty never reaches a server.
            match law {
                Law::ClientWrites => sides = vec![Side::Client],
                _ => call = sent,
            }
        }
        let mut case = Case {
            id: operation.id.clone(),
            folder: String::new(),
            at: Location::default(),
            carried: false,
            origin: Origin::Authored {
                reason: reason.to_owned(),
            },
            note: None,
            printed: None,
            request: request::canonical(api, operation, &call),
            has_input: true,
            has_request: true,
            uuids: Vec::new(),
            same_as: Vec::new(),
            absent: Vec::new(),
            schema: None,
            text: None,
            judge: Judge::Unrepresentable,
            call,
        };
        if case.request.header(request::IDEMPOTENCY_KEY) == Some("<uuid>") {
            case.uuids.push(request::IDEMPOTENCY_KEY.to_owned());
        }
        if law == Law::ServerReadsRespelt {
            let spelling = respell::respelt(operation, &case.request, &choices);
            case.same_as.push(spelling);
        }
        self.exchanged(&mut case, api, operation, law, sides, &choices);
        case
    }

    fn exchanged(
        &self,
        case: &mut Case,
        api: &Api,
        operation: &Operation,
        law: Law,
        sides: Vec<Side>,
        choices: &Choices<'_>,
    ) {
        let Some(ty) = self.ty(operation) else {
            return;
        };
        let kept = Kept::of(api, ty, &self.answer);
        let left_out = kept.left_out();
        let mut output = self.answer.clone();
        patch::apply(&mut output, "", &BTreeMap::new(), &left_out)
            .expect("what was found in the answer is in it");
        let body = match law {
            // A handler can't answer what its types have no place for.
            Law::ServerWrites => output.clone(),
            _ => self.answer.clone(),
        };
        let folding = match (kept.unknown.as_slice(), kept.nulls.as_slice()) {
            _ if output == body => None,
            ([], _) => Some(NULL.to_owned()),
            _ => Some(UNKNOWN_MEMBER.to_owned()),
        };
        let outside = kept.unlisted || (!kept.nulls.is_empty() && folding.is_some());
        case.schema = outside.then(|| Schema {
            verdict: Verdict::Invalid,
            why: "A client takes more than the schema says.".to_owned(),
            document_only: false,
            arguments: false,
        });
        let mut response = Response::json(self.status, &body);
        if matches!(law, Law::ClientReads | Law::ClientReadsFailure) {
            response.body = whitespace::json(&body, choices);
        }
        case.judge = Judge::Exchange {
            response,
            body,
            output,
            folding,
            sides,
        };
    }

    fn ty<'a>(&self, operation: &'a Operation) -> Option<&'a Type> {
        operation.answer(self.status)?.content.json()
    }
}

/// The call as a server can see it: without empty lists and maps.
fn sent(operation: &Operation, call: &Call) -> Call {
    let mut call = call.clone();
    let arguments = &mut call.arguments;
    arguments.query = strings::sent(&arguments.query);
    let is_form = calls::travel(operation) == Travel::Form;
    if let Some(Value::Object(body)) = arguments.body.as_ref().filter(|_| is_form) {
        arguments.body = Some(Value::Object(strings::sent(body)));
    }
    call
}
