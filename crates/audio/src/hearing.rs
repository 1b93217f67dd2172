//! Help for hearing: a resident who hears badly gets a louder voice, and more of the consonants that age takes first. However much
//! is asked for, nothing may be heard above full scale, and the voice must not swell and sink while it is held down.

use crate::{Frame, SAMPLE_RATE};

/// Where consonants live, in Hz: the middle of 2 to 4 kHz, and how much wider than that it reaches.
const PRESENCE_HZ: f32 = 2_800.0;
const PRESENCE_QUALITY: f32 = 1.0;

/// A change takes so many samples: 50 ms.
const CHANGE: u16 = 2_400;

/// Peaks are held at this; what is above it for a moment is rounded off below full scale.
const CEILING: f32 = 0.7;

/// Gains of one sample: the voice is turned down within 1 ms, stays down for 30 ms and comes back within 300 ms.
const DOWN: f32 = 1.0 / 48.0;
const UP: f32 = 1.0 / 14_400.0;
const STAY: u32 = 1_440;

/// What somebody needs to hear a voice well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Hearing {
    /// Louder by so many decibels, 0..=18; more counts as 18.
    pub gain_db: u8,
    /// Consonants (around 2 to 4 kHz) louder by so many decibels on top of that, 0..=12; more counts as 12.
    pub presence_db: u8,
}

impl Hearing {
    /// The most gain there is.
    pub const MOST_GAIN_DB: u8 = 18;
    /// The most presence there is.
    pub const MOST_PRESENCE_DB: u8 = 12;
    /// No help: sound passes untouched.
    pub const OFF: Self = Self { gain_db: 0, presence_db: 0 };
}

/// Makes a voice fit for a [`Hearing`], without delay. A new one leaves sound untouched.
#[derive(Debug, Clone)]
pub struct HearingAid {
    wanted: Hearing,
    gain: Slide,
    presence: Slide,
    /// 0 for untouched sound to 1 for helped.
    share: Slide,
    band: Band,
    limiter: Limiter,
}

impl HearingAid {
    /// Leaves sound untouched until something is wanted.
    #[must_use]
    pub fn new() -> Self {
        Self {
            wanted: Hearing::OFF,
            gain: Slide::at(1.0),
            presence: Slide::at(0.0),
            share: Slide::at(0.0),
            band: Band::default(),
            limiter: Limiter::default(),
        }
    }

    /// Changes what is wanted, also in the middle of a word: it takes 50 ms to come, so that nothing clicks.
    pub fn set(&mut self, wanted: Hearing) {
        if wanted == self.wanted {
            return;
        }
        let gain = factor(wanted.gain_db.min(Hearing::MOST_GAIN_DB));
        let presence = factor(wanted.presence_db.min(Hearing::MOST_PRESENCE_DB)) - 1.0;
        if self.share.is_nothing() {
            // Nothing of it is heard yet, so it need not slide; what is heard slides in.
            (self.gain, self.presence) = (Slide::at(gain), Slide::at(presence));
            (self.band, self.limiter) = (Band::default(), Limiter::default());
        } else if wanted != Hearing::OFF {
            self.gain.go(gain);
            self.presence.go(presence);
        }
        self.share.go(if wanted == Hearing::OFF { 0.0 } else { 1.0 });
        self.wanted = wanted;
    }

    /// Helps ten milliseconds of sound, which are within full scale afterwards; without a wish not one bit is changed.
    pub fn help(&mut self, frame: &mut Frame) {
        if self.share.is_nothing() {
            return;
        }
        frame.limit();
        for sample in frame.iter_mut() {
            let consonants = self.band.pass(*sample);
            let louder = (*sample + consonants * self.presence.next()) * self.gain.next();
            let helped = self.limiter.hold(louder);
            *sample += (helped - *sample) * self.share.next();
        }
        frame.limit();
    }
}

impl Default for HearingAid {
    fn default() -> Self {
        Self::new()
    }
}

fn factor(decibels: u8) -> f32 {
    10.0_f32.powf(f32::from(decibels) / 20.0)
}

