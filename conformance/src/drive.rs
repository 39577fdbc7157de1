//! Calls of the generated client by operationId.

use reversals_client::{CallError, Client, ResponseValue};
use reversals_runtime::Arguments;
use serde_json::Value;

/// Calls an operation, and gives the decoded value as JSON again.
pub async fn call(
    client: &Client,
    operation: &str,
    arguments: Arguments,
) -> Result<Value, CallError> {
    let answer = client.call(operation, arguments).await?;
    Ok(ResponseValue::into_inner(answer))
}
