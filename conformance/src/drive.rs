//! Calls of the generated client by operationId, with documented inputs.

use reversals_client::{CallError, Client, ResponseValue};
use serde_json::Value;

use crate::documented::Input;

/// Calls an operation, and gives the decoded value as JSON again.
pub async fn call(client: &Client, operation: &str, input: &Input) -> Result<Value, CallError> {
    let answer = client.call(operation, input.clone().into()).await?;
    Ok(ResponseValue::into_inner(answer))
}
