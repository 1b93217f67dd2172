//! `calls export`: the call log for a spreadsheet or a script.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};

use super::backup::cannot_write;
use super::{CliError, Open, plural};
use crate::aside::Aside;
use crate::export::{Export, Format};

/// What to do with the call log.
#[derive(Debug, Subcommand)]
pub enum CallsCommand {
    /// Writes the calls of a span of time, the oldest first.
    Export(ExportOptions),
}

/// What to export.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// In which form.
    #[arg(long, value_enum)]
    format: Format,
    /// Calls that began on this day or later: 2026-11-01 (UTC), or a time such as 2026-11-01T06:00:00+01:00.
    #[arg(long, value_name = "DATE", value_parser = beginning)]
    from: Option<Timestamp>,
    /// Calls that began on this day (UTC) or earlier, or before a time.
    #[arg(long, value_name = "DATE", value_parser = end)]
    to: Option<Timestamp>,
    /// Writes into this file, which only its owner may read, instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces the file if it is there already.
    #[arg(long, requires = "out")]
    force: bool,
}

pub(super) fn export(options: &ExportOptions, database: &mut Open, output: &mut dyn Write) -> Result<(), CliError> {
    let (from, to) = (options.from.unwrap_or(Timestamp::UNIX_EPOCH), options.to.unwrap_or(Timestamp::MAX));
    if from >= to {
        return Err(CliError::Refused("`--from` is not before `--to`".to_owned()));
    }
    let Some(out) = &options.out else {
        write(options, (from, to), database, output)?;
        return Ok(());
    };
    let failed = |source| cannot_write(out, &source);
    let mut file = Aside::new(out, options.force).map_err(failed)?;
    let mut buffered = BufWriter::new(file.file());
    let count = write(options, (from, to), database, &mut buffered)?;
    buffered.flush().map_err(failed)?;
    drop(buffered);
    file.keep().map_err(failed)?;
    writeln!(output, "{} holds {count} call{}.", out.display(), plural(usize::try_from(count).unwrap_or(usize::MAX)))?;
    Ok(())
}

fn write(
    options: &ExportOptions,
    (from, to): (Timestamp, Timestamp),
    database: &mut Open,
    output: &mut dyn Write,
) -> Result<u64, CliError> {
    // Before anything is out: whoever breaks it off has read some of it.
    let until = options.to.map(|to| to.to_string()).unwrap_or_default();
    database.audit("calls.export", Some(&format!("{from}/{until}")), None)?;
    let mut export = Export::begin(options.format, output)?;
    let mut last: Option<(u64, String)> = None;
    loop {
        let page =
            database.ask(|store| store.calls_between(from.as_millisecond(), to.as_millisecond(), last.as_ref()))?;
        let Some(newest) = page.last() else { return Ok(export.end()?) };
        last = Some((newest.started_ms, newest.call_id.to_string()));
        for call in &page {
            export.write(call)?;
        }
    }
}

fn beginning(text: &str) -> Result<Timestamp, String> {
    moment(text).map(|(moment, _)| moment)
}

/// A day counts to its end.
fn end(text: &str) -> Result<Timestamp, String> {
    let (moment, is_day) = moment(text)?;
    let span = if is_day { SignedDuration::from_hours(24) } else { SignedDuration::ZERO };
    moment.checked_add(span).map_err(|_| format!("{text} is too far away"))
}

/// Reads a day or a time, and says whether it was a day.
fn moment(text: &str) -> Result<(Timestamp, bool), String> {
    let day = text.parse::<jiff::civil::Date>().ok().filter(|_| !text.contains(['T', 't', ' ']));
    let found = match day {
        Some(day) => format!("{day}T00:00:00Z").parse().map(|day| (day, true)),
        None => text.parse().map(|time| (time, false)),
    };
    found.map_err(|_| "write a day as in 2026-11-01, or a time as in 2026-11-01T06:00:00+01:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_whole_day_and_a_time_is_a_moment() {
        let read = |ends: bool, text: &str| if ends { end(text) } else { beginning(text) }.map(|time| time.to_string());
        assert_eq!(read(false, "2026-11-01").as_deref(), Ok("2026-11-01T00:00:00Z"));
        assert_eq!(read(true, "2026-11-01").as_deref(), Ok("2026-11-02T00:00:00Z"));
        assert_eq!(read(true, "2026-11-01T06:00:00+01:00").as_deref(), Ok("2026-11-01T05:00:00Z"));
        for nonsense in ["", "yesterday", "2026-13-01", "01.11.2026", "2026-11-01T06:00:00"] {
            assert!(read(false, nonsense).is_err(), "{nonsense}");
        }
        assert!(read(true, "9999-12-31").is_err(), "there is no day after it");
    }
}
