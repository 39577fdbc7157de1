//! Keys that come with requests.

use std::borrow::Cow;
use std::fmt;

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::{Failure, Scheme, cookies};
use crate::ApiError;
use crate::form::unescape;

/// The key that a request came with. Its `Debug` does not show it.
///
/// The runtime says only that there is one; whether it is a good one is for the handler to find, with
/// [`Credentials::matches`].
#[derive(Clone)]
pub struct Credentials {
    scheme: Scheme,
    key: String,
    others: Vec<Credentials>,
}

impl Credentials {
    /// A key as a test presents it to a handler. Of a request, they are read of its header.
    pub fn new(scheme: Scheme, key: impl Into<String>) -> Self {
        Self {
            scheme,
            key: key.into(),
            others: Vec::new(),
        }
    }

    /// What an operation asks for beside it, such as an application's key beside its user's. In the order of the
    /// alternative that the request satisfies.
    pub fn others(&self) -> &[Credentials] {
        &self.others
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
            .field("others", &self.others)
            .finish()
    }
}

/// The keys of a request: those of the first alternative that it satisfies. Where it satisfies none, and none is empty,
/// it is refused.
pub(super) fn credentials(
    headers: &HeaderMap,
    query: &str,
    security: &[&[Scheme]],
) -> Result<Option<Credentials>, Failure> {
    let authorization = authorization(headers);
    if security.is_empty() {
        // A key that nobody asked for is passed on if it can be read, and does no harm if not.
        return Ok(authorization);
    }
    for alternative in security {
        if let Some(read) = all(headers, query, authorization.as_ref(), alternative) {
            return Ok(read.or(authorization));
        }
    }
    Err(refused(headers, security))
}

/// What an alternative asks for, where all of it is there: one with the others in it, or none where it asks for none.
#[allow(
    clippy::option_option,
    reason = "nothing asked for is not nothing there"
)]
fn all(
    headers: &HeaderMap,
    query: &str,
    authorization: Option<&Credentials>,
    alternative: &[Scheme],
) -> Option<Option<Credentials>> {
    let one = |scheme: &Scheme| one(headers, query, authorization, *scheme);
    let Some((first, others)) = alternative.split_first() else {
        return Some(None);
    };
    let mut first = one(first)?;
    first.others = others.iter().map(one).collect::<Option<_>>()?;
    Some(Some(first))
}

fn one(
    headers: &HeaderMap,
    query: &str,
    authorization: Option<&Credentials>,
    scheme: Scheme,
) -> Option<Credentials> {
    let key = match scheme {
        Scheme::Basic | Scheme::Bearer => {
            return authorization
                .filter(|found| found.scheme == scheme)
                .cloned();
        }
        Scheme::Header(name) => only(headers.get_all(name).iter())?
            .to_str()
            .ok()?
            .to_owned(),
        Scheme::Cookie(name) => {
            let value = only(cookies::values(headers, name))?;
            percent_decode_str(value).decode_utf8().ok()?.into_owned()
        }
        Scheme::Query(name) => {
            let pairs = query.as_bytes().split(|&byte| byte == b'&');
            let own = pairs.filter(|pair| query_name(pair).is_some_and(|own| own == name));
            let value = only(own)?.splitn(2, |&byte| byte == b'=').nth(1)?;
            unescape(value).ok()?.into_owned()
        }
    };
    // A header may have two words, such as `Token abc`.
    let visible = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    let plain = !key.is_empty() && key.bytes().all(visible);
    plain.then(|| Credentials::new(scheme, key))
}

/// The one there is. Of two, somebody before or behind this program may read the other.
fn only<T>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// The name of a pair of a query, unescaped.
pub(super) fn query_name(pair: &[u8]) -> Option<Cow<'_, str>> {
    let name = pair.split(|&byte| byte == b'=').next()?;
    unescape(name).ok()
}

/// The key in `Authorization`.
fn authorization(headers: &HeaderMap) -> Option<Credentials> {
    let value = only(headers.get_all(AUTHORIZATION).iter())?;
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
    plain.then(|| Credentials::new(scheme, key))
}

const IN_AUTHORIZATION: &str = "in the Authorization header, as a Bearer token or as the user name of HTTP Basic with an \
                                empty password";

fn refused(headers: &HeaderMap, security: &[&[Scheme]]) -> Failure {
    let schemes = || security.iter().copied().flatten();
    let usual = schemes().all(|scheme| matches!(scheme, Scheme::Basic | Scheme::Bearer));
    let message = if !usual {
        let alternatives: Vec<String> = security.iter().map(|all| described(all)).collect();
        format!(
            "You did not provide what this operation asks for. Send {}.",
            alternatives.join(", or ")
        )
    } else if headers.contains_key(AUTHORIZATION) {
        "The Authorization header cannot be read. Send the API key as a Bearer token or as the user name of HTTP \
         Basic with an empty password."
            .to_owned()
    } else {
        format!("You did not provide an API key. Send it {IN_AUTHORIZATION}.")
    };
    let failure = Failure::new(StatusCode::UNAUTHORIZED, ApiError::invalid_request(message));
    let mut challenges: Vec<&str> = schemes()
        .map(|scheme| match scheme {
            Scheme::Basic => "Basic realm=\"API\"",
            Scheme::Bearer => "Bearer realm=\"API\"",
            // HTTP knows no such scheme, and wants a challenge with each 401.
            Scheme::Header(_) | Scheme::Query(_) | Scheme::Cookie(_) => "ApiKey realm=\"API\"",
        })
        .collect();
    challenges.dedup();
    challenges.into_iter().fold(failure, |failure, challenge| {
        failure.with_header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    })
}

/// What an alternative asks for, in words.
fn described(alternative: &[Scheme]) -> String {
    let words: Vec<String> = alternative
        .iter()
        .map(|scheme| match scheme {
            Scheme::Basic => "the API key as the user name of HTTP Basic".to_owned(),
            Scheme::Bearer => "a Bearer token in the Authorization header".to_owned(),
            Scheme::Header(name) => format!("the API key in the header {name}"),
            Scheme::Query(name) => format!("the API key in the query parameter {name}"),
            Scheme::Cookie(name) => format!("the API key in the cookie {name}"),
        })
        .collect();
    words.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: &[&[Scheme]] = &[&[Scheme::Basic], &[Scheme::Bearer]];

    fn with(value: &str, security: &[&[Scheme]]) -> Option<Credentials> {
        let headers =
            HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_str(value).unwrap())]);
        credentials(&headers, "", security).ok().flatten()
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
        assert!(with("Bearer sk_test_123", &[&[Scheme::Basic]]).is_none());
        assert!(with("Basic c2tfdGVzdF8xMjM6", &[&[Scheme::Bearer]]).is_none());
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
        assert!(matches!(credentials(&headers, "", &[]), Ok(None)));
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
            "Credentials { scheme: Bearer, key: \"[redacted]\", others: [] }"
        );
    }
}
