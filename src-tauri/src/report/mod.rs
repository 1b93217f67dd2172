//! The report of a round: a file in the person's own folder that spreadsheets open, with the times of this computer.
//!
//! Source: RFC 4180 (CSV); OWASP, *CSV Injection* (cells that a spreadsheet would take for formulas).

mod words;

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use roomline_station::signaling::round::{Round, Stop};

use crate::desktop::Language;
use crate::desktop::saving::{name, time, write_new};
use words::Words;

/// Tells spreadsheets that the file is UTF-8: without it some read names as if they were of 1990.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the report of a round into the first of these folders that takes it, beside what is there; returns where it is.
///
/// # Errors
/// What the system says of the last of them.
pub fn save(round: &Round, language: Language, zone: &TimeZone, folders: &[PathBuf]) -> io::Result<PathBuf> {
    let report = sheet(round, language, zone)?;
    write_new(folders, &name("round", round.started_ms, zone), "csv", &report)
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

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
fn guarded(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;
