//! A service with state, and what stands before it: what every test over HTTP shares.
#![allow(dead_code, reason = "each of the tests uses a part of it")]

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt as _;
use reversals_cases::Suite;
use reversals_cases::wire::{Request, Response};
use reversals_judge::Contract;
use reversals_remote::{ApiKey, Floor, Judged, Options, Outcome, Peer, Setup};
use tower::ServiceExt as _;

/// A key that is found wherever it stands.
pub(crate) const KEY: &str = concat!("sk_test", "_the-key-of-this-test");

pub(crate) static SUITE: LazyLock<Suite> =
    LazyLock::new(|| reversals_cases::load(&reversals_cases::folder()).unwrap());

pub(crate) static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Arc::new(Contract::of_fragments(&root.join("spec")).unwrap())
});

/// A new service with state: the example, with what makes objects for it.
pub(crate) fn service() -> impl Fn(&Request) -> Response + Send + Sync + 'static {
    let router = reversals_example::fixtures::router(&Arc::default());
    // It waits for nothing, and so needs no runtime.
    move |request| pollster::block_on(answer(router.clone(), request.clone()))
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

async fn answered(
    answer: &(impl Fn(&Request) -> Response + ?Sized),
    request: http::Request<Body>,
) -> http::Response<Body> {
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

/// Serves what a function answers, on a thread that ends with the process.
pub(crate) fn serve(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    let handler = move |request: axum::extract::Request| {
        let answer = Arc::clone(&answer);
        async move { answered(&*answer, request).await }
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

/// What a function answers, called without a socket.
pub(crate) fn here(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Peer {
    let answer = Arc::new(answer);
    Peer::here(tower::service_fn(move |request: http::Request<Body>| {
        let answer = Arc::clone(&answer);
        async move { Ok::<_, Infallible>(answered(&*answer, request).await) }
    }))
}

/// The options of a run, without ids.
pub(crate) fn options(peer: impl Into<Peer>) -> Options {
    Options::new(peer.into(), ApiKey::new(KEY).unwrap())
}

/// The options of a run that has what it needs of a service with state.
pub(crate) fn whole(peer: impl Into<Peer>) -> Options {
    let mut options = options(peer);
    options.setup = Some(Setup::load(&reversals_cases::folder()).unwrap());
    options.ids = [("acct_1", "acct_1"), ("fa_1", "fa_1")]
        .map(|(name, id)| (name.to_owned(), id.to_owned()))
        .into();
    options
}

/// The peer at an address.
pub(crate) fn at(address: SocketAddr) -> Peer {
    format!("http://{address}").parse().unwrap()
}

/// The kinds of tests that fail: `law/ID`, `scenario/FILE/ID`, what is tested of a case, or `floor`.
pub(crate) fn kinds(judged: &[Judged]) -> BTreeSet<String> {
    let failed = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Failed(finding) => Some((judged.test.split_once("::")?, finding)),
        _ => None,
    });
    let kinds = failed.map(|((case, kind), finding)| {
        let law = finding.place.strip_prefix("law ");
        match (law.and_then(|place| place.split_once(':')), kind) {
            (_, "scenario") => case.replacen("scenarios", "scenario", 1),
            (Some((law, _)), _) => format!("law/{law}"),
            // Spellings have a number.
            _ => kind
                .trim_end_matches(|it: char| it == '-' || it.is_ascii_digit())
                .to_owned(),
        }
    });
    let floor = Floor::of(judged).missed().is_empty();
    kinds.chain((!floor).then(|| "floor".to_owned())).collect()
}

/// The counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Tests that hold.
    pub(crate) passed: usize,
    /// Tests that do not.
    pub(crate) failed: usize,
    /// Notes, on whichever tests.
    pub(crate) notes: usize,
    /// Tests that were not judged, by [`Reason::name`].
    pub(crate) not_judged: BTreeMap<&'static str, usize>,
}

impl Summary {
    /// Counts a run.
    pub(crate) fn of(judged: &[Judged]) -> Self {
        let mut summary = Self::default();
        for judged in judged {
            summary.notes += judged.notes.len();
            match &judged.outcome {
                Outcome::Passed => summary.passed += 1,
                Outcome::Failed(_) => summary.failed += 1,
                Outcome::NotJudged(reason) => {
                    *summary.not_judged.entry(reason.name()).or_default() += 1;
                }
            }
        }
        summary
    }
}
