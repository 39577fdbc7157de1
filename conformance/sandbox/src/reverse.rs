//! What reversing a transfer does: the rules, the money, and the objects that come to be.

use crate::ids::Ids;
use crate::money::{fee_refund, shown};
use crate::refusal::Refusal;
use crate::store::balance::{self, BalanceTransaction, Refund};
use crate::store::ledger::{self, Entry};
use crate::store::transfers::{self, Reversal, Transfer};
use crate::work::Work;

/// A reversal that is asked for.
pub(crate) struct Wanted<'a> {
    pub(crate) transfer: &'a str,
    /// What is left, where none is given.
    pub(crate) amount: Option<i64>,
    pub(crate) description: Option<&'a str>,
    pub(crate) metadata: String,
    pub(crate) refund_application_fee: bool,
}

/// Reverses a transfer, or says why not. A refusal has changed nothing.
pub(crate) async fn reverse(work: &mut Work<'_>, wanted: Wanted<'_>) -> Result<Reversal, Refusal> {
    let ids = &work.sandbox.ids;
    let platform = &work.principal.account;
    let found =
        transfers::locked(work.connection, work.dialect, platform.n, wanted.transfer).await?;
    let mut transfer = found.ok_or_else(|| Refusal::no_such("transfer", wanted.transfer, "id"))?;
    let amount = amount(&transfer, wanted.amount)?;
    if transfer.transfer_group.is_some()
        && transfer.charge_amount.is_none()
        && let Some(destination) = transfer.destination_account
    {
        // The platform's first, as whoever makes a transfer does: two writers who begin at different ends would wait for
        // each other.
        let mut there = 0;
        for account in [platform.n, destination] {
            there = ledger::locked(
                work.connection,
                work.dialect,
                account,
                ledger::AVAILABLE,
                &transfer.currency,
            )
            .await?;
        }
        if there < amount {
            let message = "Insufficient funds in the destination's Stripe balance to reverse this transfer. Its \
                           balance must be at least the amount of the reversal.";
            return Err(Refusal::state(message).code("balance_insufficient"));
        }
    }
    let fee = if wanted.refund_application_fee {
        fee(&mut transfer, amount)?
    } else {
        0
    };
    transfer.amount_reversed += amount;

    let id = ids.object("trr", &platform.id, work.now);
    let entry = entry(
        ids,
        &platform.id,
        work.now,
        &transfer,
        amount,
        "transfer_refund",
        &id,
    );
    balance::insert(work.connection, platform.n, &entry).await?;
    let refund = match (&transfer.destination_payment, transfer.destination_account) {
        (Some(payment), Some(destination)) => {
            Some(refund(work, ids, &transfer, destination, amount, payment, &id).await?)
        }
        _ => None,
    };
    let reversal = Reversal {
        id,
        transfer: transfer.id.clone(),
        amount,
        currency: transfer.currency.clone(),
        created: work.now,
        metadata: wanted.metadata,
        balance_transaction: entry.id,
        destination_payment_refund: refund,
        source_refund: None,
    };
    transfers::insert_reversal(work.connection, platform.n, &reversal, wanted.description).await?;
    transfers::take_back(work.connection, platform.n, &transfer).await?;
    let (from, pot) = match transfer.destination_account {
        Some(destination) => (destination, ledger::AVAILABLE),
        None => (platform.n, ledger::OUTSIDE),
    };
    let entries = [
        Entry {
            account: platform.n,
            pot: ledger::AVAILABLE,
            amount: amount - fee,
        },
        Entry {
            account: from,
            pot,
            amount: fee - amount,
        },
    ];
    ledger::post(
        work.connection,
        &reversal.id,
        &transfer.currency,
        work.now,
        &entries,
    )
    .await?;
    Ok(reversal)
}

/// How much is to be taken back.
fn amount(transfer: &Transfer, wanted: Option<i64>) -> Result<i64, Refusal> {
    let left = transfer.amount - transfer.amount_reversed;
    if left == 0 {
        let message = format!("The transfer {} is already fully reversed.", transfer.id);
        return Err(Refusal::state(message));
    }
    let amount = wanted.unwrap_or(left);
    if amount > left {
        let message = format!(
            "Reversal amount ({}) is greater than unreversed amount on transfer ({})",
            shown(amount, &transfer.currency),
            shown(left, &transfer.currency)
        );
        return Err(Refusal::state(message).param("amount"));
    }
    let charge = transfer.charge_amount.unwrap_or(i64::MAX);
    if amount > charge.saturating_sub(transfer.amount_reversed) {
        let message = format!(
            "Reversal amount ({}) is greater than the amount of the charge that made this transfer ({})",
            shown(amount, &transfer.currency),
            shown(charge, &transfer.currency)
        );
        return Err(Refusal::state(message).param("amount"));
    }
    if amount != transfer.amount && transfer.destination_account.is_none() {
        let message =
            "You can only partially reverse a transfer whose destination is a Stripe account.";
        return Err(Refusal::state(message).param("amount"));
    }
    Ok(amount)
}

/// What goes back of the application fee. Notes it on the transfer.
fn fee(transfer: &mut Transfer, amount: i64) -> Result<i64, Refusal> {
    let Some(fee) = transfer.application_fee else {
        let message = format!(
            "Attempting to refund_application_fee on {}, but it has no application fee",
            transfer.id
        );
        return Err(Refusal::state(message).param("refund_application_fee"));
    };
    transfer.fee_reversed += amount;
    let refund = fee_refund(
        fee,
        transfer.amount,
        transfer.fee_reversed,
        transfer.fee_refunded,
    );
    transfer.fee_refunded += refund;
    Ok(refund)
}

/// The refund of the payment that the transfer became on its destination.
async fn refund(
    work: &mut Work<'_>,
    ids: &Ids,
    transfer: &Transfer,
    destination: i64,
    amount: i64,
    payment: &str,
    reversal: &str,
) -> Result<String, Refusal> {
    let id = ids.object("pyr", &transfer.destination, work.now);
    let entry = entry(
        ids,
        &transfer.destination,
        work.now,
        transfer,
        -amount,
        "payment_refund",
        &id,
    );
    balance::insert(work.connection, destination, &entry).await?;
    let refund = Refund {
        account: destination,
        id,
        amount,
        currency: transfer.currency.clone(),
        charge: Some(payment.to_owned()),
        balance_transaction: entry.id,
        transfer_reversal: reversal.to_owned(),
        created: work.now,
    };
    balance::insert_refund(work.connection, &refund).await?;
    Ok(refund.id)
}

/// An entry in an account's balance.
fn entry(
    ids: &Ids,
    account: &str,
    now: i64,
    transfer: &Transfer,
    amount: i64,
    kind: &str,
    source: &str,
) -> BalanceTransaction {
    let reporting_category = if kind == "transfer_refund" {
        "transfer_reversal"
    } else {
        "refund"
    };
    BalanceTransaction {
        id: ids.object("txn", account, now),
        amount,
        fee: 0,
        currency: transfer.currency.clone(),
        kind: kind.to_owned(),
        reporting_category: reporting_category.to_owned(),
        description: transfer.description.clone(),
        source: source.to_owned(),
        created: now,
    }
}
