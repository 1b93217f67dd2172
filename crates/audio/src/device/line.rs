//! One stream of one device: the callback that the system calls, the ring that it shares with the audio thread, and the bridge from
//! its format to ours. In the callbacks nothing blocks, locks or allocates: a wait-free ring, counters, and a wake-up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::Duration;

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, Sample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};

use super::error::{DeviceError, Way};
use super::names;
use crate::resample::Resampler;
use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE};

/// Device periods to ask for, the best first.
///
/// A microphone's period is nothing but delay, so it is short: 10 ms. A loudspeaker's is also its reserve while the audio thread
/// waits for a processor: measured under PulseAudio's ALSA plugin on a busy two-core machine, 10 ms underran until the stream died,
/// 20 ms stumbled, 40 ms played on.
const CAPTURE_BUFFERS: [BufferSize; 3] = [BufferSize::Fixed(480), BufferSize::Fixed(960), BufferSize::Default];
const PLAYBACK_BUFFERS: [BufferSize; 3] = [BufferSize::Fixed(1920), BufferSize::Fixed(960), BufferSize::Default];

/// What the callbacks tell: only counters, so that telling never waits.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// Callbacks so far.
    pub(super) beats: AtomicU64,
    /// Samples that had no room (capture) or were not there in time (playback).
    pub(super) missed: AtomicU64,
    /// The most samples that one callback wanted.
    pub(super) appetite: AtomicUsize,
    /// Errors that the device told.
    pub(super) errors: AtomicU64,
    /// The device said that it is gone for good.
    pub(super) gone: AtomicBool,
}

impl Pulse {
    fn error(&self, kind: ErrorKind) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        if matches!(kind, ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated | ErrorKind::HostUnavailable) {
            self.gone.store(true, Ordering::Relaxed);
        }
    }
}

/// An open microphone.
pub(super) struct Capture {
    _stream: cpal::Stream,
    ring: Consumer<f32>,
    resampler: Resampler,
    raw: Vec<f32>,
    ready: Vec<f32>,
    pub(super) pulse: Arc<Pulse>,
}

impl Capture {
    /// Opens the microphone of that name, or the default one; `wake` is unparked whenever there is sound.
    pub(super) fn open(name: Option<&str>, wake: &Thread) -> Result<Self, DeviceError> {
        let device = names::find(name, Way::In)?;
        let (opened, ring) = open(&device, Way::In, |config, format| {
            let (producer, consumer) = RingBuffer::new(config.sample_rate as usize);
            let pulse = Arc::new(Pulse::default());
            let stream = match format {
                SampleFormat::F32 => listen::<f32>(&device, config, producer, &pulse, wake),
                SampleFormat::I16 => listen::<i16>(&device, config, producer, &pulse, wake),
                SampleFormat::I32 => listen::<i32>(&device, config, producer, &pulse, wake),
                SampleFormat::U16 => listen::<u16>(&device, config, producer, &pulse, wake),
                SampleFormat::U8 => listen::<u8>(&device, config, producer, &pulse, wake),
                _ => Err(ErrorKind::UnsupportedConfig.into()),
            }?;
            Ok((Opened { stream, rate: config.sample_rate, pulse }, consumer))
        })?;
        let resampler = Resampler::to_inner(opened.rate).ok_or(DeviceError::NoMicrophone)?;
        opened.stream.play().map_err(|error| Way::In.blame(&error))?;
        Ok(Self { _stream: opened.stream, ring, resampler, raw: Vec::new(), ready: Vec::new(), pulse: opened.pulse })
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
    _stream: cpal::Stream,
    ring: Producer<f32>,
    resampler: Resampler,
    raw: Vec<f32>,
    rate: u32,
    /// Samples of the device's rate to keep in the ring beyond what a callback takes; grows when one found too few.
    cushion: usize,
    missed: u64,
    pub(super) pulse: Arc<Pulse>,
}

impl Playback {
    /// Opens the loudspeaker of that name, or the default one; `wake` is unparked whenever it took sound.
    pub(super) fn open(name: Option<&str>, wake: &Thread) -> Result<Self, DeviceError> {
        let device = names::find(name, Way::Out)?;
        let (opened, mut ring) = open(&device, Way::Out, |config, format| {
            let (producer, consumer) = RingBuffer::new(config.sample_rate as usize);
            let pulse = Arc::new(Pulse::default());
            let stream = match format {
                SampleFormat::F32 => speak::<f32>(&device, config, consumer, &pulse, wake),
                SampleFormat::I16 => speak::<i16>(&device, config, consumer, &pulse, wake),
                SampleFormat::I32 => speak::<i32>(&device, config, consumer, &pulse, wake),
                SampleFormat::U16 => speak::<u16>(&device, config, consumer, &pulse, wake),
                SampleFormat::U8 => speak::<u8>(&device, config, consumer, &pulse, wake),
                _ => Err(ErrorKind::UnsupportedConfig.into()),
            }?;
            Ok((Opened { stream, rate: config.sample_rate, pulse }, producer))
        })?;
        let rate = opened.rate;
        let resampler = Resampler::new(SAMPLE_RATE, rate).ok_or(DeviceError::NoSpeaker)?;
        let cushion = ten_milliseconds(rate);
        while ring.buffer().capacity() - ring.slots() < 2 * cushion && ring.push(0.0).is_ok() {}
        opened.stream.play().map_err(|error| Way::Out.blame(&error))?;
        Ok(Self {
            _stream: opened.stream,
            ring,
            resampler,
            raw: Vec::new(),
            rate,
            cushion,
            missed: 0,
            pulse: opened.pulse,
        })
    }

