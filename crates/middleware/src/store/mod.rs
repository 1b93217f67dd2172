//! All SQL of the middleware: one SQLite database in WAL mode, one module per matter.
//!
//! The exchange's thread and the HTTP handlers each open the database themselves; SQLite keeps them apart.

mod audit;
mod backup;
mod callbacks;
mod calls;
mod desks;
pub mod echo;
mod ends;
mod handover;
pub mod linking;
mod lock;
mod outbox;
mod property;
mod quality;
mod retention;
mod rounds;
pub mod staff;
pub mod tokens;
pub mod units;

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

pub(crate) use audit::{AuditEntry, Deed, Doer};
pub use backup::{check, replace};
pub use calls::PastCall;
pub(crate) use handover::GroupCalls;
pub use lock::{ApplyLock, LockError, ServerLock};
pub use outbox::StoredLetter;
pub use retention::Forgotten;

/// Every migration in order; `user_version` counts those that were applied. A released one is never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_calls.sql"),
    include_str!("migrations/0002_staff.sql"),
    include_str!("migrations/0003_oauth.sql"),
    include_str!("migrations/0004_signaling.sql"),
    include_str!("migrations/0005_property.sql"),
    include_str!("migrations/0006_operation.sql"),
    include_str!("migrations/0007_echo.sql"),
    include_str!("migrations/0008_amazon_unit.sql"),
    include_str!("migrations/0009_quality.sql"),
    include_str!("migrations/0010_hearing.sql"),
    include_str!("migrations/0011_outcome.sql"),
    include_str!("migrations/0012_rounds.sql"),
    include_str!("migrations/0013_handover.sql"),
];

/// Milliseconds that a connection waits for another's transaction.
const BUSY_TIMEOUT_MS: u64 = 5_000;

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

