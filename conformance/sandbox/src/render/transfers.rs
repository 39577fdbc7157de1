//! Transfers and their reversals.

use reversals_models as models;
use reversals_runtime::{Expandable, List, Nullable};

use super::{Making, Render, account, charge, gone, id, metadata, nullable, object_of};
use crate::expand::Expand;
use crate::page::Page;
use crate::refusal::Refusal;
use crate::store::transfers::{self, Reversal, Transfer};

/// What is not to be expanded in the reversals that a transfer shows.
static NOTHING: std::sync::LazyLock<Expand> = std::sync::LazyLock::new(Expand::default);

impl Render<'_> {
    pub(crate) fn transfer<'r>(
        &'r mut self,
        row: Transfer,
        expand: &'r Expand,
    ) -> Making<'r, models::Transfer> {
        Box::pin(async move {
            let since = self.share.made();
            let balance_transaction = match expand.member("balance_transaction") {
                None => Expandable::reference(&*row.balance_transaction),
                Some(expand) => {
                    let object = self
                        .balance_transaction(&row.balance_transaction, expand)
                        .await?;
                    Expandable::whole(object_of(serde_json::to_value(object).unwrap_or_default()))
                }
            };
            let inner = expand
                .member("reversals")
                .and_then(|list| list.member("data"));
            let reversals = self.newest(&row.id, inner.unwrap_or(&NOTHING)).await?;
            let destination = account(&row.destination, expand.member("destination"));
            let payment = row
                .destination_payment
                .as_ref()
                .map(|id| charge::payment(id, &row, expand.member("destination_payment")));
            let source = row
                .source_transaction
                .as_ref()
                .map(|id| charge::source(id, &row, expand.member("source_transaction")));
            self.share.count(
                since,
                models::Transfer {
                    amount: row.amount,
                    amount_reversed: row.amount_reversed,
                    balance_transaction: Nullable::Value(balance_transaction),
                    created: row.created,
                    currency: row.currency,
                    description: nullable(row.description),
                    destination: Nullable::Value(destination),
                    destination_payment: payment,
                    id: row.id,
                    livemode: false,
                    metadata: metadata(&row.metadata),
                    object: models::TransferObject::Transfer,
                    reversals,
                    reversed: row.amount_reversed == row.amount,
                    source_transaction: nullable(source),
                    source_type: Some(row.source_type.unwrap_or_else(|| "card".to_owned())),
                    transfer_group: nullable(row.transfer_group),
                },
            )
        })
    }

    /// The first page of a transfer's reversals, as the transfer itself shows it.
    async fn newest(
        &mut self,
        transfer: &str,
        expand: &Expand,
    ) -> Result<List<models::TransferReversal>, Refusal> {
        let page = Page::new(None, None, None);
        let rows = transfers::reversals(self.connection, self.account, transfer, &page).await?;
        self.page(transfer, rows.unwrap_or_default(), &page, expand)
            .await
    }

    /// A page of reversals, of rows that may be one more than it holds.
    pub(crate) async fn page(
        &mut self,
        transfer: &str,
        rows: Vec<Reversal>,
        page: &Page<'_>,
        expand: &Expand,
    ) -> Result<List<models::TransferReversal>, Refusal> {
        let since = self.share.made();
        let (rows, more) = page.cut(rows);
        let mut data = Vec::with_capacity(rows.len());
        for row in rows {
            data.push(self.reversal(row, expand).await?);
        }
        let url = format!("/v1/transfers/{transfer}/reversals");
        self.share.count(since, List::new(url, data, more))
    }

    pub(crate) fn reversal<'r>(
        &'r mut self,
        row: Reversal,
        expand: &'r Expand,
    ) -> Making<'r, models::TransferReversal> {
        Box::pin(async move {
            let since = self.share.made();
            let balance_transaction = match expand.member("balance_transaction") {
                None => Expandable::reference(row.balance_transaction),
                Some(expand) => {
                    let object = self
                        .balance_transaction(&row.balance_transaction, expand)
                        .await?;
                    Expandable::whole(object)
                }
            };
            let refund = row.destination_payment_refund.as_deref();
            let destination_payment_refund =
                match (refund, expand.member("destination_payment_refund")) {
                    (Some(id), Some(expand)) => {
                        Nullable::Value(Expandable::whole(self.refund(id, expand).await?))
                    }
                    (refund, _) => id(refund),
                };
            let source_refund = match (row.source_refund.as_deref(), expand.member("source_refund"))
            {
                (Some(id), Some(expand)) => {
                    Nullable::Value(Expandable::whole(self.refund(id, expand).await?))
                }
                (refund, _) => id(refund),
            };
            let transfer = match expand.member("transfer") {
                None => Expandable::reference(row.transfer),
                Some(expand) => {
                    let found =
                        transfers::find(self.connection, self.account, &row.transfer).await?;
                    let found = found.ok_or_else(|| gone(&row.transfer))?;
                    Expandable::whole(self.transfer(found, expand).await?)
                }
            };
            self.share.count(
                since,
                models::TransferReversal {
                    amount: row.amount,
                    balance_transaction: Nullable::Value(balance_transaction),
                    created: row.created,
                    currency: row.currency,
                    destination_payment_refund,
                    id: row.id,
                    metadata: Nullable::Value(metadata(&row.metadata)),
                    object: models::TransferReversalObject::TransferReversal,
                    source_refund,
                    transfer,
                },
            )
        })
    }
}
