//! What a request carries that nobody may read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use http::request::Parts;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};

use crate::key::SHORTEST;
use reversals_judge::redact;

/// Parameters and headers whose values are keys, in lower case.
const NAMES: [&str; 9] = [
    "access_token",
    "api-key",
    "api_key",
    "apikey",
    "client_secret",
    "key",
    "password",
    "token",
    "x-api-key",
];

/// How many are looked for. A request with more has none that matters.
const MOST: usize = 32;

/// The keys of a request: what its `Authorization` has, and the values of parameters and headers that are named so.
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    pub(super) fn of(head: &Parts) -> Self {
        let mut secrets = Self(Vec::new());
        for value in head.headers.get_all(AUTHORIZATION) {
            for word in value.to_str().unwrap_or_default().split_whitespace() {
                secrets.add(word);
                if let Ok(pair) = STANDARD.decode(word) {
                    String::from_utf8_lossy(&pair)
                        .split(':')
                        .for_each(|part| secrets.add(part));
                }
            }
        }
        let headers = NAMES.iter().flat_map(|name| head.headers.get_all(*name));
        headers.for_each(|value| secrets.add(value.to_str().unwrap_or_default()));
        for pair in head.uri.query().unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or_default();
            let name = percent_decode_str(name).decode_utf8_lossy().to_lowercase();
            if NAMES.contains(&name.as_str()) {
                secrets.add(&percent_decode_str(value).decode_utf8_lossy());
            }
        }
        secrets
    }

    fn add(&mut self, text: &str) {
        let is_key = text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_key && self.0.len() < MOST {
            self.0.push(SecretString::from(text));
        }
    }

    /// The text without these, and without whatever else is a key.
    pub(super) fn hide(&self, text: &str) -> String {
        let known: Vec<_> = self.0.iter().map(SecretString::expose_secret).collect();
        redact::hide(text, &known)
    }
}
