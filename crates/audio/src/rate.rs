//! How much to say in a second, and how much of it twice. Loss alone does not tell what to do: a crowded line loses packets because
//! there are too many bits, and then less is more; a bad radio loses them whatever their size, and then only protection helps. The
//! time of a round trip tells the two apart, because a crowded line makes packets wait before it drops them.
//!
//! Pure: the far end's reports and `now` go in, an [`Advice`] comes out.

use std::time::{Duration, Instant};

/// Twice what is enough for a voice in full band (28 to 40 kb/s; source: RFC 7587 §3.1.1), because packets carry their predecessors
/// too. Measured on recorded voices, PESQ-WB at 48, 56 and 64 kb/s: 4.49, 4.51, 4.52 where nothing is lost, 4.25, 4.25, 4.29 where
/// 5 % are (4.30 with [`MOST`]), 4.47, 4.49, 4.51 where packets are up to 60 ms late, and 2.83, 2.74, 2.77 on a line that falls from
/// 100 to 40 kb/s.
pub(crate) const USUAL: u32 = 64_000;
/// Still a good voice in wide band.
const LEAST: u32 = 16_000;
/// Where packets are lost by chance, protection gets bits of its own.
const MOST: u32 = 72_000;

/// What is taken back at a time, and how soon again; the reports must have seen the last change.
const STEP: u32 = 2_000;
const STEP_EVERY: Duration = Duration::from_secs(4);
const CUT_EVERY: Duration = Duration::from_secs(2);
/// After a cut the line is left in peace, longer each time that rising again was too much.
const PEACE: Duration = Duration::from_secs(10);
const LONGEST_PEACE: Duration = Duration::from_secs(120);

/// Of the rate, in a hundred, what a crowded line gets at most.
const CUT_TO: u32 = 75;
/// And of what it carried: a little less, so that what waits can leave.
const CARRIED: f32 = 85.0;

/// Packets wait, if a round trip takes so much longer than the shortest lately; and for so long nobody would, whatever is lost.
const WAITS: Duration = Duration::from_millis(60);
const WAITS_FOR_EVER: Duration = Duration::from_millis(300);

/// Loss below this is an accident.
const LOSES: f32 = 0.02;

/// The shortest round trip is looked for in so much of the past: a way that changed is believed by then.
const LATELY: Duration = Duration::from_secs(60);

/// The loss that is expected halves in this time, once it is not seen any more.
const HALVES_IN: Duration = Duration::from_secs(10);

/// Lost packets in a hundred that are expected before the first report.
pub(crate) const LOSS_BEFORE_REPORTS: u8 = 5;

/// What the far end's receiver report says about the voice we send.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FarReport {
    /// Share of our packets that did not arrive since its last report, 0.0..=1.0.
    pub loss: f32,
    /// From our report to the answer, if it could be measured.
    pub round_trip: Option<Duration>,
    /// How unevenly our packets arrive there, if it is known. Source: RFC 3550 §6.4.1.
    pub jitter: Option<Duration>,
}

/// What the sender should do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// For the codec, without the headers of packets: 16,000..=72,000.
    pub bits_per_second: u32,
    /// Lost packets in a hundred to prepare for, 0..=100.
    pub expected_loss: u8,
}

/// Watches one way out. Make a new one for each call.
#[derive(Debug, Clone)]
pub struct RateControl {
    rate: u32,
    /// Lost packets in a hundred.
    expected: f32,
    heard: Option<Instant>,
    /// Shortest round trips of this time and of the time before it.
    shortest: [Option<Duration>; 2],
    shortest_since: Option<Instant>,
    changed: Option<Instant>,
    cut: Option<Instant>,
    peace: Duration,
}

