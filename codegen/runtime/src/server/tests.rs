//! The whole way of a request, on hand-made operations.

mod accepts;
mod answers;
mod bodies;
mod by_name;
mod exclusive;
mod heads;
mod json;
#[cfg(feature = "multipart")]
mod parts;
mod refuses;
mod streams;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::shape::Rule;

use super::{
    Body, Exclusive, Field, Operation, QueryStyle, Reply, Scheme, Shape, dispatch, unrecognized,
};

static TEXT: Shape = Shape::String {
    min: None,
    max: Some(5000),
    values: &[],
};
static WHOLE: Shape = Shape::Integer {
    min: None,
    max: None,
};
static TEXTS: Shape = Shape::Array {
    items: &TEXT,
    min: None,
    max: None,
};
static WORDS: Shape = Shape::Map { values: &TEXT };

const fn field(name: &'static str, required: bool, shape: &'static Shape) -> Field {
    Field {
        name,
        required,
        nullable: false,
        shape,
    }
}

const BOTH: &[&[Scheme]] = &[&[Scheme::Basic], &[Scheme::Bearer]];

/// A form, no query parameters.
static CREATE: Operation = Operation {
    id: "PostThingsThingParts",
    method: "POST",
    path: "/v1/things/{thing}/parts/{id}",
    path_params: &[field("thing", true, &TEXT), field("id", true, &TEXT)],
    query: &[],
    query_styles: &[],
    headers: &[],
    cookies: &[],
    body: Body::Form {
        required: true,
        fields: &[
            field("owner", true, &TEXT),
            field("amount", false, &WHOLE),
            field("expand", false, &TEXTS),
            field("metadata", false, &Shape::OrEmpty(&WORDS)),
        ],
        rest: None,
        rules: &[],
    },
    exclusive: &[],
    security: BOTH,
    success: 200,
};

/// A query in both styles, no body.
static LIST: Operation = Operation {
    id: "GetThings",
    method: "GET",
    path: "/v1/things",
    path_params: &[],
    query: &[
        field("limit", false, &WHOLE),
        field("status", false, &TEXTS),
        field("expand", false, &TEXTS),
        field(
            "created",
            false,
            &Shape::Object {
                fields: &[field("gte", false, &WHOLE)],
                rest: None,
            },
        ),
    ],
    query_styles: &[QueryStyle::Form, QueryStyle::Form, QueryStyle::DeepObject],
    headers: &[],
    cookies: &[],
    body: Body::None,
    exclusive: &[],
    security: &[&[Scheme::Bearer]],
    success: 200,
};

/// JSON, open to all, created with 201.
static PUT: Operation = Operation {
    id: "PutThing",
    method: "PUT",
    path: "/v2/things",
    path_params: &[],
    query: &[],
    query_styles: &[],
    headers: &[],
    cookies: &[],
    body: Body::Json {
        required: true,
        shape: &Shape::Object {
            fields: &[field("amount", true, &WHOLE)],
            rest: None,
        },
    },
    exclusive: &[],
    security: &[],
    success: 201,
};

/// A form and query parameters, in separate bags.
static BOTH_BAGS: Operation = Operation {
    id: "PostThings",
    method: "POST",
    path: "/v1/bags",
    path_params: &[],
    query: &[field("expand", false, &TEXTS)],
    query_styles: &[],
    headers: &[],
    cookies: &[],
    body: Body::Form {
        required: false,
        fields: &[field("amount", false, &WHOLE)],
        rest: None,
        rules: &[],
    },
    exclusive: &[],
    security: &[],
    success: 200,
};

