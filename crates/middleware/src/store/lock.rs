//! One server serves one database: a lock on a file beside it says so, and ends with the process however that ends.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::owner_only;
use crate::aside::beside;

/// The right to serve a database, or to put another one in its place.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

/// The right to change the property at Amazon: two at once would each do what the other does.
#[derive(Debug)]
pub struct ApplyLock {
    _file: File,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another run has it.
    #[error("another `property apply` is at work; wait until it is done")]
    Applying,
    /// Somebody has it.
    #[error("{}: a server serves this database; stop it first", .0.display())]
    Taken(PathBuf),
    /// The file beside the database cannot be used.
    #[error("cannot lock {}: {source}", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ServerLock {
    /// Takes the lock of a database file; it is given back with the value.
    ///
    /// # Errors
    /// [`LockError`]: name it to the operator and stop.
    pub fn take(database: &Path) -> Result<Self, LockError> {
        let file = lock(database, ".lock", LockError::Taken(database.to_owned()))?;
        Ok(Self { _file: file })
    }
}

impl ApplyLock {
    /// Takes the lock of the property whose journal is in `database`; it is given back with the value.
    ///
    /// # Errors
    /// [`LockError`]: name it to the operator and stop.
    pub fn take(database: &Path) -> Result<Self, LockError> {
        Ok(Self { _file: lock(database, ".apply.lock", LockError::Applying)? })
    }
}

fn lock(database: &Path, suffix: &str, taken: LockError) -> Result<File, LockError> {
    let path = beside(database, suffix);
    owner_only(&path);
    let failed = |source| LockError::System { path: path.clone(), source };
    let file = File::options().write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(taken),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_it_and_it_is_given_back() {
        let folder = std::env::temp_dir().join(format!("roomline-lock-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let database = folder.join("roomline.db");
        let lock = ServerLock::take(&database).expect("nobody has it");
        let refused = ServerLock::take(&database).expect_err("somebody has it");
        assert!(refused.to_string().ends_with("stop it first"), "{refused}");
        assert!(!database.exists(), "the database itself is not touched");
        let applying = ApplyLock::take(&database).expect("a server keeps nobody from applying");
        assert!(matches!(ApplyLock::take(&database), Err(LockError::Applying)));
        drop((lock, applying));
        ServerLock::take(&database).expect("it was given back");
        assert!(matches!(ServerLock::take(&folder.join("no/where")), Err(LockError::System { .. })));
        std::fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
