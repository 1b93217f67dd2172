//! What both ends agreed on last, and how a re-offer of the Echo changes it.

use std::time::Duration;

use super::path::Mend;
use super::{Action, Turn, Word};
use crate::description::{Description, Flow, ReofferError, answer_reoffer};
use crate::{Sdp, UpdateId};

/// Our last description and the Echo's, of a call that is accepted or awarded.
#[derive(Debug)]
pub(super) struct Agreed {
    pub(super) ours: Sdp,
    pub(super) theirs: Sdp,
    /// A re-offer of ours.
    pub(super) mend: Mend,
    /// A re-offer that the stack is answering.
    at_the_stack: Option<(UpdateId, Sdp)>,
    rang_for: Duration,
}

/// The descriptions do not fit each other: there can be no media.
pub(super) struct NoAgreement;

impl Agreed {
    pub(super) fn new(ours: Sdp, theirs: Sdp, rang_for: Duration) -> Self {
        Self { ours, theirs, mend: Mend::default(), at_the_stack: None, rang_for }
    }

    pub(super) fn rang_for(&self) -> Duration {
        self.rang_for
    }

    /// Opens the gate as far as the Echo's description allows.
    pub(super) fn open_gate(&self, turn: &mut Turn<'_>) {
        let theirs = Description::parse(&self.theirs).ok().and_then(|theirs| theirs.audio_flow());
        turn.act(Action::SetGate(theirs.unwrap_or(Flow::SendRecv).mirrored()));
    }

    /// Answers a re-offer by our own pure function, or lets the stack do it.
    ///
    /// One that cannot be read, or is older than the last one, is passed over: the middleware decides what to do.
    pub(super) fn reoffered(
        &mut self,
        turn: &mut Turn<'_>,
        update_id: UpdateId,
        offer: Sdp,
    ) -> Result<(), NoAgreement> {
        match answer_reoffer(&self.ours, &self.theirs, &offer) {
            Ok(reanswer) => {
                self.ours = reanswer.sdp.clone();
                self.theirs = offer;
                turn.say(Word::Reanswer { update_id, answer: reanswer.sdp });
                turn.act(Action::SetGate(reanswer.flow));
                Ok(())
            }
            Err(ReofferError::NeedsStack) => {
                turn.act(Action::ApplyReoffer {
                    update_id: update_id.clone(),
                    offer: offer.clone(),
                    ours: self.ours.clone(),
                });
                self.at_the_stack = Some((update_id, offer));
                Ok(())
            }
            Err(ReofferError::Stale | ReofferError::Unreadable(_)) => Ok(()),
            Err(ReofferError::NoAgreement(_)) => Err(NoAgreement),
        }
    }

    /// Takes the stack's answer to the re-offer it was last given.
    pub(super) fn reanswered(&mut self, turn: &mut Turn<'_>, update_id: UpdateId, answer: Sdp) {
        if let Some((_, offer)) = self.at_the_stack.take_if(|(asked, _)| *asked == update_id) {
            self.ours = answer.clone();
            self.theirs = offer;
            turn.say(Word::Reanswer { update_id, answer });
            self.open_gate(turn);
        }
    }
}
