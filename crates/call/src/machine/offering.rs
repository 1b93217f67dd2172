//! To a unit, right after the click: devices open with the gate shut, our offer is being gathered.

use std::time::Instant;

use super::ringing::Ringing;
use super::{Action, DESCRIPTION_WITHIN, Input, Phase, State, Turn, Word};
use crate::EndReason;

/// Nothing has left this station yet, so an end needs no word to anybody.
#[derive(Debug)]
pub(super) struct Offering {
    give_up_at: Instant,
}

impl Offering {
    pub(super) fn enter(turn: &mut Turn<'_>) -> State {
        turn.act(Action::MakeOffer);
        State::Offering(Self { give_up_at: turn.now + DESCRIPTION_WITHIN })
    }

    pub(super) fn deadline(&self) -> Instant {
        self.give_up_at
    }

    pub(super) fn handle(self, turn: &mut Turn<'_>, input: Input) -> State {
        match input {
            Input::DescriptionReady(offer) => {
                turn.say(Word::Place { offer: offer.clone() });
                Ringing::enter(turn, offer)
            }
            Input::HangUp => turn.end_untalked(Phase::Calling, EndReason::Cancelled),
            Input::ShutDown => turn.end_untalked(Phase::Calling, EndReason::ShutDown),
            Input::MediaFailed => turn.end_untalked(Phase::Calling, EndReason::MediaFailed),
            Input::Over(reason) | Input::Refused(reason) => turn.end_untalked(Phase::Calling, reason),
            Input::Answer
            | Input::Decline
            | Input::Placed
            | Input::Rings
            | Input::EarlyAnswer(_)
            | Input::Accepted(_)
            | Input::Awarded
            | Input::Taken
            | Input::Withdrawn
            | Input::RingsFor(_)
            | Input::Reoffered { .. }
            | Input::ReanswerReady { .. }
            | Input::MediaConnected
            | Input::MediaLost { .. }
            | Input::Path(_)
            | Input::MediaClosed => State::Offering(self),
        }
    }

    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        turn.end_untalked(Phase::Calling, EndReason::MediaFailed)
    }
}
