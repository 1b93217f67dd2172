//! One call's sound at a desk: one thread that lives as long as the devices are open, paced by them and by nothing else. The rest of
//! the program only says what it wishes; the thread makes it so within ten milliseconds.

use std::sync::mpsc::{Receiver as Inbox, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::error::DeviceError;
use super::line::{Capture, Playback};
use super::watchdog::Watched;
use crate::tone::Cadence;
use crate::{
    Advice, Cleaning, EchoCanceler, FRAME_TIME, Frame, Gate, Level, OutgoingPacket, Packet, Receiver, Sender, Tally,
    VoiceFormat,
};

/// Opening takes some 30 ms; a sound system that needs longer than this hangs.
const OPEN_DEADLINE: Duration = Duration::from_secs(3);

/// Closing takes some 20 ms; nobody who hangs up waits longer than this.
const CLOSE_DEADLINE: Duration = Duration::from_secs(2);

/// Received packets waiting for the audio thread: 2 s of them, which only a hanging device leaves unread.
const INBOX: usize = 100;

/// Which devices to open and how to treat the microphone's sound.
#[derive(Debug, Clone, Default)]
pub struct EngineConfig {
    /// The microphone by its name in [`super::inputs`]; `None`: the system's default.
    pub capture: Option<String>,
    /// The loudspeaker by its name in [`super::outputs`]; `None`: the system's default.
    pub playback: Option<String>,
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
    /// How loud the loudspeaker is.
    pub played: Level,
    /// What was done with the received packets of the present format.
    pub tally: Tally,
    /// For how long in all the loudspeaker wanted sound that was not ready in time; begins anew with a device that is brought back.
    pub starved: Duration,
}

/// Whether a device works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// It works.
    Alive,
    /// It stopped, or was unplugged, and is being brought back; until then silence stands for it.
    Gone,
}

struct Shared {
    wishes: Mutex<Wishes>,
    report: Mutex<Report>,
}

/// What the call wants; a state and no queue, so that no wish is ever lost or late.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Wishes {
    format: Option<VoiceFormat>,
    gate: Gate,
    muted: bool,
    advice: Option<Advice>,
    ringback: bool,
    close: bool,
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
        let shared = Arc::new(Shared { wishes: Mutex::default(), report: Mutex::new(Report::default()) });
        let (packets, inbox) = sync_channel(INBOX);
        let (tell_opened, opened) = sync_channel(1);
        let (tell_closed, closed) = sync_channel(1);
        let ours = Arc::clone(&shared);
        let spawned = thread::Builder::new().name("roomline-audio".to_owned()).spawn(move || {
            match Desk::open(&config, ours, inbox, Box::new(outgoing)) {
                Ok(mut desk) => {
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
        let engine = Self { shared, packets, closed, thread: handle.thread().clone() };
        opened.recv_timeout(OPEN_DEADLINE).map_err(|_| DeviceError::Busy)??;
        Ok(engine)
    }

    /// Says what both ends agreed to speak; a format that differs from the last starts a new stream.
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
            played: Level::SILENCE,
            tally: Tally::default(),
            starved: Duration::ZERO,
        }
    }
}

/// What the audio thread owns.
struct Desk {
    shared: Arc<Shared>,
    inbox: Inbox<Packet>,
    outgoing: Box<dyn FnMut(OutgoingPacket) + Send>,
    capture: Watched<Capture>,
    playback: Watched<Playback>,
    canceler: EchoCanceler,
    gain: f32,
    followed: Wishes,
    voice: Option<(Sender, Receiver)>,
    ringback: Option<Cadence>,
    report: Report,
}

impl Desk {
    /// Opens both devices at the same time: each takes its time to answer.
    fn open(
        config: &EngineConfig,
        shared: Arc<Shared>,
        inbox: Inbox<Packet>,
        outgoing: Box<dyn FnMut(OutgoingPacket) + Send>,
    ) -> Result<Self, DeviceError> {
        let wake = thread::current();
        let (capture, playback) = thread::scope(|scope| {
            let capture = scope.spawn(|| Watched::open(config.capture.clone(), &wake));
            let playback = Watched::open(config.playback.clone(), &wake);
            (capture.join().unwrap_or(Err(DeviceError::Busy)), playback)
        });
        Ok(Self {
            shared,
            inbox,
            outgoing,
            capture: capture?,
            playback: playback?,
            canceler: EchoCanceler::new(config.cleaning),
            gain: 10.0_f32.powf(config.gain_db.clamp(-40.0, 40.0) / 20.0),
            followed: Wishes::default(),
            voice: None,
            ringback: None,
            report: Report::default(),
        })
    }

