//! The operations, one file a resource.

mod credit_reversals;
mod reversals;
mod support;

pub(crate) use support::same;

use reversals_runtime::server::{Context, Failure, Reply};

use crate::answer::{named, refused};
use crate::refusal::Refusal;
use crate::sandbox::Sandbox;

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

    /// Who asks, for a request that changes nothing.
    pub(crate) async fn account_of(&self, context: &Context) -> Result<i64, Refusal> {
        Ok(self.principal(context).await?.account.n)
    }
}
