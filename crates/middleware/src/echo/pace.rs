//! How fast Amazon may be asked. Her limits are not published, so being throttled is normal and never a fault.
//!
//! Source: *Throttling* of the ASP REST API (sleep twice as long each time); `asp-cli-for-nodejs` pauses up to 300 ms
//! between its calls.

use std::time::Duration;

use roomline_signaling::call::switchboard::WallTime;

/// The shortest time from one request to the next.
pub const GAP: Duration = Duration::from_millis(300);
/// How long is waited after a first failure; each further wait is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait that we choose ourselves.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
/// The longest wait that Amazon may ask for.
const LONGEST_WISH: Duration = Duration::from_secs(3600);
/// How long is waited while somebody must act first: consent, client or scope.
const LOCKED_WAIT: Duration = Duration::from_secs(10 * 60);

/// When the next request may go.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    free_at: WallTime,
    asked_at: WallTime,
    next_wait: Option<Duration>,
}

impl Pace {
    /// When the next request may go.
    pub(super) const fn free_at(&self) -> WallTime {
        self.free_at
    }

    /// A request goes.
    pub(super) fn asked(&mut self, now: WallTime) {
        self.asked_at = now;
        self.free_at = now + GAP;
    }

    /// It was answered; returns what it cost of the time.
    pub(super) fn answered(&mut self, now: WallTime) -> Duration {
        self.next_wait = None;
        self.asked_at.until(now).max(GAP)
    }

    /// It is to be asked again later; `wish`: Amazon's `Retry-After`. Returns the wait.
    pub(super) fn setback(&mut self, now: WallTime, wish: Option<Duration>) -> Duration {
        let own = self.next_wait.unwrap_or(FIRST_WAIT);
        self.next_wait = Some((own * 2).min(LONGEST_WAIT));
        let wait = wish.map_or(own, |wish| wish.clamp(own, LONGEST_WISH));
        self.free_at = now + wait;
        wait
    }

    /// Somebody must act first.
    pub(super) fn locked(&mut self, now: WallTime) {
        self.free_at = now + LOCKED_WAIT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_begin_anew_after_an_answer() {
        let (mut pace, now) = (Pace::default(), WallTime::from_millis(1_000_000));
        let waits: Vec<_> = (0..9).map(|_| pace.setback(now, None).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300]);
        pace.answered(now);
        assert_eq!(pace.setback(now, None).as_secs(), 2);
    }

    #[test]
    fn a_wish_of_amazon_lengthens_the_wait_and_never_shortens_it() {
        let (mut pace, now) = (Pace::default(), WallTime::from_millis(1_000_000));
        assert_eq!(pace.setback(now, Some(Duration::from_secs(90))).as_secs(), 90);
        assert_eq!(pace.setback(now, Some(Duration::ZERO)).as_secs(), 4);
        assert_eq!(pace.setback(now, Some(Duration::from_secs(1_000_000))).as_secs(), 3600);
        assert_eq!(pace.free_at(), now + Duration::from_secs(3600));
    }
}
