//! What facts mean for the step that waits for them. One that comes too late, or for another step, counts for nothing.

use std::time::{Duration, Instant};

use roomline_audio::Level;
use roomline_signaling::call::EndReason;
use roomline_signaling::rest::{IceServers, Session};

use super::step::{ICE_SERVERS_ANSWER_WITHIN, LISTENS_AT_LEAST, LISTENS_FOR, RINGS_FOR, TEST_CALL_LASTS};
use super::{Checking, PERSON_ANSWERS_WITHIN, State, Step, Wish, urls_of};
use crate::client::AskError;
use crate::core::session::problem_of;
use crate::core::{IceServerTried, Trial, TrialNews};
use crate::state::{
    CheckFinding, FailedIceServer, IceServerFault, NotificationTrial, SoundTrouble, Sounded, UnreachableReason,
};

/// Quieter than any room through any working microphone, in dBFS; a call is told the same.
const SILENT_BELOW: f32 = -70.0;
/// Softer than this nobody talks, in dBFS.
const TALKS_ABOVE: f32 = -60.0;

impl Checking {
    /// What is tried outside of the core has news.
    pub(in crate::core) fn tried(&mut self, now: Instant, number: u32, news: TrialNews) {
        let finding = match (&mut self.state, news) {
            (State::Running { step, .. }, news) if step.is_of(number) => match (step, news) {
                (step @ Step::Opening { .. }, TrialNews::Hears { device, level }) => {
                    let until = now + LISTENS_FOR;
                    *step = Step::Listening { number, device, level, loudest: level, since: now, until };
                    None
                }
                (
                    Step::Listening { device, level, loudest, since, .. },
                    TrialNews::Hears { device: with, level: now_is },
                ) => {
                    (*device, *level) = (with, now_is);
                    if now_is > *loudest {
                        *loudest = now_is;
                    }
                    let spoke = loudest.dbfs() >= TALKS_ABOVE && now >= *since + LISTENS_AT_LEAST;
                    spoke.then(|| CheckFinding::Hears { device: device.clone() })
                }
                (Step::Opening { .. } | Step::Listening { .. } | Step::Playing { .. }, TrialNews::Sound(trouble)) => {
                    Some(CheckFinding::Sound { trouble })
                }
                (step @ Step::Playing { .. }, TrialNews::Played) => {
                    *step = Step::Asking { of: Sounded::Tone, until: now + PERSON_ANSWERS_WITHIN };
                    None
                }
                (Step::Probing { .. }, TrialNews::IceServers(tried)) => Some(of_ice_servers(tried)),
                _ => None,
            },
            _ => None,
        };
        if let Some(finding) = finding {
            self.found(now, finding);
        }
    }

    /// So many loudspeakers ring now.
    pub(in crate::core) fn rings_on(&mut self, now: Instant, loudspeakers: usize) {
        if let State::Running { step: step @ Step::StartingRing { .. }, .. } = &mut self.state
            && loudspeakers > 0
        {
            *step = Step::Ringing { until: now + RINGS_FOR };
        }
    }

    /// The desk is set to ring without a sound.
    pub(in crate::core) fn ring_is_off(&mut self, now: Instant) {
        if let Some(Step::StartingRing { .. }) = self.step() {
            self.found(now, CheckFinding::RingIsOff);
        }
    }

    /// The desktop says what became of a test notification.
    pub(in crate::core) fn notified(&mut self, now: Instant, number: u32, what: NotificationTrial) {
        if matches!(self.step(), Some(step @ Step::Notifying { .. }) if step.is_of(number)) {
            let finding = match what {
                NotificationTrial::Shown => CheckFinding::Shown,
                NotificationTrial::Refused => CheckFinding::NotShown,
                NotificationTrial::NotUsed => CheckFinding::NoNotifications,
            };
            self.found(now, finding);
        }
    }

    /// The server answered a question of the check.
    pub(in crate::core) fn server_said(&mut self, now: Instant, number: u32, outcome: Result<IceServers, AskError>) {
        let Some(step) = self.step().filter(|step| step.is_of(number)) else { return };
        let finding = match (step, outcome) {
            (Step::AskingServer { .. } | Step::FetchingIceServers { .. }, Err(error)) => {
                CheckFinding::Server { problem: problem_of(error) }
            }
            (Step::AskingServer { asked, .. }, Ok(_)) => CheckFinding::Answered { after: now.duration_since(*asked) },
            (Step::FetchingIceServers { .. }, Ok(IceServers { servers, .. })) => {
                let urls = urls_of(&servers);
                if !urls.is_empty() {
                    self.wishes.push_back(Wish::Try(number, Trial::AskIceServers(servers)));
                    let until = now + ICE_SERVERS_ANSWER_WITHIN;
                    if let State::Running { step, .. } = &mut self.state {
                        *step = Step::Probing { number, urls, until };
                    }
                    return;
                }
                CheckFinding::NoIceServers
            }
            _ => return,
        };
        self.found(now, finding);
    }

