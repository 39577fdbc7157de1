//! What the headers of a request show.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reversals_codegen::ir::{Operation, Scheme};

use super::super::place::Place;
use super::{Seen, Slot};
use crate::words as w;
use reversals_cases::wire::Request;

impl<'a> Seen<'_, 'a> {
    pub(super) fn head(&mut self, operation: &'a Operation, request: &Request) {
        let root = Place::root(&operation.id, "head");
        let authorization = root.member("authorization");
        match request.header("authorization") {
            None if operation.is_open() => self.good(&authorization, w::NONE),
            None => self.fault(&authorization, w::NONE),
            Some(text) => match scheme(text) {
                Some(scheme)
                    if operation.is_open()
                        || operation.authorizations().any(|listed| *listed == scheme) =>
                {
                    let word = match scheme {
                        Scheme::Basic => w::BASIC,
                        _ => w::BEARER,
                    };
                    self.good(&authorization, word);
                }
                None if operation.is_open() => {}
                _ => self.fault(&authorization, w::UNREADABLE),
            },
        }
        for name in ["idempotency-key", "stripe-account", "stripe-version"] {
            let place = root.member(name);
            match request.header(name) {
                None => {}
                Some("") => self.fault(&place, w::EMPTY_REFUSED),
                // The document's own version says nothing that silence would not.
                Some(text) if name == "stripe-version" && text == self.view.api.version => {}
                Some(text) => {
                    self.good(&place, w::PRESENT);
                    if name == "idempotency-key" {
                        match text.len() {
                            255 => self.good(&place, w::MAX_LENGTH),
                            256.. => self.fault(&place, w::ABOVE_MAX_LENGTH),
                            _ => {}
                        }
                    }
                }
            }
        }
        let plain = operation.headers.iter().filter(|it| it.packing().is_none());
        for param in plain {
            let place = Place::root(&operation.id, "header").member(&param.name);
            match (request.header(&param.name.to_lowercase()), param.required) {
                (None, true) => self.fault(&place, w::MISSING),
                (None, false) => self.good(&place, w::ABSENT),
                (Some(text), _) => {
                    let value = self.view.text(&param.ty, text);
                    self.json(&place, &param.ty, &value, Slot::Item);
                }
            }
        }
    }
}

/// How a header proves who calls; none where it can't be read.
fn scheme(text: &str) -> Option<Scheme> {
    let (word, rest) = text.split_once(' ')?;
    let is_key = |key: &str| {
        !key.is_empty()
            && key
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b':')
    };
    if word.eq_ignore_ascii_case("bearer") {
        return is_key(rest).then_some(Scheme::Bearer);
    }
    let decoded = BASE64_STANDARD.decode(rest).ok()?;
    let pair = String::from_utf8(decoded).ok()?;
    let basic = word.eq_ignore_ascii_case("basic") && is_key(pair.strip_suffix(':')?);
    basic.then_some(Scheme::Basic)
}
