//! The head of a request, held to bounds that lie below hyper's, so that a refusal has an envelope.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use reversals_runtime::ApiError;
use reversals_runtime::server::{Failure, refuse};

/// The longest target, in bytes. Hyper answers one beyond 65,534 by itself.
const TARGET: usize = 32 * 1024;

/// The longest head, in bytes.
const HEAD: usize = 64 * 1024;

/// The most headers.
const HEADERS: usize = 100;

/// Where hyper gives up on a head, in bytes.
pub(crate) const HYPERS_HEAD: usize = 2 * HEAD;

/// Where hyper gives up counting headers.
pub(crate) const HYPERS_HEADERS: usize = 1024;

/// Refuses a head that is too much, and one that does not say which host is meant.
pub(crate) async fn checked(request: Request, next: Next) -> Response {
    match fault(&request) {
        None => next.run(request).await,
        Some((status, message)) => {
            let failure = Failure::new(status, ApiError::invalid_request(message));
            refuse(request, failure).await
        }
    }
}

fn fault(request: &Request) -> Option<(StatusCode, String)> {
    let (uri, headers) = (request.uri(), request.headers());
    let target = uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len())
        + uri
            .authority()
            .map_or(0, |authority| authority.as_str().len());
    if target > TARGET {
        let message = format!("The address of the request is longer than {TARGET} bytes.");
        return Some((StatusCode::URI_TOO_LONG, message));
    }
    let lines = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    if target + lines.sum::<usize>() > HEAD {
        let message = format!("The headers of the request are longer than {HEAD} bytes.");
        return Some((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message));
    }
    if headers.len() > HEADERS {
        let message = format!("The request has more than {HEADERS} headers.");
        return Some((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message));
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let message = match (hosts.next(), hosts.next()) {
        (None, _) if request.version() < Version::HTTP_11 => return None,
        (Some(host), None) if is_host(host) => return None,
        (Some(_), None) => "The host header must be a host, with a port or without.",
        _ => "The host header must be there once.",
    };
    Some((StatusCode::BAD_REQUEST, message.to_owned()))
}

/// Whether a text is a host, and a port where there is more.
fn is_host(text: &HeaderValue) -> bool {
    Authority::try_from(text.as_bytes()).is_ok_and(|authority| {
        let rest = authority.as_str().strip_prefix(authority.host());
        rest == Some("") || rest.is_some() && authority.port_u16().is_some()
    })
}
