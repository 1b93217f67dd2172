//! Hand-overs: stored by the thread that owns the calls, because they give call-backs back and are told to stations.

use roomline_signaling::call::HandoverId;
use roomline_signaling::handover::{Handover, NewHandover};

use super::driver::Message;
use super::{Calls, NotServing, StationIdentity, ask};
use crate::exchange::HandoverRefusal;

/// Why a hand-over was not stored, or its note not marked as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoverError {
    /// For a reason that the station may know.
    #[error(transparent)]
    Refused(#[from] HandoverRefusal),
    /// Calls are not served.
    #[error(transparent)]
    NotServing(#[from] NotServing),
}

impl Calls {
    /// Hands over from the person at this station to whoever comes next; twice with the same id, once.
    ///
    /// # Errors
    /// [`HandoverError`] says what to answer.
    pub async fn hand_over(&self, by: StationIdentity, new: NewHandover) -> Result<Handover, HandoverError> {
        Ok(ask(&self.thread, |answer| Message::HandOver { by, new, answer }).await??)
    }

    /// Marks the note of a hand-over as read by the person at this station, unless somebody has read it before.
    ///
    /// # Errors
    /// [`HandoverError`] says what to answer.
    pub async fn note_was_read(&self, by: StationIdentity, id: HandoverId) -> Result<Handover, HandoverError> {
        Ok(ask(&self.thread, |answer| Message::NoteWasRead { by, id, answer }).await??)
    }
}
