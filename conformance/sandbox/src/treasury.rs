//! What happens to money in financial accounts: it arrives, is sent back, and is gone when that is posted.

use reversals_sandbox_models as models;
use sqlx::AnyConnection;

use crate::ids::is_id;
use crate::refusal::Refusal;
use crate::sandbox::{Sandbox, Settle};
use crate::store::credits::{self, ReceivedCredit};
use crate::store::ledger::{self, Entry};
use crate::store::settling;
use crate::store::treasury::{self, CreditReversal, Transaction};
use crate::transfer::currency;
use crate::work::Work;

/// How long a credit that came by ACH can be sent back, in seconds: four days. The documents name no number.
const ACH_WINDOW: i64 = 4 * 24 * 60 * 60;

/// The largest credit, in minor units. It comes from outside, where nothing else bounds it, and the sum of millions of
/// such must fit in a balance.
const LARGEST: i64 = 999_999_999_999;

/// How many credit reversals one transaction posts: whoever waits for it, waits for some tenths of a second at most.
const BATCH: i64 = 1_000;

/// What a financial account can spend.
fn cash(financial_account: &str) -> String {
    format!("{financial_account}:cash")
}

/// What is on its way out of a financial account.
pub(crate) fn outbound(financial_account: &str) -> String {
    format!("{financial_account}:outbound_pending")
}

/// Whether a text has the form of a financial account's ID.
pub(crate) fn is_financial_account(id: &str) -> bool {
    is_id(id, "fa_")
}

impl Sandbox {
    /// Acts as if money had arrived.
    pub(crate) async fn receive(
        &self,
        work: &mut Work<'_>,
        body: &models::PostTestHelpersTreasuryReceivedCreditsBody,
    ) -> Result<ReceivedCredit, Refusal> {
        if body.amount > LARGEST {
            let message = format!("This value must be less than or equal to {LARGEST}.");
            return Err(Refusal::invalid(message)
                .code("amount_too_large")
                .param("amount"));
        }
        let currency = currency(&body.currency)?;
        if !is_financial_account(&body.financial_account) {
            return Err(Refusal::no_such_param(
                "financial account",
                &body.financial_account,
                "financial_account",
            ));
        }
        let network = body.network.to_string();
        let account = &work.principal.account;
        let details = body.initiating_payment_method_details.as_ref();
        let bank = details.and_then(|details| details.us_bank_account.as_ref());
        let number = bank
            .and_then(|bank| bank.account_number.as_deref())
            .unwrap_or("000123456789");
        let routing = bank
            .and_then(|bank| bank.routing_number.as_deref())
            .unwrap_or("110000000");
        let holder = bank
            .and_then(|bank| bank.account_holder_name.as_deref())
            .unwrap_or("Jane Austen");
        let last4: Vec<char> = number.chars().rev().take(4).collect();
        let credit = ReceivedCredit {
            id: self.ids.object("rc", &account.id, work.now),
            amount: body.amount,
            currency,
            created: work.now,
            description: body
                .description
                .clone()
                .unwrap_or_else(|| "Sandbox received credit".to_owned()),
            financial_account: body.financial_account.clone(),
            deadline: (network == "ach").then(|| work.now.saturating_add(ACH_WINDOW)),
            network,
            status: "succeeded".to_owned(),
            source_flow_type: None,
            restricted: None,
            credit_reversal: None,
            transaction_id: self.ids.object("trxn", &account.id, work.now),
            holder: Some(holder.to_owned()),
            last4: Some(last4.into_iter().rev().collect()),
            routing_number: Some(routing.to_owned()),
        };
        deposit(work.connection, account.n, &credit).await?;
        Ok(credit)
    }

