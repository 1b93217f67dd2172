//! Does the microphone hear the loudspeaker at all? With a headset it does not, and then everything a canceler takes away is taken
//! from the voice: measured, two people who talk at once without any echo came through at PESQ-WB 1.3 instead of 3.9. So before the
//! canceler is believed, its reference must be found in the microphone's sound.
//!
//! Found means: the two resemble each other (normalised cross-correlation of the whitened sound below 2 kHz, remembered for about half
//! a second) at one delay, and again at that delay 100 ms later. Two voices resemble each other now and then (0.1 usually, up to 0.4),
//! but never twice at the same delay; an echo gives 0.4 to 0.9 within 200 ms, measured in a reverberant room 10 and 20 dB down.
//!
//! Not found does not mean gone: whoever speaks louder than the echo hides it. So how loud the echo is gets remembered, and only where
//! it would be heard can its absence acquit. Measured without this: the echo went out uncancelled for most of the time in which both
//! spoke.

use std::collections::VecDeque;
use std::ops::Range;

use crate::{FRAME_SAMPLES, Frame, Level};

/// Sound is compared at 4 kHz.
const DECIMATION: usize = 12;
const BLOCK: usize = FRAME_SAMPLES / DECIMATION;

/// Delays tried: up to 500 ms, more than any device's buffers.
const LAGS: usize = 2_000;

/// What is left of the memory after ten milliseconds: half a second of it.
const MEMORY: f32 = 0.98;

/// How alike is an echo, and how unlike is none.
const ALIKE: f32 = 0.35;
const UNLIKE: f32 = 0.25;

/// Two delays closer than this (20 ms) are one: the walls answer too.
const SAME_DELAY: usize = 80;

/// A tone resembles itself at every period. Of delays that are about as alike as the best, the one counts where the echo was found
/// before, give or take 0.5 ms: clocks run apart meanwhile.
const AS_ALIKE: f32 = 0.9;
const SAME_PERIOD: usize = 2;

/// Frames between two judgements.
const JUDGE_EVERY: u32 = 10;

/// Sound so many times stronger than the echo hides it.
const HIDES: f32 = 4.0;

/// What is left, after ten milliseconds, of the energy that is expected of the echo's reverberation: 30 dB less in a second.
const REVERBERATION: f32 = 0.933;

/// And of the energy that is heard: a syllable is enough.
const SYLLABLE: f32 = 0.8;

/// What is remembered of the echo's strength may grow by this factor with each judgement: a voice beside it is no echo.
const STRONGER: f32 = 1.05;

/// So many judgements that found no echo acquit: the first time, when nothing is known, and after an echo.
const ACQUIT_FIRST: u32 = 3;
const ACQUIT_LATER: u32 = 10;

/// So many frames of the far end without a sound at the microphone acquit too: longer than any delay.
const UNHEARD: u32 = 80;

/// Below these nobody speaks.
const FAR_SPEAKS: f32 = -50.0;
const NEAR_SOUNDS: f32 = -65.0;

/// Played frames that wait for their recorded ones; devices give and take in bursts.
const BURST: usize = 30;

/// Frames in which every burst is over once: what waited all the time waits for nothing.
const SETTLE_EVERY: u32 = 100;

/// Whether loudspeaker and microphone are coupled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Not enough was heard: to be safe, there may be an echo.
    Unknown,
    /// There is an echo.
    Coupled,
    /// There is an echo, and beside it a louder voice.
    Covered,
    /// There is none.
    Apart,
}

pub(super) struct Coupling {
    verdict: Verdict,
    played: VecDeque<(Level, [f32; BLOCK])>,
    /// The fewest played frames that waited since the last settling, and the recorded ones since then.
    fewest_waiting: usize,
    unsettled: u32,
    /// Whether a frame was played too many since this was asked last.
    too_many: bool,
    far: Whitener,
    near: Whitener,
    /// The far end's past, oldest first; the newest block is at its end.
    past: Vec<f32>,
    far_speaks_for: u32,
    /// Of each delay, the longest first: how alike so far, and the far end's energy for scale.
    likeness: Vec<f32>,
    far_energy: Vec<f32>,
    near_energy: f32,
    frames: u32,
    unheard: u32,
    innocent: u32,
    suspected_delay: Option<usize>,
    /// The last echo that was found.
    echo: Option<Echo>,
    /// The energies of the last syllable heard, and of what was played and still echoes.
    heard: f32,
    echoing: f32,
}

