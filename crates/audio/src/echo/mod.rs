//! A desk has a loudspeaker next to its microphone. Without this the resident would hear her own words come back, and every fan and
//! keyboard with them.

mod coupling;

use sonora::config::{
    AdaptiveDigital, EchoCanceller, GainController2, MaxProcessingRate, NoiseSuppression, NoiseSuppressionLevel,
    Pipeline,
};
use sonora::{AudioProcessing, Config, StreamConfig};

use self::coupling::{Coupling, Verdict};
use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE};

/// What is done to the microphone's sound besides cancelling the echo.
///
/// Both are off by default: measured on recorded voices, a desk's own noise reduction costs 0.8 PESQ-WB where there is no noise to
/// reduce, and the gain is better left to the person and the system's mixer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cleaning {
    /// Whether steady noise is made softer, by about 6 dB: more would be heard in the voice.
    pub noise: bool,
    /// Whether a soft voice is made louder, by at most 12 dB and slowly.
    pub gain: bool,
}

/// Takes out of the microphone's sound what the loudspeaker put into it, if it put anything into it at all.
pub struct EchoCanceler {
    canceler: AudioProcessing,
    polish: Option<AudioProcessing>,
    coupling: Coupling,
    /// How much of the canceler's sound is taken, 0.0..=1.0; the rest is the microphone's own.
    share: f32,
    /// The end of the last recorded frame, as much as the canceler delays its sound.
    before: [f32; CANCELER_DELAY],
    processed: Frame,
}

/// By so many samples the canceler's sound comes later than the microphone's own (measured; its band splitting takes them).
const CANCELER_DELAY: usize = 430;

impl EchoCanceler {
    /// Makes a canceler that knows nothing of the room yet; it learns within a second of sound.
    #[must_use]
    pub fn new(cleaning: Cleaning) -> Self {
        // Without the high-pass filter a voice passes unharmed while the far end is silent: PESQ-WB 4.0 instead of 3.3.
        let canceler = EchoCanceller { enforce_high_pass_filtering: false, ..EchoCanceller::default() };
        Self {
            canceler: chain(Config { echo_canceller: Some(canceler), ..Config::default() }),
            polish: (cleaning != Cleaning { noise: false, gain: false }).then(|| chain(polish(cleaning))),
            coupling: Coupling::new(),
            share: 1.0,
            before: [0.0; CANCELER_DELAY],
            processed: Frame::SILENCE,
        }
    }

    /// Listens to a frame on its way to the loudspeaker; call it for every frame that is played, exactly as it is played.
    pub fn reference(&mut self, played: &Frame) {
        self.coupling.played(played);
        let result = self.canceler.process_render_f32(&[&played[..]], &mut [&mut self.processed[..]]);
        debug_assert!(result.is_ok(), "both frames are of the agreed length: {result:?}");
    }

    /// Cleans a frame that the microphone recorded.
    pub fn clean(&mut self, recorded: &mut Frame) {
        recorded.limit();
        let wanted = match self.coupling.recorded(recorded) {
            Verdict::Unknown | Verdict::Coupled => 1.0,
            Verdict::Apart => 0.0,
        };
        if self.canceler.process_capture_f32(&[&recorded[..]], &mut [&mut self.processed[..]]).is_ok() {
            self.delay(recorded);
            let step = (wanted - self.share) / FRAME_SAMPLES as f32;
            for (own, canceled) in recorded.iter_mut().zip(self.processed.iter()) {
                self.share += step;
                *own += (canceled - *own) * self.share;
            }
            self.share = wanted;
        }
        if let Some(polish) = &mut self.polish
            && polish.process_capture_f32(&[&recorded[..]], &mut [&mut self.processed[..]]).is_ok()
        {
            recorded.copy_from_slice(&self.processed);
        }
    }

    /// Makes the microphone's own sound as late as the canceler's, so that the two can be mixed.
    fn delay(&mut self, recorded: &mut Frame) {
        let mut after = [0.0; CANCELER_DELAY];
        after.copy_from_slice(&recorded[FRAME_SAMPLES - CANCELER_DELAY..]);
        recorded.copy_within(..FRAME_SAMPLES - CANCELER_DELAY, CANCELER_DELAY);
        recorded[..CANCELER_DELAY].copy_from_slice(&self.before);
        self.before = after;
    }
}

fn chain(config: Config) -> AudioProcessing {
    let pipeline = Pipeline { maximum_internal_processing_rate: MaxProcessingRate::Rate48kHz, ..Pipeline::default() };
    let format = StreamConfig::new(SAMPLE_RATE, 1);
    AudioProcessing::builder()
        .config(Config { pipeline, ..config })
        .capture_config(format)
        .render_config(format)
        .build()
}

