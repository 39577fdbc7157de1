//! The generated crates as subjects of the suite.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use http_body_util::BodyExt as _;
use reversals_client::{Client as HttpClient, Error, Session};
use reversals_conformance::documented::Input;
use reversals_conformance::drive;
use reversals_conformance::interpret::refused;
use reversals_conformance::recorder::{Recorder, Sent};
use reversals_conformance::subject::{
    Authorization, Call, Called, Caller, Client, KEY, Outcome, Script, Served, Server,
};
use reversals_conformance::wire::{Request, Response};
use reversals_models as models;
use reversals_runtime::{ApiError, Arguments, List};
use reversals_server::{Api, Context, Failure, Reply};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tower::ServiceExt as _;

/// The generated client.
pub(super) struct GeneratedClient {
    runtime: tokio::runtime::Runtime,
    http: HttpClient,
}

impl GeneratedClient {
    pub(super) fn new() -> Self {
        Self {
            runtime: runtime(),
            http: HttpClient::connect("http://localhost", Session::anonymous()).unwrap(),
        }
    }

    async fn outcome(&self, client: &HttpClient, call: &Call) -> Outcome {
        let arguments = &call.arguments;
        let body = arguments.body.clone().unwrap_or_default();
        let input = Input {
            path: arguments.path.clone(),
            query: arguments.query.clone(),
            body: body.as_object().cloned().unwrap_or_default(),
        };
        match drive::call(client, &call.operation, &input).await {
            Ok(value) => Outcome::Success(value),
            Err(drive::Error::Client(error)) => self.failed(*error).await,
            Err(drive::Error::Input(error)) => Outcome::Unrepresentable(error.to_string()),
            Err(error) => Outcome::Unrepresentable(error.to_string()),
        }
    }

    async fn failed(&self, error: Error<models::Error>) -> Outcome {
        match error {
            Error::InvalidRequest(text) => Outcome::Unrepresentable(text),
            Error::ErrorResponse(value) => Outcome::Failure {
                status: value.status().as_u16(),
                error: serde_json::to_value(value.into_inner()).unwrap(),
            },
            Error::InvalidResponsePayload(bytes, error) => refused(&error.to_string(), &bytes),
            Error::UnexpectedResponse(response) => Outcome::Undocumented {
                status: response.status().as_u16(),
                body: response.text().await.unwrap(),
            },
            other => Outcome::Other(other.to_string()),
        }
    }
}

impl Client for GeneratedClient {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        let recorder = Arc::new(Recorder::new(answer.status, answer.body.clone()));
        let mut session = match call.caller.authorization {
            Authorization::Bearer => Session::bearer(KEY),
            Authorization::Basic => Session::basic(KEY),
            Authorization::None => Session::anonymous(),
        }
        .with_transport(Arc::clone(&recorder) as _);
        if let Some(key) = &call.caller.idempotency_key {
            session = session.with_idempotency_key(key);
        }
        if let Some(account) = &call.caller.account {
            session = session.with_account(account);
        }
        if let Some(version) = &call.caller.version {
            session = session.with_version(version);
        }
        let client = self.http.with_session(session);
        let outcome = self.runtime.block_on(self.outcome(&client, call));
        Called {
            sent: recorder.sent().into_iter().map(request).collect(),
            outcome,
        }
    }
}

fn request(sent: Sent) -> Request {
    Request {
        method: sent.method,
        path: sent.path,
        query: sent.query,
        headers: sent.headers,
        body: sent.body,
    }
}

/// The generated server, with a service that does what a script says.
pub(super) struct GeneratedServer {
    runtime: tokio::runtime::Runtime,
    router: Router,
    service: Arc<Service>,
}

struct Service {
    script: Mutex<Script>,
    seen: Mutex<Option<Call>>,
}

impl GeneratedServer {
    pub(super) fn new() -> Self {
        let service = Arc::new(Service {
            script: Mutex::new(Script::Success(Value::Null)),
            seen: Mutex::new(None),
        });
        Self {
            runtime: runtime(),
            router: reversals_server::router(Arc::clone(&service)),
            service,
        }
    }

    async fn answer(&self, request: axum::extract::Request) -> Response {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let joined = headers.entry(name.to_string()).or_default();
            let comma = if joined.is_empty() { "" } else { ", " };
            *joined = format!("{joined}{comma}{value}");
        }
        Response {
            status: parts.status.as_u16(),
            headers,
            body: String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap(),
        }
    }
}

