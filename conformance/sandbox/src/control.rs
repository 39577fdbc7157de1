//! What changes the sandbox itself and has no key, so that a page of another site must not reach it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::post;
use reversals_runtime::ApiError;
use reversals_runtime::server::{
    Body, Failure, Field, NoParams, Operation, Reply, Shape, dispatch, refuse,
};
use serde::Deserialize;
use serde_json::json;

use crate::sandbox::Sandbox;

/// What is below `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route(ADVANCE.path, post(advance))
        .route_layer(from_fn(from_here))
}

static ADVANCE: Operation = Operation {
    id: "Advance",
    method: "POST",
    path: "/_sandbox/advance",
    path_params: &[],
    query: &[],
    query_styles: &[],
    headers: &[],
    exclusive: &[],
    cookies: &[],
    body: Body::Form {
        required: false,
        fields: &[Field {
            name: "seconds",
            required: false,
            nullable: false,
            shape: &Shape::Integer {
                min: Some(0),
                max: Some(u32::MAX as i64),
            },
        }],
        rest: None,
        rules: &[],
    },
    security: &[],
    success: 200,
};

#[derive(Deserialize)]
struct Advance {
    /// How far the clock is moved.
    #[serde(default)]
    seconds: u32,
}

async fn advance(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response {
    let call = |_, _: NoParams, _: NoParams, by: Advance| async move {
        let now = sandbox.advance(by.seconds).await;
        now.map(|now| Reply::new(json!({ "now": now })))
            .map_err(|refusal| refusal.failure())
    };
    dispatch(&ADVANCE, request, call).await
}

/// Refuses what a browser sends for a page that is not the sandbox's own.
async fn from_here(request: Request, next: Next) -> Response {
    if !is_foreign(request.headers()) {
        return next.run(request).await;
    }
    let message = "The sandbox does not take this from a page of another site. Send it from a program, without an \
                   Origin header.";
    let error = ApiError::invalid_request(message);
    refuse(request, Failure::new(StatusCode::FORBIDDEN, error)).await
}

/// Whether a request is a foreign page's. What is no browser says neither of both.
fn is_foreign(headers: &HeaderMap) -> bool {
    let here = |site| site == "same-origin" || site == "none";
    !headers.get_all("sec-fetch-site").iter().all(here) || {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let own = |origin: &str| host.is_some_and(|host| is_own(origin, host));
        let mut origins = headers.get_all(ORIGIN).iter();
        !origins.all(|origin| origin.to_str().is_ok_and(own))
    }
}

/// Whether an origin is the address that was asked, and that is not a name which somebody lets lead here.
fn is_own(origin: &str, host: &str) -> bool {
    let authority = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        && host.parse().is_ok_and(|host: Authority| {
            let name = host.host().trim_matches(['[', ']']);
            name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
        })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn foreign(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|&(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        is_foreign(&headers.collect())
    }

    #[test]
    fn programs_and_the_sandboxs_own_address_are_not_foreign() {
        for headers in [
            &[][..],
            &[("host", "sandbox:12111")],
            &[("sec-fetch-site", "none")],
            &[
                ("host", "127.0.0.1:12111"),
                ("origin", "http://127.0.0.1:12111"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("host", "[::1]:12111"), ("origin", "http://[::1]:12111")],
            &[("host", "localhost"), ("origin", "https://LocalHost")],
        ] {
            assert!(!foreign(headers), "{headers:?}");
        }
    }

    #[test]
    fn pages_of_other_sites_are_foreign() {
        for headers in [
            &[("origin", "http://127.0.0.1:12111")][..],
            &[("host", "127.0.0.1:12111"), ("origin", "null")],
            &[("host", "127.0.0.1:12111"), ("origin", "")],
            &[("host", "127.0.0.1:12111"), ("origin", "127.0.0.1:12111")],
            &[("host", "127.0.0.1:12111"), ("origin", "http://127.0.0.1")],
            &[("host", "127.0.0.1:12111"), ("origin", "https://a.example")],
            // A name of somebody's that leads here.
            &[
                ("host", "a.example:12111"),
                ("origin", "http://a.example:12111"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("host", "localhost:1"), ("sec-fetch-site", "same-site")],
            &[("host", "localhost:1"), ("sec-fetch-site", "cross-site")],
        ] {
            assert!(foreign(headers), "{headers:?}");
        }
        let twice = [
            ("host", "localhost:1"),
            ("origin", "http://localhost:1"),
            ("origin", "http://a.example"),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in twice {
            headers.append(name, HeaderValue::from_static(value));
        }
        assert!(is_foreign(&headers));
    }
}
