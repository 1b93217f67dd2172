//! One call's sound at a desk: one thread that lives as long as the devices are open, paced by them and by nothing else. The rest of
//! the program only says what it wishes; the thread makes it so within ten milliseconds.

use std::sync::mpsc::{Receiver as Inbox, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::choice::Wanted;
use super::desk::Desk;
use super::error::DeviceError;
use super::list::{self, Device, Devices, Watch};
use crate::{Advice, Cleaning, Gate, Hearing, Level, OutgoingPacket, Packet, Tally, VoiceFormat};

/// Opening takes some 30 ms; a sound system that needs longer than this hangs.
const OPEN_DEADLINE: Duration = Duration::from_secs(3);

/// Closing takes some 20 ms; nobody who hangs up waits longer than this.
const CLOSE_DEADLINE: Duration = Duration::from_secs(2);

/// Received packets waiting for the audio thread: 2 s of them, which only a hanging device leaves unread.
const INBOX: usize = 100;

/// Which devices to open and how to treat the microphone's sound.
#[derive(Debug, Clone, Default)]
pub struct EngineConfig {
    /// Microphones, the one to take first; the first that works is taken, and after them any that is there. Empty: the system's.
    pub capture: Vec<Wanted>,
    /// Loudspeakers, in the same way.
    pub playback: Vec<Wanted>,
    /// What is done to the microphone's sound besides cancelling the echo.
    pub cleaning: Cleaning,
    /// Makes the microphone louder (positive) or softer, in dB.
    pub gain_db: f32,
}

/// An open microphone and loudspeaker, and the voice that goes through them.
///
/// A new engine sends nothing and plays nothing: set a format, then open the gate. Dropping it closes the devices as [`Engine::close`]
/// does.
pub struct Engine {
    shared: Arc<Shared>,
    packets: SyncSender<Packet>,
    closed: Inbox<()>,
    thread: thread::Thread,
    _watch: Watch,
}

/// How an engine is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// The microphone.
    pub capture: LineState,
    /// The loudspeaker.
    pub playback: LineState,
    /// How loud the microphone is as the device gives it: only this tells a dead one from a quiet room.
    pub microphone: Level,
    /// How loud the microphone is, after cleaning and before mute (so that a muted person who talks can be told).
    pub captured: Level,
    /// Whether the microphone works, should be heard, and has delivered nothing at all for three seconds.
    pub is_silent: bool,
    /// How loud the loudspeaker is, before help for hearing.
    pub played: Level,
    /// What was done with the packets received since the call's voice was made.
    pub tally: Tally,
    /// For how long in all the loudspeaker wanted sound that was not ready in time; begins anew with a device that is brought back.
    pub starved: Duration,
}

/// Whether a device works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// It works.
    Alive,
    /// It stopped, or was unplugged, and another is being opened; until then silence stands for it.
    Gone,
}

/// The devices that an engine uses at the moment; `None` while one is being replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InUse {
    /// What is talked into.
    pub microphone: Option<Device>,
    /// What is heard.
    pub speaker: Option<Device>,
}

pub(super) struct Shared {
    pub(super) wishes: Mutex<Wishes>,
    pub(super) report: Mutex<Report>,
    pub(super) in_use: Mutex<InUse>,
    pub(super) news: Mutex<News>,
}

/// What the audio thread has not heard of yet.
#[derive(Default)]
pub(super) struct News {
    /// The devices there are now.
    pub(super) devices: Option<Devices>,
    /// Other lists than those the engine was opened with: of microphones and of loudspeakers.
    pub(super) wanted: Option<(Vec<Wanted>, Vec<Wanted>)>,
}

/// What the call wants; a state and no queue, so that no wish is ever lost or late.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Wishes {
    pub(super) format: Option<VoiceFormat>,
    pub(super) gate: Gate,
    pub(super) muted: bool,
    pub(super) advice: Option<Advice>,
    pub(super) ringback: bool,
    /// Of who hears the microphone.
    pub(super) far_hearing: Hearing,
    /// Of who hears the loudspeaker.
    pub(super) near_hearing: Hearing,
    pub(super) close: bool,
}

