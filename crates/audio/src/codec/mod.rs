//! Codecs differ in rate, in what they can repair and in how they count time; outside of this folder only 48 kHz sound and bytes
//! are left of that.

mod continuation;
mod opus;
mod telephone;

use audio_codec::CodecType;

use self::opus::{OpusDecoder, OpusEncoder};
use self::telephone::{TelephoneDecoder, TelephoneEncoder};
use crate::CodecKind;

/// A codec that could not be made: the Opus library is out of memory. There is no remedy but to end the call.
#[derive(Debug, thiserror::Error)]
#[error("the voice codec could not be made ({0:?})")]
pub struct CodecError(opusic_c::ErrorCode);

/// Makes packets of sound.
pub(crate) enum Encoder {
    Opus(OpusEncoder),
    Telephone(Box<TelephoneEncoder>),
}

impl Encoder {
    /// `fec`: the far end can use error correction inside the packets.
    pub(crate) fn new(kind: CodecKind, fec: bool) -> Result<Self, CodecError> {
        match kind {
            CodecKind::Opus => OpusEncoder::new(fec).map(Self::Opus),
            CodecKind::G722 => Ok(Self::Telephone(Box::new(TelephoneEncoder::new(CodecType::G722)))),
            CodecKind::Pcmu => Ok(Self::Telephone(Box::new(TelephoneEncoder::new(CodecType::PCMU)))),
            CodecKind::Pcma => Ok(Self::Telephone(Box::new(TelephoneEncoder::new(CodecType::PCMA)))),
        }
    }

    /// Encodes 20 ms (960 samples at 48 kHz); `None` if the codec refused them.
    pub(crate) fn encode(&mut self, sound: &[f32]) -> Option<Vec<u8>> {
        match self {
            Self::Opus(opus) => opus.encode(sound),
            Self::Telephone(telephone) => telephone.encode(sound),
        }
    }

    /// Prepares for that many lost packets in a hundred: more protection, a little less quality.
    pub(crate) fn expect_loss(&mut self, percent: u8) {
        match self {
            Self::Opus(opus) => opus.expect_loss(percent),
            Self::Telephone(_) => {}
        }
    }

    /// Takes so many bits for a second of sound, if the codec leaves a choice.
    pub(crate) fn set_bitrate(&mut self, bits_per_second: u32) {
        match self {
            Self::Opus(opus) => opus.set_bitrate(bits_per_second),
            Self::Telephone(_) => {}
        }
    }

    /// Forgets the sound it still holds back, so that nothing said before is sent after.
    pub(crate) fn forget(&mut self) {
        match self {
            Self::Opus(opus) => opus.forget(),
            Self::Telephone(telephone) => telephone.forget(),
        }
    }
}

/// Makes sound of packets, and of the lack of them.
pub(crate) enum Decoder {
    Opus(OpusDecoder),
    Telephone(Box<TelephoneDecoder>),
}

impl Decoder {
    pub(crate) fn new(kind: CodecKind) -> Result<Self, CodecError> {
        match kind {
            CodecKind::Opus => OpusDecoder::new().map(Self::Opus),
            CodecKind::G722 => Ok(Self::Telephone(Box::new(TelephoneDecoder::new(CodecType::G722)))),
            CodecKind::Pcmu => Ok(Self::Telephone(Box::new(TelephoneDecoder::new(CodecType::PCMU)))),
            CodecKind::Pcma => Ok(Self::Telephone(Box::new(TelephoneDecoder::new(CodecType::PCMA)))),
        }
    }

    /// The time a payload covers in samples at 48 kHz, or `None` if this is no packet of the codec.
    pub(crate) fn samples_in(&self, payload: &[u8]) -> Option<usize> {
        match self {
            Self::Opus(_) => OpusDecoder::samples_in(payload),
            Self::Telephone(_) => TelephoneDecoder::samples_in(payload),
        }
    }

    /// Appends the sound of a packet.
    pub(crate) fn decode(&mut self, payload: &[u8], out: &mut Vec<f32>) {
        match self {
            Self::Opus(opus) => opus.decode(payload, out),
            Self::Telephone(telephone) => telephone.decode(payload, out),
        }
    }

    /// Appends `samples` of the sound before `next`, out of what that packet says about its predecessor, else by guessing on.
    pub(crate) fn rebuild(&mut self, next: &[u8], samples: usize, out: &mut Vec<f32>) {
        match self {
            Self::Opus(opus) => opus.rebuild(next, samples, out),
            Self::Telephone(telephone) => telephone.conceal(samples, out),
        }
    }

    /// Appends `samples` of sound guessed from what was before.
    pub(crate) fn conceal(&mut self, samples: usize, out: &mut Vec<f32>) {
        match self {
            Self::Opus(opus) => opus.conceal(samples, out),
            Self::Telephone(telephone) => telephone.conceal(samples, out),
        }
    }
}
