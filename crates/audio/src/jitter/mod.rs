//! The network hands over packets in bursts, twice, late, in any order or never; the loudspeaker wants sound every ten milliseconds.
//! Between the two stands this buffer: it orders what came, says what to do about what did not, and keeps the delay as small as
//! the network allows. It holds encoded packets, so that a hole can still be mended by the packet after it.
//!
//! Pure: the playback asks, and `now` is handed in. All times are samples at 48 kHz.

mod seen;
mod slack;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use self::seen::Seen;
use self::slack::Slack;
use crate::{Packet, SAMPLE_RATE};

/// Sound begins when the first packet is this old, or this much sound is there: enough for one late packet, not felt as delay.
const HEAD_START: Duration = Duration::from_millis(40);

/// A hole is filled in steps of this, the length of a usual packet.
const STEP: i64 = 960;

/// After so long without a packet the stream counts as stopped, and the next packet starts it anew: 1 s.
const STOPPED: i64 = 48_000;

/// A packet this far from where we play belongs to another stream (a far end that restarted): 2 s.
const FAR: i64 = 96_000;

/// What was missing at its turn is lost if it has not come so much later: 200 ms. If it comes it was late, and how late tells what
/// delay is needed; one for repairs on top of it would only come and go.
const GIVEN_UP: i64 = 9_600;

/// More sound than this means that playback stood still: the oldest is thrown away. 400 ms.
const OVERFULL: i64 = 19_200;

/// Packets kept at most, whatever their time stamps say.
const CAPACITY: usize = 128;

/// What to do for the next piece of sound.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing to play: the stream has not begun, or has stopped.
    Silence,
    /// Decode this packet.
    Play(Vec<u8>),
    /// A packet of `samples` is lost, and this is its successor: take the lost one's sound from it. The successor plays next.
    Rebuild { next: Vec<u8>, samples: usize },
    /// Guess `samples` of sound.
    Conceal { samples: usize },
    /// The far end says nothing for `samples`: no voice is missing.
    Pause { samples: usize },
}

/// Orders packets and decides what plays next.
#[derive(Debug)]
pub(crate) struct JitterBuffer {
    /// Samples at 48 kHz per tick of the RTP clock.
    scale: i64,
    waiting: BTreeMap<i64, Held>,
    /// The newest time stamp seen, as the stream says it and as we count it; what later ones are measured from.
    newest: Option<(u32, i64)>,
    playout: Playout,
    pause: Option<Pause>,
    /// How long the last packet was: a hole is as likely made of such.
    usual: i64,
    seen: Seen,
    /// What was missing at its turn, oldest first, and is not given up yet.
    missing: VecDeque<i64>,
    slack: Slack,
}

/// A time without a voice, as the far end tells: from one time stamp to another, or to its next packet.
#[derive(Debug, Clone, Copy)]
struct Pause {
    from: i64,
    until: Option<i64>,
}

impl Pause {
    fn holds(self, time: i64) -> bool {
        self.from <= time && self.until.is_none_or(|until| time < until)
    }
}

#[derive(Debug)]
struct Held {
    payload: Vec<u8>,
    samples: i64,
    arrived: Instant,
}

/// ```text
///   Stopped ──head start reached──► Playing ──1 s without a packet, or a far packet──► Stopped
/// ```
#[derive(Debug, Clone, Copy)]
enum Playout {
    Stopped,
    /// `due` plays next. `stalled`: for so long we have concealed in its place, because nothing at all was there.
    Playing {
        due: i64,
        stalled: i64,
    },
}

impl JitterBuffer {
    /// A buffer for a stream whose RTP clock runs at `clock_rate` Hz.
    pub(crate) fn new(clock_rate: u32) -> Self {
        Self {
            scale: i64::from(SAMPLE_RATE / clock_rate),
            waiting: BTreeMap::new(),
            newest: None,
            playout: Playout::Stopped,
            pause: None,
            usual: STEP,
            seen: Seen::default(),
            missing: VecDeque::new(),
            slack: Slack::default(),
        }
    }

    /// Takes a packet that holds `samples` of sound; `ready`: how long it will take, in samples, until anything of this buffer is asked for.
    pub(crate) fn insert(&mut self, packet: Packet, samples: usize, ready: i64) -> Insert {
        if !self.seen.is_new(packet.sequence) {
            return Insert::Duplicate;
        }
        let mut time = self.unwrap(packet.timestamp);
        let begins = matches!(self.playout, Playout::Stopped);
        if begins && self.newest.is_some_and(|(_, newest)| (time - newest).abs() > FAR) {
            self.restart();
            time = self.unwrap(packet.timestamp);
        }
        if let Playout::Playing { due, stalled } = self.playout {
            if (time - due - stalled).abs() > FAR {
                self.restart();
                time = self.unwrap(packet.timestamp);
            } else {
                self.slack.record(time - due - stalled + ready, samples as i64);
                if time < due {
                    self.missing.retain(|missing| !(time..time + samples as i64).contains(missing));
                    return Insert::Late;
                }
            }
        }
        if self.newest.is_none_or(|(_, newest)| time > newest) {
            self.newest = Some((packet.timestamp, time));
        }
        let held = Held { payload: packet.payload, samples: samples as i64, arrived: packet.arrived };
        if self.waiting.insert(time, held).is_some() {
            return Insert::Duplicate;
        }
        while self.waiting.len() > CAPACITY {
            self.waiting.pop_first();
        }
        Insert::Taken
    }

