//! A stream can die without a word: after an overrun its callbacks just stop, or the headset leaves with its cable. Nobody at a desk
//! would know what to do then, so every open stream is watched, and what dies is replaced by the next device of the list. What is
//! wanted more is taken again when it comes back.
//!
//! Both closing what is dead and opening anew may hang inside the sound system, so neither happens on the audio thread: the other
//! direction goes on undisturbed.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::callback::Pulse;
use super::choice::{self, Wanted};
use super::error::{DeviceError, Way};
use super::line::{Capture, Playback};
use super::list::{Device, Devices};

/// A stream without a callback for so long is dead. One whose device is unplugged mostly says so at once.
const DEAD_AFTER: Duration = Duration::from_millis(500);

/// A stream may be so slow to start: an idle PulseAudio sink was seen to sleep for 2 s before it took the first sound.
const STARTS_WITHIN: Duration = Duration::from_secs(3);

/// Its first callbacks only fill buffers; after so many it has started.
const STARTED: u64 = 8;

/// Between two attempts to find any device.
const TRY_EVERY: Duration = Duration::from_millis(200);

/// A device that died or refused is the last to be tried for so long.
const SHUNNED_FOR: Duration = Duration::from_secs(10);

/// Between two log lines about the same stream, whose errors may come by the thousand.
const TELL_EVERY: Duration = Duration::from_secs(10);

/// A stream that can be watched.
pub(super) trait Line: Sized + Send + 'static {
    const WHAT: &'static str;
    const WAY: Way;

    fn open(id: &str, wake: &Thread) -> Result<Self, DeviceError>;
    fn pulse(&self) -> &Arc<Pulse>;
}

impl Line for Capture {
    const WHAT: &'static str = "microphone";
    const WAY: Way = Way::In;

    fn open(id: &str, wake: &Thread) -> Result<Self, DeviceError> {
        Self::open(id, wake)
    }

    fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }
}

impl Line for Playback {
    const WHAT: &'static str = "loudspeaker";
    const WAY: Way = Way::Out;

    fn open(id: &str, wake: &Thread) -> Result<Self, DeviceError> {
        Self::open(id, wake)
    }

    fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }
}

/// A stream that is replaced whenever it dies.
pub(super) struct Watched<L> {
    wanted: Vec<Wanted>,
    state: State<L>,
    shunned: Option<(String, Instant)>,
    told: Option<Instant>,
    errors: u64,
}

/// ```text
///   Alive ──gone, or no callback for 500 ms──► Opening ──opened──► Alive
///    │  ▲                                       │   ▲
///    │  └─a device that is wanted more opened   │  200 ms later
///    └──opens it, and goes on meanwhile      refused │
///                                               ▼    │
///                                              Waiting
/// ```
enum State<L> {
    /// `better`: the id of the device that is being opened to take over.
    Alive {
        live: Live<L>,
        better: Option<(String, Opening<L>)>,
    },
    Opening(Opening<L>),
    Waiting {
        until: Instant,
    },
}

/// An open stream and its device.
struct Live<L> {
    line: L,
    device: Device,
    beats: u64,
    since: Instant,
}

type Opening<L> = Receiver<Result<Live<L>, DeviceError>>;

impl<L: Line> Watched<L> {
    /// Opens the first device of the list that works.
    ///
    /// # Errors
    /// [`DeviceError`] if none can be opened now; only what once worked is looked after.
    pub(super) fn open(wanted: Vec<Wanted>, wake: &Thread) -> Result<Self, DeviceError> {
        let live = open_first(&wanted, None, wake)?;
        Ok(Self { wanted, state: State::Alive { live, better: None }, shunned: None, told: None, errors: 0 })
    }

    /// The stream, unless it is being replaced.
    pub(super) fn line(&mut self) -> Option<&mut L> {
        match &mut self.state {
            State::Alive { live, .. } => Some(&mut live.line),
            State::Opening(_) | State::Waiting { .. } => None,
        }
    }

    /// The device in use.
    pub(super) fn device(&self) -> Option<&Device> {
        match &self.state {
            State::Alive { live, .. } => Some(&live.device),
            State::Opening(_) | State::Waiting { .. } => None,
        }
    }

    /// Wants other devices from now on.
    pub(super) fn want(&mut self, wanted: Vec<Wanted>, devices: &Devices, wake: &Thread) {
        self.wanted = wanted;
        self.devices_changed(devices, wake);
    }

    /// Looks whether there is a device that is wanted more, and opens it while the present one goes on.
    pub(super) fn devices_changed(&mut self, devices: &Devices, wake: &Thread) {
        let (there, default) = devices.of(L::WAY);
        // What has left and comes back may work again.
        self.shunned.take_if(|(id, _)| there.iter().all(|device| device.id != *id));
        let State::Alive { live, better } = &mut self.state else { return };
        let shunned = self.shunned.as_ref().map(|(id, _)| id.as_str());
        let candidates = choice::candidates(&self.wanted, there, default);
        if let Some(device) = choice::better(&candidates, &live.device.id, shunned)
            && better.is_none()
        {
            tracing::info!(device = L::WHAT, "a sound device that is wanted more is there; it is being opened");
            let (wake, id) = (wake.clone(), device.id.clone());
            let opening = on_a_thread(L::WHAT, move || L::open(&device.id, &wake).map(|line| Live::new(line, device)));
            *better = opening.map(|opening| (id, opening));
        }
    }

