//! Keys that come with requests.

use std::fmt;

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Failure, Scheme};
use crate::ApiError;

/// The key that a request came with. Its `Debug` does not show it.
///
/// The runtime says only that there is one; whether it is a good one is for the handler to find, with
/// [`Credentials::matches`].
#[derive(Clone)]
pub struct Credentials {
    scheme: Scheme,
    key: String,
}

impl Credentials {
    /// A key as a test presents it to a handler. Of a request, they are read of its header.
    pub fn new(scheme: Scheme, key: impl Into<String>) -> Self {
        Self {
            scheme,
            key: key.into(),
        }
    }

    /// How the key was presented.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The key itself. Take care not to log it.
    pub fn expose_key(&self) -> &str {
        &self.key
    }

    /// Whether the key is `expected`, in a time that does not tell how much of it is right.
    pub fn matches(&self, expected: &str) -> bool {
        let (left, right) = (self.key.as_bytes(), expected.as_bytes());
        let differing = left
            .iter()
            .zip(right)
            .fold(0, |bits, (left, right)| bits | (left ^ right));
        left.len() == right.len() && differing == 0
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("scheme", &self.scheme)
            .field("key", &"[redacted]")
            .finish()
    }
}

/// The key of a request, which must be there if any scheme is listed.
pub(super) fn credentials(
    headers: &HeaderMap,
    security: &[Scheme],
) -> Result<Option<Credentials>, Failure> {
    if security.is_empty() {
        // A key that nobody asked for is passed on if it can be read, and does no harm if not.
        return Ok(read(headers, &[Scheme::Basic, Scheme::Bearer]));
    }
    if !headers.contains_key(AUTHORIZATION) {
        return Err(refused(
            "You did not provide an API key. Send it in the Authorization header, as a Bearer token or as the user \
             name of HTTP Basic with an empty password.",
            security,
        ));
    }
    match read(headers, security) {
        Some(credentials) => Ok(Some(credentials)),
        None => Err(refused(
            "The Authorization header cannot be read. Send the API key as a Bearer token or as the user name of HTTP \
             Basic with an empty password.",
            security,
        )),
    }
}

/// The key of the one header there is. Of two, somebody before or behind this program may read the other.
fn read(headers: &HeaderMap, security: &[Scheme]) -> Option<Credentials> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (word, rest) = value.to_str().ok()?.split_once(' ')?;
    let (scheme, key) = if word.eq_ignore_ascii_case("bearer") {
        (Scheme::Bearer, rest.to_owned())
    } else if word.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        (Scheme::Basic, pair.strip_suffix(':')?.to_owned())
    } else {
        return None;
    };
    // A key has neither spaces nor colons; whatever has is two things in one.
    let plain = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b':');
    (plain && security.contains(&scheme)).then_some(Credentials { scheme, key })
}

fn refused(message: &str, security: &[Scheme]) -> Failure {
    let failure = Failure::new(StatusCode::UNAUTHORIZED, ApiError::invalid_request(message));
    security.iter().fold(failure, |failure, scheme| {
        let challenge = match scheme {
            Scheme::Basic => HeaderValue::from_static("Basic realm=\"API\""),
            Scheme::Bearer => HeaderValue::from_static("Bearer realm=\"API\""),
        };
        failure.with_header(WWW_AUTHENTICATE, challenge)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: &[Scheme] = &[Scheme::Basic, Scheme::Bearer];

    fn with(value: &str, security: &[Scheme]) -> Option<Credentials> {
        let headers =
            HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())]);
        credentials(&headers, security).ok().flatten()
    }

    #[test]
    fn both_schemes_give_the_same_key() {
        let bearer = with("Bearer sk_test_123", BOTH).unwrap();
        let basic = with("basic c2tfdGVzdF8xMjM6", BOTH).unwrap();
        assert_eq!(
            (bearer.scheme(), bearer.expose_key()),
            (Scheme::Bearer, "sk_test_123")
        );
        assert_eq!(
            (basic.scheme(), basic.expose_key()),
            (Scheme::Basic, "sk_test_123")
        );
    }

    #[test]
    fn a_scheme_that_is_not_listed_is_refused() {
        assert!(with("Bearer sk_test_123", &[Scheme::Basic]).is_none());
        assert!(with("Basic c2tfdGVzdF8xMjM6", &[Scheme::Bearer]).is_none());
    }

    #[test]
    fn malformed_headers_are_refused() {
        let password = format!("Basic {}", STANDARD.encode("sk_test_123:secret"));
        let no_colon = format!("Basic {}", STANDARD.encode("sk_test_123"));
        let empty = format!("Basic {}", STANDARD.encode(":"));
        for value in [
            "Bearer",
            "Bearer ",
            "sk_test_123",
            "Digest x",
            "Basic ???",
            "Bearer a b",
            "Bearer a:b",
            &password,
            &no_colon,
            &empty,
        ] {
            assert!(with(value, BOTH).is_none(), "{value}");
        }
    }

    #[test]
    fn an_open_operation_passes_any_header() {
        assert!(with("Bearer sk_test_123", &[]).is_some());
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("nonsense"))]);
        assert!(matches!(credentials(&headers, &[]), Ok(None)));
    }

    #[test]
    fn keys_compare_whole_and_never_show() {
        let key = with("Bearer sk_test_123", BOTH).unwrap();
        let good = "sk_test_123";
        assert!(key.matches(good) && Credentials::new(Scheme::Basic, good).matches(good));
        for other in [
            "",
            &good[..10],
            &good[1..],
            &format!("{good}4"),
            &good.replace('3', "4"),
            // The differences of these two letters are the same.
            &good.replace("12", "21"),
        ] {
            assert!(!key.matches(other), "{other}");
        }
        assert_eq!(
            format!("{key:?}"),
            "Credentials { scheme: Bearer, key: \"[redacted]\" }"
        );
    }
}
