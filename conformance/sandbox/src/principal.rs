//! Who asks: the account of the key, or the connected account that it acts for.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::StatusCode;
use reversals_runtime::ApiError;
use reversals_runtime::server::Context;
use sha2::{Digest as _, Sha256};
use sqlx::AnyConnection;

use crate::ids::is_id;
use crate::refusal::Refusal;
use crate::sandbox::Sandbox;
use crate::store::accounts::{self, Account};
use crate::store::ledger::{self, Entry};

/// How many accounts are kept in memory. Beyond that they are looked up again.
const KNOWN: usize = 10_000;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    /// The account that the request is about.
    pub(crate) account: Account,
    /// The account that the key belongs to.
    pub(crate) platform: Account,
}

/// The principals that were seen, by the hash of the key and the connected account.
#[derive(Debug, Default)]
pub(crate) struct Principals(RwLock<HashMap<Place, Arc<Principal>>>);

/// The hash of a key, and the connected account that it acts for.
type Place = ([u8; 32], Option<String>);

impl Principals {
    fn get(&self, place: &Place) -> Option<Arc<Principal>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(place).cloned()
    }

    fn keep(&self, place: Place, principal: Arc<Principal>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(place, principal);
    }
}

impl Sandbox {
    /// Who asks. Accounts come to be on first use.
    ///
    /// Errors: a 401 for a key that is none of test mode, a 403 or a 400 for an account that is none.
    pub(crate) async fn principal(&self, context: &Context) -> Result<Arc<Principal>, Refusal> {
        let key = context
            .credentials
            .as_ref()
            .map_or("", |credentials| credentials.expose_key());
        test_key(key)?;
        let place = (digest(key), acting_for(context)?);
        if let Some(known) = self.principals.get(&place) {
            return Ok(known);
        }
        let platform = self.platform(&shown(&place.0)).await?;
        let account = match &place.1 {
            None => platform.clone(),
            Some(id) if *id == platform.id => platform.clone(),
            Some(id) => {
                if !is_account(id) {
                    let message = format!(
                        "The provided key does not have access to account '{}' (or that account does not exist).",
                        id.chars().take(100).collect::<String>()
                    );
                    let error = ApiError::invalid_request(message);
                    return Err(Refusal::new(StatusCode::FORBIDDEN, error).code("account_invalid"));
                }
                let mut work = self.store.write().await?;
                let account = self.connected(&mut work, platform.n, id).await?;
                work.commit().await?;
                account
            }
        };
        let principal = Arc::new(Principal { account, platform });
        self.principals.keep(place, Arc::clone(&principal));
        Ok(principal)
    }

    async fn platform(&self, key_hash: &str) -> Result<Account, Refusal> {
        let mut connection = self.store.read().await?;
        if let Some(found) = accounts::of_key(&mut connection, key_hash).await? {
            return Ok(found);
        }
        drop(connection);
        let mut work = self.store.write().await?;
        let (id, now) = (self.ids.plain("acct", 16), self.clock.now(&mut work).await?);
        let made = accounts::make(&mut work, &id, None, Some(key_hash), now).await?;
        if let Some(account) = &made {
            endow(&mut work, account, &self.balances, now).await?;
        }
        work.commit().await?;
        if let Some(account) = made {
            return Ok(account);
        }
        // Another request, maybe of another process, has made it meanwhile.
        let mut connection = self.store.read().await?;
        accounts::of_key(&mut connection, key_hash)
            .await?
            .ok_or_else(Refusal::internal)
    }

    /// Gives a platform what it begins with of a currency that it has never had.
    pub(crate) async fn endow_with(
        &self,
        connection: &mut AnyConnection,
        platform: &Account,
        currency: &str,
        now: i64,
    ) -> Result<(), sqlx::Error> {
        if ledger::open(connection, platform.n, ledger::AVAILABLE, currency).await? {
            let amount = self.balances.get(currency).copied();
            let amount = amount.unwrap_or(self.other_balance);
            let balance = BTreeMap::from([(currency.to_owned(), amount)]);
            endow(connection, platform, &balance, now).await?;
        }
        Ok(())
    }

