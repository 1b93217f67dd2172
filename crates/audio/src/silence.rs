//! Packets that say, in the middle of a voice's stream, that there is no voice now: comfort noise and the keys of a telephone.
//! They take numbers of their stream, and who does not know them takes the voice for lost.

use crate::{CodecKind, Packet};

/// The payload type of comfort noise for codecs of 8 kHz clocks, fixed for ever. Source: RFC 3551 §6.
const COMFORT_NOISE: u8 = 13;

/// An event goes on at least until its next packet: 60 ms, in samples at 48 kHz. Source: RFC 4733 §2.5.1.2 (50 ms by default).
const NEXT_PACKET: i64 = 2_880;

/// What a packet says that is not of the voice's own payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Until the next packet of the voice: noise of so many dB below full scale. Source: RFC 3389 §3.
    Noise { level: u8 },
    /// A key is held down, for so many samples at 48 kHz.
    Key { samples: i64 },
}

impl Silence {
    /// Reads a packet that is not of the voice's payload type; `None` if it says nothing of the kind.
    ///
    /// Events have whatever payload type was agreed, but no other packet beside a voice has four bytes.
    pub(crate) fn of(packet: &Packet, voice: CodecKind) -> Option<Self> {
        match packet.payload[..] {
            [level, ..] if packet.payload_type == COMFORT_NOISE && voice.clock_rate() == 8_000 => {
                Some(Self::Noise { level: level & 0x7F })
            }
            // Event, end bit and volume, duration. Source: RFC 4733 §2.3.
            [_, flags, high, low] => {
                let ticks = i64::from(u16::from_be_bytes([high, low]));
                let is_end = flags & 0x80 != 0;
                let samples = ticks * i64::from(crate::SAMPLE_RATE / voice.clock_rate());
                Some(Self::Key { samples: samples + if is_end { 0 } else { NEXT_PACKET } })
            }
            _ => None,
        }
    }

    /// For how long there is no voice, in samples at 48 kHz; `None` if only its next packet tells.
    pub(crate) fn samples(self) -> Option<i64> {
        match self {
            Self::Noise { .. } => None,
            Self::Key { samples } => Some(samples),
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "it does not matter when a packet arrived")]
mod tests {
    use super::*;

    fn of(payload_type: u8, payload: &[u8], voice: CodecKind) -> Option<Silence> {
        let arrived = std::time::Instant::now();
        Silence::of(&Packet { sequence: 0, timestamp: 0, payload_type, payload: payload.to_vec(), arrived }, voice)
    }

    #[test]
    fn comfort_noise_says_how_loud_and_belongs_to_the_telephone() {
        assert_eq!(of(13, &[0x42, 1, 2], CodecKind::Pcmu), Some(Silence::Noise { level: 0x42 }));
        assert_eq!(of(13, &[0x42], CodecKind::Opus), None);
    }

    #[test]
    fn a_key_lasts_as_long_as_it_says_and_until_its_next_packet() {
        // 100 ms of the key 5 at 8 kHz, then its end.
        assert_eq!(of(101, &[5, 0x0A, 0x03, 0x20], CodecKind::Pcma).and_then(Silence::samples), Some(4_800 + 2_880));
        assert_eq!(of(101, &[5, 0x8A, 0x03, 0x20], CodecKind::Pcma).and_then(Silence::samples), Some(4_800));
        assert_eq!(of(101, &[5, 0x8A, 0x12, 0xC0], CodecKind::Opus).and_then(Silence::samples), Some(4_800));
    }

    #[test]
    fn other_packets_say_nothing() {
        assert_eq!(of(126, &[1, 2, 3], CodecKind::Opus), None);
        assert_eq!(of(126, &[], CodecKind::Opus), None);
    }
}
