//! The one place that reads the clock: a monotonic time for deadlines, and the wall time that belongs to it for people.

use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;

/// A pair of clocks read together once, so that every later instant has one wall time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
    wall: SystemTime,
}

impl Clock {
    /// Reads both clocks.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the driver of the simulator owns the clocks")]
    pub fn start() -> Self {
        Self { start: Instant::now(), wall: SystemTime::now() }
    }

    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the driver of the simulator owns the clocks")]
    pub fn now(&self) -> Instant {
        Instant::now()
    }

    /// The wall time of an instant, in microseconds since 1970 (UTC).
    #[must_use]
    pub fn unix_us(&self, at: Instant) -> u64 {
        let since_1970 = self.wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let wall = match at.checked_duration_since(self.start) {
            Some(after) => since_1970 + after,
            None => since_1970.saturating_sub(self.start.duration_since(at)),
        };
        u64::try_from(wall.as_micros()).unwrap_or(u64::MAX)
    }

    /// The wall time of an instant as ISO 8601, UTC, in whole seconds.
    #[must_use]
    pub fn iso(&self, at: Instant) -> String {
        let wall = Duration::from_micros(self.unix_us(at));
        let second = i64::try_from(wall.as_secs()).unwrap_or(i64::MAX);
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX).to_string()
    }
}
