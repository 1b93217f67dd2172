//! A stream can die without a word: after an overrun its callbacks just stop, or the headset leaves with its cable. Nobody at a desk
//! would know what to do then, so every open stream is watched and rebuilt.
//!
//! Both closing what is dead and opening anew may hang inside the sound system (libpulse waits for ever for a server that was killed
//! at the wrong moment), so neither happens on the audio thread: the other direction goes on undisturbed.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::error::DeviceError;
use super::line::{Capture, Playback, Pulse};

/// A stream without a callback for so long is dead.
const DEAD_AFTER: Duration = Duration::from_millis(500);

/// A stream may be so slow to start: an idle PulseAudio sink was seen to sleep for 2 s before it took the first sound.
const STARTS_WITHIN: Duration = Duration::from_secs(3);

/// Its first callbacks only fill buffers; after so many it has started.
const STARTED: u64 = 8;

/// Between two attempts to bring a device back.
const TRY_EVERY: Duration = Duration::from_millis(300);

/// Between two log lines about the same stream, whose errors may come by the thousand.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// A stream that can be watched.
pub(super) trait Line: Sized + Send + 'static {
    const WHAT: &'static str;

    fn open(name: Option<&str>, wake: &Thread) -> Result<Self, DeviceError>;
    fn pulse(&self) -> &Arc<Pulse>;
}

impl Line for Capture {
    const WHAT: &'static str = "microphone";

    fn open(name: Option<&str>, wake: &Thread) -> Result<Self, DeviceError> {
        Self::open(name, wake)
    }

    fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }
}

impl Line for Playback {
    const WHAT: &'static str = "loudspeaker";

    fn open(name: Option<&str>, wake: &Thread) -> Result<Self, DeviceError> {
        Self::open(name, wake)
    }

    fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }
}

/// A stream that is brought back whenever it dies.
pub(super) struct Watched<L> {
    name: Option<String>,
    state: State<L>,
    told: Option<Instant>,
    errors: u64,
}

/// ```text
///   Alive ──no callback for 500 ms──► Opening ──opened──► Alive
///                                      │   ▲
///                                 refused  300 ms later
///                                      ▼   │
///                                     Waiting
/// ```
enum State<L> {
    Alive { line: L, beats: u64, since: Instant },
    Opening { opened: Receiver<Result<L, DeviceError>> },
    Waiting { until: Instant },
}

impl<L> State<L> {
    #[expect(clippy::disallowed_methods, reason = "opening takes its time, and watching begins after it")]
    fn alive(line: L) -> Self {
        Self::Alive { line, beats: 0, since: Instant::now() }
    }
}

impl<L: Line> Watched<L> {
    /// Opens the device of that name, or the default one.
    ///
    /// # Errors
    /// [`DeviceError`] if it cannot be opened now; only what once worked is looked after.
    pub(super) fn open(name: Option<String>, wake: &Thread) -> Result<Self, DeviceError> {
        let line = L::open(name.as_deref(), wake)?;
        Ok(Self { name, state: State::alive(line), told: None, errors: 0 })
    }

    /// The stream, unless it is being brought back.
    pub(super) fn line(&mut self) -> Option<&mut L> {
        match &mut self.state {
            State::Alive { line, .. } => Some(line),
            State::Opening { .. } | State::Waiting { .. } => None,
        }
    }

    /// Looks whether it still lives, and brings it back if not; for every tick of the audio thread. Never blocks.
    pub(super) fn look_after(&mut self, wake: &Thread, now: Instant) {
        match &mut self.state {
            State::Alive { line, beats, since } => {
                let pulse = Arc::clone(line.pulse());
                let beaten = pulse.beats.load(Ordering::Relaxed);
                if beaten != *beats {
                    (*beats, *since) = (beaten, now);
                }
                let patience = if beaten < STARTED { STARTS_WITHIN } else { DEAD_AFTER };
                let silent = now.saturating_duration_since(*since) > patience;
                self.tell_errors(&pulse, now);
                if silent || pulse.gone.load(Ordering::Relaxed) {
                    tracing::warn!(device = L::WHAT, "a sound device stopped; it is being opened again");
                    self.reopen(wake, now);
                }
            }
            State::Opening { opened } => match opened.try_recv() {
                Ok(Ok(line)) => {
                    tracing::info!(device = L::WHAT, "a sound device is back");
                    self.state = State::alive(line);
                }
                Ok(Err(_)) | Err(TryRecvError::Disconnected) => self.state = State::Waiting { until: now + TRY_EVERY },
                Err(TryRecvError::Empty) => {}
            },
            State::Waiting { until } if *until <= now => self.reopen(wake, now),
            State::Waiting { .. } => {}
        }
    }

    /// Buries what is dead, then opens the device of the same name, else the default one, all on a thread of its own.
    fn reopen(&mut self, wake: &Thread, now: Instant) {
        if let State::Alive { line, .. } = mem::replace(&mut self.state, State::Waiting { until: now + TRY_EVERY }) {
            bury(line);
        }
        let (tell, opened) = sync_channel(1);
        let (name, wake) = (self.name.clone(), wake.clone());
        let opening = thread::Builder::new().name(format!("roomline-{}", L::WHAT)).spawn(move || {
            let line = L::open(name.as_deref(), &wake).or_else(|_| L::open(None, &wake));
            let _nobody_waits = tell.send(line);
        });
        if opening.is_ok() {
            self.state = State::Opening { opened };
        }
    }

    fn tell_errors(&mut self, pulse: &Pulse, now: Instant) {
        let errors = pulse.errors.load(Ordering::Relaxed);
        let may_tell = self.told.is_none_or(|told| now.saturating_duration_since(told) > TELL_EVERY);
        if errors > self.errors && may_tell {
            let missed = pulse.missed.load(Ordering::Relaxed);
            tracing::debug!(device = L::WHAT, errors, missed, "a sound device stumbled");
            (self.errors, self.told) = (errors, Some(now));
        }
    }
}

/// Closes a stream where nobody waits for it.
fn bury<L: Line>(dead: L) {
    if thread::Builder::new().name("roomline-bury".to_owned()).spawn(move || drop(dead)).is_err() {
        tracing::warn!(device = L::WHAT, "no thread to close a dead device on");
    }
}
