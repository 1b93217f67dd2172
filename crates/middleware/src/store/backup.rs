//! The whole database in one file, and back: copied at one moment while others write, checked before anybody relies on it.
//!
//! Source: SQLite, *VACUUM* (`INTO`), *PRAGMA integrity_check*, *Write-Ahead Logging* §5 (leaving it needs the only
//! connection).

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{MIGRATIONS, Store, StoreError};
use crate::aside::{beside, folder, sync_folder};

/// The files that SQLite keeps beside a database while it is open.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];
/// Replaced databases that are kept beside each other.
const MOST_KEPT: u32 = 100;

impl Store {
    /// Writes everything that is committed at this moment into `file`, which is new or empty. Nobody waits for it.
    ///
    /// # Errors
    /// [`StoreError`]: what was written so far is worth nothing.
    pub fn copy_into(&self, file: &Path) -> Result<(), StoreError> {
        let name = file.to_str().ok_or(StoreError::Unreadable("the name of a file"))?;
        self.connection.execute("VACUUM INTO ?1", [name])?;
        Ok(())
    }

    /// Ends every sign-in, as after a restore: one that was over since could else begin again.
    pub fn close_all_sessions(&mut self) -> Result<usize, StoreError> {
        Ok(self.connection.execute("DELETE FROM staff_session", [])?)
    }
}

/// Checks that a file is whole and a database of this program, of this version or an older one.
///
/// # Errors
/// [`StoreError`] says what is wrong with it.
pub fn check(file: &Path) -> Result<(), StoreError> {
    match examine(file) {
        Err(StoreError::Sqlite(error))
            if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)) =>
        {
            Err(StoreError::Damaged(error.to_string()))
        }
        examined => examined,
    }
}

fn examine(file: &Path) -> Result<(), StoreError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let version: usize = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('call', 'callback', 'audit')";
    let tables: usize = connection.query_row(tables, [], |row| row.get(0))?;
    if version == 0 || tables != 3 {
        return Err(StoreError::Foreign);
    }
    if version > MIGRATIONS.len() {
        return Err(StoreError::Newer { found: version, known: MIGRATIONS.len() });
    }
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

/// Puts `coming` in the place of `database`, which is kept under the name that is returned; `None`: there was none.
///
/// Both lie in the same folder. At every moment one of the two is whole in its place.
///
/// # Errors
/// [`StoreError::Busy`] while another program has the database open, else what the system says; nothing was replaced.
pub fn replace(database: &Path, coming: &Path) -> Result<Option<PathBuf>, StoreError> {
    let kept = match database.try_exists()? {
        false => None,
        true => {
            leave_alone(database)?;
            let kept = free_name(database)?;
            for companion in COMPANIONS.map(|ending| (beside(database, ending), beside(&kept, ending))) {
                // Those of a damaged one: beside the new one they would damage it too.
                if companion.0.try_exists()? {
                    std::fs::rename(&companion.0, &companion.1)?;
                }
            }
            if std::fs::hard_link(database, &kept).is_err() {
                std::fs::copy(database, &kept)?;
            }
            Some(kept)
        }
    };
    std::fs::rename(coming, database)?;
    sync_folder(database);
    Ok(kept)
}

/// Makes sure that nobody else has the database open, and that everything is in its one file. A damaged one is taken as
/// it is.
fn leave_alone(database: &Path) -> Result<(), StoreError> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(std::time::Duration::ZERO)?;
    match connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0)) {
        Ok(mode) if mode == "wal" => Err(StoreError::Busy),
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =>
        {
            Err(StoreError::Busy)
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn free_name(database: &Path) -> Result<PathBuf, StoreError> {
    let name = |number: u32| match number {
        1 => beside(database, ".before-restore"),
        more => beside(database, &format!(".before-restore-{more}")),
    };
    let free = (1..=MOST_KEPT).map(name).find(|path| matches!(path.try_exists(), Ok(false)));
    free.ok_or_else(|| {
        let folder = folder(database).display();
        let full = format!("{folder} holds {MOST_KEPT} replaced databases; move some away");
        StoreError::System(std::io::Error::other(full))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_made_while_another_writes_holds_what_was_committed() {
        let folder = std::env::temp_dir().join(format!("roomline-backup-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (database, copy) = (folder.join("roomline.db"), folder.join("copy.db"));
        let mut writer = Store::open(&database).expect("a new file");
        let reader = Store::open(&database).expect("the same file");
        assert!(writer.add_account("ann", "Ann", "hash", 0).expect("an account"));
        writer.begin().expect("begins");
        assert!(writer.add_account("ben", "Ben", "hash", 0).expect("an account"));
        reader.copy_into(&copy).expect("a copy");
        writer.commit().expect("committed");
        check(&copy).expect("whole");
        let users: Vec<_> = Store::open(&copy).expect("a database").accounts().expect("accounts");
        assert_eq!(users.iter().map(|account| account.user.as_str()).collect::<Vec<_>>(), ["ann"]);
        assert!(matches!(replace(&database, &copy), Err(StoreError::Busy)), "it is open");
        drop((writer, reader));
        let kept = replace(&database, &copy).expect("replaced").expect("there was one");
        assert_eq!(Store::open(&kept).expect("whole").accounts().expect("accounts").len(), 2);
        assert_eq!(Store::open(&database).expect("whole").accounts().expect("accounts").len(), 1);
        std::fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
