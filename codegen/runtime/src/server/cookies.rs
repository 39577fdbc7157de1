//! Cookies of requests.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// The values of a cookie as they came, of all `Cookie` headers; those of other names are nobody's business.
pub(super) fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(own, _)| *own == name)
        .map(|(_, value)| value)
}
