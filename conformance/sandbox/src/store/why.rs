//! Why a database fails, in words for a person: once, and with nothing of an address or a statement.

use sqlx::Error;

/// What is wrong, as far as sqlx tells.
pub(crate) fn why(error: &Error) -> String {
    match error {
        // Their own words tell the cause after a colon, and their source tells it again.
        Error::Io(error) => error.to_string(),
        Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            known(&code).map_or_else(|| error.message().to_owned(), str::to_owned)
        }
        Error::Migrate(error) => match &**error {
            sqlx::migrate::MigrateError::Execute(error) => why(error),
            other => other.to_string(),
        },
        Error::PoolTimedOut => "it does not answer in time".to_owned(),
        Error::PoolClosed | Error::WorkerCrashed => "it is closed".to_owned(),
        Error::Configuration(_) => "a parameter of its address can't be read".to_owned(),
        other => other.to_string(),
    }
}

/// What a code means: five characters of PostgreSQL's, or a number of SQLite's, whose lowest byte tells the kind.
fn known(code: &str) -> Option<&'static str> {
    if code.len() == 5 {
        return Some(match code {
            "28000" | "28P01" => "the server does not take that user and password",
            "3D000" => "the server has no database of that name",
            "25006" => "it can only be read",
            "42501" => "the user may not write there",
            "53100" => "its disk is full",
            "53300" => "the server has no connection left",
            "57P03" => "the server is starting or ending",
            _ => return None,
        });
    }
    Some(match code.parse::<u32>().ok()? & 0xff {
        5 | 6 => "another process holds it for too long",
        8 => "it can only be read",
        10 => "the system fails to read or write it",
        11 => "the file is damaged",
        13 => "its disk is full",
        14 => "the file can't be opened",
        26 => "the file is none of SQLite's",
        _ => return None,
    })
}
