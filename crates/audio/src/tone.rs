//! The sounds that Roomline makes itself (ringback, ringtone, busy, hang-up, trial) and the ear that tests hear tones with.

use std::f32::consts::TAU;
use std::time::Duration;

use crate::{FRAME_SAMPLES, Frame, Level, SAMPLE_RATE};

/// A sine without end.
#[derive(Debug, Clone)]
pub struct Sine {
    phase: f32,
    step: f32,
    amplitude: f32,
}

impl Sine {
    /// A tone of `hz` (below 24,000) with `amplitude` 0.0..=1.0, starting at a zero crossing.
    #[must_use]
    pub fn new(hz: f32, amplitude: f32) -> Self {
        Self { phase: 0.0, step: TAU * hz / SAMPLE_RATE as f32, amplitude }
    }

    /// The next ten milliseconds.
    pub fn frame(&mut self) -> Frame {
        let mut frame = Frame::SILENCE;
        frame.fill_with(|| self.sample());
        frame
    }

    fn sample(&mut self) -> f32 {
        let sample = self.phase.sin() * self.amplitude;
        self.phase = (self.phase + self.step) % TAU;
        sample
    }
}

/// A sound that repeats for ever: notes one after the other, each a chord with soft edges, then silence to the end of the cycle.
#[derive(Debug, Clone)]
pub struct Cadence {
    notes: &'static [Note],
    cycle: usize,
    at: usize,
}

#[derive(Debug)]
struct Note {
    /// Hz; played together.
    chord: [f32; 2],
    start: Duration,
    length: Duration,
    /// How soon the note dies away; a bell has a short one, a steady tone none.
    decay: Option<Duration>,
}

impl Cadence {
    /// What the caller hears while the far end rings: 440 and 480 Hz, two seconds of six, about -23 dBFS.
    ///
    /// Source: ITU-T E.180 supplement 2 (North America's ringing tone).
    #[must_use]
    pub fn ringback() -> Self {
        Self::new(&RINGBACK, Duration::from_secs(6))
    }

    /// What the caller hears when the call is not taken: 480 and 620 Hz, half a second of each second.
    ///
    /// Source: ITU-T E.180 supplement 2 (North America's busy tone).
    #[must_use]
    pub fn busy() -> Self {
        Self::new(&BUSY, Duration::from_secs(1))
    }

    /// What somebody hears whose call was ended by the other side: two short falling notes.
    #[must_use]
    pub fn hung_up() -> Self {
        Self::new(&HUNG_UP, Duration::from_secs(1))
    }

    /// What somebody hears who wants to know whether the loudspeaker works: three short rising notes.
    #[must_use]
    pub fn trial() -> Self {
        Self::new(&TRIAL, Duration::from_secs(2))
    }

    /// What rings at a desk: two bell-like rising figures every three seconds, heard across a room and yet no alarm.
    #[must_use]
    pub fn ringtone() -> Self {
        Self::new(&RINGTONE, Duration::from_secs(3))
    }

    fn new(notes: &'static [Note], cycle: Duration) -> Self {
        Self { notes, cycle: samples(cycle), at: 0 }
    }

    /// The next ten milliseconds.
    pub fn frame(&mut self) -> Frame {
        let mut frame = Frame::SILENCE;
        for sample in frame.iter_mut() {
            *sample = self.notes.iter().map(|note| note.sample(self.at)).sum();
            self.at = (self.at + 1) % self.cycle;
        }
        frame.limit();
        frame
    }
}

const fn note(chord: [f32; 2], start_ms: u64, length_ms: u64, decay_ms: Option<u64>) -> Note {
    Note {
        chord,
        start: Duration::from_millis(start_ms),
        length: Duration::from_millis(length_ms),
        decay: match decay_ms {
            Some(decay) => Some(Duration::from_millis(decay)),
            None => None,
        },
    }
}

static RINGBACK: [Note; 1] = [note([440.0, 480.0], 0, 2_000, None)];

static BUSY: [Note; 1] = [note([480.0, 620.0], 0, 500, None)];

static HUNG_UP: [Note; 2] = [note([523.25, 1046.5], 0, 260, Some(120)), note([392.0, 784.0], 200, 400, Some(160))];

static TRIAL: [Note; 3] = [
    note([523.25, 1046.5], 0, 400, Some(180)),
    note([659.26, 1318.5], 250, 400, Some(180)),
    note([783.99, 1568.0], 500, 500, Some(220)),
];

static RINGTONE: [Note; 6] = [
    note([659.26, 1318.5], 0, 700, Some(220)),
    note([783.99, 1568.0], 160, 700, Some(220)),
    note([1046.5, 2093.0], 320, 900, Some(300)),
    note([659.26, 1318.5], 900, 700, Some(220)),
    note([783.99, 1568.0], 1_060, 700, Some(220)),
    note([1046.5, 2093.0], 1_220, 1_300, Some(350)),
];

/// Peak of one note of a chord; six notes ringing into each other stay below full scale.
const NOTE_AMPLITUDE: f32 = 0.07;

/// Notes come and go over this time, so that none clicks.
const EDGE: Duration = Duration::from_millis(8);

