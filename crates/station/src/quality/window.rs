//! Ten seconds of looks at a call, and what they say together.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use roomline_audio::{CodecKind, Level};
use roomline_signaling::quality::{Codec, Figures};

use super::{Sample, emodel};

/// Long enough that one lost packet is no habit, short enough that a remedy shows at once.
const SPAN: Duration = Duration::from_secs(10);

/// Fewer packets than this say nothing: a second of them.
const ENOUGH: u64 = 50;

/// A microphone this quiet gives no sound at all: the softest room is louder.
const SILENT_DBFS: f32 = -70.0;

/// A lost packet that its successor could mend is heard as so much of a lost one. Fitted to our own bench (ADR-0016).
const MENDED_WEIGHT: f64 = 0.25;

/// What devices and buffers at both ends add to the time on the network; only our own could be known. Capture 10 ms, packet
/// 20 ms, buffers of about 40 ms, playback 40 ms at each end.
const ENDS_ADD: Duration = Duration::from_millis(110);

/// What ten seconds say together. Shares are 0.0..=1.0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Facts {
    pub(super) codec: CodecKind,
    /// Share of the resident's packets that never came; `None` if too few were expected.
    pub(super) lost_from_unit: Option<f32>,
    /// Share of our packets that the Echo misses.
    pub(super) lost_to_unit: Option<f32>,
    /// Share of the resident's packets that came, but too late to be played.
    pub(super) late: f32,
    /// Share of the resident's sound that had to be guessed.
    pub(super) guessed: f32,
    /// Estimated delay from mouth to ear.
    pub(super) one_way: Option<Duration>,
    pub(super) mos_here: Option<f32>,
    pub(super) mos_there: Option<f32>,
    pub(super) jitter: Option<Duration>,
    pub(super) far_jitter: Option<Duration>,
    pub(super) round_trip: Option<Duration>,
    pub(super) microphone: Level,
    pub(super) heard: Level,
    /// For how long the microphone has given silence although it should be heard.
    pub(super) silent_for: Duration,
    /// Share of the time in which the loudspeaker had nothing to play because this computer was late.
    pub(super) starved: f32,
}

/// Growth of the totals since the look before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Packets {
    pub(super) received: u64,
    pub(super) lost: u64,
    pub(super) guessed: u64,
    pub(super) mended: u64,
    pub(super) late: u64,
    losses: u64,
    starved: Duration,
    /// Since the look before.
    took: Duration,
}

/// The looks of the last ten seconds.
#[derive(Debug, Default)]
pub(super) struct Window {
    last: Option<(Instant, Sample)>,
    looks: VecDeque<(Instant, Packets)>,
    silent_since: Option<Instant>,
}

impl Window {
    /// Takes one look; `None` for the first, which only says where the totals stand.
    pub(super) fn take(&mut self, now: Instant, sample: Sample) -> Option<Facts> {
        let silent = sample.sends && sample.microphone.dbfs() < SILENT_DBFS;
        self.silent_since = if silent { self.silent_since.or(Some(now)) } else { None };
        let (looked, before) = self.last.replace((now, sample))?;
        if before.codec != sample.codec {
            // Another stream: its totals begin anew.
            self.looks.clear();
            return None;
        }
        while self.looks.front().is_some_and(|(at, _)| now.duration_since(*at) >= SPAN) {
            self.looks.pop_front();
        }
        let took = now.duration_since(looked);
        self.looks.push_back((now, Packets { took, ..growth(&before, &sample) }));
        Some(self.facts(now, &sample))
    }

    /// What was growth of the last look alone.
    pub(super) fn newest(&self) -> Packets {
        self.looks.back().map(|(_, packets)| *packets).unwrap_or_default()
    }

