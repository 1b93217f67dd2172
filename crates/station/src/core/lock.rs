//! Whether the desk is open to whoever stands before it. A locked desk rings and is answered as ever; it tells no name and takes
//! nothing else.

use std::time::Instant;

use crate::pin::PinHash;
use crate::request::{Request, RequestError};

use super::tries::Tries;

/// See the module. Nobody's: open, without a PIN.
#[derive(Debug, Default)]
pub(super) struct Lock {
    pin: PinState,
    tries: Tries,
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

#[derive(Debug, Default, PartialEq)]
enum Door {
    #[default]
    Open,
    Locked,
}

impl Lock {
    /// The program was started again with a session that has a PIN: whoever restarts a locked desk must not get in by that.
    pub(super) fn restored(pin: Option<PinHash>) -> Self {
        match pin {
            Some(pin) => Self { pin: PinState::Set(pin), tries: Tries::after_restart(), door: Door::Locked },
            None => Self::default(),
        }
    }

    /// Somebody has just proved who they are.
    pub(super) fn opened(pin: PinHash) -> Self {
        Self { pin: PinState::Set(pin), tries: Tries::default(), door: Door::Open }
    }

    /// The PIN that counts, if there is one.
    pub(super) fn pin(&self) -> Option<&PinHash> {
        match &self.pin {
            PinState::None => None,
            PinState::Making { old } => old.as_ref(),
            PinState::Set(hash) => Some(hash),
        }
    }

    /// The same with the tries it has had, for whoever leaves the desk.
    pub(super) fn into_pin(self) -> Option<(PinHash, Tries)> {
        let pin = match self.pin {
            PinState::None => None,
            PinState::Making { old } => old,
            PinState::Set(hash) => Some(hash),
        };
        pin.map(|pin| (pin, self.tries))
    }

    pub(super) const fn tries(&self) -> &Tries {
        &self.tries
    }

    pub(super) const fn tries_mut(&mut self) -> &mut Tries {
        &mut self.tries
    }

    pub(super) fn is_locked(&self) -> bool {
        self.door == Door::Locked
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
        if self.pin().is_none() {
            return Err(RequestError::NoPin);
        }
        self.door = Door::Locked;
        Ok(())
    }

    /// The right PIN was typed.
    pub(super) fn open(&mut self) {
        self.door = Door::Open;
    }

    /// Somebody chose a PIN; it is being hashed.
    pub(super) fn choose(&mut self) {
        let old = self.pin().cloned();
        self.pin = PinState::Making { old };
    }

    /// The chosen PIN was hashed; says whether it counts now. Absent: it could not be.
    pub(super) fn made(&mut self, hash: Option<PinHash>) -> bool {
        let PinState::Making { old } = &mut self.pin else { return false };
        let is_new = hash.is_some();
        let kept = hash.or_else(|| old.take());
        self.pin = kept.map_or(PinState::None, PinState::Set);
        is_new
    }

    /// There is no PIN any more.
    pub(super) fn remove(&mut self) {
        self.pin = PinState::None;
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.tries.handle_timeout(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.tries.wait_until()
    }
}

/// Residents' calls go on as ever; everything that names somebody or changes something waits for whoever knows the PIN. A sign-in asks
/// for more than a PIN, and whoever is known here has one of their own.
fn may_be_asked_of_a_locked_desk(request: &Request) -> bool {
    match request {
        Request::Unlock(_)
        | Request::LockDesk
        | Request::ChangePerson
        | Request::SitDown { .. }
        | Request::ForgetPerson { .. }
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
