//! Handlers for any operation: from the typed parameters of a request to JSON, and from a JSON reply to its type.
//!
//! Generated servers are made of this where their feature `dynamic` is on.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Context, Failure, Reply, head};
use crate::{Arguments, shape};

/// A service that answers every operation alike; `context.operation` says which one is called.
///
/// The reply's JSON is decoded to the operation's type and encoded again, so it leaves as any other answer would.
pub trait Dynamic: Send + Sync + 'static {
    /// Answers one request, whose arguments are of the documented shape.
    fn answer(
        &self,
        context: Context,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Reply<Value>, Failure>> + Send;
}

impl<D: Dynamic> Dynamic for Arc<D> {
    fn answer(
        &self,
        context: Context,
        arguments: Arguments,
    ) -> impl Future<Output = Result<Reply<Value>, Failure>> + Send {
        D::answer(self, context, arguments)
    }
}

/// The operation's own headers, by the names that the document gives them.
///
/// Errors: none that the router would not have refused before.
pub fn headers(context: &Context) -> Result<Map<String, Value>, Failure> {
    head::headers(context.operation, &context.headers)
}

/// The operation's own cookies, likewise.
///
/// Errors: none that the router would not have refused before.
pub fn cookies(context: &Context) -> Result<Map<String, Value>, Failure> {
    head::cookies(context.operation, &context.headers)
}

/// The members of a struct of parameters.
///
/// Errors: a 500 where they are no JSON object, which no generated struct gives.
pub fn members(parameters: &impl Serialize) -> Result<Map<String, Value>, Failure> {
    match value(parameters)? {
        Value::Object(members) => Ok(members),
        _ => Err(Failure::internal("The parameters are no object.")),
    }
}

/// A body.
///
/// Errors: a 500 where it has no JSON, which no generated type does.
pub fn value(body: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(body).map_err(|_| Failure::internal("The parameters have no JSON."))
}

/// A 500, for a status that the document does not describe.
pub fn undocumented() -> Failure {
    Failure::internal("The answer has a status that the document does not describe.")
}

/// A reply with the operation's type, and its own status and headers.
///
/// Errors: a 500 that says where the value does not fit the type.
pub fn typed<T: DeserializeOwned>(reply: Reply<Value>) -> Result<Reply<T>, Failure> {
    match crate::path::from_value(&reply.value) {
        Ok(value) => Ok(Reply {
            status: reply.status,
            headers: reply.headers,
            value,
        }),
        Err(error) => Err(Failure::internal(&format!(
            "The answer does not fit the operation: {}",
            shape::cut(&error.to_string())
        ))),
    }
}
