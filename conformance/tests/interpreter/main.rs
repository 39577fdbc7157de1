//! The interpreter of the model and the crates that are generated from it: two pairs that nobody can tell apart.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod calls;
mod heads;
mod idioms;
mod keywords;
mod requests;
mod values;
mod zoo;

use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use reversals_cases::wire::{Request, Response};
use reversals_cases::{Case, Judge, Origin};
use reversals_codegen::ir::{Api, Operation};
use reversals_codegen::load;
use reversals_judge::parallel;
use reversals_judge::subject::{Call, Client as _, Script, Server as _};
use reversals_pair::{GeneratedClient, GeneratedServer};
use reversals_strength::interpret::{InterpretedClient, InterpretedServer};
use serde_json::Value;

/// The model of the specification.
static MODEL: LazyLock<Api> = LazyLock::new(|| {
    model_of(
        "spec",
        &[
            "common",
            "credit_reversals",
            "secrets",
            "transfer_reversals",
        ],
    )
});

/// The documented exchanges. Some are printed on two pages; the second could only say what the first does.
static EXCHANGES: LazyLock<Vec<Exchange>> = LazyLock::new(|| {
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    let mut exchanges: Vec<Exchange> = Vec::new();
    for exchange in suite.cases.iter().filter_map(|case| exchange(case)) {
        let same = |it: &Exchange| it.call == exchange.call && it.payload == exchange.payload;
        if !exchanges.iter().any(same) {
            exchanges.push(exchange);
        }
    }
    for operation in &MODEL.operations {
        let id = &operation.id;
        let shown = exchanges.iter().any(|it| it.operation.id == *id);
        assert!(
            shown,
            "{id} has no documented exchange: give it a case with an `origin` in conformance/cases"
        );
    }
    exchanges
});

/// The model of documents in a folder of the repository.
fn model_of(folder: &str, names: &[&str]) -> Api {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let files: Vec<_> = names
        .iter()
        .map(|name| folder.join(format!("{name}.yaml")))
        .collect();
    let input = load::spec_files(&files).unwrap();
    reversals_codegen::model(&input, &mut |_| ()).unwrap().api
}

/// A documented exchange.
#[derive(Clone)]
struct Exchange {
    operation: Operation,
    call: Call,
    request: Request,
    payload: Value,
}

fn exchange(case: &Case) -> Option<Exchange> {
    let Judge::Exchange { body, .. } = &case.judge else {
        return None;
    };
    if case.carried || !matches!(case.origin, Origin::Documented(_)) {
        return None;
    }
    let operations = &MODEL.operations;
    let operation = operations.iter().find(|it| it.id == case.call.operation);
    let operation = operation.unwrap().clone();
    let (mut call, mut request) = (case.call.clone(), case.request.clone());
    if operation.body.is_some() {
        // Each place where an argument can stand is there to be changed.
        let none = || Value::Object(serde_json::Map::new());
        call.arguments.body.get_or_insert_with(none);
    }
    // Two fresh keys would be two different requests, and the case has a pattern there.
    call.caller.idempotency_key = Some("one".to_owned());
    request
        .headers
        .retain(|(name, _)| name != "idempotency-key");
    Some(Exchange {
        operation,
        call,
        request,
        payload: body.clone(),
    })
}

/// Both pairs.
struct Pairs {
    clients: (InterpretedClient, GeneratedClient),
    servers: (InterpretedServer, GeneratedServer),
}

static PAIRS: LazyLock<Pairs> = LazyLock::new(|| Pairs {
    clients: (
        InterpretedClient::new(&MODEL),
        GeneratedClient::new().unwrap(),
    ),
    servers: (InterpretedServer::new(&MODEL), GeneratedServer::new()),
});

/// How often a test compared them.
#[derive(Default)]
struct Both {
    compared: AtomicUsize,
}

impl Both {
    /// Both clients make the same of a call and of the answer to it, word for word.
    #[track_caller]
    fn call(&self, call: &Call, answer: &Response) {
        let interpreted = PAIRS.clients.0.call(call, answer);
        let generated = PAIRS.clients.1.call(call, answer);
        assert_eq!(interpreted, generated, "{call:?} {answer:?}");
        self.compared.fetch_add(1, Ordering::Relaxed);
    }

    /// Both clients make the same of a call and of each body with that status.
    fn answers(&self, call: &Call, status: u16, bodies: &[Value]) {
        parallel::map(bodies, &|_| (), |body| {
            self.call(call, &Response::json(status, body));
        });
    }

    /// Both servers make the same of a request, but for the id that they give it.
    #[track_caller]
    fn serve(&self, request: &Request, script: &Script) {
        let mut interpreted = PAIRS.servers.0.serve(request, script);
        let mut generated = PAIRS.servers.1.serve(request, script);
        for served in [&mut interpreted, &mut generated] {
            served.response.headers.remove("request-id");
        }
        assert_eq!(interpreted, generated, "{request:?} {script:?}");
        self.compared.fetch_add(1, Ordering::Relaxed);
    }

    #[track_caller]
    fn compared_at_least(&self, least: usize) {
        let compared = self.compared.load(Ordering::Relaxed);
        println!("{compared} comparisons");
        assert!(compared >= least, "only {compared} comparisons");
    }
}
