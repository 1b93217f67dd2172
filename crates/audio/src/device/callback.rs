//! What the sound system calls, on a thread of its own that may not be kept waiting: a stuck callback is a click in somebody's ear.
//!
//! Nothing here locks, allocates, logs or blocks. That is so by construction: a callback owns one end of a wait-free ring (`rtrb`,
//! allocated before the stream starts), atomic counters ([`Pulse`]), and the handle that unparks the audio thread (one atomic and, if
//! the thread sleeps, one system call that does not wait). The tests below run the callbacks under an allocator that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::Thread;

use cpal::{ErrorKind, FromSample, Sample, SizedSample};
use rtrb::{Consumer, Producer};

/// The loudest sample below full scale: 24 bits have no +1.0, and what is converted from it turns over to -1.0, a loud click.
const LOUDEST: f32 = 1.0 - f32::EPSILON / 2.0;

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
    /// Takes note of what a stream's error callback is told.
    pub(super) fn error(&self, kind: ErrorKind) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        if matches!(kind, ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated | ErrorKind::HostUnavailable) {
            self.gone.store(true, Ordering::Relaxed);
        }
    }
}

/// What a microphone's sound goes into.
pub(super) struct FromMicrophone {
    ring: Producer<f32>,
    channels: usize,
    pulse: Arc<Pulse>,
    wake: Thread,
}

impl FromMicrophone {
    /// `wake` is unparked whenever there is sound; `ring` gets mono.
    pub(super) fn new(ring: Producer<f32>, channels: u16, pulse: Arc<Pulse>, wake: Thread) -> Self {
        Self { ring, channels: usize::from(channels).max(1), pulse, wake }
    }

    /// Takes interleaved samples of any number. Of many channels the first two are heard: a microphone is on one of them, and six
    /// silent ones beside it would make it faint.
    pub(super) fn take<T>(&mut self, data: &[T])
    where
        T: SizedSample,
        f32: FromSample<T>,
    {
        let moments = data.len() / self.channels;
        let taken = moments.min(self.ring.slots());
        let heard = self.channels.min(2);
        if let Ok(room) = self.ring.write_chunk_uninit(taken) {
            let mono = data.chunks_exact(self.channels).map(|moment| {
                moment[..heard].iter().map(|sample| f32::from_sample(*sample)).sum::<f32>() / heard as f32
            });
            room.fill_from_iter(mono);
        }
        self.pulse.missed.fetch_add((moments - taken) as u64, Ordering::Relaxed);
        self.beat();
    }

    fn beat(&self) {
        self.pulse.beats.fetch_add(1, Ordering::Relaxed);
        self.wake.unpark();
    }
}

/// What a loudspeaker's sound comes out of.
pub(super) struct ToSpeaker {
    ring: Consumer<f32>,
    channels: usize,
    pulse: Arc<Pulse>,
    wake: Thread,
}

impl ToSpeaker {
    /// `wake` is unparked whenever sound was taken; `ring` holds mono.
    pub(super) fn new(ring: Consumer<f32>, channels: u16, pulse: Arc<Pulse>, wake: Thread) -> Self {
        Self { ring, channels: usize::from(channels).max(1), pulse, wake }
    }