/// Groups of which one parameter at most may be given, in the query and in the body.
static ENDS: Operation = Operation {
    id: "PostEnds",
    path: "/v1/ends",
    query: &[
        field("after", false, &TEXT),
        field("before", false, &TEXT),
        field("limit", false, &WHOLE),
    ],
    body: Body::Form {
        required: false,
        fields: &[
            field("after", false, &TEXT),
            field("amount", false, &WHOLE),
            field("before", false, &TEXT),
            field("share", false, &WHOLE),
            field("whole", false, &Shape::Boolean),
        ],
        rest: None,
        rules: &[],
    },
    exclusive: &[
        Exclusive {
            in_body: false,
            names: &["after", "before"],
            message: Some("You passed both ends."),
        },
        Exclusive {
            in_body: true,
            names: &["whole", "share", "amount"],
            message: None,
        },
    ],
    ..BOTH_BAGS
};

/// A form that may be absent, and that has two or three members where it is there.
static COUNTED: Operation = Operation {
    id: "PostCounted",
    path: "/v1/counted",
    body: Body::Form {
        required: false,
        fields: &[field("amount", false, &WHOLE), field("tags", false, &TEXTS)],
        rest: Some(&Shape::Any),
        rules: &[Rule::Members {
            min: Some(2),
            max: Some(3),
        }],
    },
    query: &[],
    ..BOTH_BAGS
};

/// A server of the six operations whose handlers answer with what reached them.
struct Server {
    router: Router,
    calls: Arc<AtomicUsize>,
}

impl Server {
    fn new() -> Self {
        let calls = Arc::new(AtomicUsize::new(0));
        let mut router = Router::new();
        for operation in [&CREATE, &LIST, &PUT, &BOTH_BAGS, &ENDS, &COUNTED] {
            let calls = Arc::clone(&calls);
            let handler = move |request: Request| {
                dispatch(
                    operation,
                    request,
                    move |context, path: Value, query: Value, body: Value| {
                        calls.fetch_add(1, Ordering::SeqCst);
                        async move {
                            let key = context
                                .credentials
                                .as_ref()
                                .map(|key| key.expose_key().to_owned());
                            Ok(Reply::new(json!({
                                "operation": context.operation.id, "key": key, "path": path, "query": query, "body": body,
                                "idempotency_key": context.idempotency_key, "version": context.version,
                                "account": context.account,
                            })))
                        }
                    },
                )
            };
            let method = match operation.method {
                "GET" => MethodFilter::GET,
                "POST" => MethodFilter::POST,
                _ => MethodFilter::PUT,
            };
            router = router.route(operation.path, on(method, handler));
        }
        let router = router
            .fallback(unrecognized)
            .method_not_allowed_fallback(unrecognized);
        Self { router, calls }
    }

    /// Sends a request, and tells status, headers, body and how often a handler was called.
    async fn send(&self, request: Request) -> (StatusCode, HeaderMap, Value, usize) {
        let before = self.calls.load(Ordering::SeqCst);
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("a router cannot fail");
        let (status, headers, body) = parts(response).await;
        (
            status,
            headers,
            body,
            self.calls.load(Ordering::SeqCst) - before,
        )
    }
}

async fn parts(response: Response) -> (StatusCode, HeaderMap, Value) {
    let (parts, body) = response.into_parts();
    let bytes = body
        .collect()
        .await
        .expect("the body is in memory")
        .to_bytes();
    (
        parts.status,
        parts.headers,
        serde_json::from_slice(&bytes).expect("the body is JSON"),
    )
}

/// A request with a good key and, if it has a body, a form's type.
fn request(method: &str, target: &str, body: impl Into<HttpBody>) -> Request {
    Request::builder()
        .method(method)
        .uri(target)
        .header("authorization", "Bearer sk_test_123")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into())
        .expect("the request is well-formed")
}

fn create(body: &str) -> Request {
    request("POST", "/v1/things/th_1/parts/p_1", body.to_owned())
}

fn with(mut request: Request, name: &'static str, value: &str) -> Request {
    request
        .headers_mut()
        .insert(name, value.parse().expect("the value is a header's"));
    request
}

fn without(mut request: Request, name: &str) -> Request {
    request.headers_mut().remove(name);
    request
}
