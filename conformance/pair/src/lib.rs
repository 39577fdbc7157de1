//! The generated crates as what the suite judges, without a socket.
#![forbid(unsafe_code)]

use std::sync::Arc;

use reversals_client::Session;
use reversals_server::ByName;

pub use reversals_client::Error;

use reversals_cases::wire::{Request, Response};
use reversals_judge::in_process::{Handler, outcome, serve, session};
use reversals_judge::recorder::Recorder;
use reversals_judge::subject::{Call, Called, Client, Script, Served, Server};

/// Where the client believes the service to be; nothing is sent there.
const BASE: &str = "http://localhost";

/// The generated client, answered by a recording transport.
pub struct GeneratedClient {
    client: reversals_client::Client,
}

impl GeneratedClient {
    /// A client for any number of calls.
    ///
    /// Errors: where no HTTP client can be built.
    pub fn new() -> Result<Self, Error> {
        let client = reversals_client::Client::connect(BASE, Session::anonymous())?;
        Ok(Self { client })
    }
}

impl Client for GeneratedClient {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        let recorder = Arc::new(Recorder::answering(answer));
        let session = session(&call.caller).with_transport(Arc::clone(&recorder) as _);
        let client = self.client.with_session(session);
        let called = client.call(&call.operation, call.arguments.clone());
        let outcome = outcome(pollster::block_on(called.send()));
        let sent = recorder.sent();
        Called { sent, outcome }
    }
}

/// The generated server before a handler that does what the script of the call says.
pub struct GeneratedServer {
    router: axum::Router,
}

impl GeneratedServer {
    /// A server for any number of requests.
    pub fn new() -> Self {
        let router = reversals_server::router(Arc::new(ByName(Handler)));
        Self { router }
    }
}

impl Default for GeneratedServer {
    fn default() -> Self {
        Self::new()
    }
}

impl Server for GeneratedServer {
    /// A request that HTTP can't carry is answered with a 400 without an envelope, as whatever reads HTTP would.
    fn serve(&self, request: &Request, script: &Script) -> Served {
        serve(&self.router, request, script)
    }
}
