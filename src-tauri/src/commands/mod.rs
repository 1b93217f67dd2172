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
pub mod report;
pub mod rounds;
pub mod session;
pub mod view;

use std::str::FromStr;

use roomline_station::signaling::call::Private;
use roomline_station::signaling::outcome::CallOutcome;

use crate::error::CommandError;

/// Reads an id the window has from a view.
fn read<T: FromStr>(text: &str) -> Result<T, CommandError> {
    text.parse().map_err(|_| CommandError::Malformed)
}

/// A note as it is kept; nothing typed is no note.
fn note_of(text: &str) -> Option<Private<String>> {
    let note = text.trim();
    (!note.is_empty()).then(|| Private(note.chars().take(CallOutcome::LONGEST_NOTE).collect()))
}
