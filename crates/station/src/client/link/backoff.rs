//! How long to wait before the next attempt: doubling, spread by chance, so that fifty desks do not come back at once.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Backoff {
    bound: Duration,
    randomness: StdRng,
}

impl Backoff {
    pub(super) fn new(randomness: StdRng) -> Self {
        Self { bound: SHORTEST * 2, randomness }
    }

    pub(super) fn reset(&mut self) {
        self.bound = SHORTEST * 2;
    }

    /// Between 0.2 s and a bound that doubles from 0.4 s to 10 s.
    pub(super) fn next(&mut self) -> Duration {
        let wait = self.randomness.random_range(SHORTEST..=self.bound);
        self.bound = (self.bound * 2).min(LONGEST);
        wait
    }

    /// A wait near the longest, which the following ones keep.
    pub(super) fn longest(&mut self) -> Duration {
        self.bound = LONGEST;
        self.randomness.random_range(LONGEST / 2..=LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn waits_grow_up_to_ten_seconds_and_start_small_again() {
        for seed in 0..100 {
            let mut backoff = Backoff::new(StdRng::seed_from_u64(seed));
            let mut bound = SHORTEST * 2;
            for _ in 0..12 {
                let wait = backoff.next();
                assert!((SHORTEST..=bound).contains(&wait), "seed {seed}: {wait:?} beyond {bound:?}");
                bound = (bound * 2).min(LONGEST);
            }
            backoff.reset();
            assert!(backoff.next() <= SHORTEST * 2, "seed {seed}");
            assert!(backoff.longest() >= LONGEST / 2);
        }
    }
}
