//! What is no operation of the document, answered by the caller in the service's place.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::Value;

use reversals_cases::wire::{Request, Response};

type Answer = Option<Result<Value, String>>;

/// Makes objects for the cases to be about, where the service has no requests that do.
///
/// It is asked whatever the set-up and the scenarios ask beside the operations of the document: `POST /v1/transfers`, for
/// example. It answers with the object, or in words why there is none, or not at all; then the service is asked.
#[derive(Clone)]
pub struct Fixtures(Arc<dyn Fn(&Wanted<'_>) -> Answer + Send + Sync>);

/// What is asked of fixtures.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The path with its ids, as it is on the wire.
    pub path: &'a str,
    /// The connected account that is acted for, where there is one.
    pub account: Option<&'a str>,
    /// The parameters of query or body.
    pub form: BTreeMap<String, String>,
}

impl Fixtures {
    /// Fixtures that a function makes.
    pub fn new(make: impl Fn(&Wanted<'_>) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    /// The answer in the service's place; none where the service is asked.
    pub(super) fn answer(
        &self,
        request: &Request,
        headers: &BTreeMap<String, String>,
    ) -> Option<Result<Response, String>> {
        let text = request.query.as_deref().or(request.body.as_deref());
        let pairs = form_urlencoded::parse(text.unwrap_or_default().as_bytes());
        let account = headers.get("stripe-account").map(String::as_str);
        let wanted = Wanted {
            method: &request.method,
            path: &request.path,
            account: request.header("stripe-account").or(account),
            form: pairs.into_owned().collect(),
        };
        let panicked = || Some(Err(format!("a panic at {} {}", wanted.method, wanted.path)));
        let answer = catch_unwind(AssertUnwindSafe(|| (self.0)(&wanted)));
        let answer = answer.unwrap_or_else(|_| panicked())?;
        Some(answer.map(|object| Response {
            status: 200,
            headers: BTreeMap::new(),
            body: object.to_string(),
        }))
    }
}

impl fmt::Debug for Fixtures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fixtures")
    }
}
