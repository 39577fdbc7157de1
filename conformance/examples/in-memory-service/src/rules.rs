//! What the service decides.

use axum::http::StatusCode;
use reversals_runtime::server::Failure;
use reversals_runtime::{ApiError, Clearable};

use crate::store::{CreditReversal, Kept, Metadata, Transfer};

/// How long a credit reversal is under way, in seconds.
pub const SETTLES: i64 = 1;

/// A page that is asked for.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How many items it has at most.
    pub limit: Option<i64>,
    /// The item before it.
    pub after: Option<String>,
    /// The item after it.
    pub before: Option<String>,
}

/// The decisions of the service, each of which may be exchanged.
pub trait Rules: Send + Sync + 'static {
    /// How much of a transfer is taken back, of which `left` is not yet.
    ///
    /// Errors: nothing is left, or less than is asked for.
    fn amount(&self, transfer: &Transfer, left: i64, asked: Option<i64>) -> Result<i64, Failure> {
        if left == 0 {
            let message = format!("The transfer {} is already fully reversed.", transfer.id);
            return Err(ApiError::invalid_request(message).into());
        }
        let amount = asked.unwrap_or(left);
        if amount > left {
            let message =
                format!("Reversal amount ({amount}) is greater than what is left ({left}).");
            return Err(invalid("amount", message));
        }
        Ok(amount)
    }

    /// The metadata of an object after a request: keys are merged, an empty value removes its key, and an empty text in
    /// the place of all removes every key.
    ///
    /// Errors: a key of more than 40 characters or with brackets, a value of more than 500, more than 50 keys.
    fn metadata(
        &self,
        mut there: Metadata,
        given: Clearable<Metadata>,
    ) -> Result<Metadata, Failure> {
        match given {
            Clearable::Keep => {}
            Clearable::Clear => there.clear(),
            Clearable::Set(given) => {
                for (key, value) in given {
                    if key.chars().count() > 40 || key.contains(['[', ']']) {
                        let message =
                            "A key of metadata has at most 40 characters, and no brackets.";
                        return Err(invalid("metadata", message));
                    }
                    if value.chars().count() > 500 {
                        let message = "A value of metadata has at most 500 characters.";
                        return Err(invalid("metadata", message));
                    }
                    if value.is_empty() {
                        there.remove(&key);
                    } else {
                        there.insert(key, value);
                    }
                }
            }
        }
        if there.len() > 50 {
            return Err(invalid("metadata", "Metadata has at most 50 keys."));
        }
        Ok(there)
    }

    /// The ids on a page of a list, newest first, and whether there are more beyond it. `all` is the list, newest first.
    ///
    /// Errors: a cursor that is not in the list.
    fn page(&self, all: &[String], page: &Page) -> Result<(Vec<String>, bool), Failure> {
        let limit = usize::try_from(page.limit.unwrap_or(10)).unwrap_or(10);
        let place = |id: &String, param| {
            let place = all.iter().position(|it| it == id);
            place.ok_or_else(|| missing(StatusCode::BAD_REQUEST, "object", id, param))
        };
        // Backwards, a page ends just before the cursor.
        if let Some(id) = &page.before {
            let end = place(id, "ending_before")?;
            let start = end.saturating_sub(limit);
            return Ok((all[start..end].to_vec(), start > 0));
        }
        let start = match &page.after {
            Some(id) => place(id, "starting_after")? + 1,
            None => 0,
        };
        let end = all.len().min(start + limit);
        Ok((all[start..end].to_vec(), end < all.len()))
    }

    /// Whether a received credit can be sent back that was sent back as `before`.
    ///
    /// Errors: it was.
    fn reversible(&self, before: Option<&CreditReversal>) -> Result<(), Failure> {
        match before {
            None => Ok(()),
            Some(before) => {
                let message = format!("The received credit is reversed already, by {}.", before.id);
                Err(invalid("received_credit", message))
            }
        }
    }

    /// When a credit reversal was posted, if it is by now.
    fn posted_at(&self, reversal: &CreditReversal, now: i64) -> Option<i64> {
        let posted = reversal.created + SETTLES;
        (posted <= now).then_some(posted)
    }

    /// Whether a request with a known idempotency key is the one that the key stands for.
    ///
    /// Errors: it is another.
    fn again(&self, kept: &Kept, path: &str, parameters: &str) -> Result<(), Failure> {
        if kept.path == path && kept.parameters == parameters {
            return Ok(());
        }
        let message =
            "Keys for idempotent requests can only be used with the same path and parameters.";
        Err(ApiError::new("idempotency_error")
            .with_message(message)
            .into())
    }
}

/// The rules as they are documented.
#[derive(Clone, Copy, Debug, Default)]
pub struct Honest;

impl Rules for Honest {}

/// A 400 for a parameter.
pub(crate) fn invalid(param: &str, message: impl Into<String>) -> Failure {
    ApiError::invalid_request(message).with_param(param).into()
}

/// A 404 for an id in the path, a 400 for one in the parameters.
pub(crate) fn missing(status: StatusCode, what: &str, id: &str, param: &str) -> Failure {
    let id: String = id.chars().take(200).collect();
    let error = ApiError::invalid_request(format!("No such {what}: '{id}'"));
    Failure::new(
        status,
        error.with_code("resource_missing").with_param(param),
    )
}
