//! The check of this desk: one step after the other, each with a deadline and a verdict. A resident's call goes before it.
//!
//! ```text
//!  None ──start──► Running: Microphone ► Speaker ► Ringer ► Notification ► Server ► Line ► SignIn ► IceServers ► TestCall ──► Over
//!                     └──────── stopped by a person, by a call, by the lock: what was not reached is not tested ────────────────┘
//! ```

mod found;
mod step;

use std::collections::VecDeque;
use std::time::Instant;

use roomline_signaling::call::CallId;
use roomline_signaling::rest::IceServer;

use super::{Trial, Wall};
use crate::state::{
    Check, CheckFinding, CheckReport, CheckResult, CheckStep, CheckStop, SignInProblem, SoundTrouble, Sounded,
    UnreachableReason,
};

use step::{
    LINE_IS_ALIVE_WITHIN, NOTIFIES_WITHIN, PERSON_ANSWERS_WITHIN, PERSON_CHOOSES_WITHIN, SERVER_ANSWERS_WITHIN,
    SOUND_STARTS_WITHIN, Step, TEST_CALL_LASTS, TONE_IS_OVER_WITHIN,
};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Checking {
    state: State,
    /// Of the last thing that was tried or asked: what an earlier one tells later counts for nothing.
    number: u32,
    wishes: VecDeque<Wish>,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    None,
    Running {
        results: Vec<CheckResult>,
        step: Step,
    },
    Over {
        results: Vec<CheckResult>,
        stopped: Option<CheckStop>,
        at: Instant,
    },
}

/// What a check wants of the rest of the station.
#[derive(Debug)]
pub(super) enum Wish {
    /// Try something outside of the core: [`Checking::tried`].
    Try(u32, Trial),
    /// Stop what is tried.
    StopTrying,
    /// Say [`Checking::ring_is_off`] if that is so.
    SeeWhetherRingIsOn,
    /// Ask the server: [`Checking::server_said`].
    AskServer(u32),
    /// Ask for a sign of life on the connection that calls come by, or connect: [`Checking::line_is_alive`].
    AwaitLine,
    /// Renew the sign-in: [`Checking::renewed`].
    RenewSignIn,
    /// Say [`Checking::cannot_call`] if that is so.
    SeeWhetherToCall,
}

impl Checking {
    pub(super) fn shown(&self, wall: Wall) -> Check {
        match &self.state {
            State::None => Check::None,
            State::Running { results, step } => Check::Running { results: results.clone(), doing: step.shown() },
            State::Over { results, stopped, at } => {
                Check::Over(CheckReport { results: results.clone(), stopped: *stopped, at_ms: wall.ms_at(*at) })
            }
        }
    }

    /// The call that it watches.
    pub(super) fn test_call(&self) -> Option<CallId> {
        if let Some(Step::Calling { call, .. }) = self.step() { Some(*call) } else { None }
    }

    /// Whether somebody may choose a room now.
    pub(super) fn is_choosing(&self) -> bool {
        matches!(self.step(), Some(Step::Choosing { .. }))
    }

    pub(super) fn is_running(&self) -> bool {
        self.step().is_some()
    }

    pub(super) fn poll_wish(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }

    /// Begins; a check that runs goes on.
    pub(super) fn start(&mut self, now: Instant) {
        if !self.is_running() {
            let step = self.begin(now, CheckStep::Microphone);
            self.state = State::Running { results: Vec::new(), step };
        }
    }

    /// Ends it, if it runs; what was not reached is not tested.
    pub(super) fn stop(&mut self, now: Instant, why: CheckStop) {
        let State::Running { results, .. } = &mut self.state else { return };
        let mut results = std::mem::take(results);
        let missing = CheckStep::ALL.into_iter().skip(results.len());
        results.extend(missing.map(|step| CheckResult { step, finding: CheckFinding::NotReached }));
        tracing::info!(?why, "the check of this desk was stopped");
        self.state = State::Over { results, stopped: Some(why), at: now };
        self.wishes.push_back(Wish::StopTrying);
    }

    /// Somebody else sits here: nothing of it is left.
    pub(super) fn forget(&mut self) {
        if let State::Running { .. } = std::mem::take(&mut self.state) {
            self.wishes.push_back(Wish::StopTrying);
        }
    }

    /// Somebody skips a step. One that is over by now is not skipped, nor is the next.
    pub(super) fn skip(&mut self, now: Instant, which: CheckStep) {
        if self.step().is_some_and(|step| step.step() == which) {
            self.found(now, CheckFinding::Skipped);
        }
    }

    /// Somebody heard a sound, or did not. An answer that comes too late counts for nothing.
    pub(super) fn answered(&mut self, now: Instant, sound: Sounded, heard: bool) {
        if matches!(self.step(), Some(Step::Asking { of, .. }) if *of == sound) {
            self.found(now, if heard { CheckFinding::Heard } else { CheckFinding::NotHeard });
        }
    }