/// A number that never jumps.
#[derive(Debug, Clone, Copy)]
struct Slide {
    now: f32,
    end: f32,
    step: f32,
    left: u16,
}

impl Slide {
    fn at(value: f32) -> Self {
        Self { now: value, end: value, step: 0.0, left: 0 }
    }

    fn go(&mut self, end: f32) {
        *self = Self { end, step: (end - self.now) / f32::from(CHANGE), left: CHANGE, ..*self };
    }

    fn is_nothing(&self) -> bool {
        self.left == 0 && self.end == 0.0
    }

    fn next(&mut self) -> f32 {
        self.left = self.left.saturating_sub(1);
        self.now = if self.left == 0 { self.end } else { self.now + self.step };
        self.now
    }
}

/// What lies around 2 to 4 kHz. Added to the whole it is a peaking filter, whose height may change without touching its memory.
///
/// Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients", band-pass of 0 dB.
#[derive(Debug, Clone, Copy)]
struct Band {
    forward: f32,
    back: [f32; 2],
    heard: [f32; 2],
    said: [f32; 2],
}

impl Default for Band {
    fn default() -> Self {
        let angle = std::f32::consts::TAU * PRESENCE_HZ / SAMPLE_RATE as f32;
        let width = angle.sin() / (2.0 * PRESENCE_QUALITY);
        Self {
            forward: width / (1.0 + width),
            back: [-2.0 * angle.cos() / (1.0 + width), (1.0 - width) / (1.0 + width)],
            heard: [0.0; 2],
            said: [0.0; 2],
        }
    }
}

impl Band {
    fn pass(&mut self, sample: f32) -> f32 {
        let said = self.forward * (sample - self.heard[1]) - self.back[0] * self.said[0] - self.back[1] * self.said[1];
        self.heard = [sample, self.heard[0]];
        self.said = [said, self.said[0]];
        said
    }
}

/// Turns down what is too loud: fast down, a while there, slowly up, so that the pitch of a voice does not modulate it.
#[derive(Debug, Clone, Copy)]
struct Limiter {
    gain: f32,
    stay: u32,
}

impl Default for Limiter {
    fn default() -> Self {
        Self { gain: 1.0, stay: 0 }
    }
}

impl Limiter {
    fn hold(&mut self, sample: f32) -> f32 {
        let fits = (CEILING / sample.abs().max(CEILING)).min(1.0);
        if fits <= self.gain {
            self.gain += (fits - self.gain) * DOWN;
            self.stay = STAY;
        } else if self.stay > 0 {
            self.stay -= 1;
        } else {
            self.gain += (1.0 - self.gain) * UP;
        }
        rounded(sample * self.gain)
    }
}