#[derive(Clone, Copy)]
struct Echo {
    delay: usize,
    /// Its energy by that of what was played.
    strength: f32,
}

impl Coupling {
    pub(super) fn new() -> Self {
        Self {
            verdict: Verdict::Unknown,
            played: VecDeque::with_capacity(BURST),
            fewest_waiting: BURST,
            unsettled: 0,
            too_many: false,
            far: Whitener::default(),
            near: Whitener::default(),
            past: vec![0.0; LAGS + BLOCK],
            far_speaks_for: 0,
            likeness: vec![0.0; LAGS],
            far_energy: vec![0.0; LAGS],
            near_energy: 0.0,
            frames: 0,
            unheard: 0,
            innocent: 0,
            suspected_delay: None,
            echo: None,
            heard: 0.0,
            echoing: 0.0,
        }
    }

    /// Listens to what is played.
    pub(super) fn played(&mut self, frame: &Frame) {
        if self.played.len() == BURST {
            self.played.pop_front();
        }
        let block = self.far.block(frame);
        self.played.push_back((Level::of(frame), block));
    }

    /// Whether, since this was asked last, the loudspeaker has got a whole frame ahead of the microphone.
    pub(super) fn takes_surplus(&mut self) -> bool {
        std::mem::take(&mut self.too_many)
    }

    /// Listens to what was recorded, and says what it thinks now.
    pub(super) fn recorded(&mut self, frame: &Frame) -> Verdict {
        let near = self.near.block(frame);
        let verdict = self.judged(frame, &near);
        let is_covered = self.is_covered(&near);
        if verdict == Verdict::Coupled && is_covered { Verdict::Covered } else { verdict }
    }

    fn judged(&mut self, frame: &Frame, near: &[f32; BLOCK]) -> Verdict {
        self.settle();
        let (level, far) = self.played.pop_front().unwrap_or((Level::SILENCE, [0.0; BLOCK]));
        self.remember(&far);
        // The far end's sound may still arrive half a second after it was played.
        self.far_speaks_for = if level.dbfs() > FAR_SPEAKS { 50 } else { self.far_speaks_for.saturating_sub(1) };
        if self.far_speaks_for == 0 {
            return self.verdict;
        }
        if Level::of(frame).dbfs() < NEAR_SOUNDS && self.verdict != Verdict::Coupled {
            self.unheard += 1;
            if self.unheard > UNHEARD && self.verdict == Verdict::Unknown {
                self.verdict = Verdict::Apart;
            }
            return self.verdict;
        }
        self.unheard = 0;
        self.compare(near);
        self.frames += 1;
        if self.frames.is_multiple_of(JUDGE_EVERY) {
            self.judge();
        }
        self.verdict
    }

    /// A loudspeaker whose clock is faster than the microphone's plays more and more frames that wait, until their echo comes before
    /// them and is found no more (at 100 ppm and 40 ms within seven minutes). Those that are too many are taken at once.
    fn settle(&mut self) {
        self.fewest_waiting = self.fewest_waiting.min(self.played.len());
        self.unsettled += 1;
        if self.unsettled < SETTLE_EVERY {
            return;
        }
        if self.fewest_waiting > 1
            && let Some((_, far)) = self.played.pop_front()
        {
            self.too_many = true;
            self.remember(&far);
            // What was found out of a delay is now true of one that is a block longer.
            for of_delay in [&mut self.likeness, &mut self.far_energy] {
                of_delay.copy_within(BLOCK.., 0);
                of_delay[LAGS - BLOCK..].fill(0.0);
            }
            self.suspected_delay = self.suspected_delay.and_then(|delay| delay.checked_sub(BLOCK));
            self.echo.iter_mut().for_each(|echo| echo.delay = echo.delay.saturating_sub(BLOCK));
        }
        (self.fewest_waiting, self.unsettled) = (BURST, 0);
    }

    fn remember(&mut self, far: &[f32; BLOCK]) {
        self.past.copy_within(BLOCK.., 0);
        self.past[LAGS..].copy_from_slice(far);
    }

