//! What every answer has, whoever gives it.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// Gives each answer the id of its request.
pub(crate) async fn around(request: Request, next: Next) -> Response {
    let id = format!("req_{:014}", REQUESTS.fetch_add(1, Ordering::Relaxed));
    let mut response = next.run(request).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("request-id", id);
    }
    response
}
