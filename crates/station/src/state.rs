//! What a window, a tray or a test may know of a station: one plain value, replaced as a whole at every change.
//!
//! Each matter is one enum that owns its data, so that no two fields can contradict each other. Names are wrapped in
//! [`Private`]: a view takes them out on purpose, a log never does. Times are milliseconds since 1970 (UTC).

mod check;
mod handover;
mod people;
mod recent;
mod sound;

use std::sync::Arc;
use std::time::Duration;

use roomline_signaling::call::{CallId, Direction, EndReason, Private};
use roomline_signaling::rest::{Callback, Directory, StaffProfile};
use roomline_signaling::round::Round;
use roomline_signaling::staff::{Desk, Presence, TakenBy, Unheard, UnitCard};
use serde::Serialize;

use crate::quality::LiveQuality;

pub use check::{
    Check, CheckDoing, CheckFinding, CheckReport, CheckResult, CheckStep, CheckStop, FailedIceServer, IceServerFault,
    NotificationTrial, Sounded, Verdict,
};
pub use handover::{HandoverProblem, ReportState, Sending, ShiftChange};
pub use people::{KnownPerson, People, TakeoverState};
pub use recent::RecentCall;
pub use sound::{Change, ChangeReason, ChosenDevice, ChosenDevices, DeviceEntry, InUse, KnownDevice, Moved, Sound};

/// Everything that is true of a station at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct StationState {
    /// What the sign-in form starts with and may change.
    pub setup: Setup,
    /// Who is signed in.
    pub sign_in: SignIn,
    /// Whether the desk is open to whoever stands before it. Meaningful while somebody is signed in.
    pub lock: LockState,
    /// Who else may sit down here, and how that stands.
    pub people: People,
    /// Whether calls can reach this desk. Meaningful while somebody is signed in.
    pub reachability: Reachability,
    /// All residents and rooms, sorted by room; empty until they came for the first time.
    pub directory: Arc<Directory>,
    /// The call this desk is in, or was in last until it is closed.
    pub call: Option<CurrentCall>,
    /// How well that call can be heard; absent while nothing is known.
    pub quality: Option<LiveQuality>,
    /// Calls that ring here, oldest first. The one in `call` is not among them.
    pub incoming: Vec<IncomingCall>,
    /// The last ring that another desk answered, until it is dismissed or the next call comes.
    pub taken: Option<Taken>,
    /// Residents to be called back, oldest first.
    pub callbacks: Vec<Callback>,
    /// Rounds of this desk's ring groups, in no order.
    pub rounds: Vec<Round>,
    /// Whether this desk takes calls.
    pub presence: Presence,
    /// The desks of this station's ring groups, itself included; so none while it is in no ring group.
    pub desks: Vec<Desk>,
    /// Ring groups that nobody listens for, as far as they are this desk's business. Meaningful while it can be reached.
    pub unheard: Vec<Unheard>,
    /// How one shift goes over into the next.
    pub shift_change: ShiftChange,
    /// Whether this computer is on a VPN: the likely cause when no sound comes through.
    pub vpn: bool,
    /// Microphone, speaker and ring.
    pub sound: Sound,
    /// How the check of this desk stands.
    pub check: Check,
    /// How the last calls were, without whom they were with, oldest first.
    pub recent: Vec<RecentCall>,
    /// Something that a person asked for and that could not be done, until the next request.
    pub notice: Option<Notice>,
}

/// Who and where this station is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// URL of the middleware.
    pub server: Option<String>,
    /// The name people and ring groups know this station by.
    pub station_name: String,
    /// Whether `station.toml` fixes the server.
    pub server_locked: bool,
    /// Whether `station.toml` fixes the name.
    pub station_name_locked: bool,
    /// Whether `station.toml` fixes the devices.
    pub devices_locked: bool,
    /// Whether sign-in survives a restart.
    pub remembering: Remembering,
}

