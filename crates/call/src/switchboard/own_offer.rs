//! A station's own re-offer: Alexa is told, the Echo answers, or its own re-offer comes first and ours comes again.
//!
//! It only ever tries to mend: whatever becomes of it, the call goes on as it was, and the deadlines of media decide.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::call::{Call, Scene, State};
use super::{Action, Delivery, News, Refusal, Say, Topic, WallTime, deadlines};
use crate::description::Description;
use crate::{CallId, Sdp, StationId, UpdateId};

/// How often a re-offer is offered at most: an Echo that stands in its way three times does not want it.
const ROUNDS: u32 = 3;

/// A station's re-offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnOffer {
    update: UpdateId,
    offer: Sdp,
    round: u32,
    again_after: Duration,
    state: OwnOfferState,
}

/// What became of a station's re-offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OwnOfferState {
    /// It is at Alexa or on its way to her.
    Offered {
        /// When nobody waits for the answer any more.
        give_up_at: WallTime,
    },
    /// It stands back and comes again.
    StandsBack {
        /// When, at the earliest.
        until: WallTime,
    },
    /// The Echo answered.
    Answered {
        /// The answer.
        answer: Sdp,
    },
    /// It led to nothing.
    Failed,
}

impl OwnOffer {
    /// Its id.
    #[must_use]
    pub const fn update(&self) -> &UpdateId {
        &self.update
    }

    /// What became of it.
    #[must_use]
    pub const fn state(&self) -> &OwnOfferState {
        &self.state
    }

    pub(super) const fn is_at_alexa(&self) -> bool {
        matches!(self.state, OwnOfferState::Offered { .. })
    }

    const fn waits(&self) -> bool {
        matches!(self.state, OwnOfferState::Offered { .. } | OwnOfferState::StandsBack { .. })
    }

    pub(super) const fn poll_timeout(&self) -> Option<WallTime> {
        match &self.state {
            OwnOfferState::Offered { give_up_at } => Some(*give_up_at),
            OwnOfferState::StandsBack { until } => Some(*until),
            OwnOfferState::Answered { .. } | OwnOfferState::Failed => None,
        }
    }

    /// The Echo re-offers. `stays_good`: hers leaves the transport alone, so that ours can come again as it is; else the
    /// station's stack starts from hers.
    pub(super) fn give_way(&mut self, of: (CallId, &StationId), stays_good: bool, scene: &mut Scene<'_>) {
        if self.is_at_alexa() {
            scene.out.push_back(Action::Unsay { call: of.0, topic: self.topic() });
        }
        if self.waits() {
            self.stand_back(of, stays_good, scene);
        }
    }

    fn stand_back(&mut self, of: (CallId, &StationId), stays_good: bool, scene: &mut Scene<'_>) {
        if stays_good && self.round + 1 < ROUNDS {
            self.state = OwnOfferState::StandsBack { until: scene.now + self.again_after };
        } else {
            self.fail(of, scene);
        }
    }

    fn fail(&mut self, (call, station): (CallId, &StationId), scene: &mut Scene<'_>) {
        self.state = OwnOfferState::Failed;
        scene.tell(station, call, News::UpdateFailed { update: self.update.clone() });
    }

    /// Tells Alexa, with a version that is newer than everything we said before.
    fn go(&mut self, call: CallId, ours_before: &Sdp, scene: &mut Scene<'_>) {
        if let Ok(newer) = newer_than(&self.offer, ours_before) {
            self.offer = newer;
        }
        self.state = OwnOfferState::Offered { give_up_at: scene.now + deadlines::NO_OUTCOME };
        let (update, round, offer) = (self.update.clone(), self.round, self.offer.clone());
        scene.out.push_back(Action::Say { call, say: Say::UpdateOffer { update, round, offer } });
    }

    fn topic(&self) -> Topic {
        Topic::UpdateOffer(self.update.clone(), self.round)
    }
}

