//! Services that listen, and what the tests share.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reversals_bugs::{SERVER_BUGS, server};
use reversals_cases::Suite;
use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Script, Served, Server};
use reversals_remote::{self as remote, Judged, Options, Outcome, Peer};

pub(crate) use crate::stateful::{CONTRACT, KEY, SUITE, at, here, options, serve, service, whole};

/// The cases whose ids begin with one of these, and no scenario.
pub(crate) fn cases(starts: &[&str]) -> Suite {
    let mut suite = SUITE.clone();
    suite
        .cases
        .retain(|case| starts.iter().any(|start| case.id.starts_with(start)));
    suite.scenarios.clear();
    assert!(!suite.cases.is_empty());
    suite
}

/// A service with a bug in what it answers.
pub(crate) fn with_bug(id: &str) -> impl Fn(&Request) -> Response + Send + Sync + use<> {
    struct Answering<F>(F);
    impl<F: Fn(&Request) -> Response + Send + Sync> Server for Answering<F> {
        fn serve(&self, request: &Request, _: &Script) -> Served {
            let response = (self.0)(request);
            Served {
                seen: None,
                response,
            }
        }
    }
    let bug = SERVER_BUGS.iter().find(|bug| bug.id == id).unwrap();
    let service = Answering(service());
    move |request| {
        let script = Script::failure(500, serde_json::Value::Null);
        server(bug, &service).serve(request, &script).response
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

/// The options with every id that cases use given as it is written.
pub(crate) fn with_ids(peer: impl Into<Peer>) -> Options {
    let mut options = options(peer);
    let setup = remote::Setup::load(&reversals_cases::folder()).unwrap();
    options.ids = setup
        .ids
        .keys()
        .map(|id| (id.clone(), id.clone()))
        .collect();
    options
}

pub(crate) fn judge(options: &Options, suite: &Suite) -> Vec<Judged> {
    let judged = remote::judge(options, suite, &CONTRACT, &|_, _| ()).unwrap();
    let basic = STANDARD.encode(KEY);
    for text in [format!("{judged:?}"), format!("{options:?}")] {
        assert!(!text.contains(KEY), "the key is shown");
        assert!(
            !text.contains(&basic[..basic.len() - 4]),
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
