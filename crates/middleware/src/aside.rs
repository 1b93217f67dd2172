//! Files that are made for people: written aside and renamed, so that they are there whole or not at all, readable by
//! their owner only, and never in the place of another one by accident.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file under way. Unless it is kept, it is gone with this value.
#[derive(Debug)]
pub(crate) struct Aside {
    target: PathBuf,
    aside: PathBuf,
    file: File,
    kept: bool,
}

impl Aside {
    /// `force`: whether a file that is there already may be replaced.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] without `force`; else what the system says.
    pub(crate) fn new(target: &Path, force: bool) -> io::Result<Self> {
        match fs::symlink_metadata(target) {
            Ok(_) if !force => return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is there already")),
            Ok(found) if !found.is_file() => return Err(io::Error::other("it is there and no plain file")),
            Ok(_) | Err(_) => {}
        }
        let aside = beside(target, ".part");
        let file = new_private(&aside)?;
        Ok(Self { target: target.to_owned(), aside, file, kept: false })
    }

    /// Where it is written.
    pub(crate) fn path(&self) -> &Path {
        &self.aside
    }

    /// What is written to.
    pub(crate) const fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Puts it in its place, where it survives a power cut.
    ///
    /// # Errors
    /// What the system says; nothing is in its place then.
    pub(crate) fn keep(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.aside, &self.target)?;
        self.kept = true;
        sync_folder(&self.target);
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed is removed by the next attempt.
            let _ = fs::remove_file(&self.aside);
        }
    }
}

/// A new empty file that only its owner may read; one left over of that name is removed.
///
/// # Errors
/// What the system says.
pub(crate) fn new_private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

/// The path with something after its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The folder of a path.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renames in a path's folder survive a power cut.
pub(crate) fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder(path)) {
        // Some file systems cannot; the file itself is written either way.
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_is_there_whole_or_not_at_all_and_replaced_only_on_demand() {
        let folder = std::env::temp_dir().join(format!("roomline-aside-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let target = folder.join("out");
        let write = |force, text: &str| -> io::Result<()> {
            let mut aside = Aside::new(&target, force)?;
            aside.file().write_all(text.as_bytes())?;
            aside.keep()
        };
        drop(Aside::new(&target, false).expect("a file under way"));
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0, "nothing is left of what was given up");
        write(false, "one").expect("a new file");
        assert_eq!(write(false, "two").expect_err("it is there").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).expect("a file"), "one");
        write(true, "two").expect("replaced");
        assert_eq!(fs::read_to_string(&target).expect("a file"), "two");
        assert!(Aside::new(&folder, true).is_err(), "a folder is never replaced");
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
