//! Rounds: rooms that are called one after the other, shared by a ring group until somebody finishes them.

use roomline_call::{CallId, Private, RoundId, UnitId};
use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;

/// Answer to `GET /v1/rounds`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounds {
    /// Those that nobody has finished, oldest first; then those finished in the last 24 hours, newest first.
    pub rounds: Vec<Round>,
}

/// Body of `POST /v1/rounds`. Idempotent by `id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartRound {
    /// Minted by the station.
    pub id: RoundId,
    /// The rooms in the order in which they are to be called, 1 to [`Round::MOST_STOPS`], none twice.
    pub units: Vec<UnitId>,
}

/// Body of `PUT /v1/rounds/{id}/stops/{unit_id}`: what came of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleStop {
    /// What came of it.
    pub outcome: StopOutcome,
    /// What colleagues should know, up to [`crate::outcome::CallOutcome::LONGEST_NOTE`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private<String>>,
}

/// Rooms to be called one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its id.
    pub id: RoundId,
    /// The ring group that shares it.
    pub ring_group: String,
    /// Who started it.
    pub started_by: Private<String>,
    /// When, in milliseconds since 1970 (UTC).
    pub started_ms: u64,
    /// Grows by one with every change: what is older than what one has is no news.
    pub revision: u32,
    /// Who cares for it.
    pub state: RoundState,
    /// Its rooms in their order; in `round.changed` only those that this change concerns.
    pub stops: Vec<Stop>,
}

impl Round {
    /// The most rooms a round has: what a person calls in a shift, and no more than one answer should hold.
    pub const MOST_STOPS: usize = 200;
}

/// One room of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The unit.
    pub unit_id: UnitId,
    /// The resident's name when the round was started.
    pub name: Private<String>,
    /// The room's name when the round was started.
    pub room: String,
    /// What came of it; absent: it is still to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<StopDone>,
}

/// What came of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopDone {
    /// What came of it.
    pub outcome: StopOutcome,
    /// What colleagues should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private<String>>,
    /// Who says so.
    pub staff: Private<String>,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
    /// The call it came of; absent: nobody said so of a call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallId>,
}

/// What came of a stop: what comes of a call, or that there was to be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopOutcome {
    /// As [`Outcome::Reached`].
    Reached,
    /// As [`Outcome::NoAnswer`].
    NoAnswer,
    /// As [`Outcome::CallAgain`].
    CallAgain,
    /// As [`Outcome::NeedsVisit`].
    NeedsVisit,
    /// Somebody left the room out on purpose.
    Skipped,
}

/// Who cares for a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RoundState {
    /// Somebody calls its rooms.
    Running {
        /// The station's name.
        station: String,
        /// The staff member's name.
        staff: Private<String>,
        /// Since when, in milliseconds since 1970 (UTC).
        since_ms: u64,
    },
    /// Nobody does; any station of the ring group may go on with it.
    Paused {
        /// Who paused it.
        staff: Private<String>,
        /// Since when, in milliseconds since 1970 (UTC).
        since_ms: u64,
    },
    /// It is over.
    Finished {
        /// Who finished it.
        staff: Private<String>,
        /// When, in milliseconds since 1970 (UTC).
        at_ms: u64,
    },
}

impl StopOutcome {
    /// The same of a call; `None`: there was to be none.
    #[must_use]
    pub const fn of_a_call(self) -> Option<Outcome> {
        match self {
            Self::Reached => Some(Outcome::Reached),
            Self::NoAnswer => Some(Outcome::NoAnswer),
            Self::CallAgain => Some(Outcome::CallAgain),
            Self::NeedsVisit => Some(Outcome::NeedsVisit),
            Self::Skipped => None,
        }
    }
}

impl From<Outcome> for StopOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Reached => Self::Reached,
            Outcome::NoAnswer => Self::NoAnswer,
            Outcome::CallAgain => Self::CallAgain,
            Outcome::NeedsVisit => Self::NeedsVisit,
        }
    }
}

impl RoundState {
    /// The station where it runs.
    #[must_use]
    pub fn runs_at(&self) -> Option<&str> {
        match self {
            Self::Running { station, .. } => Some(station),
            Self::Paused { .. } | Self::Finished { .. } => None,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        matches!(self, Self::Finished { .. })
    }
}
