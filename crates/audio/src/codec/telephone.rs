//! The telephone's codecs, for an Echo or a browser that knows no Opus: G.711 in both laws and G.722. Each byte is one tick of their
//! 8 kHz RTP clock.

use audio_codec::{CodecType, create_decoder, create_encoder};

use crate::SAMPLE_RATE;
use crate::resample::Resampler;

/// Samples at 48 kHz for one tick of the 8 kHz clock.
const SAMPLES_PER_BYTE: usize = 6;

/// The most sound taken from one packet: 120 ms, as for Opus.
const LONGEST_PACKET: usize = 960;

/// What is repeated to hide a hole: 20 ms.
const MEMORY: usize = 960;

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
    resampler: Resampler,
    /// The last 20 ms that were heard, and how loud the next repetition of them will be.
    memory: Vec<f32>,
    gain: f32,
}

impl TelephoneDecoder {
    pub(crate) fn new(codec: CodecType) -> Self {
        Self {
            coder: create_decoder(codec),
            resampler: Resampler::to_inner(codec.samplerate()).expect("codec rates are usual rates"),
            memory: vec![0.0; MEMORY],
            gain: 1.0,
        }
    }

    pub(crate) fn samples_in(payload: &[u8]) -> Option<usize> {
        (1..=LONGEST_PACKET).contains(&payload.len()).then_some(payload.len() * SAMPLES_PER_BYTE)
    }

    pub(crate) fn decode(&mut self, payload: &[u8], out: &mut Vec<f32>) {
        let start = out.len();
        let sound: Vec<f32> = self.coder.decode(payload).iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
        self.resampler.push(&sound, out);
        let fresh = &out[start..];
        let kept = fresh.len().min(MEMORY);
        self.memory.drain(..kept);
        self.memory.extend_from_slice(&fresh[fresh.len() - kept..]);
        self.gain = 1.0;
    }

    /// Repeats the last 20 ms, softer every time.
    pub(crate) fn conceal(&mut self, samples: usize, out: &mut Vec<f32>) {
        const SOFTER_PER_SAMPLE: f32 = 0.999_3;
        for at in 0..samples {
            self.gain *= SOFTER_PER_SAMPLE;
            out.push(self.memory[at % MEMORY] * self.gain);
        }
    }
}

fn to_i16(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * 32_767.0) as i16
}
