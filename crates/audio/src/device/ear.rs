//! An open microphone without a call: it only tells how loud it is, so that somebody sees before the first call that they would be heard.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};

use super::choice::Wanted;
use super::error::DeviceError;
use super::line::Capture;
use super::list::Device;
use super::watchdog::Watched;
use crate::{FRAME_TIME, Level};

/// A level is told once for so many frames, ten times a second: as often as an eye can follow.
const TOLD_EVERY: u32 = 10;

/// What an ear hears.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The microphone in use.
    pub device: Device,
    /// The loudest ten milliseconds since the last one that was told, as the device gives them.
    pub level: Level,
}

/// An open microphone, until it is dropped.
pub struct Ear {
    stopped: Arc<AtomicBool>,
    thread: Option<Thread>,
}

impl Ear {
    /// Listens with the first microphone of the list that works, on a thread of its own; returns at once. `hears` gets ten levels a
    /// second at most, or once why there are none: it must not block for long.
    #[must_use]
    pub fn open(capture: Vec<Wanted>, mut hears: impl FnMut(Result<Heard, DeviceError>) + Send + 'static) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let ours = Arc::clone(&stopped);
        let spawned = thread::Builder::new().name("roomline-ear".to_owned()).spawn(move || {
            match Watched::<Capture>::open(capture, &thread::current()) {
                Ok(mut line) => listen(&mut line, &ours, &mut hears),
                Err(error) => hears(Err(error)),
            }
        });
        Self { stopped, thread: spawned.ok().map(|handle| handle.thread().clone()) }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

fn listen(line: &mut Watched<Capture>, stopped: &AtomicBool, hears: &mut impl FnMut(Result<Heard, DeviceError>)) {
    let mut meter = Meter::default();
    while !stopped.load(Ordering::Relaxed) {
        let device = line.device().cloned();
        let (Some(device), Some(capture)) = (device, line.line()) else { return };
        if capture.pulse.gone.load(Ordering::Relaxed) {
            return hears(Err(DeviceError::DeviceGone));
        }
        while let Some(frame) = capture.record() {
            if let Some(level) = meter.hear(Level::of(&frame)) {
                hears(Ok(Heard { device: device.clone(), level }));
            }
        }
        thread::park_timeout(FRAME_TIME);
    }
}

/// Gathers the levels of frames until it is time to tell one.
#[derive(Debug)]
struct Meter {
    frames: u32,
    loudest: Level,
}

impl Default for Meter {
    fn default() -> Self {
        Self { frames: 0, loudest: Level::SILENCE }
    }
}

impl Meter {
    fn hear(&mut self, level: Level) -> Option<Level> {
        if level > self.loudest {
            self.loudest = level;
        }
        self.frames += 1;
        (self.frames >= TOLD_EVERY).then(|| std::mem::take(self).loudest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loudest_of_ten_frames_is_told_and_then_forgotten() {
        let mut meter = Meter::default();
        let quiet = Level::from_dbfs(-60.0);
        assert!((0..8).all(|_| meter.hear(quiet).is_none()));
        assert_eq!(meter.hear(Level::from_dbfs(-20.0)), None);
        assert_eq!(meter.hear(quiet), Some(Level::from_dbfs(-20.0)));
        assert!((0..9).all(|_| meter.hear(quiet).is_none()));
        assert_eq!(meter.hear(quiet), Some(quiet));
    }
}
