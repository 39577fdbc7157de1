//! A request that changes something: one transaction, with the answer to its idempotency key in it.

use std::pin::Pin;

use axum::http::StatusCode;
use reversals_runtime::ApiError;
use reversals_runtime::server::{Context, Failure, Reply};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AnyConnection;

use crate::answer::{refused, refused_again, with_headers};
use crate::in_flight::Held;
use crate::nul;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::room::Share;
use crate::sandbox::Sandbox;
use crate::store::idempotency::{self, Saved};
use crate::store::{Connection, Dialect};
use crate::version::Shape;

/// What an operation works with.
pub(crate) struct Work<'c> {
    pub(crate) sandbox: &'c Sandbox,
    /// The transaction's connection.
    pub(crate) connection: &'c mut AnyConnection,
    pub(crate) principal: &'c Principal,
    /// The room of the answer.
    pub(crate) share: &'c Share,
    pub(crate) shape: Shape,
    /// The time of the request.
    pub(crate) now: i64,
    pub(crate) dialect: Dialect,
}

/// What an operation comes to.
pub(crate) type Doing<'w, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'w>>;

/// What is asked for: two requests with one idempotency key must agree in it.
pub(crate) struct Asked {
    /// The path with its IDs in it.
    pub(crate) path: String,
    /// The parameters, in one spelling.
    pub(crate) parameters: String,
}

impl Asked {
    pub(crate) fn new(path: String, parameters: &impl Serialize) -> Self {
        // What was read from a form can be written.
        let parameters = serde_json::to_string(parameters).unwrap_or_default();
        Self { path, parameters }
    }
}

impl Sandbox {
    /// Carries a request out, or gives the answer again that its idempotency key already has.
    ///
    /// The answer is saved in the transaction of its effect: either both are there, or neither.
    pub(crate) async fn change<T, F>(
        &self,
        context: &Context,
        asked: Asked,
        operation: F,
    ) -> Result<Reply<T>, Failure>
    where
        T: Serialize + DeserializeOwned + Send,
        F: for<'w> FnOnce(&'w mut Work<'_>) -> Doing<'w, T> + Send,
    {
        let request = self.ids.plain("req", 14);
        let answered = self.carry_out(context, &request, asked, operation).await;
        match answered {
            Ok(Answer::First(value)) => Ok(with_headers(
                Reply::new(value),
                &request,
                &request,
                context,
                false,
            )),
            Ok(Answer::Again(saved)) => match serde_json::from_str(&saved.body) {
                Ok(value) if saved.status == 200 => Ok(with_headers(
                    Reply::new(value),
                    &request,
                    &saved.request,
                    context,
                    true,
                )),
                _ => Err(refused_again(&saved, &request)),
            },
            Err(refusal) => {
                let original = if refusal.begun {
                    Some(request.as_str())
                } else {
                    None
                };
                Err(refused(
                    refusal.failure(),
                    &request,
                    original.filter(|_| context.idempotency_key.is_some()),
                    false,
                ))
            }
        }
    }

    async fn carry_out<T, F>(
        &self,
        context: &Context,
        request: &str,
        asked: Asked,
        operation: F,
    ) -> Result<Answer<T>, Refusal>
    where
        T: Serialize + Send,
        F: for<'w> FnOnce(&'w mut Work<'_>) -> Doing<'w, T> + Send,
    {
        let principal = self.principal(context).await?;
        nul::refuse(&asked.parameters)?;
        let key = context.idempotency_key.as_deref();
        let account = principal.account.n;
        let _held: Option<Held<'_>> = match key {
            Some(key) => Some(
                self.in_flight
                    .take(account, key)
                    .ok_or_else(|| in_use(key))?,
            ),
            None => None,
        };
        let mut transaction = self.store.write().await?;
        let within = self.within(
            &mut transaction,
            context,
            &principal,
            request,
            asked,
            operation,
        );
        let (keep, answer) = match within.await {
            Ok(Done { keep, answer }) => (keep, answer),
            Err(refusal) => (false, Err(refusal)),
        };
        // Before the answer is given: one who comes again at once is to find neither the writer nor the key taken.
        if keep {
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        answer
    }

