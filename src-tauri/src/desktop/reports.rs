//! Reports for whoever looks after this desk: made, shown, and saved as they were shown.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use jiff::tz::TimeZone;
use roomline_station::{Report, Reporter, StationState};

use super::saving::{name, write_new};
use crate::view::ReportView;

/// Makes reports and keeps the last one until another is made.
#[derive(Debug)]
pub struct Reports {
    reporter: Reporter,
    shown: Mutex<Shown>,
}

/// The report that somebody looks at.
#[derive(Debug, Default)]
struct Shown {
    number: u32,
    report: Option<Report>,
}

impl Reports {
    /// Of this station; none was made yet.
    #[must_use]
    pub fn new(reporter: Reporter) -> Self {
        Self { reporter, shown: Mutex::default() }
    }

    /// Makes a report of the station as it is. Reads files: not for async code.
    #[must_use]
    pub fn make(&self, state: &StationState, names_desk: bool) -> ReportView {
        let report = self.reporter.report(state, names_desk);
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let number = shown.number.wrapping_add(1);
        let view = ReportView::of(number, &report);
        *shown = Shown { number, report: Some(report) };
        view
    }

    /// The report of that number, unless another was made meanwhile.
    pub fn shown(&self, number: u32) -> Option<Report> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.report.clone().filter(|_| shown.number == number)
    }

    /// Saves a report in the first of these folders that takes it; returns where it is. Writes a file: not for async code.
    ///
    /// # Errors
    /// What the system says of the last of them.
    pub fn save(report: &Report, zone: &TimeZone, folders: &[PathBuf]) -> io::Result<PathBuf> {
        write_new(folders, &name("report", report.at_ms, zone), "zip", &report.packed()?)
    }
}

#[cfg(test)]
mod tests;