    /// Looks whether it still lives, and replaces it if not; for every tick of the audio thread. Never blocks.
    pub(super) fn look_after(&mut self, devices: &Devices, wake: &Thread, now: Instant) {
        if self.shunned.take_if(|(_, until)| *until <= now).is_some() {
            self.devices_changed(devices, wake);
        }
        match &mut self.state {
            State::Alive { live, better } => {
                match better.as_ref().map(|(_, opening)| opening.try_recv()) {
                    Some(Ok(Ok(opened))) => {
                        tracing::info!(device = L::WHAT, "another sound device was taken");
                        bury(std::mem::replace(live, opened).line);
                        *better = None;
                    }
                    Some(Ok(Err(_)) | Err(TryRecvError::Disconnected)) => {
                        self.shunned = better.take().map(|(id, _)| (id, now + SHUNNED_FOR));
                    }
                    Some(Err(TryRecvError::Empty)) | None => {}
                }
                let pulse = Arc::clone(live.line.pulse());
                let is_dead = live.is_silent(now) || pulse.gone.load(Ordering::Relaxed);
                self.tell_errors(&pulse, now);
                if is_dead {
                    self.replace(wake, now);
                }
            }
            State::Opening(opened) => match opened.try_recv() {
                Ok(Ok(live)) => {
                    tracing::info!(device = L::WHAT, "a sound device was opened in place of the one that stopped");
                    self.state = State::Alive { live, better: None };
                }
                Ok(Err(_)) | Err(TryRecvError::Disconnected) => self.state = State::Waiting { until: now + TRY_EVERY },
                Err(TryRecvError::Empty) => {}
            },
            State::Waiting { until } if *until <= now => self.reopen(wake, now),
            State::Waiting { .. } => {}
        }
    }

    /// Buries what is dead and opens the next device.
    fn replace(&mut self, wake: &Thread, now: Instant) {
        tracing::warn!(device = L::WHAT, "a sound device stopped; another is being opened");
        let waiting = State::Waiting { until: now + TRY_EVERY };
        if let State::Alive { live, better } = std::mem::replace(&mut self.state, waiting) {
            self.shunned = Some((live.device.id, now + SHUNNED_FOR));
            bury(live.line);
            if let Some((_, opening)) = better {
                self.state = State::Opening(opening);
                return;
            }
        }
        self.reopen(wake, now);
    }

    /// Opens the first device that works, on a thread of its own.
    fn reopen(&mut self, wake: &Thread, now: Instant) {
        let shunned = self.shunned.as_ref().map(|(id, _)| id.clone());
        let (wanted, waker) = (self.wanted.clone(), wake.clone());
        let opening = on_a_thread(L::WHAT, move || open_first(&wanted, shunned.as_deref(), &waker));
        self.state = opening.map_or(State::Waiting { until: now + TRY_EVERY }, State::Opening);
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

impl<L: Line> Live<L> {
    #[expect(clippy::disallowed_methods, reason = "opening takes its time, and watching begins after it")]
    fn new(line: L, device: Device) -> Self {
        Self { line, device, beats: 0, since: Instant::now() }
    }

    fn is_silent(&mut self, now: Instant) -> bool {
        let beaten = self.line.pulse().beats.load(Ordering::Relaxed);
        if beaten != self.beats {
            (self.beats, self.since) = (beaten, now);
        }
        let patience = if beaten < STARTED { STARTS_WITHIN } else { DEAD_AFTER };
        now.saturating_duration_since(self.since) > patience
    }
}

/// Opens the first device that works; the shunned one is tried last. Waits for the sound system.
fn open_first<L: Line>(wanted: &[Wanted], shunned: Option<&str>, wake: &Thread) -> Result<Live<L>, DeviceError> {
    let devices = Devices::now();
    let (there, default) = devices.of(L::WAY);
    let mut candidates: Vec<Device> =
        choice::candidates(wanted, there, default).into_iter().map(|candidate| candidate.device).collect();
    candidates.sort_by_key(|device| Some(device.id.as_str()) == shunned);
    let mut refusal = None;
    for device in candidates {
        match L::open(&device.id, wake) {
            Ok(line) => return Ok(Live::new(line, device)),
            Err(error) => {
                tracing::info!(device = L::WHAT, %error, "a sound device cannot be used; the next is tried");
                refusal.get_or_insert(error);
            }
        }
    }
    Err(refusal.unwrap_or(L::WAY.missing()))
}

fn on_a_thread<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> Option<Receiver<T>> {
    let (tell, done) = sync_channel(1);
    let spawned = thread::Builder::new().name(format!("roomline-{what}")).spawn(move || {
        let _nobody_waits = tell.send(work());
    });
    spawned.is_ok().then_some(done)
}

/// Closes a stream where nobody waits for it.
fn bury<L: Line>(dead: L) {
    if thread::Builder::new().name("roomline-bury".to_owned()).spawn(move || drop(dead)).is_err() {
        tracing::warn!(device = L::WHAT, "no thread to close a dead device on");
    }
}
