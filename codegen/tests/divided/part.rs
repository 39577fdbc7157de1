//! Two operations of an API, and requests for others of it.

use axum::body::Body;
use axum::http::Request;
use part_server::{Api, router};
use tower::ServiceExt as _;

/// Answers nothing: 501 is told by what is there, and 404 by what is not.
struct Service;

impl Api for Service {}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let router = router(std::sync::Arc::new(Service));
    for (method, path, wanted) in [
        ("GET", "/v1/thing01s/a", 501),
        ("HEAD", "/v1/thing01s/a", 501),
        ("POST", "/v1/thing01s/a", 501),
        ("PUT", "/v1/thing01s/a", 404),
        ("OPTIONS", "/v1/thing01s/a", 404),
        // The cut of the whole API, and `any`.
        ("POST", "/v1/thing01s/a:cut", 404),
        ("GET", "/v1/thing01s/a:cut", 404),
        ("GET", "/v1/thing01s/any", 404),
        ("POST", "/v1/thing01s/any", 404),
        // What is escaped is a value.
        ("POST", "/v1/thing01s/a%3Acut", 501),
        ("GET", "/v1/thing01s/%61ny", 501),
        ("GET", "/v1/thing01s/a%2Fb", 501),
        ("GET", "/v1/thing01s/any%2F", 501),
        ("GET", "/v1/thing01s/.", 501),
        ("GET", "/v1/thing01s/", 404),
        ("GET", "/v1/thing01s/a/", 404),
        ("GET", "/v1/thing01s//", 404),
        ("GET", "/v1//a", 404),
        ("GET", "//v1/thing01s/a", 404),
        ("GET", "/v1/thing02s/a", 404),
    ] {
        let request = Request::builder().method(method).uri(path);
        let request = request.body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), wanted, "{method} {path}");
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        assert_eq!(body.is_empty(), method == "HEAD", "{method} {path}");
    }
}
