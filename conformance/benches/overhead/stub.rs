//! The generated stub, of which two operations answer.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use reversals_models as models;
use reversals_runtime::{ApiError, Expandable, List, Nullable};
use reversals_server::{Api, Context, Failure, Reply};

struct Stub;

pub(crate) fn router() -> Router {
    reversals_server::router(Arc::new(Stub))
}

/// The same reversal as the one by hand, from its members.
fn reversal(transfer: String) -> Reply<models::TransferReversal> {
    let metadata = [("order_id".to_owned(), "6735".to_owned())];
    let reversal = models::TransferReversal {
        id: "trr_1Mj0Ic2eZvKYlo2CE5dXGkD7".to_owned(),
        object: models::TransferReversalObject::TransferReversal,
        amount: 1100,
        balance_transaction: Nullable::Value(Expandable::from("txn_1Mj0Ic2eZvKYlo2CbnhNxjBF")),
        created: 1_678_147_568,
        currency: "usd".to_owned(),
        destination_payment_refund: Nullable::Null,
        metadata: Nullable::Value(metadata.into()),
        source_refund: Nullable::Null,
        transfer: Expandable::Id(transfer),
    };
    reversal.into()
}

fn none<T>() -> Result<Reply<T>, Failure> {
    let error = ApiError::invalid_request("not measured");
    Err(Failure::new(StatusCode::NOT_IMPLEMENTED, error))
}

impl Api for Stub {
    async fn get_apps_secrets(
        &self,
        _context: Context,
        _query: models::GetAppsSecretsQuery,
    ) -> Result<Reply<List<models::AppsSecret>>, Failure> {
        none()
    }

    async fn post_apps_secrets(
        &self,
        _context: Context,
        _body: models::PostAppsSecretsBody,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        none()
    }

    async fn post_apps_secrets_delete(
        &self,
        _context: Context,
        _body: models::PostAppsSecretsDeleteBody,
    ) -> Result<Reply<models::DeletedAppsSecret>, Failure> {
        none()
    }

    async fn get_apps_secrets_find(
        &self,
        _context: Context,
        _query: models::GetAppsSecretsFindQuery,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        none()
    }

    async fn post_transfers_id_reversals(
        &self,
        _context: Context,
        path: models::PostTransfersIdReversalsPath,
        body: models::PostTransfersIdReversalsBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        assert_eq!(body.amount, Some(400));
        Ok(reversal(path.id))
    }

    async fn get_transfers_id_reversals(
        &self,
        _context: Context,
        _path: models::GetTransfersIdReversalsPath,
        _query: models::GetTransfersIdReversalsQuery,
    ) -> Result<Reply<List<models::TransferReversal>>, Failure> {
        none()
    }

    async fn get_transfers_transfer_reversals_id(
        &self,
        _context: Context,
        path: models::GetTransfersTransferReversalsIdPath,
        query: models::GetTransfersTransferReversalsIdQuery,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        assert_eq!(query.expand, None);
        Ok(reversal(path.transfer))
    }

    async fn post_transfers_transfer_reversals_id(
        &self,
        _context: Context,
        _path: models::PostTransfersTransferReversalsIdPath,
        _body: models::PostTransfersTransferReversalsIdBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        none()
    }

    async fn post_treasury_credit_reversals(
        &self,
        _context: Context,
        _body: models::PostTreasuryCreditReversalsBody,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        none()
    }

    async fn get_treasury_credit_reversals(
        &self,
        _context: Context,
        _query: models::GetTreasuryCreditReversalsQuery,
    ) -> Result<Reply<List<models::TreasuryCreditReversal>>, Failure> {
        none()
    }

    async fn get_treasury_credit_reversals_credit_reversal(
        &self,
        _context: Context,
        _path: models::GetTreasuryCreditReversalsCreditReversalPath,
        _query: models::GetTreasuryCreditReversalsCreditReversalQuery,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        none()
    }
}
