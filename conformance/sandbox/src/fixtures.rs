//! A file of accounts, transfers and received credits to begin with.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use sqlx::AnyConnection;

use crate::metadata;
use crate::principal::{endow, hash, is_account, test_key};
use crate::sandbox::Sandbox;
use crate::store::accounts::{self, Account};
use crate::store::treasury::ReceivedCredit;
use crate::transfer::{self, New};
use crate::treasury::{deposit, is_financial_account};

/// What a file of fixtures says: YAML, or JSON, which is YAML too.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixtures {
    /// The platforms, each with its key.
    platforms: Vec<Platform>,
}

/// An account that has a key, and what it has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Platform {
    /// The key, of test mode.
    key: String,
    /// The account's ID; one is made up where there is none.
    #[serde(default)]
    account: Option<String>,
    /// What it has by currency, in minor units, before its transfers; what every new account has, where there is none.
    #[serde(default)]
    balance: Option<BTreeMap<String, i64>>,
    #[serde(default)]
    accounts: Vec<Connected>,
    #[serde(default)]
    transfers: Vec<Transfer>,
    #[serde(default)]
    received_credits: Vec<Credit>,
}

/// A connected account. One that is named elsewhere in the file comes to be without this.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Connected {
    id: String,
    #[serde(default)]
    balance: BTreeMap<String, i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_field_names,
    reason = "the document's name is `transfer_group`"
)]
struct Transfer {
    id: String,
    amount: i64,
    currency: String,
    /// A connected account, or a bank account (`ba_...`), whose transfers can be reversed whole only.
    destination: String,
    #[serde(default)]
    created: Option<i64>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    #[serde(default)]
    source_transaction: Option<String>,
    #[serde(default)]
    transfer_group: Option<String>,
    /// For a transfer that a destination charge made: the charge's amount, and the application fee that it took.
    #[serde(default)]
    charge_amount: Option<i64>,
    #[serde(default)]
    application_fee: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Credit {
    id: String,
    amount: i64,
    currency: String,
    financial_account: String,
    /// `ach`, `card`, `stripe` or `us_domestic_wire`.
    network: String,
    /// The connected account that it belongs to; the platform, where there is none.
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    created: Option<i64>,
    #[serde(default)]
    description: Option<String>,
    /// `succeeded` or `failed`.
    #[serde(default = "succeeded")]
    status: String,
    /// For the network `stripe`: `outbound_payment`, or what else the money came by.
    #[serde(default)]
    source_flow_type: Option<String>,
    /// Until when it can be reversed, in seconds since the Unix epoch.
    #[serde(default)]
    deadline: Option<i64>,
    /// `other`, for a credit that can't be reversed for no reason of its own.
    #[serde(default)]
    restricted_reason: Option<String>,
}

fn succeeded() -> String {
    "succeeded".to_owned()
}

/// Why fixtures can't be loaded. Nothing of the file is in the database then.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    /// The file can't be read.
    #[error("{file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not of the format.
    #[error("{file}: {what}")]
    Format {
        /// The file.
        file: String,
        /// What is wrong, and where.
        what: String,
    },
    /// Something in it can't be.
    #[error("{at}: {what}")]
    Refused {
        /// The object, such as `transfer tr_1`.
        at: String,
        /// What is wrong with it.
        what: String,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl Fixtures {
    /// Reads a file.
    ///
    /// Errors: a file that can't be read or is not of the format, with line and column.
    pub fn read(path: &Path) -> Result<Self, FixtureError> {
        let file = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(source) => return Err(FixtureError::Io { file, source }),
        };
        serde_saphyr::from_str(&text).map_err(|error| FixtureError::Format {
            file,
            what: error.to_string(),
        })
    }
}

impl Sandbox {
    /// Loads fixtures, all or none. A platform whose key has an account already is left as it is, so that the same file
    /// may be given at each start of a sandbox with a file. Gives the number of platforms that are new.
    ///
    /// Errors: what [`FixtureError`] says.
    pub async fn load(&self, fixtures: &Fixtures) -> Result<usize, FixtureError> {
        let mut work = self.store.write().await?;
        let mut count = 0;
        for platform in &fixtures.platforms {
            count += usize::from(self.load_platform(&mut work, platform).await?);
        }
        work.commit().await?;
        Ok(count)
    }

    async fn load_platform(
        &self,
        connection: &mut AnyConnection,
        given: &Platform,
    ) -> Result<bool, FixtureError> {
        if test_key(&given.key).is_err() {
            return Err(refused(
                "a platform",
                "its key does not begin with sk_test_",
            ));
        }
        let hash = hash(&given.key);
        if accounts::of_key(connection, &hash).await?.is_some() {
            return Ok(false);
        }
        let id = match &given.account {
            Some(id) if is_account(id) => id.clone(),
            Some(id) => return Err(refused(id, "an account's ID begins with acct_")),
            None => self.ids.plain("acct", 16),
        };
        let now = self.clock.now();
        let made = accounts::make(connection, &id, None, Some(&hash), now).await?;
        let platform = made.ok_or_else(|| refused(&id, "there is such an account already"))?;
        let balance = given.balance.as_ref().unwrap_or(&self.balances);
        endow(connection, &platform, balance, now).await?;
        for connected in &given.accounts {
            let account = self
                .load_account(connection, &platform, &connected.id)
                .await?;
            endow(connection, &account, &connected.balance, now).await?;
        }
        for transfer in &given.transfers {
            self.load_transfer(connection, &platform, transfer, now)
                .await?;
        }
        for credit in &given.received_credits {
            self.load_credit(connection, &platform, credit, now).await?;
        }
        Ok(true)
    }

