//! The views of a check, drawn from the station's state.

use std::time::Duration;

use roomline_station::{
    Check, CheckDoing, CheckFinding, CheckReport, CheckResult, CheckStep, CheckStop, FailedIceServer, IceServerFault,
    Sounded, StationState, Verdict,
};

use super::super::{EndView, Millis};
use super::{
    CheckDoingView, CheckFindingView, CheckResultView, CheckStepView, CheckStopView, CheckView, FailedIceServerView,
    IceServerFaultView, SoundedView, VerdictView,
};

impl From<&StationState> for CheckView {
    fn from(state: &StationState) -> Self {
        let list = |results: &[CheckResult]| results.iter().map(|one| CheckResultView::of(one, state.vpn)).collect();
        match &state.check {
            Check::None => Self::None,
            Check::Running { results, doing } => Self::Running { results: list(results), doing: doing.into() },
            Check::Over(CheckReport { results, stopped, at_ms }) => {
                let stopped = stopped.map(CheckStopView::from);
                Self::Over { results: list(results), stopped, at_ms: Millis(*at_ms) }
            }
        }
    }
}

impl CheckResultView {
    fn of(CheckResult { step, finding }: &CheckResult, vpn: bool) -> Self {
        let verdict = match finding.verdict() {
            Verdict::Passed => VerdictView::Passed,
            Verdict::Failed => VerdictView::Failed,
            Verdict::NotTested => VerdictView::NotTested,
        };
        Self { step: (*step).into(), verdict, finding: CheckFindingView::of(*step, finding, vpn) }
    }
}

impl CheckFindingView {
    fn of(step: CheckStep, finding: &CheckFinding, vpn: bool) -> Self {
        let end = |reason, rang_for| EndView::of(reason, rang_for, None, vpn);
        match finding {
            CheckFinding::Hears { device } => Self::Hears { device: device.name.clone() },
            CheckFinding::Heard => Self::Heard,
            CheckFinding::Shown => Self::Shown,
            CheckFinding::Answered { after } => Self::Answered { after_ms: whole(after.as_millis()) },
            CheckFinding::Rings => Self::Rings,
            CheckFinding::Renewed { valid } => Self::Renewed { valid_min: whole((valid.as_secs() / 60).into()) },
            CheckFinding::IceServersAnswered { count } => Self::IceServersAnswered { count: whole(*count as u128) },
            CheckFinding::NoIceServers => Self::NoIceServers,
            CheckFinding::Talked { reason } => Self::Talked { end: reason.map(|reason| end(reason, Duration::ZERO)) },
            CheckFinding::Sound { trouble } => Self::Sound { trouble: (*trouble).into() },
            CheckFinding::NotHeard => {
                Self::NotHeard { sound: if step == CheckStep::Ringer { SoundedView::Ring } else { SoundedView::Tone } }
            }
            CheckFinding::RingIsOff => Self::RingIsOff,
            CheckFinding::NotShown => Self::NotShown,
            CheckFinding::Server { problem } => Self::Server { problem: (*problem).into() },
            CheckFinding::DoesNotRing { reason } => Self::DoesNotRing { reason: (*reason).into() },
            CheckFinding::InNoRingGroup => Self::InNoRingGroup,
            CheckFinding::IceServersFailed { count, failed } => Self::IceServersFailed {
                count: whole(*count as u128),
                failed: failed.iter().map(FailedIceServerView::from).collect(),
            },
            CheckFinding::CallFailed { reason } => Self::CallFailed { end: end(*reason, Duration::ZERO) },
            CheckFinding::NobodySpoke => Self::NobodySpoke,
            CheckFinding::NobodyAnswered => Self::NobodyAnswered,
            CheckFinding::Skipped => Self::Skipped,
            CheckFinding::NotReached => Self::NotReached,
            CheckFinding::NoNotifications => Self::NoNotifications,
            CheckFinding::CannotCall => Self::CannotCall,
            CheckFinding::CallNotTaken { reason, rang_for } => Self::CallNotTaken { end: end(*reason, *rang_for) },
        }
    }
}

impl From<&CheckDoing> for CheckDoingView {
    fn from(doing: &CheckDoing) -> Self {
        match doing {
            CheckDoing::Listening { device, level_dbfs } => {
                Self::Listening { device: device.as_ref().map(|device| device.name.clone()), level_dbfs: *level_dbfs }
            }
            CheckDoing::Playing => Self::Playing,
            CheckDoing::Ringing => Self::Ringing,
            CheckDoing::Asking { of: Sounded::Tone } => Self::Asking { sound: SoundedView::Tone },
            CheckDoing::Asking { of: Sounded::Ring } => Self::Asking { sound: SoundedView::Ring },
            CheckDoing::Notifying { .. } => Self::Notifying,
            CheckDoing::AskingServer => Self::AskingServer,
            CheckDoing::AwaitingLine => Self::AwaitingLine,
            CheckDoing::RenewingSignIn => Self::RenewingSignIn,
            CheckDoing::AskingIceServers => Self::AskingIceServers,
            CheckDoing::Choosing => Self::Choosing,
            CheckDoing::Calling => Self::Calling,
        }
    }
}

impl From<CheckStep> for CheckStepView {
    fn from(step: CheckStep) -> Self {
        match step {
            CheckStep::Microphone => Self::Microphone,
            CheckStep::Speaker => Self::Speaker,
            CheckStep::Ringer => Self::Ringer,
            CheckStep::Notification => Self::Notification,
            CheckStep::Server => Self::Server,
            CheckStep::Line => Self::Line,
            CheckStep::SignIn => Self::SignIn,
            CheckStep::IceServers => Self::IceServers,
            CheckStep::TestCall => Self::TestCall,
        }
    }
}

impl From<CheckStepView> for CheckStep {
    fn from(step: CheckStepView) -> Self {
        match step {
            CheckStepView::Microphone => Self::Microphone,
            CheckStepView::Speaker => Self::Speaker,
            CheckStepView::Ringer => Self::Ringer,
            CheckStepView::Notification => Self::Notification,
            CheckStepView::Server => Self::Server,
            CheckStepView::Line => Self::Line,
            CheckStepView::SignIn => Self::SignIn,
            CheckStepView::IceServers => Self::IceServers,
            CheckStepView::TestCall => Self::TestCall,
        }
    }
}

impl From<SoundedView> for Sounded {
    fn from(sound: SoundedView) -> Self {
        match sound {
            SoundedView::Tone => Self::Tone,
            SoundedView::Ring => Self::Ring,
        }
    }
}

impl From<CheckStop> for CheckStopView {
    fn from(stop: CheckStop) -> Self {
        match stop {
            CheckStop::Person => Self::Person,
            CheckStop::Call => Self::Call,
            CheckStop::Locked => Self::Locked,
        }
    }
}

impl From<&FailedIceServer> for FailedIceServerView {
    fn from(server: &FailedIceServer) -> Self {
        let why = match server.why {
            IceServerFault::Unusable => IceServerFaultView::Unusable,
            IceServerFault::Silent => IceServerFaultView::Silent,
            IceServerFault::Refused => IceServerFaultView::Refused,
        };
        Self { url: server.url.clone(), why }
    }
}

fn whole(number: u128) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
