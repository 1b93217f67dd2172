//! What spoils requests to the management API: throttling, injected failures, and a point at which the client is killed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{Answer, Api, Trouble};

/// What may go wrong; by default nothing does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Forecast {
    /// How many requests each API takes.
    pub throttle: Option<Throttle>,
    /// How often a request fails.
    pub failures: Option<Failures>,
    /// When the client is to be killed.
    pub die: Option<Die>,
}

/// A token bucket per API.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// Requests per second on average.
    pub per_second: f64,
    /// Requests at once.
    pub burst: u32,
}

/// Failures of Amazon's own: 500 and 503, or 502 as after a lost connection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failures {
    /// The share of requests that fail, 0.0..=1.0; half of them after the effect.
    pub rate: f64,
    /// The same seed fails the same requests.
    pub seed: u64,
}

/// The point at which the client is to be killed: its request is never answered, and the journal says `die_now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Die {
    /// The how-manieth request from now, from 1.
    pub at: u64,
    /// Before or after its effect.
    pub when: When,
}

/// Before or after the effect of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Nothing has been done.
    Before,
    /// All has been done, only the answer is lost.
    After,
}

/// What happens to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing.
    Fine,
    /// This is the answer.
    Instead(When, Answer),
}

/// The weather over time.
#[derive(Clone, Debug)]
pub(super) struct Weather {
    forecast: Forecast,
    rng: ChaCha8Rng,
    buckets: BTreeMap<Api, Bucket>,
    requests: u64,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Default for Weather {
    fn default() -> Self {
        Self { forecast: Forecast::default(), rng: ChaCha8Rng::seed_from_u64(0), buckets: BTreeMap::new(), requests: 0 }
    }
}

impl Weather {
    /// Changes what may go wrong; requests count from here.
    pub(super) fn set(&mut self, forecast: Forecast) {
        let seed = forecast.failures.map_or(0, |failures| failures.seed);
        *self = Self { forecast, rng: ChaCha8Rng::seed_from_u64(seed), ..Self::default() };
    }

    pub(super) const fn forecast(&self) -> Forecast {
        self.forecast
    }

    /// What happens to a request.
    pub(super) fn fate(&mut self, now: Instant, api: Api) -> Fate {
        self.requests += 1;
        if let Some(die) = self.forecast.die.filter(|die| die.at == self.requests) {
            return Fate::Instead(die.when, Answer { withheld: true, ..Answer::empty(502) });
        }
        if let Some(wait) = self.forecast.throttle.and_then(|throttle| self.wait(now, api, throttle)) {
            let retry_after = self.rng.random_bool(0.5).then_some(wait);
            return Fate::Instead(When::Before, Answer { retry_after, ..Trouble::throttled().into() });
        }
        let Some(failures) = self.forecast.failures else { return Fate::Fine };
        if !self.rng.random_bool(failures.rate.clamp(0.0, 1.0)) {
            return Fate::Fine;
        }
        let when = if self.rng.random_bool(0.5) { When::Before } else { When::After };
        let answer = match self.rng.random_range(0..3) {
            0 => Trouble::internal(500).into(),
            1 => Trouble::internal(503).into(),
            _ => Answer::empty(502),
        };
        Fate::Instead(when, answer)
    }

    /// Takes one from the bucket of an API, or says how long to wait for it.
    fn wait(&mut self, now: Instant, api: Api, throttle: Throttle) -> Option<Duration> {
        let Throttle { per_second, burst } = throttle;
        let full = f64::from(burst.max(1));
        let per_second = per_second.max(0.001);
        let bucket = self.buckets.entry(api).or_insert(Bucket { left: full, at: now });
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        *bucket = Bucket { left: (bucket.left + since * per_second).min(full), at: now };
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return None;
        }
        Some(Duration::from_secs_f64(((1.0 - bucket.left) / per_second).ceil()))
    }
}
