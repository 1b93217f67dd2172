//! One stream of one device, whichever way its system is spoken to: sound in our format goes in or comes out, ten milliseconds at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::Thread;
use std::time::Duration;

use rtrb::{Consumer, Producer};

use super::callback::Pulse;
use super::card;
use super::error::DeviceError;
#[cfg(target_os = "linux")]
use super::{callback::FromMicrophone, pulse};
use crate::resample::Resampler;
use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE};

/// An open microphone.
pub(super) struct Capture {
    _stream: Ears,
    ring: Consumer<f32>,
    resampler: Resampler,
    raw: Vec<f32>,
    ready: Vec<f32>,
    pub(super) pulse: Arc<Pulse>,
}

/// What keeps a microphone open.
#[expect(dead_code, reason = "held, to be dropped")]
enum Ears {
    Card(cpal::Stream),
    #[cfg(target_os = "linux")]
    Server(pulse::Microphone),
}

impl Capture {
    /// Opens the microphone of that id; `wake` is unparked whenever there is sound.
    pub(super) fn open(id: &str, wake: &Thread) -> Result<Self, DeviceError> {
        let pulse = Arc::new(Pulse::default());
        let (stream, ring, rate) = Self::ears(id, &pulse, wake)?;
        let resampler = Resampler::to_inner(rate).ok_or(DeviceError::NoMicrophone)?;
        Ok(Self { _stream: stream, ring, resampler, raw: Vec::new(), ready: Vec::new(), pulse })
    }

    fn ears(id: &str, pulse: &Arc<Pulse>, wake: &Thread) -> Result<(Ears, Consumer<f32>, u32), DeviceError> {
        #[cfg(target_os = "linux")]
        if pulse::is_here() {
            let (producer, ring) = rtrb::RingBuffer::new(SAMPLE_RATE as usize);
            let into = FromMicrophone::new(producer, 1, Arc::clone(pulse), wake.clone());
            let stream = pulse::Microphone::open(id, into, Arc::clone(pulse), wake.clone())?;
            return Ok((Ears::Server(stream), ring, SAMPLE_RATE));
        }
        let opened = card::microphone(id, pulse, wake)?;
        Ok((Ears::Card(opened.stream), opened.ring, opened.rate))
    }

    /// The next ten milliseconds, if so much has been recorded.
    pub(super) fn record(&mut self) -> Option<Frame> {
        if let Ok(chunk) = self.ring.read_chunk(self.ring.slots()) {
            let (first, second) = chunk.as_slices();
            self.raw.clear();
            self.raw.extend_from_slice(first);
            self.raw.extend_from_slice(second);
            chunk.commit_all();
            self.resampler.push(&self.raw, &mut self.ready);
        }
        if self.ready.len() < FRAME_SAMPLES {
            return None;
        }
        let frame = Frame::from_samples(&self.ready[..FRAME_SAMPLES]);
        self.ready.drain(..FRAME_SAMPLES);
        Some(frame)
    }
}

/// An open loudspeaker.
pub(super) struct Playback {
    mouth: Mouth,
    pub(super) pulse: Arc<Pulse>,
}

enum Mouth {
    Card(Box<Card>),
    #[cfg(target_os = "linux")]
    Server(pulse::Speaker),
}

impl Playback {
    /// Opens the loudspeaker of that id; `wake` is unparked whenever it took sound.
    pub(super) fn open(id: &str, wake: &Thread) -> Result<Self, DeviceError> {
        let pulse = Arc::new(Pulse::default());
        #[cfg(target_os = "linux")]
        if pulse::is_here() {
            let mouth = pulse::Speaker::open(id, Arc::clone(&pulse), wake.clone())?;
            return Ok(Self { mouth: Mouth::Server(mouth), pulse });
        }
        let card = Card::open(id, &pulse, wake)?;
        Ok(Self { mouth: Mouth::Card(Box::new(card)), pulse })
    }

    /// Whether another frame should be given now, so that the device finds enough.
    pub(super) fn is_hungry(&mut self) -> bool {
        match &mut self.mouth {
            Mouth::Card(card) => card.is_hungry(&self.pulse),
            #[cfg(target_os = "linux")]
            Mouth::Server(speaker) => !self.pulse.gone.load(Ordering::Relaxed) && speaker.is_hungry(),
        }
    }

    /// For how long in all the device found nothing to play.
    pub(super) fn starved(&self) -> Duration {
        match &self.mouth {
            Mouth::Card(card) => card.starved(&self.pulse),
            #[cfg(target_os = "linux")]
            Mouth::Server(_) => time_of(self.pulse.missed.load(Ordering::Relaxed), SAMPLE_RATE),
        }
    }

    /// Queues ten milliseconds.
    pub(super) fn play(&mut self, frame: &Frame) {
        match &mut self.mouth {
            Mouth::Card(card) => card.play(frame),
            #[cfg(target_os = "linux")]
            Mouth::Server(speaker) => speaker.play(frame),
        }
    }
}

/// The bridge to a card's callback.
struct Card {
    _stream: cpal::Stream,
    ring: Producer<f32>,
    resampler: Resampler,
    raw: Vec<f32>,
    rate: u32,
    /// Samples of the device's rate to keep in the ring beyond what a callback takes; grows when one found too few.
    cushion: usize,
    missed: u64,
}

impl Card {
    fn open(id: &str, pulse: &Arc<Pulse>, wake: &Thread) -> Result<Self, DeviceError> {
        let card::Opened { stream, ring, rate } = card::loudspeaker(id, pulse, wake)?;
        let resampler = Resampler::new(SAMPLE_RATE, rate).ok_or(DeviceError::NoSpeaker)?;
        Ok(Self { _stream: stream, ring, resampler, raw: Vec::new(), rate, cushion: ten_milliseconds(rate), missed: 0 })
    }

    fn is_hungry(&mut self, pulse: &Pulse) -> bool {
        let missed = pulse.missed.load(Ordering::Relaxed);
        let appetite = pulse.appetite.load(Ordering::Relaxed);
        if missed != self.missed {
            self.missed = missed;
            self.cushion = (self.cushion + ten_milliseconds(self.rate) / 2).min(ten_milliseconds(self.rate) * 6);
        }
        self.ring.buffer().capacity() - self.ring.slots() < appetite.min(self.rate as usize / 2) + self.cushion
    }

    /// For how long in all callbacks found nothing to play.
    fn starved(&self, pulse: &Pulse) -> Duration {
        time_of(pulse.missed.load(Ordering::Relaxed), self.rate)
    }

    fn play(&mut self, frame: &Frame) {
        self.raw.clear();
        self.resampler.push(frame, &mut self.raw);
        let (_, no_room) = self.ring.push_partial_slice(&self.raw);
        debug_assert!(no_room.is_empty(), "a hungry ring has room for a frame");
    }
}

fn time_of(samples: u64, rate: u32) -> Duration {
    Duration::from_secs_f64(samples as f64 / f64::from(rate))
}

fn ten_milliseconds(rate: u32) -> usize {
    rate as usize / 100
}
