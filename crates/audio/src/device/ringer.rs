//! A call must be heard at a desk whatever the desk's person does: with the headset on the table, in the middle of another call, or
//! with music on the other sound card. So the ring has streams of its own, on every loudspeaker.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, Thread};

use super::line::Playback;
use super::names;
use crate::tone::Cadence;
use crate::{FRAME_TIME, Frame};

/// The ring starts at this part of its volume, so that nobody is startled.
const FIRST_GAIN: f32 = 0.3;

/// And has grown to its full volume after this many frames: 6 s, two rings.
const FRAMES_TO_FULL: f32 = 600.0;

/// Where and how loud to ring.
#[derive(Debug, Clone, PartialEq)]
pub struct RingerConfig {
    /// Names of loudspeakers as [`super::outputs`] gives them; `None`: all of them, the default one too.
    pub outputs: Option<Vec<String>>,
    /// 0.0 to 1.0.
    pub volume: f32,
}

impl Default for RingerConfig {
    fn default() -> Self {
        Self { outputs: None, volume: 1.0 }
    }
}

/// A ringing desk, until it is stopped or dropped.
pub struct Ringer {
    shared: Arc<Shared>,
    thread: Option<Thread>,
}

#[derive(Default)]
struct Shared {
    stopped: AtomicBool,
    sounding: AtomicUsize,
}

impl Ringer {
    /// Rings on a thread of its own; returns at once. A loudspeaker that cannot be opened is left out.
    #[must_use]
    pub fn start(config: RingerConfig) -> Self {
        let shared = Arc::new(Shared::default());
        let ours = Arc::clone(&shared);
        let spawned = thread::Builder::new().name("roomline-ringer".to_owned()).spawn(move || ring(&config, &ours));
        if spawned.is_err() {
            tracing::error!("no thread for the ringer: this call is only shown");
        }
        Self { shared, thread: spawned.ok().map(|handle| handle.thread().clone()) }
    }

    /// On how many loudspeakers it rings by now; 0 while they are being opened, and when none can be.
    #[must_use]
    pub fn sounding(&self) -> usize {
        self.shared.sounding.load(Ordering::Relaxed)
    }

    /// Stops within some 50 ms; returns at once.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = &self.thread {
            thread.unpark();
        }
    }
}

fn ring(config: &RingerConfig, shared: &Shared) {
    let wake = thread::current();
    let names: Vec<Option<String>> = match &config.outputs {
        Some(names) => names.iter().cloned().map(Some).collect(),
        None => std::iter::once(None).chain(names::outputs().into_iter().map(Some)).collect(),
    };
    let mut names = names.into_iter();
    let mut lines: Vec<Ringing> = Vec::new();
    while !shared.stopped.load(Ordering::Relaxed) {
        // One more loudspeaker per round: the first rings while the others are still being opened.
        if let Some(name) = names.next() {
            lines.extend(Playback::open(name.as_deref(), &wake).ok().map(|line| Ringing::new(line, config.volume)));
            shared.sounding.store(lines.len(), Ordering::Relaxed);
            if names.len() == 0 && lines.is_empty() {
                tracing::warn!("no loudspeaker rings: this call is only shown");
            }
        }
        lines.iter_mut().for_each(Ringing::feed);
        thread::park_timeout(FRAME_TIME);
    }
}

struct Ringing {
    line: Playback,
    tone: Cadence,
    volume: f32,
    frames: f32,
}

impl Ringing {
    fn new(line: Playback, volume: f32) -> Self {
        Self { line, tone: Cadence::ringtone(), volume: volume.clamp(0.0, 1.0), frames: 0.0 }
    }

    fn feed(&mut self) {
        while self.line.is_hungry() {
            let mut frame: Frame = self.tone.frame();
            let gain = self.volume * (FIRST_GAIN + (1.0 - FIRST_GAIN) * (self.frames / FRAMES_TO_FULL)).min(1.0);
            frame.iter_mut().for_each(|sample| *sample *= gain);
            self.line.play(&frame);
            self.frames += 1.0;
        }
    }
}
