//! A pair that remembers what it answered, for judging many variants of one pair with the same cases.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use reversals_cases::wire::{Request, Response};
use reversals_judge::subject::{Call, Called, Client, Script, Served, Server};

/// A client that makes each call once. What it makes up by itself, such as a UUID, is then the same each time.
pub struct MemoClient<'a> {
    inner: &'a dyn Client,
    known: Known<(String, Response), Called>,
}

/// A server that serves each request once.
pub struct MemoServer<'a> {
    inner: &'a dyn Server,
    known: Known<(Request, String), Served>,
}

struct Known<K, V>(Mutex<HashMap<K, V>>);

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let locked = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = locked().get(&key) {
            return value.clone();
        }
        // Made outside the lock, so that the other threads go on; twice the same does no harm.
        let value = make();
        locked().insert(key, value.clone());
        value
    }
}

impl<'a> MemoClient<'a> {
    /// Remembers for this client.
    pub fn new(inner: &'a dyn Client) -> Self {
        let known = Known(Mutex::default());
        Self { inner, known }
    }
}

impl<'a> MemoServer<'a> {
    /// Remembers for this server.
    pub fn new(inner: &'a dyn Server) -> Self {
        let known = Known(Mutex::default());
        Self { inner, known }
    }
}

impl Client for MemoClient<'_> {
    fn call(&self, call: &Call, answer: &Response) -> Called {
        let key = (format!("{call:?}"), answer.clone());
        self.known.get(key, || self.inner.call(call, answer))
    }
}

impl Server for MemoServer<'_> {
    fn serve(&self, request: &Request, script: &Script) -> Served {
        let key = (request.clone(), format!("{script:?}"));
        self.known.get(key, || self.inner.serve(request, script))
    }
}
