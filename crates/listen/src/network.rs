//! Bad networks, each the same every time: what becomes of a packet is decided by its number and a seed.

use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// The way that even the best network takes.
const WAY: Duration = Duration::from_millis(20);
/// How late a packet comes that others overtake.
const OVERTAKEN: Duration = Duration::from_millis(30);

/// What a network does to packets. Shares are of a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conditions {
    /// The name in the figures.
    pub(crate) name: &'static str,
    /// Lost, each by itself.
    loss: u32,
    /// Lost, three in a row on average. Source: E. N. Gilbert, "Capacity of a burst-noise channel", 1960.
    burst_loss: u32,
    /// Up to so much later than the others, in milliseconds, evenly spread.
    jitter_ms: u32,
    /// Come twice.
    twice: u32,
    /// Are overtaken by the next ones.
    overtaken: u32,
}

const CLEAN: Conditions = Conditions { name: "loss_0", loss: 0, burst_loss: 0, jitter_ms: 0, twice: 0, overtaken: 0 };

/// All that are measured.
pub(crate) const ALL: [Conditions; 8] = [
    CLEAN,
    Conditions { name: "loss_5", loss: 5, ..CLEAN },
    Conditions { name: "loss_10", loss: 10, ..CLEAN },
    Conditions { name: "loss_20", loss: 20, ..CLEAN },
    Conditions { name: "burst_10", burst_loss: 10, ..CLEAN },
    Conditions { name: "jitter_60", jitter_ms: 60, ..CLEAN },
    Conditions { name: "loss_5_jitter_60", loss: 5, jitter_ms: 60, ..CLEAN },
    Conditions { name: "twice_2_overtaken_5", twice: 2, overtaken: 5, ..CLEAN },
];

/// An office's network on a usual day.
pub(crate) const MILD: Conditions = Conditions { name: "mild", jitter_ms: 20, ..CLEAN };

/// A network on which packets are under way.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    conditions: Conditions,
    dice: ChaCha8Rng,
    in_burst: bool,
}

impl Network {
    pub(crate) fn new(conditions: Conditions, seed: u64) -> Self {
        Self { conditions, dice: ChaCha8Rng::seed_from_u64(seed), in_burst: false }
    }

    /// When copies of the next packet arrive, counted from its sending; none if it is lost.
    pub(crate) fn carry(&mut self) -> impl Iterator<Item = Duration> + use<> {
        let Conditions { loss, jitter_ms, twice, overtaken, .. } = self.conditions;
        // Every die is thrown for every packet, so that one share does not change what the others hit.
        let lost = self.hits(loss) | self.burst();
        let jitter = Duration::from_micros(self.dice.random_range(0..=u64::from(jitter_ms) * 1000));
        let late = if self.hits(overtaken) { OVERTAKEN } else { Duration::ZERO };
        let again = usize::from(self.hits(twice));
        let copies = if lost { 0 } else { 1 + again };
        std::iter::repeat_n(WAY + jitter + late, copies)
    }

    /// Two states: in the bad one everything is lost, and it is left with a third for each packet.
    fn burst(&mut self) -> bool {
        let share = f64::from(self.conditions.burst_loss) / 100.0;
        let ends = 1.0 / 3.0;
        let begins = ends * share / (1.0 - share);
        self.in_burst = self.dice.random_bool(if self.in_burst { 1.0 - ends } else { begins });
        self.in_burst
    }

    fn hits(&mut self, percent: u32) -> bool {
        self.dice.random_ratio(percent, 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What became of 100,000 packets: arrivals of each.
    fn sent(name: &str) -> Vec<Vec<Duration>> {
        let conditions = ALL.into_iter().find(|one| one.name == name).expect("a known network");
        let mut network = Network::new(conditions, 7);
        (0..100_000).map(|_| network.carry().collect()).collect()
    }

    fn lost(packets: &[Vec<Duration>]) -> usize {
        packets.iter().filter(|copies| copies.is_empty()).count()
    }

    #[test]
    fn a_clean_network_brings_everything_once_and_at_once() {
        assert!(sent("loss_0").iter().all(|copies| copies[..] == [WAY]));
    }

    #[test]
    fn shares_are_kept_and_bursts_are_three_long() {
        for (name, share) in [("loss_5", 5_000), ("loss_20", 20_000), ("burst_10", 10_000), ("loss_5_jitter_60", 5_000)]
        {
            let lost = lost(&sent(name));
            assert!(lost.abs_diff(share) < 500, "{name}: {lost}");
        }
        let packets = sent("burst_10");
        let bursts = packets.windows(2).filter(|pair| !pair[0].is_empty() && pair[1].is_empty()).count();
        let length = lost(&packets) as f64 / bursts as f64;
        assert!((2.8..3.2).contains(&length), "{length}");
    }

    #[test]
    fn jitter_doubles_and_overtaking_are_as_they_are_called() {
        let jitter = sent("jitter_60");
        let longest = jitter.iter().flatten().max().expect("packets");
        assert!((79..=80).contains(&longest.as_millis()), "{longest:?}");
        let twice = sent("twice_2_overtaken_5");
        assert!(twice.iter().filter(|copies| copies.len() == 2).count().abs_diff(2_000) < 200);
        assert!(twice.iter().filter(|copies| copies[0] > WAY).count().abs_diff(5_000) < 400);
    }
}
