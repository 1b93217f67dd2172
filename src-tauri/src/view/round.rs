//! Rounds as the windows show them.

use std::collections::HashMap;

use roomline_station::StationState;
use roomline_station::signaling::call::{Private, UnitId};
use roomline_station::signaling::rest::DirectoryUnit;
use roomline_station::signaling::round::{Round, RoundState, Stop, StopDone, StopOutcome};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Millis, WhoView};

/// Rooms that are called one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RoundView {
    /// For the round commands.
    pub id: String,
    /// Who started it.
    pub started_by: String,
    /// When.
    pub started_ms: Millis,
    /// Who cares for it.
    pub state: RoundStateView,
    /// Its rooms in their order.
    pub stops: Vec<StopView>,
}

/// Who cares for a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RoundStateView {
    /// This desk.
    Mine {
        /// Since when.
        since_ms: Millis,
    },
    /// Another desk.
    Theirs {
        /// The desk.
        station: String,
        /// Who sits there.
        staff: String,
        /// Since when.
        since_ms: Millis,
    },
    /// Nobody: any desk may go on with it.
    Paused {
        /// Who paused it.
        staff: String,
        /// Since when.
        since_ms: Millis,
    },
    /// It is over.
    Finished {
        /// Who finished it.
        staff: String,
        /// When.
        at_ms: Millis,
    },
}

/// One room of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StopView {
    /// For `startCall` and `settleStop`.
    pub unit_id: String,
    /// Who lives there, as when the round was started.
    pub who: WhoView,
    /// What came of it; absent: it is still to be called.
    pub done: Option<StopDoneView>,
}

/// What came of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StopDoneView {
    /// What came of it.
    pub outcome: StopOutcomeView,
    /// What colleagues should know.
    pub note: Option<String>,
    /// Who says so.
    pub staff: String,
    /// When.
    pub at_ms: Millis,
}

/// What came of a stop: what comes of a call, or that there was to be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StopOutcomeView {
    /// They have talked.
    Reached,
    /// Nobody was reached.
    NoAnswer,
    /// Somebody should call again.
    CallAgain,
    /// Somebody should go there.
    NeedsVisit,
    /// Somebody left the room out on purpose.
    Skipped,
}

impl RoundView {
    /// Those of a desk: its own first, then paused ones, then those of other desks, then finished ones, the newest first. A
    /// locked desk shows none.
    pub(super) fn all(state: &StationState) -> Vec<Self> {
        if state.is_locked() || state.rounds.is_empty() {
            return Vec::new();
        }
        let here = state.setup.station_name.trim();
        let units: HashMap<&UnitId, &DirectoryUnit> =
            state.directory.units.iter().map(|unit| (&unit.unit_id, unit)).collect();
        let mut rounds: Vec<&Round> = state.rounds.iter().collect();
        rounds.sort_by_key(|round| match round.state {
            RoundState::Running { ref station, since_ms, .. } if station == here => (0, since_ms),
            RoundState::Paused { since_ms, .. } => (1, since_ms),
            RoundState::Running { since_ms, .. } => (2, since_ms),
            RoundState::Finished { at_ms, .. } => (3, u64::MAX - at_ms),
        });
        rounds.into_iter().map(|round| Self::of(round, here, &units)).collect()
    }

    fn of(round: &Round, here: &str, units: &HashMap<&UnitId, &DirectoryUnit>) -> Self {
        Self {
            id: round.id.to_string(),
            started_by: round.started_by.0.clone(),
            started_ms: Millis(round.started_ms),
            state: RoundStateView::of(&round.state, here),
            stops: round.stops.iter().map(|stop| StopView::of(stop, units.get(&stop.unit_id).copied())).collect(),
        }
    }
}

impl RoundStateView {
    fn of(state: &RoundState, here: &str) -> Self {
        match state {
            RoundState::Running { station, since_ms, .. } if station == here => {
                Self::Mine { since_ms: Millis(*since_ms) }
            }
            RoundState::Running { station, staff, since_ms } => {
                Self::Theirs { station: station.clone(), staff: staff.0.clone(), since_ms: Millis(*since_ms) }
            }
            RoundState::Paused { staff, since_ms } => {
                Self::Paused { staff: staff.0.clone(), since_ms: Millis(*since_ms) }
            }
            RoundState::Finished { staff, at_ms } => Self::Finished { staff: staff.0.clone(), at_ms: Millis(*at_ms) },
        }
    }
}

impl StopView {
    /// `unit`: as the directory has it now.
    fn of(stop: &Stop, unit: Option<&DirectoryUnit>) -> Self {
        Self {
            unit_id: stop.unit_id.to_string(),
            who: WhoView::resident(&stop.unit_id, &stop.name, &stop.room, unit),
            done: stop.done.as_ref().map(StopDoneView::from),
        }
    }
}

impl From<&StopDone> for StopDoneView {
    fn from(done: &StopDone) -> Self {
        Self {
            outcome: done.outcome.into(),
            note: done.note.clone().map(Private::into_inner),
            staff: done.staff.0.clone(),
            at_ms: Millis(done.at_ms),
        }
    }
}

impl From<StopOutcome> for StopOutcomeView {
    fn from(outcome: StopOutcome) -> Self {
        match outcome {
            StopOutcome::Reached => Self::Reached,
            StopOutcome::NoAnswer => Self::NoAnswer,
            StopOutcome::CallAgain => Self::CallAgain,
            StopOutcome::NeedsVisit => Self::NeedsVisit,
            StopOutcome::Skipped => Self::Skipped,
        }
    }
}

impl From<StopOutcomeView> for StopOutcome {
    fn from(outcome: StopOutcomeView) -> Self {
        match outcome {
            StopOutcomeView::Reached => Self::Reached,
            StopOutcomeView::NoAnswer => Self::NoAnswer,
            StopOutcomeView::CallAgain => Self::CallAgain,
            StopOutcomeView::NeedsVisit => Self::NeedsVisit,
            StopOutcomeView::Skipped => Self::Skipped,
        }
    }
}
