//! `directory import`: from the spreadsheet into the database, all or nothing.

use std::io::Write;
use std::path::Path;

use super::backup::name;
use super::{CliError, Open, plural};
use crate::rooms;
use crate::store::units::StoredUnit;

pub(super) fn import(file: &Path, database: &mut Open, output: &mut dyn Write) -> Result<(), CliError> {
    let units = read(file)?;
    let done = database.ask(|store| store.import_units(&units))?;
    let (total, added, removed) = (done.total, done.added, done.removed);
    let outcome = format!("{total} rooms, {added} new, {removed} removed");
    database.audit("directory.import", Some(&name(file)), Some(&outcome))?;
    writeln!(output, "The directory has {total} room{} now: {added} new, {removed} removed.", plural(total))?;
    Ok(())
}

/// Reads a room list, or names all its mistakes.
pub(super) fn read(file: &Path) -> Result<Vec<StoredUnit>, CliError> {
    let name = file.display();
    let size =
        std::fs::metadata(file).map_err(|error| CliError::Refused(format!("cannot read {name}: {error}")))?.len();
    if size > rooms::LONGEST_FILE as u64 {
        return Err(CliError::Refused(format!("{name} has more than 8 MB; is it the right file?")));
    }
    let bytes = std::fs::read(file).map_err(|error| CliError::Refused(format!("cannot read {name}: {error}")))?;
    rooms::read(&bytes).map_err(|mistakes| {
        let count = mistakes.len();
        let lines: Vec<_> = mistakes.iter().map(|mistake| format!("\n  {mistake}")).collect();
        let is_are = if count == 1 { "is" } else { "are" };
        CliError::Refused(format!(
            "nothing was imported: there {is_are} {count} mistake{} in {name}:{}",
            plural(count),
            lines.concat()
        ))
    })
}
