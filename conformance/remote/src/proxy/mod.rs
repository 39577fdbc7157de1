//! A proxy between a client and a service, which forwards what they say unchanged and holds both to the document.
//!
//! A request is put before the generated server: what that refuses before its handler, the client should not have
//! sent. An answer is held against the schema of its operation and read by the generated client. What the document
//! says nothing about, such as another path, goes through and is counted as not judged. A body in gzip, br or deflate is
//! passed on as it is, and judged by what is in it; one in another encoding is not judged.
//!
//! It speaks HTTP/1.1 and takes bodies whole, up to [`Limits::body`]. To the request it adds a `Via` header, by which
//! it knows what has been through it before, and the `Host` of the service; hop-by-hop headers end here, as HTTP has
//! it. What it answers itself has the error envelope: 400 for a request that breaks off, 413 for one that is too long,
//! 501 for one that only a tunnel could serve, 502 and 504 for a service that does not answer, 508 for a loop.

mod check;
mod event;
mod forward;
mod secrets;
mod serve;

use std::collections::BTreeSet;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use tokio::sync::watch;

pub use event::{Event, Exchanges, Sink, Summary};
pub use reversals_judge::law::Breach;

use super::{Error, Limits, Target, run};
use reversals_judge::Contract;
use reversals_judge::law::{Laws, Tally};

/// Between whom to stand.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen: `127.0.0.1:8080`; with the port 0, the system chooses one.
    pub listen: String,
    /// Where the service is.
    pub to: Target,
    /// How long to wait and how much to take, of requests and of answers.
    pub limits: Limits,
    /// How many connections are open at a time; more wait.
    pub connections: usize,
    /// What holds between a request and its answer, whoever gives it.
    pub laws: Laws,
    /// What is counted of them while it runs.
    pub tally: Arc<Tally>,
    /// The operations that are judged, by operationId; all where it is none.
    pub only: Option<BTreeSet<String>>,
    /// Whether the service's clock has nothing to do with its `Date`.
    pub clock_free: bool,
    /// Whether Ctrl-C and, where there is one, SIGTERM end it.
    pub signals: bool,
}

impl Options {
    /// The defaults: 64 connections, no laws, ended by signals.
    pub fn new(listen: impl Into<String>, to: Target) -> Self {
        Self {
            listen: listen.into(),
            to,
            limits: Limits::default(),
            connections: 64,
            laws: Laws::default(),
            tally: Arc::default(),
            only: None,
            clock_free: false,
            signals: true,
        }
    }
}

/// Ends a proxy from another thread. Copies end the same one.
#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// One that has not been used.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Ends the proxy: it takes no more connections and answers what it has begun.
    pub fn now(&self) {
        self.0.send_replace(true);
    }

    /// Until somebody ends it.
    async fn called(&self) {
        let mut receiver = self.0.subscribe();
        // The sender lives as long as this.
        let _ = receiver.wait_for(|stopped| *stopped).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

/// Stands between client and service until it is ended, and gives the counts.
///
/// `ready` is called once with the address that it listens on. `sink` is called with each event, from several threads,
/// before the answer that it is about is passed on. Blocks; it may be called from any thread.
///
/// Errors: an address that nobody can listen on, and what [`Error`] says of a system that refuses what it needs.
pub fn run(
    options: &Options,
    contract: Arc<Contract>,
    sink: Sink,
    stop: &Stop,
    ready: impl FnOnce(SocketAddr) + Send,
) -> Result<Summary, Error> {
    let io = |what| move |source| Error::Io { what, source };
    let addresses: Vec<_> = options
        .listen
        .to_socket_addrs()
        .map_err(io("reading the address to listen on"))?
        .collect();
    let listener = std::net::TcpListener::bind(addresses.as_slice()).map_err(io("listening"))?;
    listener.set_nonblocking(true).map_err(io("listening"))?;
    let state = Arc::new(forward::State::new(options, contract, sink)?);
    let serving = || {
        let runtime = run::runtime()?;
        let served = runtime.block_on(serve::serve(options, listener, &state, stop, ready));
        // What hangs in a lookup of a name is not waited for.
        runtime.shutdown_background();
        served
    };
    // A runtime can't be entered within another, so it has a thread of its own.
    std::thread::scope(|scope| run::joined(scope.spawn(serving)))?;
    Ok(state.summary())
}
