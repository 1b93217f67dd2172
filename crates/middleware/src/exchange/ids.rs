//! New ids: random, but from a generator that tests can seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, SessionId, StreamId, UpdateId};
use uuid::{Builder, Uuid};

/// A source of ids that nobody can guess, unless it was seeded.
#[derive(Debug)]
pub struct Ids(StdRng);

impl Ids {
    /// Ids from the system's randomness.
    #[must_use]
    pub fn random() -> Self {
        Self(StdRng::from_os_rng())
    }

    /// The same ids for the same seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A call's id: a UUIDv7, so that ids sort by time.
    pub(super) fn call(&mut self, now: WallTime) -> CallId {
        CallId::from_u128(Builder::from_unix_timestamp_millis(now.as_millis(), &self.0.random()).into_uuid().as_u128())
    }

    /// A session's id: a UUIDv4 as text.
    pub(super) fn session(&mut self) -> SessionId {
        SessionId::new(self.uuid().to_string()).expect("a UUID is an id")
    }

    pub(super) fn stream(&mut self) -> StreamId {
        StreamId::new(self.uuid().simple().to_string()).expect("a UUID is an id")
    }

    pub(super) fn update(&mut self) -> UpdateId {
        UpdateId::new(self.uuid().simple().to_string()).expect("a UUID is an id")
    }

    /// How long a re-offer of ours stands back when the Echo's comes first: one to two seconds, so that two ends that
    /// collided do not collide again.
    pub(super) fn pause(&mut self) -> Duration {
        Duration::from_millis(self.0.random_range(1_000..2_000))
    }

    /// Where the log speaks of an error.
    pub(super) fn reference(&mut self) -> String {
        format!("{:08x}", self.0.random::<u32>())
    }

    fn uuid(&mut self) -> Uuid {
        Builder::from_random_bytes(self.0.random()).into_uuid()
    }
}
