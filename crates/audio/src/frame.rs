//! Everything inside the chain speaks one format, so that no stage has to ask its neighbour what it was given: 48 kHz, mono, f32,
//! ten milliseconds at a time. Other rates and channel counts exist only at the edges.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// Samples per second of the inner format.
pub const SAMPLE_RATE: u32 = 48_000;

/// Samples in one [`Frame`].
pub const FRAME_SAMPLES: usize = 480;

/// Time covered by one [`Frame`]: 10 ms.
pub const FRAME_TIME: Duration = Duration::from_millis(10);

/// Ten milliseconds of sound: 480 samples, mono, 48 kHz, f32 in -1.0..=1.0.
///
/// Dereferences to the slice of its samples.
#[derive(Clone, PartialEq)]
pub struct Frame([f32; FRAME_SAMPLES]);

impl Frame {
    /// Ten milliseconds of silence.
    pub const SILENCE: Self = Self([0.0; FRAME_SAMPLES]);

    /// Takes up to 480 samples; what is missing at the end stays silent, what is too much is left out.
    #[must_use]
    pub fn from_samples(samples: &[f32]) -> Self {
        let mut frame = Self::SILENCE;
        let filled = samples.len().min(FRAME_SAMPLES);
        frame.0[..filled].copy_from_slice(&samples[..filled]);
        frame
    }

    /// Whether every sample is exactly zero (a muted frame, not merely a quiet one).
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.0.iter().all(|sample| *sample == 0.0)
    }

    /// Brings every sample into full scale: limits to -1.0..=1.0 and turns what is no number into silence.
    pub fn limit(&mut self) {
        for sample in &mut self.0 {
            *sample = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        }
    }
}

impl Default for Frame {
    fn default() -> Self {
        Self::SILENCE
    }
}

impl Deref for Frame {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Frame {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}

impl From<[f32; FRAME_SAMPLES]> for Frame {
    fn from(samples: [f32; FRAME_SAMPLES]) -> Self {
        Self(samples)
    }
}

/// Prints the level, not 480 numbers.
impl std::fmt::Debug for Frame {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Frame({})", crate::Level::of(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_too_few_samples_ends_in_silence() {
        let frame = Frame::from_samples(&[0.5; 3]);
        assert_eq!(frame[..4], [0.5, 0.5, 0.5, 0.0]);
        assert_eq!(frame.len(), FRAME_SAMPLES);
    }

    #[test]
    fn limiting_leaves_nothing_above_full_scale_and_nothing_that_is_no_number() {
        let mut frame = Frame::from_samples(&[2.0, -3.0, f32::NAN, f32::INFINITY, 0.25]);
        frame.limit();
        assert_eq!(frame[..5], [1.0, -1.0, 0.0, 0.0, 0.25]);
    }
}
