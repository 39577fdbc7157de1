//! A connection for as long as it is needed, within a transaction or not.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection};
use tokio::runtime::Handle;

use super::kept::Taken;

/// A connection, and the transaction on it where one was begun, which is undone unless it is committed.
///
/// Not sqlx's own transaction: who is cut off while that begins gives back a connection that stays in it.
#[derive(Debug)]
pub(crate) struct Connection {
    /// There until this is dropped.
    lent: Option<Lent>,
    /// Whether it may be within a transaction.
    within: bool,
}

/// What goes back to where it is from when it is dropped.
#[derive(Debug)]
pub(super) enum Lent {
    Sqlite(Taken),
    Postgres(PoolConnection<Any>),
}

impl Connection {
    /// Without a transaction: for one statement, or for some that need not agree.
    pub(super) fn of(lent: Lent) -> Self {
        Self {
            lent: Some(lent),
            within: false,
        }
    }

    /// Begins a transaction.
    pub(super) async fn begin(lent: Lent, how: &'static str) -> Result<Self, sqlx::Error> {
        let mut connection = Self::of(lent);
        // Before the statement: who is cut off during it does not know whether it was carried out.
        connection.within = true;
        sqlx::raw_sql(how).execute(&mut *connection).await?;
        Ok(connection)
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        self.end("COMMIT").await
    }

    /// Undoes the transaction before anybody else can have the connection.
    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, how: &'static str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(how).execute(&mut *self).await?;
        self.within = false;
        Ok(())
    }

    /// Marks a point that [`Self::back`] leads to.
    pub(crate) async fn mark(&mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("SAVEPOINT mark").execute(&mut **self).await?;
        Ok(())
    }

    /// Undoes what was done since the mark.
    pub(crate) async fn back(&mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("ROLLBACK TO SAVEPOINT mark")
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else {
            return;
        };
        // Without a runtime, nobody will use it again.
        if self.within
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move {
                // A write that failed, as on a full disk, has ended the transaction by itself; and a server that is lost
                // has undone it.
                let _ = sqlx::raw_sql("ROLLBACK").execute(&mut *lent).await;
            });
        }
    }
}

impl Deref for Connection {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        self.lent.as_ref().expect("only `drop` takes it")
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.lent.as_mut().expect("only `drop` takes it")
    }
}

impl Deref for Lent {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Self::Sqlite(taken) => taken,
            Self::Postgres(connection) => connection,
        }
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Self::Sqlite(taken) => taken,
            Self::Postgres(connection) => connection,
        }
    }
}