/// Whether sign-in survives a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remembering {
    /// The operating system's keyring keeps it.
    Keyring,
    /// Nothing is written: sign in each time.
    #[default]
    EachTime,
    /// The keyring is missing, locked or does not answer: sign in each time.
    KeyringUnavailable,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Nobody.
    SignedOut {
        /// Why the last attempt failed or the last session ended.
        problem: Option<SignInProblem>,
    },
    /// The middleware, or at the start the vault, is being asked.
    SigningIn,
    /// Somebody.
    SignedIn {
        /// Who.
        staff: StaffProfile,
    },
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInProblem {
    /// User name or password is not right.
    #[error("user name or password is not right")]
    WrongCredentials,
    /// The account is disabled: an administrator can enable it.
    #[error("the account is disabled; an administrator can enable it")]
    Disabled,
    /// Too many attempts: wait a minute.
    #[error("too many attempts; wait a minute and try again")]
    TooMany,
    /// The session was revoked or is too old: sign in again.
    #[error("the session is over; sign in again")]
    SessionOver,
    /// The server does not answer: check the network and the address.
    #[error("the server does not answer; check the network and the server's address")]
    Unreachable,
    /// The server's certificate is not trusted: the administrator sets `ca_file`, or the address is wrong.
    #[error("the server's certificate is not trusted; check the address, or set ca_file in station.toml")]
    WrongCertificate,
    /// Plain http is for this very computer only: use https.
    #[error("plain http is refused for other computers; use https")]
    PlainHttp,
    /// The address is no URL.
    #[error("the server's address is not a URL; it looks like https://calls.example.org")]
    BadAddress,
    /// Something answers there, but not Roomline's middleware.
    #[error("the server answers, but not as a Roomline middleware; check its address")]
    NotRoomline,
    /// The middleware has a fault: its log knows more.
    #[error("the server has a fault; try again, then ask the administrator")]
    ServerFault,
}

/// Whether the desk is open to whoever stands before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockState {
    /// It is, and cannot be locked, because there is no PIN.
    #[default]
    NoPin,
    /// It is.
    Open,
    /// It rings and can be answered; names are for nobody until it is unlocked.
    Locked {
        /// How the last attempt to unlock it stands.
        attempt: PinAttempt,
    },
}

/// How an attempt to unlock a desk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinAttempt {
    /// None yet.
    None,
    /// The PIN is being compared.
    Checking,
    /// It was wrong.
    Wrong,
    /// Too many were wrong: nothing is compared until then.
    Wait {
        /// Until when.
        until_ms: u64,
    },
}

/// Whether calls can reach this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachability {
    /// The first connection after sign-in is being made.
    Connecting,
    /// Calls ring here, if the desk is in a ring group.
    Reachable,
    /// Calls do not ring here.
    Unreachable {
        /// Since when.
        since_ms: u64,
        /// Why, as far as it is known.
        reason: UnreachableReason,
    },
}

/// Why this desk cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreachableReason {
    /// The network or the server is gone.
    #[error("the server does not answer")]
    NoAnswer,
    /// The server's certificate is not trusted (any more).
    #[error("the server's certificate is not trusted")]
    WrongCertificate,
    /// The server answers with a fault.
    #[error("the server has a fault")]
    ServerFault,
    /// The same station id is connected from somewhere else.
    #[error("another program is connected as this station")]
    Replaced,
}

/// A call this desk is in or was in last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentCall {
    /// The call.
    pub call_id: CallId,
    /// Which way it goes.
    pub direction: Direction,
    /// The other end; absent: *Unknown room*.
    pub unit: Option<UnitCard>,
    /// When it ended as busy: the desk that talks with the unit, or the ring group at which it rings.
    pub busy_with: Option<String>,
    /// Whether the middleware has it as this desk's call: only then it can be told what came of it.
    pub known_there: bool,
    /// How far it is.
    pub state: CallState,
}

/// How far a call is. Each variant is one of the six words that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// To a unit: the Echo does not ring yet.
    Calling,
    /// To a unit: the Echo rings.
    Ringing,
    /// Answered, but no sound can flow yet.
    Connecting,
    /// Both can talk.
    InCall {
        /// Since when.
        since_ms: u64,
    },
    /// Sound stopped; it may come back.
    Reconnecting {
        /// Since when both could talk.
        since_ms: u64,
        /// Since when they cannot.
        lost_since_ms: u64,
    },
    /// Over.
    Ended {
        /// Why.
        reason: EndReason,
        /// How long it rang or tried, in all.
        rang_for: Duration,
        /// How long both could talk; `None` if they never could.
        talked_for: Option<Duration>,
    },
}

