//! The interpreter of the model and the crates that are generated from it: two pairs that nobody can tell apart.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod calls;
mod heads;
mod idioms;
mod requests;
mod values;

use std::path::Path;

use reversals_codegen::ir::{Api, Operation};
use reversals_codegen::load;
use reversals_conformance::documented::{self, Sample};
use reversals_conformance::generated::{GeneratedClient, GeneratedServer};
use reversals_conformance::interpret::{InterpretedClient, InterpretedServer};
use reversals_conformance::subject::{
    Authorization, Call, Caller, Client as _, Script, Server as _,
};
use reversals_conformance::wire::{Request, Response};
use reversals_runtime::Arguments;
use serde_json::Value;

/// The model of the specification.
fn model() -> Api {
    model_of(
        "spec",
        &["common", "credit_reversals", "transfer_reversals"],
    )
}

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
struct Exchange {
    operation: Operation,
    call: Call,
    request: Request,
    payload: Value,
}

fn exchanges(api: &Api) -> Vec<Exchange> {
    let samples = documented::samples().unwrap();
    samples
        .iter()
        .filter_map(|sample| exchange(api, sample))
        .collect()
}

/// One exchange of each operation.
fn one_each(api: &Api) -> Vec<Exchange> {
    let mut all = exchanges(api);
    all.sort_by(|a, b| a.operation.id.cmp(&b.operation.id));
    all.dedup_by(|a, b| a.operation.id == b.operation.id);
    assert_eq!(all.len(), api.operations.len());
    all
}

fn exchange(api: &Api, sample: &Sample) -> Option<Exchange> {
    let id = sample.operation.as_ref()?;
    let operation = api
        .operations
        .iter()
        .find(|operation| operation.id == *id)?;
    let (input, request) = (sample.input.clone()?, sample.request.clone()?);
    let mut headers = vec![(
        "authorization".to_owned(),
        "Basic c2tfdGVzdF8xMjM6".to_owned(),
    )];
    if request.body.is_some() {
        let form = "application/x-www-form-urlencoded".to_owned();
        headers.push(("content-type".to_owned(), form));
    }
    Some(Exchange {
        operation: operation.clone(),
        call: Call {
            operation: id.clone(),
            arguments: Arguments {
                path: input.path,
                query: input.query,
                headers: serde_json::Map::new(),
                body: operation.body.as_ref().map(|_| Value::Object(input.body)),
            },
            caller: Caller {
                authorization: Authorization::Basic,
                // Two fresh keys would be two different requests.
                idempotency_key: Some("one".to_owned()),
                ..Caller::default()
            },
        },
        request: Request {
            method: request.method,
            path: request.path,
            query: request.query,
            headers,
            body: request.body,
        },
        payload: sample.payload().unwrap(),
    })
}

/// Both pairs, and how often they were compared.
struct Both {
    clients: (InterpretedClient, GeneratedClient),
    servers: (InterpretedServer, GeneratedServer),
    compared: usize,
}

impl Both {
    fn new(api: &Api) -> Self {
        Self {
            clients: (InterpretedClient::new(api), GeneratedClient::new().unwrap()),
            servers: (InterpretedServer::new(api), GeneratedServer::new()),
            compared: 0,
        }
    }

    /// Both clients make the same of a call and of the answer to it, word for word.
    #[track_caller]
    fn call(&mut self, call: &Call, answer: &Response) {
        let interpreted = self.clients.0.call(call, answer);
        let generated = self.clients.1.call(call, answer);
        assert_eq!(interpreted, generated, "{call:?} {answer:?}");
        self.compared += 1;
    }

    /// Both servers make the same of a request, but for the id that they give it.
    #[track_caller]
    fn serve(&mut self, request: &Request, script: &Script) {
        let mut interpreted = self.servers.0.serve(request, script);
        let mut generated = self.servers.1.serve(request, script);
        for served in [&mut interpreted, &mut generated] {
            served.response.headers.remove("request-id");
        }
        assert_eq!(interpreted, generated, "{request:?} {script:?}");
        self.compared += 1;
    }

    #[track_caller]
    fn compared_at_least(&self, least: usize) {
        println!("{} comparisons", self.compared);
        assert!(self.compared >= least, "only {} comparisons", self.compared);
    }
}