    /// A sign of life came on the connection that calls come by.
    pub(in crate::core) fn line_is_alive(&mut self, now: Instant, is_in_ring_group: bool) {
        if let Some(Step::AwaitingLine { .. }) = self.step() {
            self.found(now, if is_in_ring_group { CheckFinding::Rings } else { CheckFinding::InNoRingGroup });
        }
    }

    /// That connection could not be made, or was lost; it is made anew until the time for this is up.
    pub(in crate::core) fn line_is_down(&mut self, why: UnreachableReason) {
        if let State::Running { step: Step::AwaitingLine { reason, .. }, .. } = &mut self.state {
            *reason = why;
        }
    }

    /// The sign-in was renewed, or could not be.
    pub(in crate::core) fn renewed(&mut self, now: Instant, outcome: &Result<Session, AskError>) {
        if let Some(Step::Renewing { .. }) = self.step() {
            let finding = match outcome {
                Ok(session) => CheckFinding::Renewed { valid: Duration::from_secs(session.expires_in_s) },
                Err(error) => CheckFinding::Server { problem: problem_of(*error) },
            };
            self.found(now, finding);
        }
    }

    /// The server cannot be reached, so nobody can be called.
    pub(in crate::core) fn cannot_call(&mut self, now: Instant) {
        if let Some(Step::Choosing { .. }) = self.step() {
            self.found(now, CheckFinding::CannotCall);
        }
    }

    /// Both ends of the test call can talk.
    pub(in crate::core) fn talks(&mut self) {
        if let State::Running { step: Step::Calling { talks, .. }, .. } = &mut self.state {
            *talks = true;
        }
    }

    /// The test call is over; whether both could talk is known.
    pub(in crate::core) fn call_ended(&mut self, now: Instant, reason: EndReason, rang_for: Duration, talked: bool) {
        if let Some(Step::Calling { .. }) = self.step() {
            let finding = match (is_failure(reason), talked) {
                (true, _) => CheckFinding::CallFailed { reason },
                (false, true) => CheckFinding::Talked { reason: Some(reason) },
                (false, false) => CheckFinding::CallNotTaken { reason, rang_for },
            };
            self.found(now, finding);
        }
    }
}

/// What a microphone that heard no more than `loudest` is.
pub(super) fn nobody_spoke(loudest: Level) -> CheckFinding {
    if loudest.dbfs() < SILENT_BELOW {
        CheckFinding::Sound { trouble: SoundTrouble::SilentMicrophone }
    } else {
        CheckFinding::NobodySpoke
    }
}

/// What a test call is whose time is up.
pub(super) fn call_goes_on(talks: bool) -> CheckFinding {
    if talks {
        CheckFinding::Talked { reason: None }
    } else {
        CheckFinding::CallNotTaken { reason: EndReason::Expired, rang_for: TEST_CALL_LASTS }
    }
}

pub(super) fn all_silent(urls: Vec<String>) -> CheckFinding {
    of_ice_servers(urls.into_iter().map(|url| IceServerTried { url, fault: Some(IceServerFault::Silent) }).collect())
}

fn of_ice_servers(tried: Vec<IceServerTried>) -> CheckFinding {
    let count = tried.len();
    let failed: Vec<FailedIceServer> =
        tried.into_iter().filter_map(|one| Some(FailedIceServer { url: one.url, why: one.fault? })).collect();
    if failed.is_empty() {
        CheckFinding::IceServersAnswered { count }
    } else {
        CheckFinding::IceServersFailed { count, failed }
    }
}

/// Whether a call that ended so has a fault; whoever does not answer, has none.
fn is_failure(reason: EndReason) -> bool {
    match reason {
        EndReason::MediaFailed
        | EndReason::SignalingFailed
        | EndReason::NotAllowed
        | EndReason::StationLost
        | EndReason::NobodyReachable => true,
        EndReason::HungUpHere
        | EndReason::HungUpThere
        | EndReason::Cancelled
        | EndReason::Declined
        | EndReason::Busy
        | EndReason::NoAnswer
        | EndReason::Expired
        | EndReason::AnsweredElsewhere
        | EndReason::ShutDown => false,
    }
}