impl CallState {
    /// Whether the call is over.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }
}

/// A call from a unit that rings here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingCall {
    /// The call.
    pub call_id: CallId,
    /// Who calls; absent: *Unknown room*.
    pub unit: Option<UnitCard>,
    /// The ring group that was called.
    pub ring_group: String,
    /// Since when it rings here.
    pub since_ms: u64,
    /// Names of the other stations that ring.
    pub also_ringing: Vec<String>,
    /// What this desk does about it.
    pub state: IncomingState,
}

/// What this desk does about an incoming call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingState {
    /// It rings.
    Ringing,
    /// It was clicked on *Answer* while another call is still active; the award will end that one.
    Answering,
}

/// How a desk should ring now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// Not at all.
    Silent,
    /// By light only: somebody talks here.
    Quiet,
    /// On every ring output.
    Loud,
}

/// A ring that another desk answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The call.
    pub call_id: CallId,
    /// Who called; absent: *Unknown room*.
    pub unit: Option<UnitCard>,
    /// Who answered.
    pub by: TakenBy,
    /// When.
    pub at_ms: u64,
}

/// What does not work about the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundTrouble {
    /// There is no microphone: plug one in.
    #[error("no microphone was found; plug one in")]
    NoMicrophone,
    /// There is no speaker: plug one in.
    #[error("no speaker was found; plug one in")]
    NoSpeaker,
    /// The operating system keeps the devices from us: allow them in its privacy settings.
    #[error("the operating system blocks the microphone; allow it in the privacy settings")]
    Blocked,
    /// Another program holds the devices, or they do not answer: close that program and try again.
    #[error("the sound devices do not start; close programs that use them")]
    Busy,
    /// A device was unplugged in a call and there is no other: plug it in again, or hang up.
    #[error("a sound device is gone; plug it in again")]
    DeviceGone,
    /// The microphone works and delivers nothing at all: a switch on it or on its cable is off.
    #[error("the microphone is silent; look for a switch on it or on its cable")]
    SilentMicrophone,
}

/// Something that could not be done, or was done to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The call-back is done or another desk cares for it.
    CallbackGone,
    /// The middleware could not be asked.
    NotReached,
    /// The answer could not be prepared; the call goes on ringing here and elsewhere, to be tried again.
    AnswerFailed,
    /// What somebody said came of a call was not taken: it has to be written down elsewhere.
    OutcomeLost,
    /// Somebody was quicker with a round: it runs elsewhere, is finished, or another runs here.
    RoundMoved,
    /// The shift is handed over, but whoever did it is still signed in: a call came in between.
    StillSignedIn,
    /// Somebody signed out: nothing of theirs is kept at this desk any more.
    SignedOut {
        /// Their name.
        name: Private<String>,
    },
    /// Somebody wanted to be known here no more, and is not.
    PersonForgotten {
        /// Their name.
        name: Private<String>,
    },
    /// More people than may be known here: whoever was away for longest signs in with the password again.
    MadeRoom {
        /// Their name.
        name: Private<String>,
    },
}

impl StationState {
    /// Whether the desk is locked: then nothing of this that names somebody may be shown.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.lock, LockState::Locked { .. })
    }

    /// Whether this desk is in a ring group. In none no call rings here, however well the server can be reached; the name it
    /// signed in with may be mistyped.
    #[must_use]
    pub fn is_in_ring_group(&self) -> bool {
        // The desks of its groups, itself included.
        !self.desks.is_empty()
    }

    /// Whether this desk rings only so that somebody hears whether it does.
    #[must_use]
    pub fn rings_for_check(&self) -> bool {
        matches!(self.check, Check::Running { doing: CheckDoing::Ringing, .. })
    }

    /// How this desk should ring now, for residents.
    #[must_use]
    pub fn ring(&self) -> Ring {
        let rings = self.incoming.iter().any(|call| call.state == IncomingState::Ringing);
        let active = self.call.as_ref().is_some_and(|call| !call.state.is_ended());
        match (rings, active) {
            (false, _) => Ring::Silent,
            (true, true) => Ring::Quiet,
            (true, false) => Ring::Loud,
        }
    }
}