    /// Runs until the engine is closed. The devices' callbacks wake it; the time limit is for devices that have died.
    #[expect(
        clippy::disallowed_methods,
        reason = "the audio thread is a driver: here the clock is read, and handed in below"
    )]
    fn run(&mut self) {
        let wake = thread::current();
        loop {
            let wishes = *lock(&self.shared.wishes);
            if wishes.close {
                return;
            }
            self.follow(wishes);
            while let Ok(packet) = self.inbox.try_recv() {
                if let Some((_, receiver)) = &mut self.voice {
                    receiver.push(packet);
                }
            }
            let now = Instant::now();
            self.capture.look_after(&wake, now);
            self.playback.look_after(&wake, now);
            self.speak(now);
            self.listen();
            self.tell();
            thread::park_timeout(FRAME_TIME);
        }
    }

    fn follow(&mut self, wishes: Wishes) {
        if wishes == self.followed {
            return;
        }
        if wishes.format != self.followed.format {
            self.voice = wishes.format.and_then(new_voice);
        }
        if wishes.ringback != self.followed.ringback {
            self.ringback = wishes.ringback.then(Cadence::ringback);
        }
        if let Some((sender, receiver)) = &mut self.voice {
            sender.set_gate(wishes.gate);
            sender.set_muted(wishes.muted);
            receiver.set_gate(wishes.gate);
            if let Some(Advice { bits_per_second, expected_loss }) = wishes.advice {
                sender.expect_loss(expected_loss);
                sender.set_bitrate(bits_per_second);
            }
        }
        self.followed = wishes;
    }

    /// Gives the loudspeaker as much as it takes, and the canceler exactly the same.
    fn speak(&mut self, now: Instant) {
        while let Some(playback) = self.playback.line() {
            if !playback.is_hungry() {
                return;
            }
            let heard = self.voice.as_mut().map_or(Frame::SILENCE, |(_, receiver)| receiver.pull(now));
            let frame = self.ringback.as_mut().map_or(heard, Cadence::frame);
            self.canceler.reference(&frame);
            playback.play(&frame);
            self.report.played = meter(self.report.played, &frame);
            if self.capture.line().is_none() {
                self.send(&Frame::SILENCE);
            }
        }
    }

    /// Takes what the microphone has, as far as the far end may hear it.
    fn listen(&mut self) {
        while let Some(mut frame) = self.capture.line().and_then(Capture::record) {
            self.report.microphone = meter(self.report.microphone, &frame);
            self.canceler.clean(&mut frame);
            frame.iter_mut().for_each(|sample| *sample *= self.gain);
            frame.limit();
            self.report.captured = meter(self.report.captured, &frame);
            self.send(&frame);
        }
    }

    fn send(&mut self, frame: &Frame) {
        let packet = self.voice.as_mut().and_then(|(sender, _)| sender.push(frame));
        if let Some(packet) = packet {
            (self.outgoing)(packet);
        }
    }

    fn tell(&mut self) {
        let state = |alive| if alive { LineState::Alive } else { LineState::Gone };
        self.report.capture = state(self.capture.line().is_some());
        self.report.playback = state(self.playback.line().is_some());
        self.report.tally = self.voice.as_ref().map(|(_, receiver)| receiver.tally()).unwrap_or_default();
        if let Some(playback) = self.playback.line() {
            self.report.starved = playback.starved();
        }
        *lock(&self.shared.report) = self.report;
    }
}

fn new_voice(format: VoiceFormat) -> Option<(Sender, Receiver)> {
    match (Sender::new(format), Receiver::new(format)) {
        (Ok(sender), Ok(receiver)) => Some((sender, receiver)),
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "this call will be silent");
            None
        }
    }
}

/// A meter jumps up at once and falls by 1 dB in each frame.
fn meter(shown: Level, frame: &Frame) -> Level {
    let fallen = Level::from_dbfs(shown.dbfs() - 1.0);
    let measured = Level::of(frame);
    if measured > fallen { measured } else { fallen }
}

/// No holder of these locks can leave them half-changed, so a poisoned one is as good as any.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
