//! What a handler knows of a request besides its parameters.

use axum::http::{Extensions, HeaderMap};

use super::{Credentials, Operation};

/// The circumstances of one request. Its `Debug` shows no key: `headers` and `extensions` are left out.
///
/// A test of a handler makes one, sets what the handler looks at, and reads what it answers:
///
/// ```
/// # use reversals_runtime::server::{Body, Operation};
/// # static OPERATION: Operation = Operation {
/// #     id: "GetThing", method: "GET", path: "/v1/thing", path_params: &[], query: &[], query_styles: &[], headers: &[],
/// #     cookies: &[], exclusive: &[], body: Body::None, security: &[], success: 200,
/// # };
/// use reversals_runtime::ApiError;
/// use reversals_runtime::server::{Context, Credentials, Failure, Reply, Scheme};
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Tenant(u32);
///
/// fn handler(context: Context) -> Result<Reply<Tenant>, Failure> {
///     let tenant = context.extensions.get::<Tenant>().cloned();
///     Ok(tenant.ok_or_else(|| ApiError::invalid_request("No tenant."))?.into())
/// }
///
/// let mut context = Context::new(&OPERATION); // One of the generated module `operations`.
/// context.credentials = Some(Credentials::new(Scheme::Bearer, "sk_test_123"));
/// context.extensions.insert(Tenant(7));
/// assert_eq!(handler(context).unwrap().into_inner(), Tenant(7));
///
/// let refused = handler(Context::new(&OPERATION)).unwrap_err();
/// assert_eq!(refused.status(), 400);
/// assert_eq!(refused.body(), br#"{"error":{"type":"invalid_request_error","message":"No tenant."}}"#);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Context {
    /// The operation that was called.
    pub operation: &'static Operation,
    /// The key, always there where the operation lists a scheme.
    pub credentials: Option<Credentials>,
    /// `Idempotency-Key`, at most 255 characters.
    pub idempotency_key: Option<String>,
    /// `Stripe-Version`.
    pub version: Option<String>,
    /// `Stripe-Account`, the connected account to act for.
    pub account: Option<String>,
    /// All headers, as they came.
    pub headers: HeaderMap,
    /// What layers before the router have left for the handler, such as the tenant that a key belongs to.
    pub extensions: Extensions,
}

impl Context {
    /// The context of a request without headers.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            credentials: None,
            idempotency_key: None,
            version: None,
            account: None,
            headers: HeaderMap::new(),
            extensions: Extensions::new(),
        }
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Context")
            .field("operation", &self.operation.id)
            .field("credentials", &self.credentials)
            .field("idempotency_key", &self.idempotency_key)
            .field("version", &self.version)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
