//! Calls of operations, as a case states them.

use reversals_runtime::Arguments;

/// How a caller proves who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Authorization {
    /// `Authorization: Bearer KEY`
    #[default]
    Bearer,
    /// `Authorization: Basic` with the key as user name and an empty password.
    Basic,
    /// No key.
    None,
}

/// What a call says of itself beside its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// How it proves who it is.
    pub authorization: Authorization,
    /// `Idempotency-Key`
    pub idempotency_key: Option<String>,
    /// `Stripe-Account`
    pub account: Option<String>,
    /// `Stripe-Version`
    pub version: Option<String>,
}

/// One call of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// The operationId.
    pub operation: String,
    /// The arguments by wire name.
    pub arguments: Arguments,
    /// Who calls.
    pub caller: Caller,
}