    fn compare(&mut self, near: &[f32; BLOCK]) {
        self.likeness.iter_mut().for_each(|likeness| *likeness *= MEMORY);
        for (at, sample) in near.iter().enumerate() {
            for (likeness, far) in self.likeness.iter_mut().zip(&self.past[at..]) {
                *likeness += sample * far;
            }
        }
        let mut energy = energy(&self.past[..BLOCK]);
        for (at, remembered) in self.far_energy.iter_mut().enumerate() {
            *remembered = *remembered * MEMORY + energy.max(0.0);
            energy += self.past[at + BLOCK].powi(2) - self.past[at].powi(2);
        }
        self.near_energy = self.near_energy * MEMORY + self::energy(near);
    }

    fn judge(&mut self) {
        let (alike, delay) = self.most_alike();
        let again = self.suspected_delay.is_some_and(|suspected| suspected.abs_diff(delay) <= SAME_DELAY);
        self.suspected_delay = (alike >= ALIKE).then_some(delay);
        if alike >= ALIKE && again {
            (self.verdict, self.innocent) = (Verdict::Coupled, 0);
            self.heard_echo(delay);
            return;
        }
        if self.verdict == Verdict::Coupled && self.is_hidden() {
            return;
        }
        self.innocent = if alike < UNLIKE || !again { self.innocent + 1 } else { 0 };
        let enough = match self.verdict {
            Verdict::Unknown => ACQUIT_FIRST,
            Verdict::Coupled | Verdict::Covered | Verdict::Apart => ACQUIT_LATER,
        };
        if self.innocent >= enough {
            self.verdict = Verdict::Apart;
        }
    }

    fn heard_echo(&mut self, delay: usize) {
        let strength = self.near_energy / self.far_energy[delay].max(1e-9);
        let at_most = self.echo.map_or(f32::MAX, |echo| echo.strength * STRONGER);
        self.echo = Some(Echo { delay, strength: strength.min(at_most) });
    }

    /// Whether the echo, as loud as it was, would be lost among what else is heard.
    fn is_hidden(&self) -> bool {
        self.echo.is_some_and(|echo| self.near_energy > HIDES * echo.strength * self.far_energy[echo.delay])
    }

    /// Whether at this very moment something louder than the echo is heard.
    fn is_covered(&mut self, near: &[f32; BLOCK]) -> bool {
        let Some(Echo { delay, strength }) = self.echo else { return false };
        self.echoing = (self.echoing * REVERBERATION).max(energy(&self.past[delay..delay + BLOCK]));
        self.heard = self.heard * SYLLABLE + energy(near) * (1.0 - SYLLABLE);
        self.heard > HIDES * strength * self.echoing
    }

    fn most_alike(&self) -> (f32, usize) {
        let loudest = self.far_energy.iter().fold(0.0_f32, |loudest, energy| loudest.max(*energy));
        let scaled = self.likeness.iter().zip(&self.far_energy).map(|(likeness, energy)| {
            if *energy < 0.02 * loudest { 0.0 } else { likeness.abs() / (energy * self.near_energy).sqrt().max(1e-9) }
        });
        let scaled: Vec<f32> = scaled.collect();
        let best = |delays: Range<usize>| {
            let alike = delays.map(|delay| (scaled[delay], delay));
            alike.max_by(|one, other| one.0.total_cmp(&other.0)).unwrap_or_default()
        };
        let anywhere = best(0..LAGS);
        let known = self.echo.filter(|_| self.verdict == Verdict::Coupled).map(|echo| echo.delay);
        let there = known.map(|known| best(known.saturating_sub(SAME_PERIOD)..LAGS.min(known + SAME_PERIOD + 1)));
        there.filter(|there| there.0 >= AS_ALIKE * anywhere.0).unwrap_or(anywhere)
    }
}

fn energy(sound: &[f32]) -> f32 {
    sound.iter().map(|sample| sample * sample).sum()
}

/// Brings sound to 4 kHz and evens out its spectrum: a voice's vowels alone would resemble any other's.
#[derive(Default)]
struct Whitener {
    last: f32,
}

impl Whitener {
    fn block(&mut self, frame: &Frame) -> [f32; BLOCK] {
        let mut block = [0.0; BLOCK];
        for (sample, moment) in block.iter_mut().zip(frame.chunks_exact(DECIMATION)) {
            let mean = moment.iter().sum::<f32>() / DECIMATION as f32;
            *sample = mean - self.last;
            self.last = mean;
        }
        block
    }
}
