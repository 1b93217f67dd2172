//! The way in: packets as the network gives them, frames as the loudspeaker wants them.

use std::time::{Duration, Instant};

use crate::codec::{CodecError, Decoder};
use crate::comfort::Comfort;
use crate::jitter::{Insert, JitterBuffer, Step};
use crate::pace::Pace;
use crate::silence::Silence;
use crate::stretch::{self, NEEDED};
use crate::{FRAME_SAMPLES, Frame, Gate, Packet, SAMPLE_RATE, VoiceFormat};

/// Later than needed by less than this, speech is left alone: 20 ms.
const SPARE_IN_SPEECH: i64 = 960;

/// And quiet: 10 ms. A stretch takes no more than this, so that nothing swings back and forth.
const SPARE_IN_QUIET: i64 = 480;

/// Too early by less than this is near enough: 5 ms. More would lose sound, or the chance to mend what is lost.
const SHORT: i64 = 240;

/// Between two stretches, so that speech stays natural: 80 ms.
const REST: usize = 3840;

/// After so much guessing the guess has faded, and the room behind the voice is heard instead: 60 ms.
const GUESSED_OUT: usize = 2880;

/// Two streams melt into each other for so long, because a new decoder needs a moment to wake up: 20 ms.
const MELT: usize = 960;

/// Decodes one voice. The gate of a new one is shut.
pub struct Receiver {
    stream: Stream,
    /// What the far end spoke before, until it is heard in the new format.
    before: Option<Stream>,
    /// Decoded sound that has not played yet.
    ready: Vec<f32>,
    gate: Gate,
    /// Samples played since time was last stretched.
    rested: usize,
    pace: Pace,
    /// When the last frame was asked for.
    pulled: Option<Instant>,
    comfort: Comfort,
    tally: Tally,
}

/// Packets of one format, on their way to sound.
struct Stream {
    format: VoiceFormat,
    decoder: Decoder,
    jitter: JitterBuffer,
    /// Samples that were guessed since the last that were known.
    guessed: usize,
}

/// What a receiver did so far; counts of packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Decoded as they came.
    pub played: u64,
    /// Lost, and taken from the next packet instead (as well as that packet knew).
    pub rebuilt: u64,
    /// Guessed, because nothing was there: lost ones and late ones.
    pub concealed: u64,
    /// Came too late and were dropped.
    pub late: u64,
    /// Came twice and were dropped.
    pub duplicates: u64,
    /// Dropped unheard: empty, of another payload type, no packet of this codec, or in front of a shut gate.
    pub ignored: u64,
}

impl Receiver {
    /// Makes a receiver for what both ends agreed upon.
    ///
    /// # Errors
    /// [`CodecError`] if the codec could not be made; end the call.
    pub fn new(format: VoiceFormat) -> Result<Self, CodecError> {
        Ok(Self {
            stream: Stream::new(format)?,
            before: None,
            ready: Vec::with_capacity(4 * NEEDED),
            gate: Gate::default(),
            rested: 0,
            pace: Pace::default(),
            pulled: None,
            comfort: Comfort::default(),
            tally: Tally::default(),
        })
    }

    /// Follows a change of what both ends agreed upon, in the middle of a call. What still comes in the old format is played; the
    /// new one takes over without a gap as soon as it is there.
    ///
    /// # Errors
    /// [`CodecError`] if the codec could not be made; the old format goes on.
    pub fn set_format(&mut self, format: VoiceFormat) -> Result<(), CodecError> {
        if format.kind == self.stream.format.kind {
            self.stream.format = format;
            return Ok(());
        }
        let before = std::mem::replace(&mut self.stream, Stream::new(format)?);
        // Who changes twice before a word is heard is followed to the last.
        self.before.get_or_insert(before);
        Ok(())
    }

