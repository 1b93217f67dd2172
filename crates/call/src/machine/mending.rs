//! Sound stopped and staff know it; it may come back.

use std::time::Instant;

use super::agreed::{Agreed, NoAgreement};
use super::talking::Talking;
use super::{Ending, Input, Phase, SILENCE_ENDS_AFTER, State, Turn, Word};
use crate::EndReason;

/// The media path is broken.
#[derive(Debug)]
pub(super) struct Mending {
    agreed: Agreed,
    since: Instant,
    silent_since: Instant,
}

impl Mending {
    pub(super) fn enter(turn: &mut Turn<'_>, agreed: Agreed, since: Instant, silent_since: Instant) -> State {
        turn.say(Word::MediaLost);
        State::Mending(Self { agreed, since, silent_since })
    }

    pub(super) fn phase(&self) -> Phase {
        Phase::Reconnecting { since: self.since, silent_since: self.silent_since }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.silent_since + SILENCE_ENDS_AFTER
    }

    pub(super) fn handle(mut self, turn: &mut Turn<'_>, input: Input) -> State {
        match input {
            Input::MediaConnected => Talking::resume(turn, self.agreed, self.since),
            Input::Reoffered { update_id, offer } => match self.agreed.reoffered(turn, update_id, offer) {
                Ok(()) => State::Mending(self),
                Err(NoAgreement) => self.end_here(turn, EndReason::MediaFailed),
            },
            Input::ReanswerReady { update_id, answer } => {
                self.agreed.reanswered(turn, update_id, answer);
                State::Mending(self)
            }
            Input::Path(news) => {
                self.agreed.take_path_news(turn, news);
                State::Mending(self)
            }
            Input::HangUp => self.end_here(turn, EndReason::HungUpHere),
            Input::ShutDown => self.end_here(turn, EndReason::ShutDown),
            Input::MediaFailed => self.end_here(turn, EndReason::MediaFailed),
            Input::Over(reason) | Input::Refused(reason) => self.end(turn, reason),
            Input::Withdrawn => self.end(turn, EndReason::SignalingFailed),
            Input::Answer
            | Input::Decline
            | Input::Placed
            | Input::Rings
            | Input::EarlyAnswer(_)
            | Input::Accepted(_)
            | Input::Awarded
            | Input::Taken
            | Input::RingsFor(_)
            | Input::DescriptionReady(_)
            | Input::MediaLost { .. }
            | Input::MediaClosed => State::Mending(self),
        }
    }

    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        self.end_here(turn, EndReason::MediaFailed)
    }

    fn end_here(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        turn.say(Word::End(reason));
        self.end(turn, reason)
    }

    /// The talk ended when the sound did.
    fn end(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        let talked_for = Some(self.silent_since.saturating_duration_since(self.since));
        let shown = self.phase();
        turn.close(shown, Ending { reason, rang_for: self.agreed.rang_for(), talked_for })
    }
}
