//! A click in a sine: whatever the two samples before do not foretell.

use std::f32::consts::TAU;

use crate::SAMPLE_RATE;

/// What two samples of a sine do not foretell of the third, at most, as a share of its amplitude. The codec's noise makes some
/// hundredths; a jump of the sound makes as much as it is high.
const CLICK: f32 = 0.2;

/// Listens to a sine of a known frequency.
#[derive(Debug)]
pub struct ClickDetector {
    twice_cosine: f32,
    amplitude: f32,
    /// The last samples, the newest first; fewer than two after a pause.
    before: [Option<f32>; 2],
    /// Clicks so far; one that lasts counts once.
    clicks: u64,
    quiet_for: u32,
    loudest: f32,
}

impl ClickDetector {
    /// For a sine of so many Hz and so high, 1.0 being full scale.
    #[must_use]
    pub fn new(hz: f32, amplitude: f32) -> Self {
        let twice_cosine = 2.0 * (TAU * hz / SAMPLE_RATE as f32).cos();
        Self { twice_cosine, amplitude, before: [None; 2], clicks: 0, quiet_for: u32::MAX, loudest: 0.0 }
    }

    /// Listens on; the sound follows what was listened to before.
    pub fn listen(&mut self, sound: &[f32]) {
        for &sample in sound {
            if let [Some(last), Some(before)] = self.before {
                let unforeseen = (sample - self.twice_cosine * last + before).abs() / self.amplitude;
                self.loudest = self.loudest.max(unforeseen);
                if unforeseen > CLICK {
                    self.clicks += u64::from(self.quiet_for > SAMPLE_RATE / 50);
                    self.quiet_for = 0;
                }
                self.quiet_for = self.quiet_for.saturating_add(1);
            }
            self.before = [Some(sample), self.before[0]];
        }
    }

    /// The sine is interrupted: the next sound does not follow the last.
    pub fn pause(&mut self) {
        self.before = [None; 2];
    }

    /// Clicks so far, and the greatest surprise as a share of the sine's amplitude.
    #[must_use]
    pub fn heard(&self) -> (u64, f32) {
        (self.clicks, self.loudest)
    }
}

#[cfg(test)]
mod tests {
    use crate::tone::tone_frames;

    use super::*;

    fn sine() -> Vec<f32> {
        tone_frames(440.0, 0.5, 0.5).flat_map(|frame| frame.to_vec()).collect()
    }

    fn clicks(sound: &[f32]) -> u64 {
        let mut detector = ClickDetector::new(440.0, 0.5);
        detector.listen(sound);
        detector.heard().0
    }

    #[test]
    fn a_sine_has_no_click_and_every_way_to_spoil_it_has() {
        assert_eq!(clicks(&sine()), 0);
        let mut cut = sine();
        cut.drain(10_000..10_040);
        assert_eq!(clicks(&cut), 1, "a cut");
        let mut hole = sine();
        hole[9_000..9_480].fill(0.0);
        assert_eq!(clicks(&hole), 1, "a hole");
        let mut two = sine();
        two[5_000] += 0.2;
        two[15_000] -= 0.2;
        assert_eq!(clicks(&two), 2, "two pops");
    }

    #[test]
    fn whatever_was_missed_in_a_pause_is_no_click() {
        let mut detector = ClickDetector::new(440.0, 0.5);
        for from in [0, 1_000, 2_040, 9_083] {
            detector.pause();
            detector.listen(&sine()[from..from + 500]);
        }
        assert_eq!(detector.heard().0, 0);
    }
}
