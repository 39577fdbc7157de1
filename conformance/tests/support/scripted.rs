//! A service that keeps what reaches it and answers what it was told to.

use std::sync::{Arc, Mutex, PoisonError};

use reversals_runtime::Arguments;
use reversals_server::{ByName, Context, Dynamic, Failure, Reply};
use serde_json::Value;

/// One request as a method of the service saw it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// The operationId.
    pub(crate) operation: String,
    /// The arguments by wire name.
    pub(crate) arguments: Arguments,
}

/// Answers every request alike, and keeps the arguments.
pub(crate) struct Scripted {
    answer: Value,
    seen: Mutex<Vec<Seen>>,
}

impl Scripted {
    /// Answers with this value, decoded to the operation's type and encoded again.
    pub(crate) fn new(answer: Value) -> Self {
        Self {
            answer,
            seen: Mutex::new(Vec::new()),
        }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The generated router before this service.
    pub(crate) fn router(self: &Arc<Self>) -> axum::Router {
        reversals_server::router(Arc::new(ByName(Arc::clone(self))))
    }
}

impl Dynamic for Scripted {
    async fn answer(
        &self,
        context: Context,
        arguments: Arguments,
    ) -> Result<Reply<Value>, Failure> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Seen {
                operation: context.operation.id.to_owned(),
                arguments,
            });
        Ok(Reply::new(self.answer.clone()))
    }
}
