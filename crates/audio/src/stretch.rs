//! To change the delay in the middle of a sentence, time itself must give way: a period of the voice is left out or said twice, which
//! no ear notices, where a cut would click.
//!
//! Source: W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993.

use crate::Level;

/// The periods tried, in samples: 5 to 10 ms, so one period of a voice of 100 to 200 Hz or several of a higher one.
const PERIODS: std::ops::RangeInclusive<usize> = 240..=480;

/// Sound needed to work on: two of the longest periods, which is one usual packet.
pub(crate) const NEEDED: usize = 2 * 480;

/// How alike two pieces must be to pass for each other, 0..=1.
const ALIKE: f32 = 0.75;

/// Below this nobody hears a seam.
const QUIET_DBFS: f32 = -45.0;

/// Leaves a period out at the beginning of `sound`; returns how many samples shorter it is now (0: no good place).
pub(crate) fn shorten(sound: &mut Vec<f32>) -> usize {
    let Some(period) = period_of(sound) else { return 0 };
    for at in 0..period {
        let later = at as f32 / period as f32;
        sound[at] = sound[at] * (1.0 - later) + sound[at + period] * later;
    }
    sound.drain(period..2 * period);
    period
}

/// Says a period twice at the beginning of `sound`; returns how many samples longer it is now (0: no good place).
pub(crate) fn lengthen(sound: &mut Vec<f32>) -> usize {
    let Some(period) = period_of(sound) else { return 0 };
    let bridge: Vec<f32> = (0..period)
        .map(|at| {
            let later = at as f32 / period as f32;
            sound[at + period] * (1.0 - later) + sound[at] * later
        })
        .collect();
    sound.splice(period..period, bridge);
    period
}

/// Whether a seam in this sound would go unheard anywhere.
pub(crate) fn is_quiet(sound: &[f32]) -> bool {
    Level::of(sound).dbfs() < QUIET_DBFS
}

/// The distance at which the sound resembles itself best, if it does so well enough or is too quiet to matter.
fn period_of(sound: &[f32]) -> Option<usize> {
    if sound.len() < NEEDED {
        return None;
    }
    let (period, likeness) = PERIODS
        .step_by(4)
        .map(|period| (period, likeness(&sound[..period], &sound[period..2 * period])))
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    (likeness > ALIKE || is_quiet(&sound[..2 * period])).then_some(period)
}

/// Normalised correlation, of every second sample: enough for a voice and half the work.
fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let (mut both, mut first, mut second) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (one, other) in one.iter().step_by(2).zip(other.iter().step_by(2)) {
        both += one * other;
        first += one * one;
        second += other * other;
    }
    both / (first * second).sqrt().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{hears_tone, tone_frames};

    fn voice() -> Vec<f32> {
        tone_frames(150.0, 0.5, 0.1).flat_map(|frame| frame.to_vec()).collect()
    }

    #[test]
    fn a_voice_loses_and_gains_whole_periods_without_a_seam() {
        for (change, factor) in [(shorten as fn(&mut Vec<f32>) -> usize, -1_isize), (lengthen, 1)] {
            let mut sound = voice();
            let (before, changed) = (sound.len(), change(&mut sound));
            assert_eq!(sound.len() as isize, before as isize + factor * changed as isize);
            assert!(changed.abs_diff(320) <= 8, "150 Hz has a period of 320 samples, not {changed}");
            let steepest = sound.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
            assert!(steepest < 0.02, "a click of {steepest}");
            assert!(hears_tone(&sound, 150.0));
        }
    }

    #[test]
    fn noise_is_left_alone_and_silence_is_not() {
        let mut seed = 1_u32;
        let mut noise: Vec<f32> = (0..NEEDED)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                seed as f32 / u32::MAX as f32 - 0.5
            })
            .collect();
        assert_eq!(shorten(&mut noise), 0);
        assert!(shorten(&mut vec![0.0; NEEDED]) > 0);
    }

    #[test]
    fn too_little_sound_is_left_alone() {
        let mut sound = vec![0.0; NEEDED - 1];
        assert_eq!((shorten(&mut sound), lengthen(&mut sound)), (0, 0));
    }
}
