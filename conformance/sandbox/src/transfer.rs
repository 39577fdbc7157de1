//! What making a transfer does.

use reversals_sandbox_models as models;

use crate::metadata;
use crate::principal::is_account;
use crate::refusal::Refusal;
use crate::store::balance::{self, BalanceTransaction};
use crate::store::ledger::{self, Entry};
use crate::store::transfers::{self, Transfer};
use crate::work::Work;

/// Moves money to a connected account, or says why not. A refusal has changed nothing.
pub(crate) async fn make(
    work: &mut Work<'_>,
    body: &models::PostTransfersBody,
) -> Result<Transfer, Refusal> {
    let sandbox = work.sandbox;
    let Some(amount) = body.amount else {
        return Err(Refusal::invalid("Missing required param: amount.")
            .code("parameter_missing")
            .param("amount"));
    };
    if amount < 1 {
        return Err(Refusal::below(1, "amount"));
    }
    let currency = currency(&body.currency)?;
    let metadata = metadata::new(body.metadata.as_ref())?;
    if !is_account(&body.destination) || body.destination == work.principal.account.id {
        return Err(Refusal::no_such_param(
            "destination",
            &body.destination,
            "destination",
        ));
    }
    let platform = &work.principal.account;
    let destination = sandbox
        .connected(work.connection, platform.n, &body.destination)
        .await?;
    let there = ledger::locked(
        work.connection,
        work.dialect,
        platform.n,
        ledger::AVAILABLE,
        &currency,
    )
    .await?;
    if there < amount {
        let message = "You have insufficient available funds in your Stripe balance. The sandbox gives each new \
                       platform what --balance says.";
        return Err(Refusal::state(message).code("balance_insufficient"));
    }
    let ids = &sandbox.ids;
    let id = ids.object("tr", &platform.id, work.now);
    let payment = ids.object("py", &destination.id, work.now);
    let entry = |account: &str, amount: i64, kind: &str, source: &str| BalanceTransaction {
        id: ids.object("txn", account, work.now),
        amount,
        fee: 0,
        currency: currency.clone(),
        kind: kind.to_owned(),
        reporting_category: if kind == "payment" { "charge" } else { kind }.to_owned(),
        description: body.description.clone(),
        source: source.to_owned(),
        created: work.now,
    };
    let out = entry(&platform.id, -amount, "transfer", &id);
    let into = entry(&destination.id, amount, "payment", &payment);
    balance::insert(work.connection, platform.n, &out).await?;
    balance::insert(work.connection, destination.n, &into).await?;
    let transfer = Transfer {
        id,
        destination: destination.id,
        destination_account: Some(destination.n),
        amount,
        amount_reversed: 0,
        currency: currency.clone(),
        created: work.now,
        description: body.description.clone(),
        metadata: metadata::text(&metadata),
        source_transaction: body.source_transaction.clone(),
        source_type: body.source_type.as_ref().map(ToString::to_string),
        transfer_group: body.transfer_group.clone(),
        balance_transaction: out.id,
        destination_payment: Some(payment),
        charge_amount: None,
        application_fee: None,
        fee_reversed: 0,
        fee_refunded: 0,
    };
    transfers::insert(work.connection, platform.n, &transfer).await?;
    let entries = [
        Entry {
            account: platform.n,
            pot: ledger::AVAILABLE,
            amount: -amount,
        },
        Entry {
            account: destination.n,
            pot: ledger::AVAILABLE,
            amount,
        },
    ];
    ledger::post(work.connection, &transfer.id, &currency, work.now, &entries).await?;
    Ok(transfer)
}

/// A currency's code in lower case.
///
/// Errors: a 400 for what is no three letters.
pub(crate) fn currency(text: &str) -> Result<String, Refusal> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_lowercase());
    }
    let text: String = text.chars().take(20).collect();
    Err(Refusal::invalid(format!("Invalid currency: {text}.")).param("currency"))
}
