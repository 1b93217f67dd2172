//! A private folder that goes when its owner goes.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::sweeper;

/// A folder that only this user can read, removed on drop.
///
/// Its path is short, because sockets inside may have no more than 107 characters.
#[derive(Debug)]
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// Makes the folder among the system's temporary files.
    ///
    /// # Errors
    /// When the disk is full or read-only.
    pub fn new() -> anyhow::Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("desk-").permissions(std::fs::Permissions::from_mode(0o700)).tempdir()?;
        sweeper::watch_folder(folder.path());
        Ok(Self(folder))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A folder inside, private as well, made if it is not there.
    ///
    /// # Errors
    /// As [`Folder::new`].
    pub fn inside(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.path().join(name);
        std::fs::create_dir_all(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700))?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A program that is just ending may still write; what is left is then removed at the end of this process.
        if std::fs::remove_dir_all(self.path()).is_ok() {
            sweeper::forget_folder(self.path());
        }
    }
}
