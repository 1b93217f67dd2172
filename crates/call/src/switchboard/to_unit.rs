//! Staff calls a unit: from our offer to the resident picking up.

use super::call::{Call, Holder, Scene, State};
use super::talk::Talk;
use super::{Action, News, Say, Seat, Side, Sound, Update, WallTime, deadlines};
use crate::{Address, CallId, Direction, EndReason, Sdp, SessionId, UnitId};

impl Call {
    /// A call that a station places.
    pub(super) fn place(
        id: CallId,
        session: SessionId,
        seat: Seat,
        unit: UnitId,
        group: (String, Address),
        offer: Sdp,
        scene: &mut Scene<'_>,
    ) -> Self {
        let (group, from) = group;
        scene
            .out
            .push_back(Action::Say { call: id, say: Say::Offer { from, unit: unit.clone(), offer: offer.clone() } });
        let holder = Holder { seat, gone_until: None };
        Self {
            id,
            session,
            direction: Direction::ToUnit,
            unit: Some(unit),
            group,
            started: scene.now,
            awarded: None,
            sound: Sound::Never,
            state: State::Placed { holder, offer, overtook: None, give_up_at: scene.now + deadlines::ALEXA_SILENT },
        }
    }

    /// Alexa has our offer: her silence counts from here.
    pub(super) fn offer_taken(&mut self, now: WallTime) {
        if let State::Placed { give_up_at, .. } = &mut self.state {
            *give_up_at = now + deadlines::ALEXA_SILENT;
        }
    }

    pub(super) fn echo_rings(&mut self, scene: &mut Scene<'_>) {
        if self.direction == Direction::ToUnit && !self.is_over() {
            self.receipt(Say::RingingHeard, scene);
            self.ring_at_echo(scene);
        }
    }

    /// An answer may come before the resident picks up; it also says that the Echo has begun to ring.
    pub(super) fn echo_prepares(&mut self, answer: Option<Sdp>, scene: &mut Scene<'_>) {
        if self.direction != Direction::ToUnit || self.is_over() {
            return;
        }
        self.receipt(Say::PreparingHeard, scene);
        self.ring_at_echo(scene);
        let State::Ringing { holder, early: early @ None, .. } = &mut self.state else { return };
        early.clone_from(&answer);
        if let Some(answer) = answer.filter(|_| scene.rules.early_answer_at_once) {
            scene.tell(&holder.seat.station, self.id, News::EarlyAnswer(answer));
        }
    }

    pub(super) fn picked_up(&mut self, answer: Option<Sdp>, scene: &mut Scene<'_>) {
        if self.direction != Direction::ToUnit || self.is_over() {
            return;
        }
        self.receipt(Say::AcceptanceHeard, scene);
        let (holder, offer, early, overtook) = match &self.state {
            State::Placed { holder, offer, overtook, .. } => (holder.clone(), offer.clone(), None, overtook.clone()),
            State::Ringing { holder, offer, early, overtook, .. } => {
                (holder.clone(), offer.clone(), early.clone(), overtook.clone())
            }
            State::Hunting { .. } | State::Awarded { .. } | State::Talking { .. } | State::Ended { .. } => return,
        };
        // The station already has an early answer that was passed on; one that was kept goes out now.
        let news = answer.clone().or_else(|| early.clone().filter(|_| !scene.rules.early_answer_at_once));
        let Some(theirs) = answer.or(early) else {
            return self.end(EndReason::MediaFailed, Side::Middleware, scene);
        };
        scene.tell(&holder.seat.station, self.id, News::Accepted(news));
        self.state = State::talking(holder, Talk::new(offer, theirs), scene.now);
        if let Some(update) = overtook {
            self.reoffered(update, scene);
        }
    }

    /// Keeps a re-offer that overtook the acceptance.
    pub(super) fn keep_for_later(&mut self, update: Update) {
        if let State::Placed { overtook, .. } | State::Ringing { overtook, .. } = &mut self.state {
            *overtook = Some(update);
        }
    }

    fn ring_at_echo(&mut self, scene: &mut Scene<'_>) {
        let State::Placed { holder, offer, overtook, .. } = &self.state else { return };
        scene.tell(&holder.seat.station, self.id, News::Ringing);
        self.state = State::Ringing {
            holder: holder.clone(),
            offer: offer.clone(),
            early: None,
            overtook: overtook.clone(),
            give_up_at: scene.now + deadlines::ECHO_RINGS,
        };
    }

    /// Tells Alexa that her message arrived.
    fn receipt(&self, say: Say, scene: &mut Scene<'_>) {
        scene.out.push_back(Action::Say { call: self.id, say });
    }
}
