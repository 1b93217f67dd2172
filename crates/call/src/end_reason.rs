//! Why a call ended: one word for the log, the wire and the staff's sentence.

use serde::{Deserialize, Serialize};

/// Why a call ended, seen from the staff.
///
/// What Alexa is told for each is one exhaustive function in `roomline-signaling`; the sentences staff read live in the
/// window's catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Staff hung up.
    HungUpHere,
    /// The resident hung up.
    HungUpThere,
    /// Given up by the caller before anybody answered.
    Cancelled,
    /// The called side said no.
    Declined,
    /// The called side was in another call.
    Busy,
    /// No desk could be reached.
    NobodyReachable,
    /// It rang and nobody answered.
    NoAnswer,
    /// The time for this call was over.
    Expired,
    /// Another desk answered; only ever a station's view, never a call's end.
    AnsweredElsewhere,
    /// This desk may not call this room, or the room may not call.
    NotAllowed,
    /// Alexa or the middleware did not take or give a message in time.
    SignalingFailed,
    /// No sound came through.
    MediaFailed,
    /// The desk went away during the call.
    StationLost,
    /// The desk's program was closed.
    ShutDown,
}

impl EndReason {
    /// Every end reason once, in the order of the table in `docs/protocol.md`.
    pub const ALL: [Self; 14] = [
        Self::HungUpHere,
        Self::HungUpThere,
        Self::Cancelled,
        Self::Declined,
        Self::Busy,
        Self::NobodyReachable,
        Self::NoAnswer,
        Self::Expired,
        Self::AnsweredElsewhere,
        Self::NotAllowed,
        Self::SignalingFailed,
        Self::MediaFailed,
        Self::StationLost,
        Self::ShutDown,
    ];
}
