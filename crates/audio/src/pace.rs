//! Two clocks never agree: the far end's microphone and our loudspeaker drift apart by seconds a day. Leaving out or repeating periods
//! of the voice would mend it, but in a held tone or in music that is heard. So sound plays faster or slower by a few
//! millionths, which nobody hears.
//!
//! Source: interpolation by a windowed sinc, J. O. Smith, "Digital audio resampling", ccrma.stanford.edu/~jos/resample.

use std::sync::LazyLock;

/// Samples that a sample between others is made of; half of them are delay, 0.3 ms.
const TAPS: usize = 32;

/// Places between two samples that are worked out; between these a straight line is near enough.
const PLACES: usize = 256;

/// Samples in a row that are made by one shape: meanwhile they move by a thousandth of a sample at most.
const FEW: usize = 4;

/// Faster by so much, if a packet's margin is one sample too large: 100 millionths for each millisecond.
const PER_SAMPLE: f64 = 100e-6 / 48.0;

/// A change of pitch below this cannot be heard: under one hundredth of a semitone.
const MOST: f64 = 500e-6;

/// Speed changes slowly: by a hundredth of the difference every 10 ms.
const SMOOTH: f64 = 0.01;

/// Plays a stream a little faster or slower.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Samples that are taken for each that is given, less one.
    faster: f64,
    /// Where between two samples the next one lies, 0.0..1.0.
    between: f64,
    line: Vec<f32>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { faster: 0.0, between: 0.0, line: vec![0.0; TAPS] }
    }
}

impl Pace {
    /// Aims at the right delay; `off`: samples by which it is too long.
    pub(crate) fn steer(&mut self, off: i64) {
        let aim = (off as f64 * PER_SAMPLE).clamp(-MOST, MOST);
        self.faster += (aim - self.faster) * SMOOTH;
    }

    /// How many samples it takes to make so many.
    pub(crate) fn needs(&self, made: usize) -> usize {
        (self.between + made as f64 * (1.0 + self.faster)) as usize
    }

    /// Fills `made` from exactly as many samples as it [needs](Self::needs).
    pub(crate) fn pass(&mut self, taken: &[f32], made: &mut [f32]) {
        self.line.extend_from_slice(taken);
        for few in made.chunks_mut(FEW) {
            let whole = self.between as usize;
            let middle = self.faster * (few.len() - 1) as f64 / 2.0;
            let shape = shape_at(self.between - whole as f64 + middle);
            for (sample, line) in few.iter_mut().zip(self.line[whole..].windows(TAPS)) {
                *sample = shaped(line, &shape);
            }
            self.between += few.len() as f64 * (1.0 + self.faster);
        }
        self.between -= taken.len() as f64;
        self.line.drain(..taken.len());
    }
}

/// Sums that are kept beside each other, so that the processor can add several at once.
const LANES: usize = 8;

/// What each of [`TAPS`] samples counts for, `place` after the middle of them: 0.0..1.0, or so little beyond that the line between the
/// last two places still holds.
fn shape_at(place: f64) -> [f32; TAPS] {
    static SHAPES: LazyLock<Vec<[f32; TAPS]>> = LazyLock::new(|| (0..=PLACES).map(shape).collect());
    let place = place * PLACES as f64;
    let at = (place as usize).min(PLACES - 1);
    let (one, next, rest) = (&SHAPES[at], &SHAPES[at + 1], (place - at as f64) as f32);
    std::array::from_fn(|tap| one[tap] + (next[tap] - one[tap]) * rest)
}

/// The samples, each counted as the shape says.
fn shaped(line: &[f32], shape: &[f32; TAPS]) -> f32 {
    let mut sums = [0.0; LANES];
    for (line, shape) in line.chunks_exact(LANES).zip(shape.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += line[lane] * shape[lane];
        }
    }
    sums.iter().sum()
}

/// What each sample counts for, for a place of [`PLACES`].
fn shape(place: usize) -> [f32; TAPS] {
    let place = place as f64 / PLACES as f64;
    std::array::from_fn(|tap| {
        let far = tap as f64 - (TAPS / 2 - 1) as f64 - place;
        let sinc = if far == 0.0 { 1.0 } else { (far * std::f64::consts::PI).sin() / (far * std::f64::consts::PI) };
        let window = (far / (TAPS / 2) as f64 * std::f64::consts::FRAC_PI_2).cos().powi(2);
        (sinc * window) as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, tone_level};

    /// Five seconds of a tone, played with a delay that is so much too long.
    fn played(hertz: f32, off: i64) -> (Vec<f32>, usize) {
        let (mut pace, mut sine, mut ready, mut out, mut taken) =
            (Pace::default(), Sine::new(hertz, 0.5), Vec::new(), Vec::new(), 0);
        for _ in 0..500 {
            pace.steer(off);
            let needs = pace.needs(480);
            while ready.len() < needs {
                ready.extend_from_slice(&sine.frame());
            }
            let mut frame = [0.0; 480];
            pace.pass(&ready[..needs], &mut frame);
            ready.drain(..needs);
            taken += needs;
            out.extend_from_slice(&frame);
        }
        (out, taken)
    }

    #[test]
    fn at_the_right_pace_nothing_changes_but_a_third_of_a_millisecond() {
        let (out, taken) = played(440.0, 0);
        let mut sine = Sine::new(440.0, 0.5);
        let said: Vec<f32> = (0..500).flat_map(|_| sine.frame().to_vec()).collect();
        assert_eq!(taken, out.len());
        let delay = TAPS / 2 + 1;
        assert!(out[delay..].iter().zip(&said).all(|(one, other)| (one - other).abs() < 1e-6));
    }

    #[test]
    fn it_takes_more_or_less_and_the_tone_stays_whole() {
        for (off, more) in [(100_000, 1.0), (-100_000, -1.0)] {
            for hertz in [440.0, 8_000.0] {
                let (out, taken) = played(hertz, off);
                let gained = (taken as f64 - out.len() as f64) / out.len() as f64;
                assert!((gained - more * MOST).abs() < MOST / 3.0, "{gained}");
                let level = tone_level(&out[192_000..], hertz * (1.0 + more as f32 * MOST as f32)).dbfs();
                assert!((level + 9.03).abs() < 0.3, "{hertz} Hz: {level} dBFS");
                // What is no sine any more shows in what is left when the sine is taken out.
                let omega = f64::from(hertz) * (1.0 + more * MOST) * std::f64::consts::TAU / 48_000.0;
                let rest: f64 = out[192_000..]
                    .windows(3)
                    .map(|three| f64::from(three[0]) + f64::from(three[2]) - 2.0 * omega.cos() * f64::from(three[1]))
                    .map(|rest| rest * rest)
                    .sum::<f64>()
                    / 48_000.0;
                assert!(rest.sqrt() < 0.001, "{hertz} Hz: {}", rest.sqrt());
            }
        }
    }
}
