//! Accepted or awarded: the gate is open, but no sound can flow yet.

use std::time::Instant;

use super::agreed::{Agreed, NoAgreement};
use super::talking::Talking;
use super::{ACCEPTANCE_WITHIN, Ending, Input, MEDIA_WITHIN, Phase, State, Turn, Word};
use crate::EndReason;

/// The resident waits for our voice.
#[derive(Debug)]
pub(super) struct Connecting {
    agreed: Agreed,
    acceptance: Acceptance,
}

/// Whether Alexa knows that the call is accepted; the media deadline counts from there.
#[derive(Debug)]
enum Acceptance {
    /// From a unit: awarded to us, Alexa is being told.
    Pending { give_up_at: Instant },
    /// It does.
    Known { media_by: Instant },
}

impl Connecting {
    /// To a unit: the resident picked up.
    pub(super) fn enter_accepted(turn: &mut Turn<'_>, agreed: Agreed, path_is_warm: bool) -> State {
        Self::enter(turn, agreed, Acceptance::Known { media_by: turn.now + MEDIA_WITHIN }, path_is_warm)
    }

    /// From a unit: our claim won.
    pub(super) fn enter_awarded(turn: &mut Turn<'_>, agreed: Agreed, path_is_warm: bool) -> State {
        Self::enter(turn, agreed, Acceptance::Pending { give_up_at: turn.now + ACCEPTANCE_WITHIN }, path_is_warm)
    }

    fn enter(turn: &mut Turn<'_>, agreed: Agreed, acceptance: Acceptance, path_is_warm: bool) -> State {
        agreed.open_gate(turn);
        if path_is_warm { Talking::enter(turn, agreed) } else { State::Connecting(Self { agreed, acceptance }) }
    }

    pub(super) fn deadline(&self) -> Instant {
        match self.acceptance {
            Acceptance::Pending { give_up_at } => give_up_at,
            Acceptance::Known { media_by } => media_by,
        }
    }

    pub(super) fn handle(mut self, turn: &mut Turn<'_>, input: Input) -> State {
        match input {
            Input::Accepted(_) => {
                if let Acceptance::Pending { .. } = self.acceptance {
                    self.acceptance = Acceptance::Known { media_by: turn.now + MEDIA_WITHIN };
                }
                State::Connecting(self)
            }
            Input::MediaConnected => Talking::enter(turn, self.agreed),
            Input::Reoffered { update_id, offer } => match self.agreed.reoffered(turn, update_id, offer) {
                Ok(()) => State::Connecting(self),
                Err(NoAgreement) => self.end_here(turn, EndReason::MediaFailed),
            },
            Input::ReanswerReady { update_id, answer } => {
                self.agreed.reanswered(turn, update_id, answer);
                State::Connecting(self)
            }
            Input::HangUp => self.end_here(turn, EndReason::HungUpHere),
            Input::ShutDown => self.end_here(turn, EndReason::ShutDown),
            Input::MediaFailed => self.end_here(turn, EndReason::MediaFailed),
            Input::Over(reason) | Input::Refused(reason) => self.end(turn, reason),
            // Alexa refused our answer: the award is taken back and the others ring again.
            Input::Withdrawn => self.end(turn, EndReason::SignalingFailed),
            Input::Answer
            | Input::Decline
            | Input::Placed
            | Input::Rings
            | Input::EarlyAnswer(_)
            | Input::Awarded
            | Input::Taken
            | Input::RingsFor(_)
            | Input::DescriptionReady(_)
            | Input::MediaLost { .. }
            | Input::Path(_)
            | Input::MediaClosed => State::Connecting(self),
        }
    }

    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        let reason = match self.acceptance {
            Acceptance::Pending { .. } => EndReason::SignalingFailed,
            Acceptance::Known { .. } => EndReason::MediaFailed,
        };
        self.end_here(turn, reason)
    }

    fn end_here(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        turn.say(Word::End(reason));
        self.end(turn, reason)
    }

    fn end(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        turn.close(Phase::Connecting, Ending { reason, rang_for: self.agreed.rang_for(), talked_for: None })
    }
}
