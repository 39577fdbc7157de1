//! What a program needs around reversals.

use reversals_runtime::server::{Context, Failure, Reply};
use reversals_sandbox_models as models;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::expand::{Expand, Kind};
use crate::refusal::Refusal;
use crate::render::Render;
use crate::room::Share;
use crate::sandbox::Sandbox;
use crate::store::{balance, ledger, transfers};
use crate::transfer;
use crate::version::Shape;
use crate::work::Asked;

impl Sandbox {
    pub(crate) async fn create_transfer(
        &self,
        context: Context,
        body: models::PostTransfersBody,
    ) -> Result<Reply<models::Transfer>, Failure> {
        let asked = Asked::new("/v1/transfers".to_owned(), &body);
        self.change(&context, asked, move |work| {
            Box::pin(async move {
                let expand = Expand::of(body.expand.as_deref(), Kind::Transfer)?;
                let row = transfer::make(work, &body).await?;
                let account = work.principal.account.n;
                same(
                    Render {
                        connection: work.connection,
                        account,
                        share: work.share,
                        shape: work.shape,
                    }
                    .transfer(row, &expand)
                    .await?,
                )
            })
        })
        .await
    }

    pub(crate) async fn retrieve_transfer(
        &self,
        context: Context,
        path: models::GetTransfersTransferPath,
        query: models::GetTransfersTransferQuery,
    ) -> Result<Reply<models::Transfer>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let expand = Expand::of(query.expand.as_deref(), Kind::Transfer)?;
            let _turn = share.turn(1, &expand).await?;
            let mut connection = self.store.snapshot().await?;
            let row = transfers::find(&mut connection, account, &path.transfer).await?;
            let row =
                row.ok_or_else(|| Refusal::no_such("transfer", &path.transfer, "transfer"))?;
            same(
                Render {
                    connection: &mut connection,
                    account,
                    share: &share,
                    shape: Shape::of(&context),
                }
                .transfer(row, &expand)
                .await?,
            )
        })
        .await
    }

    pub(crate) async fn retrieve_balance(
        &self,
        context: Context,
        query: models::GetBalanceQuery,
    ) -> Result<Reply<models::Balance>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            Expand::of(query.expand.as_deref(), Kind::Balance)?;
            let mut connection = self.store.read().await?;
            let pot = ledger::pot(&mut connection, account, ledger::AVAILABLE).await?;
            let amount = |amount, currency| models::BalanceAmount {
                amount,
                currency,
                source_types: Some(models::BalanceAmountBySourceType {
                    bank_account: None,
                    card: Some(amount),
                    fpx: None,
                }),
            };
            let balance = models::Balance {
                pending: pot
                    .iter()
                    .map(|(currency, _)| amount(0, currency.clone()))
                    .collect(),
                available: pot
                    .into_iter()
                    .map(|(currency, there)| amount(there, currency))
                    .collect(),
                livemode: false,
                object: models::BalanceObject::Balance,
            };
            share.count(0, balance)
        })
        .await
    }

    pub(crate) async fn retrieve_balance_transaction(
        &self,
        context: Context,
        path: models::GetBalanceTransactionsIdPath,
        query: models::GetBalanceTransactionsIdQuery,
    ) -> Result<Reply<models::BalanceTransaction>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let expand = Expand::of(query.expand.as_deref(), Kind::BalanceTransaction)?;
            let _turn = share.turn(1, &expand).await?;
            let mut connection = self.show(&expand).await?;
            let row = balance::find(&mut connection, account, &path.id).await?;
            let row = row.ok_or_else(|| Refusal::no_such("balance transaction", &path.id, "id"))?;
            same(
                Render {
                    connection: &mut connection,
                    account,
                    share: &share,
                    shape: Shape::of(&context),
                }
                .balance_entry(row, &expand)
                .await?,
            )
        })
        .await
    }
}

/// The same object in the types of the support operations, which were made of the same schema.
pub(crate) fn same<T: DeserializeOwned>(object: impl Serialize) -> Result<T, Refusal> {
    let there = serde_json::to_value(object).and_then(serde_json::from_value);
    there.map_err(|error| {
        tracing::error!(%error, "an object does not fit its own schema");
        Refusal::internal()
    })
}
