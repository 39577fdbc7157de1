//! What the sandbox refuses with: the service's own words where they are known.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use reversals_runtime::server::Failure;
use reversals_runtime::{ApiError, ErrorEnvelope};

use crate::store::ledger::Full;

/// How many characters of an ID are told back. None that there is has as many.
const LONGEST_ID: usize = 200;

/// Why a request was not carried out.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// The error in its body. Boxed, since most requests succeed.
    pub(crate) error: Box<ApiError>,
    /// Whether the operation had begun, so that an idempotency key stands for this answer from now on.
    pub(crate) begun: bool,
}

impl Refusal {
    /// A 400 about the request alone. An idempotency key does not keep it.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ApiError::invalid_request(message))
    }

    /// A 400 about the state of things.
    pub(crate) fn state(message: impl Into<String>) -> Self {
        Self {
            begun: true,
            ..Self::invalid(message)
        }
    }

    /// A fault of the sandbox's, such as a database that does not answer. Its cause is in the log only.
    pub(crate) fn internal() -> Self {
        let message = "The sandbox could not answer: its database failed. Try again.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ApiError::api(message))
    }

    /// Something else.
    pub(crate) fn new(status: StatusCode, error: ApiError) -> Self {
        Self {
            status,
            error: Box::new(error),
            begun: false,
        }
    }

    /// The same refusal with a code, and the page about it.
    #[must_use]
    pub(crate) fn code(mut self, code: &str) -> Self {
        let page = code.replace('_', "-");
        self.error.doc_url = Some(format!("https://stripe.com/docs/error-codes/{page}"));
        self.error.code = Some(code.to_owned());
        self
    }

    /// The same refusal with the parameter at fault.
    #[must_use]
    pub(crate) fn param(mut self, param: &str) -> Self {
        self.error.param = Some(param.to_owned());
        self
    }

    /// No object has the ID in the path. Of one that is too long to be one, only the beginning is told: what a refusal
    /// says is not counted among what answers hold.
    pub(crate) fn no_such(what: &str, id: &str, param: &str) -> Self {
        let id: String = id.chars().take(LONGEST_ID).collect();
        let message = format!("No such {what}: '{id}'");
        let error = ApiError::invalid_request(message).with_param(param);
        Self::new(StatusCode::NOT_FOUND, error).code("resource_missing")
    }

    /// No object has the ID in the parameters, which is not the same as one in the path.
    pub(crate) fn no_such_param(what: &str, id: &str, param: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            ..Self::no_such(what, id, param)
        }
    }

    /// The body of the answer.
    pub(crate) fn envelope(&self) -> ErrorEnvelope {
        ErrorEnvelope::from((*self.error).clone())
    }

    /// The answer.
    pub(crate) fn failure(&self) -> Failure {
        let failure = Failure::json(self.status, &self.envelope());
        if self.status != StatusCode::SERVICE_UNAVAILABLE {
            return failure;
        }
        // It is given before anything is done, so that the same request does no harm even without a key.
        let (again, soon) = (
            HeaderValue::from_static("true"),
            HeaderValue::from_static("1"),
        );
        failure
            .with_header(HeaderName::from_static("stripe-should-retry"), again)
            .with_header(RETRY_AFTER, soon)
    }
}

/// The cause goes to the log, and the caller is told that it is not the request's fault; but for a balance that can't
/// take what the request would bring.
impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Encode(full) = &error
            && full.is::<Full>()
        {
            return Self::state(format!("Too much money: {full}.")).code("amount_too_large");
        }
        tracing::error!(%error, "the database failed");
        Self::internal()
    }
}

/// A header whose name and value are known to be fit for one.
pub(crate) fn header(name: &'static str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let value = HeaderValue::from_str(value).ok()?;
    Some((HeaderName::from_static(name), value))
}