fn polish(cleaning: Cleaning) -> Config {
    Config {
        noise_suppression: cleaning
            .noise
            .then(|| NoiseSuppression { level: NoiseSuppressionLevel::Low, ..NoiseSuppression::default() }),
        gain_controller2: cleaning.gain.then(|| GainController2 {
            adaptive_digital: Some(AdaptiveDigital {
                initial_gain_db: 0.0,
                max_gain_db: 12.0,
                max_gain_change_db_per_second: 3.0,
                ..AdaptiveDigital::default()
            }),
            ..GainController2::default()
        }),
        ..Config::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level;
    use crate::tone::{Sine, tone_level};

    /// A repeatable sound with the syllables and the wide spectrum that a canceler learns from: noise in bursts.
    fn babble(seed: u32, frames: usize) -> Vec<Frame> {
        let mut state = seed;
        let mut low = 0.0;
        (0..frames)
            .map(|at| {
                let loudness = if at % 40 < 28 { 0.3 } else { 0.02 };
                let mut frame = Frame::SILENCE;
                frame.fill_with(|| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    low = 0.7 * low + 0.3 * (state as f32 / u32::MAX as f32 - 0.5) * 2.0;
                    low * loudness
                });
                frame
            })
            .collect()
    }

    /// What a microphone hears of `played`: `delay` frames later and 10 dB softer.
    fn echo_of(played: &[Frame], at: usize, delay: usize) -> Frame {
        let mut echo = at.checked_sub(delay).map_or(Frame::SILENCE, |past| played[past].clone());
        echo.iter_mut().for_each(|sample| *sample *= 0.3);
        echo
    }

    #[test]
    fn the_echo_of_the_far_end_is_gone_after_a_few_seconds() {
        let played = babble(7, 800);
        let mut canceler = EchoCanceler::new(Cleaning::default());
        let (mut heard, mut left) = (Vec::new(), Vec::new());
        for (at, frame) in played.iter().enumerate() {
            canceler.reference(frame);
            let mut recorded = echo_of(&played, at, 8);
            heard.extend_from_slice(&recorded);
            canceler.clean(&mut recorded);
            left.extend_from_slice(&recorded);
        }
        let late = 500 * 480..;
        let loss = Level::of(&heard[late.clone()]).dbfs() - Level::of(&left[late]).dbfs();
        assert!(loss > 25.0, "echo return loss enhancement is {loss} dB");
    }

    #[test]
    fn a_voice_passes_while_the_far_end_is_silent() {
        let mut canceler = EchoCanceler::new(Cleaning::default());
        let mut harmonics: Vec<Sine> = (1..20).map(|nth| Sine::new(150.0 * nth as f32, 0.2 / nth as f32)).collect();
        let (mut said, mut sent) = (Vec::new(), Vec::new());
        for at in 0..300 {
            let mut frame = Frame::SILENCE;
            for harmonic in &mut harmonics {
                frame.iter_mut().zip(harmonic.frame().iter()).for_each(|(sample, part)| *sample += part);
            }
            if at % 30 > 20 {
                frame = Frame::SILENCE;
            }
            canceler.reference(&Frame::SILENCE);
            said.extend_from_slice(&frame);
            canceler.clean(&mut frame);
            sent.extend_from_slice(&frame);
        }
        let difference = Level::of(&said[48_000..]).dbfs() - Level::of(&sent[48_000..]).dbfs();
        assert!(difference.abs() < 3.0, "the voice lost {difference} dB");
    }

    #[test]
    fn a_voice_passes_while_both_speak_and_there_is_no_echo() {
        let (played, voice) = (babble(7, 500), babble(3, 500));
        let mut canceler = EchoCanceler::new(Cleaning::default());
        let mut sent = Vec::new();
        for (frame, said) in played.iter().zip(&voice) {
            canceler.reference(frame);
            let mut recorded = said.clone();
            canceler.clean(&mut recorded);
            sent.extend_from_slice(&recorded);
        }
        let said: Vec<f32> = voice.iter().flat_map(|frame| frame.to_vec()).collect();
        let late = said[96_000..].iter().zip(&sent[96_000 + CANCELER_DELAY..]);
        assert!(late.into_iter().all(|(said, sent)| (said - sent).abs() < 1e-6), "the voice is untouched");
    }

    #[test]
    fn an_echo_that_begins_when_the_headset_is_unplugged_is_gone_again_soon() {
        let (played, voice) = (babble(7, 1_200), babble(3, 300));
        let mut canceler = EchoCanceler::new(Cleaning::default());
        let (mut heard, mut left) = (Vec::new(), Vec::new());
        for (at, frame) in played.iter().enumerate() {
            canceler.reference(frame);
            let mut recorded = voice.get(at).cloned().unwrap_or_else(|| echo_of(&played, at, 8));
            heard.extend_from_slice(&recorded);
            canceler.clean(&mut recorded);
            left.extend_from_slice(&recorded);
        }
        let late = 800 * 480..;
        let loss = Level::of(&heard[late.clone()]).dbfs() - Level::of(&left[late]).dbfs();
        assert!(loss > 25.0, "echo return loss enhancement is {loss} dB");
    }

    #[test]
    fn the_near_voice_is_heard_through_the_echo() {
        let played = babble(7, 800);
        let mut near = Sine::new(1_000.0, 0.2);
        let mut canceler = EchoCanceler::new(Cleaning::default());
        let mut sent = Vec::new();
        for (at, frame) in played.iter().enumerate() {
            canceler.reference(frame);
            let mut recorded = echo_of(&played, at, 8);
            if at >= 500 {
                recorded.iter_mut().zip(near.frame().iter()).for_each(|(sample, voice)| *sample += voice);
            }
            canceler.clean(&mut recorded);
            sent.extend_from_slice(&recorded);
        }
        let heard = tone_level(&sent[510 * 480..560 * 480], 1_000.0).dbfs();
        assert!(heard > -30.0, "the near tone of -17 dBFS came through at {heard} dBFS");
    }
}
