//! A report for whoever looks after this desk: what it is, what it has, what its last check found, how its last calls were and what it
//! wrote down. Nothing in it names a resident or a member of staff, and nothing in it opens anything.
//!
//! What is gathered is free of names and secrets by construction; every text then goes through a [`Blotter`], which knows who lives and
//! works here and what secrets look like. Whoever saves the report has seen every text before.

mod addresses;
mod blotter;
mod facts;
mod lines;
mod pack;
mod secrets;

use std::io;
use std::path::PathBuf;

use crate::clock::wall_now;
use crate::config::{StationConfig, StationSettings};
use crate::state::StationState;

use blotter::Blotter;

/// Makes reports of one station.
#[derive(Clone, Debug)]
pub struct Reporter {
    settings: StationSettings,
    log: PathBuf,
}

/// What a file of a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// Program, system, settings, whether calls can reach the desk.
    About,
    /// Microphones and speakers.
    Devices,
    /// The last check of the desk.
    Check,
    /// How the last calls were, without whom they were with.
    Calls,
    /// The last lines of the log.
    Log,
}

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// What it is about.
    pub kind: ReportKind,
    /// All that is in it.
    pub text: String,
}

/// A report that is ready to be seen and saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// When it was made, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
    /// Its files; those that would be empty are left out.
    pub files: Vec<ReportFile>,
}

impl ReportKind {
    /// The name of the file.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::About => "about.json",
            Self::Devices => "devices.json",
            Self::Check => "check.json",
            Self::Calls => "calls.json",
            Self::Log => "log.txt",
        }
    }
}

impl Reporter {
    /// For the station of this configuration.
    #[must_use]
    pub fn new(config: &StationConfig) -> Self {
        Self { settings: config.settings.clone(), log: config.places.data_dir.join(crate::log::FOLDER) }
    }

    /// Makes a report of the station as it is; `names_desk`: whether the desk's name may stand in it. Reads files: not for async code.
    #[must_use]
    pub fn report(&self, state: &StationState, names_desk: bool) -> Report {
        let at_ms = wall_now().ms;
        let blotter = Blotter::of(state, names_desk);
        let texts = [
            (ReportKind::About, facts::about(state, &self.settings, at_ms, names_desk)),
            (ReportKind::Devices, facts::devices(&state.sound)),
            (ReportKind::Check, facts::check(&state.check)),
            (ReportKind::Calls, facts::calls(&state.recent)),
            (ReportKind::Log, lines::last(&self.log)),
        ];
        let files = texts.into_iter().filter(|(_, text)| !text.is_empty());
        Report { at_ms, files: files.map(|(kind, text)| ReportFile { kind, text: blotter.clean(&text) }).collect() }
    }
}

impl Report {
    /// The report as the content of one zip file.
    ///
    /// # Errors
    /// When a text is longer than a zip can hold.
    pub fn packed(&self) -> io::Result<Vec<u8>> {
        pack::pack(self)
    }
}

#[cfg(test)]
mod tests;
