//! The last seconds of the thread: stations are gone when each has closed its socket, Alexa has heard all when nothing is
//! left to be delivered. Neither is waited for longer than the grace.

use std::collections::BTreeSet;

use roomline_signaling::call::switchboard::WallTime;

use crate::exchange::SocketId;

/// What is still waited for before the thread ends.
#[derive(Debug)]
pub(super) struct Leaving {
    until: WallTime,
    closing: BTreeSet<SocketId>,
}

impl Leaving {
    /// `until`: when it ends whatever is missing.
    pub(super) const fn new(until: WallTime) -> Self {
        Self { until, closing: BTreeSet::new() }
    }

    pub(super) const fn until(&self) -> WallTime {
        self.until
    }

    /// This socket was told to close.
    pub(super) fn waits_for(&mut self, socket: SocketId) {
        self.closing.insert(socket);
    }

    /// It is closed.
    pub(super) fn gone(&mut self, socket: SocketId) {
        self.closing.remove(&socket);
    }

    /// Whether the thread may end. `undelivered`: messages that Alexa has not taken yet.
    pub(super) fn is_over(&self, now: WallTime, undelivered: usize) -> bool {
        now >= self.until || (self.closing.is_empty() && undelivered == 0)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_waits_for_the_stations_and_for_alexa_but_not_for_ever() {
        let began = WallTime::from_millis(1_000);
        let mut leaving = Leaving::new(began + Duration::from_secs(3));
        leaving.waits_for(SocketId(1));
        assert!(!leaving.is_over(began, 0), "a station has not gone yet");
        leaving.gone(SocketId(1));
        assert!(!leaving.is_over(began, 1), "Alexa has not heard all");
        assert!(leaving.is_over(began, 0));
        leaving.waits_for(SocketId(2));
        assert!(leaving.is_over(began + Duration::from_secs(3), 1), "the grace is over");
    }
}
