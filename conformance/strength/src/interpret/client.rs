//! A client of any document.

use std::collections::BTreeMap;
use std::sync::Arc;

use reversals_codegen::ir::Api;
use reversals_runtime::client::{
    About, CallError, CallOptions, ResponseValue, Session, answered, decode_error, decode_success,
    undocumented,
};
use serde_json::Value;

use super::plan::{Planned, plan};
use super::request::{self, Failed, Typeset};
use super::slot::{SCOPE, SUCCESS, Slot};
use reversals_cases::wire::Response;
use reversals_judge::in_process;
use reversals_judge::recorder::Recorder;
use reversals_judge::subject::{Call, Called, Client};

/// A client that behaves as the one that is generated from the model.
pub struct InterpretedClient {
    operations: BTreeMap<String, Planned>,
    made_for: Option<String>,
}

impl InterpretedClient {
    /// The client of a model.
    pub fn new(api: &Api) -> Self {
        let operations = plan(api)
            .into_iter()
            .map(|planned| (planned.operation.id.clone(), planned))
            .collect();
        Self {
            operations,
            made_for: is_date(&api.version).then(|| api.version.clone()),
        }
    }

    /// What the client's method for calls by operationId does.
    async fn by_name(
        &self,
        session: &Session,
        call: &Call,
    ) -> Result<ResponseValue<Value>, CallError> {
        let Some(planned) = self.operations.get(&call.operation) else {
            return Err(CallError::Operation(call.operation.clone()));
        };
        let typed = request::typed(planned, call.arguments.clone())?;
        let send = self.send(session, planned, typed);
        answered(SCOPE.scope(planned.scope.clone(), send).await)
    }

    /// What a builder's `send` does.
    async fn send(
        &self,
        session: &Session,
        planned: &Planned,
        typed: Typeset<'_>,
    ) -> Result<ResponseValue<Slot<SUCCESS>>, Failed> {
        let operation = &planned.operation;
        let request = request::request(planned, session, typed)?;
        let about = About {
            version: self.made_for.as_deref(),
            user_agent: "",
        };
        let (http, options) = (request::http()?, CallOptions::default());
        let response = session.send(&http, request, options, about).await?;
        let status = response.status().as_u16();
        let described = operation.answer(status);
        let succeeds = described.is_some_and(|answer| operation.succeeds(answer));
        // An answer without JSON has no type here, and is one that can't be judged.
        if described.is_none_or(|answer| answer.content.json().is_none()) {
            Err(undocumented(response).await)
        } else if succeeds {
            decode_success(response).await
        } else {
            Err(decode_error(response).await)
        }
    }
}

impl Client for InterpretedClient {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        let recorder = Arc::new(Recorder::answering(answer));
        let session = in_process::session(&call.caller).with_transport(Arc::clone(&recorder) as _);
        let outcome = pollster::block_on(async {
            let called = self.by_name(&session, call).await;
            in_process::outcome(called)
        });
        let sent = recorder.sent();
        Called { sent, outcome }
    }
}

/// Whether a version is a date, with a name behind a dot or without. Only such a one is asked for in a request.
fn is_date(version: &str) -> bool {
    let (date, name) = version
        .split_at_checked(10)
        .unwrap_or((version, "not a date"));
    let form = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let named =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    form && (name.is_empty() || name.strip_prefix('.').is_some_and(named))
}
