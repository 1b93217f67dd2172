//! What a lost packet of the telephone's codecs would probably have said. These codecs know nothing about the voice they carry, so
//! we ask the sound itself: the mouth hardly moves in 20 ms (a filter, by linear prediction), and the vocal cords go on as they did
//! (the last period of what drives that filter). Driving the one with the other goes on without a seam, where the sound stopped.
//!
//! Source: the idea of pitch repetition with fading and a cross-fade back, ITU-T G.711 Appendix I; linear prediction,
//! J. Makhoul, "Linear prediction: a tutorial review", Proc. IEEE 1975.

/// What is kept of the sound, in milliseconds: the longest period, and what it is looked for in.
const MEMORY_MS: usize = 60;

/// The filter is learned from the last 25 ms.
const FILTER_MS: usize = 25;

/// Periods of voices, in tenths of a millisecond: 400 down to 62 Hz.
const PERIOD_TENTHS: std::ops::RangeInclusive<usize> = 25..=160;

/// A period is looked for in the last 15 ms.
const LIKENESS_MS: usize = 15;

/// Guesses are trusted fully for so long, and not at all after the second.
const TRUSTED_MS: usize = 20;
const SILENT_AFTER_MS: usize = 80;

/// The guess goes on for so long under the first true sound, that neither stops abruptly.
const BRIDGE_MS: usize = 8;

/// As likeness of two periods: below it is a hiss, above it is a voice.
const HISS: f32 = 0.3;
const VOICE: f32 = 0.7;

/// Remembers a stream of sound and goes on with it where it breaks off.
pub(super) struct Continuation {
    samples_per_ms: usize,
    heard: Vec<f32>,
    guess: Option<Guess>,
    dice: u32,
}

/// A hole that is being filled.
struct Guess {
    /// Prediction of a sample by those before it, the latest first.
    filter: Vec<f32>,
    /// What drives the filter: the last of it that was heard, ending with one whole period.
    drive: Vec<f32>,
    /// In samples and parts of one: a voice that is out of step by half a sample each time soon sounds wrong.
    period: f32,
    /// 0 for a hiss to 1 for a voice.
    voiced: f32,
    /// The last sounds before fading, the latest last.
    spoken: Vec<f32>,
    said: usize,
}

impl Continuation {
    pub(super) fn new(rate: u32) -> Self {
        let samples_per_ms = rate as usize / 1000;
        Self { samples_per_ms, heard: vec![0.0; MEMORY_MS * samples_per_ms], guess: None, dice: 1 }
    }

    /// Takes true sound, and bends its beginning where it follows a guess.
    pub(super) fn hear(&mut self, sound: &mut [f32]) {
        if let Some(mut guess) = self.guess.take() {
            let bridge = (BRIDGE_MS * self.samples_per_ms).min(sound.len());
            for (at, sample) in sound[..bridge].iter_mut().enumerate() {
                let share = (at + 1) as f32 / (bridge + 1) as f32;
                *sample = *sample * share + guess.next(self.samples_per_ms, &mut self.dice) * (1.0 - share);
            }
        }
        self.remember(sound);
    }

    /// Appends `samples` of guessed sound, which fade as the hole grows.
    pub(super) fn go_on(&mut self, samples: usize, out: &mut Vec<f32>) {
        let mut guess = self.guess.take().unwrap_or_else(|| Guess::new(&self.heard, self.samples_per_ms));
        let start = out.len();
        out.extend((0..samples).map(|_| guess.next(self.samples_per_ms, &mut self.dice)));
        self.guess = Some(guess);
        self.remember(&out[start..]);
    }

    fn remember(&mut self, sound: &[f32]) {
        let memory = self.heard.len();
        let kept = &sound[sound.len().saturating_sub(memory)..];
        self.heard.drain(..kept.len());
        self.heard.extend_from_slice(kept);
    }
}

impl Guess {
    fn new(heard: &[f32], samples_per_ms: usize) -> Self {
        let filter = predictor(&heard[heard.len() - FILTER_MS * samples_per_ms..], samples_per_ms + 2);
        let (period, likeness) = period_of(heard, samples_per_ms);
        let drive = (filter.len()..heard.len()).map(|at| heard[at] - predict(&filter, &heard[..at])).collect();
        let voiced = ((likeness - HISS) / (VOICE - HISS)).clamp(0.0, 1.0);
        let spoken = heard[heard.len() - filter.len()..].to_vec();
        Self { filter, drive, period, voiced, spoken, said: 0 }
    }

