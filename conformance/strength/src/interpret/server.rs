//! A server of any document.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter};
use reversals_codegen::ir::{self, Api};
use reversals_codegen::template;
use reversals_runtime::Arguments;
use reversals_runtime::server::{
    Context, Dynamic as _, Failure, Operation, Reply, by_template, dispatch, dynamic, unrecognized,
};
use serde_json::{Map, Value};

use super::fixed;
use super::operation::operation;
use super::plan::{Planned, plan};
use super::shapes::Shapes;
use super::slot::{BODY, PATH, QUERY, SCOPE, SUCCESS, Slot};
use super::typed::Typed;
use reversals_cases::wire;
use reversals_judge::in_process::{self, Handler};
use reversals_judge::subject::{Script, Served, Server};

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
        let mut planned: BTreeMap<String, Planned> = plan(api)
            .into_iter()
            .map(|planned| (planned.operation.id.clone(), planned))
            .collect();
        let mut router = Router::new().without_v07_checks();
        for (route, templates) in template::routes(api) {
            let partial = templates.iter().any(|(path, _)| template::is_partial(path));
            let mut methods = Vec::new();
            for (path, operations) in templates {
                let operations = operations.into_iter().filter_map(|ir| {
                    let planned = planned.remove(&ir.id)?;
                    let operation = operation(ir, &mut shapes);
                    Some((ir, Arc::new(Route { planned, operation })))
                });
                methods.push((fixed::text(path), operations.fold(MethodRouter::new(), on)));
            }
            let methods = if partial {
                by_template(methods)
            } else {
                let methods = methods.into_iter().map(|(_, methods)| methods);
                methods.fold(MethodRouter::new(), MethodRouter::merge)
            };
            router = router.route(&route, methods);
        }
        let router = router
            .fallback(unrecognized)
            .method_not_allowed_fallback(unrecognized);
        Self { router }
    }
}

/// One more method of a path.
fn on(methods: MethodRouter, (ir, route): (&ir::Operation, Arc<Route>)) -> MethodRouter {
    let method = Method::from_bytes(ir.method.to_uppercase().as_bytes()).ok();
    let Some(method) = method.and_then(|method| MethodFilter::try_from(method).ok()) else {
        return methods;
    };
    methods.on(method, move |request: Request| {
        answer(Arc::clone(&route), request)
    })
}

impl Server for InterpretedServer {
    fn serve(&self, request: &wire::Request, script: &Script) -> Served {
        in_process::serve(&self.router, request, script)
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
