//! Calls as the windows draw them: the one this desk is in, and those that ring.

use std::time::Duration;

use roomline_station::signaling::call::{Direction, EndReason, Private, UnitId};
use roomline_station::signaling::outcome::Outcome;
use roomline_station::signaling::rest::DirectoryUnit;
use roomline_station::signaling::staff::UnitCard;
use roomline_station::{CallState, CurrentCall, IncomingCall, IncomingState, StationState};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Millis;

/// The other end of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum WhoView {
    /// Somebody the directory knows.
    Resident {
        /// For `startCall`.
        unit_id: String,
        /// The resident's name.
        name: String,
        /// The room's name.
        room: String,
        /// Where the room is, as people say it: the wing, else the floor.
        place: Option<String>,
        /// Notes for whoever talks with the resident.
        notes: Option<String>,
    },
    /// Somebody whom a locked desk does not name.
    Room {
        /// The room's name.
        room: String,
        /// Where the room is, as people say it: the wing, else the floor.
        place: Option<String>,
    },
    /// An Echo nobody has entered in the directory.
    UnknownRoom,
}

/// Which way a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DirectionView {
    /// This desk called.
    ToUnit,
    /// The resident called.
    FromUnit,
}

/// The call of this desk. Each kind but `idle` is one of the six words that are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CallView {
    /// No call.
    Idle,
    /// The Echo does not ring yet.
    Calling {
        /// Who is called.
        who: WhoView,
    },
    /// The Echo rings.
    Ringing {
        /// Who is called.
        who: WhoView,
    },
    /// Answered, but no sound can flow yet.
    Connecting {
        /// Who is at the other end.
        who: WhoView,
        /// Who answered: the resident (`toUnit`) or this desk (`fromUnit`).
        direction: DirectionView,
        /// Whether this desk has muted itself.
        muted: bool,
    },
    /// Both can talk.
    InCall {
        /// Who is at the other end.
        who: WhoView,
        /// Since when.
        since_ms: Millis,
        /// Whether this desk has muted itself.
        muted: bool,
    },
    /// Sound stopped; it may come back.
    Reconnecting {
        /// Who is at the other end.
        who: WhoView,
        /// Since when both could talk.
        since_ms: Millis,
        /// Since when they cannot.
        lost_since_ms: Millis,
        /// Whether this desk has muted itself.
        muted: bool,
    },
    /// Over, until somebody closes it.
    Ended {
        /// Who was at the other end.
        who: WhoView,
        /// Which way it went.
        direction: DirectionView,
        /// Why it ended.
        end: EndView,
        /// How long both could talk, in seconds; absent if they never could.
        talked_for_s: Option<u32>,
        /// Whether `settleCall` will be taken.
        may_settle: bool,
    },
}

/// Why a call ended; the sentence is in `ui/src/text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(missing_docs, reason = "each is the end reason of the same name")]
pub enum EndView {
    HungUpHere,
    HungUpThere,
    Cancelled,
    Declined,
    Busy {
        /// The desk that talks with the resident, or the ring group at which the resident rings.
        by: Option<String>,
    },
    NobodyReachable,
    NoAnswer {
        /// How long it rang, in seconds.
        after_s: u32,
    },
    Expired,
    AnsweredElsewhere,
    NotAllowed,
    SignalingFailed,
    MediaFailed {
        /// Whether a VPN is on at this PC, which is then the likely cause.
        vpn: bool,
    },
    StationLost,
    ShutDown,
}

/// What came of a call, as whoever talked says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum OutcomeView {
    /// They have talked.
    Reached,
    /// Nobody was reached.
    NoAnswer,
    /// Somebody should call again.
    CallAgain,
    /// Somebody should go there.
    NeedsVisit,
}

impl From<OutcomeView> for Outcome {
    fn from(outcome: OutcomeView) -> Self {
        match outcome {
            OutcomeView::Reached => Self::Reached,
            OutcomeView::NoAnswer => Self::NoAnswer,
            OutcomeView::CallAgain => Self::CallAgain,
            OutcomeView::NeedsVisit => Self::NeedsVisit,
        }
    }
}

/// A call from a unit that rings here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IncomingView {
    /// For `answer` and `decline`.
    pub call_id: String,
    /// Who calls.
    pub who: WhoView,
    /// Since when it rings here.
    pub since_ms: Millis,
    /// Names of the other desks that ring.
    pub also_ringing: Vec<String>,
    /// Whether somebody here has clicked *Answer* already.
    pub answering: bool,
}

