//! A server of any document.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use http_body_util::BodyExt as _;
use reversals_codegen::ir::Api;
use reversals_runtime::server::dynamic;
use reversals_runtime::server::{
    Context, Failure, Operation, Reply, Scheme, dispatch, unrecognized,
};
use reversals_runtime::{ApiError, Arguments};
use serde_json::{Map, Value};
use tower::ServiceExt as _;

use super::operation::operation;
use super::plan::{Planned, plan};
use super::read::As;
use super::ready::ready;
use super::shapes::Shapes;
use super::slot::{BODY, PATH, QUERY, SCOPE, SUCCESS, Slot};
use super::typed::Typed;
use crate::generated::failure;
use crate::subject::{Authorization, Call, Caller, KEY, Script, Served, Server};
use crate::wire;

/// A server that behaves as the one that is generated from the model.
pub struct InterpretedServer {
    router: Router,
}

/// One operation as a route has it.
struct Route {
    planned: Planned,
    operation: &'static Operation,
}

/// What one request is to be answered with, and what its handler saw.
struct Exchange {
    script: Script,
    seen: Mutex<Option<Call>>,
}

impl InterpretedServer {
    /// The server of a model. The descriptions of its operations stay in memory as long as the program runs.
    pub fn new(api: &Api) -> Self {
        let mut shapes = Shapes::new(api);
        // Two templates of one shape may name their parameters differently, which a router takes for a conflict.
        let mut paths: BTreeMap<String, MethodRouter> = BTreeMap::new();
        for (ir, planned) in api.operations.iter().zip(plan(api)) {
            let Some(method) = Method::from_bytes(ir.method.to_uppercase().as_bytes())
                .ok()
                .and_then(|method| MethodFilter::try_from(method).ok())
            else {
                continue;
            };
            let route = Arc::new(Route {
                operation: operation(ir, &mut shapes),
                planned,
            });
            let methods = paths.remove(&positional(&ir.path)).unwrap_or_default();
            let handler = move |request: Request| answer(Arc::clone(&route), request);
            paths.insert(positional(&ir.path), methods.on(method, handler));
        }
        let router = paths
            .into_iter()
            .fold(
                Router::new().without_v07_checks(),
                |router, (path, methods)| router.route(&path, methods),
            )
            .fallback(unrecognized)
            .method_not_allowed_fallback(unrecognized);
        Self { router }
    }
}

impl Server for InterpretedServer {
    fn serve(&self, request: &wire::Request, script: &Script) -> Served {
        let exchange = Arc::new(Exchange {
            script: script.clone(),
            seen: Mutex::new(None),
        });
        let response = match incoming(request, &exchange) {
            Ok(request) => ready(served(self.router.clone(), request)).flatten(),
            // No server gets such a request to see: what reads it from the socket refuses it.
            Err(error) => Some(plain(400, &error.to_string())),
        };
        let seen = exchange
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        Served {
            seen,
            response: response.unwrap_or_else(|| plain(500, "the answer never ended")),
        }
    }
}

async fn answer(route: Arc<Route>, request: Request) -> Response {
    let exchange = request.extensions().get::<Arc<Exchange>>().cloned();
    let scope = route.planned.scope.clone();
    let operation = route.operation;
    let call = |context, path, query, body| async move {
        match exchange {
            Some(exchange) => handled(&route, &exchange, &context, [path, query, body]),
            None => Err(internal("the request came without a script")),
        }
    };
    let call = |context: Context, path: Slot<PATH>, query: Slot<QUERY>, body: Slot<BODY>| {
        call(context, path.0, query.0, body.0)
    };
    SCOPE.scope(scope, dispatch(operation, request, call)).await
}

/// What the handler of every operation does: it keeps what it sees, and answers what it was told to.
fn handled(
    route: &Route,
    exchange: &Exchange,
    context: &Context,
    [path, query, body]: [Typed; 3],
) -> Result<Reply<Slot<SUCCESS>>, Failure> {
    let seen = Call {
        operation: route.operation.id.to_owned(),
        arguments: Arguments {
            path: members(&path),
            query: members(&query),
            headers: headers(route, context),
            body: Some(body)
                .filter(|body| *body != Typed::Nothing)
                .map(|body| body.to_json()),
        },
        caller: caller(context)?,
    };
    *exchange.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    match &exchange.script {
        Script::Success(value) => {
            let scope = route.planned.scope.clone();
            SCOPE.sync_scope(scope, || dynamic::typed(Reply::new(value.clone())))
        }
        Script::Failure {
            status,
            headers,
            body,
        } => Err(failure(*status, headers, body)),
    }
}

fn caller(context: &Context) -> Result<Caller, Failure> {
    let authorization = match &context.credentials {
        None => Authorization::None,
        // The suite has one key; another one was made on the way.
        Some(credentials) if !credentials.matches(KEY) => {
            let text = "The API key is not the one that was sent.";
            let error = ApiError::invalid_request(text);
            return Err(Failure::new(StatusCode::UNAUTHORIZED, error));
        }
        Some(credentials) => match credentials.scheme() {
            Scheme::Basic => Authorization::Basic,
            Scheme::Bearer => Authorization::Bearer,
        },
    };
    Ok(Caller {
        authorization,
        idempotency_key: context.idempotency_key.clone(),
        account: context.account.clone(),
        version: context.version.clone(),
    })
}

/// The headers that are parameters, in their types. The runtime has checked them, and leaves their text as it is.
fn headers(route: &Route, context: &Context) -> Map<String, Value> {
    let mut members = Map::new();
    for param in &route.planned.operation.headers {
        let text = context
            .headers
            .get(&param.name)
            .and_then(|value| value.to_str().ok());
        let Some(text) = text else { continue };
        let seed = As {
            types: &route.planned.scope.types,
            ty: &param.ty,
        };
        members.insert(param.name.clone(), seed.plain(text));
    }
    members
}

fn members(value: &Typed) -> Map<String, Value> {
    match value.to_json() {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn internal(message: &str) -> Failure {
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, ApiError::api(message))
}

fn incoming(
    request: &wire::Request,
    exchange: &Arc<Exchange>,
) -> Result<Request, axum::http::Error> {
    let mut builder = Request::builder()
        .method(request.method.as_str())
        .uri(request.target())
        .extension(Arc::clone(exchange));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    builder.body(HttpBody::from(request.body.clone().unwrap_or_default()))
}

async fn served(router: Router, request: Request) -> Option<wire::Response> {
    let Ok(response) = router.oneshot(request).await;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.ok()?.to_bytes();
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &parts.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        headers
            .entry(name.to_string())
            // As HTTP joins headers of one name.
            .and_modify(|joined| *joined = format!("{joined}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    Some(wire::Response {
        status: parts.status.as_u16(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn plain(status: u16, text: &str) -> wire::Response {
    wire::Response {
        status,
        headers: BTreeMap::new(),
        body: text.to_owned(),
    }
}

/// A path template with its parameters numbered.
fn positional(path: &str) -> String {
    let segments = path.split('/').scan(0, |count, segment| {
        // The check stage lets a name only stand alone between slashes.
        Some(if segment.starts_with('{') {
            *count += 1;
            format!("{{p{count}}}")
        } else {
            segment.to_owned()
        })
    });
    segments.collect::<Vec<_>>().join("/")
}
