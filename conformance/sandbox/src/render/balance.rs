//! Balance transactions, and refunds of what transfers became.

use reversals_models as models;
use reversals_runtime::{Expandable, Nullable, OpenEnum};
use serde_json::Value;

use super::{Making, Other, Render, gone, nullable, object_of};
use crate::expand::Expand;
use crate::refusal::Refusal;
use crate::store::balance::BalanceTransaction;
use crate::store::{balance, transfers};

impl Render<'_> {
    pub(crate) fn balance_transaction<'r>(
        &'r mut self,
        id: &'r str,
        expand: &'r Expand,
    ) -> Making<'r, models::BalanceTransaction> {
        Box::pin(async move {
            let row = balance::find(self.connection, self.account, id).await?;
            self.balance_entry(row.ok_or_else(|| gone(id))?, expand)
                .await
        })
    }

    pub(crate) async fn balance_entry(
        &mut self,
        row: BalanceTransaction,
        expand: &Expand,
    ) -> Result<models::BalanceTransaction, Refusal> {
        let since = self.share.made();
        let source = match expand.member("source") {
            None => Expandable::reference(&*row.source),
            Some(expand) => self.source(&row.source, expand).await?,
        };
        let payments = OpenEnum::Known(models::BalanceTransactionBalanceType::Payments);
        self.share.count(
            since,
            models::BalanceTransaction {
                amount: row.amount,
                available_on: row.created,
                balance_type: self.shape.balance_type.then_some(payments),
                created: row.created,
                currency: row.currency,
                description: nullable(row.description),
                exchange_rate: Nullable::Null,
                fee: row.fee,
                fee_details: Vec::new(),
                id: row.id,
                net: row.amount.saturating_sub(row.fee),
                object: models::BalanceTransactionObject::BalanceTransaction,
                reporting_category: row.reporting_category,
                source: Nullable::Value(source),
                status: "available".to_owned(),
                type_: row
                    .kind
                    .parse()
                    .map_or_else(|_| OpenEnum::Unknown(row.kind.clone()), OpenEnum::Known),
            },
        )
    }

    /// What made a balance transaction: its ID tells what it is.
    async fn source(&mut self, id: &str, expand: &Expand) -> Result<Expandable<Other>, Refusal> {
        let object = if id.starts_with("trr_") {
            let row = transfers::reversal(self.connection, self.account, id).await?;
            json(self.reversal(row.ok_or_else(|| gone(id))?, expand).await?)
        } else if id.starts_with("tr_") {
            let row = transfers::find(self.connection, self.account, id).await?;
            json(self.transfer(row.ok_or_else(|| gone(id))?, expand).await?)
        } else if id.starts_with("pyr_") {
            json(self.refund(id, expand).await?)
        } else {
            return self.payment(id, self.account, Some(expand)).await;
        };
        Ok(Expandable::whole(object))
    }

    /// A refund on the destination of a transfer; whoever reversed the transfer may look at it too.
    pub(crate) fn refund<'r>(
        &'r mut self,
        id: &'r str,
        expand: &'r Expand,
    ) -> Making<'r, models::Refund> {
        Box::pin(async move {
            let since = self.share.made();
            let row = balance::refund(self.connection, id)
                .await?
                .ok_or_else(|| gone(id))?;
            let balance_transaction = match expand.member("balance_transaction") {
                None => Expandable::reference(row.balance_transaction),
                Some(expand) => {
                    let mut there = Render {
                        connection: &mut *self.connection,
                        account: row.account,
                        share: self.share,
                        shape: self.shape,
                    };
                    Expandable::whole(json(
                        there
                            .balance_transaction(&row.balance_transaction, expand)
                            .await?,
                    ))
                }
            };
            let reversal = match expand.member("source_transfer_reversal") {
                None => Expandable::reference(row.transfer_reversal),
                Some(expand) => {
                    let found =
                        transfers::reversal(self.connection, self.account, &row.transfer_reversal)
                            .await?;
                    match found {
                        Some(found) => Expandable::whole(json(self.reversal(found, expand).await?)),
                        // It is the platform's, and this is not.
                        None => Expandable::reference(row.transfer_reversal),
                    }
                }
            };
            let charge = match &row.charge {
                Some(id) => Some(
                    self.payment(id, row.account, expand.member("charge"))
                        .await?,
                ),
                None => None,
            };
            self.share.count(
                since,
                models::Refund {
                    amount: row.amount,
                    balance_transaction: Nullable::Value(balance_transaction),
                    charge: nullable(charge),
                    created: row.created,
                    currency: row.currency,
                    description: None,
                    destination_details: None,
                    failure_balance_transaction: None,
                    failure_reason: None,
                    id: row.id,
                    instructions_email: None,
                    metadata: Nullable::Value(std::collections::BTreeMap::new()),
                    next_action: None,
                    object: models::RefundObject::Refund,
                    payment_intent: Nullable::Null,
                    pending_reason: None,
                    presentment_details: None,
                    reason: Nullable::Null,
                    receipt_number: Nullable::Null,
                    source_transfer_reversal: Nullable::Value(reversal),
                    status: Nullable::Value("succeeded".to_owned()),
                    // For refunds of a charge whose own account made the transfer; the sandbox has none.
                    transfer_reversal: Nullable::Null,
                },
            )
        })
    }
}

fn json(object: impl serde::Serialize) -> Other {
    object_of(serde_json::to_value(object).unwrap_or(Value::Null))
}
