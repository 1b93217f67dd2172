//! `backup` and `restore`: the whole property in one file.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, Open};
use crate::aside::{self, Aside, beside};
use crate::store::{self, ServerLock};

/// How to back up.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// The file to write. Only its owner may read it: it holds residents' names.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replaces the file if it is there already.
    #[arg(long)]
    force: bool,
}

pub(super) fn backup(options: &BackupOptions, database: &mut Open, output: &mut dyn Write) -> Result<(), CliError> {
    let out = &options.out;
    let failed = |source| cannot_write(out, &source);
    let copy = Aside::new(out, options.force).map_err(failed)?;
    database.ask(|store| store.copy_into(copy.path()))?;
    store::check(copy.path()).map_err(|source| CliError::Store { path: out.clone(), source })?;
    let size = copy.path().metadata().map_err(failed)?.len().div_ceil(1024);
    copy.keep().map_err(failed)?;
    database.audit("backup", Some(&name(out)), None)?;
    writeln!(output, "{} holds the whole database ({size} KiB, checked).", out.display())?;
    writeln!(
        output,
        "Keep the key of `secrets.key_file` as well, in another place: without it Amazon's tokens are lost."
    )?;
    Ok(())
}

/// Puts the backup `file` in the place of `database`.
pub(super) fn restore(file: &Path, database: &Path, output: &mut dyn Write) -> Result<(), CliError> {
    let _lock = ServerLock::take(database).map_err(|error| CliError::Refused(error.to_string()))?;
    let coming = Coming(beside(database, ".restoring"));
    let refused = |error: std::io::Error| CliError::Refused(format!("cannot read {}: {error}", file.display()));
    let mut from = std::fs::File::open(file).map_err(refused)?;
    let cannot = |error: std::io::Error| cannot_write(&coming.0, &error);
    let mut to = aside::new_private(&coming.0).map_err(cannot)?;
    std::io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(cannot)?;
    store::belongs_to_the_folder(&to, &coming.0);
    drop(to);
    // A fault in here is one of the backup's, whatever its copy is called.
    let of_backup = |source| CliError::Store { path: file.to_owned(), source };
    store::check(&coming.0).map_err(of_backup)?;
    let mut restored = Open::at(&coming.0)?;
    restored.ask(|store| store.close_all_sessions())?;
    restored.audit("restore", Some(&name(file)), None)?;
    drop(restored);
    let of_database = |source| CliError::Store { path: database.to_owned(), source };
    let kept = store::replace(database, &coming.0).map_err(of_database)?;
    writeln!(output, "{} is as it was in {} now.", database.display(), file.display())?;
    if let Some(kept) = kept {
        writeln!(output, "What was there before is in {}.", kept.display())?;
    }
    writeln!(output, "Everybody has to sign in again. See docs/operations.md for what else to look at.")?;
    Ok(())
}

/// The copy that is being looked at; unless it gets its place, it is gone with this value.
struct Coming(PathBuf);

impl Drop for Coming {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm"] {
            // In its place, or never there.
            let _ = std::fs::remove_file(beside(&self.0, ending));
        }
    }
}

/// A file's name without its folders, which are nobody's business.
pub(super) fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

pub(super) fn cannot_write(file: &Path, error: &std::io::Error) -> CliError {
    let file = file.display();
    CliError::Refused(match error.kind() {
        std::io::ErrorKind::AlreadyExists => format!("{file} is there already; replace it with --force"),
        _ => format!("cannot write {file}: {error}"),
    })
}
