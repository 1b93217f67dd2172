//! Meters, alarms and tests must mean the same thing by "loud", so loudness is one type: RMS in dB below full scale.

use std::fmt;

/// How loud a piece of sound is: RMS in dBFS, where 0 is a full-scale square wave and -3.01 a full-scale sine.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Level(f32);

impl Level {
    /// Digital silence, and the lowest level told: everything below counts as this.
    pub const SILENCE: Self = Self(-100.0);

    /// Measures the samples (any number of them, -1.0..=1.0).
    #[must_use]
    pub fn of(samples: &[f32]) -> Self {
        if samples.is_empty() {
            return Self::SILENCE;
        }
        let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
        let rms = (energy / samples.len() as f32).sqrt();
        if rms.is_finite() { Self((20.0 * rms.log10()).max(Self::SILENCE.0)) } else { Self(0.0) }
    }

    /// A level given in dBFS.
    #[must_use]
    pub fn from_dbfs(dbfs: f32) -> Self {
        Self(dbfs.max(Self::SILENCE.0))
    }

    /// The level in dBFS: -100.0 for silence, 0.0 at most for samples within full scale.
    #[must_use]
    pub fn dbfs(self) -> f32 {
        self.0
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.1} dBFS", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_scale_is_zero_and_half_of_it_six_decibels_less() {
        assert!(Level::of(&[1.0, -1.0, 1.0, -1.0]).dbfs().abs() < 0.01);
        assert!((Level::of(&[0.5, -0.5]).dbfs() + 6.02).abs() < 0.01);
    }

    #[test]
    fn silence_and_nothing_at_all_are_the_lowest_level() {
        assert_eq!(Level::of(&[0.0; 480]), Level::SILENCE);
        assert_eq!(Level::of(&[]), Level::SILENCE);
    }
}
