//! The check of a desk as people see it: what was found step by step, what is being tried, what came of it all.

use std::time::Duration;

use roomline_signaling::call::EndReason;
use serde::Serialize;

use super::{KnownDevice, SignInProblem, SoundTrouble, UnreachableReason};

/// What is checked, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStep {
    /// The microphone hears somebody.
    Microphone,
    /// A tone is heard where residents are heard.
    Speaker,
    /// The ring is heard.
    Ringer,
    /// The desktop takes notifications.
    Notification,
    /// The server answers a question.
    Server,
    /// Calls can ring here.
    Line,
    /// The sign-in can be renewed.
    SignIn,
    /// The STUN and TURN servers do their work.
    IceServers,
    /// A room can be called.
    TestCall,
}

impl CheckStep {
    /// All steps, in their order.
    pub const ALL: [Self; 9] = [
        Self::Microphone,
        Self::Speaker,
        Self::Ringer,
        Self::Notification,
        Self::Server,
        Self::Line,
        Self::SignIn,
        Self::IceServers,
        Self::TestCall,
    ];
}

/// How the check of this desk stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Nobody has checked it since somebody signed in.
    #[default]
    None,
    /// It is being checked.
    Running {
        /// What was found so far.
        results: Vec<CheckResult>,
        /// What is being tried.
        doing: CheckDoing,
    },
    /// It was checked.
    Over(CheckReport),
}

/// A sound that only a person can say to have heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sounded {
    /// The tone, where residents are heard.
    Tone,
    /// The ring.
    Ring,
}

/// What a desktop did with a test notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationTrial {
    /// It took it.
    Shown,
    /// It did not, or there is no service for it.
    Refused,
    /// This program does not use this system's notifications.
    NotUsed,
}

/// What is being tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckDoing {
    /// The microphone is opened, then listened to.
    Listening {
        /// The microphone, once it is open.
        device: Option<KnownDevice>,
        /// How loud it is, in dB below full scale: -100 to 0.
        level_dbfs: i8,
    },
    /// A tone is played.
    Playing,
    /// The desk rings.
    Ringing,
    /// Somebody is asked whether they heard it.
    Asking {
        /// What.
        of: Sounded,
    },
    /// The desktop is asked to show a notification: by whoever follows this state.
    Notifying {
        /// Tells one notification from the next.
        number: u32,
    },
    /// The server is asked.
    AskingServer,
    /// A sign of life is awaited on the connection that calls come by.
    AwaitingLine,
    /// The sign-in is being renewed.
    RenewingSignIn,
    /// The STUN and TURN servers are asked.
    AskingIceServers,
    /// Somebody may choose a room to call.
    Choosing,
    /// The room is called, as any other is.
    Calling,
}

impl CheckDoing {
    /// The step that it belongs to.
    #[must_use]
    pub const fn step(&self) -> CheckStep {
        match self {
            Self::Listening { .. } => CheckStep::Microphone,
            Self::Playing | Self::Asking { of: Sounded::Tone } => CheckStep::Speaker,
            Self::Ringing | Self::Asking { of: Sounded::Ring } => CheckStep::Ringer,
            Self::Notifying { .. } => CheckStep::Notification,
            Self::AskingServer => CheckStep::Server,
            Self::AwaitingLine => CheckStep::Line,
            Self::RenewingSignIn => CheckStep::SignIn,
            Self::AskingIceServers => CheckStep::IceServers,
            Self::Choosing | Self::Calling => CheckStep::TestCall,
        }
    }
}

/// A check that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// What was found, one result for each step.
    pub results: Vec<CheckResult>,
    /// Why not everything was tried; absent: it was.
    pub stopped: Option<CheckStop>,
    /// When it ended, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
}

/// Why a check ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStop {
    /// Somebody stopped it.
    Person,
    /// A call goes before it.
    Call,
    /// The desk was locked.
    Locked,
}

/// What one step found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The step.
    pub step: CheckStep,
    /// What it found.
    pub finding: CheckFinding,
}