impl Note {
    fn sample(&self, at: usize) -> f32 {
        let Some(at) = at.checked_sub(samples(self.start)) else { return 0.0 };
        let Some(left) = samples(self.length).checked_sub(at) else { return 0.0 };
        let edge = (at.min(left) as f32 / samples(EDGE) as f32).min(1.0);
        let fade = self.decay.map_or(1.0, |decay| (-(at as f32) / samples(decay) as f32).exp() * 2.0);
        let time = at as f32 / SAMPLE_RATE as f32;
        self.chord.iter().map(|hz| (TAU * (hz * time).fract()).sin()).sum::<f32>() * NOTE_AMPLITUDE * edge * fade
    }
}

const fn samples(time: Duration) -> usize {
    time.as_millis() as usize * (SAMPLE_RATE as usize / 1000)
}

/// How loud the tone of `hz` alone is in the samples, whatever else sounds with it (Goertzel's filter).
///
/// A pure full-scale sine gives -3.01 dBFS, as [`Level::of`] does. The longer the samples, the sharper the ear: 480 of them hear
/// 100 Hz to either side, 48,000 one Hz.
#[must_use]
pub fn tone_level(samples: &[f32], hz: f32) -> Level {
    if samples.is_empty() {
        return Level::SILENCE;
    }
    let step = f64::from(hz) * std::f64::consts::TAU / f64::from(SAMPLE_RATE);
    let turn = 2.0 * step.cos();
    let (mut last, mut before) = (0.0_f64, 0.0_f64);
    for sample in samples {
        (last, before) = (f64::from(*sample) + turn * last - before, last);
    }
    let power = (last * last + before * before - turn * last * before).max(0.0);
    let rms = power.sqrt() * std::f64::consts::SQRT_2 / samples.len() as f64;
    Level::from_dbfs(20.0 * rms.max(1e-6).log10() as f32)
}

/// Whether the tone of `hz` is what one hears: above -50 dBFS and at most 6 dB below everything together.
///
/// Listens in pieces of 50 ms (to 20 Hz exactly), so that a tone is still one when a stream stumbled in its midst.
#[must_use]
pub fn hears_tone(samples: &[f32], hz: f32) -> bool {
    let pieces = samples.chunks(2_400).map(|piece| (piece.len() as f32, tone_level(piece, hz)));
    let energy: f32 = pieces.map(|(length, level)| length * 10.0_f32.powf(level.dbfs() / 10.0)).sum();
    let tone = 10.0 * (energy / samples.len().max(1) as f32).max(1e-10).log10();
    tone > -50.0 && tone > Level::of(samples).dbfs() - 6.0
}

/// The frames of `seconds` of a tone, for tests and trials.
pub fn tone_frames(hz: f32, amplitude: f32, seconds: f32) -> impl Iterator<Item = Frame> {
    let mut sine = Sine::new(hz, amplitude);
    let count = (seconds * SAMPLE_RATE as f32) as usize / FRAME_SAMPLES;
    (0..count).map(move |_| sine.frame())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ear_hears_the_tone_that_plays_and_not_another() {
        let sound: Vec<f32> = tone_frames(1000.0, 0.5, 0.5).flat_map(|frame| frame.to_vec()).collect();
        assert!(hears_tone(&sound, 1000.0));
        assert!(!hears_tone(&sound, 1100.0));
        assert!((tone_level(&sound, 1000.0).dbfs() + 9.03).abs() < 0.1);
    }

    #[test]
    fn a_tone_that_stumbled_is_still_a_tone() {
        let half: Vec<f32> = tone_frames(1000.0, 0.5, 0.5).flat_map(|frame| frame.to_vec()).collect();
        let turned = half.iter().map(|sample| -sample);
        let sound: Vec<f32> = half.iter().copied().chain(turned).collect();
        assert!(hears_tone(&sound, 1000.0));
    }

    #[test]
    fn the_ear_hears_nothing_in_silence() {
        assert!(!hears_tone(&[0.0; 4800], 440.0));
    }

    #[test]
    fn ringback_sounds_for_two_seconds_of_six() {
        let mut ringback = Cadence::ringback();
        let loud: Vec<bool> = (0..600).map(|_| Level::of(&ringback.frame()).dbfs() > -40.0).collect();
        assert!(loud[1..199].iter().all(|sounds| *sounds));
        assert!(loud[201..].iter().all(|sounds| !sounds));
        assert!(Level::of(&ringback.frame()).dbfs() > -40.0, "it starts again after six seconds");
    }

    #[test]
    fn busy_sounds_for_half_of_each_second_and_no_tone_in_the_ear_is_loud() {
        let mut busy = Cadence::busy();
        let loud: Vec<bool> = (0..200).map(|_| Level::of(&busy.frame()).dbfs() > -40.0).collect();
        assert!(loud[1..49].iter().chain(&loud[101..149]).all(|sounds| *sounds));
        assert!(loud[51..99].iter().chain(&loud[151..]).all(|sounds| !sounds));
        for mut tone in [Cadence::busy(), Cadence::hung_up(), Cadence::trial(), Cadence::ringback()] {
            let sound: Vec<f32> = (0..100).flat_map(|_| tone.frame().to_vec()).collect();
            let level = Level::of(&sound).dbfs();
            assert!((-45.0..-18.0).contains(&level), "{level}");
        }
    }

    #[test]
    fn the_ringtone_is_loud_enough_and_never_clips() {
        let mut ringtone = Cadence::ringtone();
        let sound: Vec<f32> = (0..300).flat_map(|_| ringtone.frame().to_vec()).collect();
        let peak = sound.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!(peak < 0.99, "peak {peak}");
        assert!(Level::of(&sound).dbfs() > -26.0, "{}", Level::of(&sound));
    }
}
