//! What an Echo says, as 48 kHz frames: a tone, a file, or a sentence spoken by the machine's own synthesizer.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use roomline_audio::tone::Sine;
use roomline_audio::{FRAME_SAMPLES, Frame, wav};

use crate::script::Voice;

/// −12 dBFS as the amplitude of a sine.
const TONE_AMPLITUDE: f32 = 0.355;
/// What stands in for a sentence where nothing can speak it.
const STAND_IN_HZ: f32 = 440.0;
/// The longest sentence that is spoken, in characters.
const LONGEST_SENTENCE: usize = 500;

/// A voice that gives ten milliseconds at a time.
#[derive(Clone, Debug)]
pub(crate) enum Speaker {
    /// Says nothing.
    Silent,
    /// Goes on for ever.
    Tone(Sine),
    /// Says it once.
    Clip {
        /// 48 kHz, mono.
        samples: Arc<[f32]>,
        /// How far it is.
        at: usize,
    },
}

impl Speaker {
    /// Makes ready what `voice` says. Reads files and may run a program: not for the runtime's threads.
    ///
    /// A file that cannot be read is silence, with a warning; a sentence without a synthesizer is a tone.
    #[must_use]
    pub(crate) fn prepare(voice: &Voice, scratch: &Path) -> Self {
        match voice {
            Voice::Silent => Self::Silent,
            Voice::Tone(hz) => Self::Tone(Sine::new(hz.clamp(20.0, 20_000.0), TONE_AMPLITUDE)),
            Voice::File(path) => Self::clip(path).unwrap_or_else(|error| {
                tracing::warn!(%error, "the voice's file cannot be read: the Echo is silent");
                Self::Silent
            }),
            Voice::Sentence(text) => speak(text, scratch).unwrap_or_else(|| {
                tracing::info!("there is no espeak-ng here: a tone stands in for the sentence");
                Self::Tone(Sine::new(STAND_IN_HZ, TONE_AMPLITUDE))
            }),
        }
    }

    /// The next ten milliseconds.
    pub(crate) fn frame(&mut self) -> Frame {
        match self {
            Self::Silent => Frame::SILENCE,
            Self::Tone(sine) => sine.frame(),
            Self::Clip { samples, at } => {
                let rest = samples.get(*at..).unwrap_or_default();
                *at += FRAME_SAMPLES;
                Frame::from_samples(rest)
            }
        }
    }

    fn clip(path: &Path) -> Result<Self, wav::WavError> {
        Ok(Self::Clip { samples: wav::read(path)?.into(), at: 0 })
    }
}

fn speak(text: &str, scratch: &Path) -> Option<Speaker> {
    let text: String = text.chars().filter(|char| !char.is_control()).take(LONGEST_SENTENCE).collect();
    let file: PathBuf = scratch.join(format!("sentence-{}.wav", uuid::Uuid::new_v4()));
    let mut command = Command::new("espeak-ng");
    command.arg("-w").arg(&file).arg("--").arg(text);
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    let speaker = status.success().then(|| Speaker::clip(&file).ok()).flatten();
    // What stays behind in the scratch folder goes with it.
    drop(std::fs::remove_file(&file));
    speaker
}

#[cfg(test)]
mod tests {
    use roomline_audio::Level;
    use roomline_audio::tone::tone_level;

    use super::*;

    #[test]
    fn a_tone_is_heard_at_minus_twelve() {
        let mut speaker = Speaker::prepare(&Voice::Tone(440.0), Path::new("."));
        let samples: Vec<f32> = (0..100).flat_map(|_| speaker.frame().to_vec()).collect();
        assert!((tone_level(&samples, 440.0).dbfs() + 12.0).abs() < 0.1);
    }

    #[test]
    fn a_clip_is_said_once_and_a_missing_one_is_silence() {
        let mut speaker = Speaker::Clip { samples: vec![0.5; 700].into(), at: 0 };
        let loudness: Vec<f32> = (0..3).map(|_| Level::of(&speaker.frame()).dbfs()).collect();
        assert!(loudness[0] > -7.0 && loudness[1] > -10.0 && loudness[2] == Level::SILENCE.dbfs());
        let missing = Speaker::prepare(&Voice::File("no-such-file.wav".into()), Path::new("."));
        assert!(matches!(missing, Speaker::Silent));
    }
}
