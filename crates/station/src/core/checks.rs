//! The check of this desk among the other parts of the station: what it wants of them, what they tell it, and what goes before it.

use std::time::Instant;

use roomline_signaling::call::UnitId;

use super::check::Wish;
use super::desk::Reach;
use super::{Action, Core};
use crate::client::{Ask, link};
use crate::request::{CheckRequest, RequestError};
use crate::state::{CallState, CheckStop};

impl Core {
    pub(super) fn take_check_request(&mut self, now: Instant, request: CheckRequest) -> Result<(), RequestError> {
        match request {
            CheckRequest::Start => self.start_check(now)?,
            CheckRequest::Answer { sound, heard } => self.check.answered(now, sound, heard),
            CheckRequest::Skip(step) => self.check.skip(now, step),
            CheckRequest::Call(unit) => self.call_for_check(now, &unit)?,
            CheckRequest::Notified { number, what } => self.check.notified(now, number, what),
            CheckRequest::Stop => self.stop_check(now)?,
        }
        Ok(())
    }

    fn start_check(&mut self, now: Instant) -> Result<(), RequestError> {
        self.session.access()?;
        if self.check.is_running() {
            return Ok(());
        }
        self.calls.check_voice_is_free()?;
        if !self.calls.ringing().is_empty() {
            return Err(RequestError::Ringing);
        }
        self.check.start(now);
        Ok(())
    }

    /// Calls a unit as any other call is made, if the check still waits for one.
    fn call_for_check(&mut self, now: Instant, unit: &UnitId) -> Result<(), RequestError> {
        if self.check.is_choosing() {
            self.start_call(now, unit)?;
            if let Some((call, _)) = self.calls.voice() {
                self.check.calls(now, call);
            }
        }
        Ok(())
    }

    /// Ends the check, and a test call with it.
    fn stop_check(&mut self, now: Instant) -> Result<(), RequestError> {
        let test = self.check.test_call();
        self.check.stop(now, CheckStop::Person);
        let is_on = test.is_some() && self.calls.voice().map(|(id, _)| id) == test;
        if is_on { self.calls.hang_up(now) } else { Ok(()) }
    }

    /// What comes over the socket is also a sign of life.
    pub(super) fn take_socket(&mut self, now: Instant, input: link::Input) {
        let is_alive = self.desk.is_up() && matches!(input, link::Input::Frame(_) | link::Input::Alive);
        self.link.handle_input(now, input);
        if is_alive {
            self.check.line_is_alive(now, self.desk.is_in_ring_group());
        }
    }

    /// The link says that it is up, or down.
    pub(super) fn tell_check_of_line(&mut self, now: Instant) {
        match self.desk.reach() {
            Reach::Up => self.check.line_is_alive(now, self.desk.is_in_ring_group()),
            Reach::Losing { reason, .. } | Reach::Down { reason, .. } => self.check.line_is_down(reason),
            Reach::Connecting => {}
        }
    }

    /// A resident's call goes before a check, and so does every call but its own; a locked desk is not checked.
    pub(super) fn watch_check(&mut self, now: Instant) {
        if !self.check.is_running() {
            return;
        }
        let test = self.check.test_call();
        let another = self.calls.voice().is_some_and(|(id, one)| Some(id) != test && !one.call.is_over());
        if another || !self.calls.ringing().is_empty() {
            self.check.stop(now, CheckStop::Call);
        }
        if self.lock.is_locked() {
            self.check.stop(now, CheckStop::Locked);
        }
        if test.is_some() && self.calls.voice().is_some_and(|(id, one)| Some(id) == test && one.is_talking()) {
            self.check.talks();
        }
        if let Some(ended) = self.calls.ended().filter(|ended| Some(ended.call_id) == test)
            && let CallState::Ended { reason, rang_for, talked_for } = ended.state
        {
            self.check.call_ended(now, reason, rang_for, talked_for.is_some());
        }
    }

    pub(super) fn grant_check(&mut self, now: Instant, wish: Wish) {
        match wish {
            Wish::Try(number, trial) => self.actions.push_back(Action::Try { number, trial }),
            Wish::StopTrying => self.actions.push_back(Action::StopTrying),
            Wish::SeeWhetherRingIsOn if self.sound.ring_volume() == 0 => self.check.ring_is_off(now),
            Wish::SeeWhetherToCall if !self.desk.is_reachable() => self.check.cannot_call(now),
            Wish::SeeWhetherRingIsOn | Wish::SeeWhetherToCall => {}
            Wish::AskServer(number) => {
                if let Ok(access) = self.session.access().cloned() {
                    self.actions.push_back(Action::Ask(Ask::Check { access, number }));
                }
            }
            Wish::AwaitLine if self.desk.is_up() => self.actions.push_back(Action::Ping),
            Wish::AwaitLine => self.link.handle_input(now, link::Input::TryNow),
            Wish::RenewSignIn => self.session.renew(now),
        }
    }
}
