//! An Echo's mouth and ear: one thread per call that ticks every ten milliseconds.
//!
//! A thread of its own, because the runtime's timers were measured to come up to 99 ms late under load.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use roomline_audio::{self as audio, FRAME_TIME, Frame, Gate, Packet, VoiceFormat};
use roomline_peer::Peer;

use crate::clock::Clock;
use crate::ear::Ear;
use crate::script::SpeakFrom;
use crate::voice::Speaker;

/// Cues the thread may be behind with.
const BACKLOG: usize = 32;
/// Further behind than this, ticks are left out instead of hurried.
const HOPELESS: Duration = Duration::from_millis(500);

/// What the thread is told.
pub(super) enum Cue {
    /// The call is accepted: listen, and speak from then on.
    Open(SpeakFrom),
    /// This is what to say.
    Speaker(Speaker),
    /// Sound can travel.
    Connected,
    /// Sound flows this way.
    Gate(Gate),
}

/// A running thread; dropping it stops the thread.
pub(super) struct Sound {
    cues: SyncSender<Cue>,
    thread: JoinHandle<Ear>,
}

impl Sound {
    /// Starts the thread. `packets`: what the peer receives. `first_audio`: told once, with the level in dBFS.
    ///
    /// # Errors
    /// There is no thread or no codec.
    pub(super) fn start(
        clock: Clock,
        peer: Arc<Peer>,
        format: VoiceFormat,
        packets: Receiver<Packet>,
        first_audio: impl Fn(f32) + Send + 'static,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let (cues, cued) = sync_channel(BACKLOG);
        let mut thread = Thread {
            peer,
            sender: audio::Sender::new(format)?,
            receiver: audio::Receiver::new(format)?,
            packets,
            ear: Ear::default(),
            speaker: Speaker::Silent,
            open: None,
            connected: false,
        };
        let thread = thread::Builder::new().name("echo-sound".into()).spawn(move || {
            thread.run(clock, &cued, &first_audio);
            thread.ear
        })?;
        Ok(Self { cues, thread })
    }

    /// Stops the thread, which takes a tick at most, and gives what was heard.
    pub(super) fn stop(self) -> Option<Ear> {
        let Self { cues, thread } = self;
        drop(cues);
        thread.join().ok()
    }

    pub(super) fn cue(&self, cue: Cue) {
        if self.cues.try_send(cue).is_err() {
            tracing::warn!("an Echo's sound is far behind");
        }
    }
}

struct Thread {
    peer: Arc<Peer>,
    sender: audio::Sender,
    receiver: audio::Receiver,
    packets: Receiver<Packet>,
    ear: Ear,
    speaker: Speaker,
    open: Option<SpeakFrom>,
    connected: bool,
}

impl Thread {
    fn run(&mut self, clock: Clock, cues: &Receiver<Cue>, first_audio: &impl Fn(f32)) {
        let mut next = clock.now();
        loop {
            match cues.recv_timeout(next.saturating_duration_since(clock.now())) {
                Ok(cue) => self.take(cue),
                Err(RecvTimeoutError::Timeout) => {
                    let now = clock.now();
                    if let Some(level_dbfs) = self.tick(now) {
                        first_audio(level_dbfs);
                    }
                    next += FRAME_TIME;
                    if now.saturating_duration_since(next) > HOPELESS {
                        next = now;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, cue: Cue) {
        match cue {
            Cue::Open(speaks) => {
                self.open = Some(speaks);
                self.set_gate(Gate::SendReceive);
            }
            Cue::Speaker(speaker) => self.speaker = speaker,
            Cue::Connected => self.connected = true,
            Cue::Gate(gate) => self.set_gate(gate),
        }
    }

    fn set_gate(&mut self, gate: Gate) {
        self.sender.set_gate(gate);
        self.receiver.set_gate(gate);
    }

    fn tick(&mut self, now: Instant) -> Option<f32> {
        while let Ok(packet) = self.packets.try_recv() {
            self.receiver.push(packet);
        }
        let heard = self.receiver.pull(now);
        let speaks = match self.open {
            None => false,
            Some(SpeakFrom::Acceptance) => true,
            Some(SpeakFrom::Connected) => self.connected,
        };
        let said = if speaks { self.speaker.frame() } else { Frame::SILENCE };
        if let Some(packet) = self.sender.push(&said) {
            self.peer.send(packet);
        }
        self.open.and_then(|_| self.ear.hear(&heard)).map(audio::Level::dbfs)
    }
}
