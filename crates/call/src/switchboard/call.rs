//! One call: its Alexa leg, its station legs, and the state that owns what exists in it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::floor::Floor;
use super::ring::{Caller, Ring};
use super::talk::Talk;
use super::{Action, Deed, Delivery, Heard, News, Refusal, Seat, Side, Sound, Topic, WallTime, deadlines};
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

/// What a call may look at and do while it handles an input.
pub(super) struct Scene<'a> {
    pub(super) now: WallTime,
    pub(super) floor: &'a Floor,
    pub(super) early_answer_at_once: bool,
    pub(super) out: &'a mut VecDeque<Action>,
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

    /// Handles what a station says of a call it did not just place.
    pub(super) fn desk_says(&mut self, station: &StationId, deed: Deed, scene: &mut Scene<'_>) -> Result<(), Refusal> {
        let holds = self.is_held_by(station);
        match deed {
            Deed::Place { .. } if holds => Ok(()),
            Deed::Place { .. } => Err(Refusal::ForeignCall),
            Deed::Claim { .. } if holds => Ok(()),
            Deed::Claim { answer } => self.claim(station, answer, scene),
            Deed::Alerting => self.alerting(station, scene),
            Deed::Decline => self.declined(station, scene),
            Deed::End { reason } if holds => {
                self.end(self.reason_of_station(reason), Side::Station, scene);
                Ok(())
            }
            Deed::End { .. } => self.declined(station, scene),
            Deed::Sound(_) | Deed::AnswerUpdate { .. } if !holds => Err(Refusal::ForeignCall),
            Deed::Sound(sound) => {
                self.sound = sound;
                Ok(())
            }
            Deed::AnswerUpdate { update, answer } => {
                self.update_answered(&update, answer, scene);
                Ok(())
            }
        }
    }

    /// Handles what Alexa says of the call.
    pub(super) fn alexa_says(&mut self, heard: Heard, scene: &mut Scene<'_>) {
        match heard {
            Heard::Rings => self.echo_rings(scene),
            Heard::Prepares { answer } => self.echo_prepares(answer, scene),
            Heard::PicksUp { answer } => self.picked_up(answer, scene),
            Heard::TookAcceptance => self.acceptance_taken(scene),
            Heard::Reoffers { update, kind, offer } => {
                self.reoffered(super::Update { id: update, kind, offer }, scene);
            }
            Heard::Ends { reason } => self.finish(reason, Side::Unit, false, scene),
        }
    }

    /// Handles what became of a message to Alexa.
    pub(super) fn delivered(&mut self, topic: &Topic, delivery: Delivery, scene: &mut Scene<'_>) {
        match (topic, delivery) {
            (Topic::Offer, Delivery::Taken) => self.offer_taken(scene.now),
            (Topic::Acceptance, Delivery::Taken) => self.acceptance_taken(scene),
            (Topic::Acceptance, Delivery::Refused) => self.withdraw_award(true, scene),
            (_, Delivery::Taken) => {}
            (_, Delivery::SessionGone) => self.finish(self.reason_when_session_is_gone(), Side::Unit, false, scene),
            // A lost or refused receipt changes nothing for the two people who talk.
            (
                Topic::RingingHeard | Topic::PreparingHeard | Topic::AcceptanceHeard,
                Delivery::Refused | Delivery::TooLate,
            ) => {}
            (Topic::Ended, _) => {}
            (_, Delivery::Refused | Delivery::Forbidden | Delivery::TooLate) => {
                self.end(EndReason::SignalingFailed, Side::Middleware, scene);
            }
        }
    }

    /// The holder's last socket is gone.
    pub(super) fn holder_gone(&mut self, scene: &mut Scene<'_>) {
        if matches!(self.state, State::Awarded { acceptance: Acceptance::Queued, .. }) {
            self.withdraw_award(false, scene);
            return;
        }
        if let Some(holder) = self.holder_mut() {
            holder.gone_until = Some(scene.now + deadlines::STATION_GONE);
        }
        self.answer_update_for_absent_station(scene);
    }

    /// The holder is back; `names_it`: whether it says that it is in this call.
    pub(super) fn holder_came(&mut self, names_it: bool, scene: &mut Scene<'_>) {
        match self.holder_mut() {
            Some(holder) if names_it => holder.gone_until = None,
            Some(_) => self.end(EndReason::StationLost, Side::Middleware, scene),
            None => {}
        }
    }

    /// When the call must be looked at again.
    pub(super) fn poll_timeout(&self, floor: &Floor, now: WallTime) -> Option<WallTime> {
        let state = match &self.state {
            State::Placed { give_up_at, .. } | State::Ringing { give_up_at, .. } => Some(*give_up_at),
            State::Hunting { ring, .. } => Some(ring.poll_timeout(floor.waits_for_desks_until(), now)),
            State::Awarded { talk, give_up_at, .. } => {
                [talk.poll_timeout(), Some(*give_up_at)].into_iter().flatten().min()
            }
            State::Talking { talk, since, .. } => {
                let sound = (self.sound == Sound::Never).then(|| *since + deadlines::NO_SOUND);
                let longest = Some(*since + deadlines::LONGEST_CALL);
                [talk.poll_timeout(), sound, longest].into_iter().flatten().min()
            }
            State::Ended { .. } => None,
        };
        let gone = self.holder().and_then(|holder| holder.gone_until);
        [state, gone].into_iter().flatten().min()
    }

    /// Does what the deadlines up to now ask for.
    pub(super) fn handle_timeout(&mut self, scene: &mut Scene<'_>) {
        let now = scene.now;
        if self.holder().and_then(|holder| holder.gone_until).is_some_and(|until| until <= now) {
            return self.end(EndReason::StationLost, Side::Middleware, scene);
        }
        match &self.state {
            State::Placed { give_up_at, .. } | State::Awarded { give_up_at, .. } if *give_up_at <= now => {
                self.end(EndReason::SignalingFailed, Side::Middleware, scene);
            }
            State::Ringing { give_up_at, .. } if *give_up_at <= now => {
                self.end(EndReason::NoAnswer, Side::Middleware, scene);
            }
            State::Talking { since, .. } if *since + deadlines::LONGEST_CALL <= now => {
                self.end(EndReason::Expired, Side::Middleware, scene);
            }
            State::Talking { since, .. } if self.sound == Sound::Never && *since + deadlines::NO_SOUND <= now => {
                self.end(EndReason::MediaFailed, Side::Middleware, scene);
            }
            State::Awarded { .. } | State::Talking { .. } => self.watch_update(scene),
            State::Hunting { .. } => self.ring_on(scene),
            State::Placed { .. } | State::Ringing { .. } | State::Ended { .. } => {}
        }
    }

    /// Ends the call for the station that is in it.
    pub(super) fn hang_up(&mut self, scene: &mut Scene<'_>) {
        self.end(self.reason_of_station(EndReason::HungUpHere), Side::Station, scene);
    }

    /// Ends the call from our side.
    pub(super) fn end(&mut self, reason: EndReason, by: Side, scene: &mut Scene<'_>) {
        self.finish(reason, by, true, scene);
    }

    fn finish(&mut self, reason: EndReason, by: Side, tell_alexa: bool, scene: &mut Scene<'_>) {
        let seat = match &self.state {
            State::Ended { .. } => return,
            State::Hunting { ring, .. } => {
                let ringing: Vec<StationId> = ring.ringing().cloned().collect();
                for station in ringing {
                    scene.tell(&station, self.id, News::Ended { reason, by });
                }
                None
            }
            State::Placed { holder, .. }
            | State::Ringing { holder, .. }
            | State::Awarded { holder, .. }
            | State::Talking { holder, .. } => {
                scene.tell(&holder.seat.station, self.id, News::Ended { reason, by });
                Some(holder.seat.clone())
            }
        };
        scene.out.push_back(Action::Over { call: self.id, tell_alexa: tell_alexa.then_some(reason) });
        if self.direction == Direction::FromUnit && self.sound == Sound::Never {
            scene.out.push_back(Action::OpenCallback { call: self.id, reason });
        }
        self.state = State::Ended { reason, by, at: scene.now, seat, accepted: self.accepted_at() };
    }

    /// What a station's reason means; one that only others may give counts as a hang-up.
    const fn reason_of_station(&self, reason: EndReason) -> EndReason {
        match reason {
            EndReason::MediaFailed | EndReason::SignalingFailed | EndReason::ShutDown => reason,
            EndReason::HungUpHere
            | EndReason::HungUpThere
            | EndReason::Cancelled
            | EndReason::Declined
            | EndReason::Busy
            | EndReason::NobodyReachable
            | EndReason::NoAnswer
            | EndReason::Expired
            | EndReason::AnsweredElsewhere
            | EndReason::NotAllowed
            | EndReason::StationLost => {
                if self.is_accepted() {
                    EndReason::HungUpHere
                } else {
                    EndReason::Cancelled
                }
            }
        }
    }

    /// Alexa has forgotten the session: its end was lost on the way.
    const fn reason_when_session_is_gone(&self) -> EndReason {
        match (self.is_accepted(), self.direction) {
            (true, _) => EndReason::HungUpThere,
            (false, Direction::ToUnit) => EndReason::SignalingFailed,
            (false, Direction::FromUnit) => EndReason::Cancelled,
        }
    }
}
