//! Rooms with a loudspeaker in them, each the same every time.

use anyhow::Context as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use realfft::RealFftPlanner;
use roomline_audio::SAMPLE_RATE;

/// The echo arrives this much softer than it was played, in dB: loudspeaker and microphone on one desk.
const SOFTER_DB: f32 = 10.0;
/// The first sound off a wall comes so much later than the direct one: 3 ms, half a metre of a way round.
const FIRST_WALL: usize = 144;
/// The reverberation is as strong as the direct sound.
const DIRECT_TO_REVERBERANT: f32 = 1.0;
/// A loudspeaker that is overdriven gets no louder than this.
const OVERDRIVEN_AT: f32 = 0.35;

/// What the air between loudspeaker and microphone does to a click.
///
/// Direct sound, then noise that falls by 60 dB in `rt60` seconds. Source: J.-D. Polack, "Playing billiards in the concert
/// hall", Applied Acoustics 38 (1993).
pub(super) fn impulse_response(rt60: f32, seed: u64) -> Vec<f32> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let rate = SAMPLE_RATE as f32;
    let mut response: Vec<f32> = (0..(rt60 * rate) as usize)
        .map(|at| match at {
            0..FIRST_WALL => 0.0,
            _ => dice.random_range(-1.0..1.0) * 10.0_f32.powf(-3.0 * at as f32 / (rt60 * rate)),
        })
        .collect();
    let reverberant = energy(&response).sqrt();
    response[0] = reverberant * DIRECT_TO_REVERBERANT;
    let gain = 10.0_f32.powf(-SOFTER_DB / 20.0) / energy(&response).sqrt();
    response.iter_mut().for_each(|sample| *sample *= gain);
    response
}

/// What a small loudspeaker makes of loud sound: it bends before it ends.
pub(super) fn overdriven(sound: &[f32]) -> Vec<f32> {
    sound.iter().map(|sample| sample / (1.0 + (sample / OVERDRIVEN_AT).powi(2)).sqrt()).collect()
}

/// The sound with the room's answer to it, as long as the sound.
///
/// # Errors
/// Never for these lengths: the transform checks them.
pub(super) fn in_room(sound: &[f32], response: &[f32]) -> anyhow::Result<Vec<f32>> {
    let size = (sound.len() + response.len()).next_power_of_two();
    let mut planner = RealFftPlanner::<f32>::new();
    let (there, back) = (planner.plan_fft_forward(size), planner.plan_fft_inverse(size));
    let spectrum = |samples: &[f32]| {
        let mut padded = samples.to_vec();
        padded.resize(size, 0.0);
        let mut spectrum = there.make_output_vec();
        there.process(&mut padded, &mut spectrum).map(|()| spectrum)
    };
    let mut product = spectrum(sound).context("a spectrum")?;
    let answer = spectrum(response).context("a spectrum")?;
    product.iter_mut().zip(&answer).for_each(|(one, other)| *one *= other);
    let mut heard = back.make_output_vec();
    back.process(&mut product, &mut heard).context("a sound")?;
    heard.truncate(sound.len());
    heard.iter_mut().for_each(|sample| *sample /= size as f32);
    Ok(heard)
}

fn energy(sound: &[f32]) -> f32 {
    sound.iter().map(|sample| sample * sample).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_answers_softer_and_for_as_long_as_it_should() {
        let response = impulse_response(0.4, 1);
        assert!((10.0 * energy(&response).log10() + SOFTER_DB).abs() < 0.1);
        let late = |seconds: f32| energy(&response[(seconds * 48_000.0) as usize..]);
        let fallen = 10.0 * (late(0.05) / late(0.25)).log10();
        assert!((fallen - 30.0).abs() < 3.0, "0.2 s are half of the 60 dB, not {fallen} dB");
        assert_eq!(response, impulse_response(0.4, 1));
    }

    #[test]
    fn a_click_in_a_room_is_its_response() {
        let response = impulse_response(0.2, 1);
        let mut click = vec![0.0; 12_000];
        click[100] = 1.0;
        let heard = in_room(&click, &response).expect("a sound");
        assert!(heard[..100].iter().all(|sample| sample.abs() < 1e-6));
        assert!(heard[100..].iter().zip(&response).all(|(one, other)| (one - other).abs() < 1e-6));
    }

    #[test]
    fn an_overdriven_loudspeaker_spares_what_is_soft() {
        let bent = overdriven(&[0.01, 1.0, -1.0]);
        assert!((bent[0] - 0.01).abs() < 1e-4 && bent[1] < OVERDRIVEN_AT && bent[2] > -OVERDRIVEN_AT);
    }
}
