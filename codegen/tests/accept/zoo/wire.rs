//! Between the client and the server of the zoo, without a socket: what both said is kept.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use reversals_runtime::client::{Fault, Transport};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use zoo_client::{Client, Session};
use zoo_server::{Arguments, Context, Failure, Reply};

/// One request and its answer, as they were sent.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method and the target.
    pub sent: String,
    /// Where it went.
    pub url: String,
    pub sent_headers: http::HeaderMap,
    pub sent_body: Vec<u8>,
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
}

impl Exchange {
    /// A header of the request, empty where there is none.
    pub fn sent_header(&self, name: &str) -> &str {
        self.sent_headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// A header of the answer, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of the request.
    pub fn sent_text(&self) -> &str {
        std::str::from_utf8(&self.sent_body).unwrap()
    }

    /// The body of the answer.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// What the published schemas are to judge: what a server took or refused of an operation, and what it answered.
static SAID: Mutex<Vec<Value>> = Mutex::new(Vec::new());

fn say(value: Value) {
    SAID.lock().unwrap().push(value);
}

/// Writes all that was said.
pub fn write(path: &str) {
    let said = std::mem::take(&mut *SAID.lock().unwrap());
    std::fs::write(path, Value::Array(said).to_string()).unwrap();
}

/// A service that keeps what its server made of each request.
struct Decoded;

impl zoo_server::Dynamic for Decoded {
    async fn answer(&self, context: Context, given: Arguments) -> Result<Reply<Value>, Failure> {
        let mut value = json!({});
        for (name, part) in [("path", given.path), ("query", given.query)] {
            if !part.is_empty() {
                value[name] = json!(part);
            }
        }
        if let Some(body) = given.body {
            value["body"] = body;
        }
        say(json!({ "operation": context.operation.id, "request": value }));
        Err(Failure::not_implemented(context.operation))
    }
}

/// Keeps what a server of the document takes and refuses of a request, and tells the operation of one that it takes.
async fn keep(method: &str, target: &str, headers: &http::HeaderMap, body: &[u8]) -> Option<Value> {
    let before = SAID.lock().unwrap().len();
    let mut request = http::Request::builder().method(method).uri(target);
    *request.headers_mut().unwrap() = headers.clone();
    let request = request.body(axum::body::Body::from(body.to_vec())).unwrap();
    let router = zoo_server::router(Arc::new(zoo_server::ByName(Decoded)));
    let status = router.oneshot(request).await.unwrap().status().as_u16();
    let is_json = headers.get("content-type").is_some_and(|it| it.as_bytes().ends_with(b"json"));
    if let (400, true, Ok(body)) = (status, is_json, serde_json::from_slice::<Value>(body)) {
        say(json!({ "method": method, "path": target, "refused": { "body": body } }));
    }
    // Of one with files no JSON is said.
    let said = SAID.lock().unwrap().split_off(before);
    let operation = said.first().map(|said| said["operation"].clone());
    said.into_iter().for_each(say);
    operation.filter(|_| status == 501)
}

/// Passes requests to a router and keeps what was said.
pub struct Wire {
    router: axum::Router,
    /// Whether a generated server answers.
    served: bool,
    kept: Mutex<Vec<Exchange>>,
}

impl Wire {
    /// The newest exchange.
    pub fn last(&self) -> Exchange {
        self.kept.lock().unwrap().last().unwrap().clone()
    }

    /// The status and the text of an answer to a request that no client makes.
    pub async fn ask(&self, method: &str, path: &str, content_type: &str, body: String) -> (u16, String) {
        let request = http::Request::builder().method(method).uri(path).header("content-type", content_type);
        keep(method, path, request.headers_ref().unwrap(), body.as_bytes()).await;
        let request = request.body(axum::body::Body::from(body)).unwrap();
        let (head, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.kept.lock().unwrap().len()
    }
}

impl Transport for Wire {
    fn send(&self, mut request: reqwest::Request) -> Pin<Box<dyn Future<Output = Result<reqwest::Response, Fault>> + Send + '_>> {
        Box::pin(async move {
            let url = request.url().clone();
            let sent = format!("{} {}", request.method(), &url[url::Position::BeforePath..]);
            let sent_body = match request.body_mut().take() {
                Some(body) => axum::body::to_bytes(axum::body::Body::new(body), 1 << 24).await.unwrap(),
                None => Default::default(),
            };
            let mut incoming = http::Request::builder().method(request.method()).uri(&url[url::Position::BeforePath..]);
            *incoming.headers_mut().unwrap() = request.headers().clone();
            let target = &url[url::Position::BeforePath..];
            let operation = keep(request.method().as_str(), target, request.headers(), &sent_body).await;
            let incoming = incoming.body(axum::body::Body::from(sent_body.clone())).unwrap();
            let (head, body) = self.router.clone().oneshot(incoming).await.unwrap().into_parts();
            let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
            let is_json = head.headers.get("content-type").is_some_and(|it| it.as_bytes().ends_with(b"json"));
            if let (true, true, Some(operation)) = (self.served, is_json, operation) {
                let answer: Value = serde_json::from_slice(&body).unwrap();
                say(json!({ "operation": operation, "status": head.status.as_u16(), "answer": answer }));
            }
            self.kept.lock().unwrap().push(Exchange {
                sent,
                url: url.to_string(),
                sent_headers: request.headers().clone(),
                sent_body: sent_body.to_vec(),
                status: head.status.as_u16(),
                headers: head.headers.clone(),
                body: body.to_vec(),
            });
            Ok(http::Response::from_parts(head, body).into())
        })
    }
}

/// A client of the service that `router` serves, and the wire between them.
pub fn wired(router: axum::Router) -> (Client, Arc<Wire>) {
    wired_as(router, "http://zoo", Session::anonymous())
}

/// The same at another address, or with another session.
pub fn wired_as(router: axum::Router, baseurl: &str, session: Session) -> (Client, Arc<Wire>) {
    between(Wire { router, served: true, kept: Mutex::default() }, baseurl, session)
}

fn between(wire: Wire, baseurl: &str, session: Session) -> (Client, Arc<Wire>) {
    let wire = Arc::new(wire);
    let session = session.with_transport(Arc::clone(&wire) as _);
    (Client::connect(baseurl, session.with_retries(0)).unwrap(), wire)
}

/// A client whose every call is answered so, for answers that no generated server gives.
pub fn answering(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Client {
    let headers: Vec<(&'static str, String)> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let router = axum::Router::new().fallback(move || {
        let mut answer = http::Response::builder().status(status);
        for (name, value) in &headers {
            answer = answer.header(*name, value);
        }
        std::future::ready(answer.body(axum::body::Body::from(body)).unwrap())
    });
    between(Wire { router, served: false, kept: Mutex::default() }, "http://zoo", Session::anonymous()).0
}
