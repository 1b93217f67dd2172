//! From a unit, between the click on *Answer* and the award: our answer is made, then claimed with.

use std::time::{Duration, Instant};

use super::agreed::Agreed;
use super::arriving::Arriving;
use super::connecting::Connecting;
use super::{Action, DESCRIPTION_WITHIN, Input, LATE_WORD, Phase, REPLY_WITHIN, State, Turn, Word};
use crate::{EndReason, Sdp};

/// Somebody here answered; whether this station gets the call is not known yet. The gate is shut.
#[derive(Debug)]
pub(super) struct Answering {
    offer: Sdp,
    ring_ends_at: Instant,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The stack makes our answer.
    Preparing { give_up_at: Instant },
    /// The middleware has, or is getting, our claim.
    Claimed { answer: Sdp, rang_for: Duration, reply_by: Instant, path_is_warm: bool },
}

impl Answering {
    pub(super) fn enter(turn: &mut Turn<'_>, offer: Sdp, ring_ends_at: Instant) -> State {
        turn.act(Action::MakeAnswer { offer: offer.clone() });
        let stage = Stage::Preparing { give_up_at: turn.now + DESCRIPTION_WITHIN };
        State::Answering(Self { offer, ring_ends_at, stage })
    }

    pub(super) fn deadline(&self) -> Instant {
        match self.stage {
            Stage::Preparing { give_up_at } => give_up_at,
            Stage::Claimed { reply_by, .. } => reply_by,
        }
    }

    pub(super) fn handle(mut self, turn: &mut Turn<'_>, input: Input) -> State {
        match (input, self.stage) {
            (Input::DescriptionReady(answer), Stage::Preparing { .. }) => {
                turn.say(Word::Claim { answer: answer.clone() });
                let (rang_for, reply_by) = (turn.rung_for(), turn.now + REPLY_WITHIN);
                self.stage = Stage::Claimed { answer, rang_for, reply_by, path_is_warm: false };
                State::Answering(self)
            }
            (Input::Awarded, Stage::Claimed { answer, rang_for, path_is_warm, .. }) => {
                Connecting::enter_awarded(turn, Agreed::new(answer, self.offer, rang_for), path_is_warm)
            }
            (
                input @ (Input::MediaConnected | Input::MediaLost { .. }),
                Stage::Claimed { answer, rang_for, reply_by, .. },
            ) => {
                let path_is_warm = input == Input::MediaConnected;
                self.stage = Stage::Claimed { answer, rang_for, reply_by, path_is_warm };
                State::Answering(self)
            }
            (Input::MediaFailed, stage @ Stage::Preparing { .. }) => Self { stage, ..self }.ring_on(turn),
            (Input::MediaFailed, Stage::Claimed { .. }) => {
                leave(turn, Word::End(EndReason::MediaFailed), EndReason::MediaFailed)
            }
            (Input::HangUp | Input::Decline, Stage::Preparing { .. }) => {
                leave(turn, Word::Decline, EndReason::Declined)
            }
            (Input::HangUp | Input::Decline, Stage::Claimed { .. }) => {
                leave(turn, Word::End(EndReason::HungUpHere), EndReason::HungUpHere)
            }
            (Input::ShutDown, Stage::Preparing { .. }) => turn.end_untalked(Phase::Answering, EndReason::ShutDown),
            (Input::ShutDown, Stage::Claimed { .. }) => {
                leave(turn, Word::End(EndReason::ShutDown), EndReason::ShutDown)
            }
            (Input::Taken, _) => turn.end_untalked(Phase::Answering, EndReason::AnsweredElsewhere),
            (Input::Withdrawn, _) => turn.end_untalked(Phase::Answering, EndReason::Cancelled),
            (Input::Over(reason) | Input::Refused(reason), _) => turn.end_untalked(Phase::Answering, reason),
            (Input::RingsFor(remaining), stage) => {
                State::Answering(Self { ring_ends_at: turn.now + remaining + LATE_WORD, stage, ..self })
            }
            (
                Input::Answer
                | Input::Placed
                | Input::Rings
                | Input::EarlyAnswer(_)
                | Input::Accepted(_)
                | Input::Awarded
                | Input::Reoffered { .. }
                | Input::DescriptionReady(_)
                | Input::ReanswerReady { .. }
                | Input::MediaConnected
                | Input::MediaLost { .. }
                | Input::Path(_)
                | Input::MediaClosed,
                stage,
            ) => State::Answering(Self { stage, ..self }),
        }
    }

    pub(super) fn time_is_up(self, turn: &mut Turn<'_>) -> State {
        match self.stage {
            Stage::Preparing { .. } => self.ring_on(turn),
            Stage::Claimed { .. } => leave(turn, Word::End(EndReason::SignalingFailed), EndReason::SignalingFailed),
        }
    }

    /// No answer could be made. Nobody was told of the attempt, so the resident's call goes on ringing, here too.
    fn ring_on(self, turn: &mut Turn<'_>) -> State {
        turn.act(Action::CloseMedia);
        Arriving::resume(self.offer, self.ring_ends_at)
    }
}

fn leave(turn: &mut Turn<'_>, word: Word, reason: EndReason) -> State {
    turn.say(word);
    turn.end_untalked(Phase::Answering, reason)
}
