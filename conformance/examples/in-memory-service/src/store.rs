//! What the service keeps.

use std::collections::BTreeMap;

use reversals_runtime::server::Failure;
use serde_json::Value;

/// Keys and values that callers store with objects.
pub type Metadata = BTreeMap<String, String>;

/// Money that was sent to a connected account.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// `tr_...`
    pub id: String,
    /// The connected account that the request acted for; empty for the platform itself.
    pub owner: String,
    /// In the minor unit of the currency.
    pub amount: i64,
    /// ISO 4217, in lower case.
    pub currency: String,
    /// The account that got it.
    pub destination: String,
    /// In seconds.
    pub created: i64,
}

/// A part of a transfer that was taken back.
#[derive(Clone, Debug)]
pub struct Reversal {
    /// `trr_...`
    pub id: String,
    /// The transfer's id.
    pub transfer: String,
    /// In the minor unit of the transfer's currency.
    pub amount: i64,
    /// In seconds.
    pub created: i64,
    /// What the caller stores with it.
    pub metadata: Metadata,
}

/// Money that came in to a financial account.
#[derive(Clone, Debug)]
pub struct ReceivedCredit {
    /// `rc_...`
    pub id: String,
    /// As of a transfer.
    pub owner: String,
    /// In the minor unit of the currency.
    pub amount: i64,
    /// ISO 4217, in lower case.
    pub currency: String,
    /// `fa_...`
    pub financial_account: String,
    /// Whether it came in as an ACH payment, and not from another account.
    pub ach: bool,
    /// Whether it came in as a wire, which nobody sends back.
    pub wire: bool,
}

/// A received credit that was sent back.
#[derive(Clone, Debug)]
pub struct CreditReversal {
    /// `credrev_...`
    pub id: String,
    /// The received credit as it was.
    pub credit: ReceivedCredit,
    /// In seconds.
    pub created: i64,
    /// What the caller stores with it.
    pub metadata: Metadata,
}

/// A text that an app keeps.
#[derive(Clone, Debug)]
pub struct Secret {
    /// `appsecret_...`
    pub id: String,
    /// As of a transfer.
    pub owner: String,
    /// The user that it is of, or none where it is of the whole account.
    pub scope: Option<String>,
    /// What the app calls it.
    pub name: String,
    /// The text.
    pub payload: String,
    /// In seconds.
    pub created: i64,
    /// In seconds; from then on it is not there.
    pub expires_at: Option<i64>,
}

impl Secret {
    /// Whether it is there, and in that scope.
    pub fn is_of(&self, owner: &str, scope: Option<&str>, now: i64) -> bool {
        self.owner == owner
            && self.scope.as_deref() == scope
            && self.expires_at.is_none_or(|at| at > now)
    }
}

/// What an idempotency key stands for.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The path that was asked.
    pub path: String,
    /// The parameters, in one spelling.
    pub parameters: String,
    /// What was answered.
    pub answer: Result<Value, Failure>,
}

/// Everything, in the order in which it came to be.
#[derive(Debug, Default)]
pub struct Store {
    /// Transfers.
    pub transfers: Vec<Transfer>,
    /// Their reversals.
    pub reversals: Vec<Reversal>,
    /// Received credits.
    pub credits: Vec<ReceivedCredit>,
    /// Their reversals.
    pub credit_reversals: Vec<CreditReversal>,
    /// Secrets of apps.
    pub secrets: Vec<Secret>,
    /// Answers by account and idempotency key.
    pub kept: BTreeMap<(String, String), Kept>,
    /// How many ids were given out.
    pub ids: u64,
    /// How far the clock was put forward, in seconds.
    pub ahead: i64,
}

impl Store {
    /// An id that nothing else has.
    pub fn id(&mut self, prefix: &str) -> String {
        self.ids += 1;
        format!("{prefix}_{:016}", self.ids)
    }

    /// The time, in seconds since 1970.
    pub fn now(&self) -> i64 {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX) + self.ahead
    }

    /// The transfer of that id, of that account.
    pub fn transfer(&self, owner: &str, id: &str) -> Option<&Transfer> {
        let mut transfers = self.transfers.iter();
        transfers.find(|transfer| transfer.id == id && transfer.owner == owner)
    }

    /// The reversals of a transfer, newest first.
    pub fn reversals_of(&self, transfer: &str) -> Vec<&Reversal> {
        let reversals = self.reversals.iter().rev();
        reversals.filter(|it| it.transfer == transfer).collect()
    }

    /// How much of a transfer was taken back.
    pub fn reversed(&self, transfer: &str) -> i64 {
        self.reversals_of(transfer).iter().map(|it| it.amount).sum()
    }
}
