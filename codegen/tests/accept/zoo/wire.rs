//! Between the client and the server of the zoo, without a socket: what both said is kept.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use reversals_runtime::client::{Fault, Transport};
use tower::ServiceExt as _;
use zoo_client::{Client, Session};

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

/// Passes requests to a router and keeps what was said.
pub struct Wire {
    router: axum::Router,
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
            let incoming = incoming.body(axum::body::Body::from(sent_body.clone())).unwrap();
            let (head, body) = self.router.clone().oneshot(incoming).await.unwrap().into_parts();
            let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
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
    let wire = Arc::new(Wire { router, kept: Mutex::default() });
    let session = session.with_transport(Arc::clone(&wire) as _);
    (Client::connect(baseurl, session).unwrap(), wire)
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
    wired(router).0
}
