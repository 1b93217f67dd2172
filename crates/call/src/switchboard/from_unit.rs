//! A unit calls staff: from the first ring to the award, its withdrawal, and Alexa's taking it.

use super::call::{Acceptance, Call, Holder, Scene, State};
use super::ring::{Caller, Ring};
use super::talk::Talk;
use super::{Action, News, Refusal, RingGroup, Say, Side, Sound, WallTime, deadlines};
use crate::{CallId, Direction, EndReason, Sdp, SessionId, StationId, UnitId};

impl Call {
    /// A call that a unit makes to `group`; it rings once [`Call::ring_on`] was called.
    pub(super) fn hunt(
        now: WallTime,
        (id, session): (CallId, SessionId),
        unit: Option<UnitId>,
        group: &RingGroup,
        groups: &[RingGroup],
        offer: Sdp,
    ) -> Self {
        Self {
            id,
            session,
            direction: Direction::FromUnit,
            unit,
            group: group.name.clone(),
            started: now,
            awarded: None,
            sound: Sound::Never,
            state: State::Hunting { ring: Ring::new(now, group, groups), offer },
        }
    }

    /// Lets the ring go on as far as it can.
    pub(super) fn ring_on(&mut self, scene: &mut Scene<'_>) {
        let State::Hunting { ring, offer } = &mut self.state else { return };
        let caller = Caller { call: self.id, unit: self.unit.as_ref(), offer };
        if let Some(reason) = ring.advance(&caller, scene) {
            self.end(reason, Side::Middleware, scene);
        }
    }

    pub(super) fn alerting(&mut self, station: &StationId, scene: &mut Scene<'_>) -> Result<(), Refusal> {
        if let State::Hunting { ring, .. } = &mut self.state
            && ring.alerting(station)
        {
            scene.out.push_back(Action::Say { call: self.id, say: Say::Ringing });
        }
        Ok(())
    }

    pub(super) fn declined(&mut self, station: &StationId, scene: &mut Scene<'_>) -> Result<(), Refusal> {
        match &mut self.state {
            State::Hunting { ring, .. } => {
                ring.declined(station);
                self.ring_on(scene);
                Ok(())
            }
            State::Awarded { ring, .. } => {
                ring.declined(station);
                Ok(())
            }
            State::Talking { .. } if self.direction == Direction::FromUnit => Ok(()),
            State::Talking { .. } | State::Placed { .. } | State::Ringing { .. } => Err(Refusal::ForeignCall),
            State::Ended { .. } => Err(Refusal::CallOver),
        }
    }

    /// Awards the call to the first claim.
    pub(super) fn claim(&mut self, station: &StationId, answer: Sdp, scene: &mut Scene<'_>) -> Result<(), Refusal> {
        let (ring, offer) = match &self.state {
            State::Hunting { ring, offer } => (ring, offer),
            State::Awarded { .. } | State::Talking { .. } if self.direction == Direction::FromUnit => {
                return Err(Refusal::Taken);
            }
            State::Awarded { .. } | State::Talking { .. } | State::Placed { .. } | State::Ringing { .. } => {
                return Err(Refusal::ForeignCall);
            }
            State::Ended { .. } => return Err(Refusal::CallOver),
        };
        let seat = match scene.floor.desk(station) {
            Some(desk) if ring.knows(station) => desk.seat.clone(),
            Some(_) | None => return Err(Refusal::ForeignCall),
        };
        scene.tell(station, self.id, News::Awarded);
        for other in ring.ringing().filter(|other| *other != station) {
            scene.tell(other, self.id, News::Taken(seat.clone()));
        }
        // Alexa's order wants the ring before the acceptance, even if no desk has said yet that it rings.
        scene.out.push_back(Action::Say { call: self.id, say: Say::Ringing });
        scene.out.push_back(Action::Say { call: self.id, say: Say::Acceptance { answer: answer.clone() } });
        self.state = State::Awarded {
            holder: Holder { seat, gone_until: None },
            ring: ring.clone(),
            talk: Talk::new(answer, offer.clone()),
            acceptance: Acceptance::Queued,
            give_up_at: scene.now + deadlines::NO_OUTCOME,
        };
        self.awarded = Some(scene.now);
        Ok(())
    }

    /// The acceptance is about to be posted: from now on nobody else may win.
    pub(super) fn acceptance_attempted(&mut self) {
        if let State::Awarded { acceptance, .. } = &mut self.state {
            *acceptance = Acceptance::Attempted;
        }
    }

    pub(super) fn acceptance_taken(&mut self, scene: &mut Scene<'_>) {
        let State::Awarded { holder, talk, .. } = &self.state else { return };
        scene.tell(&holder.seat.station, self.id, News::Accepted(None));
        self.state = State::talking(holder.clone(), talk.clone(), scene.now);
    }

    /// Takes the award back and rings on. `refused`: Alexa refuses the winner's answer, so it is not rung again.
    pub(super) fn withdraw_award(&mut self, refused: bool, scene: &mut Scene<'_>) {
        let State::Awarded { holder, ring, talk, .. } = &self.state else { return };
        let (winner, mut ring, offer) = (holder.seat.station.clone(), ring.clone(), talk.theirs().clone());
        if !refused {
            let topic = super::Topic::Acceptance;
            scene.out.push_back(Action::Unsay { call: self.id, topic });
        }
        scene.tell(&winner, self.id, News::Withdrawn);
        ring.again(&winner, refused, &Caller { call: self.id, unit: self.unit.as_ref(), offer: &offer }, scene);
        self.sound = Sound::Never;
        self.awarded = None;
        self.state = State::Hunting { ring, offer };
        self.ring_on(scene);
    }

    /// A call that is only written down: it never rings.
    pub(super) fn unrung(
        (id, session): (CallId, SessionId),
        unit: Option<UnitId>,
        group: String,
        (reason, by): (EndReason, Side),
        scene: &mut Scene<'_>,
    ) -> Self {
        let tell_alexa = (by == Side::Middleware).then_some(reason);
        scene.out.push_back(Action::Over { call: id, tell_alexa });
        scene.out.push_back(Action::OpenCallback { call: id, reason });
        Self {
            id,
            session,
            direction: Direction::FromUnit,
            unit,
            group,
            started: scene.now,
            awarded: None,
            sound: Sound::Never,
            state: State::Ended { reason, by, at: scene.now, seat: None, accepted: None },
        }
    }
}