    async fn within<T, F>(
        &self,
        transaction: &mut Connection,
        context: &Context,
        principal: &Principal,
        request: &str,
        asked: Asked,
        operation: F,
    ) -> Result<Done<T>, Refusal>
    where
        T: Serialize + Send,
        F: for<'w> FnOnce(&'w mut Work<'_>) -> Doing<'w, T> + Send,
    {
        // One time for the whole of it: which answers are too old, and what the operation does.
        let (account, now) = (principal.account.n, self.clock.now(transaction).await?);
        let share = Share::of(context);
        let key = context.idempotency_key.as_deref();
        if let Some(key) = key {
            self.alone(transaction, account, key).await?;
            if let Some(saved) = idempotency::find(transaction, account, key, now).await? {
                same(&saved, &asked, key)?;
                share.again(saved.body.len())?;
                return Ok(Done {
                    keep: false,
                    answer: Ok(Answer::Again(saved)),
                });
            }
        }
        transaction.mark().await?;
        let mut work = Work {
            sandbox: self,
            connection: transaction,
            principal,
            share: &share,
            shape: Shape::of(context),
            now,
            dialect: self.store.dialect,
        };
        let outcome = operation(&mut work).await;
        let (status, body) = match &outcome {
            Ok(value) => (StatusCode::OK, serde_json::to_string(value)),
            Err(refusal) if refusal.begun => {
                transaction.back().await?;
                (refusal.status, serde_json::to_string(&refusal.envelope()))
            }
            Err(_) => {
                transaction.back().await?;
                return Ok(Done {
                    keep: false,
                    answer: outcome.map(Answer::First),
                });
            }
        };
        if let Some(key) = key {
            let saved = Saved {
                path: asked.path,
                parameters: asked.parameters,
                status: i64::from(status.as_u16()),
                body: body.map_err(|_| Refusal::internal())?,
                request: request.to_owned(),
                created: now,
            };
            idempotency::save(transaction, account, key, &saved).await?;
            idempotency::forget(transaction, self.store.dialect, now).await?;
        }
        Ok(Done {
            keep: true,
            answer: outcome.map(Answer::First),
        })
    }

    /// Keeps other processes from this key until the transaction ends.
    async fn alone(
        &self,
        transaction: &mut Connection,
        account: i64,
        key: &str,
    ) -> Result<(), Refusal> {
        if self.store.dialect == Dialect::Sqlite {
            return Ok(());
        }
        let (free,): (bool,) =
            sqlx::query_as("SELECT pg_try_advisory_xact_lock(hashtextextended($1, $2))")
                .bind(key)
                .bind(account)
                .fetch_one(&mut **transaction)
                .await?;
        if free { Ok(()) } else { Err(in_use(key)) }
    }
}

enum Answer<T> {
    First(T),
    Again(Saved),
}

/// What came of a transaction.
struct Done<T> {
    /// Whether it wrote what is to stay.
    keep: bool,
    answer: Result<Answer<T>, Refusal>,
}

/// Whether a request is the one that its key was first used for.
fn same(saved: &Saved, asked: &Asked, key: &str) -> Result<(), Refusal> {
    let message = if saved.path != asked.path {
        format!(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for ('{}' vs \
             '{}'). Try using a key other than '{key}' if you meant to execute a different request.",
            asked.path, saved.path
        )
    } else if saved.parameters != asked.parameters {
        format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try \
             using a key other than '{key}' if you meant to execute a different request."
        )
    } else {
        return Ok(());
    };
    let error = ApiError::new("idempotency_error").with_message(message);
    Err(Refusal::new(StatusCode::BAD_REQUEST, error))
}

fn in_use(key: &str) -> Refusal {
    let message = format!(
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted \
         twice, and the other request is still going through): {key}. Please try again later."
    );
    let error = ApiError::new("idempotency_error").with_message(message);
    Refusal::new(StatusCode::CONFLICT, error).code("idempotency_key_in_use")
}
