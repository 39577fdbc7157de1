//! The sandbox behind the generated traits.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn_with_state, map_request};
use reversals_models as models;
use reversals_runtime::List;
use reversals_runtime::server::{Context, Failure, Reply};
use reversals_sandbox_models as support;

use crate::front;
use crate::nul;
use crate::sandbox::Sandbox;

/// All operations, and the documented refusal of all else.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    let support = reversals_sandbox_server::router(Arc::clone(sandbox));
    let operations = reversals_server::router(Arc::clone(sandbox)).fallback_service(support);
    // A layer of the router that has the routes would see a request only once its route is found.
    Router::new()
        .fallback_service(operations)
        .layer(map_request(nul::in_address))
        .layer(from_fn_with_state(Arc::clone(sandbox), front::of_a_version))
}

impl reversals_server::Api for Sandbox {
    async fn get_apps_secrets(
        &self,
        context: Context,
        query: models::GetAppsSecretsQuery,
    ) -> Result<Reply<List<models::AppsSecret>>, Failure> {
        self.list_secrets(context, query).await
    }

    async fn post_apps_secrets(
        &self,
        context: Context,
        body: models::PostAppsSecretsBody,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        self.set_secret(context, body).await
    }

    async fn post_apps_secrets_delete(
        &self,
        context: Context,
        body: models::PostAppsSecretsDeleteBody,
    ) -> Result<Reply<models::DeletedAppsSecret>, Failure> {
        self.delete_secret(context, body).await
    }

    async fn get_apps_secrets_find(
        &self,
        context: Context,
        query: models::GetAppsSecretsFindQuery,
    ) -> Result<Reply<models::AppsSecret>, Failure> {
        self.find_secret(context, query).await
    }

    async fn get_transfers_id_reversals(
        &self,
        context: Context,
        path: models::GetTransfersIdReversalsPath,
        query: models::GetTransfersIdReversalsQuery,
    ) -> Result<Reply<List<models::TransferReversal>>, Failure> {
        self.list_reversals(context, path, query).await
    }

    async fn post_transfers_id_reversals(
        &self,
        context: Context,
        path: models::PostTransfersIdReversalsPath,
        body: models::PostTransfersIdReversalsBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.create_reversal(context, path, body).await
    }

    async fn get_transfers_transfer_reversals_id(
        &self,
        context: Context,
        path: models::GetTransfersTransferReversalsIdPath,
        query: models::GetTransfersTransferReversalsIdQuery,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.retrieve_reversal(context, path, query).await
    }

    async fn post_transfers_transfer_reversals_id(
        &self,
        context: Context,
        path: models::PostTransfersTransferReversalsIdPath,
        body: models::PostTransfersTransferReversalsIdBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.update_reversal(context, path, body).await
    }

    async fn get_treasury_credit_reversals(
        &self,
        context: Context,
        query: models::GetTreasuryCreditReversalsQuery,
    ) -> Result<Reply<List<models::TreasuryCreditReversal>>, Failure> {
        self.list_credit_reversals(context, query).await
    }

    async fn post_treasury_credit_reversals(
        &self,
        context: Context,
        body: models::PostTreasuryCreditReversalsBody,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        self.create_credit_reversal(context, body).await
    }

    async fn get_treasury_credit_reversals_credit_reversal(
        &self,
        context: Context,
        path: models::GetTreasuryCreditReversalsCreditReversalPath,
        query: models::GetTreasuryCreditReversalsCreditReversalQuery,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        self.retrieve_credit_reversal(context, path, query).await
    }
}

impl reversals_sandbox_server::Api for Sandbox {
    async fn get_balance(
        &self,
        context: Context,
        query: support::GetBalanceQuery,
    ) -> Result<Reply<support::Balance>, Failure> {
        self.retrieve_balance(context, query).await
    }

    async fn get_balance_transactions_id(
        &self,
        context: Context,
        path: support::GetBalanceTransactionsIdPath,
        query: support::GetBalanceTransactionsIdQuery,
    ) -> Result<Reply<support::BalanceTransaction>, Failure> {
        self.retrieve_balance_transaction(context, path, query)
            .await
    }

    async fn post_test_helpers_treasury_received_credits(
        &self,
        context: Context,
        body: support::PostTestHelpersTreasuryReceivedCreditsBody,
    ) -> Result<Reply<support::TreasuryReceivedCredit>, Failure> {
        self.create_received_credit(context, body).await
    }

    async fn post_transfers(
        &self,
        context: Context,
        body: support::PostTransfersBody,
    ) -> Result<Reply<support::Transfer>, Failure> {
        self.create_transfer(context, body).await
    }

    async fn get_transfers_transfer(
        &self,
        context: Context,
        path: support::GetTransfersTransferPath,
        query: support::GetTransfersTransferQuery,
    ) -> Result<Reply<support::Transfer>, Failure> {
        self.retrieve_transfer(context, path, query).await
    }

    async fn get_treasury_received_credits_id(
        &self,
        context: Context,
        path: support::GetTreasuryReceivedCreditsIdPath,
        query: support::GetTreasuryReceivedCreditsIdQuery,
    ) -> Result<Reply<support::TreasuryReceivedCredit>, Failure> {
        self.retrieve_received_credit(context, path, query).await
    }
}
