//! Double entry: money moves between pots of accounts, and every posting sums to zero.

use sqlx::AnyConnection;

use super::Dialect;

/// What an account can spend.
pub(crate) const AVAILABLE: &str = "available";

/// The rest of the world, where starting balances and deposits come from.
pub(crate) const OUTSIDE: &str = "outside";

/// One side of a posting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) account: i64,
    pub(crate) pot: &'a str,
    pub(crate) amount: i64,
}

/// A pot would hold more than can be counted.
#[derive(Debug, thiserror::Error)]
#[error("a balance is 9223372036854775807 minor units at most, in debt as in credit")]
pub(crate) struct Full;

/// Writes a posting about the object `posting`, and brings the balances up to date.
///
/// Errors: the database's, and [`Full`] within one that says that a value has no place in it.
///
/// The pots change in one order whoever writes, so that no two writers wait for each other.
pub(crate) async fn post(
    connection: &mut AnyConnection,
    posting: &str,
    currency: &str,
    now: i64,
    entries: &[Entry<'_>],
) -> Result<(), sqlx::Error> {
    let sum: i128 = entries.iter().map(|entry| i128::from(entry.amount)).sum();
    if sum != 0 {
        return Err(sqlx::Error::Protocol(format!(
            "the posting {posting} sums to {sum}"
        )));
    }
    let mut entries: Vec<_> = entries.iter().filter(|entry| entry.amount != 0).collect();
    entries.sort_by_key(|entry| (entry.account, entry.pot));
    for entry in entries {
        sqlx::query(
            "INSERT INTO entries (posting, account, pot, currency, amount, created) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(posting)
        .bind(entry.account)
        .bind(entry.pot)
        .bind(currency)
        .bind(entry.amount)
        .bind(now)
        .execute(&mut *connection)
        .await?;
        change(connection, entry.account, entry.pot, currency, entry.amount).await?;
    }
    Ok(())
}

/// Brings the balance of a pot up to date with what entries in it sum to.
pub(super) async fn change(
    connection: &mut AnyConnection,
    account: i64,
    pot: &str,
    currency: &str,
    amount: i64,
) -> Result<(), sqlx::Error> {
    // Asked before it is added: SQLite would make a fraction of too large a sum.
    let written = sqlx::query(
        "INSERT INTO balances (account, pot, currency, amount) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account, pot, currency) DO UPDATE SET amount = balances.amount + excluded.amount \
         WHERE CASE WHEN excluded.amount > 0 THEN balances.amount <= 9223372036854775807 - excluded.amount \
         ELSE balances.amount >= -9223372036854775807 - excluded.amount END",
    )
    .bind(account)
    .bind(pot)
    .bind(currency)
    .bind(amount)
    .execute(connection)
    .await?;
    if written.rows_affected() == 0 {
        return Err(sqlx::Error::Encode(Box::new(Full)));
    }
    Ok(())
}

/// Makes an empty pot where there is none, and tells whether there was none. Of two who ask at once, one has made it.
pub(crate) async fn open(
    connection: &mut AnyConnection,
    account: i64,
    pot: &str,
    currency: &str,
) -> Result<bool, sqlx::Error> {
    let made = sqlx::query(
        "INSERT INTO balances (account, pot, currency, amount) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING",
    )
    .bind(account)
    .bind(pot)
    .bind(currency)
    .execute(connection)
    .await?;
    Ok(made.rows_affected() > 0)
}

/// What is in a pot, which nobody else changes before the transaction ends.
pub(crate) async fn locked(
    connection: &mut AnyConnection,
    dialect: Dialect,
    account: i64,
    pot: &str,
    currency: &str,
) -> Result<i64, sqlx::Error> {
    let sql = match dialect {
        Dialect::Sqlite => {
            "SELECT amount FROM balances WHERE account = $1 AND pot = $2 AND currency = $3"
        }
        Dialect::Postgres => {
            "SELECT amount FROM balances WHERE account = $1 AND pot = $2 AND currency = $3 FOR UPDATE"
        }
    };
    let found = sqlx::query_scalar(sql)
        .bind(account)
        .bind(pot)
        .bind(currency);
    Ok(found.fetch_optional(connection).await?.unwrap_or_default())
}

/// What an account has in a pot, by currency.
pub(crate) async fn pot(
    connection: &mut AnyConnection,
    account: i64,
    pot: &str,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(
        "SELECT currency, amount FROM balances WHERE account = $1 AND pot = $2 ORDER BY currency",
    )
    .bind(account)
    .bind(pot)
    .fetch_all(connection)
    .await
}

/// Where the books don't balance: postings that don't sum to zero, and pots whose balance is not what their entries
/// sum to. For tests and for whoever doubts.
pub(crate) async fn faults(connection: &mut AnyConnection) -> Result<Vec<String>, sqlx::Error> {
    let postings: Vec<(String,)> = sqlx::query_as(
        "SELECT posting FROM entries GROUP BY posting, currency HAVING SUM(amount) <> 0 ORDER BY posting",
    )
    .fetch_all(&mut *connection)
    .await?;
    let pots: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT b.account, b.pot, b.currency FROM balances b WHERE b.amount <> \
         (SELECT COALESCE(SUM(e.amount), 0) FROM entries e \
          WHERE e.account = b.account AND e.pot = b.pot AND e.currency = b.currency) ORDER BY b.account, b.pot",
    )
    .fetch_all(connection)
    .await?;
    let postings = postings
        .into_iter()
        .map(|(posting,)| format!("the posting {posting} does not sum to zero"));
    let pots = pots.into_iter().map(|(account, pot, currency)| {
        format!(
            "the balance of {pot} of account {account} in {currency} is not the sum of its entries"
        )
    });
    Ok(postings.chain(pots).collect())
}