impl RateControl {
    /// Starts with what is usual.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rate: USUAL,
            expected: f32::from(LOSS_BEFORE_REPORTS),
            heard: None,
            shortest: [None; 2],
            shortest_since: None,
            changed: None,
            cut: None,
            peace: PEACE,
        }
    }

    /// Takes a report and says what to do. The same report may be given again: it changes nothing within two seconds.
    pub fn hear(&mut self, now: Instant, report: FarReport) -> Advice {
        let loss = if report.loss.is_finite() { report.loss.clamp(0.0, 1.0) } else { 0.0 };
        self.expect(now, 100.0 * loss);
        // Where round trips are not measured, a jitter that large says the same.
        let waits = self.waiting(now, report.round_trip).or(report.jitter).unwrap_or_default();
        if waits >= WAITS_FOR_EVER || waits >= WAITS && loss >= LOSES {
            self.cut(now, loss);
        } else {
            let aim = if loss >= LOSES { MOST } else { USUAL };
            self.approach(now, aim);
        }
        self.advice()
    }

    /// What to do as long as no other report comes.
    #[must_use]
    pub fn advice(&self) -> Advice {
        // Half a packet in a hundred is worth preparing for, less is not.
        Advice { bits_per_second: self.rate, expected_loss: self.expected.round() as u8 }
    }

    /// Loss is expected as soon as it is seen, and forgotten slowly: it comes and goes.
    fn expect(&mut self, now: Instant, percent: f32) {
        let kept = match self.heard {
            None => 0.0,
            Some(heard) => {
                let halves = now.saturating_duration_since(heard).as_secs_f32() / HALVES_IN.as_secs_f32();
                self.expected * 0.5_f32.powf(halves)
            }
        };
        self.expected = percent.max(kept);
        self.heard = Some(now);
    }

    /// How much longer than necessary a round trip takes.
    fn waiting(&mut self, now: Instant, round_trip: Option<Duration>) -> Option<Duration> {
        let round_trip = round_trip?;
        if self.shortest_since.is_none_or(|since| now.saturating_duration_since(since) >= LATELY) {
            self.shortest = [None, self.shortest[0]];
            self.shortest_since = Some(now);
        }
        self.shortest[0] = Some(self.shortest[0].map_or(round_trip, |shortest| shortest.min(round_trip)));
        let shortest = self.shortest.into_iter().flatten().min()?;
        Some(round_trip - shortest)
    }

    fn cut(&mut self, now: Instant, loss: f32) {
        if self.cut.is_some_and(|cut| now.saturating_duration_since(cut) < CUT_EVERY) {
            return;
        }
        // Rising again was too much soon after: next time it waits twice as long.
        let soon = self.cut.is_some_and(|cut| {
            let ago = now.saturating_duration_since(cut);
            (self.peace..3 * self.peace).contains(&ago)
        });
        self.peace = if soon { (2 * self.peace).min(LONGEST_PEACE) } else { self.peace };
        let carried = (CARRIED * (1.0 - loss)) as u32;
        self.rate = (self.rate * carried.min(CUT_TO) / 100).max(LEAST);
        (self.cut, self.changed) = (Some(now), Some(now));
    }

    fn approach(&mut self, now: Instant, aim: u32) {
        let is_recent = |at: Option<Instant>, time| at.is_some_and(|at| now.saturating_duration_since(at) < time);
        if is_recent(self.changed, STEP_EVERY) || is_recent(self.cut, self.peace) || self.rate == aim {
            return;
        }
        self.rate = if self.rate < aim { (self.rate + STEP).min(aim) } else { (self.rate - STEP).max(aim) };
        self.changed = Some(now);
    }
}

impl Default for RateControl {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test may begin at any time; all later times are counted from there")]
mod tests {
    use super::*;

    /// Headers of IP, UDP, RTP and SRTP, fifty packets a second.
    const HEADERS: f32 = 20_000.0;
    const EMPTY_LINE: Duration = Duration::from_millis(40);

    /// A line that carries so many bits a second, keeps 400 ms of them waiting and drops the rest.
    struct Line {
        capacity: f32,
        waiting: f32,
        chance: f32,
    }

    impl Line {
        fn carry_for_a_second(&mut self, rate: u32) -> FarReport {
            let sent = rate as f32 + HEADERS;
            let (full, queue) = (0.4 * self.capacity, self.waiting + sent - self.capacity);
            let dropped = (queue - full).max(0.0) / sent;
            self.waiting = queue.clamp(0.0, full);
            FarReport {
                loss: dropped + self.chance,
                round_trip: Some(EMPTY_LINE + Duration::from_secs_f32(self.waiting / self.capacity)),
                jitter: Some(Duration::from_millis(5)),
            }
        }
    }