/// What a step found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckFinding {
    /// The microphone hears somebody.
    Hears {
        /// Which one.
        #[serde(serialize_with = "name_of")]
        device: KnownDevice,
    },
    /// Somebody heard the sound.
    Heard,
    /// The desktop took the notification.
    Shown,
    /// The server answered.
    Answered {
        /// After how long.
        #[serde(serialize_with = "ms_of", rename = "after_ms")]
        after: Duration,
    },
    /// Calls ring here.
    Rings,
    /// The sign-in was renewed.
    Renewed {
        /// For how long it is valid without another renewal.
        #[serde(serialize_with = "ms_of", rename = "valid_ms")]
        valid: Duration,
    },
    /// Every STUN and TURN server does its work.
    IceServersAnswered {
        /// How many there are.
        count: usize,
    },
    /// There are none: desk and Echos must reach each other directly.
    NoIceServers,
    /// Both ends of the test call could talk.
    Talked {
        /// How the call ended; absent: it goes on.
        reason: Option<EndReason>,
    },
    /// Something about the sound does not work.
    Sound {
        /// What.
        trouble: SoundTrouble,
    },
    /// Somebody did not hear the sound.
    NotHeard,
    /// The ring is set to silence.
    RingIsOff,
    /// The desktop did not take the notification.
    NotShown,
    /// The server could not be asked.
    Server {
        /// Why not.
        problem: SignInProblem,
    },
    /// Calls do not ring here.
    DoesNotRing {
        /// Why not, as far as it is known.
        reason: UnreachableReason,
    },
    /// This desk is in no ring group.
    InNoRingGroup,
    /// Some STUN or TURN servers do not do their work.
    IceServersFailed {
        /// How many there are.
        count: usize,
        /// Those that failed.
        failed: Vec<FailedIceServer>,
    },
    /// The test call failed.
    CallFailed {
        /// How.
        reason: EndReason,
    },
    /// The microphone works, and nobody spoke.
    NobodySpoke,
    /// Nobody said whether they heard it, or which room to call.
    NobodyAnswered,
    /// Somebody skipped this step.
    Skipped,
    /// The check ended before.
    NotReached,
    /// Nobody shows notifications here.
    NoNotifications,
    /// Nobody can be called, because the server cannot be reached.
    CannotCall,
    /// Nobody took the test call.
    CallNotTaken {
        /// How it ended.
        reason: EndReason,
        /// How long it rang or tried, in all.
        #[serde(serialize_with = "ms_of", rename = "rang_ms")]
        rang_for: Duration,
    },
}

/// A STUN or TURN server that does not do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedIceServer {
    /// Its URL, which holds no secret.
    pub url: String,
    /// What it did.
    pub why: IceServerFault,
}

/// Why a STUN or TURN server does not do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IceServerFault {
    /// A desk cannot use it: another kind than STUN or TURN over UDP, or an unknown name.
    Unusable,
    /// It does not answer.
    Silent,
    /// It does not take the credentials, or gives no address.
    Refused,
}

/// What is to be thought of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It works.
    Passed,
    /// It does not.
    Failed,
    /// Nobody knows.
    NotTested,
}

impl CheckFinding {
    /// What is to be thought of it.
    #[must_use]
    pub const fn verdict(&self) -> Verdict {
        match self {
            Self::Hears { .. }
            | Self::Heard
            | Self::Shown
            | Self::Answered { .. }
            | Self::Rings
            | Self::Renewed { .. }
            | Self::IceServersAnswered { .. }
            | Self::NoIceServers
            | Self::Talked { .. } => Verdict::Passed,
            Self::Sound { .. }
            | Self::NotHeard
            | Self::RingIsOff
            | Self::NotShown
            | Self::Server { .. }
            | Self::DoesNotRing { .. }
            | Self::InNoRingGroup
            | Self::IceServersFailed { .. }
            | Self::CallFailed { .. } => Verdict::Failed,
            Self::NobodySpoke
            | Self::NobodyAnswered
            | Self::Skipped
            | Self::NotReached
            | Self::NoNotifications
            | Self::CannotCall
            | Self::CallNotTaken { .. } => Verdict::NotTested,
        }
    }
}

fn name_of<S: serde::Serializer>(device: &KnownDevice, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&device.name)
}

fn ms_of<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
