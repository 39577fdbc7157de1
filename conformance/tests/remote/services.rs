//! Services that listen, and what the tests share.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use http_body_util::BodyExt as _;
use reversals_conformance::bugs::{SERVER_BUGS, server};
use reversals_conformance::case::{self, Judge, Suite};
use reversals_conformance::generated::GeneratedServer;
use reversals_conformance::judge::Contract;
use reversals_conformance::remote::{self, ApiKey, Judged, Options, Outcome, Routes};
use reversals_conformance::subject::{Script, Server as _};
use reversals_conformance::wire::{Request, Response};
use serde_json::{Value, json};

/// A key that is found wherever it stands.
pub(crate) const KEY: &str = "the-key-of-this-test";

pub(crate) static SUITE: LazyLock<Suite> = LazyLock::new(|| case::load(&case::folder()).unwrap());

pub(crate) static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Arc::new(Contract::of_fragments(&root.join("spec")).unwrap())
});

/// What each operation answers: the first answer that a case has for it.
static ANSWERS: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let mut answers = BTreeMap::new();
    for case in SUITE.cases.iter().filter(|case| !case.carried) {
        if let Judge::Exchange {
            response, output, ..
        } = &case.judge
            && response.status < 400
        {
            let operation = case.call.operation.clone();
            answers.entry(operation).or_insert_with(|| output.clone());
        }
    }
    answers
});

/// The cases whose ids begin with one of these.
pub(crate) fn cases(starts: &[&str]) -> Suite {
    let mut suite = SUITE.clone();
    suite
        .cases
        .retain(|case| starts.iter().any(|start| case.id.starts_with(start)));
    assert!(!suite.cases.is_empty());
    suite
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
            // The body has its length; a bug may have changed it.
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
            let router = axum::Router::new().fallback(handler);
            axum::serve(listener, router).await.unwrap();
        });
    });
    address
}

/// The generated server, with a bug by its name or without one.
pub(crate) fn generated(bug: Option<&str>) -> impl Fn(&Request) -> Response + Send + Sync + use<> {
    let bug = bug.map(|id| SERVER_BUGS.iter().find(|bug| bug.id == id).unwrap());
    let good = GeneratedServer::new();
    let routes = Routes::new(&CONTRACT.api);
    move |request| {
        let operation = routes.find(&request.method, &request.path);
        let script = match operation {
            Some(index) => Script::Success(ANSWERS[&CONTRACT.api.operations[index].id].clone()),
            None => Script::failure(500, json!(null)),
        };
        match bug {
            Some(bug) => server(bug, &good).serve(request, &script).response,
            None => good.serve(request, &script).response,
        }
    }
}

/// A socket that answers every connection with these bytes, and then leaves it open.
pub(crate) fn raw(answer: &'static [u8], endless: bool) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut open: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            if endless {
                std::thread::spawn(move || {
                    let _ = stream.read(&mut [0; 4096]);
                    let _ = stream.write_all(answer);
                    while stream.write_all(&[b' '; 1 << 12]).is_ok() {}
                });
            } else {
                let _ = stream.write_all(answer);
                open.push(stream);
            }
        }
    });
    address
}

pub(crate) fn options(address: SocketAddr) -> Options {
    let target = format!("http://{address}").parse().unwrap();
    Options::new(target, ApiKey::new(KEY).unwrap())
}

/// The same, with every id that cases use given as it is written.
pub(crate) fn with_ids(address: SocketAddr) -> Options {
    let mut options = options(address);
    let setup = remote::Setup::load(&case::folder()).unwrap();
    options.ids = setup
        .ids
        .keys()
        .map(|id| (id.clone(), id.clone()))
        .collect();
    options
}

pub(crate) fn judge(options: &Options, suite: &Suite) -> Vec<Judged> {
    let judged = remote::judge(options, suite, &CONTRACT, &|_, _| ()).unwrap();
    for text in [format!("{judged:?}"), format!("{options:?}")] {
        assert!(!text.contains(KEY), "the key is shown");
        assert!(
            !text.contains("dGhlLWtleS1vZi10aGlzLXRlc3"),
            "the key is shown"
        );
    }
    judged
}

/// The names and findings of what failed.
pub(crate) fn failed(judged: &[Judged]) -> Vec<String> {
    let failed = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::Failed(finding) => Some(format!("{}: {finding}", judged.test)),
        _ => None,
    });
    failed.collect()
}

/// The reasons of what was not judged, with their names.
pub(crate) fn reasons(judged: &[Judged]) -> BTreeMap<&'static str, String> {
    let reasons = judged.iter().filter_map(|judged| match &judged.outcome {
        Outcome::NotJudged(reason) => Some((reason.name(), reason.to_string())),
        _ => None,
    });
    reasons.collect()
}
