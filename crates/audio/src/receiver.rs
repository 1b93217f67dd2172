//! The way in: packets as the network gives them, frames as the loudspeaker wants them.

use std::time::Instant;

use crate::codec::{CodecError, Decoder};
use crate::jitter::{Insert, JitterBuffer, Step};
use crate::stretch::{self, NEEDED};
use crate::{FRAME_SAMPLES, Frame, Gate, Packet, VoiceFormat};

/// Later than needed by less than this, speech is left alone: 20 ms.
const SPARE_IN_SPEECH: i64 = 960;

/// And quiet: 10 ms. A stretch takes no more than this, so that nothing swings back and forth.
const SPARE_IN_QUIET: i64 = 480;

/// Too early by less than this is near enough: 5 ms. More would lose sound, or the chance to mend what is lost.
const SHORT: i64 = 240;

/// Between two stretches, so that speech stays natural: 80 ms.
const REST: usize = 3840;

/// Decodes one voice. The gate of a new one is shut.
pub struct Receiver {
    format: VoiceFormat,
    decoder: Decoder,
    jitter: JitterBuffer,
    /// Decoded sound that has not played yet.
    ready: Vec<f32>,
    gate: Gate,
    /// Samples played since time was last stretched.
    rested: usize,
    tally: Tally,
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
            format,
            decoder: Decoder::new(format.kind)?,
            jitter: JitterBuffer::new(format.kind.clock_rate()),
            ready: Vec::with_capacity(4 * NEEDED),
            gate: Gate::default(),
            rested: 0,
            tally: Tally::default(),
        })
    }

    /// Takes a packet as it came from the network; anything may come.
    ///
    /// Padding-only packets are dropped here: to Opus an empty payload is a lost packet, and it would conceal 120 ms for each.
    pub fn push(&mut self, packet: Packet) {
        let ours =
            self.gate.receives() && packet.payload_type == self.format.payload_type && !packet.payload.is_empty();
        let Some(samples) = self.decoder.samples_in(&packet.payload).filter(|_| ours) else {
            self.tally.ignored += 1;
            return;
        };
        match self.jitter.insert(packet, samples, self.ready.len()) {
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
        while self.ready.len() < FRAME_SAMPLES {
            if !self.decode_more(now) {
                break;
            }
        }
        let taken = self.ready.len().min(FRAME_SAMPLES);
        let mut frame = Frame::from_samples(&self.ready[..taken]);
        self.ready.drain(..taken);
        self.rested = self.rested.saturating_add(taken);
        frame.limit();
        frame
    }

    /// Opens or shuts the way in; what waited behind a gate that shuts is thrown away.
    pub fn set_gate(&mut self, gate: Gate) {
        if self.gate.receives() && !gate.receives() {
            self.jitter.restart();
            self.ready.clear();
        }
        self.gate = gate;
    }

    /// What was done so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Decodes one packet, or what stands for it; `false` if there is nothing to play now.
    fn decode_more(&mut self, now: Instant) -> bool {
        match self.jitter.next(now) {
            Step::Silence => return false,
            Step::Play(payload) => {
                self.decoder.decode(&payload, &mut self.ready);
                self.tally.played += 1;
            }
            Step::Rebuild { next, samples } => {
                self.decoder.rebuild(&next, samples, &mut self.ready);
                self.tally.rebuilt += 1;
            }
            Step::Conceal { samples } => {
                self.decoder.conceal(samples, &mut self.ready);
                self.tally.concealed += 1;
            }
        }
        self.approach_target();
        true
    }

    /// Leaves a little time out, or adds some, when the delay is not what the network needs.
    fn approach_target(&mut self) {
        if self.rested < REST || self.ready.len() < NEEDED {
            return;
        }
        let off = self.jitter.off_target();
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
            self.jitter.shift(later);
            self.rested = 0;
        }
    }
}
