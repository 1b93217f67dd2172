//! The telephone's codecs, for an Echo or a browser that knows no Opus: G.711 in both laws and G.722. Each byte is one tick of their
//! 8 kHz RTP clock.

use audio_codec::{CodecType, create_decoder, create_encoder};

use super::continuation::Continuation;
use crate::SAMPLE_RATE;
use crate::resample::Resampler;

/// Samples at 48 kHz for one tick of the 8 kHz clock.
const SAMPLES_PER_BYTE: usize = 6;

/// The most sound taken from one packet: 120 ms, as for Opus.
const LONGEST_PACKET: usize = 960;

pub(crate) struct TelephoneEncoder {
    codec: CodecType,
    coder: Box<dyn audio_codec::Encoder>,
    resampler: Resampler,
    sound: Vec<f32>,
}

impl TelephoneEncoder {
    pub(crate) fn new(codec: CodecType) -> Self {
        Self {
            codec,
            coder: create_encoder(codec),
            resampler: Resampler::new(SAMPLE_RATE, codec.samplerate()).expect("codec rates are usual rates"),
            sound: Vec::new(),
        }
    }

    pub(crate) fn encode(&mut self, sound: &[f32]) -> Option<Vec<u8>> {
        self.sound.clear();
        self.resampler.push(sound, &mut self.sound);
        let samples: Vec<i16> = self.sound.iter().map(|sample| to_i16(*sample)).collect();
        Some(self.coder.encode(&samples)).filter(|payload| !payload.is_empty())
    }

    pub(crate) fn forget(&mut self) {
        *self = Self::new(self.codec);
    }
}

pub(crate) struct TelephoneDecoder {
    coder: Box<dyn audio_codec::Decoder>,
    /// Encodes what is heard, so that its state is the far end's as nearly as we can know it; only for a codec that has one.
    shadow: Option<Box<dyn audio_codec::Encoder>>,
    resampler: Resampler,
    continuation: Continuation,
    samples_per_byte: usize,
    sound: Vec<f32>,
}

impl TelephoneDecoder {
    pub(crate) fn new(codec: CodecType) -> Self {
        let rate = codec.samplerate();
        Self {
            coder: create_decoder(codec),
            shadow: matches!(codec, CodecType::G722).then(|| create_encoder(codec)),
            resampler: Resampler::to_inner(rate).expect("codec rates are usual rates"),
            continuation: Continuation::new(rate),
            samples_per_byte: rate as usize * SAMPLES_PER_BYTE / SAMPLE_RATE as usize,
            sound: Vec::new(),
        }
    }

    pub(crate) fn samples_in(payload: &[u8]) -> Option<usize> {
        (1..=LONGEST_PACKET).contains(&payload.len()).then_some(payload.len() * SAMPLES_PER_BYTE)
    }

    pub(crate) fn decode(&mut self, payload: &[u8], out: &mut Vec<f32>) {
        let samples = self.coder.decode(payload);
        if let Some(shadow) = &mut self.shadow {
            shadow.encode(&samples);
        }
        self.sound.clear();
        self.sound.extend(samples.iter().map(|sample| f32::from(*sample) / 32_768.0));
        self.continuation.hear(&mut self.sound);
        self.resampler.push(&self.sound, out);
    }

    /// Goes on as the voice probably did.
    pub(crate) fn conceal(&mut self, samples: usize, out: &mut Vec<f32>) {
        self.sound.clear();
        self.continuation.go_on(samples / SAMPLES_PER_BYTE * self.samples_per_byte, &mut self.sound);
        if let Some(shadow) = &mut self.shadow {
            // The decoder must not wake up in the past: it hears the guess as if it had been sent.
            let guessed: Vec<i16> = self.sound.iter().map(|sample| to_i16(*sample)).collect();
            self.coder.decode(&shadow.encode(&guessed));
        }
        self.resampler.push(&self.sound, out);
    }
}

fn to_i16(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_767.0) as i16
}
