//! Credit reversals, and the received credits that they send back.

use reversals_models as models;
use reversals_runtime::List;
use reversals_runtime::server::{Context, Failure, Reply};
use reversals_sandbox_models as support;

use crate::expand::{Expand, Kind};
use crate::metadata;
use crate::page::Page;
use crate::refusal::Refusal;
use crate::render::Render;
use crate::room::Share;
use crate::sandbox::Sandbox;
use crate::store::credits;
use crate::store::treasury::{self, Filter};
use crate::treasury::is_financial_account;
use crate::version::Shape;
use crate::work::Asked;

impl Sandbox {
    pub(crate) async fn create_credit_reversal(
        &self,
        context: Context,
        body: models::PostTreasuryCreditReversalsBody,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        let asked = Asked::new("/v1/treasury/credit_reversals".to_owned(), &body);
        let done = self
            .change(&context, asked, move |work| {
                Box::pin(async move {
                    let expand = Expand::of(body.expand.as_deref(), Kind::CreditReversal)?;
                    let metadata = metadata::text(&metadata::new(body.metadata.as_ref())?);
                    let row = work
                        .sandbox
                        .send_back(work, &body.received_credit, metadata)
                        .await?;
                    let account = work.principal.account.n;
                    Render {
                        connection: work.connection,
                        account,
                        share: work.share,
                        shape: work.shape,
                    }
                    .credit_reversal(row, &expand)
                    .await
                })
            })
            .await;
        // More than it adds, so that what is due does not grow where nobody moves the clock.
        if done.is_ok() {
            self.settle_some().await;
        }
        done
    }

    pub(crate) async fn list_credit_reversals(
        &self,
        context: Context,
        query: models::GetTreasuryCreditReversalsQuery,
    ) -> Result<Reply<List<models::TreasuryCreditReversal>>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let page = Page::new(
                query.limit,
                query.starting_after.as_deref(),
                query.ending_before.as_deref(),
            );
            let expand = Expand::of_list(query.expand.as_deref(), Kind::CreditReversal)?;
            if !is_financial_account(&query.financial_account) {
                let id = &query.financial_account;
                return Err(Refusal::no_such_param(
                    "financial account",
                    id,
                    "financial_account",
                ));
            }
            let status = query.status.map(|status| status.to_string());
            let filter = Filter {
                financial_account: &query.financial_account,
                received_credit: query.received_credit.as_deref(),
                status: status.as_deref(),
            };
            let _turn = share.turn(page.limit, &expand).await?;
            let mut connection = self.store.snapshot().await?;
            let now = self.clock.now(&mut connection).await?;
            let rows = treasury::reversals(&mut connection, account, filter, &page, now).await?;
            let rows = rows.ok_or_else(|| {
                Refusal::no_such_param("credit reversal", page.id(), page.param())
            })?;
            Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            }
            .credit_reversals(rows, &page, &expand)
            .await
        })
        .await
    }

    pub(crate) async fn retrieve_credit_reversal(
        &self,
        context: Context,
        path: models::GetTreasuryCreditReversalsCreditReversalPath,
        query: models::GetTreasuryCreditReversalsCreditReversalQuery,
    ) -> Result<Reply<models::TreasuryCreditReversal>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let expand = Expand::of(query.expand.as_deref(), Kind::CreditReversal)?;
            let _turn = share.turn(1, &expand).await?;
            let mut connection = self.store.snapshot().await?;
            let now = self.clock.now(&mut connection).await?;
            let row =
                treasury::reversal(&mut connection, account, &path.credit_reversal, now).await?;
            let row = row.ok_or_else(|| {
                Refusal::no_such("credit reversal", &path.credit_reversal, "credit_reversal")
            })?;
            Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            }
            .credit_reversal(row, &expand)
            .await
        })
        .await
    }

    pub(crate) async fn create_received_credit(
        &self,
        context: Context,
        body: support::PostTestHelpersTreasuryReceivedCreditsBody,
    ) -> Result<Reply<support::TreasuryReceivedCredit>, Failure> {
        let asked = Asked::new(
            "/v1/test_helpers/treasury/received_credits".to_owned(),
            &body,
        );
        self.change(&context, asked, move |work| {
            Box::pin(async move {
                let expand = Expand::of(body.expand.as_deref(), Kind::ReceivedCredit)?;
                let row = work.sandbox.receive(work, &body).await?;
                let (account, now) = (work.principal.account.n, work.now);
                Render {
                    connection: work.connection,
                    account,
                    share: work.share,
                    shape: work.shape,
                }
                .received_credit(row, now, &expand)
                .await
            })
        })
        .await
    }

    pub(crate) async fn retrieve_received_credit(
        &self,
        context: Context,
        path: support::GetTreasuryReceivedCreditsIdPath,
        query: support::GetTreasuryReceivedCreditsIdQuery,
    ) -> Result<Reply<support::TreasuryReceivedCredit>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let expand = Expand::of(query.expand.as_deref(), Kind::ReceivedCredit)?;
            let _turn = share.turn(1, &expand).await?;
            let mut connection = self.store.snapshot().await?;
            let now = self.clock.now(&mut connection).await?;
            let row = credits::find(&mut connection, account, &path.id).await?;
            let row = row.ok_or_else(|| Refusal::no_such("received credit", &path.id, "id"))?;
            Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            }
            .received_credit(row, now, &expand)
            .await
        })
        .await
    }
}
