//! What is seen to before a request finds its operation: the path that is meant, and the version that is asked for.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::Response;
use reversals_runtime::server::refuse;

use crate::refusal::{Refusal, header};
use crate::sandbox::Sandbox;

/// Puts the address that is meant in place of the one that was given, before anything is looked for by it.
pub(crate) async fn with_the_path_that_is_meant(mut request: Request) -> Request {
    if let Some(uri) = meant(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

/// Refuses a version that there cannot be, before any operation is asked.
pub(crate) async fn of_a_version(
    State(sandbox): State<Arc<Sandbox>>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(refusal) = version(request.headers()) {
        let mut failure = refusal.failure();
        if let Some((name, value)) = header("request-id", &sandbox.ids.plain("req", 14)) {
            failure = failure.with_header(name, value);
        }
        return refuse(request, failure).await;
    }
    next.run(request).await
}

/// The address that is meant by one with doubled slashes, which count as one.
///
/// Where an ID would stand between them there is none, and an empty ID is not the next word: that path stays.
fn meant(uri: &Uri) -> Option<Uri> {
    let given = uri.path();
    if !given.contains("//") {
        return None;
    }
    let mut path = format!("/{}", given.trim_start_matches('/'));
    while path.contains("//") && !lacks_an_id(&path) {
        path = path.replace("//", "/");
    }
    if let Some(query) = uri.query() {
        path.extend(["?", query]);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

fn lacks_an_id(path: &str) -> bool {
    let (ours, support) = (
        reversals_server::operations::ALL,
        reversals_sandbox_server::operations::ALL,
    );
    ours.iter().chain(support).any(|operation| {
        let (given, template) = (path.split('/'), operation.path.split('/'));
        given.clone().count() == template.clone().count()
            && given
                .zip(template)
                .all(|(given, part)| given == part || part.starts_with('{'))
    })
}

/// Refuses a version that there can't be, in the service's words.
fn version(headers: &HeaderMap) -> Result<(), Refusal> {
    // Two headers are one with a comma, as HTTP has it.
    let given: Vec<_> = headers
        .get_all("stripe-version")
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    let given = given.join(", ");
    if is_version(&given) || !headers.contains_key("stripe-version") {
        return Ok(());
    }
    let given: String = given.chars().take(100).collect();
    Err(Refusal::invalid(format!(
        "Invalid Stripe API version: {given}"
    )))
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`, and maybe a name after it, `.basil`.
fn is_version(text: &str) -> bool {
    let (date, name) = match text.split_once('.') {
        Some((date, name)) => (date, Some(name)),
        None => (text, None),
    };
    let named = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_day(date) && name.is_none_or(named)
}

fn is_day(date: &str) -> bool {
    let number = |text: &str, length: usize| {
        let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, StatusCode};

    use super::*;

    #[test]
    fn doubled_slashes_are_one_and_an_empty_id_stays_empty() {
        for (given, path) in [
            ("//v1/transfers?a=//", Some("/v1/transfers?a=//")),
            ("///v1//transfers", Some("/v1/transfers")),
            ("/v1/transfers//tr_1", Some("/v1/transfers/tr_1")),
            (
                "/v1/transfers/tr_1//reversals//trr_1",
                Some("/v1/transfers/tr_1/reversals/trr_1"),
            ),
            (
                "/v1//transfers/%2F%2f/reversals",
                Some("/v1/transfers/%2F%2f/reversals"),
            ),
            ("/v1/transfers/tr_1//", Some("/v1/transfers/tr_1/")),
            (
                "//v1/transfers//reversals",
                Some("/v1/transfers//reversals"),
            ),
            (
                "/v1/transfers//reversals/trr_1",
                Some("/v1/transfers//reversals/trr_1"),
            ),
            ("//", Some("/")),
            ("/v1/transfers", None),
            ("/v1/transfers/", None),
            ("*", None),
        ] {
            let found = meant(&given.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(found.as_deref(), path, "{given}");
        }
        let absolute = meant(&"http://localhost//v1/balance?a".parse().unwrap());
        assert_eq!(
            absolute.unwrap().to_string(),
            "http://localhost/v1/balance?a"
        );
    }

    #[test]
    fn a_version_is_a_day_of_the_calendar_and_maybe_a_name() {
        for good in [
            "2023-08-16",
            "2024-02-29",
            "2000-02-29",
            "2025-12-31.basil",
            "2026-05-27.dahlia",
            "2026-01-01.preview",
        ] {
            assert!(is_version(good), "{good}");
        }
        for bad in [
            "",
            "garbage",
            "2023-13-40",
            "2023-02-30",
            "2023-02-29",
            "1900-02-29",
            "2023-00-10",
            "2023-10-00",
            "2023-04-31",
            "2023-8-16",
            "2023-08-6",
            "02023-08-16",
            "+023-08-16",
            "2023-08-16-1",
            "2023-08",
            "2023/08/16",
            "2023-08-16 ",
            "2023-08-16.",
            "2023-08-16.Basil",
            "2023-08-16.basil2",
            "2023-08-16.basil.x",
            "2023-08-16;orders_beta=v3",
            "٢٠٢٣-08-16",
            "2019-05-16, 2019-12-03",
        ] {
            assert!(!is_version(bad), "{bad}");
        }
    }

    #[test]
    fn a_version_that_there_cannot_be_is_refused_as_it_came() {
        let refused = |values: &[&'static [u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("stripe-version", HeaderValue::from_bytes(value).unwrap());
            }
            let refusal = version(&headers).err()?;
            assert_eq!(
                (refusal.status, refusal.begun),
                (StatusCode::BAD_REQUEST, false)
            );
            refusal.error.message
        };
        assert_eq!(refused(&[]), None);
        assert_eq!(refused(&[b"2023-08-16"]), None);
        for (values, told) in [
            (&[&b"garbage"[..]][..], "garbage"),
            (&[b"2019-05-16", b"2019-12-03"], "2019-05-16, 2019-12-03"),
            (&[b"2023-08-16", b"2023-08-16"], "2023-08-16, 2023-08-16"),
            (&[b""], ""),
            (&["é".as_bytes()], "é"),
            (&[b"\xff"], "\u{fffd}"),
        ] {
            let message = format!("Invalid Stripe API version: {told}");
            assert_eq!(refused(values), Some(message));
        }
        let long = refused(&[&[b'v'; 5000]]).unwrap();
        assert_eq!(long.len(), "Invalid Stripe API version: ".len() + 100);
    }
}