    /// Takes a packet as it came from the network; anything may come.
    ///
    /// Padding-only packets are dropped here: to Opus an empty payload is a lost packet, and it would conceal 120 ms for each.
    pub fn push(&mut self, packet: Packet) {
        if !self.gate.receives() || packet.payload.is_empty() {
            self.tally.ignored += 1;
            return;
        }
        let ready = self.ready.len() as i64 + self.until_pull(packet.arrived);
        let of_before = self.before.as_mut().filter(|before| before.format.payload_type == packet.payload_type);
        let stream = match of_before {
            Some(before) if packet.payload_type != self.stream.format.payload_type => before,
            _ => &mut self.stream,
        };
        if packet.payload_type != stream.format.payload_type {
            match Silence::of(&packet, stream.format.kind) {
                Some(silence) => {
                    if let Silence::Noise { level } = silence {
                        self.comfort.told(level);
                    }
                    stream.jitter.pause(packet.timestamp, silence.samples());
                }
                None => self.tally.ignored += 1,
            }
            return;
        }
        let Some(samples) = stream.decoder.samples_in(&packet.payload) else {
            self.tally.ignored += 1;
            return;
        };
        match stream.jitter.insert(packet, samples, ready) {
            Insert::Taken => {}
            Insert::Duplicate => self.tally.duplicates += 1,
            Insert::Late => self.tally.late += 1,
        }
    }

    /// Gives the next ten milliseconds to play, silence if there is nothing; the playback device sets the pace.
    pub fn pull(&mut self, now: Instant) -> Frame {
        if !self.gate.receives() {
            return Frame::SILENCE;
        }
        self.pulled = Some(now);
        let wanted = self.pace.needs(FRAME_SAMPLES);
        while self.ready.len() < wanted {
            if !self.decode_more(now) {
                break;
            }
        }
        let taken = self.ready.len().min(wanted);
        self.ready.resize(self.ready.len().max(wanted), 0.0);
        self.comfort.accompany(&mut self.ready[taken..wanted], true);
        let mut frame = Frame::SILENCE;
        self.pace.pass(&self.ready[..wanted], &mut frame);
        self.ready.drain(..wanted);
        self.keep_pace(taken, wanted);
        frame.limit();
        frame
    }

    /// Opens or shuts the way in; what waited behind a gate that shuts is thrown away.
    pub fn set_gate(&mut self, gate: Gate) {
        if self.gate.receives() && !gate.receives() {
            self.stream.jitter.restart();
            self.before = None;
            self.ready.clear();
            self.comfort = Comfort::default();
            self.pace = Pace::default();
        }
        self.gate = gate;
    }

    /// What was done so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// How much sound waits here to be played: what the network asks for, and the length of a packet at most on top of it.
    #[must_use]
    pub fn delay(&self) -> Duration {
        let samples = self.ready.len() + self.stream.jitter.held();
        Duration::from_micros(samples as u64 * 1_000_000 / u64::from(SAMPLE_RATE))
    }

    /// Decodes one packet, or what stands for it; `false` if there is nothing to play now.
    fn decode_more(&mut self, now: Instant) -> bool {
        let start = self.ready.len();
        if let Some(mut before) = self.before.take() {
            let begins = before.jitter.is_empty() && self.stream.step(now, &mut self.ready, &mut self.tally).is_some();
            if !begins {
                let made = before.step(now, &mut self.ready, &mut self.tally);
                self.before = Some(before);
                return made.map(|heard| self.accompany(start, heard)).is_some();
            }
            while self.ready.len() < start + MELT {
                if self.stream.step(now, &mut self.ready, &mut self.tally).is_none() {
                    break;
                }
            }
            before.melt_into(&mut self.ready[start..]);
            self.accompany(start, Heard::Voice);
            return true;
        }
        let Some(heard) = self.stream.step(now, &mut self.ready, &mut self.tally) else { return false };
        self.accompany(start, heard);
        self.approach_target();
        true
    }

