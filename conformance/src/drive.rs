//! Calls of the generated client by operationId, with inputs by wire name.

use reversals_client::{Client, Error as ClientError, ResponseValue};
use reversals_models as models;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::documented::Input;

/// Why a call gave no value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client has no such operation.
    #[error("the client has no operation {0}")]
    Operation(String),
    /// The input has not the shape of the operation's types.
    #[error("the input does not fit: {0}")]
    Input(#[from] serde_json::Error),
    /// The client refused to send, or refused what came back.
    #[error("{0}")]
    Client(Box<ClientError<models::Error>>),
}

impl From<ClientError<models::Error>> for Error {
    fn from(error: ClientError<models::Error>) -> Self {
        Self::Client(Box::new(error))
    }
}

/// A builder with the parameters that are given; one that is not given must not be called.
macro_rules! given {
    ($call:expr, $query:ident, $($name:ident),+) => {{
        let mut call = $call;
        $(if let Some(value) = $query.$name {
            call = call.$name(value);
        })+
        call
    }};
}

/// Calls an operation, and gives the decoded value as JSON again.
pub async fn call(client: &Client, operation: &str, input: &Input) -> Result<Value, Error> {
    match operation {
        "PostTransfersIdReversals" => {
            let path: models::PostTransfersIdReversalsPath = read(&input.path)?;
            let body: models::PostTransfersIdReversalsBody = read(&input.body)?;
            json(
                client
                    .post_transfers_id_reversals()
                    .id(path.id)
                    .body(body)
                    .send()
                    .await?,
            )
        }
        "GetTransfersIdReversals" => {
            let path: models::GetTransfersIdReversalsPath = read(&input.path)?;
            let query: models::GetTransfersIdReversalsQuery = read(&input.query)?;
            let call = given!(
                client.get_transfers_id_reversals().id(path.id),
                query,
                ending_before,
                expand,
                limit,
                starting_after
            );
            json(call.send().await?)
        }
        "GetTransfersTransferReversalsId" => {
            let path: models::GetTransfersTransferReversalsIdPath = read(&input.path)?;
            let query: models::GetTransfersTransferReversalsIdQuery = read(&input.query)?;
            let call = given!(
                client
                    .get_transfers_transfer_reversals_id()
                    .transfer(path.transfer)
                    .id(path.id),
                query,
                expand
            );
            json(call.send().await?)
        }
        "PostTransfersTransferReversalsId" => {
            let path: models::PostTransfersTransferReversalsIdPath = read(&input.path)?;
            let body: models::PostTransfersTransferReversalsIdBody = read(&input.body)?;
            let call = client
                .post_transfers_transfer_reversals_id()
                .transfer(path.transfer)
                .id(path.id);
            json(call.body(body).send().await?)
        }
        "PostTreasuryCreditReversals" => {
            let body: models::PostTreasuryCreditReversalsBody = read(&input.body)?;
            json(
                client
                    .post_treasury_credit_reversals()
                    .body(body)
                    .send()
                    .await?,
            )
        }
        "GetTreasuryCreditReversals" => {
            let query: models::GetTreasuryCreditReversalsQuery = read(&input.query)?;
            let call = given!(
                client
                    .get_treasury_credit_reversals()
                    .financial_account(query.financial_account),
                query,
                ending_before,
                expand,
                limit,
                received_credit,
                starting_after,
                status
            );
            json(call.send().await?)
        }
        "GetTreasuryCreditReversalsCreditReversal" => {
            let path: models::GetTreasuryCreditReversalsCreditReversalPath = read(&input.path)?;
            let query: models::GetTreasuryCreditReversalsCreditReversalQuery = read(&input.query)?;
            let call = given!(
                client
                    .get_treasury_credit_reversals_credit_reversal()
                    .credit_reversal(path.credit_reversal),
                query,
                expand
            );
            json(call.send().await?)
        }
        other => Err(Error::Operation(other.to_owned())),
    }
}

fn read<T: DeserializeOwned>(members: &Map<String, Value>) -> Result<T, Error> {
    Ok(serde_json::from_value(Value::Object(members.clone()))?)
}

fn json<T: Serialize>(answer: ResponseValue<T>) -> Result<Value, Error> {
    Ok(serde_json::to_value(answer.into_inner())?)
}
