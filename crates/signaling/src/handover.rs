//! One shift hands over to the next: how the shift went, and a note.

use roomline_call::{HandoverId, Private};
use serde::{Deserialize, Serialize};

/// Body of `POST /v1/handover`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHandover {
    /// Minted by the station.
    pub id: HandoverId,
    /// What the next shift should know, up to [`Handover::LONGEST_NOTE`] characters; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private<String>>,
}

/// Somebody handed over to whoever works at the desks of some ring groups next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// To which ring groups: all that the station was in.
    pub ring_groups: Vec<String>,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
    /// The station's name.
    pub station: String,
    /// The staff member's name.
    pub staff: Private<String>,
    /// What the next shift should know; absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private<String>>,
    /// Who has read the note; absent: nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<NoteRead>,
}

impl Handover {
    /// The longest note, in characters. Lines may be broken in it.
    pub const LONGEST_NOTE: usize = 500;

    /// Whether its note waits for somebody to read it.
    #[must_use]
    pub const fn is_unread(&self) -> bool {
        self.note.is_some() && self.read.is_none()
    }
}

/// Who has read a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRead {
    /// The staff member's name.
    pub staff: Private<String>,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
}

/// Answer to `GET /v1/handover`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftReport {
    /// One for each ring group of the station, its first one first.
    pub groups: Vec<GroupShift>,
}

/// How the shift went in one ring group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupShift {
    /// Its name.
    pub ring_group: String,
    /// Since when: the last hand-over, or [`GroupShift::LONGEST_MS`] ago if that was before.
    pub since_ms: u64,
    /// Calls from units that were answered since, and such as are over and were not.
    pub calls: u32,
    /// Those that a desk answered.
    pub answered: u32,
    /// Those that ended before, for whatever reason.
    pub missed: u32,
    /// How soon; absent while none was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_to_answer: Option<TimeToAnswer>,
    /// Open call-backs that nobody cares for.
    pub callbacks_waiting: u32,
    /// Open call-backs that somebody has claimed.
    pub callbacks_claimed: u32,
    /// The last hand-over, however long ago; absent: there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Handover>,
}

impl GroupShift {
    /// The longest shift that is looked at, in milliseconds.
    pub const LONGEST_MS: u64 = 24 * 3600 * 1000;
}

/// From a call's first arrival to the award of it, of those that a desk answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeToAnswer {
    /// Half of them were answered within so many seconds.
    pub median_s: u32,
    /// Nine of ten were.
    pub p90_s: u32,
}
