//! API keys, which nothing prints.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::Error;
use reversals_cases::wire::Request;
use reversals_judge::Finding;
use reversals_judge::redact;
use reversals_judge::subject::KEY;

/// The beginnings of keys of live mode.
const LIVE: [&str; 2] = ["sk_live_", "rk_live_"];

/// A shorter text is no key, and would be found in every other word when it is to be hidden.
pub(super) const SHORTEST: usize = 8;

/// The key of a service. Its `Debug` does not show it.
#[derive(Clone, Debug)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// A key as it is given, without the space around it.
    ///
    /// Errors: a text that is no key: shorter than 8 characters, or with characters other than visible ASCII, or with
    /// a colon, which HTTP Basic has for itself.
    pub fn new(key: &str) -> Result<Self, Error> {
        let key = key.trim();
        if key.len() < SHORTEST {
            return Err(Error::Key("it is shorter than 8 characters"));
        }
        if !is_plain(key) {
            return Err(Error::Key("it has a character that no key has"));
        }
        Ok(Self(SecretString::from(key)))
    }

    /// Whether it is a key of live mode.
    pub fn is_live(&self) -> bool {
        let key = self.0.expose_secret();
        LIVE.iter().any(|start| key.starts_with(start))
    }

    /// The key that an `Authorization` header carries, if it can be read.
    pub(super) fn of_header(value: &str) -> Option<Self> {
        let (scheme, rest) = value.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("basic") {
            let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
            return Self::new(pair.split(':').next()?).ok();
        }
        Self::new(rest).ok()
    }

    /// The text with this key in the place of the cases' own.
    pub(super) fn put(&self, text: &str) -> String {
        let key = self.0.expose_secret();
        text.replace(&basic(KEY), &basic(key)).replace(KEY, key)
    }

    /// The text with the cases' own key in the place of this one, and without whatever else is a key.
    pub(super) fn hide(&self, text: &str) -> String {
        let key = self.0.expose_secret();
        let own = text.replace(&basic(key), &basic(KEY)).replace(key, KEY);
        redact::hide(&own, &[key])
    }

    /// The finding without this key.
    pub(super) fn hide_in(&self, finding: &mut Finding) {
        for text in [
            &mut finding.place,
            &mut finding.expected,
            &mut finding.found,
        ] {
            *text = self.hide(text);
        }
        if let Some(request) = &mut finding.exchange.request {
            self.hide_in_request(request);
        }
        if let Some(response) = &mut finding.exchange.response {
            response.body = self.hide(&response.body);
            for value in response.headers.values_mut() {
                *value = self.hide(value);
            }
        }
    }

    /// The request without this key.
    pub(super) fn hide_in_request(&self, request: &mut Request) {
        request.path = self.hide(&request.path);
        for text in [&mut request.query, &mut request.body]
            .into_iter()
            .flatten()
        {
            *text = self.hide(text);
        }
        for (_, value) in &mut request.headers {
            *value = self.hide(value);
        }
    }
}

/// An `Authorization` header with the cases' own key in the place of its own, be that shorter than keys are; none where it
/// carries no key.
pub(super) fn ours(value: &str) -> Option<String> {
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    let ours = if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        let (key, password) = pair.split_once(':')?;
        (!key.is_empty()).then(|| STANDARD.encode(format!("{KEY}:{password}")))
    } else {
        let is_key = scheme.eq_ignore_ascii_case("bearer") && is_plain(rest);
        is_key.then(|| KEY.to_owned())
    };
    Some(format!("{scheme} {}", ours?))
}

fn is_plain(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b':';
    !key.is_empty() && key.bytes().all(plain)
}

fn basic(key: &str) -> String {
    STANDARD.encode(format!("{key}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_where_the_made_up_one_was_and_is_hidden_again_in_every_form() {
        let key = ApiKey::new(" the-key-of-a-test ").unwrap();
        for text in [
            "Bearer sk_test_123",
            "basic c2tfdGVzdF8xMjM6",
            "sk_test_123",
        ] {
            let put = key.put(text);
            assert_ne!(put, text);
            assert_eq!(key.hide(&put), text);
        }
        assert!(
            !key.hide(&STANDARD.encode("the-key-of-a-test"))
                .contains("dGhlLWtleS")
        );
        assert!(!format!("{key:?}").contains("of-a-test"));
    }

    #[test]
    fn the_cases_key_stands_for_any_that_a_header_carries_and_for_nothing_else() {
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        for (header, put) in [
            ("Bearer k".to_owned(), Some("Bearer sk_test_123".to_owned())),
            ("Bearer ".to_owned(), None),
            ("Bearer a b".to_owned(), None),
            ("Digest abcdefghijkl".to_owned(), None),
            (basic("k:"), Some(basic("sk_test_123:"))),
            (basic("sk_test_long_enough:"), Some(basic("sk_test_123:"))),
            // What the document refuses of a header stays in it.
            (basic("k:password"), Some(basic("sk_test_123:password"))),
            (basic(":"), None),
            (basic("k"), None),
            ("Basic !".to_owned(), None),
        ] {
            assert_eq!(ours(&header), put, "{header}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        for text in ["", "tiny", "with space in it", "with:a_colon"] {
            let error = ApiKey::new(text).unwrap_err();
            assert!(text.is_empty() || !error.to_string().contains(text));
        }
    }

    #[test]
    fn keys_of_live_mode_are_known_by_their_beginnings() {
        for (start, live) in [("sk_live", true), ("rk_live", true), ("sk_test", false)] {
            let key = ApiKey::new(&format!("{start}_123")).unwrap();
            assert_eq!(key.is_live(), live, "{start}");
        }
    }

    #[test]
    fn the_key_of_a_header_is_read_in_both_schemes() {
        let key = ApiKey::new("the-key-of-a-test").unwrap();
        for header in ["Bearer sk_test_123", "basic c2tfdGVzdF8xMjM6"] {
            let read = ApiKey::of_header(&key.put(header)).unwrap();
            assert_eq!(read.0.expose_secret(), "the-key-of-a-test");
        }
        assert!(ApiKey::of_header("Bearer").is_none());
        assert!(ApiKey::of_header("Basic %%%").is_none());
    }
}
