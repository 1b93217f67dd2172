//! What is true of the change of shifts at a station.

use std::sync::Arc;

use roomline_signaling::handover::{Handover, ShiftReport};

/// How one shift goes over into the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShiftChange {
    /// How the shift went.
    pub report: ReportState,
    /// How the hand-over that somebody makes here stands.
    pub sending: Sending,
    /// Notes of others, or of whoever sits here, that nobody has read yet; oldest first.
    pub unread: Vec<Handover>,
}

/// How the shift went, as far as the middleware has told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReportState {
    /// Nobody has asked.
    #[default]
    Unknown,
    /// It is being asked for the first time.
    Loading,
    /// What was told last; a newer one may be on its way.
    Known(Arc<ShiftReport>),
    /// The middleware could not be asked.
    Failed,
}

/// How a hand-over stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sending {
    /// Nobody is handing over.
    #[default]
    Idle,
    /// The middleware is being told.
    Asking,
    /// It could not be told; the note is still whoever wrote it's.
    Failed(HandoverProblem),
}

/// Why a hand-over was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoverProblem {
    /// The middleware does not answer: try again.
    NotReached,
    /// The desk is in no ring group: there is nobody to hand over to.
    NoRingGroup,
    /// It refuses, or is too old to know of hand-overs.
    NotTaken,
}