    /// Lets the room be heard where there is no voice.
    fn accompany(&mut self, start: usize, heard: Heard) {
        let sound = &mut self.ready[start..];
        if heard == Heard::Voice {
            self.comfort.learn(sound);
        }
        self.comfort.accompany(sound, heard == Heard::Nothing);
    }

    /// The time from a packet's arrival to when the next frame will be asked for, in samples: playback moves in leaps, the network does
    /// not, and the difference of two clocks must not look like a leap.
    fn until_pull(&self, arrived: Instant) -> i64 {
        const LONGEST: Duration = Duration::from_millis(20);
        let since = self.pulled.map_or(Duration::ZERO, |pulled| arrived.saturating_duration_since(pulled));
        FRAME_SAMPLES as i64 - (since.min(LONGEST).as_micros() * 48 / 1000) as i64
    }

    /// Plays faster or slower by millionths, so that the delay stays what the network needs while two clocks drift apart.
    fn keep_pace(&mut self, played: usize, wanted: usize) {
        self.rested = self.rested.saturating_add(played);
        if wanted != FRAME_SAMPLES {
            self.stream.jitter.shift(FRAME_SAMPLES as i64 - wanted as i64);
        }
        self.pace.steer(self.stream.jitter.off_target());
    }

    /// Leaves a little time out, or adds some, when the delay is not what the network needs.
    fn approach_target(&mut self) {
        if self.rested < REST || self.ready.len() < NEEDED {
            return;
        }
        let off = self.stream.jitter.off_target();
        let enough = match off {
            ..0 => SHORT,
            _ if stretch::is_quiet(&self.ready) => SPARE_IN_QUIET,
            _ => SPARE_IN_SPEECH,
        };
        if off.abs() < enough {
            return;
        }
        let later = if off > 0 {
            -(stretch::shorten(&mut self.ready) as i64)
        } else {
            stretch::lengthen(&mut self.ready) as i64
        };
        if later != 0 {
            self.stream.jitter.shift(later);
            self.rested = 0;
        }
    }
}

/// What a piece of sound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// From the far end.
    Voice,
    /// What it probably said.
    Guess,
    /// It says nothing, or nobody can guess any more.
    Nothing,
}

impl Stream {
    fn new(format: VoiceFormat) -> Result<Self, CodecError> {
        Ok(Self {
            format,
            decoder: Decoder::new(format.kind)?,
            jitter: JitterBuffer::new(format.kind.clock_rate()),
            guessed: 0,
        })
    }

    /// Appends the next piece of sound; `None` if there is nothing to play now.
    fn step(&mut self, now: Instant, out: &mut Vec<f32>, tally: &mut Tally) -> Option<Heard> {
        match self.jitter.next(now) {
            Step::Silence => return None,
            Step::Play(payload) => {
                self.decoder.decode(&payload, out);
                tally.played += 1;
            }
            Step::Rebuild { next, samples } => {
                self.decoder.rebuild(&next, samples, out);
                tally.rebuilt += 1;
            }
            Step::Conceal { samples } => {
                self.decoder.conceal(samples, out);
                tally.concealed += 1;
                self.guessed += samples;
                return Some(if self.guessed > GUESSED_OUT { Heard::Nothing } else { Heard::Guess });
            }
            Step::Pause { samples } => {
                // The decoder fades out what it was saying; what follows the pause begins from there.
                self.decoder.conceal(samples, out);
                self.guessed += samples;
                return Some(Heard::Nothing);
            }
        }
        self.guessed = 0;
        Some(Heard::Voice)
    }

    /// Fades out what this stream would have gone on to say over the beginning of another.
    fn melt_into(&mut self, sound: &mut [f32]) {
        let mut gone = Vec::with_capacity(MELT);
        self.decoder.conceal(MELT, &mut gone);
        let length = MELT.min(sound.len()).min(gone.len());
        for (at, (sample, gone)) in sound.iter_mut().zip(&gone).take(length).enumerate() {
            let share = at as f32 / length as f32;
            *sample = *sample * share + gone * (1.0 - share);
        }
    }
}
