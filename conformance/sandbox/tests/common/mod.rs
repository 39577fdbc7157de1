//! Starts sandboxes, and talks to them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test program uses its part of this, and a test fails by panicking"
)]

pub(crate) mod answering;
pub(crate) mod due;
pub(crate) mod full;
pub(crate) mod judge;
#[cfg(unix)]
pub(crate) mod process;
pub(crate) mod races;
pub(crate) mod raw;
pub(crate) mod shared;
pub(crate) mod states;
pub(crate) mod texts;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use reversals_sandbox::{ClockSource, Config, Database, Limits, Sandbox, Server, Settle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) use answering::{Answer, Client};

/// Where a fixed clock stands.
pub(crate) const NOW: i64 = 1_700_000_000;

/// A sandbox in memory, with much money and a clock that stands still.
pub(crate) fn config() -> Config {
    Config {
        database: Database::Memory,
        balances: BTreeMap::from([("usd".to_owned(), 1_000_000_000)]),
        other_balance: 0,
        settle: Settle::After(0),
        seed: Some(1),
        clock: ClockSource::Fixed(NOW),
    }
}

/// A sandbox in a file.
pub(crate) fn in_file(path: &Path) -> Config {
    Config {
        database: Database::File(path.to_owned()),
        seed: None,
        ..config()
    }
}

/// A sandbox that serves from this process, until it is dropped.
pub(crate) struct Running {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl Running {
    pub(crate) async fn start(config: Config) -> Self {
        Self::within(config, Limits::default()).await
    }

    pub(crate) async fn within(config: Config, limits: Limits) -> Self {
        let sandbox = Arc::new(Sandbox::open(config).await.unwrap());
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::bind(any, Arc::clone(&sandbox), limits)
            .await
            .unwrap();
        let address = server.addresses().unwrap()[0];
        let (end, ended) = oneshot::channel();
        let serving = tokio::spawn(server.serve(async {
            let _ = ended.await;
        }));
        Self {
            sandbox,
            address,
            end: Some(end),
            serving: Some(serving),
        }
    }

    /// A client with a key of its own.
    pub(crate) fn client(&self) -> Client {
        Client::new(format!("http://{}", self.address))
    }

    /// Panics where the books don't balance.
    pub(crate) async fn audit(&self) {
        assert_eq!(self.sandbox.audit().await.unwrap(), Vec::<String>::new());
    }

    /// Ends it, and waits until it has ended.
    pub(crate) async fn end(mut self) {
        drop(self.end.take());
        if let Some(serving) = self.serving.take() {
            serving.await.unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}
