//! To a unit, from our offer's leaving until the resident picks up. An early answer warms the media path up meanwhile.

use std::time::Instant;

use super::agreed::Agreed;
use super::connecting::Connecting;
use super::{Action, Input, LATE_WORD, Phase, REPLY_WITHIN, RING_LIMIT, State, Turn, Word};
use crate::description::Description;
use crate::{EndReason, Sdp};

/// The middleware has, or is getting, our offer.
#[derive(Debug)]
pub(super) struct Ringing {
    offer: Sdp,
    far_end: FarEnd,
    early: Option<Early>,
    give_up_at: Instant,
}

/// What is known of the other end.
#[derive(Debug)]
enum FarEnd {
    /// The middleware has not said yet that it took the offer.
    Unanswered { reply_by: Instant },
    /// Alexa is being asked.
    Asked,
    /// The Echo rings.
    Rings,
}

/// An answer ahead of acceptance. The stack has it.
#[derive(Debug)]
struct Early {
    answer: Sdp,
    path_is_warm: bool,
}

impl Ringing {
    pub(super) fn enter(turn: &Turn<'_>, offer: Sdp) -> State {
        State::Ringing(Self {
            offer,
            far_end: FarEnd::Unanswered { reply_by: turn.now + REPLY_WITHIN },
            early: None,
            give_up_at: turn.now + RING_LIMIT + LATE_WORD,
        })
    }

    pub(super) fn phase(&self) -> Phase {
        match self.far_end {
            FarEnd::Unanswered { .. } | FarEnd::Asked => Phase::Calling,
            FarEnd::Rings => Phase::Ringing,
        }
    }

    pub(super) fn deadline(&self) -> Instant {
        match self.far_end {
            FarEnd::Unanswered { reply_by } => reply_by.min(self.give_up_at),
            FarEnd::Asked | FarEnd::Rings => self.give_up_at,
        }
    }

    pub(super) fn handle(mut self, turn: &mut Turn<'_>, input: Input) -> State {
        match input {
            Input::Placed => {
                if let FarEnd::Unanswered { .. } = self.far_end {
                    self.far_end = FarEnd::Asked;
                }
                State::Ringing(self)
            }
            Input::Rings => {
                if !matches!(self.far_end, FarEnd::Rings) {
                    turn.act(Action::PlayRingback);
                }
                self.far_end = FarEnd::Rings;
                State::Ringing(self)
            }
            Input::EarlyAnswer(answer) => self.take_answer(turn, answer),
            Input::Accepted(Some(answer)) => match self.take_answer(turn, answer) {
                State::Ringing(state) => state.accepted(turn),
                ended => ended,
            },
            Input::Accepted(None) => self.accepted(turn),
            Input::MediaConnected | Input::MediaLost { .. } => {
                if let Some(early) = &mut self.early {
                    early.path_is_warm = input == Input::MediaConnected;
                }
                State::Ringing(self)
            }
            Input::Refused(reason) | Input::Over(reason) => turn.end_untalked(self.phase(), reason),
            Input::HangUp => self.give_up(turn, EndReason::Cancelled),
            Input::ShutDown => self.give_up(turn, EndReason::ShutDown),
            Input::MediaFailed => self.give_up(turn, EndReason::MediaFailed),
            Input::Answer
            | Input::Decline
            | Input::Awarded
            | Input::Taken
            | Input::Withdrawn
            | Input::RingsFor(_)
            | Input::Reoffered { .. }
            | Input::DescriptionReady(_)
            | Input::ReanswerReady { .. }
            | Input::Path(_)
            | Input::MediaClosed => State::Ringing(self),
        }
    }

    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        let reason = match self.far_end {
            FarEnd::Unanswered { .. } => EndReason::SignalingFailed,
            FarEnd::Asked => EndReason::Expired,
            FarEnd::Rings => EndReason::NoAnswer,
        };
        self.give_up(turn, reason)
    }

    /// The first answer goes to the stack; a later one is only compared, because the stack cannot take it.
    fn take_answer(mut self, turn: &mut Turn<'_>, answer: Sdp) -> State {
        if let FarEnd::Unanswered { .. } = self.far_end {
            self.far_end = FarEnd::Asked;
        }
        match &self.early {
            None => {
                turn.act(Action::ApplyAnswer { answer: answer.clone() });
                self.early = Some(Early { answer, path_is_warm: false });
                State::Ringing(self)
            }
            Some(early) if is_same_transport(&early.answer, &answer) => State::Ringing(self),
            Some(_) => self.give_up(turn, EndReason::MediaFailed),
        }
    }

    fn accepted(self, turn: &mut Turn<'_>) -> State {
        match self.early {
            Some(Early { answer, path_is_warm }) => {
                let agreed = Agreed::new(self.offer, answer, turn.rung_for());
                Connecting::enter_accepted(turn, agreed, path_is_warm)
            }
            None => self.give_up(turn, EndReason::MediaFailed),
        }
    }

    fn give_up(self, turn: &mut Turn<'_>, reason: EndReason) -> State {
        turn.say(Word::End(reason));
        turn.end_untalked(self.phase(), reason)
    }
}

fn is_same_transport(first: &Sdp, later: &Sdp) -> bool {
    match (Description::parse(first), Description::parse(later)) {
        (Ok(first), Ok(later)) => first.same_transport(&later),
        (Err(_), _) | (_, Err(_)) => first == later,
    }
}