    /// The room that somebody chose is being called.
    pub(super) fn calls(&mut self, now: Instant, call: CallId) {
        if let State::Running { step: step @ Step::Choosing { .. }, .. } = &mut self.state {
            *step = Step::Calling { call, talks: false, until: now + TEST_CALL_LASTS };
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.step().map(Step::until)
    }

    /// A step's time is up.
    pub(super) fn handle_timeout(&mut self, now: Instant) {
        let State::Running { step, .. } = &mut self.state else { return };
        if now < step.until() {
            return;
        }
        let finding = match step {
            Step::Opening { .. } | Step::Playing { .. } => CheckFinding::Sound { trouble: SoundTrouble::Busy },
            Step::Listening { loudest, .. } => found::nobody_spoke(*loudest),
            Step::StartingRing { .. } => CheckFinding::Sound { trouble: SoundTrouble::NoSpeaker },
            Step::Ringing { .. } => {
                *step = Step::Asking { of: Sounded::Ring, until: now + PERSON_ANSWERS_WITHIN };
                return;
            }
            Step::Asking { .. } | Step::Choosing { .. } => CheckFinding::NobodyAnswered,
            // Nobody follows this station who could show one.
            Step::Notifying { .. } => CheckFinding::NoNotifications,
            Step::AskingServer { .. } | Step::Renewing { .. } | Step::FetchingIceServers { .. } => {
                CheckFinding::Server { problem: SignInProblem::Unreachable }
            }
            Step::AwaitingLine { reason, .. } => CheckFinding::DoesNotRing { reason: *reason },
            Step::Probing { urls, .. } => found::all_silent(std::mem::take(urls)),
            Step::Calling { talks, .. } => found::call_goes_on(*talks),
        };
        self.found(now, finding);
    }

    fn step(&self) -> Option<&Step> {
        if let State::Running { step, .. } = &self.state { Some(step) } else { None }
    }

    /// Keeps what the step found and goes on with the next.
    fn found(&mut self, now: Instant, finding: CheckFinding) {
        let State::Running { results, step } = &mut self.state else { return };
        let done = step.step();
        tracing::info!(step = ?done, verdict = ?finding.verdict(), "a step of the check of this desk is done");
        if step.is_tried_outside() {
            self.wishes.push_back(Wish::StopTrying);
        }
        results.push(CheckResult { step: done, finding });
        let results = std::mem::take(results);
        self.state = match CheckStep::ALL.get(results.len()).copied() {
            Some(next) => State::Running { results, step: self.begin(now, next) },
            None => State::Over { results, stopped: None, at: now },
        };
    }

    fn begin(&mut self, now: Instant, which: CheckStep) -> Step {
        self.number = self.number.wrapping_add(1);
        let number = self.number;
        let (wish, step) = match which {
            CheckStep::Microphone => {
                (Some(Wish::Try(number, Trial::Listen)), Step::Opening { number, until: now + SOUND_STARTS_WITHIN })
            }
            CheckStep::Speaker => {
                (Some(Wish::Try(number, Trial::PlayTone)), Step::Playing { number, until: now + TONE_IS_OVER_WITHIN })
            }
            CheckStep::Ringer => {
                (Some(Wish::SeeWhetherRingIsOn), Step::StartingRing { until: now + SOUND_STARTS_WITHIN })
            }
            CheckStep::Notification => (None, Step::Notifying { number, until: now + NOTIFIES_WITHIN }),
            CheckStep::Server => (
                Some(Wish::AskServer(number)),
                Step::AskingServer { number, asked: now, until: now + SERVER_ANSWERS_WITHIN },
            ),
            CheckStep::Line => (
                Some(Wish::AwaitLine),
                Step::AwaitingLine { reason: UnreachableReason::NoAnswer, until: now + LINE_IS_ALIVE_WITHIN },
            ),
            CheckStep::SignIn => (Some(Wish::RenewSignIn), Step::Renewing { until: now + SERVER_ANSWERS_WITHIN }),
            CheckStep::IceServers => {
                (Some(Wish::AskServer(number)), Step::FetchingIceServers { number, until: now + SERVER_ANSWERS_WITHIN })
            }
            CheckStep::TestCall => {
                (Some(Wish::SeeWhetherToCall), Step::Choosing { until: now + PERSON_CHOOSES_WITHIN })
            }
        };
        self.wishes.extend(wish);
        step
    }
}

/// Every URL of these servers by itself.
fn urls_of(servers: &[IceServer]) -> Vec<String> {
    servers.iter().flat_map(|server| server.urls.iter().cloned()).collect()
}
