//! A call that is over, for whoever looks for a fault: how it was, and nothing of whom it was with.

use std::time::Duration;

use roomline_signaling::call::{Direction, EndReason};
use roomline_signaling::quality::CallQuality;

/// One of the last calls of this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentCall {
    /// When it ended, in milliseconds since 1970 (UTC).
    pub ended_ms: u64,
    /// Which way it went.
    pub direction: Direction,
    /// Why it ended.
    pub reason: EndReason,
    /// How long it rang or tried, in all.
    pub rang_for: Duration,
    /// How long both could talk; `None` if they never could.
    pub talked_for: Option<Duration>,
    /// How well it could be heard; `None` if nobody knows.
    pub quality: Option<CallQuality>,
}
