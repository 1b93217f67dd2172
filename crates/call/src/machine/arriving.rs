//! From a unit: it rings here and nobody has answered. No stack is built and no microphone is opened.

use std::time::{Duration, Instant};

use super::answering::Answering;
use super::{Input, LATE_WORD, State, Turn, Word};
use crate::{EndReason, Sdp};

/// It rings here.
#[derive(Debug)]
pub(super) struct Arriving {
    offer: Sdp,
    give_up_at: Instant,
}

impl Arriving {
    pub(super) fn enter(turn: &mut Turn<'_>, offer: Sdp, remaining: Duration) -> State {
        turn.say(Word::Alerting);
        State::Arriving(Self { offer, give_up_at: turn.now + remaining + LATE_WORD })
    }

    /// It rings on after an answer that could not be made.
    pub(super) fn resume(offer: Sdp, give_up_at: Instant) -> State {
        State::Arriving(Self { offer, give_up_at })
    }

    pub(super) fn deadline(&self) -> Instant {
        self.give_up_at
    }

    pub(super) fn handle(self, turn: &mut Turn<'_>, input: Input) -> State {
        match input {
            Input::Answer => Answering::enter(turn, self.offer, self.give_up_at),
            Input::Decline | Input::HangUp => {
                turn.say(Word::Decline);
                turn.end_without_media(EndReason::Declined)
            }
            Input::ShutDown => turn.end_without_media(EndReason::ShutDown),
            Input::Taken => turn.end_without_media(EndReason::AnsweredElsewhere),
            Input::Withdrawn => turn.end_without_media(EndReason::Cancelled),
            Input::Over(reason) | Input::Refused(reason) => turn.end_without_media(reason),
            Input::RingsFor(remaining) => {
                State::Arriving(Self { give_up_at: turn.now + remaining + LATE_WORD, ..self })
            }
            Input::Placed
            | Input::Rings
            | Input::EarlyAnswer(_)
            | Input::Accepted(_)
            | Input::Awarded
            | Input::Reoffered { .. }
            | Input::DescriptionReady(_)
            | Input::ReanswerReady { .. }
            | Input::MediaConnected
            | Input::MediaLost { .. }
            | Input::MediaFailed
            | Input::Path(_)
            | Input::MediaClosed => State::Arriving(self),
        }
    }

    /// The middleware has not said how it ended; the ring stops all the same.
    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        turn.end_without_media(EndReason::NoAnswer)
    }
}
