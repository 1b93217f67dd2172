//! Streams of a sound card, through the operating system: what is used where no sound server stands in between.

use std::sync::Arc;
use std::thread::Thread;

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, I24, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};

use super::callback::{FromMicrophone, Pulse, ToSpeaker};
use super::cards;
use super::error::{DeviceError, Way};
use crate::SAMPLE_RATE;

/// Device periods to ask for, the best first.
///
/// A microphone's period is nothing but delay, so it is short: 10 ms. A loudspeaker's is also its reserve while the audio thread
/// waits for a processor: measured under PulseAudio's ALSA plugin on a busy two-core machine, 10 ms underran until the stream died,
/// 20 ms stumbled, 40 ms played on.
const CAPTURE_BUFFERS: [BufferSize; 3] = [BufferSize::Fixed(480), BufferSize::Fixed(960), BufferSize::Default];
const PLAYBACK_BUFFERS: [BufferSize; 3] = [BufferSize::Fixed(1920), BufferSize::Fixed(960), BufferSize::Default];

/// An open stream, the ring to its callback, and what the callback tells.
pub(super) struct Opened<R> {
    pub(super) stream: cpal::Stream,
    pub(super) ring: R,
    /// The device's rate, which is that of the ring.
    pub(super) rate: u32,
}

/// Opens the microphone of that id; `wake` is unparked whenever there is sound.
pub(super) fn microphone(id: &str, pulse: &Arc<Pulse>, wake: &Thread) -> Result<Opened<Consumer<f32>>, DeviceError> {
    let device = cards::find(id, Way::In)?;
    let opened = open(&device, Way::In, |config, format| {
        let (producer, ring) = RingBuffer::new(config.sample_rate as usize);
        let into = FromMicrophone::new(producer, config.channels, Arc::clone(pulse), wake.clone());
        let stream = match format {
            SampleFormat::F32 => listen::<f32>(&device, config, into, pulse),
            SampleFormat::I16 => listen::<i16>(&device, config, into, pulse),
            SampleFormat::I24 => listen::<I24>(&device, config, into, pulse),
            SampleFormat::I32 => listen::<i32>(&device, config, into, pulse),
            SampleFormat::U16 => listen::<u16>(&device, config, into, pulse),
            SampleFormat::U8 => listen::<u8>(&device, config, into, pulse),
            _ => Err(ErrorKind::UnsupportedConfig.into()),
        }?;
        Ok(Opened { stream, ring, rate: config.sample_rate })
    })?;
    opened.stream.play().map_err(|error| Way::In.blame(&error))?;
    Ok(opened)
}

/// Opens the loudspeaker of that id; `wake` is unparked whenever it took sound. The ring begins with 20 ms of silence.
pub(super) fn loudspeaker(id: &str, pulse: &Arc<Pulse>, wake: &Thread) -> Result<Opened<Producer<f32>>, DeviceError> {
    let device = cards::find(id, Way::Out)?;
    let mut opened = open(&device, Way::Out, |config, format| {
        let (ring, consumer) = RingBuffer::new(config.sample_rate as usize);
        let from = ToSpeaker::new(consumer, config.channels, Arc::clone(pulse), wake.clone());
        let stream = match format {
            SampleFormat::F32 => speak::<f32>(&device, config, from, pulse),
            SampleFormat::I16 => speak::<i16>(&device, config, from, pulse),
            SampleFormat::I24 => speak::<I24>(&device, config, from, pulse),
            SampleFormat::I32 => speak::<i32>(&device, config, from, pulse),
            SampleFormat::U16 => speak::<u16>(&device, config, from, pulse),
            SampleFormat::U8 => speak::<u8>(&device, config, from, pulse),
            _ => Err(ErrorKind::UnsupportedConfig.into()),
        }?;
        Ok(Opened { stream, ring, rate: config.sample_rate })
    })?;
    let _all_fits = opened.ring.push_partial_slice(&vec![0.0; opened.rate as usize / 50]);
    opened.stream.play().map_err(|error| Way::Out.blame(&error))?;
    Ok(opened)
}

/// Tries our own format first, which spares asking and converting, then the device's own.
fn open<R>(
    device: &cpal::Device,
    way: Way,
    mut build: impl FnMut(StreamConfig, SampleFormat) -> Result<Opened<R>, cpal::Error>,
) -> Result<Opened<R>, DeviceError> {
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
    mut into: FromMicrophone,
    pulse: &Arc<Pulse>,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let failing = Arc::clone(pulse);
    let callback = move |data: &[T], _: &cpal::InputCallbackInfo| into.take(data);
    device.build_input_stream(config, callback, move |error| failing.error(error.kind()), None)
}

fn speak<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut from: ToSpeaker,
    pulse: &Arc<Pulse>,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample + FromSample<f32>,
{
    let failing = Arc::clone(pulse);
    let callback = move |data: &mut [T], _: &cpal::OutputCallbackInfo| from.fill(data);
    device.build_output_stream(config, callback, move |error| failing.error(error.kind()), None)
}