impl WhoView {
    /// Whoever `card` is of; a locked desk does not name them.
    pub(super) fn of(card: Option<&UnitCard>, state: &StationState) -> Self {
        let Some(card) = card else { return Self::UnknownRoom };
        let unit = state.directory.units.iter().find(|unit| unit.unit_id == card.unit_id);
        let (room, place) = (card.room.clone(), unit.and_then(place_of));
        if state.is_locked() {
            return Self::Room { room, place };
        }
        Self::Resident {
            unit_id: card.unit_id.to_string(),
            name: card.name.0.clone(),
            room,
            place,
            notes: card.notes.clone().map(|notes| notes.0),
        }
    }

    /// Somebody by the name of an earlier time. `unit`: theirs, if the directory has it still.
    pub(super) fn resident(unit_id: &UnitId, name: &Private<String>, room: &str, unit: Option<&DirectoryUnit>) -> Self {
        Self::Resident {
            unit_id: unit_id.to_string(),
            name: name.0.clone(),
            room: room.to_owned(),
            place: unit.and_then(place_of),
            notes: unit.and_then(|unit| unit.notes.clone()).map(Private::into_inner),
        }
    }
}

fn place_of(unit: &DirectoryUnit) -> Option<String> {
    unit.wing.clone().or_else(|| unit.floor.clone())
}

impl CallView {
    pub(super) fn of(call: Option<&CurrentCall>, state: &StationState) -> Self {
        let Some(call) = call else { return Self::Idle };
        let muted = state.sound.muted;
        let who = WhoView::of(call.unit.as_ref(), state);
        let direction = call.direction.into();
        match call.state {
            CallState::Calling => Self::Calling { who },
            CallState::Ringing => Self::Ringing { who },
            CallState::Connecting => Self::Connecting { who, direction, muted },
            CallState::InCall { since_ms } => Self::InCall { who, since_ms: Millis(since_ms), muted },
            CallState::Reconnecting { since_ms, lost_since_ms } => {
                Self::Reconnecting { who, since_ms: Millis(since_ms), lost_since_ms: Millis(lost_since_ms), muted }
            }
            CallState::Ended { reason, rang_for, talked_for } => Self::Ended {
                who,
                direction,
                end: EndView::of(reason, rang_for, call.busy_with.clone(), state.vpn),
                talked_for_s: talked_for.map(seconds),
                may_settle: call.known_there,
            },
        }
    }
}

impl From<Direction> for DirectionView {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::ToUnit => Self::ToUnit,
            Direction::FromUnit => Self::FromUnit,
        }
    }
}

impl EndView {
    pub(super) fn of(reason: EndReason, rang_for: Duration, by: Option<String>, vpn: bool) -> Self {
        match reason {
            EndReason::HungUpHere => Self::HungUpHere,
            EndReason::HungUpThere => Self::HungUpThere,
            EndReason::Cancelled => Self::Cancelled,
            EndReason::Declined => Self::Declined,
            EndReason::Busy => Self::Busy { by },
            EndReason::NobodyReachable => Self::NobodyReachable,
            EndReason::NoAnswer => Self::NoAnswer { after_s: seconds(rang_for) },
            EndReason::Expired => Self::Expired,
            EndReason::AnsweredElsewhere => Self::AnsweredElsewhere,
            EndReason::NotAllowed => Self::NotAllowed,
            EndReason::SignalingFailed => Self::SignalingFailed,
            EndReason::MediaFailed => Self::MediaFailed { vpn },
            EndReason::StationLost => Self::StationLost,
            EndReason::ShutDown => Self::ShutDown,
        }
    }
}

impl IncomingView {
    pub(super) fn of(call: &IncomingCall, state: &StationState) -> Self {
        Self {
            call_id: call.call_id.to_string(),
            who: WhoView::of(call.unit.as_ref(), state),
            since_ms: Millis(call.since_ms),
            also_ringing: call.also_ringing.clone(),
            answering: call.state == IncomingState::Answering,
        }
    }
}

/// Whole seconds, rounded as people would.
fn seconds(time: Duration) -> u32 {
    u32::try_from((time.as_millis() + 500) / 1000).unwrap_or(u32::MAX)
}
