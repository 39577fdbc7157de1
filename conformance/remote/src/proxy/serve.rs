//! Connections of a proxy.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::forward::State;
use super::{Options, Stop};
use crate::Error;

/// How long to wait after a connection that could not be taken, as when there are too many files.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections until it is ended, then answers what has begun.
pub(super) async fn serve(
    options: &Options,
    listener: std::net::TcpListener,
    state: &Arc<State>,
    stop: &Stop,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let io = |what| move |source| Error::Io { what, source };
    let listener = TcpListener::from_std(listener).map_err(io("listening"))?;
    // Before the address is told: whoever waits for that may end us right away.
    let signalled = if options.signals {
        Some(signalled().map_err(io("waiting for signals"))?)
    } else {
        None
    };
    ready(listener.local_addr().map_err(io("listening"))?);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(options.connections.max(1)));
    let ended = async {
        match signalled {
            Some(signalled) => tokio::select! {
                () = stop.called() => {}
                () = signalled => {}
            },
            None => stop.called().await,
        }
    };
    tokio::pin!(ended);
    loop {
        let accepted = tokio::select! {
            () = &mut ended => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, permit)) = accepted else {
            continue;
        };
        let state = Arc::clone(state);
        let service = service_fn(move |request| Arc::clone(&state).exchange(request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(options.limits.request)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that leaves is nothing to tell anybody.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(options.limits.request, graceful.shutdown()).await;
    Ok(())
}

type Accepted = (tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> Option<Accepted> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    if let Ok((stream, _)) = listener.accept().await {
        // Only slower without it.
        let _ = stream.set_nodelay(true);
        return Some((stream, permit));
    }
    tokio::time::sleep(PAUSE).await;
    None
}

/// Waits until the process is asked to end. What is sent from now on is not missed.
#[cfg(unix)]
fn signalled() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn signalled() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::windows::{ctrl_break, ctrl_c};
    let (mut interrupt, mut end) = (ctrl_c()?, ctrl_break()?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = end.recv() => {}
        }
    })
}
