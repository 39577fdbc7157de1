//! What making a transfer does.

use reversals_sandbox_models as models;
use sqlx::AnyConnection;

use crate::ids::Ids;
use crate::metadata;
use crate::principal::is_account;
use crate::refusal::Refusal;
use crate::store::accounts::Account;
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
    if work.principal.account == work.principal.platform {
        sandbox
            .endow_with(work.connection, platform, &currency, work.now)
            .await?;
    }
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
    let new = New {
        id: None,
        destination: &destination.id,
        destination_account: Some(&destination),
        amount,
        currency,
        created: work.now,
        description: body.description.clone(),
        metadata: metadata::text(&metadata),
        source_transaction: body.source_transaction.clone(),
        source_type: body.source_type.as_ref().map(ToString::to_string),
        transfer_group: body.transfer_group.clone(),
        charge_amount: None,
        application_fee: None,
    };
    Ok(record(work.connection, &sandbox.ids, platform, new).await?)
}

/// A transfer that comes to be.
pub(crate) struct New<'a> {
    /// Its ID, where it is known.
    pub(crate) id: Option<String>,
    /// The ID of where the money goes.
    pub(crate) destination: &'a str,
    /// The account of that ID; none for a bank account.
    pub(crate) destination_account: Option<&'a Account>,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) created: i64,
    pub(crate) description: Option<String>,
    pub(crate) metadata: String,
    pub(crate) source_transaction: Option<String>,
    pub(crate) source_type: Option<String>,
    pub(crate) transfer_group: Option<String>,
    pub(crate) charge_amount: Option<i64>,
    pub(crate) application_fee: Option<i64>,
}

/// Writes a transfer, the entries in both balances, and its money.
pub(crate) async fn record(
    connection: &mut AnyConnection,
    ids: &Ids,
    platform: &Account,
    new: New<'_>,
) -> Result<Transfer, sqlx::Error> {
    let (now, amount) = (new.created, new.amount);
    let id = new
        .id
        .unwrap_or_else(|| ids.object("tr", &platform.id, now));
    let entry = |account: &str, amount: i64, kind: &str, source: &str| BalanceTransaction {
        id: ids.object("txn", account, now),
        amount,
        fee: 0,
        currency: new.currency.clone(),
        kind: kind.to_owned(),
        reporting_category: if kind == "payment" { "charge" } else { kind }.to_owned(),
        description: new.description.clone(),
        source: source.to_owned(),
        created: now,
    };
    let out = entry(&platform.id, -amount, "transfer", &id);
    balance::insert(connection, platform.n, &out).await?;
    let mut payment = None;
    if let Some(account) = new.destination_account {
        let id = ids.object("py", &account.id, now);
        let into = entry(&account.id, amount, "payment", &id);
        balance::insert(connection, account.n, &into).await?;
        payment = Some(id);
    }
    let transfer = Transfer {
        id,
        destination: new.destination.to_owned(),
        destination_account: new.destination_account.map(|account| account.n),
        amount,
        amount_reversed: 0,
        currency: new.currency,
        created: now,
        description: new.description,
        metadata: new.metadata,
        source_transaction: new.source_transaction,
        source_type: new.source_type,
        transfer_group: new.transfer_group,
        balance_transaction: out.id,
        destination_payment: payment,
        charge_amount: new.charge_amount,
        application_fee: new.application_fee,
        fee_reversed: 0,
        fee_refunded: 0,
    };
    transfers::insert(connection, platform.n, &transfer).await?;
    let to = match new.destination_account {
        Some(account) => (account.n, ledger::AVAILABLE),
        None => (platform.n, ledger::OUTSIDE),
    };
    let entries = [
        Entry {
            account: platform.n,
            pot: ledger::AVAILABLE,
            amount: -amount,
        },
        Entry {
            account: to.0,
            pot: to.1,
            amount,
        },
    ];
    ledger::post(connection, &transfer.id, &transfer.currency, now, &entries).await?;
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
