//! Reports for whoever looks after this desk: made, shown, and saved as they were shown.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use roomline_station::{Report, Reporter, SaveError, StationState};
use tauri::{AppHandle, Manager as _};

use crate::view::ReportView;

/// Makes reports and keeps the last one until it is saved or another is made.
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

    /// Makes a report of the station as it is.
    #[must_use]
    pub fn make(&self, state: &StationState, names_desk: bool) -> ReportView {
        let report = self.reporter.report(state, names_desk);
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let number = shown.number.wrapping_add(1);
        let view = ReportView::of(number, &report);
        *shown = Shown { number, report: Some(report) };
        view
    }

    /// Saves the report of that number in the first of these folders that takes it; `None`: another was made meanwhile.
    pub fn save(&self, number: u32, folders: &[PathBuf]) -> Option<Result<PathBuf, SaveError>> {
        let report = {
            let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            shown.report.clone().filter(|_| shown.number == number)?
        };
        let mut saved = Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
        for folder in folders {
            saved = report.save(folder);
            if saved.is_ok() {
                break;
            }
        }
        Some(saved.inspect_err(|error| tracing::warn!(%error, "a report was not saved")))
    }
}

/// Where people look for what they have saved: among their documents, else at home.
#[must_use]
pub fn folders_for_reports(app: &AppHandle) -> Vec<PathBuf> {
    let places = [app.path().document_dir(), app.path().home_dir()];
    places.into_iter().flatten().filter(|folder| is_folder(folder)).collect()
}

fn is_folder(path: &Path) -> bool {
    path.is_absolute() && path.is_dir()
}

#[cfg(test)]
mod tests;
