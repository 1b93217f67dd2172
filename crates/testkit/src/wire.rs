//! The wires: every message takes a seeded time, a stream keeps its order, requests may overtake each other.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

/// Everything under way, by the time it arrives.
#[derive(Debug)]
pub(crate) struct Wire<T> {
    rng: StdRng,
    under_way: BTreeMap<(Duration, u64), T>,
    /// When the last message of each stream arrives: what follows comes later.
    streams: BTreeMap<u64, Duration>,
    count: u64,
}

impl<T> Wire<T> {
    pub(crate) fn new(rng: StdRng) -> Self {
        Self { rng, under_way: BTreeMap::new(), streams: BTreeMap::new(), count: 0 }
    }

    /// Sends something that may overtake and be overtaken: an HTTPS request or its answer.
    pub(crate) fn send(&mut self, now: Duration, parcel: T) {
        let at = now + self.latency();
        self.put(at, parcel);
    }

    /// Sends something on a stream that keeps its order: a WebSocket.
    pub(crate) fn send_in_order(&mut self, now: Duration, stream: u64, parcel: T) {
        let at = now + self.latency();
        let last = self.streams.entry(stream).or_default();
        *last = at.max(*last);
        let at = *last;
        self.put(at, parcel);
    }

    /// Lets something arrive at a moment.
    pub(crate) fn put(&mut self, at: Duration, parcel: T) {
        self.count += 1;
        self.under_way.insert((at, self.count), parcel);
    }

    pub(crate) fn due(&self) -> Option<Duration> {
        self.under_way.first_key_value().map(|((at, _), _)| *at)
    }

    pub(crate) fn pop(&mut self, now: Duration) -> Option<T> {
        self.due().filter(|at| *at <= now)?;
        self.under_way.pop_first().map(|(_, parcel)| parcel)
    }

    /// Takes away what fits: the wire was cut.
    pub(crate) fn lose(&mut self, mut fits: impl FnMut(&T) -> bool) {
        self.under_way.retain(|_, parcel| !fits(parcel));
    }

    /// Everything under way, with a coin tossed for it.
    pub(crate) fn each_with_a_coin(&mut self, mut change: impl FnMut(&mut T, bool)) {
        for parcel in self.under_way.values_mut() {
            change(parcel, self.rng.random_bool(0.5));
        }
    }

    fn latency(&mut self) -> Duration {
        Duration::from_micros(self.rng.random_range(1_000..20_000))
    }
}
