//! The report of a round: a file in the person's own folder that spreadsheets open, with the times of this computer.
//!
//! Source: RFC 4180 (CSV); OWASP, *CSV Injection* (cells that a spreadsheet would take for formulas).

mod words;

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use roomline_station::signaling::round::{Round, Stop};

use crate::desktop::Language;
use words::Words;

/// Tells spreadsheets that the file is UTF-8: without it some read names as if they were of 1990.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// Reports of one minute that may lie beside each other.
const MOST_BESIDE: u32 = 100;

/// Writes the report of a round into the first of these folders that takes it, beside what is there; returns where it is.
///
/// # Errors
/// What the system says of the last of them.
pub fn save(round: &Round, language: Language, zone: &TimeZone, folders: &[PathBuf]) -> io::Result<PathBuf> {
    let report = sheet(round, language, zone)?;
    let name = format!("Roomline round {}", time(round.started_ms, zone, "%Y-%m-%d %H-%M"));
    let mut refusal = io::Error::from(io::ErrorKind::NotFound);
    for folder in folders {
        match write_new(folder, &name, &report) {
            Ok(path) => return Ok(path),
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn sheet(round: &Round, language: Language, zone: &TimeZone) -> io::Result<Vec<u8>> {
    let words = Words::of(language);
    let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    lines.write_record(words.headings)?;
    for stop in &round.stops {
        lines.write_record(row(stop, &words, zone).iter().map(|cell| cell.as_bytes()))?;
    }
    lines.into_inner().map_err(|error| error.into_error())
}

/// The cells of a stop under [`Words::headings`].
fn row<'s>(stop: &'s Stop, words: &Words, zone: &TimeZone) -> [Cow<'s, str>; 6] {
    let done = stop.done.as_ref();
    [
        guarded(&stop.room),
        guarded(&stop.name.0),
        words.outcome(done.map(|done| done.outcome)).into(),
        done.and_then(|done| done.note.as_ref()).map(|note| guarded(&note.0)).unwrap_or_default(),
        done.map(|done| guarded(&done.staff.0)).unwrap_or_default(),
        done.map(|done| time(done.at_ms, zone, "%Y-%m-%d %H:%M").into()).unwrap_or_default(),
    ]
}

fn time(ms: u64, zone: &TimeZone, form: &str) -> String {
    let moment = Timestamp::from_millisecond(ms.cast_signed()).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(zone.clone()).strftime(form).to_string()
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
fn guarded(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Writes a file of this name, or of this name and a number: none that is there is touched.
fn write_new(folder: &Path, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    for number in 1..=MOST_BESIDE {
        let path = folder.join(if number == 1 { format!("{name}.csv") } else { format!("{name} ({number}).csv") });
        match create_new(&path) {
            Ok(mut file) => {
                let written = file.write_all(content).and_then(|()| file.sync_all());
                if let Err(error) = written {
                    // Half a report is worse than none; it was ours a moment ago.
                    let _stays = std::fs::remove_file(&path);
                    return Err(error);
                }
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A file that only its owner reads: it names residents.
fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests;
