//! What an Echo hears: recorded whole, measured, and the first sound noticed.

use roomline_audio::{FRAME_SAMPLES, Frame, Level};

/// Sound counts from here on.
const THRESHOLD_DBFS: f32 = -40.0;
/// Over so many frames: 20 ms.
const WINDOW: usize = 2;
/// The longest recording: 3 minutes, 35 MB. What comes after is heard but not kept.
const LONGEST: usize = 3 * 60 * 48_000;

/// Listens from acceptance on.
#[derive(Debug, Default)]
pub(crate) struct Ear {
    heard: Vec<f32>,
    window: Vec<f32>,
    first: bool,
}

impl Ear {
    /// Takes ten milliseconds; gives the level of the first 20 ms above −40 dBFS, once.
    pub(crate) fn hear(&mut self, frame: &Frame) -> Option<Level> {
        if self.heard.len() + FRAME_SAMPLES <= LONGEST {
            self.heard.extend_from_slice(frame);
        }
        if self.first {
            return None;
        }
        self.window.extend_from_slice(frame);
        let surplus = self.window.len().saturating_sub(WINDOW * FRAME_SAMPLES);
        self.window.drain(..surplus);
        let level = Level::of(&self.window);
        self.first = self.window.len() == WINDOW * FRAME_SAMPLES && level.dbfs() > THRESHOLD_DBFS;
        self.first.then_some(level)
    }

    /// Everything that was heard: 48 kHz, mono.
    #[must_use]
    pub(crate) fn heard(&self) -> &[f32] {
        &self.heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_twenty_loud_milliseconds_are_noticed_once() {
        let mut ear = Ear::default();
        let (quiet, loud) = (Frame::from_samples(&[0.001; 480]), Frame::from_samples(&[0.1; 480]));
        assert_eq!(ear.hear(&quiet), None);
        assert_eq!(ear.hear(&quiet), None);
        assert!(ear.hear(&loud).is_some_and(|level| (level.dbfs() + 23.0).abs() < 0.1), "half of the window is loud");
        assert_eq!(ear.hear(&loud), None);
        assert_eq!(ear.heard().len(), 4 * 480);
    }
}