    /// Whether another frame should be given now, so that the callback finds enough.
    pub(super) fn is_hungry(&mut self) -> bool {
        let missed = self.pulse.missed.load(Ordering::Relaxed);
        let appetite = self.pulse.appetite.load(Ordering::Relaxed);
        if missed != self.missed {
            self.missed = missed;
            self.cushion = (self.cushion + ten_milliseconds(self.rate) / 2).min(ten_milliseconds(self.rate) * 6);
        }
        self.ring.buffer().capacity() - self.ring.slots() < appetite.min(self.rate as usize / 2) + self.cushion
    }

    /// For how long in all callbacks found nothing to play.
    pub(super) fn starved(&self) -> Duration {
        let missed = self.pulse.missed.load(Ordering::Relaxed);
        Duration::from_secs_f64(missed as f64 / f64::from(self.rate))
    }

    /// Queues ten milliseconds.
    pub(super) fn play(&mut self, frame: &Frame) {
        self.raw.clear();
        self.resampler.push(frame, &mut self.raw);
        let (_, no_room) = self.ring.push_partial_slice(&self.raw);
        debug_assert!(no_room.is_empty(), "a hungry ring has room for a frame");
    }
}

struct Opened {
    stream: cpal::Stream,
    rate: u32,
    pulse: Arc<Pulse>,
}

/// Tries our own format first, which spares asking and converting, then the device's own.
fn open<R>(
    device: &cpal::Device,
    way: Way,
    mut build: impl FnMut(StreamConfig, SampleFormat) -> Result<(Opened, R), cpal::Error>,
) -> Result<(Opened, R), DeviceError> {
    let (channels, buffers) = match way {
        Way::In => (1, CAPTURE_BUFFERS),
        Way::Out => (2, PLAYBACK_BUFFERS),
    };
    let mut refusal = way.missing();
    let ours = [(channels, SAMPLE_RATE, SampleFormat::F32), (channels, SAMPLE_RATE, SampleFormat::I16)];
    let theirs = std::iter::once_with(|| {
        let config = match way {
            Way::In => device.default_input_config(),
            Way::Out => device.default_output_config(),
        };
        config.ok().map(|config| (config.channels(), config.sample_rate(), config.sample_format()))
    });
    for (channels, sample_rate, format) in ours.into_iter().chain(theirs.flatten()) {
        for buffer_size in buffers {
            match build(StreamConfig { channels, sample_rate, buffer_size }, format) {
                Ok(opened) => return Ok(opened),
                Err(error) => {
                    tracing::debug!(?way, channels, sample_rate, ?format, ?buffer_size, kind = ?error.kind(), "not this way");
                    refusal = way.blame(&error);
                    if !matches!(error.kind(), ErrorKind::UnsupportedConfig | ErrorKind::InvalidInput) {
                        break;
                    }
                }
            }
        }
        if matches!(refusal, DeviceError::Busy | DeviceError::Blocked) {
            break;
        }
    }
    Err(refusal)
}

fn listen<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut ring: Producer<f32>,
    pulse: &Arc<Pulse>,
    wake: &Thread,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = usize::from(config.channels);
    let (beating, failing, wake) = (Arc::clone(pulse), Arc::clone(pulse), wake.clone());
    let callback = move |data: &[T], _: &cpal::InputCallbackInfo| {
        let moments = data.len() / channels;
        let taken = moments.min(ring.slots());
        if let Ok(room) = ring.write_chunk_uninit(taken) {
            let mono = data
                .chunks_exact(channels)
                .map(|moment| moment.iter().map(|sample| f32::from_sample(*sample)).sum::<f32>() / channels as f32);
            room.fill_from_iter(mono);
        }
        beating.missed.fetch_add((moments - taken) as u64, Ordering::Relaxed);
        beating.beats.fetch_add(1, Ordering::Relaxed);
        wake.unpark();
    };
    device.build_input_stream(config, callback, move |error| failing.error(error.kind()), None)
}

fn speak<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut ring: Consumer<f32>,
    pulse: &Arc<Pulse>,
    wake: &Thread,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample + FromSample<f32>,
{
    let channels = usize::from(config.channels);
    let (beating, failing, wake) = (Arc::clone(pulse), Arc::clone(pulse), wake.clone());
    let callback = move |data: &mut [T], _: &cpal::OutputCallbackInfo| {
        let moments = data.len() / channels;
        let given = moments.min(ring.slots());
        if let Ok(sound) = ring.read_chunk(given) {
            let (first, second) = sound.as_slices();
            for (moment, sample) in data.chunks_exact_mut(channels).zip(first.iter().chain(second)) {
                moment.fill(T::from_sample(*sample));
            }
            sound.commit_all();
        }
        data[given * channels..].fill(<T as Sample>::EQUILIBRIUM);
        beating.appetite.fetch_max(moments, Ordering::Relaxed);
        beating.missed.fetch_add((moments - given) as u64, Ordering::Relaxed);
        beating.beats.fetch_add(1, Ordering::Relaxed);
        wake.unpark();
    };
    device.build_output_stream(config, callback, move |error| failing.error(error.kind()), None)
}

fn ten_milliseconds(rate: u32) -> usize {
    rate as usize / 100
}
