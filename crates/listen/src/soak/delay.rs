//! How much later a voice is heard than it was said.

use std::collections::VecDeque;

/// Compared at 4 kHz.
const DECIMATION: usize = 12;
const RATE: usize = 4_000;
/// The longest delay that is found: half a second.
const LATEST: usize = RATE / 2;
/// What is compared: 4 s.
const LENGTH: usize = 4 * RATE;

/// Keeps the last seconds of what was said and of what is heard.
#[derive(Default)]
pub(super) struct DelayMeter {
    said: VecDeque<f32>,
    heard: VecDeque<f32>,
}

impl DelayMeter {
    pub(super) fn said(&mut self, sound: &[f32]) {
        remember(&mut self.said, sound);
    }

    pub(super) fn heard(&mut self, sound: &[f32]) {
        remember(&mut self.heard, sound);
    }

    /// The delay in milliseconds at which both resemble each other most; `None` before enough was heard.
    pub(super) fn delay_ms(&self) -> Option<f64> {
        let (said, heard): (Vec<f32>, Vec<f32>) = (changes(&self.said), changes(&self.heard));
        let end = said.len().min(heard.len());
        let start = end.checked_sub(LENGTH)?;
        if start < LATEST {
            return None;
        }
        // Both end now: what is heard at the end was said some time before the end.
        let (said, heard) = (&said[said.len() - end..], &heard[heard.len() - end..]);
        let alike = |later: usize| -> f32 {
            said[start - later..end - later].iter().zip(&heard[start..]).map(|(one, other)| one * other).sum()
        };
        let best = (0..LATEST).max_by(|one, other| alike(*one).total_cmp(&alike(*other)))?;
        Some(best as f64 * 1000.0 / RATE as f64)
    }
}

fn remember(memory: &mut VecDeque<f32>, sound: &[f32]) {
    memory.extend(sound.chunks_exact(DECIMATION).map(|moment| moment.iter().sum::<f32>() / DECIMATION as f32));
    let surplus = memory.len().saturating_sub(LENGTH + LATEST + 1);
    memory.drain(..surplus);
}

/// Evens out the spectrum: slow waves would resemble themselves anywhere.
fn changes(memory: &VecDeque<f32>) -> Vec<f32> {
    memory.iter().zip(memory.iter().skip(1)).map(|(one, other)| other - one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_found() {
        let mut seed = 1_u32;
        let mut low = 0.0;
        let noise: Vec<f32> = (0..6 * 48_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                low = 0.9 * low + 0.1 * (seed as f32 / u32::MAX as f32 - 0.5);
                low
            })
            .collect();
        let mut meter = DelayMeter::default();
        assert_eq!(meter.delay_ms(), None);
        let late = [vec![0.0; 4_800], noise[..noise.len() - 4_800].to_vec()].concat();
        for (said, heard) in noise.chunks(480).zip(late.chunks(480)) {
            meter.said(said);
            meter.heard(heard);
        }
        assert_eq!(meter.delay_ms(), Some(100.0));
    }
}
