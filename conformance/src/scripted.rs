//! A service that keeps what reaches it and answers what it was told to.

use std::sync::{Mutex, PoisonError};

use reversals_models as models;
use reversals_runtime::{ApiError, List};
use reversals_server::{Api, Context, Failure, Reply};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::documented::Input;

/// One request as a method of the service saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The operationId.
    pub operation: String,
    /// The arguments by wire name.
    pub input: Input,
}

/// Answers every request alike, and keeps the arguments.
pub struct Scripted {
    answer: Value,
    seen: Mutex<Vec<Seen>>,
}

impl Scripted {
    /// Answers with this value, decoded to the operation's type and encoded again.
    pub fn new(answer: Value) -> Self {
        Self {
            answer,
            seen: Mutex::new(Vec::new()),
        }
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn reply<T: DeserializeOwned>(
        &self,
        context: &Context,
        [path, query, body]: [Map<String, Value>; 3],
    ) -> Result<Reply<T>, Failure> {
        let seen = Seen {
            operation: context.operation.id.to_owned(),
            input: Input { path, query, body },
        };
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(seen);
        match serde_json::from_value::<T>(self.answer.clone()) {
            Ok(value) => Ok(value.into()),
            Err(error) => {
                Err(ApiError::invalid_request(format!("the script does not fit: {error}")).into())
            }
        }
    }
}

fn members<T: Serialize>(value: &T) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        other => Map::from_iter([(
            "not an object".to_owned(),
            Value::String(format!("{other:?}")),
        )]),
    }
}

fn none() -> Map<String, Value> {
    Map::new()
}

impl Api for Scripted {
    async fn get_transfers_id_reversals(
        &self,
        context: Context,
        path: models::GetTransfersIdReversalsPath,
        query: models::GetTransfersIdReversalsQuery,
    ) -> Result<Reply<List<models::TransferReversal>>, Failure> {
        self.reply(&context, [members(&path), members(&query), none()])
    }

    async fn post_transfers_id_reversals(
        &self,
        context: Context,
        path: models::PostTransfersIdReversalsPath,
        body: models::PostTransfersIdReversalsBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.reply(&context, [members(&path), none(), members(&body)])
    }

    async fn get_transfers_transfer_reversals_id(
        &self,
        context: Context,
        path: models::GetTransfersTransferReversalsIdPath,
        query: models::GetTransfersTransferReversalsIdQuery,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.reply(&context, [members(&path), members(&query), none()])
    }

    async fn post_transfers_transfer_reversals_id(
        &self,
        context: Context,
        path: models::PostTransfersTransferReversalsIdPath,
        body: models::PostTransfersTransferReversalsIdBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.reply(&context, [members(&path), none(), members(&body)])
    }

    async fn get_treasury_credit_reversals(
        &self,
        context: Context,
        query: models::GetTreasuryCreditReversalsQuery,
    ) -> Result<Reply<List<models::TreasuryCreditReversal>>, Failure> {
        self.reply(&context, [none(), members(&query), none()])
    }

    async fn post_treasury_credit_reversals(
        &self,
        context: Context,
        body: models::PostTreasuryCreditReversalsBody,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        self.reply(&context, [none(), none(), members(&body)])
    }

    async fn get_treasury_credit_reversals_credit_reversal(
        &self,
        context: Context,
        path: models::GetTreasuryCreditReversalsCreditReversalPath,
        query: models::GetTreasuryCreditReversalsCreditReversalQuery,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        self.reply(&context, [members(&path), members(&query), none()])
    }
}
