//! The generated sides, as the suite sees sides.

use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use reversals_client::{Client as Generated, Error, Session};
use reversals_conformance::documented::Input;
use reversals_conformance::drive;
use reversals_conformance::recorder::Recorder;
use reversals_conformance::scripted::Scripted;
use reversals_conformance::subject::{
    Authorization, Call, Called, Caller, Client, KEY, Outcome, Script, Served, Server,
};
use reversals_conformance::wire::{Request, Response};
use reversals_runtime::Arguments;
use serde_json::Value;
use tower::ServiceExt as _;

pub(crate) struct Good;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

impl Server for Good {
    fn serve(&self, request: &Request, script: &Script) -> Served {
        let value = match script {
            Script::Success(value) => value.clone(),
            Script::Failure { .. } => Value::Null,
        };
        let service = Arc::new(Scripted::new(value));
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(request.target());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let body = Body::from(request.body.clone().unwrap_or_default());
        let router = reversals_server::router(Arc::clone(&service));
        let (status, headers, body) = block_on(async {
            let response = router.oneshot(builder.body(body).unwrap()).await.unwrap();
            let (parts, body) = response.into_parts();
            (
                parts.status,
                parts.headers,
                body.collect().await.unwrap().to_bytes(),
            )
        });
        let mut response = Response {
            status: status.as_u16(),
            headers: [(
                "content-type".to_owned(),
                headers["content-type"].to_str().unwrap().to_owned(),
            )]
            .into(),
            body: String::from_utf8(body.to_vec()).unwrap(),
        };
        let seen = service.seen().pop().map(|seen| Call {
            operation: seen.operation,
            arguments: Arguments {
                path: seen.input.path,
                query: seen.input.query,
                headers: serde_json::Map::default(),
                body: (request.method == "POST").then_some(Value::Object(seen.input.body)),
            },
            caller: caller(request),
        });
        if let (Script::Failure { status, body }, Some(_)) = (script, &seen) {
            response = Response::json(*status, body);
        }
        Served { seen, response }
    }
}

fn caller(request: &Request) -> Caller {
    let authorization = request.header("authorization").unwrap_or_default();
    Caller {
        authorization: if authorization.to_lowercase().starts_with("basic") {
            Authorization::Basic
        } else {
            Authorization::Bearer
        },
        idempotency_key: request.header("idempotency-key").map(str::to_owned),
        account: request.header("stripe-account").map(str::to_owned),
        version: request.header("stripe-version").map(str::to_owned),
    }
}

impl Client for Good {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        let recorder = Arc::new(Recorder::new(answer.status, answer.body.clone()));
        let mut session = match call.caller.authorization {
            Authorization::Bearer => Session::bearer(KEY),
            Authorization::Basic => Session::basic(KEY),
            Authorization::None => Session::anonymous(),
        };
        let key = call.caller.idempotency_key.as_deref();
        // A fixed key in place of a fresh one, so that two calls can be compared.
        session = session.with_idempotency_key(key.unwrap_or("fresh"));
        if let Some(account) = &call.caller.account {
            session = session.with_account(account);
        }
        if let Some(version) = &call.caller.version {
            session = session.with_version(version);
        }
        let transport: Arc<Recorder> = Arc::clone(&recorder);
        let client = Generated::connect("http://localhost", session.with_transport(transport));
        let body = call.arguments.body.as_ref().and_then(Value::as_object);
        let input = Input {
            path: call.arguments.path.clone(),
            query: call.arguments.query.clone(),
            body: body.cloned().unwrap_or_default(),
        };
        let outcome = match block_on(drive::call(&client.unwrap(), &call.operation, &input)) {
            Ok(value) => Outcome::Success(value),
            Err(drive::Error::Client(error)) => failed(*error),
            Err(other) => Outcome::Unrepresentable(other.to_string()),
        };
        let sent = recorder.sent().into_iter().map(|sent| Request {
            method: sent.method,
            path: sent.path,
            query: sent.query,
            headers: sent.headers,
            body: sent.body,
        });
        Called {
            sent: sent.collect(),
            outcome,
        }
    }
}

fn failed(error: Error<reversals_models::Error>) -> Outcome {
    match error {
        Error::ErrorResponse(error) => Outcome::Failure {
            status: error.status().as_u16(),
            error: serde_json::to_value(error.into_inner()).unwrap(),
        },
        Error::InvalidResponsePayload(_, error) => {
            let text = error.to_string();
            let pointer = text
                .strip_prefix("at ")
                .and_then(|rest| rest.split(':').next());
            Outcome::Refused {
                pointer: pointer.unwrap_or_default().to_owned(),
                expected: String::new(),
                text: text.clone(),
            }
        }
        Error::UnexpectedResponse(response) => Outcome::Undocumented {
            status: response.status().as_u16(),
            body: block_on(response.text()).unwrap(),
        },
        other => Outcome::Other(other.to_string()),
    }
}