impl Engine {
    /// Opens the devices, with the gate shut. Takes some 30 ms; a sound system that hangs is given up after 3 s.
    ///
    /// `outgoing` gets each packet on the audio thread: it must not block, a bounded queue's `try_send` is right.
    ///
    /// # Errors
    /// [`DeviceError`], each with its remedy. Nothing stays open then.
    pub fn open(
        config: EngineConfig,
        outgoing: impl FnMut(OutgoingPacket) + Send + 'static,
    ) -> Result<Self, DeviceError> {
        let shared = Arc::new(Shared {
            wishes: Mutex::default(),
            report: Mutex::default(),
            in_use: Mutex::default(),
            news: Mutex::default(),
        });
        let (packets, inbox) = sync_channel(INBOX);
        let (tell_opened, opened) = sync_channel(1);
        let (tell_closed, closed) = sync_channel(1);
        let ours = Arc::clone(&shared);
        let spawned = thread::Builder::new().name("roomline-audio".to_owned()).spawn(move || {
            match Desk::open(&config, ours, inbox, Box::new(outgoing)) {
                Ok(mut desk) => {
                    roomline_priority::raise_this_thread();
                    if tell_opened.send(Ok(())).is_ok() {
                        desk.run();
                    }
                }
                Err(error) => {
                    let _nobody_waits = tell_opened.send(Err(error));
                }
            }
            // The devices are closed by now: a desk holds them.
            let _nobody_waits = tell_closed.send(());
        });
        let handle = spawned.map_err(|_| DeviceError::Busy)?;
        let (telling, thread) = (Arc::clone(&shared), handle.thread().clone());
        let watch = list::watch(move |devices| {
            lock(&telling.news).devices = Some(devices);
            thread.unpark();
        });
        let engine = Self { shared, packets, closed, thread: handle.thread().clone(), _watch: watch };
        opened.recv_timeout(OPEN_DEADLINE).map_err(|_| DeviceError::Busy)??;
        Ok(engine)
    }

    /// Says what both ends agreed to speak. In the middle of a call what still comes as before is played out first.
    pub fn set_format(&self, format: VoiceFormat) {
        self.wish(|wishes| wishes.format = Some(format));
    }

    /// Opens or shuts the gate.
    pub fn set_gate(&self, gate: Gate) {
        self.wish(|wishes| wishes.gate = gate);
    }

    /// Mutes or unmutes the microphone; the device stays open.
    pub fn set_muted(&self, muted: bool) {
        self.wish(|wishes| wishes.muted = muted);
    }

    /// Speaks as the path can carry it.
    pub fn take_advice(&self, advice: Advice) {
        self.wish(|wishes| wishes.advice = Some(advice));
    }

    /// Helps who hears the microphone (`far`) and who hears the loudspeaker (`near`) from now on, also in the middle of a word.
    pub fn set_hearing(&self, far: Hearing, near: Hearing) {
        self.wish(|wishes| (wishes.far_hearing, wishes.near_hearing) = (far, near));
    }

    /// Wants other microphones and loudspeakers from now on; what is wanted more than the present ones is taken without a gap.
    pub fn want(&self, capture: Vec<Wanted>, playback: Vec<Wanted>) {
        lock(&self.shared.news).wanted = Some((capture, playback));
        self.thread.unpark();
    }

    /// The devices in use.
    #[must_use]
    pub fn in_use(&self) -> InUse {
        lock(&self.shared.in_use).clone()
    }

    /// Plays the ringback tone, or stops it. While it plays the far end is not heard.
    pub fn ringback(&self, plays: bool) {
        self.wish(|wishes| wishes.ringback = plays);
    }

    /// Hands over a packet from the network. Never blocks: what a hanging device leaves unread is dropped.
    pub fn receive(&self, packet: Packet) {
        if self.packets.try_send(packet).is_err() {
            tracing::trace!("the audio thread does not take packets");
        }
    }

    /// How loud the microphone and the loudspeaker are, in this order; peaks fall slowly, made for a meter.
    #[must_use]
    pub fn levels(&self) -> (Level, Level) {
        let report = self.report();
        (report.captured, report.played)
    }

    /// How the engine is doing.
    #[must_use]
    pub fn report(&self) -> Report {
        *lock(&self.shared.report)
    }

    /// Closes the devices, and returns when the microphone is closed (some 20 ms, at most 2 s).
    pub fn close(self) {
        drop(self);
    }

    fn wish(&self, change: impl FnOnce(&mut Wishes)) {
        change(&mut lock(&self.shared.wishes));
        self.thread.unpark();
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.wish(|wishes| wishes.close = true);
        if self.closed.recv_timeout(CLOSE_DEADLINE).is_err() {
            tracing::error!("the sound devices did not close in time");
        }
    }
}

impl Default for Report {
    fn default() -> Self {
        Self {
            capture: LineState::Alive,
            playback: LineState::Alive,
            microphone: Level::SILENCE,
            captured: Level::SILENCE,
            is_silent: false,
            played: Level::SILENCE,
            tally: Tally::default(),
            starved: Duration::ZERO,
        }
    }
}

/// No holder of these locks can leave them half-changed, so a poisoned one is as good as any.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
