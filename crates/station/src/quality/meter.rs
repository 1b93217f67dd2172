//! One call's quality from its first sound to its end: what is shown now, and what the middleware is told.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use roomline_audio::Level;
use roomline_signaling::call::UnitId;
use roomline_signaling::quality::{CallQuality, CauseWord, Figures};

use super::cause::Watch;
use super::place::{Memory, Past};
use super::window::{Facts, Packets, Window, decibels, hundredths, milliseconds, permille};
use super::{LiveQuality, Sample};

/// How often the middleware is told during a call: a desk that crashes loses no more than this.
const TOLD_EVERY: Duration = Duration::from_secs(30);

/// A call shorter than this has no quality.
const ENOUGH_S: u32 = 3;

/// Softer than this nobody talks: it does not count for how loud somebody talked.
const TALKS_DBFS: f32 = -60.0;

/// Measures one call.
#[derive(Debug)]
pub(crate) struct Meter {
    window: Window,
    watch: Watch,
    live: Option<LiveQuality>,
    newest: Option<Facts>,
    told: Instant,
    looked: Instant,
    sums: Sums,
}

/// Sums over the looks at a call.
#[derive(Debug, Default)]
struct Sums {
    looks: u32,
    packets: Totals,
    mos_here: Mean,
    worst_mos_here: Option<f32>,
    mos_there: Mean,
    lost_to_unit: Mean,
    jitter: Mean,
    far_jitter: Mean,
    round_trip: Mean,
    microphone: Loudness,
    heard: Loudness,
    causes: BTreeMap<CauseWord, Duration>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    received: u64,
    lost: u64,
    guessed: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: u32,
}

/// How loud somebody is while they talk, else how loud it is at most.
#[derive(Clone, Copy, Debug)]
struct Loudness {
    talking: Mean,
    most: f32,
}

impl Meter {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            window: Window::default(),
            watch: Watch::default(),
            live: None,
            newest: None,
            told: now,
            looked: now,
            sums: Sums::default(),
        }
    }

    /// Takes one look at the call with `unit`.
    pub(crate) fn take(&mut self, now: Instant, sample: Sample, unit: Option<&UnitId>, memory: &Memory) {
        let took = now.duration_since(std::mem::replace(&mut self.looked, now));
        let Some(facts) = self.window.take(now, sample) else { return };
        let cause = self.watch.look(now, &facts, |way| memory.place(now, unit, way));
        self.sums.add(&facts, self.window.newest());
        if let Some(cause) = cause {
            *self.sums.causes.entry(cause.word()).or_default() += took.min(Duration::from_secs(2));
        }
        self.live = Some(LiveQuality { cause, figures: facts.figures() });
        self.newest = Some(facts);
    }

    /// The line is broken: nothing that was measured before says anything about what comes after.
    pub(crate) fn pause(&mut self) {
        self.window = Window::default();
        self.watch = Watch::default();
        self.live = None;
    }

    /// How the call is now; `None` while nothing is known.
    pub(crate) fn live(&self) -> Option<LiveQuality> {
        self.live
    }

    /// What the middleware is to be told now, if it is time.
    pub(crate) fn due(&mut self, now: Instant) -> Option<CallQuality> {
        if now.duration_since(self.told) < TOLD_EVERY {
            return None;
        }
        self.told = now;
        self.report(false)
    }

    /// The whole call so far; `None` if it was too short to say anything.
    pub(crate) fn report(&self, last: bool) -> Option<CallQuality> {
        let sums = &self.sums;
        let newest = self.newest.filter(|_| sums.looks >= ENOUGH_S)?;
        let measured_s = sums.looks;
        let longest = sums.causes.iter().max_by_key(|(_, time)| **time);
        let cause = longest.map(|(word, time)| (*word, u32::try_from(time.as_secs()).unwrap_or(u32::MAX)));
        let cause = cause.filter(|(_, seconds)| *seconds > 0);
        let figures = Figures {
            mos_here_hundredths: sums.mos_here.mean().map(hundredths),
            mos_there_hundredths: sums.mos_there.mean().map(hundredths),
            lost_from_unit_permille: permille(sums.packets.lost_share()),
            lost_to_unit_permille: sums.lost_to_unit.mean().map(permille),
            concealed_permille: permille(sums.packets.guessed_share()),
            jitter_from_unit_ms: sums.jitter.milliseconds().unwrap_or(0),
            jitter_to_unit_ms: sums.far_jitter.milliseconds(),
            round_trip_ms: sums.round_trip.milliseconds(),
            microphone_dbfs: sums.microphone.decibels(),
            heard_dbfs: sums.heard.decibels(),
            ..newest.figures()
        };
        Some(CallQuality {
            last,
            measured_s,
            figures,
            worst_mos_here_hundredths: sums.worst_mos_here.map(hundredths),
            cause: cause.map(|(word, _)| word),
            cause_s: cause.map_or(0, |(_, seconds)| seconds.min(measured_s)),
        })
    }

    /// What later calls may learn from this one.
    pub(crate) fn past(&self, now: Instant, unit: UnitId) -> Past {
        Past {
            unit,
            ended: now,
            measured: Duration::from_secs(self.sums.looks.into()),
            lost_from_unit: self.sums.packets.lost_share(),
            lost_to_unit: self.sums.lost_to_unit.mean(),
        }
    }
}

impl Sums {
    fn add(&mut self, facts: &Facts, newest: Packets) {
        self.looks = self.looks.saturating_add(1);
        self.packets.received += newest.received;
        self.packets.lost += newest.lost;
        self.packets.guessed += newest.guessed.min(newest.lost + newest.late);
        if let Some(mos) = facts.mos_here {
            self.mos_here.add(mos.into());
            self.worst_mos_here = Some(self.worst_mos_here.map_or(mos, |worst| worst.min(mos)));
        }
        for (mean, value) in [(&mut self.mos_there, facts.mos_there), (&mut self.lost_to_unit, facts.lost_to_unit)] {
            if let Some(value) = value {
                mean.add(value.into());
            }
        }
        for (mean, time) in [
            (&mut self.jitter, facts.jitter),
            (&mut self.far_jitter, facts.far_jitter),
            (&mut self.round_trip, facts.round_trip),
        ] {
            if let Some(time) = time {
                mean.add(time.as_secs_f64());
            }
        }
        self.microphone.add(facts.microphone);
        self.heard.add(facts.heard);
    }
}

impl Totals {
    fn lost_share(self) -> f32 {
        share(self.lost, self.received + self.lost)
    }

    fn guessed_share(self) -> f32 {
        share(self.guessed, self.received + self.lost)
    }
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn mean(self) -> Option<f32> {
        (self.count > 0).then(|| (self.sum / f64::from(self.count)) as f32)
    }

    fn milliseconds(self) -> Option<u16> {
        self.mean().and_then(|mean| Duration::try_from_secs_f32(mean).ok()).map(milliseconds)
    }
}

impl Loudness {
    fn add(&mut self, level: Level) {
        let dbfs = level.dbfs();
        self.most = self.most.max(dbfs);
        if dbfs > TALKS_DBFS {
            self.talking.add(dbfs.into());
        }
    }

    fn decibels(self) -> i8 {
        decibels(Level::from_dbfs(self.talking.mean().unwrap_or(self.most)))
    }
}

impl Default for Loudness {
    fn default() -> Self {
        Self { talking: Mean::default(), most: Level::SILENCE.dbfs() }
    }
}

fn share(part: u64, whole: u64) -> f32 {
    if whole == 0 { 0.0 } else { (part as f32 / whole as f32).min(1.0) }
}
