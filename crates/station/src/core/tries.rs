//! How often a PIN may be wrong. Time limits it, and nobody is locked out: a desk that does not ring is worse than a guess.

use std::time::{Duration, Instant};

/// So many PINs may be wrong before one has to wait.
const FREE_TRIES: u32 = 5;
/// How long one waits then; twice as long after each further one, for a stranger must not try through ten thousand.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest wait: a caregiver with cold fingers must get in again.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// The wrong PINs since the last right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tries {
    wrong: u32,
    wait_until: Option<Instant>,
}

impl Tries {
    /// The program was started again: that must not give five more.
    pub(super) const fn after_restart() -> Self {
        Self { wrong: FREE_TRIES - 1, wait_until: None }
    }

    /// A PIN was wrong.
    pub(super) fn was_wrong(&mut self, now: Instant) {
        self.wrong = self.wrong.saturating_add(1);
        if let Some(more) = self.wrong.checked_sub(FREE_TRIES) {
            self.wait_until = Some(now + (FIRST_WAIT * 2u32.pow(more.min(8))).min(LONGEST_WAIT));
        }
    }

    /// A PIN was right.
    pub(super) fn was_right(&mut self) {
        *self = Self::default();
    }

    /// Until when none is compared.
    pub(super) const fn wait_until(&self) -> Option<Instant> {
        self.wait_until
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if self.wait_until.is_some_and(|until| until <= now) {
            self.wait_until = None;
        }
    }
}
