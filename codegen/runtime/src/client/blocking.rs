//! Calls for programs that are not async: the thread that makes one waits for its answer.

use std::future::pending;
use std::io;
use std::iter::FusedIterator;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::poll_proceed;

use super::{Error, Fault, Items};

/// Why this thread can't wait. Nothing was begun, and so nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CannotBlock {
    /// It runs a future of tokio's, and with it all others that have their turn on it.
    #[error(
        "a blocking call would hold up the async runtime of this thread: await `send`, or make the call within `spawn_blocking`"
    )]
    Async,
    /// What connections run on could not be made.
    #[error("blocking calls have nothing to run on: {0}")]
    Runtime(#[source] io::Error),
}

impl<E> From<CannotBlock> for Error<E> {
    fn from(error: CannotBlock) -> Self {
        match error {
            CannotBlock::Async => Self::InvalidRequest(error.to_string()),
            CannotBlock::Runtime(_) => Fault::unreachable(error).into(),
        }
    }
}

/// Runs a future of this crate to its end on this thread. Connections and timers run on one other thread, the same for all of a
/// process, which is begun at the first use.
///
/// Errors: [`CannotBlock`], before the future is begun.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, CannotBlock> {
    if Handle::try_current().is_ok() && is_polled() {
        return Err(CannotBlock::Async);
    }
    let runtime = runtime().map_err(CannotBlock::Runtime)?;
    // Not `Handle::block_on`, which panics where the check above was misled.
    let _entered = runtime.enter();
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Ok(output);
        }
        thread::park();
    }
}

struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Whether tokio polls a future on this thread. Each poll has a budget, which ends below 256; a thread that may block, as in
/// `spawn_blocking`, has one without an end.
fn is_polled() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(restores) = poll_proceed(&mut context) else {
        return true;
    };
    let ends = (0..=u8::MAX).any(|_| match poll_proceed(&mut context) {
        // The first alone gives back what was there.
        Poll::Ready(spent) => {
            spent.made_progress();
            false
        }
        Poll::Pending => true,
    });
    drop(restores);
    ends
}

/// What connections and timers run on.
fn runtime() -> io::Result<Handle> {
    static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);
    let mut made = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*made {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // A runtime of tokio's own threads would panic where one can't be begun.
    thread::Builder::new()
        .name("blocking-calls".to_owned())
        .spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(made.insert(handle).clone())
}

impl<'a, T, E> Items<'a, T, E> {
    /// The same items for a program that is not async.
    pub fn blocking(self) -> BlockingItems<'a, T, E> {
        BlockingItems {
            items: self,
            is_ended: false,
        }
    }
}

/// The [`Items`] of a list as an [`Iterator`], whose `next` waits for the page that it needs.
///
/// Where this thread can't wait ([`CannotBlock`]), that is the next item and the last.
#[derive(Debug)]
#[must_use = "nothing is sent before an item is asked for"]
pub struct BlockingItems<'a, T, E> {
    items: Items<'a, T, E>,
    is_ended: bool,
}

impl<T, E> Iterator for BlockingItems<'_, T, E> {
    type Item = Result<T, Error<E>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_ended {
            return None;
        }
        block_on(self.items.next()).unwrap_or_else(|cannot| {
            self.is_ended = true;
            Some(Err(cannot.into()))
        })
    }
}

impl<T, E> FusedIterator for BlockingItems<'_, T, E> {}