    async fn load_account(
        &self,
        connection: &mut AnyConnection,
        platform: &Account,
        id: &str,
    ) -> Result<Account, FixtureError> {
        if !is_account(id) {
            return Err(refused(id, "an account's ID begins with acct_"));
        }
        let found = self.connected(connection, platform.n, id).await;
        found.map_err(|_| refused(id, "the account can't be made"))
    }

    async fn load_transfer(
        &self,
        connection: &mut AnyConnection,
        platform: &Account,
        given: &Transfer,
        now: i64,
    ) -> Result<(), FixtureError> {
        let at = format!("transfer {}", given.id);
        named(&at, &given.id, "tr_")?;
        positive(&at, "amount", given.amount)?;
        if given
            .application_fee
            .is_some_and(|fee| fee < 0 || fee > given.amount)
        {
            return Err(refused(&at, "its application_fee is not within its amount"));
        }
        if given.charge_amount.is_some_and(|charge| charge < 1) {
            return Err(refused(&at, "its charge_amount is not positive"));
        }
        let account = if given.destination.starts_with("ba_") {
            None
        } else {
            Some(
                self.load_account(connection, platform, &given.destination)
                    .await?,
            )
        };
        let metadata = metadata::new(Some(&given.metadata)).map_err(|refusal| {
            refused(
                &at,
                refusal.error.message.as_deref().unwrap_or("its metadata"),
            )
        })?;
        let new = New {
            id: Some(given.id.clone()),
            destination: &given.destination,
            destination_account: account.as_ref(),
            amount: given.amount,
            currency: currency(&at, &given.currency)?,
            created: given.created.unwrap_or(now),
            description: given.description.clone(),
            metadata: metadata::text(&metadata),
            source_transaction: given.source_transaction.clone(),
            source_type: None,
            transfer_group: given.transfer_group.clone(),
            charge_amount: given.charge_amount,
            application_fee: given.application_fee,
        };
        let written = transfer::record(connection, &self.ids, platform, new).await;
        written.map(|_| ()).map_err(|error| twice(&at, error))
    }

    async fn load_credit(
        &self,
        connection: &mut AnyConnection,
        platform: &Account,
        given: &Credit,
        now: i64,
    ) -> Result<(), FixtureError> {
        let at = format!("received credit {}", given.id);
        named(&at, &given.id, "rc_")?;
        positive(&at, "amount", given.amount)?;
        for (member, value, known) in [
            (
                "network",
                Some(&given.network),
                &["ach", "card", "stripe", "us_domestic_wire"][..],
            ),
            ("status", Some(&given.status), &["failed", "succeeded"]),
            (
                "restricted_reason",
                given.restricted_reason.as_ref(),
                &["other"],
            ),
        ] {
            if value.is_some_and(|value| !known.contains(&value.as_str())) {
                return Err(refused(
                    &at,
                    &format!("its {member} is none of {}", known.join(", ")),
                ));
            }
        }
        if !is_financial_account(&given.financial_account) {
            return Err(refused(
                &at,
                "its financial_account does not begin with fa_",
            ));
        }
        let account = match &given.account {
            Some(id) => self.load_account(connection, platform, id).await?,
            None => platform.clone(),
        };
        let created = given.created.unwrap_or(now);
        let bank = ["ach", "us_domestic_wire"].contains(&given.network.as_str());
        let credit = ReceivedCredit {
            id: given.id.clone(),
            amount: given.amount,
            currency: currency(&at, &given.currency)?,
            created,
            description: given.description.clone().unwrap_or_default(),
            financial_account: given.financial_account.clone(),
            network: given.network.clone(),
            status: given.status.clone(),
            source_flow_type: given.source_flow_type.clone(),
            deadline: given.deadline,
            restricted: given.restricted_reason.clone(),
            credit_reversal: None,
            transaction_id: self.ids.object("trxn", &account.id, created),
            holder: bank.then(|| "Jane Austen".to_owned()),
            last4: bank.then(|| "6789".to_owned()),
            routing_number: bank.then(|| "110000000".to_owned()),
        };
        let written = deposit(connection, account.n, &credit).await;
        written.map_err(|error| twice(&at, error))
    }
}

fn refused(at: &str, what: &str) -> FixtureError {
    FixtureError::Refused {
        at: at.to_owned(),
        what: what.to_owned(),
    }
}

fn named(at: &str, id: &str, prefix: &str) -> Result<(), FixtureError> {
    if id.len() > prefix.len() && id.starts_with(prefix) {
        return Ok(());
    }
    Err(refused(at, &format!("its ID does not begin with {prefix}")))
}

fn positive(at: &str, member: &str, amount: i64) -> Result<(), FixtureError> {
    if amount > 0 {
        return Ok(());
    }
    Err(refused(at, &format!("its {member} is not positive")))
}

fn currency(at: &str, text: &str) -> Result<String, FixtureError> {
    transfer::currency(text).map_err(|_| refused(at, "its currency is no code of three letters"))
}

/// An ID that is there already is the file's fault, all else the database's.
fn twice(at: &str, error: sqlx::Error) -> FixtureError {
    match error.as_database_error() {
        Some(broken) if broken.is_unique_violation() => {
            refused(at, "there is one with that ID already")
        }
        _ => error.into(),
    }
}
