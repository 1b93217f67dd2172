//! Bad networks, each the same every time: what becomes of a packet is decided by its number and a seed.

use std::str::FromStr;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// The way that even the best network takes.
pub(crate) const WAY: Duration = Duration::from_millis(20);
/// How late a packet comes that others overtake.
const OVERTAKEN: Duration = Duration::from_millis(30);
/// What a narrow network carries at first and from then on, in bits per second, headers of UDP and IPv4 included.
const NARROW: [u64; 2] = [100_000, 40_000];
/// When it becomes narrower.
const NARROWER_AFTER: Duration = Duration::from_secs(20);
/// A packet that would wait longer in front of it is lost.
const LONGEST_QUEUE: Duration = Duration::from_millis(400);
/// How often a network that stalls does so, and when it does first.
const STALLS_EVERY: Duration = Duration::from_secs(20);
const STALLS_FIRST: Duration = Duration::from_secs(10);
/// Bytes of the headers of UDP and IPv4.
const HEADERS: u64 = 28;

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
    /// Carries only so much a second.
    narrow: bool,
    /// Holds everything back for so long now and then, in milliseconds: a Wi-Fi that looks for another access point.
    stall_ms: u64,
}

const CLEAN: Conditions = Conditions {
    name: "loss_0",
    loss: 0,
    burst_loss: 0,
    jitter_ms: 0,
    twice: 0,
    overtaken: 0,
    narrow: false,
    stall_ms: 0,
};
/// An office's network on a usual day.
pub(crate) const MILD: Conditions = Conditions { name: "mild", jitter_ms: 20, ..CLEAN };

/// All that are measured.
pub(crate) const ALL: [Conditions; 10] = [
    CLEAN,
    Conditions { name: "loss_5", loss: 5, ..CLEAN },
    Conditions { name: "loss_10", loss: 10, ..CLEAN },
    Conditions { name: "loss_20", loss: 20, ..CLEAN },
    Conditions { name: "burst_10", burst_loss: 10, ..CLEAN },
    Conditions { name: "jitter_60", jitter_ms: 60, ..CLEAN },
    Conditions { name: "loss_5_jitter_60", loss: 5, jitter_ms: 60, ..CLEAN },
    Conditions { name: "twice_2_overtaken_5", twice: 2, overtaken: 5, ..CLEAN },
    Conditions { name: "narrow_100_40", narrow: true, ..CLEAN },
    Conditions { name: "stall_200", stall_ms: 200, ..CLEAN },
];

impl FromStr for Conditions {
    type Err = String;

    /// The ones with that name in the figures.
    fn from_str(name: &str) -> Result<Self, String> {
        ALL.into_iter().find(|one| one.name == name).ok_or_else(|| {
            let names: Vec<&str> = ALL.iter().map(|one| one.name).collect();
            format!("the networks are {}", names.join(", "))
        })
    }
}

/// A network on which packets are under way.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    conditions: Conditions,
    dice: ChaCha8Rng,
    in_burst: bool,
    /// When the narrow place has passed on all that was sent so far, counted as the moments of sending are.
    free_at: Duration,
}

impl Network {
    pub(crate) fn new(conditions: Conditions, seed: u64) -> Self {
        Self { conditions, dice: ChaCha8Rng::seed_from_u64(seed), in_burst: false, free_at: Duration::ZERO }
    }

    /// When copies of the next packet arrive, counted from its sending; none if it is lost. It is sent at `sent`, counted from
    /// the first packet, and holds that many bytes of UDP.
    pub(crate) fn carry(&mut self, sent: Duration, bytes: usize) -> impl Iterator<Item = Duration> + use<> {
        let Conditions { loss, jitter_ms, twice, overtaken, .. } = self.conditions;
        // Every die is thrown for every packet, so that one share does not change what the others hit.
        let lost = self.hits(loss) | self.burst();
        let passed = self.pass(sent, bytes);
        let jitter = Duration::from_micros(self.dice.random_range(0..=u64::from(jitter_ms) * 1000));
        let late = if self.hits(overtaken) { OVERTAKEN } else { Duration::ZERO };
        let again = usize::from(self.hits(twice));
        let copies = if lost || passed.is_none() { 0 } else { 1 + again };
        std::iter::repeat_n(passed.unwrap_or_default() + jitter + late, copies)
    }

    /// When something else than a voice arrives that takes the same way at `sent`: a check, a report. Only a narrow place or a stall
    /// holds it up, or drops it.
    pub(crate) fn pass(&mut self, sent: Duration, bytes: usize) -> Option<Duration> {
        let queued = if self.conditions.narrow { self.squeeze(sent, bytes as u64)? } else { Duration::ZERO };
        Some(WAY + queued + self.held_back(sent))
    }

    /// How long a stall still lasts.
    fn held_back(&self, sent: Duration) -> Duration {
        let Some(since_first) = sent.checked_sub(STALLS_FIRST) else { return Duration::ZERO };
        let since = Duration::from_nanos((since_first.as_nanos() % STALLS_EVERY.as_nanos()) as u64);
        Duration::from_millis(self.conditions.stall_ms).saturating_sub(since)
    }

    /// How long a check needs there and back at that moment.
    pub(crate) fn round_trip(&self, now: Duration) -> Duration {
        2 * WAY + self.free_at.saturating_sub(now)
    }

    /// How long a packet needs through the narrow place, waiting included; `None` if the queue is too long.
    fn squeeze(&mut self, sent: Duration, bytes: u64) -> Option<Duration> {
        let rate = NARROW[usize::from(sent >= NARROWER_AFTER)];
        let begins = self.free_at.max(sent);
        if begins - sent > LONGEST_QUEUE {
            return None;
        }
        self.free_at = begins + Duration::from_micros((bytes + HEADERS) * 8 * 1_000_000 / rate);
        Some(self.free_at - sent)
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
        let mut network = Network::new(name.parse().expect("a known network"), 7);
        (0..100_000).map(|at| network.carry(Duration::from_millis(20) * at, 100).collect()).collect()
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

    #[test]
    fn a_stalling_network_brings_all_it_held_back_at_once() {
        let packets = sent("stall_200");
        let arrivals: Vec<Duration> =
            packets.iter().enumerate().map(|(at, way)| Duration::from_millis(20) * at as u32 + way[0]).collect();
        let held = Duration::from_millis(10_200) + WAY;
        assert_eq!(arrivals[500..=510], [held; 11]);
        assert!(packets[511..1_500].iter().all(|way| way[..] == [WAY]));
        assert_eq!(packets[1_500][..], [WAY + Duration::from_millis(200)]);
    }

    #[test]
    fn a_narrow_network_carries_so_much_and_no_more() {
        let mut network = Network::new("narrow_100_40".parse().expect("a known network"), 7);
        // 102 bytes and the headers, fifty times a second, are 52 kb/s.
        let ways: Vec<Option<Duration>> =
            (0..2_000).map(|at| network.carry(Duration::from_millis(20) * at, 102).next()).collect();
        assert!(ways[..1_000].iter().all(|way| way.is_some_and(|way| way < WAY + Duration::from_millis(11))));
        let (later, longest) = (&ways[1_500..], WAY + LONGEST_QUEUE + Duration::from_millis(27));
        let carried = later.iter().flatten().count() as f64 / later.len() as f64;
        assert!((carried - 40.0 / 52.0).abs() < 0.02, "{carried}");
        assert!(later.iter().flatten().all(|way| *way > WAY + LONGEST_QUEUE / 2 && *way < longest));
    }
}