    /// Takes the far end's word that it is silent from this time stamp on, for `samples` or, if none are told, until it sends a voice
    /// again.
    pub(crate) fn pause(&mut self, timestamp: u32, samples: Option<i64>) {
        let Playout::Playing { due, stalled } = self.playout else { return };
        let from = self.unwrap(timestamp);
        let is_over = samples.is_none_or(|samples| from + samples <= due) && from < due;
        if is_over || (from - due - stalled).abs() > FAR {
            return;
        }
        let is_known = self.pause.is_some_and(|pause| pause.until.is_none() && pause.holds(due + stalled));
        if !is_known {
            self.pause = Some(Pause { from, until: samples.map(|samples| from + samples) });
        }
    }

    /// Says what to do for the next piece of sound, and counts it as played.
    pub(crate) fn next(&mut self, now: Instant) -> Step {
        let (mut due, mut stalled) = match self.playout {
            Playout::Playing { due, stalled } => (due, stalled),
            Playout::Stopped => match self.first_due(now) {
                Some(due) => (due, 0),
                None => return Step::Silence,
            },
        };
        self.drop_surplus(&mut due);
        self.give_up(due);
        let paused = self.pause.is_some_and(|pause| pause.holds(due + stalled));
        let step = match self.waiting.first_key_value() {
            None if paused => {
                stalled += STEP;
                Step::Pause { samples: STEP as usize }
            }
            None if stalled >= STOPPED => {
                self.restart();
                return Step::Silence;
            }
            None => {
                let samples = self.usual.min(STEP);
                stalled += samples;
                Step::Conceal { samples: samples as usize }
            }
            Some((&time, first)) => {
                let hole = time - due - stalled;
                if stalled > 0 && time > due && self.pause.is_none() {
                    // Its successor came too late to mend it.
                    self.missing.push_back(due);
                }
                if hole <= 0 || hole > STOPPED && !paused {
                    self.slack.shift((-hole).max(0));
                    self.usual = first.samples;
                    // A voice ends an open pause, but not one that is still to come.
                    self.pause =
                        self.pause.filter(|pause| time < pause.from || pause.until.is_some_and(|until| time < until));
                    (due, stalled) = (time + first.samples, 0);
                    Step::Play(self.waiting.pop_first().map(|(_, held)| held.payload).unwrap_or_default())
                } else if paused {
                    let samples = hole.min(STEP);
                    (due, stalled) = (due + stalled + samples, 0);
                    Step::Pause { samples: samples as usize }
                } else {
                    self.missing.push_back(due + stalled);
                    // The packet before this one is what this one knows of; it was probably as long.
                    let (samples, is_last) = match hole - first.samples {
                        ..=0 => (hole, true),
                        before => (before.min(STEP), false),
                    };
                    (due, stalled) = (due + stalled + samples, 0);
                    if is_last {
                        Step::Rebuild { next: first.payload.clone(), samples: samples as usize }
                    } else {
                        Step::Conceal { samples: samples as usize }
                    }
                }
            }
        };
        self.playout = Playout::Playing { due, stalled };
        step
    }

    /// How many samples too late (negative) or needlessly early (positive) most packets come; 0 when all is well.
    pub(crate) fn off_target(&self) -> i64 {
        self.slack.off_target(self.usual, !self.missing.is_empty())
    }

    /// Says that the playback now runs later by so many samples than before (earlier if negative): time was stretched.
    pub(crate) fn shift(&mut self, later: i64) {
        self.slack.shift(later);
    }

    /// Forgets everything: the next packet starts a new stream.
    pub(crate) fn restart(&mut self) {
        self.waiting.clear();
        self.newest = None;
        self.playout = Playout::Stopped;
        self.pause = None;
        self.seen = Seen::default();
        self.missing.clear();
        self.slack = Slack::default();
    }

    /// Samples from the next to play to the last that has come.
    pub(crate) fn held(&self) -> usize {
        let (Some((first, _)), Some((last, end))) = (self.waiting.first_key_value(), self.waiting.last_key_value())
        else {
            return 0;
        };
        let end = last + end.samples;
        let begin = match self.playout {
            Playout::Playing { due, stalled } => due + stalled,
            Playout::Stopped => *first,
        };
        usize::try_from(end - begin).unwrap_or(0)
    }

    /// Whether there is no packet to play.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Time stamps wrap around every day (Opus) or week; ours do not.
    fn unwrap(&self, timestamp: u32) -> i64 {
        match self.newest {
            None => 0,
            Some((stamp, time)) => time + i64::from(timestamp.wrapping_sub(stamp) as i32) * self.scale,
        }
    }

    /// The time to begin with, if enough has come to begin.
    fn first_due(&self, now: Instant) -> Option<i64> {
        let (first, held) = self.waiting.first_key_value()?;
        let (last, end) = self.waiting.last_key_value()?;
        let enough = last + end.samples - first >= HEAD_START.as_millis() as i64 * 48;
        (enough || now.saturating_duration_since(held.arrived) >= HEAD_START).then_some(*first)
    }

    /// What was missing long before `due` is lost.
    fn give_up(&mut self, due: i64) {
        while self.missing.pop_front_if(|missing| *missing + GIVEN_UP <= due).is_some() {
            self.slack.lost();
        }
    }

    /// After playback stood still (a suspended PC, a device being rebuilt), the past is of no use.
    fn drop_surplus(&mut self, due: &mut i64) {
        let Some(end) = self.waiting.last_key_value().map(|(time, held)| time + held.samples) else { return };
        if end - *due <= OVERFULL {
            return;
        }
        while let Some((&time, held)) = self.waiting.first_key_value() {
            if end - time <= 2 * STEP {
                break;
            }
            *due = time + held.samples;
            self.waiting.pop_first();
        }
        self.missing.clear();
        self.slack = Slack::default();
    }
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Insert {
    Taken,
    Duplicate,
    Late,
}

#[cfg(test)]
mod tests;