    /// Fills interleaved samples of any number, all channels alike; what is not there in time is silence.
    pub(super) fn fill<T>(&mut self, data: &mut [T])
    where
        T: SizedSample + FromSample<f32>,
    {
        let moments = data.len() / self.channels;
        let given = moments.min(self.ring.slots());
        if let Ok(sound) = self.ring.read_chunk(given) {
            let (first, second) = sound.as_slices();
            for (moment, sample) in data.chunks_exact_mut(self.channels).zip(first.iter().chain(second)) {
                moment.fill(T::from_sample(sample.clamp(-1.0, LOUDEST)));
            }
            sound.commit_all();
        }
        data[given * self.channels..].fill(<T as Sample>::EQUILIBRIUM);
        self.pulse.appetite.fetch_max(moments, Ordering::Relaxed);
        self.pulse.missed.fetch_add((moments - given) as u64, Ordering::Relaxed);
        self.pulse.beats.fetch_add(1, Ordering::Relaxed);
        self.wake.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use assert_no_alloc::{AllocDisabler, assert_no_alloc, reset_violation_count, violation_count};
    use cpal::I24;
    use rtrb::RingBuffer;

    use super::*;
    use crate::SAMPLE_RATE;
    use crate::resample::Resampler;
    use crate::tone::{Sine, tone_level};

    /// The allocator of all tests of this crate: it serves as any other, and counts what is asked of it inside `assert_no_alloc`.
    #[global_allocator]
    static COUNTING: AllocDisabler = AllocDisabler;

    /// Moments in one callback: none, one, odd ones, the usual ones, a second at once, more than the ring holds.
    const SIZES: [usize; 14] = [0, 1, 2, 3, 7, 64, 441, 480, 1_023, 1_920, 4_096, 48_000, 50_001, 96_000];

    const CHANNELS: [u16; 4] = [1, 2, 6, 8];

    fn microphone(channels: u16) -> (FromMicrophone, Consumer<f32>, Arc<Pulse>) {
        let (producer, consumer) = RingBuffer::new(SAMPLE_RATE as usize);
        let pulse = Arc::new(Pulse::default());
        (FromMicrophone::new(producer, channels, Arc::clone(&pulse), thread::current()), consumer, pulse)
    }

    fn speaker(channels: u16) -> (ToSpeaker, Producer<f32>, Arc<Pulse>) {
        let (producer, consumer) = RingBuffer::new(SAMPLE_RATE as usize);
        let pulse = Arc::new(Pulse::default());
        (ToSpeaker::new(consumer, channels, Arc::clone(&pulse), thread::current()), producer, pulse)
    }

    /// Runs both callbacks with samples of one format, and returns how often memory was asked for or given back.
    fn memory_asked_for<T>() -> u32
    where
        T: SizedSample + FromSample<f32>,
        f32: FromSample<T>,
    {
        reset_violation_count();
        for channels in CHANNELS {
            let (mut ears, mut heard, _) = microphone(channels);
            let (mut mouth, mut said, _) = speaker(channels);
            // A fixed order that looks like none: sizes meet rings that are empty, half full and overrun.
            for turn in 0..3 * SIZES.len() {
                let moments = SIZES[turn * 5 % SIZES.len()];
                let mut data = vec![T::from_sample(0.25_f32); moments * usize::from(channels)];
                if turn % 3 == 0
                    && let Ok(chunk) = heard.read_chunk(heard.slots())
                {
                    chunk.commit_all();
                }
                let room = said.slots().min(moments.next_multiple_of(480));
                let _all_fits = said.push_partial_slice(&vec![0.5; room / 2]);
                assert_no_alloc(|| {
                    ears.take(&data);
                    mouth.fill(&mut data);
                });
            }
        }
        violation_count()
    }

    #[test]
    fn no_callback_asks_for_memory_whatever_its_size_and_format() {
        let formats = [
            ("u8", memory_asked_for::<u8>()),
            ("i8", memory_asked_for::<i8>()),
            ("i16", memory_asked_for::<i16>()),
            ("u16", memory_asked_for::<u16>()),
            ("i24", memory_asked_for::<I24>()),
            ("i32", memory_asked_for::<i32>()),
            ("f32", memory_asked_for::<f32>()),
            ("f64", memory_asked_for::<f64>()),
        ];
        assert!(formats.iter().all(|(_, asked)| *asked == 0), "{formats:?}");
    }

    #[test]
    fn the_allocator_would_have_noticed() {
        reset_violation_count();
        assert_no_alloc(|| drop(std::hint::black_box(vec![0_u8; 3])));
        assert_eq!(violation_count(), 2, "one piece of memory, taken and given back");
    }

    #[test]
    fn what_the_callbacks_own_knows_no_lock() {
        let code = include_str!("callback.rs").split("mod tests").next().unwrap_or_default();
        for word in ["Mutex", "RwLock", "Condvar", "mpsc", ".lock(", "Once", "park_timeout"] {
            assert!(!code.contains(word), "{word} has no business in a callback");
        }
    }

    #[test]
    fn a_tone_comes_in_and_goes_out_over_every_format_rate_and_channel_count() {
        for rate in [8_000, 16_000, 44_100, 48_000, 96_000] {
            for channels in [1, 2, 8] {
                crosses::<i16>(rate, channels);
                crosses::<I24>(rate, channels);
                crosses::<i32>(rate, channels);
                crosses::<f32>(rate, channels);
            }
        }
    }

    /// Half a second of a tone goes into a microphone of that kind and out of such a loudspeaker, in callbacks of odd sizes.
    fn crosses<T>(rate: u32, channels: u16)
    where
        T: SizedSample + FromSample<f32>,
        f32: FromSample<T>,
    {
        let what = format!("{} at {rate} Hz with {channels} channels", std::any::type_name::<T>());
        // In the loudspeaker's world 1 kHz is another share of the rate than in ours; the sine knows only ours.
        let mut sine = Sine::new(1000.0 * SAMPLE_RATE as f32 / rate as f32, 0.5);
        let moments = rate as usize / 2;
        let sound: Vec<f32> = std::iter::repeat_with(|| sine.frame().to_vec()).flatten().take(moments).collect();
        let data: Vec<T> = sound
            .iter()
            .flat_map(|sample| std::iter::repeat_n(T::from_sample(*sample), usize::from(channels)))
            .collect();

        let (mut ears, mut heard, _) = microphone(channels);
        let mut ours = Vec::new();
        let mut bridge = Resampler::to_inner(rate).expect("a usual rate");
        for piece in data.chunks(usize::from(channels) * 311) {
            ears.take(piece);
            let chunk = heard.read_chunk(heard.slots()).expect("what is there");
            bridge.push(chunk.as_slices().0, &mut ours);
            bridge.push(chunk.as_slices().1, &mut ours);
            chunk.commit_all();
        }
        let level = tone_level(&ours[ours.len() / 4..], 1000.0).dbfs();
        assert!((level + 9.03).abs() < 0.3, "{what}: {level} dBFS came in");

        let (mut mouth, mut said, _) = speaker(channels);
        let mut bridge = Resampler::new(SAMPLE_RATE, rate).expect("a usual rate");
        let (mut theirs, mut heard) = (Vec::new(), Vec::new());
        bridge.push(&ours, &mut theirs);
        for piece in theirs.chunks(173) {
            let _all_fits = said.push_partial_slice(piece);
            let mut data = vec![T::EQUILIBRIUM; piece.len() * usize::from(channels)];
            mouth.fill(&mut data);
            heard.extend(data.chunks(usize::from(channels)).map(|moment| f32::from_sample(moment[moment.len() - 1])));
        }
        let level = tone_level(&heard[heard.len() / 2..], 1000.0 * SAMPLE_RATE as f32 / rate as f32).dbfs();
        assert!((level + 9.03).abs() < 0.4, "{what}: {level} dBFS went out");
    }

    #[test]
    fn full_scale_does_not_turn_over_in_any_format() {
        fn loudest<T: SizedSample + FromSample<f32>>() -> f32
        where
            f32: FromSample<T>,
        {
            let (mut mouth, mut said, _) = speaker(1);
            let _all_fits = said.push_partial_slice(&[1.0, 2.0]);
            let mut data = [T::EQUILIBRIUM; 2];
            mouth.fill(&mut data);
            f32::from_sample(data[0]).min(f32::from_sample(data[1]))
        }
        let all = [loudest::<u8>(), loudest::<i16>(), loudest::<I24>(), loudest::<i32>(), loudest::<f32>()];
        assert!(all.iter().all(|sample| *sample > 0.98), "{all:?}");
    }

    #[test]
    fn what_does_not_fit_and_what_is_not_there_is_counted() {
        let (mut ears, _ring, pulse) = microphone(2);
        ears.take(&vec![0.1_f32; 2 * 48_500]);
        assert_eq!(pulse.missed.load(Ordering::Relaxed), 500);
        let (mut mouth, mut said, pulse) = speaker(2);
        let _all_fits = said.push_partial_slice(&[0.5; 100]);
        let mut data = [0.0_f32; 2 * 480];
        mouth.fill(&mut data);
        assert_eq!(pulse.missed.load(Ordering::Relaxed), 380);
        assert!(data[198] > 0.4 && data[200] == 0.0, "silence follows what was there");
    }

    #[test]
    fn of_eight_channels_the_first_two_are_heard() {
        let (mut ears, mut ring, _) = microphone(8);
        ears.take(&[0.8_f32, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert!((ring.pop().expect("one moment") - 0.8).abs() < 1e-6);
    }
}
