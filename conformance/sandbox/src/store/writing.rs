//! Connections for reading, and transactions.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};

use super::kept::Taken;

/// A connection for statements that change nothing.
#[derive(Debug)]
pub(crate) enum Reading {
    Sqlite(Taken),
    Postgres(PoolConnection<Any>),
}

/// A transaction for statements that change something. It is undone unless it is committed.
#[derive(Debug)]
pub(crate) enum Writing {
    Sqlite(Taken),
    Postgres(Transaction<'static, Any>),
}

impl Writing {
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(mut taken) => taken.end("COMMIT").await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Undoes it before anybody else can have the connection.
    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(mut taken) => taken.end("ROLLBACK").await,
            Self::Postgres(transaction) => transaction.rollback().await,
        }
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

impl Deref for Reading {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Self::Sqlite(taken) => taken,
            Self::Postgres(connection) => connection,
        }
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Self::Sqlite(taken) => taken,
            Self::Postgres(connection) => connection,
        }
    }
}

impl Deref for Writing {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Self::Sqlite(taken) => taken,
            Self::Postgres(transaction) => transaction,
        }
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Self::Sqlite(taken) => taken,
            Self::Postgres(transaction) => transaction,
        }
    }
}
