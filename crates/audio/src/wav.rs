//! Simulated residents speak from files, and tests listen to recordings: one reader that takes what people have, one writer of one
//! format.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use crate::resample::{RATES, whole_clip};
use crate::{Frame, SAMPLE_RATE};

/// The longest file that is read: ten minutes of its own rate and channels.
const LONGEST: u64 = 600;

/// A sound file that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    /// The file is not there, not ours to open, or the disk failed: mend that and try again.
    #[error("the sound file could not be read or written")]
    Io(#[source] std::io::Error),
    /// No WAV of a format that is understood: convert it to 16-bit PCM.
    #[error("this is no sound file of a known format ({0})")]
    Format(String),
    /// Longer than ten minutes: take a shorter one.
    #[error("the sound file is longer than ten minutes")]
    TooLong,
}

impl From<hound::Error> for WavError {
    fn from(error: hound::Error) -> Self {
        match error {
            hound::Error::IoError(error) => Self::Io(error),
            other => Self::Format(other.to_string()),
        }
    }
}

/// Reads a WAV file of any usual rate, channels and sample format as 48 kHz mono, -1.0..=1.0.
///
/// # Errors
/// [`WavError`], each with its remedy.
pub fn read(path: &Path) -> Result<Vec<f32>, WavError> {
    let mut reader = WavReader::open(path)?;
    let spec = reader.spec();
    if !RATES.contains(&spec.sample_rate) || spec.channels == 0 {
        return Err(WavError::Format(format!("{} Hz, {} channels", spec.sample_rate, spec.channels)));
    }
    if u64::from(reader.duration()) > LONGEST * u64::from(spec.sample_rate) {
        return Err(WavError::TooLong);
    }
    let interleaved: Vec<f32> = match spec.sample_format {
        SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>()?,
        SampleFormat::Int => {
            let full_scale = 2.0_f32.powi(i32::from(spec.bits_per_sample) - 1);
            reader
                .samples::<i32>()
                .map(|sample| Ok(sample? as f32 / full_scale))
                .collect::<Result<_, hound::Error>>()?
        }
    };
    let channels = usize::from(spec.channels);
    let mono: Vec<f32> =
        interleaved.chunks_exact(channels).map(|moment| moment.iter().sum::<f32>() / channels as f32).collect();
    whole_clip(&mono, spec.sample_rate).ok_or_else(|| WavError::Format(format!("{} Hz", spec.sample_rate)))
}

/// Writes 48 kHz mono samples as a 16-bit WAV file; what is beyond full scale is limited.
///
/// # Errors
/// [`WavError::Io`] if the disk refuses.
pub fn write(path: &Path, samples: &[f32]) -> Result<(), WavError> {
    let mut recording = Recording::create(path)?;
    recording.push(samples)?;
    recording.finish()
}

/// A 16-bit, 48 kHz mono WAV file that grows while somebody listens.
pub struct Recording(WavWriter<BufWriter<File>>);

impl Recording {
    /// Creates the file, or empties it.
    ///
    /// # Errors
    /// [`WavError::Io`] if the disk refuses.
    pub fn create(path: &Path) -> Result<Self, WavError> {
        let spec =
            WavSpec { channels: 1, sample_rate: SAMPLE_RATE, bits_per_sample: 16, sample_format: SampleFormat::Int };
        Ok(Self(WavWriter::create(path, spec)?))
    }

    /// Appends samples; a [`Frame`] is as welcome as any slice.
    ///
    /// # Errors
    /// [`WavError::Io`] if the disk refuses.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), WavError> {
        for sample in samples {
            self.0.write_sample((sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16)?;
        }
        Ok(())
    }

    /// Makes what was recorded so far readable by others; the recording goes on.
    ///
    /// # Errors
    /// [`WavError::Io`] if the disk refuses.
    pub fn flush(&mut self) -> Result<(), WavError> {
        Ok(self.0.flush()?)
    }

    /// Completes the file. A recording that is only dropped is completed too, but its errors go unseen.
    ///
    /// # Errors
    /// [`WavError::Io`] if the disk refuses.
    pub fn finish(self) -> Result<(), WavError> {
        Ok(self.0.finalize()?)
    }
}

/// Cuts a clip into frames; the last one ends in silence.
pub fn frames(samples: &[f32]) -> impl Iterator<Item = Frame> + '_ {
    samples.chunks(crate::FRAME_SAMPLES).map(Frame::from_samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{hears_tone, tone_frames};

    fn scratch(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("roomline-wav-{}-{name}", std::process::id()))
    }

    #[test]
    fn what_is_written_is_read_again() {
        let path = scratch("round-trip.wav");
        let sound: Vec<f32> = tone_frames(440.0, 0.5, 0.5).flat_map(|frame| frame.to_vec()).collect();
        write(&path, &sound).expect("a writable directory");
        let back = read(&path).expect("our own format");
        std::fs::remove_file(&path).expect("our own file");
        assert_eq!(back.len(), sound.len());
        assert!(sound.iter().zip(&back).all(|(one, other)| (one - other).abs() < 1e-4));
    }

    #[test]
    fn a_stereo_file_of_16_khz_becomes_ours() {
        let path = scratch("stereo.wav");
        let spec = WavSpec { channels: 2, sample_rate: 16_000, bits_per_sample: 24, sample_format: SampleFormat::Int };
        let mut writer = WavWriter::create(&path, spec).expect("a writable directory");
        for at in 0..16_000 {
            let sample = (at as f32 * 440.0 * std::f32::consts::TAU / 16_000.0).sin() * 0.5;
            for _ in 0..2 {
                writer.write_sample((sample * 8_388_607.0) as i32).expect("a writable file");
            }
        }
        writer.finalize().expect("a writable file");
        let sound = read(&path).expect("a usual format");
        std::fs::remove_file(&path).expect("our own file");
        assert_eq!(sound.len(), 48_000);
        assert!(hears_tone(&sound[4_800..43_200], 440.0));
    }

    #[test]
    fn what_is_no_sound_file_is_refused_in_words() {
        let path = scratch("broken.wav");
        std::fs::write(&path, b"RIFF of nothing").expect("a writable directory");
        let broken = read(&path);
        std::fs::remove_file(&path).expect("our own file");
        assert!(broken.is_err(), "{broken:?}");
        assert!(matches!(read(Path::new("/nowhere/at/all.wav")), Err(WavError::Io(_))));
    }
}
