//! A service with state, and what stands before it: what every test over HTTP shares.
#![allow(dead_code, reason = "each of the tests uses a part of it")]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt as _;
use reversals_conformance::case::{self, Suite};
use reversals_conformance::judge::Contract;
use reversals_conformance::remote::{ApiKey, Options, Setup};
use reversals_conformance::wire::{Request, Response};
use reversals_sandbox::{ClockSource, Config, Database, Limits, Sandbox, Settle};
use tower::ServiceExt as _;

/// A key that is found wherever it stands.
pub(crate) const KEY: &str = concat!("sk_test", "_the-key-of-this-test");

pub(crate) static SUITE: LazyLock<Suite> = LazyLock::new(|| case::load(&case::folder()).unwrap());

pub(crate) static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Arc::new(Contract::of_fragments(&root.join("spec")).unwrap())
});

/// What every sandbox runs on: who asks one may block.
static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
});

/// A new sandbox, in this process: a function from requests to answers.
pub(crate) fn sandbox() -> impl Fn(&Request) -> Response + Send + Sync + Clone + 'static {
    let config = Config {
        database: Database::Memory,
        balances: BTreeMap::new(),
        other_balance: 1_000_000_000_000,
        settle: Settle::After(3600),
        seed: None,
        clock: ClockSource::System,
    };
    // A runtime can't be entered within another, so it has a thread of its own.
    let opened = std::thread::spawn(|| RUNTIME.block_on(Sandbox::open(config)));
    let opened = Arc::new(opened.join().unwrap().unwrap());
    let router = reversals_sandbox::router(&opened, Limits::default());
    move |request| within(answer(router.clone(), request.clone()))
}

/// What comes of it, whoever waits for it.
fn within<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let (told, heard) = std::sync::mpsc::channel();
    RUNTIME.spawn(async move { told.send(future.await) });
    heard.recv().unwrap()
}

async fn answer(router: Router, request: Request) -> Response {
    let mut builder = http::Request::builder()
        .method(request.method.as_str())
        .uri(request.target());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let body = Body::from(request.body.unwrap_or_default());
    let answered = router.oneshot(builder.body(body).unwrap()).await.unwrap();
    let (head, body) = answered.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()));
    Response {
        status: head.status.as_u16(),
        headers: headers.collect(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Serves what a function answers, on a thread that ends with the process.
pub(crate) fn serve(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    let handler = move |request: axum::extract::Request| {
        let answer = Arc::clone(&answer);
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let headers = head.headers.iter();
            let mut headers: Vec<_> = headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect();
            headers.sort();
            let request = Request {
                method: head.method.to_string(),
                path: head.uri.path().to_owned(),
                query: head.uri.query().map(str::to_owned),
                headers,
                body: (!body.is_empty()).then(|| String::from_utf8(body.to_vec()).unwrap()),
            };
            let response = answer(&request);
            let mut builder = http::Response::builder().status(response.status);
            // The body has its length; whoever stands between may have changed it.
            let headers = response.headers.iter();
            for (name, value) in headers.filter(|(name, _)| *name != "content-length") {
                builder = builder.header(name, value);
            }
            builder.body(Body::from(response.body)).unwrap()
        }
    };
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let router = Router::new().fallback(handler);
            axum::serve(listener, router).await.unwrap();
        });
    });
    address
}

/// The options of a run, without ids.
pub(crate) fn options(address: SocketAddr) -> Options {
    let target = format!("http://{address}").parse().unwrap();
    Options::new(target, ApiKey::new(KEY).unwrap())
}

/// The options of a run that has what it needs of a sandbox.
pub(crate) fn whole(address: SocketAddr) -> Options {
    let mut options = options(address);
    options.setup = Some(Setup::load(&case::folder()).unwrap());
    options.ids = [("acct_1", "acct_1"), ("fa_1", "fa_1")]
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .into();
    options
}
