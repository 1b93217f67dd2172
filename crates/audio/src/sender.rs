//! The way out: frames in, packets out, and between them the two doors that decide whether anybody may hear us.

use std::mem;

use crate::codec::{CodecError, Encoder};
use crate::{FRAME_SAMPLES, Frame, Gate, OutgoingPacket, VoiceFormat};

/// Samples in one packet: 20 ms.
const PACKET_SAMPLES: usize = 2 * FRAME_SAMPLES;

/// Encodes one voice. A new one is unmuted and its gate is shut.
pub struct Sender {
    encoder: Encoder,
    /// Sound that does not fill a packet yet.
    pending: Vec<f32>,
    ticks_per_packet: u32,
    timestamp: u32,
    gate: Gate,
    muted: bool,
    /// Whether the next packet is the first after a pause.
    resumes: bool,
}

impl Sender {
    /// Makes a sender for what both ends agreed upon.
    ///
    /// # Errors
    /// [`CodecError`] if the codec could not be made; end the call.
    pub fn new(format: VoiceFormat) -> Result<Self, CodecError> {
        Ok(Self {
            encoder: Encoder::new(format.kind, format.fec)?,
            pending: Vec::with_capacity(PACKET_SAMPLES),
            ticks_per_packet: format.kind.clock_rate() / 50,
            timestamp: 0,
            gate: Gate::default(),
            muted: false,
            resumes: true,
        })
    }

    /// Takes ten milliseconds of sound; every second frame completes a packet, if the gate lets sound out.
    ///
    /// Time goes on behind a shut gate: after it the timestamps continue as if silence had been sent.
    pub fn push(&mut self, frame: &Frame) -> Option<OutgoingPacket> {
        let start = self.pending.len();
        self.pending.extend_from_slice(frame);
        if self.muted || !self.gate.sends() {
            self.pending[start..].fill(0.0);
        }
        for sample in &mut self.pending[start..] {
            *sample = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        }
        if self.pending.len() < PACKET_SAMPLES {
            return None;
        }
        let timestamp = self.timestamp;
        self.timestamp = timestamp.wrapping_add(self.ticks_per_packet);
        let payload = if self.gate.sends() { self.encoder.encode(&self.pending) } else { None };
        self.pending.clear();
        let Some(payload) = payload else {
            self.resumes = true;
            return None;
        };
        Some(OutgoingPacket { timestamp, marker: mem::take(&mut self.resumes), payload })
    }

    /// Opens or shuts the way out, at once: nothing said before a shutting is sent after it.
    pub fn set_gate(&mut self, gate: Gate) {
        if self.gate.sends() && !gate.sends() {
            self.forget();
        }
        self.gate = gate;
    }

    /// Mutes or unmutes, at once. A muted voice goes on as silence, so that the far end keeps its stream.
    pub fn set_muted(&mut self, muted: bool) {
        if muted && !self.muted {
            self.forget();
        }
        self.muted = muted;
    }

    /// Prepares for that many lost packets in a hundred, as the far end's reports tell; before the first report 5 are expected.
    ///
    /// 0 leaves error correction out. Measured on recorded voices: expecting 5 costs 0.1 PESQ-WB where nothing is lost, and wins 1.1
    /// where 5 are.
    pub fn expect_loss(&mut self, percent: u8) {
        self.encoder.expect_loss(percent);
    }

    /// Takes so many bits per second of sound, from the next packet on; 32,000 before the first call. Only Opus has a choice.
    ///
    /// [`RateControl`](crate::RateControl) says how many the way to the far end carries.
    pub fn set_bitrate(&mut self, bits_per_second: u32) {
        self.encoder.set_bitrate(bits_per_second);
    }

    /// Neither the half-filled packet nor the codec's look-ahead may still say what is now forbidden.
    fn forget(&mut self) {
        self.pending.fill(0.0);
        self.encoder.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Decoder;
    use crate::tone::tone_frames;
    use crate::{CodecKind, Level};

    fn open(kind: CodecKind) -> Sender {
        let mut sender = Sender::new(VoiceFormat { kind, payload_type: 96, fec: true }).expect("a codec");
        sender.set_gate(Gate::SendReceive);
        sender
    }

    fn tone(seconds: f32) -> impl Iterator<Item = Frame> {
        tone_frames(440.0, 0.5, seconds)
    }

    #[test]
    fn every_second_frame_makes_a_packet_and_the_first_is_marked() {
        for kind in CodecKind::ALL {
            let mut sender = open(kind);
            let packets: Vec<_> = tone(0.1).filter_map(|frame| sender.push(&frame)).collect();
            assert_eq!(packets.len(), 5, "{kind:?}");
            let ticks = kind.clock_rate() / 50;
            for (at, packet) in packets.iter().enumerate() {
                assert_eq!(packet.timestamp, at as u32 * ticks);
                assert_eq!(packet.marker, at == 0);
            }
        }
    }

    #[test]
    fn nothing_leaves_through_a_shut_gate_and_time_goes_on_behind_it() {
        for shut in [Gate::Inactive, Gate::ReceiveOnly] {
            let mut sender = open(CodecKind::Opus);
            sender.set_gate(shut);
            assert!(tone(1.0).all(|frame| sender.push(&frame).is_none()));
            sender.set_gate(Gate::SendOnly);
            let first = tone(0.02).find_map(|frame| sender.push(&frame)).expect("an open gate lets out");
            assert_eq!((first.timestamp, first.marker), (48_000, true));
        }
    }

    #[test]
    fn a_mute_in_the_middle_of_a_packet_silences_that_packet_too() {
        for kind in CodecKind::ALL {
            let mut sender = open(kind);
            let mut decoder = Decoder::new(kind).expect("a codec");
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for frame in tone(0.21) {
                if let Some(packet) = sender.push(&frame) {
                    decoder.decode(&packet.payload, &mut before);
                }
            }
            sender.set_muted(true);
            // A fresh decoder hears exactly what is in the packets from now on, and not the tail of what was sent before.
            let mut decoder = Decoder::new(kind).expect("a codec");
            for frame in tone(0.21) {
                if let Some(packet) = sender.push(&frame) {
                    decoder.decode(&packet.payload, &mut after);
                }
            }
            assert!(Level::of(&before).dbfs() > -15.0, "{kind:?} {}", Level::of(&before));
            assert!(Level::of(&after).dbfs() < -60.0, "{kind:?} {}", Level::of(&after));
        }
    }

    #[test]
    fn the_bit_rate_is_kept_where_there_is_a_choice() {
        let bytes = |kind, rate| {
            let mut sender = open(kind);
            sender.set_bitrate(rate);
            tone(2.0).filter_map(|frame| sender.push(&frame)).map(|packet| packet.payload.len()).sum::<usize>()
        };
        let (few, many) = (bytes(CodecKind::Opus, 16_000), bytes(CodecKind::Opus, 40_000));
        assert!(few < 5_000 && many > few, "{few} and {many} bytes in two seconds");
        assert_eq!(bytes(CodecKind::Pcmu, 16_000), bytes(CodecKind::Pcmu, 40_000));
    }

    #[test]
    fn what_is_beyond_full_scale_or_no_number_still_makes_a_packet() {
        let mut sender = open(CodecKind::Opus);
        let wild = Frame::from([f32::NAN; FRAME_SAMPLES]);
        assert!(sender.push(&wild).is_none());
        assert!(sender.push(&Frame::from([1e9; FRAME_SAMPLES])).is_some());
    }
}
