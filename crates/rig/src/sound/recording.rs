//! A recording that knows when each of its samples arrived.

use std::f64::consts::TAU;
use std::io::Read as _;
use std::path::Path;
use std::process::ChildStdout;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};

use crate::wait::START;
use crate::{Process, wait};

/// Samples per second.
const RATE: usize = 48_000;
/// 20 ms: the stretch of sound that counts as *something is heard*.
const STRETCH: usize = RATE / 50;
/// 10 ms, in which a tone is looked for.
const PIECE: usize = RATE / 100;
/// How much later than in real time sound may come.
const SPARE: Duration = Duration::from_secs(20);
/// A tone quieter than this counts as none.
const TONE_DBFS: f64 = -40.0;
/// A tone carries at least this share of the energy of the stretch in which it counts as heard; two may sound at once.
const TONE_SHARE: f64 = 0.25;

/// A recording that goes on; dropping it throws it away.
#[derive(Debug)]
pub struct Recording {
    parec: Process,
    recorded: Arc<Mutex<Recorded>>,
    reader: JoinHandle<()>,
}

/// A recording that is over: 48 kHz, mono.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// The samples.
    pub samples: Vec<i16>,
    /// How many samples had arrived at which time.
    arrivals: Vec<(usize, SystemTime)>,
}

impl Recording {
    /// Starts to read, and returns once the first samples have come, so that nothing said after is missed.
    pub(super) fn start((parec, output): (Process, ChildStdout)) -> anyhow::Result<Self> {
        let (started, first) = mpsc::sync_channel(1);
        let recorded = Arc::<Mutex<Recorded>>::default();
        let reader = std::thread::spawn({
            let recorded = Arc::clone(&recorded);
            move || read(output, &recorded, &started)
        });
        first.recv_timeout(START).context("the recording did not start")?;
        Ok(Self { parec, recorded, reader })
    }