impl Server for GeneratedServer {
    fn serve(&self, request: &Request, script: &Script) -> Served {
        *self.service.script.lock().unwrap() = script.clone();
        *self.service.seen.lock().unwrap() = None;
        let mut builder = axum::extract::Request::builder()
            .method(request.method.as_str())
            .uri(request.target());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let body = Body::from(request.body.clone().unwrap_or_default());
        let response = match builder.body(body) {
            Ok(request) => self.runtime.block_on(self.answer(request)),
            Err(error) => Response {
                status: 400,
                headers: BTreeMap::new(),
                body: error.to_string(),
            },
        };
        Served {
            seen: self.service.seen.lock().unwrap().take(),
            response,
        }
    }
}

impl Service {
    fn reply<T: DeserializeOwned>(
        &self,
        context: &Context,
        [path, query]: [Map<String, Value>; 2],
        body: Option<Map<String, Value>>,
    ) -> Result<Reply<T>, Failure> {
        let authorization = match &context.credentials {
            None => Authorization::None,
            Some(key) if key.expose_key() != KEY => {
                let error = ApiError::invalid_request("The API key is not the one that was sent.");
                return Err(Failure::new(StatusCode::UNAUTHORIZED, error));
            }
            Some(key) if format!("{:?}", key.scheme()) == "Basic" => Authorization::Basic,
            Some(_) => Authorization::Bearer,
        };
        *self.seen.lock().unwrap() = Some(Call {
            operation: context.operation.id.to_owned(),
            arguments: Arguments {
                path,
                query,
                headers: Map::new(),
                body: body.map(Value::Object),
            },
            caller: Caller {
                authorization,
                idempotency_key: context.idempotency_key.clone(),
                account: context.account.clone(),
                version: context.version.clone(),
            },
        });
        let internal =
            |text: String| Failure::new(StatusCode::INTERNAL_SERVER_ERROR, ApiError::api(text));
        match self.script.lock().unwrap().clone() {
            Script::Success(value) => serde_json::from_value::<T>(value)
                .map(Reply::new)
                .map_err(|error| internal(format!("the script does not fit: {error}"))),
            Script::Failure { status, body } => Err(match StatusCode::from_u16(status) {
                Ok(status) => Failure::json(status, &body),
                Err(error) => internal(error.to_string()),
            }),
        }
    }
}

fn members<T: Serialize>(value: &T) -> Map<String, Value> {
    serde_json::to_value(value)
        .unwrap()
        .as_object()
        .unwrap()
        .clone()
}

/// The methods of the service, each with the arguments that it has.
macro_rules! methods {
    ($($method:ident($($place:ident: $type:ident),*) -> $answer:ty;)*) => {
        impl Api for Service {
            $(async fn $method(&self, context: Context, $($place: models::$type),*) -> Result<Reply<$answer>, Failure> {
                let mut places: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
                $(places.insert(stringify!($place), members(&$place));)*
                let mut take = |place: &str| places.remove(place);
                let both = [take("path").unwrap_or_default(), take("query").unwrap_or_default()];
                let body = take("body");
                self.reply(&context, both, body)
            })*
        }
    };
}

methods! {
    get_transfers_id_reversals(path: GetTransfersIdReversalsPath, query: GetTransfersIdReversalsQuery) -> List<models::TransferReversal>;
    post_transfers_id_reversals(path: PostTransfersIdReversalsPath, body: PostTransfersIdReversalsBody) -> models::TransferReversal;
    get_transfers_transfer_reversals_id(path: GetTransfersTransferReversalsIdPath, query: GetTransfersTransferReversalsIdQuery) -> models::TransferReversal;
    post_transfers_transfer_reversals_id(path: PostTransfersTransferReversalsIdPath, body: PostTransfersTransferReversalsIdBody) -> models::TransferReversal;
    get_treasury_credit_reversals(query: GetTreasuryCreditReversalsQuery) -> List<models::TreasuryCreditReversal>;
    post_treasury_credit_reversals(body: PostTreasuryCreditReversalsBody) -> models::TreasuryCreditReversal;
    get_treasury_credit_reversals_credit_reversal(path: GetTreasuryCreditReversalsCreditReversalPath, query: GetTreasuryCreditReversalsCreditReversalQuery) -> models::TreasuryCreditReversal;
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
}
