//! A copy of the working copy, in which anything may be broken; it is built into a folder of its own, because Cargo cannot tell two
//! copies of one workspace apart.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::step;

/// What the app's crate needs to be built, and Git does not know.
const PAGE: &str = "ui/dist";

/// See the module.
pub(super) struct Scratch {
    tree: PathBuf,
    built: PathBuf,
}

impl Scratch {
    /// Copies everything that Git knows of, and what it would, into `folder/tree`. What is there already and the same stays untouched, so
    /// that Cargo builds only what has changed since the last time.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(super) fn make(from: &Path, folder: &Path) -> anyhow::Result<Self> {
        // Cargo is started in the copy, where a relative path would be another.
        let folder = std::path::absolute(folder)?;
        let (tree, built) = (folder.join("tree"), folder.join("built"));
        let listing =
            step::program("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).output()?;
        ensure!(listing.status.success(), "git does not list the files of this working copy");
        let listing = String::from_utf8(listing.stdout)?;
        let mut wanted: BTreeSet<PathBuf> = listing.split_terminator('\0').map(PathBuf::from).collect();
        wanted.extend(files_in(&from.join(PAGE))?.iter().filter_map(|file| Some(file.strip_prefix(from).ok()?.into())));
        for file in &wanted {
            put(&from.join(file), &tree.join(file))?;
        }
        // A file that was moved must not be found at its old place, too.
        for file in files_in(&tree)? {
            if !file.strip_prefix(&tree).is_ok_and(|file| wanted.contains(file)) && !is_generated(&file) {
                fs::remove_file(file)?;
            }
        }
        Ok(Self { tree, built })
    }

    /// Where its files are.
    pub(super) fn tree(&self) -> &Path {
        &self.tree
    }

    /// Where they are built.
    pub(super) fn built(&self) -> &Path {
        &self.built
    }
}

/// Written by the build itself.
fn is_generated(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "gen")
}

fn put(from: &Path, to: &Path) -> anyhow::Result<()> {
    // Listed, but deleted in this working copy.
    let Ok(wanted) = fs::read(from) else { return Ok(()) };
    if fs::read(to).ok().as_ref() == Some(&wanted) {
        return Ok(());
    }
    fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
    fs::write(to, wanted).with_context(|| format!("cannot write {}", to.display()))
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_stays_untouched() {
        let folder = roomline_rig::Folder::new().expect("a folder");
        let (from, to) = (folder.path().join("from"), folder.path().join("below/to"));
        fs::write(&from, "one").expect("written");
        put(&from, &to).expect("copied");
        let before = fs::metadata(&to).and_then(|data| data.modified()).expect("a time");
        put(&from, &to).expect("nothing to do");
        assert_eq!(fs::metadata(&to).and_then(|data| data.modified()).expect("a time"), before);
        fs::write(&from, "two").expect("written");
        put(&from, &to).expect("copied");
        assert_eq!(fs::read_to_string(&to).expect("a file"), "two");
        assert_eq!(files_in(folder.path()).expect("files").len(), 2);
    }
}
