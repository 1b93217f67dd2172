//! The time of day, for people and ids only; every deadline is an [`Instant`].

use std::time::{Duration, Instant};

/// What the clock on the wall showed at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Wall {
    /// The moment.
    pub at: Instant,
    /// What the clock showed, in milliseconds since 1970 (UTC).
    pub ms: u64,
}

impl Wall {
    /// What it shows at another moment.
    #[must_use]
    pub fn ms_at(&self, moment: Instant) -> u64 {
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        match moment.checked_duration_since(self.at) {
            Some(later) => self.ms.saturating_add(ms(later)),
            None => self.ms.saturating_sub(ms(self.at.duration_since(moment))),
        }
    }
}