    fn next(&mut self, samples_per_ms: usize, dice: &mut u32) -> f32 {
        *dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Shuffled within the last 20 ms or less, so that a hiss stays a hiss and does not hum.
        let choice = (*dice >> 8) as usize % (20 * samples_per_ms).min(self.drive.len());
        let hiss = self.drive[self.drive.len() - 1 - choice];
        let voice =
            self.drive[self.drive.len() - self.period.ceil() as usize + (self.said as f32 % self.period) as usize];
        let driven = voice * self.voiced + hiss * (1.0 - self.voiced * self.voiced).sqrt();
        let sample = (driven + predict(&self.filter, &self.spoken)).clamp(-1.0, 1.0);
        self.spoken.rotate_left(1);
        if let Some(last) = self.spoken.last_mut() {
            *last = sample;
        }
        let (trusted, silent) = (TRUSTED_MS * samples_per_ms, SILENT_AFTER_MS * samples_per_ms);
        let faded = self.said.saturating_sub(trusted) as f32 / (silent - trusted) as f32;
        self.said += 1;
        sample * (1.0 - faded).max(0.0)
    }
}

/// What the filter expects after `sound`.
fn predict(filter: &[f32], sound: &[f32]) -> f32 {
    filter.iter().zip(sound.iter().rev()).map(|(weight, sample)| weight * sample).sum()
}

/// The distance at which the end of the sound resembles what was before it best, and how well: -1..=1.
fn period_of(heard: &[f32], samples_per_ms: usize) -> (f32, f32) {
    let end = &heard[heard.len() - LIKENESS_MS * samples_per_ms..];
    let start = heard.len() - end.len();
    let energy = end.iter().map(|sample| sample * sample).sum::<f32>();
    let likeness = |period: usize| {
        let before = &heard[start - period..start - period + end.len()];
        let (both, other) =
            end.iter().zip(before).fold((0.0, 0.0), |(both, other), (one, two)| (both + one * two, other + two * two));
        both / (energy * other).sqrt().max(1e-9)
    };
    let periods = PERIOD_TENTHS.start() * samples_per_ms / 10..=PERIOD_TENTHS.end() * samples_per_ms / 10;
    let best = periods.map(|period| (period, likeness(period))).max_by(|one, other| one.1.total_cmp(&other.1));
    let (period, top) = best.unwrap_or((LIKENESS_MS * samples_per_ms, 0.0));
    // The true top lies between samples: on the parabola through three of them.
    let (left, right) = (likeness(period - 1), likeness(period + 1));
    let bend = left + right - 2.0 * top;
    let aside = if bend < -1e-6 { (0.5 * (left - right) / bend).clamp(-0.5, 0.5) } else { 0.0 };
    (period as f32 + aside, top)
}