    /// What was recorded until now.
    #[must_use]
    pub fn so_far(&self) -> Recorded {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last `length`; `None` while the recording is shorter.
    #[must_use]
    pub fn last(&self, length: Duration) -> Option<Recorded> {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        let count = (length.as_secs_f64() * RATE as f64) as usize;
        let samples = recorded.samples[recorded.samples.len().checked_sub(count)?..].to_vec();
        Some(Recorded { samples, arrivals: Vec::new() })
    }

    /// How loud the last `length` was, in dBFS; `None` while the recording is shorter.
    #[must_use]
    pub fn loudness_of_last(&self, length: Duration) -> Option<f64> {
        let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        Some(loudness(&recorded.samples[recorded.samples.len().checked_sub(samples_in(length))?..]))
    }

    /// Goes on for `length` and returns what was recorded meanwhile.
    ///
    /// # Errors
    /// When no sound comes any more.
    pub fn listen(&self, length: Duration) -> anyhow::Result<Recorded> {
        let count = |recorded: &Recorded| recorded.samples.len();
        let from = count(&self.recorded.lock().unwrap_or_else(PoisonError::into_inner));
        let to = from + samples_in(length);
        wait::until("more sound", length + SPARE, || {
            let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(recorded.samples.get(from..to).map(|part| Recorded { samples: part.to_vec(), arrivals: Vec::new() }))
        })
    }

    /// Waits until half a second of a tone was heard.
    ///
    /// # Errors
    /// When it is not heard in time.
    pub fn wait_for_tone(&self, hz: f64, within: Duration) -> anyhow::Result<()> {
        wait::until(&format!("a tone of {hz} Hz"), within, || {
            let recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
            let from = recorded.samples.len().checked_sub(RATE / 2);
            let last = from.map(|from| recorded.samples[from..].to_vec());
            drop(recorded);
            let last = Recorded { samples: last.unwrap_or_default(), arrivals: Vec::new() };
            Ok((last.share_of_tone(hz) > 0.9).then_some(()))
        })
    }

    /// Ends the recording.
    ///
    /// # Errors
    /// When the reading thread failed.
    pub fn stop(mut self) -> anyhow::Result<Recorded> {
        self.parec.kill();
        self.reader.join().ok().context("the recording was lost")?;
        Ok(std::mem::take(&mut *self.recorded.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

#[expect(clippy::disallowed_methods, reason = "the time of arrival is what is measured")]
fn read(mut output: ChildStdout, recorded: &Mutex<Recorded>, started: &mpsc::SyncSender<()>) {
    let mut rest = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        rest.extend_from_slice(&buffer[..length]);
        let whole = rest.len() / 2 * 2;
        let bytes: Vec<u8> = rest.drain(..whole).collect();
        let mut recorded = recorded.lock().unwrap_or_else(PoisonError::into_inner);
        recorded.samples.extend(bytes.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)));
        let count = recorded.samples.len();
        recorded.arrivals.push((count, SystemTime::now()));
        drop(recorded);
        let _ = started.try_send(());
    }
}

impl Recorded {
    /// A recording of nothing.
    #[cfg(test)]
    pub(crate) fn silence(samples: usize) -> Self {
        Self { samples: vec![0; samples], arrivals: Vec::new() }
    }

    /// A sine of −12 dBFS, to be spoken into a microphone.
    #[must_use]
    pub fn tone(hz: f64, length: Duration) -> Self {
        let amplitude = 32_768.0 * 10_f64.powf(-12.0 / 20.0) * 2_f64.sqrt();
        let sample = |at: usize| ((at as f64 / RATE as f64 * hz * TAU).sin() * amplitude) as i16;
        Self { samples: (0..samples_in(length)).map(sample).collect(), arrivals: Vec::new() }
    }

    /// In which share of the recording a tone is heard, 0 to 1, by stretches of 20 ms.
    ///
    /// `hz` should be a multiple of 50, and other tones at least 100 Hz away.
    #[must_use]
    pub fn share_of_tone(&self, hz: f64) -> f64 {
        let stretches = self.samples.chunks_exact(STRETCH);
        let all = stretches.len().max(1);
        stretches.filter(|stretch| has_tone(stretch, hz)).count() as f64 / all as f64
    }

    /// When the first 20 ms louder than `threshold` (dBFS, root mean square) had arrived; `None` if nothing was.
    #[must_use]
    pub fn first_sound(&self, threshold: f64) -> Option<SystemTime> {
        let starts = (0..self.samples.len().checked_sub(STRETCH)?).step_by(RATE / 1000);
        let start = starts.into_iter().find(|start| loudness(&self.samples[*start..start + STRETCH]) > threshold)?;
        self.arrivals.iter().find(|(count, _)| *count >= start + STRETCH).map(|(_, when)| *when)
    }

    /// When the first and when the last 10 ms with a tone had arrived; `None` if it was never heard.
    #[must_use]
    pub fn heard_tone(&self, hz: f64) -> Option<(SystemTime, SystemTime)> {
        let pieces = self.samples.chunks_exact(PIECE).enumerate();
        let with_tone: Vec<usize> = pieces.filter(|(_, piece)| has_tone(piece, hz)).map(|(at, _)| at).collect();
        let arrived =
            |piece: usize| self.arrivals.iter().find(|(count, _)| *count >= (piece + 1) * PIECE).map(|(_, when)| *when);
        arrived(*with_tone.first()?).zip(arrived(*with_tone.last()?))
    }

    /// The longest time without a tone between the first and the last time it is heard, to 10 ms.
    #[must_use]
    pub fn longest_gap_in_tone(&self, hz: f64) -> Duration {
        let pieces: Vec<bool> = self.samples.chunks_exact(PIECE).map(|piece| has_tone(piece, hz)).collect();
        let from = pieces.iter().position(|heard| *heard).unwrap_or(pieces.len());
        let to = pieces.iter().rposition(|heard| *heard).unwrap_or(from);
        let gaps = pieces.get(from..to).unwrap_or_default().split(|heard| *heard);
        Duration::from_millis(10) * gaps.map(<[bool]>::len).max().unwrap_or(0) as u32
    }

    /// The samples that arrived at or after `since`.
    #[must_use]
    pub fn since(&self, since: SystemTime) -> Self {
        let skipped = self.arrivals.iter().take_while(|(_, when)| *when < since).last().map_or(0, |(count, _)| *count);
        let arrivals = self.arrivals.iter().filter(|(count, _)| *count > skipped);
        Self {
            samples: self.samples[skipped..].to_vec(),
            arrivals: arrivals.map(|(count, when)| (count - skipped, *when)).collect(),
        }
    }

    /// Reads a WAV file of 16 bits at 48 kHz, mono; it has no times of arrival.
    ///
    /// # Errors
    /// When it is something else.
    pub fn load(file: &Path) -> anyhow::Result<Self> {
        let wav = hound::WavReader::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        let spec = wav.spec();
        ensure!((spec.sample_rate, spec.channels) == (48_000, 1), "{} is not 48 kHz, mono", file.display());
        Ok(Self { samples: wav.into_samples().collect::<Result<_, _>>()?, arrivals: Vec::new() })
    }

    /// What lies between two times after its beginning.
    #[must_use]
    pub fn part(&self, from: Duration, to: Duration) -> Self {
        let at = |time: Duration| samples_in(time).min(self.samples.len());
        let (from, to) = (at(from), at(to).max(at(from)));
        Self { samples: self.samples[from..to].to_vec(), arrivals: Vec::new() }
    }

    /// Loudness of the whole in dBFS (root mean square); silence is −∞.
    #[must_use]
    pub fn loudness(&self) -> f64 {
        loudness(&self.samples)
    }

    /// Writes the recording as WAV.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, file: &Path) -> anyhow::Result<()> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut wav = hound::WavWriter::create(file, spec)?;
        for sample in &self.samples {
            wav.write_sample(*sample)?;
        }
        Ok(wav.finalize()?)
    }
}

fn has_tone(samples: &[i16], hz: f64) -> bool {
    let turn = |(at, sample): (usize, &i16)| {
        let (sin, cos) = (at as f64 / RATE as f64 * hz * TAU).sin_cos();
        (f64::from(*sample) * cos, f64::from(*sample) * sin)
    };
    let (real, imaginary) =
        samples.iter().enumerate().map(turn).fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let count = samples.len() as f64;
    // The mean square of the one sine that fits best, and of everything.
    let of_tone = 2.0 * (real.powi(2) + imaginary.powi(2)) / count.powi(2) / 32_768_f64.powi(2);
    let of_all = 10_f64.powf(loudness(samples) / 10.0);
    10.0 * of_tone.log10() > TONE_DBFS && of_tone > TONE_SHARE * of_all
}

fn samples_in(length: Duration) -> usize {
    (length.as_secs_f64() * RATE as f64) as usize
}

/// The root mean square of samples in dBFS; silence is −∞.
#[must_use]
fn loudness(samples: &[i16]) -> f64 {
    let energy: f64 = samples.iter().map(|sample| (f64::from(*sample) / 32_768.0).powi(2)).sum();
    10.0 * (energy / samples.len().max(1) as f64).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(ms)
    }

