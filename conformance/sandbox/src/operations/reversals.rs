//! Transfer reversals.

use reversals_models as models;
use reversals_runtime::List;
use reversals_runtime::server::{Context, Failure, Reply};

use super::super::expand::{Expand, Kind};
use crate::metadata;
use crate::page::Page;
use crate::refusal::Refusal;
use crate::render::{self, Render};
use crate::reverse;
use crate::room::Share;
use crate::sandbox::Sandbox;
use crate::store::transfers;
use crate::version::Shape;
use crate::work::Asked;

/// What a reversal in the path is refused as where there is none, or where it is of another transfer.
const REVERSAL: &str = "transfer reversal";

impl Sandbox {
    pub(crate) async fn create_reversal(
        &self,
        context: Context,
        path: models::PostTransfersIdReversalsPath,
        body: models::PostTransfersIdReversalsBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let asked = Asked::new(format!("/v1/transfers/{}/reversals", path.id), &body);
        self.change(&context, asked, move |work| {
            Box::pin(async move {
                let expand = Expand::of(body.expand.as_deref(), Kind::TransferReversal)?;
                let metadata = metadata::update(std::collections::BTreeMap::new(), body.metadata)?;
                let wanted = reverse::Wanted {
                    transfer: &path.id,
                    amount: body.amount,
                    description: body.description.as_deref(),
                    metadata: metadata::text(&metadata),
                    refund_application_fee: body.refund_application_fee.unwrap_or_default(),
                };
                let row = reverse::reverse(work, wanted).await?;
                let account = work.principal.account.n;
                Render {
                    connection: work.connection,
                    account,
                    share: work.share,
                    shape: work.shape,
                }
                .reversal(row, &expand)
                .await
            })
        })
        .await
    }

    pub(crate) async fn list_reversals(
        &self,
        context: Context,
        path: models::GetTransfersIdReversalsPath,
        query: models::GetTransfersIdReversalsQuery,
    ) -> Result<Reply<List<models::TransferReversal>>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let page = Page::new(
                query.limit,
                query.starting_after.as_deref(),
                query.ending_before.as_deref(),
            );
            let expand = Expand::of_list(query.expand.as_deref(), Kind::TransferReversal)?;
            let _turn = share.turn(page.limit, &expand).await?;
            let mut connection = self.show(&expand).await?;
            let rows = transfers::reversals(&mut connection, account, &path.id, &page).await?;
            // A transfer that has reversals is there.
            if rows.as_ref().is_none_or(Vec::is_empty)
                && !transfers::exists(&mut connection, account, &path.id).await?
            {
                return Err(Refusal::no_such("transfer", &path.id, "id"));
            }
            let rows =
                rows.ok_or_else(|| Refusal::no_such_param(REVERSAL, page.id(), page.param()))?;
            let mut render = Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            };
            render.page(&path.id, rows, &page, &expand).await
        })
        .await
    }

    pub(crate) async fn retrieve_reversal(
        &self,
        context: Context,
        path: models::GetTransfersTransferReversalsIdPath,
        query: models::GetTransfersTransferReversalsIdQuery,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        self.look(async {
            let share = Share::of(&context);
            let account = self.account_of(&context).await?;
            let expand = Expand::of(query.expand.as_deref(), Kind::TransferReversal)?;
            let _turn = share.turn(1, &expand).await?;
            let mut connection = self.show(&expand).await?;
            let row = transfers::reversal(&mut connection, account, &path.id).await?;
            let row = row.filter(|row| row.transfer == path.transfer);
            let row = row.ok_or_else(|| Refusal::no_such(REVERSAL, &path.id, "id"))?;
            Render {
                connection: &mut connection,
                account,
                share: &share,
                shape: Shape::of(&context),
            }
            .reversal(row, &expand)
            .await
        })
        .await
    }

    pub(crate) async fn update_reversal(
        &self,
        context: Context,
        path: models::PostTransfersTransferReversalsIdPath,
        body: models::PostTransfersTransferReversalsIdBody,
    ) -> Result<Reply<models::TransferReversal>, Failure> {
        let at = format!("/v1/transfers/{}/reversals/{}", path.transfer, path.id);
        let asked = Asked::new(at, &body);
        self.change(&context, asked, move |work| {
            Box::pin(async move {
                let expand = Expand::of(body.expand.as_deref(), Kind::TransferReversal)?;
                let account = work.principal.account.n;
                // Whoever changes a reversal has its transfer, so that nothing that is shown with it changes meanwhile.
                transfers::locked(work.connection, work.dialect, account, &path.transfer).await?;
                let row =
                    transfers::locked_reversal(work.connection, work.dialect, account, &path.id)
                        .await?;
                let row = row.filter(|row| row.transfer == path.transfer);
                let mut row = row.ok_or_else(|| Refusal::no_such(REVERSAL, &path.id, "id"))?;
                let merged = metadata::update(render::metadata(&row.metadata), body.metadata)?;
                row.metadata = metadata::text(&merged);
                transfers::set_metadata(work.connection, account, &row.id, &row.metadata).await?;
                Render {
                    connection: work.connection,
                    account,
                    share: work.share,
                    shape: work.shape,
                }
                .reversal(row, &expand)
                .await
            })
        })
        .await
    }
}
