//! What travels between this crate and the peer: encoded sound with the little of RTP that sound needs. The peer owns sockets,
//! SSRCs and sequence numbers of what it sends; this crate owns what is inside.

use std::time::{Duration, Instant};

/// A voice codec that a description may agree upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodecKind {
    /// Opus, 48 kHz, with in-band error correction. Source: RFC 6716, RFC 7587.
    Opus,
    /// G.722, 16 kHz, 64 kb/s. Source: RFC 3551 §4.5.2.
    G722,
    /// G.711 µ-law, 8 kHz. Source: RFC 3551 §4.5.14.
    Pcmu,
    /// G.711 A-law, 8 kHz. Source: RFC 3551 §4.5.14.
    Pcma,
}

impl CodecKind {
    /// Every kind, the best first.
    pub const ALL: [Self; 4] = [Self::Opus, Self::G722, Self::Pcmu, Self::Pcma];

    /// The RTP clock in Hz: what `a=rtpmap` says and what timestamps count.
    ///
    /// G.722 sounds at 16 kHz and yet counts at 8 kHz, an error of the first specification kept for ever.
    /// Source: RFC 3551 §4.5.2; RFC 7587 §4.1 (48 kHz for every Opus mode).
    #[must_use]
    pub const fn clock_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 | Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// The rate in Hz of the sound itself.
    #[must_use]
    pub const fn sound_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 => 16_000,
            Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// The channels that `a=rtpmap` names (Opus always says 2, whatever it carries). Source: RFC 7587 §7.
    #[must_use]
    pub const fn rtpmap_channels(self) -> u16 {
        match self {
            Self::Opus => 2,
            Self::G722 | Self::Pcmu | Self::Pcma => 1,
        }
    }

    /// The encoding name of `a=rtpmap`; peers compare it without regard to case.
    #[must_use]
    pub const fn encoding_name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::G722 => "G722",
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }

    /// The payload type fixed for ever, if this kind has one. Source: RFC 3551 §6.
    #[must_use]
    pub const fn static_payload_type(self) -> Option<u8> {
        match self {
            Self::Opus => None,
            Self::G722 => Some(9),
            Self::Pcmu => Some(0),
            Self::Pcma => Some(8),
        }
    }

    /// The kind that `a=rtpmap` means by an encoding name.
    #[must_use]
    pub fn from_encoding_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.encoding_name().eq_ignore_ascii_case(name))
    }
}

/// What both ends agreed to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoiceFormat {
    /// The codec.
    pub kind: CodecKind,
    /// The RTP payload type the far end sends this codec with, 0..=127; other types are no sound of ours and are dropped.
    pub payload_type: u8,
    /// Whether the far end takes in-band error correction (`useinbandfec=1`; meaningless outside Opus).
    pub fec: bool,
}

/// One received RTP packet of the voice stream, still encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// RTP sequence number; wraps around.
    pub sequence: u16,
    /// RTP timestamp in units of [`CodecKind::clock_rate`]; wraps around.
    pub timestamp: u32,
    /// RTP payload type, 0..=127.
    pub payload_type: u8,
    /// The codec's bytes, without padding; may be empty (padding-only packets exist).
    pub payload: Vec<u8>,
    /// When the socket delivered it.
    pub arrived: Instant,
}

/// One encoded packet on its way out; the peer gives it SSRC, sequence number and payload type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingPacket {
    /// RTP timestamp in units of [`CodecKind::clock_rate`], starting at 0 with each format and counting through silence and shut gates.
    pub timestamp: u32,
    /// First packet after a pause. Source: RFC 3551 §4.1.
    pub marker: bool,
    /// The codec's bytes, never empty.
    pub payload: Vec<u8>,
}

/// Time covered by every packet we send: 20 ms.
pub const PACKET_TIME: Duration = Duration::from_millis(20);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_name_is_understood_in_any_case() {
        assert_eq!(CodecKind::from_encoding_name("OPUS"), Some(CodecKind::Opus));
        assert_eq!(CodecKind::from_encoding_name("pcmu"), Some(CodecKind::Pcmu));
        assert_eq!(CodecKind::from_encoding_name("telephone-event"), None);
    }
}
