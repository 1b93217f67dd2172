//! Whether the desk is open to whoever stands before it. A locked desk rings and is answered as ever; it tells no name and takes
//! nothing else.

use std::time::{Duration, Instant};

use crate::pin::{Pin, PinHash};
use crate::request::{Request, RequestError};

use super::Wall;
use crate::state::{LockState, PinAttempt};

/// So many PINs may be wrong before one has to wait.
const FREE_TRIES: u32 = 5;
/// How long one waits then; twice as long after each further one, for a stranger must not try through ten thousand.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait: a caregiver with cold fingers must get in again.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// See the module. Nobody's: open, without a PIN.
#[derive(Debug, Default)]
pub(super) struct Lock {
    pin: PinState,
    door: Door,
}

#[derive(Debug, Default)]
enum PinState {
    #[default]
    None,
    /// A new one is being hashed; meanwhile the old one counts, if there is one.
    Making {
        old: Option<PinHash>,
    },
    Set(PinHash),
}

#[derive(Debug, Default)]
enum Door {
    #[default]
    Open,
    Locked {
        wrong: u32,
        attempt: Attempt,
    },
}

#[derive(Clone, Copy, Debug)]
enum Attempt {
    None,
    Checking,
    Wrong,
    Wait { until: Instant },
}

/// A PIN to be compared outside of the core, because that takes long.
pub(super) struct Check {
    pub(super) pin: Pin,
    pub(super) hash: PinHash,
}

impl Lock {
    /// The program was started again with a session that has a PIN: whoever restarts a locked desk must not get in by that, and not have
    /// five more tries.
    pub(super) fn restored(&mut self, pin: Option<PinHash>) {
        if let Some(pin) = pin {
            *self =
                Self { pin: PinState::Set(pin), door: Door::Locked { wrong: FREE_TRIES - 1, attempt: Attempt::None } };
        }
    }

    pub(super) fn shown(&self, wall: Wall) -> LockState {
        match (&self.door, self.pin.hash()) {
            (Door::Open, None) => LockState::NoPin,
            (Door::Open, Some(_)) => LockState::Open,
            (Door::Locked { attempt, .. }, _) => LockState::Locked {
                attempt: match *attempt {
                    Attempt::None => PinAttempt::None,
                    Attempt::Checking => PinAttempt::Checking,
                    Attempt::Wrong => PinAttempt::Wrong,
                    Attempt::Wait { until } => PinAttempt::Wait { until_ms: wall.ms_at(until) },
                },
            },
        }
    }

    /// Whether it can be locked.
    pub(super) fn has_pin(&self) -> bool {
        self.pin.hash().is_some()
    }

    pub(super) fn is_locked(&self) -> bool {
        matches!(self.door, Door::Locked { .. })
    }

    /// Whether `request` may be made of the desk as it stands.
    ///
    /// # Errors
    /// [`RequestError::DeskLocked`]: unlock it first.
    pub(super) fn allows(&self, request: &Request) -> Result<(), RequestError> {
        let allowed = !self.is_locked() || may_be_asked_of_a_locked_desk(request);
        if allowed { Ok(()) } else { Err(RequestError::DeskLocked) }
    }

    /// # Errors
    /// [`RequestError::NoPin`]: nobody could open it again.
    pub(super) fn lock(&mut self) -> Result<(), RequestError> {
        if self.pin.hash().is_none() {
            return Err(RequestError::NoPin);
        }
        if !self.is_locked() {
            self.door = Door::Locked { wrong: 0, attempt: Attempt::None };
        }
        Ok(())
    }

    /// Somebody typed a PIN: gives back what is to be compared, unless that has to wait.
    pub(super) fn unlock(&mut self, pin: Pin) -> Option<Check> {
        let Door::Locked { attempt, .. } = &mut self.door else { return None };
        let hash = self.pin.hash()?.clone();
        match attempt {
            Attempt::None | Attempt::Wrong => {
                *attempt = Attempt::Checking;
                Some(Check { pin, hash })
            }
            Attempt::Checking | Attempt::Wait { .. } => None,
        }
    }

    /// The PIN was compared.
    pub(super) fn checked(&mut self, now: Instant, right: bool) {
        let Door::Locked { wrong, attempt: attempt @ Attempt::Checking } = &mut self.door else { return };
        if right {
            self.door = Door::Open;
            return;
        }
        *wrong += 1;
        tracing::warn!(wrong, "a wrong PIN");
        *attempt = match wrong.checked_sub(FREE_TRIES) {
            None => Attempt::Wrong,
            Some(more) => Attempt::Wait { until: now + (FIRST_WAIT * 2u32.pow(more.min(8))).min(LONGEST_WAIT) },
        };
    }

    /// Somebody chose a PIN; it is being hashed.
    pub(super) fn choose(&mut self) {
        let old = self.pin.hash().cloned();
        self.pin = PinState::Making { old };
    }

    /// The chosen PIN was hashed; gives back whether it is still wanted. Absent: it could not be.
    pub(super) fn made(&mut self, hash: Option<PinHash>) -> Option<PinHash> {
        let PinState::Making { old } = &mut self.pin else { return None };
        let kept = hash.clone().or_else(|| old.take());
        self.pin = kept.map_or(PinState::None, PinState::Set);
        hash
    }

    /// There is no PIN any more.
    pub(super) fn remove(&mut self) {
        self.pin = PinState::None;
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if let Door::Locked { attempt: attempt @ Attempt::Wait { .. }, .. } = &mut self.door
            && let Attempt::Wait { until } = *attempt
            && until <= now
        {
            *attempt = Attempt::None;
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        match self.door {
            Door::Locked { attempt: Attempt::Wait { until }, .. } => Some(until),
            Door::Open | Door::Locked { .. } => None,
        }
    }
}

impl PinState {
    /// The PIN that counts.
    fn hash(&self) -> Option<&PinHash> {
        match self {
            Self::None => None,
            Self::Making { old } => old.as_ref(),
            Self::Set(hash) => Some(hash),
        }
    }
}

/// Residents' calls go on as ever; everything that names somebody or changes something waits for whoever knows the PIN. A sign-in asks
/// for more than a PIN.
fn may_be_asked_of_a_locked_desk(request: &Request) -> bool {
    match request {
        Request::Unlock(_)
        | Request::LockDesk
        | Request::SignIn { .. }
        | Request::SignOut
        | Request::Answer(_)
        | Request::Decline(_)
        | Request::HangUp
        | Request::CloseCall
        | Request::SettleCall(_)
        | Request::DismissTaken
        | Request::SetMuted(_)
        | Request::TryNow
        | Request::ShutDown => true,
        Request::StartCall(_)
        | Request::SetPresence(_)
        | Request::CallBack(_)
        | Request::ClaimCallback(_)
        | Request::ReleaseCallback(_)
        | Request::FinishCallback(_)
        | Request::StartRound(_)
        | Request::ResumeRound(_)
        | Request::PauseRound(_)
        | Request::FinishRound(_)
        | Request::SettleStop { .. }
        | Request::LoadShift
        | Request::HandOver { .. }
        | Request::ReadNote(_)
        | Request::SetHearing(..)
        | Request::ChooseDevices(_)
        | Request::ListDevices
        | Request::Check(_)
        | Request::SetPin(_)
        | Request::RemovePin => false,
    }
}
