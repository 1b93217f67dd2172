//! Both can talk.

use std::time::Instant;

use super::agreed::{Agreed, NoAgreement};
use super::mending::Mending;
use super::{Ending, Input, Phase, SILENCE_SHOWN_AFTER, State, Turn, Word};
use crate::EndReason;

/// Sound can flow, or has been silent for too short a time to speak of it.
#[derive(Debug)]
pub(super) struct Talking {
    agreed: Agreed,
    since: Instant,
    path: Path,
}

#[derive(Debug)]
enum Path {
    Flowing,
    Silent { since: Instant },
}

impl Talking {
    pub(super) fn enter(turn: &mut Turn<'_>, agreed: Agreed) -> State {
        turn.say(Word::MediaConnected);
        State::Talking(Self { agreed, since: turn.now, path: Path::Flowing })
    }

    /// Sound is back after a break that was shown.
    pub(super) fn resume(turn: &mut Turn<'_>, agreed: Agreed, since: Instant) -> State {
        turn.say(Word::MediaRestored);
        State::Talking(Self { agreed, since, path: Path::Flowing })
    }

    pub(super) fn since(&self) -> Instant {
        self.since
    }

    /// `None` while sound flows: a call in which people talk has no deadline of the station's.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.path {
            Path::Flowing => None,
            Path::Silent { since } => Some(since + SILENCE_SHOWN_AFTER),
        }
    }

    pub(super) fn handle(mut self, turn: &mut Turn<'_>, input: Input) -> State {
        match input {
            Input::MediaLost { silent_since } if turn.now >= silent_since + SILENCE_SHOWN_AFTER => {
                Mending::enter(turn, self.agreed, self.since, silent_since)
            }
            Input::MediaLost { silent_since } => {
                State::Talking(Self { path: Path::Silent { since: silent_since }, ..self })
            }
            Input::MediaConnected => State::Talking(Self { path: Path::Flowing, ..self }),
            Input::Reoffered { update_id, offer } => match self.agreed.reoffered(turn, update_id, offer) {
                Ok(()) => State::Talking(self),
                Err(NoAgreement) => self.end_here(turn, EndReason::MediaFailed),
            },
            Input::ReanswerReady { update_id, answer } => {
                self.agreed.reanswered(turn, update_id, answer);
                State::Talking(self)
            }
            Input::Path(news) => {
                self.agreed.take_path_news(turn, news);
                State::Talking(self)
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
            | Input::MediaClosed => State::Talking(self),
        }
    }

    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        match self.path {
            Path::Flowing => State::Talking(self),
            Path::Silent { since } => Mending::enter(turn, self.agreed, self.since, since),
        }
    }

    fn end_here(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        turn.say(Word::End(reason));
        self.end(turn, reason)
    }

    fn end(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        let talked_for = Some(turn.now.saturating_duration_since(self.since));
        turn.close(Phase::InCall { since: self.since }, Ending { reason, rang_for: self.agreed.rang_for(), talked_for })
    }
}
