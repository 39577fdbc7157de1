//! The operations, one file a resource.

mod credit_reversals;
mod reversals;
mod secrets;
mod support;

pub(crate) use support::same;

use reversals_runtime::server::{Context, Failure, Reply};

use crate::answer::{named, refused};
use crate::expand::Expand;
use crate::refusal::Refusal;
use crate::sandbox::Sandbox;
use crate::store::Connection;

impl Sandbox {
    /// The answer to a request that changes nothing.
    pub(crate) async fn look<T>(
        &self,
        looking: impl Future<Output = Result<T, Refusal>> + Send,
    ) -> Result<Reply<T>, Failure> {
        let request = self.ids.plain("req", 14);
        match looking.await {
            Ok(value) => Ok(named(Reply::new(value), &request)),
            Err(refusal) => Err(refused(refusal.failure(), &request, None, false)),
        }
    }

    /// A connection to what an answer shows, all of it as it is at one moment. An object that is a row needs no more than
    /// its statement for that.
    pub(crate) async fn show(&self, expand: &Expand) -> Result<Connection, sqlx::Error> {
        if expand.is_empty() {
            self.store.read().await
        } else {
            self.store.snapshot().await
        }
    }

    /// Who asks, for a request that changes nothing.
    pub(crate) async fn account_of(&self, context: &Context) -> Result<i64, Refusal> {
        Ok(self.principal(context).await?.account.n)
    }
}
