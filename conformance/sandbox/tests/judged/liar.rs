//! Something before the sandbox that lies about it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use reversals_sandbox::{ClockSource, Config, Database, Limits, Sandbox, Server, Settle};
use serde_json::{Value, json};

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

    fn is(&self, method: &str, path: &[&str]) -> bool {
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

    /// Whether it is of one of the seven operations.
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
        match self.asked.lists() {
            true => self.body["data"]
                .as_array_mut()
                .into_iter()
                .flatten()
                .collect(),
            false => vec![&mut self.body],
        }
    }

    pub(crate) fn refuse(&mut self, status: u16, error: &Value) {
        self.status = status;
        self.body = json!({ "error": error });
    }
}

/// Starts a sandbox with a liar before it, on threads that end with the process.
pub(crate) fn start(lie: Option<Lie>) -> SocketAddr {
    let (told, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let config = Config {
                database: Database::Memory,
                balances: BTreeMap::new(),
                other_balance: 1_000_000_000_000,
                settle: Settle::After(3600),
                seed: None,
                clock: ClockSource::System,
            };
            let sandbox = Arc::new(Sandbox::open(config).await.unwrap());
            let server = Server::bind(
                SocketAddr::from(([127, 0, 0, 1], 0)),
                sandbox,
                Limits::default(),
            )
            .await
            .unwrap();
            let behind = server.addresses().unwrap()[0];
            let Some(lie) = lie else {
                told.send(behind).unwrap();
                return server.serve(std::future::pending()).await;
            };
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            told.send(listener.local_addr().unwrap()).unwrap();
            let client = Client::builder(TokioExecutor::new()).build_http();
            let memory = Arc::new(Mutex::new(Memory::default()));
            let handler = move |request| {
                let (client, memory) = (client.clone(), Arc::clone(&memory));
                async move { forward(request, &client, behind, &memory, lie).await }
            };
            let before = axum::serve(listener, axum::Router::new().fallback(handler)).into_future();
            tokio::join!(before, server.serve(std::future::pending()))
                .0
                .unwrap();
        });
    });
    heard.recv().unwrap()
}

async fn forward(
    request: axum::extract::Request,
    client: &Client<HttpConnector, Full<Bytes>>,
    behind: SocketAddr,
    memory: &Mutex<Memory>,
    lie: Lie,
) -> http::Response<Body> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let posted = head.method == "POST";
    let form = if posted {
        body.clone()
    } else {
        Bytes::from(head.uri.query().unwrap_or_default().to_owned())
    };
    let asked = || Asked {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        pairs: form_urlencoded::parse(&form).into_owned().collect(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        changed: false,
    };
    let mut sent = asked();
    let is_api = sent.path.starts_with("/v1/");
    if is_api {
        (lie.ask)(&mut sent, &mut memory.lock().unwrap());
    }
    let pairs = || {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&sent.pairs)
            .finish()
    };
    let (query, body) = match (sent.changed, posted) {
        (false, _) => (head.uri.query().map(str::to_owned), body),
        (true, true) => (head.uri.query().map(str::to_owned), Bytes::from(pairs())),
        (true, false) => (Some(pairs()), body),
    };
    let target = query.map_or(sent.path.clone(), |query| format!("{}?{query}", sent.path));
    // Byte for byte: a client that reads addresses would take `%2E%2E` for a step up.
    let mut out = http::Request::builder()
        .method(head.method.clone())
        .uri(format!("http://{behind}{target}"));
    for (name, value) in &head.headers {
        if !["host", "content-length", "idempotency-key"].contains(&name.as_str()) {
            out = out.header(name, value);
        }
    }
    if let Some(key) = sent.headers.get("idempotency-key") {
        out = out.header("idempotency-key", key.as_bytes());
    }
    let answer = client
        .request(out.body(Full::new(body)).unwrap())
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let headers = answer.headers().iter();
    let headers = headers
        .map(|(name, value)| {
            (
                name.to_string(),
                value.to_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let Ok(body) = serde_json::from_str(&text) else {
        return http::Response::builder()
            .status(status)
            .body(Body::from(text))
            .unwrap();
    };
    let mut memory = memory.lock().unwrap();
    let asked = asked();
    let mut exchange = Exchange {
        asked: &asked,
        memory: &mut memory,
        status,
        headers,
        body,
    };
    if is_api {
        (lie.tell)(&mut exchange);
    }
    let mut builder = http::Response::builder().status(exchange.status);
    for (name, value) in exchange.headers {
        if !["content-length", "transfer-encoding"].contains(&name.as_str()) {
            builder = builder.header(name, value);
        }
    }
    builder.body(Body::from(exchange.body.to_string())).unwrap()
}
