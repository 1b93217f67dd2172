//! What every state needs in its turn: the time, and a place for intentions.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::ended::{Closing, Ended, Ending};
use super::{Action, Phase, State, Word};
use crate::EndReason;

/// One input's turn.
pub(super) struct Turn<'a> {
    pub(super) now: Instant,
    began: Instant,
    actions: &'a mut VecDeque<Action>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(now: Instant, began: Instant, actions: &'a mut VecDeque<Action>) -> Self {
        Self { now, began, actions }
    }

    pub(super) fn act(&mut self, action: Action) {
        self.actions.push_back(action);
    }

    pub(super) fn say(&mut self, word: Word) {
        self.act(Action::Say(word));
    }

    /// How long the call has rung or tried so far.
    pub(super) fn rung_for(&self) -> Duration {
        self.now.saturating_duration_since(self.began)
    }

    /// Ends a call for which no device was ever opened.
    pub(super) fn end_without_media(&self, reason: EndReason) -> State {
        State::Ended(Ended::new(Ending { reason, rang_for: self.rung_for(), talked_for: None }))
    }

    /// Ends a call before anybody talked; `shown` is what staff read until the microphone is closed.
    pub(super) fn end_untalked(&mut self, shown: Phase, reason: EndReason) -> State {
        let ending = Ending { reason, rang_for: self.rung_for(), talked_for: None };
        self.close(shown, ending)
    }

    /// Ends a call whose devices are open.
    pub(super) fn close(&mut self, shown: Phase, ending: Ending) -> State {
        self.act(Action::CloseMedia);
        State::Closing(Closing::new(self.now, shown, ending))
    }
}