    fn talk(
        control: &mut RateControl,
        line: &mut Line,
        start: Instant,
        seconds: std::ops::Range<u64>,
    ) -> Vec<(u32, f32)> {
        seconds
            .map(|second| {
                let rate = control.advice().bits_per_second;
                let report = line.carry_for_a_second(rate);
                control.hear(start + Duration::from_secs(second), report);
                (rate, report.loss)
            })
            .collect()
    }

    #[test]
    fn a_line_too_narrow_gets_less_until_it_carries_it_and_more_when_it_can() {
        let (mut control, start) = (RateControl::new(), Instant::now());
        let mut line = Line { capacity: 100_000.0, waiting: 0.0, chance: 0.0 };
        assert!(talk(&mut control, &mut line, start, 0..30).iter().all(|(rate, loss)| (*rate, *loss) == (USUAL, 0.0)));
        line.capacity = 40_000.0;
        let narrow = talk(&mut control, &mut line, start, 30..330);
        let soon = narrow.iter().position(|(rate, _)| *rate <= 20_000).expect("it gets less");
        assert!(soon <= 10, "after {soon} s");
        let lost: f32 = narrow[30..].iter().map(|(_, loss)| loss).sum::<f32>() / 270.0;
        assert!(lost < 0.01, "{lost} lost, having learned how narrow it is");
        line.capacity = 100_000.0;
        talk(&mut control, &mut line, start, 330..630);
        assert_eq!(control.advice(), Advice { bits_per_second: USUAL, expected_loss: 0 });
    }

    #[test]
    fn chance_gets_protection_and_never_fewer_bits() {
        let (mut control, start) = (RateControl::new(), Instant::now());
        let mut line = Line { capacity: 1e6, waiting: 0.0, chance: 0.1 };
        assert!(talk(&mut control, &mut line, start, 0..60).iter().all(|(rate, _)| *rate >= USUAL));
        assert_eq!(control.advice(), Advice { bits_per_second: MOST, expected_loss: 10 });
        line.chance = 0.0;
        talk(&mut control, &mut line, start, 60..65);
        assert!(control.advice().expected_loss >= 5, "it may come back");
        talk(&mut control, &mut line, start, 65..180);
        assert_eq!(control.advice(), Advice { bits_per_second: USUAL, expected_loss: 0 });
    }

    #[test]
    fn packets_that_wait_for_ever_are_too_many_though_none_is_lost() {
        let (mut control, start) = (RateControl::new(), Instant::now());
        let report = |ms| FarReport { loss: 0.0, round_trip: Some(Duration::from_millis(ms)), jitter: None };
        control.hear(start, report(40));
        assert_eq!(control.hear(start + Duration::from_secs(1), report(500)).bits_per_second, USUAL * 3 / 4);
    }

    #[test]
    fn a_line_that_drops_half_is_given_less_than_half_at_once() {
        let (mut control, start) = (RateControl::new(), Instant::now());
        let report = |ms, loss| FarReport { loss, round_trip: Some(Duration::from_millis(ms)), jitter: None };
        control.hear(start, report(40, 0.0));
        let advice = control.hear(start + Duration::from_secs(1), report(500, 0.5));
        assert!((USUAL / 3..USUAL / 2).contains(&advice.bits_per_second), "{advice:?}");
        let advice = control.hear(start + Duration::from_secs(4), report(500, 1.0));
        assert_eq!(advice.bits_per_second, LEAST);
    }

    #[test]
    fn a_longer_way_is_no_crowd_once_it_is_known() {
        let (mut control, start) = (RateControl::new(), Instant::now());
        let report = |ms| FarReport { loss: 0.05, round_trip: Some(Duration::from_millis(ms)), jitter: None };
        control.hear(start, report(40));
        // The Wi-Fi gave way to a telephone network: 200 ms, for good.
        for second in 1..300 {
            control.hear(start + Duration::from_secs(second), report(200));
        }
        assert!(control.advice().bits_per_second >= USUAL, "{:?}", control.advice());
    }

    #[test]
    fn before_a_report_it_does_what_is_usual_and_nonsense_changes_little() {
        let (mut control, now) = (RateControl::new(), Instant::now());
        assert_eq!(control.advice(), Advice { bits_per_second: USUAL, expected_loss: 5 });
        let nonsense = FarReport { loss: f32::NAN, round_trip: Some(Duration::MAX), jitter: Some(Duration::MAX) };
        assert!((LEAST..=MOST).contains(&control.hear(now, nonsense).bits_per_second));
    }
}
