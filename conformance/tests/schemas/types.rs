//! The types that schemas are of.

use reversals_models as models;
use reversals_runtime::List;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A type, and the schema's part that is of it.
pub(crate) struct Type {
    /// The definition's name in the bundle, and the member of a request behind a slash.
    pub(crate) name: &'static str,
    /// What schemars makes of it.
    pub(crate) schema: fn() -> Value,
    /// Whether it can be read from a text.
    pub(crate) reads: fn(&str) -> bool,
}

fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_deserialize();
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

fn reads<T: DeserializeOwned>(text: &str) -> bool {
    serde_json::from_str::<T>(text).is_ok()
}

macro_rules! types {
    ($($name:literal: $type:ty,)*) => {
        [$(Type { name: $name, schema: schema::<$type>, reads: reads::<$type> }),*]
    };
}

/// All of them.
pub(crate) fn all() -> Vec<Type> {
    types! {
        "GetAppsSecretsFindRequest/query": models::GetAppsSecretsFindQuery,
        "GetAppsSecretsRequest/query": models::GetAppsSecretsQuery,
        "GetAppsSecretsResponse": List<models::AppsSecret>,
        "GetTransfersIdReversalsRequest/path": models::GetTransfersIdReversalsPath,
        "GetTransfersIdReversalsRequest/query": models::GetTransfersIdReversalsQuery,
        "GetTransfersIdReversalsResponse": List<models::TransferReversal>,
        "GetTransfersTransferReversalsIdRequest/path": models::GetTransfersTransferReversalsIdPath,
        "GetTransfersTransferReversalsIdRequest/query": models::GetTransfersTransferReversalsIdQuery,
        "GetTreasuryCreditReversalsCreditReversalRequest/path": models::GetTreasuryCreditReversalsCreditReversalPath,
        "GetTreasuryCreditReversalsCreditReversalRequest/query": models::GetTreasuryCreditReversalsCreditReversalQuery,
        "GetTreasuryCreditReversalsRequest/query": models::GetTreasuryCreditReversalsQuery,
        "GetTreasuryCreditReversalsResponse": List<models::TreasuryCreditReversal>,
        "PostAppsSecretsDeleteRequest/body": models::PostAppsSecretsDeleteBody,
        "PostAppsSecretsRequest/body": models::PostAppsSecretsBody,
        "PostTransfersIdReversalsRequest/body": models::PostTransfersIdReversalsBody,
        "PostTransfersIdReversalsRequest/path": models::PostTransfersIdReversalsPath,
        "PostTransfersTransferReversalsIdRequest/body": models::PostTransfersTransferReversalsIdBody,
        "PostTransfersTransferReversalsIdRequest/path": models::PostTransfersTransferReversalsIdPath,
        "PostTreasuryCreditReversalsRequest/body": models::PostTreasuryCreditReversalsBody,
        "api_errors": models::ApiErrors,
        "apps.secret": models::AppsSecret,
        "balance_transaction": models::BalanceTransaction,
        "deleted_apps.secret": models::DeletedAppsSecret,
        "error": models::Error,
        "fee": models::Fee,
        "payment_flows_payment_intent_presentment_details": models::PaymentFlowsPaymentIntentPresentmentDetails,
        "refund": models::Refund,
        "scope_param": models::ScopeParam,
        "secret_service_resource_scope": models::SecretServiceResourceScope,
        "transfer": models::Transfer,
        "transfer_reversal": models::TransferReversal,
        "treasury.credit_reversal": models::TreasuryCreditReversal,
        "treasury.transaction": models::TreasuryTransaction,
        "treasury_received_credits_resource_status_transitions":
            models::TreasuryReceivedCreditsResourceStatusTransitions,
        "treasury_transactions_resource_abstract_transaction_resource_status_transitions":
            models::TreasuryTransactionsResourceAbstractTransactionResourceStatusTransitions,
        "treasury_transactions_resource_balance_impact": models::TreasuryTransactionsResourceBalanceImpact,
    }
    .into()
}
