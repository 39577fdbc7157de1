//! Whether the sandbox could serve: its database takes a write, and its files are the ones that were opened.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::sandbox::Sandbox;
use crate::store::{Database, settings, why};

/// How long an answer stands for those who ask again.
const FRESH: Duration = Duration::from_millis(250);

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What `GET /healthz` looks at.
#[derive(Debug)]
pub(crate) struct Health {
    files: Arc<Files>,
    /// When it was looked at last, and what was wrong. One looks at a time, and the others wait for what it sees.
    last: Mutex<Option<(Instant, Result<(), String>)>>,
}

impl Health {
    /// For a database that is open.
    pub(crate) fn new(database: &Database) -> Self {
        let files = match database {
            Database::File(path) => Files::of(path),
            Database::Memory | Database::Postgres(_) => Files(Vec::new()),
        };
        Self {
            files: Arc::new(files),
            last: Mutex::new(None),
        }
    }
}

impl Sandbox {
    /// Whether requests would be served now, or a quarter of a second ago: it writes a number to the database.
    ///
    /// Errors: why not, for a person, with no names of files or servers in it.
    pub async fn health(self: &Arc<Self>) -> Result<(), String> {
        let sandbox = Arc::clone(self);
        // Of its own, so that who asks and hangs up does not cut a statement short.
        let looking = tokio::spawn(async move {
            let mut last = sandbox.health.last.lock().await;
            if let Some((when, seen)) = &*last
                && when.elapsed() < FRESH
            {
                return seen.clone();
            }
            let looked = tokio::time::timeout(PATIENCE, sandbox.look_at_database()).await;
            let seen = looked.unwrap_or_else(|_| {
                Err(format!(
                    "the database does not answer in {} seconds",
                    PATIENCE.as_secs()
                ))
            });
            *last = Some((Instant::now(), seen.clone()));
            seen
        });
        let looked = looking.await;
        looked.unwrap_or_else(|_| Err("the sandbox fails to look at its database".to_owned()))
    }

    async fn look_at_database(&self) -> Result<(), String> {
        let files = Arc::clone(&self.health.files);
        let looked = tokio::task::spawn_blocking(move || files.check()).await;
        looked.map_err(|_| "the sandbox fails to look at its files")??;
        let write = async {
            let mut work = self.store.write().await?;
            settings::add(&mut work, settings::LOOKED_AT, 1).await?;
            work.commit().await
        };
        let written = write.await;
        written.map_err(|error| format!("the database takes no write: {}", why(&error)))
    }
}

/// The files that SQLite has open: what is written to one that was deleted is lost.
#[derive(Debug)]
struct Files(Vec<(&'static str, PathBuf, Identity)>);

/// The device and the number on it, where the system tells.
type Identity = (u64, u64);

impl Files {
    fn of(path: &Path) -> Self {
        let kinds = [
            ("file", ""),
            ("write-ahead log", "-wal"),
            ("index of the write-ahead log", "-shm"),
        ];
        let found = kinds.into_iter().filter_map(|(kind, ending)| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            let path = PathBuf::from(name);
            let identity = identity(&path.metadata().ok()?);
            Some((kind, path, identity))
        });
        Self(found.collect())
    }

    fn check(&self) -> Result<(), String> {
        for (kind, path, opened) in &self.0 {
            let metadata = path.metadata().map_err(|_| {
                format!("the database's {kind} is gone; the sandbox needs it back, or a new start")
            })?;
            if identity(&metadata) != *opened {
                return Err(format!(
                    "the database's {kind} was replaced; the sandbox needs the old one back, or a new start"
                ));
            }
            if metadata.permissions().readonly() {
                return Err(format!("the database's {kind} can only be read"));
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

/// Only that it is there can be told.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {
    (0, 0)
}
