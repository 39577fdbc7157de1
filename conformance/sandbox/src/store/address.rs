//! Where a database is, as people write it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;
use sqlx::ConnectOptions as _;
use sqlx::any::AnyConnectOptions;

/// What the address of a PostgreSQL server may say after its `?`; sqlx would write all else to the log.
const PARAMETERS: [&str; 17] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// Where the sandbox keeps what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// SQLite in this process's memory, gone with it.
    Memory,
    /// SQLite in a file.
    File(PathBuf),
    /// PostgreSQL, which several processes may share. The address has a password in it, so it is not shown.
    Postgres(Secret),
}

/// A text that is not shown.
#[derive(Clone, Deserialize, PartialEq, Eq)]
pub struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[hidden]")
    }
}

/// Why an address of a database is none, without the address: there may be a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoDatabase(&'static str);

impl FromStr for Database {
    type Err = NoDatabase;

    fn from_str(text: &str) -> Result<Self, NoDatabase> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            return sqlite(file.strip_prefix("//").unwrap_or(file));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return postgres(text);
        }
        Err(NoDatabase(
            "a database is `sqlite::memory:`, `sqlite:FILE` or `postgres://USER@HOST/NAME`",
        ))
    }
}

fn sqlite(file: &str) -> Result<Database, NoDatabase> {
    match file {
        ":memory:" => Ok(Database::Memory),
        "" => Err(NoDatabase(
            "`sqlite:` needs the name of a file, or `:memory:`",
        )),
        _ if file.starts_with(':') || file.trim_end_matches(':') == "memory" => Err(NoDatabase(
            "in memory is `sqlite::memory:`; for a file of such a name, write `sqlite:./` before it",
        )),
        _ if file.contains('?') => Err(NoDatabase(
            "the name of an SQLite file is taken as it is, without parameters, and can't have a `?` in it",
        )),
        _ => Ok(Database::File(file.into())),
    }
}

fn postgres(text: &str) -> Result<Database, NoDatabase> {
    let url = AnyConnectOptions::from_str(text).map(|options| options.database_url);
    let url = url.map_err(|_| {
        NoDatabase(
            "it is no address of the form `postgres://USER:PASSWORD@HOST:PORT/NAME`; signs in a password are written \
             as in `%40` for `@`",
        )
    })?;
    // Of a password with a `/`, `?` or `#` in it, the beginning would be a port, and the rest be shown.
    if url.fragment().is_some() || url.path().contains('@') {
        return Err(NoDatabase(
            "signs in a password are written as in `%40` for `@`, `%2F` for `/`, `%3F` for `?` and `%23` for `#`",
        ));
    }
    let known = |name: &str| PARAMETERS.contains(&name) || name.starts_with("options[");
    if !url.query_pairs().all(|(name, _)| known(&name)) {
        return Err(NoDatabase(
            "there is a parameter after its `?` that PostgreSQL's addresses don't have; `sslmode` and `host` are some \
             that they have",
        ));
    }
    Ok(Database::Postgres(Secret(text.to_owned())))
}

impl Database {
    /// What it is called in messages: without user, password and parameters.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Memory => "in memory".to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Postgres(address) => match options(&address.0) {
                Ok(options) => {
                    let url = options.database_url;
                    let given = |name: &str| {
                        let found = url.query_pairs().find(|(key, _)| key == name);
                        found.map(|(_, value)| value.into_owned())
                    };
                    let host = given("host").or_else(|| given("hostaddr"));
                    let host =
                        host.unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned());
                    let port = given("port")
                        .or_else(|| url.port().map(|port| port.to_string()))
                        .unwrap_or_else(|| "5432".to_owned());
                    let name = given("dbname");
                    let name =
                        name.unwrap_or_else(|| url.path().trim_start_matches('/').to_owned());
                    format!("{name} of PostgreSQL at {host}, port {port},")
                }
                Err(_) => "of PostgreSQL".to_owned(),
            },
        }
    }
}

/// How sqlx is told of a file. Every sign in its name is the file's, though it stands in an address.
pub(super) fn file_options(path: &Path) -> Result<AnyConnectOptions, sqlx::Error> {
    let mut address = "sqlite:".to_owned();
    // Names that SQLite takes for more than a file's begin with other signs.
    if path.is_relative() {
        address.push_str("%2E%2F");
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() {
            address.push(char::from(*byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    options(&format!("{address}?mode=rwc"))
}

pub(super) fn options(address: &str) -> Result<AnyConnectOptions, sqlx::Error> {
    Ok(AnyConnectOptions::from_str(address)?.disable_statement_logging())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_it_is_called_and_a_slip_of_the_pen_is_none() {
        let file = |name: &str| Ok(Database::File(name.into()));
        for (text, database) in [
            ("sqlite::memory:", Ok(Database::Memory)),
            ("sqlite://:memory:", Ok(Database::Memory)),
            ("sqlite:a.db", file("a.db")),
            ("sqlite://a.db", file("a.db")),
            ("sqlite:///tmp/a.db", file("/tmp/a.db")),
            ("sqlite:100%.db", file("100%.db")),
            ("sqlite:a%20b#c.db", file("a%20b#c.db")),
            ("sqlite:./:memory", file("./:memory")),
        ] {
            assert_eq!(text.parse::<Database>(), database, "{text}");
        }
        for (text, words) in [
            ("sqlite::memory", "in memory is `sqlite::memory:`"),
            ("sqlite:memory", "in memory is `sqlite::memory:`"),
            ("sqlite:memory:", "in memory is `sqlite::memory:`"),
            ("sqlite:://memory:", "in memory is `sqlite::memory:`"),
            ("sqlite:a.db?mode=ro", "without parameters"),
            ("sqlite:", "needs the name of a file"),
            ("a.db", "a database is"),
            ("postgress://u:secret@h/x", "a database is"),
            ("postgres:u:secret@h/x", "a database is"),
            ("postgres://u:secret?@h/x", "signs in a password"),
            ("postgres://u:12?secret@h/x", "a parameter after its `?`"),
            ("postgres://u:12#secret@h/x", "signs in a password"),
            ("postgres://u:12/secret@h/x", "signs in a password"),
            (
                "postgres://u@h/x?pasword=secret",
                "a parameter after its `?`",
            ),
        ] {
            let error = text.parse::<Database>().unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(
                shown.contains(words) && !shown.contains("secret"),
                "{text}: {shown}"
            );
        }
    }

    #[test]
    fn a_file_in_the_folder_is_never_a_name_of_sqlites_own() {
        let options = file_options(Path::new("file:a?b")).unwrap();
        assert_eq!(
            options.database_url.as_str(),
            "sqlite:%2E%2Ffile%3Aa%3Fb?mode=rwc"
        );
    }

    #[test]
    fn an_address_is_shown_without_user_and_password() {
        for (text, shown) in [
            (
                "postgres://user:secret@h/x?password=secret",
                "x of PostgreSQL at h, port 5432,",
            ),
            (
                "postgres://user:secret@h:1/x?host=/tmp",
                "x of PostgreSQL at /tmp, port 1,",
            ),
        ] {
            let database: Database = text.parse().unwrap();
            assert_eq!(database.shown(), shown);
            assert!(!format!("{database:?}").contains("secret"), "{database:?}");
        }
    }
}
