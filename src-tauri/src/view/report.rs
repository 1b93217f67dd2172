//! A report for whoever looks after this desk, as somebody sees it before it is saved.

use roomline_station::{Report, ReportFile, ReportKind};
use serde::Serialize;
use specta::Type;

/// A report that is ready to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
    /// For `saveReport`: what is seen is what is saved.
    pub number: u32,
    /// Its files.
    pub files: Vec<ReportFileView>,
}

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReportFileView {
    /// What it is about.
    pub kind: ReportKindView,
    /// Its name.
    pub name: String,
    /// All that is in it.
    pub text: String,
}

/// What a file of a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ReportKindView {
    /// Program, system, settings.
    About,
    /// Microphones and speakers.
    Devices,
    /// The last check of the desk.
    Check,
    /// How the last calls were.
    Calls,
    /// The last lines of the log.
    Log,
}

impl ReportView {
    /// Draws a report under a number of its own.
    #[must_use]
    pub fn of(number: u32, report: &Report) -> Self {
        Self { number, files: report.files.iter().map(ReportFileView::from).collect() }
    }
}

impl From<&ReportFile> for ReportFileView {
    fn from(file: &ReportFile) -> Self {
        let kind = match file.kind {
            ReportKind::About => ReportKindView::About,
            ReportKind::Devices => ReportKindView::Devices,
            ReportKind::Check => ReportKindView::Check,
            ReportKind::Calls => ReportKindView::Calls,
            ReportKind::Log => ReportKindView::Log,
        };
        Self { kind, name: file.kind.file_name().to_owned(), text: file.text.clone() }
    }
}
