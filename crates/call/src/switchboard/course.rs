//! The course of a call: what stations, Alexa, the post and time make of it, and how it ends.

use super::call::{Acceptance, Call, Scene, State};
use super::floor::Floor;
use super::{Action, Deed, Delivery, Heard, News, Refusal, Side, Sound, Topic, WallTime, deadlines};
use crate::{Direction, EndReason, StationId};

impl Call {
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
            Deed::Sound(_) | Deed::AnswerUpdate { .. } | Deed::OfferUpdate { .. } if !holds => {
                Err(Refusal::ForeignCall)
            }
            Deed::Sound(sound) => {
                if (self.sound, sound) == (Sound::Never, Sound::Flows) {
                    scene.out.push_back(Action::Talked { call: self.id });
                }
                // A path that breaks before it ever stood is not there yet.
                if (self.sound, sound) != (Sound::Never, Sound::Lost) {
                    self.sound = sound;
                }
                Ok(())
            }
            Deed::AnswerUpdate { update, answer } => {
                self.update_answered(&update, answer, scene);
                Ok(())
            }
            Deed::OfferUpdate { update, offer, again_after } => self.offers_update(update, offer, again_after, scene),
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
            Heard::AnswersUpdate { answer } => self.own_offer_answered(answer, scene),
            Heard::Ends { reason } => self.finish(reason, Side::Unit, false, scene),
        }
    }

    /// Handles what became of a message to Alexa.
    pub(super) fn delivered(&mut self, topic: &Topic, delivery: Delivery, scene: &mut Scene<'_>) {
        match (topic, delivery) {
            (Topic::Offer, Delivery::Taken) => self.offer_taken(scene.now),
            (Topic::Acceptance, Delivery::Taken) => self.acceptance_taken(scene),
            (Topic::Acceptance, Delivery::Refused) => self.withdraw_award(true, scene),
            (Topic::UpdateOffer(..), Delivery::Taken) => self.own_offer_taken(topic, scene.now),
            (_, Delivery::Taken) => {}
            (_, Delivery::SessionGone) => self.finish(self.reason_when_session_is_gone(), Side::Unit, false, scene),
            (Topic::UpdateOffer(..), Delivery::Refused | Delivery::TooLate) => {
                self.own_offer_not_taken(topic, delivery, scene);
            }
            // A lost or refused receipt changes nothing for the two people who talk.
            (
                Topic::RingingHeard | Topic::PreparingHeard | Topic::AcceptanceHeard | Topic::UpdateHeard(_),
                Delivery::Refused | Delivery::TooLate,
            ) => {}
            (Topic::Ended, _) => {}
            // Alexa has taken it up, whatever became of the post.
            (Topic::Offer, _) if !matches!(self.state, State::Placed { .. }) => {}
            (Topic::Acceptance, _) if matches!(self.state, State::Talking { .. }) => {}
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

    /// The holder is back; `was_restarted`: it names no call at all, so its program was started anew. One that names
    /// another call has not heard of this one yet, or is about to say how this one ended.
    pub(super) fn holder_came(&mut self, was_restarted: bool, scene: &mut Scene<'_>) {
        if was_restarted && self.holder().is_some() {
            return self.holder_lost(scene);
        }
        if let Some(holder) = self.holder_mut() {
            holder.gone_until = None;
        }
        if let State::Talking { sound_by, .. } = &mut self.state {
            *sound_by = (*sound_by).max(scene.now + deadlines::NO_SOUND);
        }
    }

    /// The holder's program knows nothing of the call any more.
    fn holder_lost(&mut self, scene: &mut Scene<'_>) {
        if matches!(self.state, State::Awarded { acceptance: Acceptance::Queued, .. }) {
            self.withdraw_award(false, scene);
        } else {
            self.end(EndReason::StationLost, Side::Middleware, scene);
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
            State::Talking { talk, since, sound_by, holder } => {
                let sound = (self.sound == Sound::Never && holder.gone_until.is_none()).then_some(*sound_by);
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
            // Whether sound flows, only the desk can say: while it is away nobody knows.
            State::Talking { sound_by, holder, .. }
                if self.sound == Sound::Never && holder.gone_until.is_none() && *sound_by <= now =>
            {
                self.end(EndReason::MediaFailed, Side::Middleware, scene);
            }
            State::Awarded { .. } | State::Talking { .. } => {
                self.watch_update(scene);
                self.watch_own_offer(scene);
            }
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