    /// Sends a credit back, or says why not. A refusal has changed nothing.
    pub(crate) async fn send_back(
        &self,
        work: &mut Work<'_>,
        credit: &str,
        metadata: String,
    ) -> Result<CreditReversal, Refusal> {
        let account = &work.principal.account;
        let found = credits::locked(work.connection, work.dialect, account.n, credit).await?;
        let credit = found
            .ok_or_else(|| Refusal::no_such_param("received credit", credit, "received_credit"))?;
        if let Some(reason) = credit.restricted_reason(work.now) {
            let message = format!(
                "The ReceivedCredit {} can't be reversed: {reason}.",
                credit.id
            );
            return Err(Refusal::state(message).param("received_credit"));
        }
        let (cash, outbound) = (
            cash(&credit.financial_account),
            outbound(&credit.financial_account),
        );
        let reversal = CreditReversal {
            account: account.n,
            id: self.ids.object("credrev", &account.id, work.now),
            received_credit: credit.id.clone(),
            financial_account: credit.financial_account.clone(),
            amount: credit.amount,
            currency: credit.currency.clone(),
            network: credit.network.clone(),
            status: "processing".to_owned(),
            created: work.now,
            settles_at: match self.settle {
                Settle::After(seconds) => Some(work.now.saturating_add(i64::from(seconds))),
                Settle::Manual => None,
            },
            posted_at: None,
            metadata,
            transaction_id: self.ids.object("trxn", &account.id, work.now),
        };
        let transaction = Transaction {
            id: reversal.transaction_id.clone(),
            amount: -reversal.amount,
            currency: reversal.currency.clone(),
            created: work.now,
            description: "Credit reversal".to_owned(),
            financial_account: reversal.financial_account.clone(),
            flow: reversal.id.clone(),
            flow_type: "credit_reversal".to_owned(),
            status: "open".to_owned(),
            posted_at: None,
        };
        treasury::insert_reversal(work.connection, &reversal).await?;
        treasury::insert_transaction(work.connection, account.n, &transaction).await?;
        credits::link(work.connection, account.n, &credit.id, &reversal.id).await?;
        let entries = [
            Entry {
                account: account.n,
                pot: &cash,
                amount: -reversal.amount,
            },
            Entry {
                account: account.n,
                pot: &outbound,
                amount: reversal.amount,
            },
        ];
        ledger::post(
            work.connection,
            &reversal.id,
            &reversal.currency,
            work.now,
            &entries,
        )
        .await?;
        Ok(reversal)
    }

    /// Posts some of what is due. A failure is nobody's who asks: what is due is told as posted in any case, and is left
    /// for the next time.
    pub(crate) async fn settle_some(&self) -> bool {
        let settled = self.settle_batch().await;
        settled.unwrap_or_else(|error| {
            tracing::warn!(%error, "what is due was not posted");
            false
        })
    }

    /// Gives whether there may be more.
    async fn settle_batch(&self) -> Result<bool, sqlx::Error> {
        let mut connection = self.store.read().await?;
        let now = self.clock.now(&mut connection).await?;
        let due = settling::is_due(&mut connection, now).await?;
        drop(connection);
        if !due {
            return Ok(false);
        }
        let mut work = self.store.write().await?;
        let count = settling::settle(&mut work, self.store.dialect, now, BATCH).await?;
        work.commit().await?;
        Ok(count > 0)
    }
}

/// Writes a credit, its transaction and its money.
pub(crate) async fn deposit(
    connection: &mut AnyConnection,
    account: i64,
    credit: &ReceivedCredit,
) -> Result<(), sqlx::Error> {
    credits::insert(connection, account, credit).await?;
    let transaction = Transaction {
        id: credit.transaction_id.clone(),
        amount: credit.amount,
        currency: credit.currency.clone(),
        created: credit.created,
        description: credit.description.clone(),
        financial_account: credit.financial_account.clone(),
        flow: credit.id.clone(),
        flow_type: "received_credit".to_owned(),
        status: "posted".to_owned(),
        posted_at: Some(credit.created),
    };
    treasury::insert_transaction(connection, account, &transaction).await?;
    let cash = cash(&credit.financial_account);
    let entries = [
        Entry {
            account,
            pot: &cash,
            amount: credit.amount,
        },
        Entry {
            account,
            pot: ledger::OUTSIDE,
            amount: -credit.amount,
        },
    ];
    ledger::post(
        connection,
        &credit.id,
        &credit.currency,
        credit.created,
        &entries,
    )
    .await
}
