//! The check of this desk as Settings shows it; the sentences are in `ui/src/text`.

mod drawn;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{EndView, Millis, SignInProblemView, SoundTroubleView, UnreachableView};

/// How the check of this desk stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CheckView {
    /// Nobody has checked it since somebody signed in.
    None,
    /// It is being checked.
    Running {
        /// What was found so far, in the order of the steps.
        results: Vec<CheckResultView>,
        /// What is being tried.
        doing: CheckDoingView,
    },
    /// It was checked.
    Over {
        /// What was found, one for each step.
        results: Vec<CheckResultView>,
        /// Why not everything was tried; absent: it was.
        stopped: Option<CheckStopView>,
        /// When it ended.
        at_ms: Millis,
    },
}

/// What is checked, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is the station's step of the same name")]
pub enum CheckStepView {
    Microphone,
    Speaker,
    Ringer,
    Notification,
    Server,
    Line,
    SignIn,
    IceServers,
    TestCall,
}

/// What is being tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CheckDoingView {
    /// The microphone is opened, then listened to: somebody should say something.
    Listening {
        /// The microphone, once it is open.
        device: Option<String>,
        /// How loud it is, in dB below full scale: -100 to 0.
        level_dbfs: i8,
    },
    /// A tone is played.
    Playing,
    /// The desk rings.
    Ringing,
    /// Did somebody hear it?
    Asking {
        /// What.
        sound: SoundedView,
    },
    /// The desktop is asked to show a notification.
    Notifying,
    /// The server is asked.
    AskingServer,
    /// A sign of life is awaited on the connection that calls come by.
    AwaitingLine,
    /// The sign-in is being renewed.
    RenewingSignIn,
    /// The servers that help sound find its way are asked.
    AskingIceServers,
    /// Somebody may choose a room to call.
    Choosing,
    /// It is called.
    Calling,
}

/// A sound that only a person can say to have heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SoundedView {
    /// The tone, where residents are heard.
    Tone,
    /// The ring.
    Ring,
}

/// Why a check ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum CheckStopView {
    /// Somebody stopped it.
    Person,
    /// A call goes before it.
    Call,
    /// The desk was locked.
    Locked,
}

/// What one step found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CheckResultView {
    /// The step.
    pub step: CheckStepView,
    /// What is to be thought of it.
    pub verdict: VerdictView,
    /// What it found.
    pub finding: CheckFindingView,
}

/// What is to be thought of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum VerdictView {
    /// It works.
    Passed,
    /// It does not.
    Failed,
    /// Nobody knows.
    NotTested,
}

/// What a step found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CheckFindingView {
    /// The microphone hears somebody.
    Hears {
        /// Which one.
        device: String,
    },
    /// Somebody heard the sound.
    Heard,
    /// The desktop took the notification.
    Shown,
    /// The server answered.
    Answered {
        /// After how long.
        after_ms: u32,
    },
    /// Calls ring here.
    Rings,
    /// The sign-in was renewed.
    Renewed {
        /// For how long it is valid without another renewal.
        valid_min: u32,
    },
    /// Every one of these servers does its work.
    IceServersAnswered {
        /// How many there are.
        count: u32,
    },
    /// There are none.
    NoIceServers,
    /// Both ends of the test call could talk.
    Talked {
        /// How the call ended; absent: it goes on.
        end: Option<EndView>,
    },
    /// Something about the sound does not work.
    Sound {
        /// What.
        trouble: SoundTroubleView,
    },
    /// Somebody did not hear the sound.
    NotHeard {
        /// Which one.
        sound: SoundedView,
    },
    /// The ring is set to silence.
    RingIsOff,
    /// The desktop did not take the notification.
    NotShown,
    /// The server could not be asked.
    Server {
        /// Why not.
        problem: SignInProblemView,
    },
    /// Calls do not ring here.
    DoesNotRing {
        /// Why not, as far as it is known.
        reason: UnreachableView,
    },
    /// This desk is in no ring group.
    InNoRingGroup,
    /// Some of these servers do not do their work.
    IceServersFailed {
        /// How many there are.
        count: u32,
        /// Those that failed.
        failed: Vec<FailedIceServerView>,
    },
    /// The test call failed.
    CallFailed {
        /// How.
        end: EndView,
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
        end: EndView,
    },
}

/// A server that does not do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FailedIceServerView {
    /// Its URL, for whoever can mend it.
    pub url: String,
    /// What it did.
    pub why: IceServerFaultView,
}

/// Why a server does not do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum IceServerFaultView {
    /// A desk cannot use it.
    Unusable,
    /// It does not answer.
    Silent,
    /// It does not take the credentials.
    Refused,
}