    /// A platform's connected account, which comes to be on first use.
    pub(crate) async fn connected(
        &self,
        connection: &mut AnyConnection,
        platform: i64,
        id: &str,
    ) -> Result<Account, Refusal> {
        if let Some(found) = accounts::connected(connection, platform, id).await? {
            return Ok(found);
        }
        let now = self.clock.now(connection).await?;
        if let Some(made) = accounts::make(connection, id, Some(platform), None, now).await? {
            return Ok(made);
        }
        accounts::connected(connection, platform, id)
            .await?
            .ok_or_else(Refusal::internal)
    }
}

/// The connected account to act for: the one that `Stripe-Context` names, else the one of `Stripe-Account`.
///
/// Errors: a 400 for a context that is not one account.
fn acting_for(context: &Context) -> Result<Option<String>, Refusal> {
    let mut given = context.headers.get_all("stripe-context").iter();
    let (first, second) = (given.next(), given.next());
    let Some(text) = first else {
        return Ok(context.account.clone());
    };
    let message = match text.to_str() {
        Ok(id) if is_account(id) && second.is_none() => return Ok(Some(id.to_owned())),
        Ok(path) if path.contains('/') && path.split('/').all(is_account) && second.is_none() => {
            "The Stripe-Context header names an account below another one, and the sandbox has none: each connected \
             account is the key's own. Give that account alone, such as acct_123."
        }
        _ => "The Stripe-Context header must name one account, such as acct_123.",
    };
    Err(Refusal::invalid(message))
}

/// Gives an account what it has to begin with.
pub(crate) async fn endow(
    connection: &mut AnyConnection,
    account: &Account,
    balances: &BTreeMap<String, i64>,
    now: i64,
) -> Result<(), sqlx::Error> {
    for (currency, &amount) in balances {
        // Nothing is something: who was given none of a currency is given no more of it later.
        ledger::open(connection, account.n, ledger::AVAILABLE, currency).await?;
        let debt = amount
            .checked_neg()
            .ok_or_else(|| sqlx::Error::Encode(Box::new(ledger::Full)))?;
        let pots = [(ledger::AVAILABLE, amount), (ledger::OUTSIDE, debt)];
        let entries = pots.map(|(pot, amount)| Entry {
            account: account.n,
            pot,
            amount,
        });
        ledger::post(connection, &account.id, currency, now, &entries).await?;
    }
    Ok(())
}

/// Whether a text has the form of an account's ID.
pub(crate) fn is_account(id: &str) -> bool {
    is_id(id, "acct_")
}

pub(crate) fn test_key(key: &str) -> Result<(), Refusal> {
    if ["sk_test_", "rk_test_"]
        .iter()
        .any(|prefix| key.len() > prefix.len() && key.starts_with(prefix))
    {
        return Ok(());
    }
    let message = if ["sk_live_", "rk_live_", "pk_live_"]
        .iter()
        .any(|prefix| key.starts_with(prefix))
    {
        "This is a sandbox, and the key is one of live mode. Keep it secret, and send a test key, such as sk_test_123."
    } else {
        "Invalid API Key provided. The sandbox takes any key that begins with sk_test_ or rk_test_."
    };
    Err(Refusal::new(
        StatusCode::UNAUTHORIZED,
        ApiError::invalid_request(message),
    ))
}

/// What is kept of a key.
pub(crate) fn hash(key: &str) -> String {
    shown(&digest(key))
}

fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

fn shown(digest: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in digest {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_test_mode_are_taken_and_no_others_and_none_is_told_back() {
        for key in ["sk_test_123", "rk_test_a"] {
            assert!(test_key(key).is_ok(), "{key}");
        }
        for (key, words) in [
            ("sk_live_", "live mode"),
            ("rk_live_secret", "live mode"),
            ("sk_test_", "Invalid API Key"),
            ("pk_test_secret", "Invalid API Key"),
            ("secret", "Invalid API Key"),
            ("", "Invalid API Key"),
        ] {
            let refusal = test_key(key).unwrap_err();
            let message = refusal.error.message.unwrap();
            assert_eq!(refusal.status, StatusCode::UNAUTHORIZED);
            assert!(
                message.contains(words) && !message.contains("secret."),
                "{message}"
            );
        }
    }

    #[test]
    fn accounts_have_ids_of_their_own() {
        assert!(is_account("acct_1Mio2cLkdIwHu7ix") && is_account("acct_1"));
        for id in ["acct_", "acct", "", "ba_1", "acct_1/2", "acct_1 "] {
            assert!(!is_account(id), "{id}");
        }
    }
}