/// Why the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused: disk full, file locked by a foreign program, file damaged.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file was written by a newer middleware.
    #[error(
        "the database is of version {found}, this program knows {known}: start a newer program or restore a backup"
    )]
    Newer {
        /// Version of the file.
        found: usize,
        /// Newest version this program knows.
        known: usize,
    },
    /// It is not whole.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// It was made by another program, or is empty.
    #[error("the file is no database of this program")]
    Foreign,
    /// Another program has it open, so that it cannot be replaced.
    #[error("another program has the database open; end it first")]
    Busy,
    /// The file system refused.
    #[error("the system refused: {0}")]
    System(#[from] std::io::Error),
    /// A stored value cannot be read.
    #[error("the database holds a value that cannot be read in {0}")]
    Unreadable(&'static str),
}

impl Store {
    /// Opens the database file, makes it if there is none, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError`]: name the path to the operator and stop.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        owner_only(path);
        Self::prepare(Connection::open(path)?)
    }

    /// A database that lives as long as this value.
    ///
    /// # Errors
    /// [`StoreError`] when SQLite cannot get memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    /// Begins a transaction that ends with [`Store::commit`] or [`Store::roll_back`].
    pub(crate) fn begin(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([]).map(drop)?)
    }

    /// Makes everything since [`Store::begin`] last.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.prepare_cached("COMMIT")?.execute([]).map(drop)?)
    }

    /// Undoes everything since [`Store::begin`].
    pub(crate) fn roll_back(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.prepare_cached("ROLLBACK")?.execute([]).map(drop)?)
    }

    /// From now on takes no change of a table, as if the disk were full; `None`: takes all of them again.
    #[cfg(test)]
    pub(crate) fn refuse_changes(&mut self, table: Option<&str>) -> Result<(), StoreError> {
        let trigger = table.map(|table| {
            format!("CREATE TEMP TRIGGER refusal BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END")
        });
        Ok(self.connection.execute_batch(trigger.as_deref().unwrap_or("DROP TRIGGER refusal"))?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, StoreError> {
        connection.busy_timeout(std::time::Duration::from_millis(BUSY_TIMEOUT_MS))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: usize = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let Some(missing) = MIGRATIONS.get(version..) else {
            return Err(StoreError::Newer { found: version, known: MIGRATIONS.len() });
        };
        for migration in missing {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
        transaction.commit()?;
        Ok(Self { connection })
    }
}

/// The word that serde has for a value without data.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

/// The value that [`word`] was made of.
fn from_word<T: serde::de::DeserializeOwned>(word: &str, column: &'static str) -> Result<T, StoreError> {
    serde_json::from_value(word.into()).map_err(|_| StoreError::Unreadable(column))
}

/// Makes the file, if there is none, so that only its owner may read it: it holds residents' names. SQLite gives its other
/// files the same permissions.
fn owner_only(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // It is there already, or SQLite will say what is wrong.
    if let Ok(file) = options.write(true).create_new(true).open(path) {
        belongs_to_the_folder(&file, path);
    }
}

/// What root makes in the folder of the server's user belongs to that user; anybody else may not give files away.
///
/// `file`: the open file itself, so that nobody can put another one under its name meanwhile.
pub(crate) fn belongs_to_the_folder(file: &std::fs::File, path: &Path) {
    #[cfg(unix)]
    if let Ok(owner) = crate::aside::folder(path).metadata() {
        use std::os::unix::fs::MetadataExt as _;
        // Refused to whoever is not root, and then it is right as it is.
        let _ = std::os::unix::fs::fchown(file, Some(owner.uid()), Some(owner.gid()));
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use roomline_signaling::call::SessionId;
    use roomline_signaling::call::switchboard::WallTime;

    use super::*;

    /// A database file of its own that is gone with the test.
    struct File(PathBuf);

    impl File {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("roomline-store-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).expect("a temporary folder");
            Self(folder)
        }

        fn open(&self) -> Result<Store, StoreError> {
            Store::open(&self.0.join("roomline.db"))
        }
    }

    impl Drop for File {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn session(name: &str) -> SessionId {
        SessionId::new(name).expect("a session id")
    }

    #[test]
    fn what_was_committed_is_there_after_the_file_is_opened_again() {
        let file = File::new("again");
        let (kept, lost) = (session("kept"), session("lost"));
        let mut store = file.open().expect("a new file");
        store.begin().expect("begins");
        store.ended_early(&kept, WallTime::from_millis(5), WallTime::default()).expect("written");
        store.commit().expect("committed");
        store.begin().expect("begins");
        store.ended_early(&lost, WallTime::from_millis(5), WallTime::default()).expect("written");
        drop(store);

        let mut store = file.open().expect("the same file");
        assert!(store.take_ended_early(&kept, WallTime::default()).expect("read"));
        assert!(!store.take_ended_early(&lost, WallTime::default()).expect("read"), "the crash came before the commit");
    }

    #[test]
    fn two_connections_share_one_file() {
        let file = File::new("share");
        let (mut exchange, handlers) = (file.open().expect("a new file"), file.open().expect("the same file"));
        exchange.begin().expect("begins");
        exchange.ended_early(&session("s"), WallTime::from_millis(5), WallTime::default()).expect("written");
        assert_eq!(handlers.accounts().expect("read while the other writes"), []);
        exchange.commit().expect("committed");
    }

    #[test]
    fn a_file_of_a_newer_program_is_left_alone() {
        let file = File::new("newer");
        let store = file.open().expect("a new file");
        store.connection.pragma_update(None, "user_version", 1_000).expect("written");
        drop(store);
        assert!(matches!(file.open(), Err(StoreError::Newer { found: 1_000, .. })));
    }

    #[test]
    fn the_audit_trail_can_neither_be_changed_nor_shortened() {
        let mut store = Store::in_memory().expect("memory");
        let entry = AuditEntry { deed: "call.over", call: None, unit: None, seat: None, outcome: None };
        store.audit(WallTime::from_millis(1), entry).expect("written");
        for sql in ["UPDATE audit SET deed = 'nothing'", "DELETE FROM audit"] {
            let refused = store.connection.execute(sql, []).expect_err("refused");
            assert!(refused.to_string().contains("append-only"), "{sql}");
        }
    }
}
