//! A server of any document.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use reversals_codegen::ir::Api;
use reversals_runtime::Arguments;
use reversals_runtime::server::{
    Context, Dynamic as _, Failure, Operation, Reply, dispatch, dynamic, unrecognized,
};
use serde_json::{Map, Value};

use super::operation::operation;
use super::plan::{Planned, plan};
use super::shapes::Shapes;
use super::slot::{BODY, PATH, QUERY, SCOPE, SUCCESS, Slot};
use super::typed::Typed;
use crate::generated::{self, Handler};
use crate::subject::{Script, Served, Server};
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
        generated::serve(&self.router, request, script)
    }
}

async fn answer(route: Arc<Route>, request: Request) -> Response {
    let scope = route.planned.scope.clone();
    let operation = route.operation;
    let call = |context, path, query, body| handled(route, context, path, query, body);
    SCOPE.scope(scope, dispatch(operation, request, call)).await
}

/// What the generated method of every operation does for a service that answers all of them alike.
async fn handled(
    route: Arc<Route>,
    context: Context,
    path: Slot<PATH>,
    query: Slot<QUERY>,
    body: Slot<BODY>,
) -> Result<Reply<Slot<SUCCESS>>, Failure> {
    let body = match (&route.planned.operation.body, body.0) {
        // Where there is none, or none that must be.
        (None, _) | (Some(_), Typed::Nothing) => None,
        (Some(_), body) => Some(dynamic::value(&body)?),
    };
    let arguments = Arguments {
        path: members(&path.0)?,
        query: members(&query.0)?,
        headers: dynamic::headers(&context)?,
        cookies: dynamic::cookies(&context)?,
        body,
    };
    dynamic::typed(Handler.answer(context, arguments).await?)
}

fn members(value: &Typed) -> Result<Map<String, Value>, Failure> {
    match value {
        Typed::Nothing => Ok(Map::new()),
        members => dynamic::members(members),
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
