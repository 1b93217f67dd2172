//! A short sound in somebody's ear after the devices of the call were closed: busy, or hung up at the other end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};

use super::choice::Wanted;
use super::line::Playback;
use super::watchdog::Watched;
use crate::FRAME_TIME;
use crate::tone::Cadence;

/// What a chime says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChimeSound {
    /// The call was not taken.
    Busy,
    /// The other side ended the call.
    HungUp,
}

/// A sounding chime: ends by itself, or at once when it is dropped.
pub struct Chime {
    stopped: Arc<AtomicBool>,
    thread: Option<Thread>,
}

impl Chime {
    /// Sounds on the first loudspeaker of the list that works; returns at once. Without any loudspeaker nothing happens.
    #[must_use]
    pub fn start(sound: ChimeSound, playback: Vec<Wanted>) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let ours = Arc::clone(&stopped);
        let spawned = thread::Builder::new().name("roomline-chime".to_owned()).spawn(move || {
            if let Ok(mut line) = Watched::<Playback>::open(playback, &thread::current()) {
                chime(sound, &mut line, &ours);
            }
        });
        Self { stopped, thread: spawned.ok().map(|handle| handle.thread().clone()) }
    }
}

impl Drop for Chime {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

fn chime(sound: ChimeSound, line: &mut Watched<Playback>, stopped: &AtomicBool) {
    // The last frames are silence: by the time they were taken, the sound before them was played.
    let (mut tone, frames) = match sound {
        ChimeSound::Busy => (Cadence::busy(), 300),
        ChimeSound::HungUp => (Cadence::hung_up(), 80),
    };
    let mut played = 0;
    // A loudspeaker that takes nothing is given up in time.
    for _ in 0..2 * frames {
        if played >= frames || stopped.load(Ordering::Relaxed) {
            return;
        }
        let Some(line) = line.line().filter(|line| !line.pulse.gone.load(Ordering::Relaxed)) else { return };
        while played < frames && line.is_hungry() {
            line.play(&tone.frame());
            played += 1;
        }
        thread::park_timeout(FRAME_TIME);
    }
}
