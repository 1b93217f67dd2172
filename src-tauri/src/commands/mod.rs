//! What the windows ask: each command reads its arguments, posts one request and returns.
//!
//! No command waits for a call or for the network to do anything: what became of a request is told by the next view.

pub mod callbacks;
pub mod calls;
pub mod closing;
pub mod devices;
pub mod hearing;
pub mod language;
pub mod lock;
pub mod people;
pub mod session;
pub mod view;

use std::str::FromStr;

use crate::error::CommandError;

/// Reads an id the window has from a view.
fn read<T: FromStr>(text: &str) -> Result<T, CommandError> {
    text.parse().map_err(|_| CommandError::Malformed)
}
