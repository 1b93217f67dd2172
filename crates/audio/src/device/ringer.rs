//! A call must be heard at a desk whatever the desk's person does: with the headset on the table, in the middle of another call, or
//! with music on the other sound card. So the ring has streams of its own, on every loudspeaker, also on one that is plugged in while
//! it rings.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Thread};

use super::line::Playback;
use super::list::{self, Device, Devices};
use crate::tone::Cadence;
use crate::{FRAME_TIME, Frame};

/// The ring starts at this part of its volume, so that nobody is startled.
const FIRST_GAIN: f32 = 0.3;

/// And has grown to its full volume after this many frames: 6 s, two rings.
const FRAMES_TO_FULL: f32 = 600.0;

/// Where and how loud to ring.
#[derive(Debug, Clone, PartialEq)]
pub struct RingerConfig {
    /// Ids of loudspeakers; `None`: all of them. Plumbing does not ring: the device behind it does.
    pub outputs: Option<Vec<String>>,
    /// 0.0 to 1.0, beside what the system's own volume does.
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
    /// The loudspeakers there are, if that is news.
    devices: Mutex<Option<Devices>>,
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

fn ring(config: &RingerConfig, shared: &Arc<Shared>) {
    let wake = thread::current();
    let (telling, waking) = (Arc::clone(shared), wake.clone());
    let _watch = list::watch(move |devices| {
        *telling.devices.lock().unwrap_or_else(PoisonError::into_inner) = Some(devices);
        waking.unpark();
    });
    let rings_at = |device: &Device| match &config.outputs {
        Some(ids) => ids.contains(&device.id),
        None => !device.is_plumbing,
    };
    let mut silent: Vec<Device> = Vec::new();
    let mut lines: Vec<Ringing> = Vec::new();
    let mut tone = Volume { volume: config.volume.clamp(0.0, 1.0), frames: 0.0 };
    while !shared.stopped.load(Ordering::Relaxed) {
        if let Some(devices) = shared.devices.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let there = devices.speakers.into_iter().filter(rings_at);
            silent = there.filter(|device| lines.iter().all(|line| line.id != device.id)).collect();
            if silent.is_empty() && lines.is_empty() {
                tracing::warn!("no loudspeaker rings: this call is only shown");
            }
        }
        // One more loudspeaker per round: the first rings while the others are still being opened.
        if let Some(device) = silent.pop() {
            match Playback::open(&device.id, &wake) {
                Ok(line) => lines.push(Ringing { id: device.id, line, tone: Cadence::ringtone() }),
                Err(error) => tracing::info!(%error, "a loudspeaker does not ring"),
            }
        }
        lines.retain(|line| !line.line.pulse.gone.load(Ordering::Relaxed));
        shared.sounding.store(lines.len(), Ordering::Relaxed);
        let louder = lines.iter_mut().map(|line| line.feed(tone.gain())).max().unwrap_or(0);
        tone.frames += louder as f32;
        thread::park_timeout(FRAME_TIME);
    }
}

/// How loud the ring is: one volume for all loudspeakers, so that one that comes late is as loud as the others.
struct Volume {
    volume: f32,
    frames: f32,
}

impl Volume {
    fn gain(&self) -> f32 {
        self.volume * (FIRST_GAIN + (1.0 - FIRST_GAIN) * (self.frames / FRAMES_TO_FULL)).min(1.0)
    }
}

struct Ringing {
    id: String,
    line: Playback,
    tone: Cadence,
}

impl Ringing {
    /// Gives the loudspeaker as much as it takes, and returns how many frames that was.
    fn feed(&mut self, gain: f32) -> usize {
        let mut fed = 0;
        while self.line.is_hungry() {
            let mut frame: Frame = self.tone.frame();
            frame.iter_mut().for_each(|sample| *sample *= gain);
            self.line.play(&frame);
            fed += 1;
        }
        fed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_begins_softly_and_grows_to_its_volume_in_six_seconds() {
        let at = |frames| Volume { volume: 0.5, frames }.gain();
        assert!((at(0.0) - 0.15).abs() < 1e-6);
        assert!((at(300.0) - 0.325).abs() < 1e-6);
        assert!((at(600.0) - 0.5).abs() < 1e-6 && (at(6_000.0) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_ring_of_no_volume_is_silent() {
        assert!(Volume { volume: 0.0, frames: 900.0 }.gain() < f32::EPSILON);
    }
}