/// The linear predictor of `order` that fits the end of the sound best, by Levinson's and Durbin's recursion; never unstable.
fn predictor(sound: &[f32], order: usize) -> Vec<f32> {
    // The newest sound counts most, and neither edge may look like an edge of the voice.
    let (length, fall) = (sound.len() as f32, sound.len() as f32 / 8.0);
    let windowed: Vec<f32> = sound
        .iter()
        .enumerate()
        .map(|(at, sample)| {
            let at = at as f32 + 0.5;
            let edge = (at / (length - fall)).min((length - at) / fall).min(1.0);
            sample * (edge * std::f32::consts::FRAC_PI_2).sin()
        })
        .collect();
    let likeness: Vec<f32> = (0..=order)
        .map(|lag| windowed.iter().zip(&windowed[lag..]).map(|(one, other)| one * other).sum::<f32>())
        .collect();
    // A breath of noise, 40 dB down, keeps the filter from ringing.
    let mut error = likeness[0] * 1.0001 + 1e-7;
    let mut filter: Vec<f32> = Vec::with_capacity(order);
    for step in 1..=order {
        let expected: f32 = filter.iter().zip(likeness[1..step].iter().rev()).map(|(weight, like)| weight * like).sum();
        let reflection = ((likeness[step] - expected) / error).clamp(-0.999, 0.999);
        let before = filter.clone();
        for (weight, mirrored) in filter.iter_mut().zip(before.iter().rev()) {
            *weight -= reflection * mirrored;
        }
        filter.push(reflection);
        error *= 1.0 - reflection * reflection;
    }
    filter
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    const RATE: u32 = 16_000;
    const PER_MS: usize = 16;

    /// A vowel whose pitch glides from 120 to 150 Hz within a second: harmonics under two formants.
    fn vowel(milliseconds: usize) -> Vec<f32> {
        let mut phase = 0.0_f32;
        (0..milliseconds * PER_MS)
            .map(|at| {
                let pitch = 120.0 + 30.0 * at as f32 / 16_000.0;
                phase += TAU * pitch / RATE as f32;
                let harmonics = (1..=24).map(|number| {
                    let hertz = number as f32 * pitch;
                    let formant = |middle: f32, width: f32| (-((hertz - middle) / width).powi(2)).exp();
                    (formant(600.0, 300.0) + 0.5 * formant(1_500.0, 400.0) + 0.02) * (phase * number as f32).sin()
                });
                0.15 * harmonics.sum::<f32>()
            })
            .collect()
    }

    /// In decibels, how much stronger the sound is than what the guess made of it.
    fn likeness(said: &[f32], heard: &[f32]) -> f32 {
        let energy: f32 = said.iter().map(|sample| sample * sample).sum();
        let error: f32 = said.iter().zip(heard).map(|(one, other)| (one - other).powi(2)).sum();
        10.0 * (energy / error).log10()
    }

    /// Loses `hole` milliseconds after `before` of them.
    fn with_hole(said: &[f32], before: usize, hole: usize) -> Vec<f32> {
        let mut ear = Continuation::new(RATE);
        let mut heard = said.to_vec();
        for packet in heard[..before * PER_MS].chunks_mut(20 * PER_MS) {
            ear.hear(packet);
        }
        let mut guessed = Vec::new();
        ear.go_on(hole * PER_MS, &mut guessed);
        heard[before * PER_MS..(before + hole) * PER_MS].copy_from_slice(&guessed);
        ear.hear(&mut heard[(before + hole) * PER_MS..]);
        heard
    }

    #[test]
    fn a_vowel_goes_on_in_step_where_repeating_would_stumble() {
        let said = vowel(400);
        for before in [200, 220, 240] {
            let heard = with_hole(&said, before, 20);
            let hole = before * PER_MS..(before + 28) * PER_MS;
            let likeness_here = likeness(&said[hole.clone()], &heard[hole.clone()]);
            assert!(likeness_here > 2.0, "{before} ms: {likeness_here} dB");
            // The same measure on the last 20 ms said again: out of step with the voice.
            let repeated = &said[(before - 20) * PER_MS..before * PER_MS];
            assert!(likeness(&said[before * PER_MS..(before + 20) * PER_MS], repeated) < -2.0);
            let steepest = |sound: &[f32]| sound.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
            assert!(steepest(&heard[hole.clone()]) < 1.3 * steepest(&said[hole]), "a seam at {before} ms");
        }
    }

    #[test]
    fn a_long_hole_fades_to_silence_and_the_voice_comes_back_whole() {
        let said = vowel(600);
        let heard = with_hole(&said, 200, 200);
        let energy =
            |from: usize, to: usize| heard[from * PER_MS..to * PER_MS].iter().map(|one| one * one).sum::<f32>();
        assert!(energy(200, 220) > energy(240, 260) && energy(240, 260) > energy(260, 280));
        assert!(energy(290, 400) == 0.0);
        assert_eq!(heard[410 * PER_MS..], said[410 * PER_MS..]);
    }

    #[test]
    fn silence_goes_on_as_silence_and_full_scale_never_beyond_it() {
        let silence = with_hole(&[0.0; 400 * PER_MS], 200, 60);
        assert!(silence.iter().all(|sample| sample.abs() < 1e-4));
        let square: Vec<f32> = (0..400 * PER_MS).map(|at| if at / 40 % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(with_hole(&square, 200, 60).iter().all(|sample| sample.abs() <= 1.0));
    }

    #[test]
    fn a_hiss_goes_on_as_a_hiss_of_the_same_strength() {
        let mut seed = 5_u32;
        let said: Vec<f32> = (0..400 * PER_MS)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                0.2 * (seed as f32 / u32::MAX as f32 - 0.5)
            })
            .collect();
        let heard = with_hole(&said, 200, 20);
        let energy = |sound: &[f32]| sound[200 * PER_MS..220 * PER_MS].iter().map(|one| one * one).sum::<f32>();
        let change = 10.0 * (energy(&heard) / energy(&said)).log10();
        assert!(change.abs() < 3.0, "{change} dB");
    }
}
