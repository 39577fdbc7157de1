//! Reads every kind of answer that the sandbox gives, plain and with every expansion, with the types of async-stripe: a
//! decoder that was not made here, and that takes no object which lacks a member that the service's document requires.
//!
//! Leaves with 0 when every answer was read, with 1 when one was not, and with 101 when the sandbox can't be asked.

mod asking;
mod reading;
mod walking;

use std::process::ExitCode;

use anyhow::Result;
use asking::Sandbox;
use reading::Read;
use stripe_core::Balance;
use stripe_shared::{BalanceTransaction, Transfer, TransferReversal};
use stripe_treasury::{TreasuryCreditReversal, TreasuryReceivedCredit};
use stripe_types::List;
use walking::Walk;

/// What the fixtures have that can't be made by a call: transfers of a charge and to a bank, credits of each network.
const FIXTURES: [(&str, &[&str]); 2] = [
    (
        "/v1/transfers",
        &["tr_plain", "tr_group", "tr_charge", "tr_bank"],
    ),
    (
        "/v1/treasury/received_credits",
        &[
            "rc_ach",
            "rc_late",
            "rc_wire",
            "rc_stripe",
            "rc_payout",
            "rc_other",
        ],
    ),
];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(101)
        }
    }
}

fn run() -> Result<bool> {
    let mut read = Read::default();
    let sandbox = Sandbox::of_environment()?;
    transfers(&sandbox, &mut read)?;
    treasury(&sandbox, &mut read)?;
    let fixtures = sandbox.with_key("sk_test_123");
    for (list, ids) in FIXTURES {
        for id in ids {
            let path = format!("{list}/{id}");
            if list.ends_with("transfers") {
                Walk::<Transfer>::get(&fixtures, &path, &mut read)?;
            } else {
                Walk::<TreasuryReceivedCredit>::get(&fixtures, &path, &mut read)?;
            }
        }
    }
    Ok(read.tell())
}

/// Transfers, their reversals, and the entries of both in the balances of both accounts.
fn transfers(sandbox: &Sandbox, read: &mut Read) -> Result<()> {
    let form = [
        ("amount", "1000000"),
        ("currency", "usd"),
        ("destination", "acct_answers"),
        ("source_transaction", "ch_1"),
        ("transfer_group", "ORDER100"),
        ("description", "x"),
        ("metadata[order_id]", "6735"),
    ];
    let made = Walk::<Transfer>::post(sandbox, "/v1/transfers", &form, &[], read)?;
    let transfer = format!("/v1/transfers/{}", made.id()?);
    let of_transfers = Walk::<Transfer>::get(sandbox, &transfer, read)?;
    Walk::<Transfer>::post(sandbox, "/v1/transfers", &form, &of_transfers.names, read)?;

    let list = format!("{transfer}/reversals");
    let amount = [("amount", "1"), ("metadata[a]", "b")];
    let made = Walk::<TransferReversal>::post(sandbox, &list, &amount, &[], read)?;
    let reversal = format!("{list}/{}", made.id()?);
    let of_reversals = Walk::<TransferReversal>::get(sandbox, &reversal, read)?;
    let names = &of_reversals.names;
    Walk::<TransferReversal>::post(sandbox, &list, &amount, names, read)?;
    let update = [("metadata[a]", "c")];
    Walk::<TransferReversal>::post(sandbox, &reversal, &update, names, read)?;
    Walk::<List<TransferReversal>>::get(sandbox, &list, read)?;
    // What is shown of a transfer whose reversals there are is more.
    Walk::<Transfer>::get(sandbox, &transfer, read)?;

    let seller = sandbox.acting_for("acct_answers");
    for (account, entry) in [
        (sandbox, of_transfers.id_at("/balance_transaction")?),
        (sandbox, of_reversals.id_at("/balance_transaction")?),
        (
            &seller,
            of_reversals.id_at("/destination_payment_refund/balance_transaction")?,
        ),
    ] {
        let path = format!("/v1/balance_transactions/{entry}");
        Walk::<BalanceTransaction>::get(account, &path, read)?;
    }
    for account in [sandbox, &seller] {
        Walk::<Balance>::get(account, "/v1/balance", read)?;
    }
    read.refusal(&sandbox.get(&format!("{list}/trr_none"), &[])?);
    read.refusal(&sandbox.post(&list, &[("amount", "1000000000")])?);
    Ok(())
}

/// Received credits, and their reversals as they come to be and when they are posted.
fn treasury(sandbox: &Sandbox, read: &mut Read) -> Result<()> {
    let credits = "/v1/test_helpers/treasury/received_credits";
    let reversals = "/v1/treasury/credit_reversals";
    let form = [
        ("amount", "500"),
        ("currency", "usd"),
        ("financial_account", "fa_1"),
        ("network", "ach"),
    ];
    let credit = Walk::<TreasuryReceivedCredit>::post(sandbox, credits, &form, &[], read)?.id()?;
    let path = format!("/v1/treasury/received_credits/{credit}");
    let of_credits = Walk::<TreasuryReceivedCredit>::get(sandbox, &path, read)?;
    Walk::<TreasuryReceivedCredit>::post(sandbox, credits, &form, &of_credits.names, read)?;

    let given = [("received_credit", credit.as_str()), ("metadata[a]", "b")];
    let made = Walk::<TreasuryCreditReversal>::post(sandbox, reversals, &given, &[], read)?;
    let reversal = format!("{reversals}/{}", made.id()?);
    let list = format!("{reversals}?financial_account=fa_1");
    let mut names = Vec::new();
    for posted in [false, true] {
        if posted {
            sandbox.advance()?;
        }
        names = Walk::<TreasuryCreditReversal>::get(sandbox, &reversal, read)?.names;
        Walk::<List<TreasuryCreditReversal>>::get(sandbox, &list, read)?;
        Walk::<TreasuryReceivedCredit>::get(sandbox, &path, read)?;
    }
    // Each credit is reversed once.
    for name in &names {
        let credit = sandbox.post(credits, &form)?;
        let credit = credit.id()?;
        let form = [("received_credit", credit.as_str())];
        let only = std::slice::from_ref(name);
        Walk::<TreasuryCreditReversal>::post(sandbox, reversals, &form, only, read)?;
    }
    read.refusal(&sandbox.post(reversals, &given)?);
    Ok(())
}
