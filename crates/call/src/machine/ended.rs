//! The end: first the microphone closes, only then does the state say so.

use std::time::{Duration, Instant};

use super::{CLOSE_WITHIN, Input, Phase, State};
use crate::EndReason;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Why.
    pub reason: EndReason,
    /// How long it rang or tried until it was accepted or ended.
    pub rang_for: Duration,
    /// How long sound could flow; `None` if it never could.
    pub talked_for: Option<Duration>,
}

/// Over, but the devices are still being closed.
#[derive(Debug)]
pub(super) struct Closing {
    shown: Phase,
    ending: Ending,
    give_up_at: Instant,
}

/// Over, and the devices are closed.
#[derive(Debug)]
pub(super) struct Ended(Ending);

impl Closing {
    pub(super) fn new(now: Instant, shown: Phase, ending: Ending) -> Self {
        Self { shown, ending, give_up_at: now + CLOSE_WITHIN }
    }

    /// What was true before: staff read *Call ended* only when nobody can hear them any more.
    pub(super) fn phase(&self) -> Phase {
        self.shown
    }

    pub(super) fn deadline(&self) -> Instant {
        self.give_up_at
    }

    pub(super) fn handle(self, input: Input) -> State {
        match input {
            Input::MediaClosed => State::Ended(Ended(self.ending)),
            _ => State::Closing(self),
        }
    }

    pub(super) fn time_is_up(self) -> State {
        State::Ended(Ended(self.ending))
    }
}

impl Ended {
    pub(super) fn new(ending: Ending) -> Self {
        Self(ending)
    }

    /// Stands where a state is taken out for the length of one step.
    pub(super) fn placeholder() -> Self {
        Self(Ending { reason: EndReason::ShutDown, rang_for: Duration::ZERO, talked_for: None })
    }

    pub(super) fn ending(&self) -> Ending {
        self.0
    }
}
