//! Whether the desk is open, as the windows show it.

use roomline_station::{LockState, PinAttempt};
use serde::Serialize;
use specta::Type;

use super::Millis;

/// Whether the desk is open to whoever stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LockView {
    /// It is, and cannot be locked, because there is no PIN.
    NoPin,
    /// It is.
    Open,
    /// It rings and can be answered; no view names a resident.
    Locked {
        /// How the last attempt to unlock it stands.
        attempt: PinAttemptView,
    },
}

/// How an attempt to unlock a desk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PinAttemptView {
    /// None yet.
    None,
    /// The PIN is being compared.
    Checking,
    /// It was wrong.
    Wrong,
    /// Too many were wrong: nothing is compared until then.
    Wait {
        /// Until when.
        until_ms: Millis,
    },
}

impl From<LockState> for LockView {
    fn from(lock: LockState) -> Self {
        match lock {
            LockState::NoPin => Self::NoPin,
            LockState::Open => Self::Open,
            LockState::Locked { attempt } => Self::Locked { attempt: attempt.into() },
        }
    }
}

impl From<PinAttempt> for PinAttemptView {
    fn from(attempt: PinAttempt) -> Self {
        match attempt {
            PinAttempt::None => Self::None,
            PinAttempt::Checking => Self::Checking,
            PinAttempt::Wrong => Self::Wrong,
            PinAttempt::Wait { until_ms } => Self::Wait { until_ms: Millis(until_ms) },
        }
    }
}
