//! A request with an idempotency key is done once.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use reversals_runtime::ApiError;
use reversals_runtime::server::{Context, Failure, Reply};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::service::{Service, owner};
use crate::store::{Kept, Store};

impl Service {
    /// A request that changes something: done once for each idempotency key, and answered alike after that. The lock
    /// is held from the look at the key to the keeping of the answer.
    pub(crate) fn once<T: Serialize + DeserializeOwned>(
        &self,
        context: &Context,
        path: String,
        body: &impl Serialize,
        act: impl FnOnce(&mut Store, &str) -> Result<T, Failure>,
    ) -> Result<Reply<T>, Failure> {
        let owner = owner(context)?;
        let store = &mut *self.store();
        let Some(key) = context.idempotency_key.clone() else {
            return act(store, &owner).map(Reply::new);
        };
        let parameters = serde_json::to_string(body).unwrap_or_default();
        let key = (owner, key);
        if let Some(kept) = store.kept.get(&key) {
            self.rules.again(kept, &path, &parameters)?;
            let (name, value) = (
                HeaderName::from_static("idempotent-replayed"),
                HeaderValue::from_static("true"),
            );
            return match &kept.answer {
                Ok(value_kept) => {
                    let answer = serde_json::from_value(value_kept.clone());
                    let answer = answer.map_err(|error| broken(&error))?;
                    Ok(Reply::new(answer).with_header(name, value))
                }
                Err(failure) => Err(failure.clone().with_header(name, value)),
            };
        }
        let answer = act(store, &key.0);
        let kept = match &answer {
            Ok(answer) => Ok(serde_json::to_value(answer).map_err(|error| broken(&error))?),
            Err(failure) => Err(failure.clone()),
        };
        let kept = Kept {
            path,
            parameters,
            answer: kept,
        };
        store.kept.insert(key, kept);
        answer.map(Reply::new)
    }
}

fn broken(error: &serde_json::Error) -> Failure {
    let error = ApiError::api(format!("An answer was not kept: {error}"));
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, error)
}
