//! A client of any document.

use std::collections::BTreeMap;

use reqwest::Request;
use reversals_codegen::ir::Api;
use reversals_runtime::client::{Error, ResponseValue, Session, decode_error, decode_success};

use super::plan::{Planned, plan};
use super::ready::ready;
use super::request::{self, Failed};
use super::slot::{SCOPE, SUCCESS, Slot};
use crate::expectation::{self, Expectation};
use crate::subject::{Authorization, Call, Called, Caller, Client, KEY, Outcome};
use crate::wire;

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

    fn build(
        &self,
        planned: &Planned,
        given: &request::Given,
        caller: &Caller,
    ) -> Result<Request, Failed> {
        let mut request = request::request(&planned.operation, given)?;
        session(caller).prepare(&mut request, self.made_for.as_deref())?;
        Ok(request)
    }
}

impl Client for InterpretedClient {
    fn call(&self, call: &Call, answer: &wire::Response) -> Called {
        let unsent = |outcome| Called {
            sent: Vec::new(),
            outcome,
        };
        let Some(planned) = self.operations.get(&call.operation) else {
            let text = format!("the client has no operation {}", call.operation);
            return unsent(Outcome::Unrepresentable(text));
        };
        let given = match request::given(planned, &call.arguments) {
            Ok(given) => given,
            Err(text) => return unsent(Outcome::Unrepresentable(text)),
        };
        let request = match self.build(planned, &given, &call.caller) {
            Ok(request) => request,
            Err(Error::InvalidRequest(text)) => return unsent(Outcome::Unrepresentable(text)),
            Err(error) => return unsent(Outcome::Other(error.to_string())),
        };
        let outcome = match response(answer) {
            Ok(response) => {
                let read = SCOPE.scope(planned.scope.clone(), decoded(planned, response));
                ready(read).unwrap_or_else(|| Outcome::Other("the answer never ended".to_owned()))
            }
            Err(error) => Outcome::Other(error.to_string()),
        };
        Called {
            sent: vec![sent(&request)],
            outcome,
        }
    }
}

/// What the client makes of an answer.
async fn decoded(planned: &Planned, response: reqwest::Response) -> Outcome {
    let operation = &planned.operation;
    let status = response.status().as_u16();
    let success = if operation.any_success {
        (200..=299).contains(&status)
    } else {
        status == operation.status
    };
    let read: Result<ResponseValue<Slot<SUCCESS>>, Failed> = if success {
        decode_success(response).await
    } else if operation.error.is_some() && (400..=599).contains(&status) {
        decode_error(response)
            .await
            .and_then(|error| Err(Error::ErrorResponse(error)))
    } else {
        Err(Error::UnexpectedResponse(response))
    };
    match read {
        Ok(value) => Outcome::Success(value.into_inner().0.to_json()),
        Err(error) => failed(error).await,
    }
}

async fn failed(error: Failed) -> Outcome {
    match error {
        Error::ErrorResponse(value) => Outcome::Failure {
            status: value.status().as_u16(),
            error: value.into_inner().0.to_json(),
        },
        Error::InvalidResponsePayload(_, error) => {
            let text = error.to_string();
            let Expectation { pointer, expected } = expectation::read(&text);
            Outcome::Refused {
                pointer,
                expected,
                text,
            }
        }
        Error::UnexpectedResponse(response) => {
            let status = response.status().as_u16();
            match response.text().await {
                Ok(body) => Outcome::Undocumented { status, body },
                Err(error) => Outcome::Other(error.to_string()),
            }
        }
        other => Outcome::Other(other.to_string()),
    }
}

fn session(caller: &Caller) -> Session {
    let mut session = match caller.authorization {
        Authorization::Bearer => Session::bearer(KEY),
        Authorization::Basic => Session::basic(KEY),
        Authorization::None => Session::anonymous(),
    };
    if let Some(key) = &caller.idempotency_key {
        session = session.with_idempotency_key(key);
    }
    if let Some(account) = &caller.account {
        session = session.with_account(account);
    }
    if let Some(version) = &caller.version {
        session = session.with_version(version);
    }
    session
}

fn sent(request: &Request) -> wire::Request {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
        .collect();
    headers.sort();
    wire::Request {
        method: request.method().to_string(),
        path: request.url().path().to_owned(),
        query: request.url().query().map(str::to_owned),
        headers,
        body: request
            .body()
            .map(|body| text(body.as_bytes().unwrap_or_default())),
    }
}

fn response(answer: &wire::Response) -> Result<reqwest::Response, http::Error> {
    let mut builder = http::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        builder = builder.header(name, value);
    }
    Ok(builder.body(answer.body.clone())?.into())
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