    fn facts(&self, now: Instant, sample: &Sample) -> Facts {
        let packets = self.looks.iter().fold(Packets::default(), |sum, (_, packets)| sum.and(packets));
        let expected = packets.received + packets.lost;
        let share = |part: u64| if expected == 0 { 0.0 } else { (part as f32 / expected as f32).min(1.0) };
        // A far end that is silent sends nothing, and what is played for it is no loss.
        let missing = packets.lost + packets.late;
        let guessed = share(packets.guessed.min(missing));
        let mended = share(packets.mended.min(missing));
        let network = sample.round_trip.map(|time| time / 2);
        let one_way = network.map(|time| time + ENDS_ADD + sample.jitter.unwrap_or_default());
        let delay = one_way.unwrap_or(ENDS_ADD);
        let bursts = burst_ratio(packets.lost, packets.losses, expected);
        let mos_here = (expected >= ENOUGH).then(|| {
            let impaired = f64::from(guessed) + MENDED_WEIGHT * f64::from(mended);
            emodel::mos(sample.codec, impaired * 100.0, bursts, delay) as f32
        });
        let mos_there = sample.far_loss.map(|lost| {
            // How the Echo mends is not known; with Opus it has our error correction, as we have its.
            let lost = f64::from(lost);
            let impaired = match sample.codec {
                CodecKind::Opus => lost * lost + MENDED_WEIGHT * lost * (1.0 - lost),
                CodecKind::G722 | CodecKind::Pcmu | CodecKind::Pcma => lost,
            };
            emodel::mos(sample.codec, impaired * 100.0, 1.0, delay) as f32
        });
        Facts {
            codec: sample.codec,
            lost_from_unit: (expected >= ENOUGH).then(|| share(packets.lost)),
            lost_to_unit: sample.far_loss.filter(|_| sample.sends),
            late: share(packets.late),
            guessed,
            one_way,
            mos_here,
            mos_there,
            jitter: sample.jitter,
            far_jitter: sample.far_jitter,
            round_trip: sample.round_trip,
            microphone: sample.microphone,
            heard: sample.heard,
            silent_for: self.silent_since.map(|since| now.duration_since(since)).unwrap_or_default(),
            starved: (packets.starved.as_secs_f32() / packets.took.as_secs_f32().max(1.0)).min(1.0),
        }
    }
}

impl Packets {
    fn and(self, other: &Self) -> Self {
        Self {
            received: self.received + other.received,
            lost: self.lost + other.lost,
            guessed: self.guessed + other.guessed,
            mended: self.mended + other.mended,
            late: self.late + other.late,
            losses: self.losses + other.losses,
            starved: self.starved + other.starved,
            took: self.took + other.took,
        }
    }
}

impl Facts {
    /// As whole numbers.
    pub(super) fn figures(&self) -> Figures {
        Figures {
            codec: codec(self.codec),
            mos_here_hundredths: self.mos_here.map(hundredths),
            mos_there_hundredths: self.mos_there.map(hundredths),
            lost_from_unit_permille: permille(self.lost_from_unit.unwrap_or(0.0)),
            lost_to_unit_permille: self.lost_to_unit.map(permille),
            concealed_permille: permille(self.guessed),
            jitter_from_unit_ms: milliseconds(self.jitter.unwrap_or_default()),
            jitter_to_unit_ms: self.far_jitter.map(milliseconds),
            round_trip_ms: self.round_trip.map(milliseconds),
            microphone_dbfs: decibels(self.microphone),
            heard_dbfs: decibels(self.heard),
        }
    }
}

fn growth(before: &Sample, after: &Sample) -> Packets {
    Packets {
        received: after.received.saturating_sub(before.received),
        lost: after.lost.saturating_sub(before.lost),
        guessed: after.tally.concealed.saturating_sub(before.tally.concealed),
        mended: after.tally.rebuilt.saturating_sub(before.tally.rebuilt),
        late: after.tally.late.saturating_sub(before.tally.late),
        losses: after.losses.saturating_sub(before.losses),
        starved: after.starved.saturating_sub(before.starved),
        took: Duration::ZERO,
    }
}

/// How much longer losses are than they would be by chance. Source: G.107, definition of BurstR.
fn burst_ratio(lost: u64, losses: u64, expected: u64) -> f64 {
    if losses == 0 || expected == 0 {
        return 1.0;
    }
    let by_chance = 1.0 / (1.0 - lost as f64 / expected as f64).max(0.01);
    (lost as f64 / losses as f64 / by_chance).max(1.0)
}

pub(super) fn hundredths(mos: f32) -> u16 {
    (mos * 100.0).round().clamp(100.0, 450.0) as u16
}

pub(super) fn permille(share: f32) -> u16 {
    (share * 1000.0).round().clamp(0.0, 1000.0) as u16
}

pub(super) fn milliseconds(time: Duration) -> u16 {
    u16::try_from((time.as_micros() + 500) / 1000).unwrap_or(u16::MAX)
}

pub(super) fn decibels(level: Level) -> i8 {
    level.dbfs().round().clamp(-100.0, 0.0) as i8
}

pub(super) const fn codec(kind: CodecKind) -> Codec {
    match kind {
        CodecKind::Opus => Codec::Opus,
        CodecKind::G722 => Codec::G722,
        CodecKind::Pcmu => Codec::Pcmu,
        CodecKind::Pcma => Codec::Pcma,
    }
}