/// Leaves what is below the ceiling as it is, and bends the rest so that it never reaches full scale.
fn rounded(sample: f32) -> f32 {
    let above = sample.abs() - CEILING;
    if above <= 0.0 {
        return sample;
    }
    let room = 1.0 - CEILING;
    (CEILING + room * (above / room).tanh()).copysign(sample)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level;
    use crate::tone::{Sine, tone_frames, tone_level};

    fn helped(wanted: Hearing, frames: impl Iterator<Item = Frame>) -> Vec<f32> {
        let mut aid = HearingAid::new();
        aid.set(wanted);
        frames
            .flat_map(|mut frame| {
                aid.help(&mut frame);
                frame.to_vec()
            })
            .collect()
    }

    #[test]
    fn the_response_is_what_was_asked_for() {
        for (gain_db, presence_db) in [(0, 12), (6, 0), (18, 12), (9, 6)] {
            let gain = |hertz: f32| {
                let sound = helped(Hearing { gain_db, presence_db }, tone_frames(hertz, 0.005, 0.5));
                tone_level(&sound[9_600..], hertz).dbfs() - (0.005_f32 / 2.0_f32.sqrt()).log10() * 20.0
            };
            let (base, peak) = (f32::from(gain_db), f32::from(gain_db + presence_db));
            for low in [100.0, 200.0] {
                assert!((gain(low) - base).abs() < 0.5, "{low} Hz: {} of {base}", gain(low));
            }
            assert!((gain(2_800.0) - peak).abs() < 0.2, "{} of {peak}", gain(2_800.0));
            for edge in [2_000.0, 4_000.0] {
                let reached = gain(edge) - base;
                assert!(reached >= f32::from(presence_db) * 0.75, "{edge} Hz: {reached} of {presence_db}");
            }
            assert!(gain(10_000.0) - base <= f32::from(presence_db) / 2.0);
        }
    }

    #[test]
    fn nothing_is_ever_above_full_scale_however_loud_it_came() {
        let mut seed = 3_u32;
        let wild = (0..200).map(|_| {
            let mut frame = Frame::SILENCE;
            for sample in frame.iter_mut() {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *sample = if seed >> 28 == 0 { f32::NAN } else { (seed as f32 / u32::MAX as f32 - 0.5) * 4.0 };
            }
            frame
        });
        let most = Hearing { gain_db: u8::MAX, presence_db: u8::MAX };
        assert!(helped(most, wild).iter().all(|sample| sample.abs() <= 1.0));
        let loud = helped(most, tone_frames(300.0, 1.0, 1.0));
        assert!(loud.iter().all(|sample| sample.abs() <= 1.0));
        assert!(Level::of(&loud[24_000..]).dbfs() > -8.0, "{}", Level::of(&loud[24_000..]));
    }

    #[test]
    fn without_a_wish_not_one_bit_is_changed_also_after_one() {
        let mut aid = HearingAid::new();
        let loud = || tone_frames(300.0, 1.0, 0.5).chain([Frame::from([-0.0; crate::FRAME_SAMPLES])]);
        let is_untouched = |aid: &mut HearingAid| {
            loud().all(|frame| {
                let mut after = frame.clone();
                aid.help(&mut after);
                after.iter().zip(&*frame).all(|(one, other)| one.to_bits() == other.to_bits())
            })
        };
        assert!(is_untouched(&mut aid));
        aid.set(Hearing { gain_db: 18, presence_db: 12 });
        assert!(!is_untouched(&mut aid));
        aid.set(Hearing::OFF);
        tone_frames(300.0, 1.0, 0.1).for_each(|mut frame| aid.help(&mut frame));
        assert!(is_untouched(&mut aid));
    }

    #[test]
    fn a_change_in_the_middle_of_a_tone_does_not_click() {
        let (mut aid, mut sine) = (HearingAid::new(), Sine::new(440.0, 0.05));
        let wishes =
            [(12, 6), (0, 0), (3, 12), (18, 0), (0, 1), (0, 0)].into_iter().flat_map(|(gain_db, presence_db)| {
                // Changed again before the first change is complete, too.
                std::iter::repeat_n(Hearing { gain_db, presence_db }, if gain_db == 3 { 2 } else { 20 })
            });
        let sound: Vec<f32> = wishes
            .flat_map(|wanted| {
                aid.set(wanted);
                let mut frame = sine.frame();
                aid.help(&mut frame);
                frame.to_vec()
            })
            .collect();
        // A click is a bend: the second difference of a sine is bounded by its curvature, here at 18 dB.
        let curve = 0.05 * 8.0 * (std::f32::consts::TAU * 440.0 / 48_000.0).powi(2);
        let sharpest = sound.windows(3).map(|three| (three[2] - 2.0 * three[1] + three[0]).abs()).fold(0.0, f32::max);
        assert!(sharpest < 1.5 * curve, "{sharpest}, a sine has {curve}");
    }

    #[test]
    fn what_is_held_down_neither_swells_nor_sinks() {
        // The period of a deep voice, loud enough to be held down all the time.
        let sound = helped(Hearing { gain_db: 18, presence_db: 0 }, tone_frames(100.0, 0.5, 2.0));
        let levels: Vec<f32> = sound[24_000..].chunks(480).map(|period| Level::of(period).dbfs()).collect();
        let (low, high) =
            levels.iter().fold((0.0_f32, -99.0_f32), |(low, high), level| (low.min(*level), high.max(*level)));
        assert!(high - low < 0.5, "between {low} and {high} dBFS");
    }
}
