//! Whose PIN is being tried. One at a time; and all of them together count for the desk, so that whoever goes from name to name has no
//! more tries than at one.

use std::time::Instant;

use super::Wall;
use super::tries::Tries;
use crate::person::PersonId;
use crate::state::PinAttempt;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    desk: Tries,
    last: Attempt,
}

#[derive(Debug, Default)]
enum Attempt {
    #[default]
    None,
    /// A PIN is being compared, outside of the core because that takes long.
    Checking(Purpose),
    /// It was wrong, and another may be typed at once.
    Wrong { of: Option<PersonId> },
}

/// What a PIN was typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To unlock the desk; it is that of whoever is signed in.
    Unlock,
    /// To sit down here in place of whoever is signed in, if somebody is.
    SitDown(PersonId),
    /// To be known here no more.
    Forget(PersonId),
}

impl Purpose {
    /// Whose PIN it is; absent: that of whoever is signed in.
    pub(super) const fn of(&self) -> Option<&PersonId> {
        match self {
            Self::Unlock => None,
            Self::SitDown(id) | Self::Forget(id) => Some(id),
        }
    }
}

impl Attempts {
    /// The program was started again.
    pub(super) fn after_restart() -> Self {
        Self { desk: Tries::after_restart(), last: Attempt::None }
    }

    /// Somebody typed a PIN: says whether it may be compared now. `own`: the tries of whomever it belongs to.
    pub(super) fn begin(&mut self, own: &Tries, purpose: Purpose) -> bool {
        let may = self.waits_until(own).is_none() && !matches!(self.last, Attempt::Checking(_));
        if may {
            self.last = Attempt::Checking(purpose);
        }
        may
    }

    /// A PIN was compared: gives back what it was typed for, if that still matters.
    pub(super) fn take_checked(&mut self) -> Option<Purpose> {
        match std::mem::take(&mut self.last) {
            Attempt::Checking(purpose) => Some(purpose),
            other @ (Attempt::None | Attempt::Wrong { .. }) => {
                self.last = other;
                None
            }
        }
    }

    /// Somebody proved with a password who they are.
    pub(super) fn was_proved(&mut self) {
        self.desk.was_right();
    }

    /// It was right.
    pub(super) fn was_right(&mut self, own: &mut Tries) {
        self.desk.was_right();
        own.was_right();
    }

    /// It was wrong.
    pub(super) fn was_wrong(&mut self, now: Instant, own: &mut Tries, purpose: &Purpose) {
        self.desk.was_wrong(now);
        own.was_wrong(now);
        tracing::warn!("a wrong PIN");
        if self.waits_until(own).is_none() {
            self.last = Attempt::Wrong { of: purpose.of().cloned() };
        }
    }

    /// Somebody else sits here, or nobody: what was typed before is of no interest.
    pub(super) fn forget_last(&mut self) {
        self.last = Attempt::None;
    }

    /// How the last attempt with somebody's PIN stands; `of` absent: that of whoever is signed in.
    pub(super) fn shown(&self, of: Option<&PersonId>, own: &Tries, wall: Wall) -> PinAttempt {
        match (&self.last, self.waits_until(own)) {
            (Attempt::Checking(purpose), _) if purpose.of() == of => PinAttempt::Checking,
            (_, Some(until)) => PinAttempt::Wait { until_ms: wall.ms_at(until) },
            (Attempt::Wrong { of: whose }, None) if whose.as_ref() == of => PinAttempt::Wrong,
            (Attempt::None | Attempt::Checking(_) | Attempt::Wrong { .. }, None) => PinAttempt::None,
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.desk.handle_timeout(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.desk.wait_until()
    }

    fn waits_until(&self, own: &Tries) -> Option<Instant> {
        self.desk.wait_until().max(own.wait_until())
    }
}
