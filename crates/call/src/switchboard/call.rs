//! One call: its Alexa leg, its station legs, and the state that owns what exists in it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::floor::Floor;
use super::ring::{Caller, Ring};
use super::talk::Talk;
use super::{Action, News, Seat, Side, Sound, WallTime, deadlines};
use crate::{CallId, Direction, EndReason, Sdp, SessionId, StationId, UnitId};

/// A call. Stored whole after every input that changed it, so that a restart finds it as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub(super) id: CallId,
    pub(super) session: SessionId,
    pub(super) direction: Direction,
    pub(super) unit: Option<UnitId>,
    pub(super) group: String,
    pub(super) started: WallTime,
    /// When a desk's claim won; absent while nobody's has, and in a call to a unit.
    #[serde(default)]
    pub(super) awarded: Option<WallTime>,
    pub(super) sound: Sound,
    pub(super) state: State,
}

/// How far a call is.
///
/// ```text
///   to a unit      Placed ──► Ringing ──┐
///                     └─────────────────┼──► Talking ──► Ended
///   from a unit    Hunting ──► Awarded ─┘      (every state may go to Ended)
///                     ▲───────────┘ the award is withdrawn
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// To a unit: our offer is on its way, and Alexa has not spoken yet.
    Placed {
        /// Who calls.
        holder: Holder,
        /// The station's offer.
        offer: Sdp,
        /// A re-offer that overtook even the ring.
        #[serde(default)]
        overtook: Option<super::Update>,
        /// When Alexa has been silent for too long.
        give_up_at: WallTime,
    },
    /// To a unit: the Echo rings.
    Ringing {
        /// Who calls.
        holder: Holder,
        /// The station's offer.
        offer: Sdp,
        /// The Echo's answer ahead of acceptance.
        early: Option<Sdp>,
        /// A re-offer that overtook the acceptance.
        overtook: Option<super::Update>,
        /// When the Echo has rung long enough.
        give_up_at: WallTime,
    },
    /// From a unit: desks ring, or desks are waited for.
    Hunting {
        /// Which.
        ring: Ring,
        /// The Echo's offer.
        offer: Sdp,
    },
    /// From a unit: a claim won, and Alexa is being told.
    Awarded {
        /// The winner.
        holder: Holder,
        /// The ring, should the award be withdrawn.
        ring: Ring,
        /// What the two ends said about media.
        talk: Talk,
        /// How far Alexa has been told.
        acceptance: Acceptance,
        /// When whoever posts should long have said what became of it.
        give_up_at: WallTime,
    },
    /// Accepted.
    Talking {
        /// Who talks.
        holder: Holder,
        /// What the two ends said about media.
        talk: Talk,
        /// Since when.
        since: WallTime,
        /// When sound must have flowed at last; a desk that was away gets its time anew.
        #[serde(default)]
        sound_by: WallTime,
    },
    /// Over.
    Ended {
        /// Why.
        reason: EndReason,
        /// Who ended it.
        by: Side,
        /// When.
        at: WallTime,
        /// Who was in it.
        seat: Option<Seat>,
        /// When it was accepted.
        accepted: Option<WallTime>,
    },
}

/// The station that is in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Who.
    pub seat: Seat,
    /// Its sockets are gone: until when it may come back.
    pub gone_until: Option<WallTime>,
}

/// How far Alexa has been told that a desk answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// Not yet: another desk may still win.
    Queued,
    /// She may know it: only the same message may be repeated.
    Attempted,
}

/// What the property has chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) early_answer_at_once: bool,
    pub(super) own_reoffers: bool,
}

/// What a call may look at and do while it handles an input.
pub(super) struct Scene<'a> {
    pub(super) now: WallTime,
    pub(super) floor: &'a Floor,
    pub(super) rules: Rules,
    pub(super) out: &'a mut VecDeque<Action>,
}

impl State {
    /// Accepted just now.
    pub(super) fn talking(holder: Holder, talk: Talk, now: WallTime) -> Self {
        Self::Talking { holder, talk, since: now, sound_by: now + deadlines::NO_SOUND }
    }
}

impl Scene<'_> {
    pub(super) fn tell(&mut self, station: &StationId, call: CallId, news: News) {
        self.out.push_back(Action::Tell { station: station.clone(), call, news });
    }
}

impl Call {
    /// The call's id.
    #[must_use]
    pub const fn id(&self) -> CallId {
        self.id
    }

    /// Alexa's id for it.
    #[must_use]
    pub const fn session(&self) -> &SessionId {
        &self.session
    }

    /// Which way it goes.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The unit; absent if nobody knows who calls.
    #[must_use]
    pub const fn unit(&self) -> Option<&UnitId> {
        self.unit.as_ref()
    }

    /// The ring group that was called first, or for which the station calls.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// When it began.
    #[must_use]
    pub const fn started(&self) -> WallTime {
        self.started
    }

    /// When a desk's claim to it won; absent while nobody's has, and in a call to a unit.
    #[must_use]
    pub const fn awarded_at(&self) -> Option<WallTime> {
        self.awarded
    }

    /// How far it is.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Ended { .. })
    }

    /// Whether its acceptance was stored: what ends it now is a hang-up, what ended it before was not.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self.state, State::Awarded { .. } | State::Talking { .. })
    }

    /// Who is or was in it.
    #[must_use]
    pub fn seat(&self) -> Option<&Seat> {
        match &self.state {
            State::Ended { seat, .. } => seat.as_ref(),
            _ => self.holder().map(|holder| &holder.seat),
        }
    }

    /// When it was accepted.
    #[must_use]
    pub const fn accepted_at(&self) -> Option<WallTime> {
        match &self.state {
            State::Talking { since, .. } => Some(*since),
            State::Ended { accepted, .. } => *accepted,
            State::Placed { .. } | State::Ringing { .. } | State::Hunting { .. } | State::Awarded { .. } => None,
        }
    }

    /// What this station is shown of it while it rings there.
    #[must_use]
    pub fn incoming(&self, station: &StationId) -> Option<super::Incoming> {
        match &self.state {
            State::Hunting { ring, offer } => {
                ring.incoming(station, &Caller { call: self.id, unit: self.unit.as_ref(), offer })
            }
            _ => None,
        }
    }

    /// The station that is in it.
    #[must_use]
    pub const fn holder(&self) -> Option<&Holder> {
        match &self.state {
            State::Placed { holder, .. }
            | State::Ringing { holder, .. }
            | State::Awarded { holder, .. }
            | State::Talking { holder, .. } => Some(holder),
            State::Hunting { .. } | State::Ended { .. } => None,
        }
    }

    pub(super) fn is_held_by(&self, station: &StationId) -> bool {
        self.holder().is_some_and(|holder| holder.seat.station == *station)
    }

    pub(super) fn holder_mut(&mut self) -> Option<&mut Holder> {
        match &mut self.state {
            State::Placed { holder, .. }
            | State::Ringing { holder, .. }
            | State::Awarded { holder, .. }
            | State::Talking { holder, .. } => Some(holder),
            State::Hunting { .. } | State::Ended { .. } => None,
        }
    }
}
