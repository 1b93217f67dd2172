//! A conversation at a desk with a loudspeaker: who speaks when, and what the microphone hears of it.

use std::ops::Range;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use roomline_audio::{Cleaning, EchoCanceler, FRAME_SAMPLES, Frame, SAMPLE_RATE};

use crate::between::between;

/// Samples in a second.
const SECOND: usize = SAMPLE_RATE as usize;
/// Only the far end speaks; in the middle of it the echo begins to come later.
pub(super) const FAR_ALONE: Range<usize> = 0..40 * SECOND;
/// From here on the echo comes later by [`JUMP`]: a device's buffer has grown.
pub(super) const JUMP_AT: usize = 25 * SECOND;
/// 60 ms.
const JUMP: usize = SECOND * 60 / 1000;
/// Only the desk speaks.
pub(super) const NEAR_ALONE: Range<usize> = 40 * SECOND..65 * SECOND;
/// Both speak.
pub(super) const BOTH: Range<usize> = 65 * SECOND..90 * SECOND;
/// The microphone's own noise, at most: about -75 dBFS.
const HISS: f32 = 3e-4;

/// A desk. The same conversation is held at each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Desk {
    /// The name in the figures.
    pub(super) name: &'static str,
    /// The room's reverberation: the time in seconds in which it falls by 60 dB.
    pub(super) rt60: f32,
    /// From the canceller's reference to the sound at the microphone, in milliseconds: mostly the devices' buffers.
    pub(super) delay_ms: usize,
    /// By how much the loudspeaker's clock runs faster than the microphone's, in millionths.
    drift_ppm: f64,
    /// Whether the loudspeaker is overdriven.
    pub(super) overdriven: bool,
}

const fn desk(name: &'static str, rt60: f32, delay_ms: usize) -> Desk {
    Desk { name, rt60, delay_ms, drift_ppm: 0.0, overdriven: false }
}

const USUAL: Desk = desk("room_0.4_delay_150", 0.4, 150);

/// All that are measured.
pub(super) const ALL: [Desk; 12] = [
    desk("room_0.2_delay_40", 0.2, 40),
    desk("room_0.4_delay_40", 0.4, 40),
    desk("room_0.7_delay_40", 0.7, 40),
    desk("room_0.2_delay_150", 0.2, 150),
    USUAL,
    desk("room_0.7_delay_150", 0.7, 150),
    desk("room_0.2_delay_400", 0.2, 400),
    desk("room_0.4_delay_400", 0.4, 400),
    desk("room_0.7_delay_400", 0.7, 400),
    Desk { name: "drift_plus_100", drift_ppm: 100.0, ..USUAL },
    Desk { name: "drift_minus_100", drift_ppm: -100.0, ..USUAL },
    Desk { name: "overdriven", overdriven: true, ..USUAL },
];

/// What was played, said, recorded and sent at a desk, sample by sample of the microphone's clock.
pub(super) struct Conversation {
    /// What the desk's person said.
    pub(super) said: Vec<f32>,
    /// What the microphone heard of the loudspeaker.
    pub(super) echo: Vec<f32>,
    /// All that the microphone heard.
    pub(super) recorded: Vec<f32>,
    /// What was left of it to be sent.
    pub(super) sent: Vec<f32>,
}

/// The far end's words, as they are played: a voice over and over, where it is its turn.
pub(super) fn far_end(voice: &[f32]) -> Vec<f32> {
    turns(voice, &[FAR_ALONE, BOTH])
}

/// Holds the conversation at one desk. `played` is what goes to the loudspeaker, `in_room` what the room makes of it.
pub(super) fn converse(desk: Desk, played: &[f32], in_room: &[f32], near_voice: &[f32], seed: u64) -> Conversation {
    let said = turns(near_voice, &[NEAR_ALONE, BOTH]);
    let echo: Vec<f32> = (0..said.len()).map(|at| desk.echo_at(in_room, at)).collect();
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut hiss = || dice.random_range(-HISS..HISS);
    let recorded: Vec<f32> = said.iter().zip(&echo).map(|(said, echo)| said + echo + hiss()).collect();
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let mut references = played.chunks(FRAME_SAMPLES).enumerate().peekable();
    let mut sent = Vec::with_capacity(recorded.len());
    for (at, samples) in recorded.chunks(FRAME_SAMPLES).enumerate() {
        // Each device asks by its own clock.
        let until = desk.played_by(at * FRAME_SAMPLES);
        while let Some((_, reference)) = references.next_if(|(played, _)| (played * FRAME_SAMPLES) as f64 <= until) {
            canceler.reference(&Frame::from_samples(reference));
        }
        let mut frame = Frame::from_samples(samples);
        canceler.clean(&mut frame);
        sent.extend_from_slice(&frame);
    }
    Conversation { said, echo, recorded, sent }
}

impl Desk {
    /// How many samples the loudspeaker has played when the microphone has recorded so many.
    fn played_by(self, recorded: usize) -> f64 {
        recorded as f64 * (1.0 + self.drift_ppm / 1e6)
    }

    fn echo_at(self, in_room: &[f32], at: usize) -> f32 {
        let delay = self.delay_ms * SECOND / 1000 + if at >= JUMP_AT { JUMP } else { 0 };
        let sample = |at: i64| usize::try_from(at).ok().and_then(|at| in_room.get(at)).copied().unwrap_or(0.0);
        between(self.played_by(at) - delay as f64, sample)
    }
}

/// The voice over and over, silent where it is not its turn.
fn turns(voice: &[f32], turns: &[Range<usize>]) -> Vec<f32> {
    (0..BOTH.end)
        .zip(voice.iter().cycle())
        .map(|(at, sample)| if turns.iter().any(|turn| turn.contains(&at)) { *sample } else { 0.0 })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_drift_and_the_echo_jumps() {
        let plus = Desk { drift_ppm: 100.0, ..USUAL };
        assert!((plus.played_by(1_000_000) - 1_000_100.0).abs() < 1e-3);
        let ramp: Vec<f32> = (0..BOTH.end).map(|at| at as f32).collect();
        let late = |at: usize| at as f32 - USUAL.echo_at(&ramp, at);
        assert_eq!((late(JUMP_AT - 1), late(JUMP_AT)), (7_200.0, 10_080.0));
    }

    #[test]
    fn nobody_speaks_out_of_turn() {
        let far = far_end(&[1.0; 7]);
        assert_eq!((far[0], far[NEAR_ALONE.start], far[BOTH.start]), (1.0, 0.0, 1.0));
    }
}