    #[test]
    fn the_first_sound_is_dated_by_the_arrival_of_its_last_sample() {
        let mut samples = vec![0; 4800];
        samples.extend([8000; 4800]);
        let arrivals = vec![(4800, at(100)), (5280, at(110)), (5760, at(120)), (9600, at(200))];
        let recorded = Recorded { samples, arrivals };
        let heard = recorded.first_sound(-40.0).expect("there is sound");
        assert!(heard > at(100) && heard <= at(120), "{heard:?}");
        assert_eq!(recorded.first_sound(-3.0), None);
        assert_eq!(recorded.since(at(120)).samples.len(), 4320);
    }

    #[test]
    fn a_tone_is_heard_as_long_as_it_sounds_and_no_other_with_it() {
        let mut recorded = Recorded::tone(700.0, Duration::from_secs(1));
        recorded.samples.extend(Recorded::silence(RATE).samples);
        assert!((recorded.share_of_tone(700.0) - 0.5).abs() < 0.01);
        assert!(recorded.share_of_tone(900.0) < f64::EPSILON);
        assert!((Recorded::tone(700.0, Duration::from_secs(1)).loudness() + 12.0).abs() < 0.1);
    }

    #[test]
    fn a_gap_in_a_tone_is_measured_and_what_is_before_and_after_it_is_none() {
        let mut recorded = Recorded::silence(RATE / 2);
        recorded.samples.extend(Recorded::tone(700.0, Duration::from_secs(1)).samples);
        recorded.samples.extend(Recorded::silence(RATE / 5).samples);
        recorded.samples.extend(Recorded::tone(700.0, Duration::from_secs(1)).samples);
        recorded.samples.extend(Recorded::silence(RATE).samples);
        assert_eq!(recorded.longest_gap_in_tone(700.0), Duration::from_millis(200));
        assert_eq!(recorded.longest_gap_in_tone(900.0), Duration::ZERO);
        let count = recorded.samples.len();
        recorded.arrivals = vec![(RATE / 2 + PIECE, at(510)), (RATE * 27 / 10, at(2_700)), (count, at(3_700))];
        assert_eq!(recorded.heard_tone(700.0), Some((at(510), at(2_700))));
        assert_eq!(recorded.heard_tone(900.0), None);
    }

    #[test]
    fn two_tones_are_heard_at_once() {
        let both = Recorded::tone(700.0, Duration::from_secs(1)).samples.into_iter();
        let other = Recorded::tone(1100.0, Duration::from_secs(1)).samples;
        let samples = both.zip(other).map(|(one, other)| one / 2 + other / 2).collect();
        let recorded = Recorded { samples, arrivals: Vec::new() };
        assert!(recorded.share_of_tone(700.0) > 0.99 && recorded.share_of_tone(1100.0) > 0.99);
        assert!(recorded.share_of_tone(900.0) < f64::EPSILON);
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(Recorded::default().first_sound(-40.0), None);
        assert!(Recorded { samples: vec![0; 960], arrivals: Vec::new() }.loudness().is_infinite());
    }
}
