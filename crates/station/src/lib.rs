//! The station without a window: who is signed in, which calls ring, who talks with whom.
//!
//! A window, a tray or a command line holds a [`StationHandle`]: it posts a [`Request`] and watches the [`StationState`].
//! Inside, [`core`] is the whole station as a machine without I/O; [`station`](StationHandle) drives it with the real
//! clock, the network, the WebRTC peer and the sound devices.

pub mod client;
mod clock;
mod config;
pub mod core;
pub mod log;
mod media;
mod person;
mod pin;
mod quality;
mod report;
mod request;
mod state;
mod station;
mod unsaid;
mod vault;

pub use config::{ConfigError, LockedSetting, Places, StationConfig, StationSettings};
pub use person::PersonId;
pub use pin::{BadPin, Pin};
pub use quality::{Cause, LiveQuality, Place, Sample, Way};
pub use report::{Report, ReportFile, ReportKind, Reporter};
pub use request::{AfterHandover, CheckRequest, Request, RequestError};
pub use roomline_signaling as signaling;
pub use state::{
    CallState, Change, ChangeReason, Check, CheckDoing, CheckFinding, CheckReport, CheckResult, CheckStep, CheckStop,
    ChosenDevice, ChosenDevices, CurrentCall, DeviceEntry, FailedIceServer, HandoverProblem, IceServerFault, InUse,
    IncomingCall, IncomingState, KnownDevice, KnownPerson, LockState, Moved, Notice, NotificationTrial, People,
    PinAttempt, Reachability, RecentCall, Remembering, ReportState, Ring, Sending, Setup, ShiftChange, SignIn,
    SignInProblem, Sound, SoundTrouble, Sounded, StationState, Taken, TakeoverState, UnreachableReason, Verdict,
};
pub use station::{StartError, Station, StationHandle};
pub use unsaid::UnsaidOutcome;
pub use vault::VaultChoice;
