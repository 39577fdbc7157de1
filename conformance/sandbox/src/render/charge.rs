//! Charges: of each the sandbox knows what the transfer beside it tells, which is all that a charge must say.

use reversals_runtime::Expandable;
use serde_json::json;

use super::{Other, Render, gone, object_of};
use crate::expand::Expand;
use crate::refusal::Refusal;
use crate::store::transfers::{self, Transfer};

impl Render<'_> {
    /// The payment that a transfer to one of the accounts became there.
    pub(crate) async fn payment(
        &mut self,
        id: &str,
        account: i64,
        expand: Option<&Expand>,
    ) -> Result<Expandable<Other>, Refusal> {
        if expand.is_none() {
            return Ok(Expandable::reference(id));
        }
        let transfer = transfers::of_payment(self.connection, account, id).await?;
        Ok(payment(id, &transfer.ok_or_else(|| gone(id))?, expand))
    }
}

/// What a transfer became on its destination.
pub(super) fn payment(id: &str, transfer: &Transfer, expand: Option<&Expand>) -> Expandable<Other> {
    if expand.is_none() {
        return Expandable::reference(id);
    }
    let mut charge = charge(id, transfer, transfer.amount, transfer.amount_reversed);
    charge.insert("source_transfer".to_owned(), json!(transfer.id));
    Expandable::whole(charge)
}

/// What a transfer's money comes from.
pub(super) fn source(id: &str, transfer: &Transfer, expand: Option<&Expand>) -> Expandable<Other> {
    if expand.is_none() {
        return Expandable::reference(id);
    }
    let amount = transfer.charge_amount.unwrap_or(transfer.amount);
    Expandable::whole(charge(id, transfer, amount, 0))
}

fn charge(id: &str, transfer: &Transfer, amount: i64, refunded: i64) -> Other {
    object_of(json!({
        "amount": amount,
        "amount_captured": amount,
        "amount_refunded": refunded,
        "billing_details": {"address": null, "email": null, "name": null, "phone": null},
        "captured": true,
        "created": transfer.created,
        "currency": transfer.currency,
        "disputed": false,
        "id": id,
        "livemode": false,
        "metadata": {},
        "object": "charge",
        "paid": true,
        "refunded": refunded == amount,
        "status": "succeeded",
        "transfer_group": transfer.transfer_group,
    }))
}