impl Call {
    /// The station re-offers. The same id again is the same re-offer.
    pub(super) fn offers_update(
        &mut self,
        update: UpdateId,
        offer: Sdp,
        again_after: Duration,
        scene: &mut Scene<'_>,
    ) -> Result<(), Refusal> {
        let id = self.id;
        let State::Talking { talk, .. } = &mut self.state else { return Err(Refusal::NotAccepted) };
        match talk.own_offer() {
            Some(own) if own.update == update => return Ok(()),
            _ if !scene.rules.own_reoffers => return Err(Refusal::ReofferOff),
            Some(own) if own.waits() => return Err(Refusal::ReofferWaits),
            Some(_) | None => {}
        }
        let state = OwnOfferState::StandsBack { until: scene.now + again_after };
        let mut own = OwnOffer { update, offer, round: 0, again_after, state };
        if talk.update().is_none() {
            own.go(id, talk.ours(), scene);
        }
        *talk.own_offer_mut() = Some(own);
        Ok(())
    }

    /// The Echo answered. An answer that nobody waits for, or that was taken before, changes nothing.
    pub(super) fn own_offer_answered(&mut self, answer: Sdp, scene: &mut Scene<'_>) {
        let State::Talking { holder, talk, .. } = &mut self.state else { return };
        if *talk.theirs() == answer {
            return;
        }
        let Some(own) = talk.own_offer_mut().as_mut().filter(|own| own.is_at_alexa()) else { return };
        own.state = OwnOfferState::Answered { answer: answer.clone() };
        let (update, ours) = (own.update.clone(), own.offer.clone());
        scene.out.push_back(Action::Unsay { call: self.id, topic: own.topic() });
        talk.agree(ours, answer.clone());
        scene.out.push_back(Action::Say { call: self.id, say: Say::UpdateHeard { update: update.clone() } });
        scene.tell(&holder.seat.station, self.id, News::UpdateAnswered { update, answer });
    }

    /// Alexa has our re-offer: the Echo's silence counts from here.
    pub(super) fn own_offer_taken(&mut self, topic: &Topic, now: WallTime) {
        if let State::Talking { talk, .. } = &mut self.state
            && let Some(own) = talk.own_offer_mut().as_mut().filter(|own| own.is_at_alexa() && own.topic() == *topic)
        {
            own.state = OwnOfferState::Offered { give_up_at: now + deadlines::OWN_REOFFER_UNANSWERED };
        }
    }

    /// Alexa did not take our re-offer: most likely one of the Echo's is under way, so ours comes again a little later.
    pub(super) fn own_offer_not_taken(&mut self, topic: &Topic, delivery: Delivery, scene: &mut Scene<'_>) {
        let id = self.id;
        if let State::Talking { holder, talk, .. } = &mut self.state
            && let Some(own) = talk.own_offer_mut().as_mut().filter(|own| own.is_at_alexa() && own.topic() == *topic)
        {
            own.stand_back((id, &holder.seat.station), delivery == Delivery::Refused, scene);
        }
    }

    /// Does what the deadlines of our re-offer ask for.
    pub(super) fn watch_own_offer(&mut self, scene: &mut Scene<'_>) {
        let id = self.id;
        let State::Talking { holder, talk, .. } = &mut self.state else { return };
        let (ours, free) = (talk.ours().clone(), talk.update().is_none());
        let Some(own) = talk.own_offer_mut() else { return };
        match own.state {
            OwnOfferState::Offered { give_up_at } if give_up_at <= scene.now => {
                scene.out.push_back(Action::Unsay { call: id, topic: own.topic() });
                own.fail((id, &holder.seat.station), scene);
            }
            OwnOfferState::StandsBack { until } if until <= scene.now && free => {
                own.round += 1;
                own.go(id, &ours, scene);
            }
            OwnOfferState::Offered { .. }
            | OwnOfferState::StandsBack { .. }
            | OwnOfferState::Answered { .. }
            | OwnOfferState::Failed => {}
        }
    }
}

/// The offer as a version that is newer than `before`: the middleware may have answered for the station meanwhile.
fn newer_than(offer: &Sdp, before: &Sdp) -> Result<Sdp, crate::description::DescriptionError> {
    let before = Description::parse(before)?.version().unwrap_or(0);
    Description::parse(offer)?.at_least(before.wrapping_add(1))
}
