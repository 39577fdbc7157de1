//! Something before a service that lies about it.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reversals_cases::wire::{Request, Response};
use serde_json::{Value, json};

use crate::stateful::service;

/// One lie.
#[derive(Clone, Copy)]
pub(crate) struct Lie {
    pub(crate) name: &'static str,
    pub(crate) tell: fn(&mut Exchange<'_>),
    /// What is asked in the place of the request.
    pub(crate) ask: fn(&mut Asked, &mut Memory),
}

/// What a liar remembers.
#[derive(Default)]
pub(crate) struct Memory {
    /// Objects by id, as they were first answered.
    pub(crate) objects: BTreeMap<String, Value>,
    /// Answers by idempotency key.
    pub(crate) keys: BTreeMap<String, (u16, Value)>,
    /// Anything else, by name.
    pub(crate) notes: BTreeMap<String, Value>,
}

/// A request on its way.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The parameters of query or body.
    pub(crate) pairs: Vec<(String, String)>,
    pub(crate) headers: BTreeMap<String, String>,
    /// Whether a lie changed the parameters: what can't be read as pairs goes out as it came otherwise.
    pub(crate) changed: bool,
}

/// An answer on its way back.
pub(crate) struct Exchange<'a> {
    /// The request as the caller made it.
    pub(crate) asked: &'a Asked,
    pub(crate) memory: &'a mut Memory,
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let form = match request.method.as_str() {
            "POST" => &request.body,
            _ => &request.query,
        };
        let form = form.as_deref().unwrap_or_default();
        Self {
            method: request.method.clone(),
            path: request.path.clone(),
            pairs: form_urlencoded::parse(form.as_bytes())
                .into_owned()
                .collect(),
            headers: request.headers.iter().cloned().collect(),
            changed: false,
        }
    }

    /// The request as it goes on: byte for byte but for what was changed.
    fn request(&self, original: &Request) -> Request {
        let mut request = original.clone();
        request.path.clone_from(&self.path);
        // Of one name there may be several.
        let before: BTreeMap<_, _> = original.headers.iter().cloned().collect();
        let same = |name: &String| before.get(name) == self.headers.get(name);
        request.headers.retain(|(name, _)| same(name));
        let others = self.headers.iter().filter(|(name, _)| !same(name));
        request
            .headers
            .extend(others.map(|(name, it)| (name.clone(), it.clone())));
        if self.changed {
            request.headers.retain(|(name, _)| name != "content-length");
            let mut pairs = form_urlencoded::Serializer::new(String::new());
            let pairs = Some(pairs.extend_pairs(&self.pairs).finish());
            match self.method.as_str() {
                "POST" => request.body = pairs,
                _ => request.query = pairs,
            }
        }
        request
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(|other| other == name);
        self.pairs.push((name.to_owned(), value.into()));
        self.changed = true;
    }

    pub(crate) fn remove(&mut self, is: impl Fn(&str) -> bool) {
        let before = self.pairs.len();
        self.pairs.retain(|(name, _)| !is(name));
        self.changed |= self.pairs.len() != before;
    }

    pub(crate) fn is(&self, method: &str, path: &[&str]) -> bool {
        let segments: Vec<_> = self.path.trim_start_matches("/v1/").split('/').collect();
        self.method == method
            && segments.len() == path.len()
            && segments
                .iter()
                .zip(path)
                .all(|(one, other)| *other == "*" || one == other)
    }

    pub(crate) fn creates_reversal(&self) -> bool {
        self.is("POST", &["transfers", "*", "reversals"])
    }

    pub(crate) fn lists_reversals(&self) -> bool {
        self.is("GET", &["transfers", "*", "reversals"])
    }

    pub(crate) fn retrieves_reversal(&self) -> bool {
        self.is("GET", &["transfers", "*", "reversals", "*"])
    }

    pub(crate) fn updates_reversal(&self) -> bool {
        self.is("POST", &["transfers", "*", "reversals", "*"])
    }

    pub(crate) fn creates_credit_reversal(&self) -> bool {
        self.is("POST", &["treasury", "credit_reversals"])
    }

    pub(crate) fn lists_credit_reversals(&self) -> bool {
        self.is("GET", &["treasury", "credit_reversals"])
    }

    pub(crate) fn retrieves_credit_reversal(&self) -> bool {
        self.is("GET", &["treasury", "credit_reversals", "*"])
    }

    pub(crate) fn lists(&self) -> bool {
        self.lists_reversals() || self.lists_credit_reversals()
    }

    pub(crate) fn creates(&self) -> bool {
        self.creates_reversal() || self.creates_credit_reversal()
    }

    pub(crate) fn retrieves(&self) -> bool {
        self.retrieves_reversal() || self.retrieves_credit_reversal()
    }

    /// Whether it is of one of the operations.
    pub(crate) fn is_judged(&self) -> bool {
        self.lists() || self.creates() || self.retrieves() || self.updates_reversal()
    }
}

impl Exchange<'_> {
    pub(crate) fn ok(&self) -> bool {
        self.status == 200
    }

    /// Each object in the answer: that which it is, or those of its page.
    pub(crate) fn objects(&mut self) -> Vec<&mut Value> {
        if self.status != 200 {
            return Vec::new();
        }
        if self.asked.lists() {
            let items = self.body["data"].as_array_mut();
            items.into_iter().flatten().collect()
        } else {
            vec![&mut self.body]
        }
    }

    pub(crate) fn refuse(&mut self, status: u16, error: &Value) {
        self.status = status;
        self.body = json!({ "error": error });
    }
}

/// A new service with a liar before it.
pub(crate) fn lying(lie: Lie) -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    let (service, memory) = (service(), Mutex::new(Memory::default()));
    move |request| {
        // What is no address of the API, the clock for one, is not lied about.
        if !request.path.starts_with("/v1/") {
            return service(request);
        }
        let mut sent = Asked::of(request);
        (lie.ask)(&mut sent, &mut memory.lock().unwrap());
        let response = service(&sent.request(request));
        let Ok(body) = serde_json::from_str(&response.body) else {
            return response;
        };
        let (asked, mut memory) = (Asked::of(request), memory.lock().unwrap());
        let mut exchange = Exchange {
            asked: &asked,
            memory: &mut memory,
            status: response.status,
            headers: response.headers,
            body,
        };
        (lie.tell)(&mut exchange);
        Response {
            status: exchange.status,
            body: exchange.body.to_string(),
            headers: exchange.headers,
        }
    }
}
