//! A microphone that works and yet hears nothing: muted by a switch on its cable, or by the system. The person who talks into it must
//! be told, because everything else looks fine.

use crate::{Frame, Level};

/// Quieter than any room through any working microphone, in dBFS.
const SILENT_BELOW: f32 = -70.0;

/// So many silent frames are no pause in somebody's speech: 3 s.
const SILENT_AFTER: u32 = 300;

/// Listens whether a microphone is silent.
#[derive(Debug, Default)]
pub(super) struct Silence {
    frames: u32,
}

impl Silence {
    /// Takes what the microphone delivered, untouched, while somebody should be heard.
    pub(super) fn hear(&mut self, frame: &Frame) {
        let is_silent = Level::of(frame).dbfs() < SILENT_BELOW;
        self.frames = if is_silent { self.frames.saturating_add(1) } else { 0 };
    }

    /// Nobody should be heard now: whoever muted the desk knows it.
    pub(super) fn rest(&mut self) {
        self.frames = 0;
    }

    /// Whether it has been silent for three seconds.
    pub(super) fn is_alarming(&self) -> bool {
        self.frames >= SILENT_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::tone_frames;

    #[test]
    fn three_seconds_of_nothing_alarm_and_the_first_sound_ends_it() {
        let mut silence = Silence::default();
        (0..299).for_each(|_| silence.hear(&Frame::SILENCE));
        assert!(!silence.is_alarming());
        silence.hear(&Frame::SILENCE);
        assert!(silence.is_alarming());
        tone_frames(300.0, 0.001, 0.01).for_each(|frame| silence.hear(&frame));
        assert!(!silence.is_alarming(), "-63 dBFS is a quiet room");
    }

    #[test]
    fn a_room_that_is_only_quiet_does_not_alarm() {
        let mut silence = Silence::default();
        tone_frames(100.0, 0.000_6, 10.0).for_each(|frame| silence.hear(&frame));
        assert!(!silence.is_alarming());
    }

    #[test]
    fn a_muted_desk_is_not_told_that_it_is_silent() {
        let mut silence = Silence::default();
        (0..400).for_each(|_| silence.hear(&Frame::SILENCE));
        silence.rest();
        assert!(!silence.is_alarming());
    }
}
