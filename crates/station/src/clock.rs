//! The one place of the station that reads a clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::core::Wall;

/// The moment, for deadlines.
#[expect(clippy::disallowed_methods, reason = "the station's driver reads the clock here and hands it in")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The time of day, for people.
#[expect(clippy::disallowed_methods, reason = "the station's driver reads the clock here and hands it in")]
pub(crate) fn wall_now() -> Wall {
    let ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    Wall { at: now(), ms: u64::try_from(ms).unwrap_or(u64::MAX) }
}
