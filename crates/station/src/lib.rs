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
mod request;
mod state;
mod station;
mod vault;

pub use config::{ConfigError, LockedSetting, Places, StationConfig, StationSettings};
pub use person::PersonId;
pub use pin::{BadPin, Pin};
pub use quality::{Cause, LiveQuality, Place, Sample, Way};
pub use request::{Request, RequestError};
pub use roomline_signaling as signaling;
pub use state::{
    CallState, Change, ChangeReason, ChosenDevice, ChosenDevices, CurrentCall, DeviceEntry, InUse, IncomingCall,
    IncomingState, KnownDevice, KnownPerson, LockState, Moved, Notice, People, PinAttempt, Reachability, Remembering,
    Ring, Setup, SignIn, SignInProblem, Sound, SoundTrouble, StationState, Taken, TakeoverState, UnreachableReason,
};
pub use station::{StartError, Station, StationHandle};
pub use vault::VaultChoice;
