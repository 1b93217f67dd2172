//! What the windows ask: each command reads its arguments, posts one request and returns.
//!
//! No command waits for a call or for the network to do anything: what became of a request is told by the next view.

pub mod callbacks;
pub mod calls;
pub mod check;
pub mod closing;
pub mod devices;
pub mod handover;
pub mod hearing;
pub mod language;
pub mod lock;
pub mod people;
pub mod report;
pub mod rounds;
pub mod session;
pub mod view;
pub mod window;

use std::io;
use std::path::PathBuf;
use std::str::FromStr;

use roomline_station::signaling::call::Private;
use roomline_station::signaling::outcome::CallOutcome;
use roomline_station::{SignIn, StationState};

use crate::error::CommandError;

/// Reads an id the window has from a view.
fn read<T: FromStr>(text: &str) -> Result<T, CommandError> {
    text.parse().map_err(|_| CommandError::Malformed)
}

/// Whether somebody sits here who may have what this desk knows.
fn check_open(state: &StationState) -> Result<(), CommandError> {
    match state.sign_in {
        SignIn::SignedIn { .. } if state.is_locked() => Err(CommandError::DeskLocked),
        SignIn::SignedIn { .. } => Ok(()),
        _ => Err(CommandError::NotSignedIn),
    }
}

/// Where a report lies now; absent: it was not written in time.
fn saved(written: Option<io::Result<PathBuf>>) -> Result<String, CommandError> {
    let written = written.unwrap_or_else(|| Err(io::ErrorKind::TimedOut.into()));
    written.map(|path| path.display().to_string()).map_err(|error| {
        tracing::warn!(kind = ?error.kind(), "a report could not be written");
        CommandError::NotWritten
    })
}

/// A note as it is kept; nothing typed is no note.
fn note_of(text: &str) -> Option<Private<String>> {
    let note = text.trim();
    (!note.is_empty()).then(|| Private(note.chars().take(CallOutcome::LONGEST_NOTE).collect()))
}
