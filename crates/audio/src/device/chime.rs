//! A short sound in somebody's ear while no call has the devices: busy, hung up at the other end, or a tone to be heard at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};

use super::choice::Wanted;
use super::error::DeviceError;
use super::line::Playback;
use super::list::Device;
use super::watchdog::Watched;
use crate::FRAME_TIME;
use crate::tone::Cadence;

/// Frames that a sleeping loudspeaker may let pass before it takes the first.
const WAKES_WITHIN: usize = 300;

/// What a chime says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChimeSound {
    /// The call was not taken.
    Busy,
    /// The other side ended the call.
    HungUp,
    /// Nothing: somebody wants to know whether the loudspeaker works.
    Trial,
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
        Self::start_and_tell(sound, playback, |_| {})
    }

    /// As [`Chime::start`], and tells at the end where it sounded, or why it did not. A chime that was stopped tells nothing.
    #[must_use]
    pub fn start_and_tell(
        sound: ChimeSound,
        playback: Vec<Wanted>,
        over: impl FnOnce(Result<Device, DeviceError>) + Send + 'static,
    ) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let ours = Arc::clone(&stopped);
        let spawned = thread::Builder::new().name("roomline-chime".to_owned()).spawn(move || {
            let sounded = Watched::<Playback>::open(playback, &thread::current()).and_then(|mut line| {
                let device = line.device().cloned().ok_or(DeviceError::DeviceGone)?;
                chime(sound, &mut line, &ours).then_some(device).ok_or(DeviceError::DeviceGone)
            });
            if !ours.load(Ordering::Relaxed) {
                over(sounded);
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

/// Says whether all of it was played.
fn chime(sound: ChimeSound, line: &mut Watched<Playback>, stopped: &AtomicBool) -> bool {
    // The last frames are silence: by the time they were taken, the sound before them was played.
    let (mut tone, frames) = match sound {
        ChimeSound::Busy => (Cadence::busy(), 300),
        ChimeSound::HungUp => (Cadence::hung_up(), 80),
        ChimeSound::Trial => (Cadence::trial(), 120),
    };
    let mut played = 0;
    // A loudspeaker that takes nothing is given up in time; one that sleeps may take two seconds to wake.
    for _ in 0..2 * frames + WAKES_WITHIN {
        if played >= frames || stopped.load(Ordering::Relaxed) {
            break;
        }
        let Some(line) = line.line().filter(|line| !line.pulse.gone.load(Ordering::Relaxed)) else { break };
        while played < frames && line.is_hungry() {
            line.play(&tone.frame());
            played += 1;
        }
        thread::park_timeout(FRAME_TIME);
    }
    played >= frames
}
