//! The canceler in rooms of a few lines.

use super::*;
use crate::Level;
use crate::tone::{Sine, tone_level};

/// A repeatable sound with the syllables and the wide spectrum that a canceler learns from: noise in bursts.
fn babble(seed: u32, frames: usize) -> Vec<Frame> {
    let mut state = seed;
    let mut low = 0.0;
    (0..frames)
        .map(|at| {
            let loudness = if at % 40 < 28 { 0.3 } else { 0.02 };
            let mut frame = Frame::SILENCE;
            frame.fill_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                low = 0.7 * low + 0.3 * (state as f32 / u32::MAX as f32 - 0.5) * 2.0;
                low * loudness
            });
            frame
        })
        .collect()
}

/// What a microphone hears of `played`: `delay` frames later and 10 dB softer.
fn echo_of(played: &[Frame], at: usize, delay: usize) -> Frame {
    let mut echo = at.checked_sub(delay).map_or(Frame::SILENCE, |past| played[past].clone());
    echo.iter_mut().for_each(|sample| *sample *= 0.3);
    echo
}

#[test]
fn the_echo_of_the_far_end_is_gone_after_a_few_seconds() {
    let played = babble(7, 800);
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let (mut heard, mut left) = (Vec::new(), Vec::new());
    for (at, frame) in played.iter().enumerate() {
        canceler.reference(frame);
        let mut recorded = echo_of(&played, at, 8);
        heard.extend_from_slice(&recorded);
        canceler.clean(&mut recorded);
        left.extend_from_slice(&recorded);
    }
    let late = 500 * 480..;
    let loss = Level::of(&heard[late.clone()]).dbfs() - Level::of(&left[late]).dbfs();
    assert!(loss > 25.0, "echo return loss enhancement is {loss} dB");
}

#[test]
fn a_voice_passes_while_the_far_end_is_silent() {
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let mut harmonics: Vec<Sine> = (1..20).map(|nth| Sine::new(150.0 * nth as f32, 0.2 / nth as f32)).collect();
    let (mut said, mut sent) = (Vec::new(), Vec::new());
    for at in 0..300 {
        let mut frame = Frame::SILENCE;
        for harmonic in &mut harmonics {
            frame.iter_mut().zip(harmonic.frame().iter()).for_each(|(sample, part)| *sample += part);
        }
        if at % 30 > 20 {
            frame = Frame::SILENCE;
        }
        canceler.reference(&Frame::SILENCE);
        said.extend_from_slice(&frame);
        canceler.clean(&mut frame);
        sent.extend_from_slice(&frame);
    }
    let difference = Level::of(&said[48_000..]).dbfs() - Level::of(&sent[48_000..]).dbfs();
    assert!(difference.abs() < 3.0, "the voice lost {difference} dB");
}

#[test]
fn a_voice_passes_while_both_speak_and_there_is_no_echo() {
    let (played, voice) = (babble(7, 500), babble(3, 500));
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let mut sent = Vec::new();
    for (frame, said) in played.iter().zip(&voice) {
        canceler.reference(frame);
        let mut recorded = said.clone();
        canceler.clean(&mut recorded);
        sent.extend_from_slice(&recorded);
    }
    let said: Vec<f32> = voice.iter().flat_map(|frame| frame.to_vec()).collect();
    let late = said[96_000..].iter().zip(&sent[96_000 + CANCELER_DELAY..]);
    assert!(late.into_iter().all(|(said, sent)| (said - sent).abs() < 1e-6), "the voice is untouched");
}

#[test]
fn an_echo_that_begins_when_the_headset_is_unplugged_is_gone_again_soon() {
    let (played, voice) = (babble(7, 1_200), babble(3, 300));
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let (mut heard, mut left) = (Vec::new(), Vec::new());
    for (at, frame) in played.iter().enumerate() {
        canceler.reference(frame);
        let mut recorded = voice.get(at).cloned().unwrap_or_else(|| echo_of(&played, at, 8));
        heard.extend_from_slice(&recorded);
        canceler.clean(&mut recorded);
        left.extend_from_slice(&recorded);
    }
    let late = 800 * 480..;
    let loss = Level::of(&heard[late.clone()]).dbfs() - Level::of(&left[late]).dbfs();
    assert!(loss > 25.0, "echo return loss enhancement is {loss} dB");
}

#[test]
fn a_canceler_that_rested_says_nothing_of_the_time_before() {
    let (played, voice) = (babble(7, 900), babble(3, 300));
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let mut before = Frame::SILENCE;
    let mut wakings = 0;
    for (at, frame) in played.iter().enumerate() {
        let rested = canceler.rests;
        canceler.reference(frame);
        let recorded = voice.get(at).cloned().unwrap_or_else(|| echo_of(&played, at, 8));
        let mut sent = recorded.clone();
        canceler.clean(&mut sent);
        assert!(at != 299 || canceler.rests, "with a headset there is nothing to do");
        assert!(!canceler.rests || canceler.ahead_for.is_none(), "nothing is owed after a rest");
        if rested && !canceler.rests {
            wakings += 1;
            let (late, soon) = sent.split_at(CANCELER_DELAY);
            assert_eq!(
                (late, soon),
                (&before[FRAME_SAMPLES - CANCELER_DELAY..], &recorded[..FRAME_SAMPLES - CANCELER_DELAY])
            );
        }
        before = recorded;
    }
    assert_eq!(wakings, 1, "the headset was unplugged once");
    assert!(!canceler.rests, "there is an echo");
}

#[test]
fn the_near_voice_is_heard_through_the_echo() {
    let played = babble(7, 800);
    let mut near = Sine::new(1_000.0, 0.2);
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let mut sent = Vec::new();
    for (at, frame) in played.iter().enumerate() {
        canceler.reference(frame);
        let mut recorded = echo_of(&played, at, 8);
        if at >= 500 {
            recorded.iter_mut().zip(near.frame().iter()).for_each(|(sample, voice)| *sample += voice);
        }
        canceler.clean(&mut recorded);
        sent.extend_from_slice(&recorded);
    }
    let heard = tone_level(&sent[510 * 480..560 * 480], 1_000.0).dbfs();
    assert!(heard > -30.0, "the near tone of -17 dBFS came through at {heard} dBFS");
}

#[test]
fn the_echo_at_150_ms_is_gone_and_gone_again_a_second_after_it_jumps() {
    let played = babble(7, 1_500);
    let jump = 900;
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let (mut heard, mut left) = (Vec::new(), Vec::new());
    for (at, frame) in played.iter().enumerate() {
        canceler.reference(frame);
        let mut recorded = echo_of(&played, at, if at < jump { 15 } else { 21 });
        heard.extend_from_slice(&recorded);
        canceler.clean(&mut recorded);
        left.extend_from_slice(&recorded);
    }
    let loss = |frames: std::ops::Range<usize>| {
        let samples = frames.start * FRAME_SAMPLES..frames.end * FRAME_SAMPLES;
        Level::of(&heard[samples.clone()]).dbfs() - Level::of(&left[samples]).dbfs()
    };
    let (before, after) = (loss(500..jump), loss(jump + 100..1_500));
    // Bursts of noise are harder than speech, which the bench measures.
    assert!(before > 30.0 && after > 20.0, "echo return loss enhancement is {before} dB, after the jump {after} dB");
}

#[test]
fn a_loudspeaker_that_is_faster_than_the_microphone_does_not_lose_its_echo() {
    // A hundred times as fast as real clocks: what takes minutes takes seconds. Each two hundredth frame is played ahead.
    let played = babble(7, 6_000);
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let mut references = 0;
    let (mut heard, mut left) = (Vec::new(), Vec::new());
    for at in 0..5_900 {
        while references <= at + at / 200 {
            canceler.reference(&played[references]);
            references += 1;
        }
        let mut recorded = echo_of(&played, at + at / 200, 4);
        heard.extend_from_slice(&recorded);
        canceler.clean(&mut recorded);
        left.extend_from_slice(&recorded);
    }
    let late = 5_000 * FRAME_SAMPLES..;
    let loss = Level::of(&heard[late.clone()]).dbfs() - Level::of(&left[late]).dbfs();
    assert!(loss > 25.0, "echo return loss enhancement is {loss} dB");
}

#[test]
fn a_louder_voice_hides_the_echo_and_does_not_let_it_pass() {
    let (played, voice) = (babble(7, 1_500), babble(3, 1_500));
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let (mut untouched, mut both) = (0, 0);
    for (at, frame) in played.iter().enumerate() {
        canceler.reference(frame);
        let mut recorded = echo_of(&played, at, 8);
        if at >= 500 {
            recorded.iter_mut().zip(voice[at].iter()).for_each(|(sample, voice)| *sample += voice);
            both += 1;
        }
        canceler.clean(&mut recorded);
        untouched += usize::from(at >= 500 && canceler.share < COVERED_SHARE);
    }
    assert_eq!((untouched, both), (0, 1_000), "frames of both that went out untouched");
}

#[test]
fn a_tone_that_resembles_itself_everywhere_is_still_an_echo() {
    // Clocks run apart, as fast as none do: in turn each period of the tone is the one that is most alike.
    const FASTER: f32 = 0.0003;
    let (mut speech, mut tone) = (babble(7, 400).into_iter(), Sine::new(440.0, 0.5));
    let mut past = vec![0.0; 8 * FRAME_SAMPLES];
    let mut canceler = EchoCanceler::new(Cleaning::default());
    for at in 0..2_000 {
        let played = speech.next().unwrap_or_else(|| tone.frame());
        canceler.reference(&played);
        past.extend_from_slice(&played);
        let mut recorded = Frame::SILENCE;
        for (nth, sample) in recorded.iter_mut().enumerate() {
            let (nth, ahead) = (at * FRAME_SAMPLES + nth, (at * FRAME_SAMPLES + nth) as f32 * FASTER);
            let (nth, between) = (nth + ahead as usize, ahead.fract());
            *sample = 0.3 * (past[nth] * (1.0 - between) + past[nth + 1] * between);
        }
        canceler.clean(&mut recorded);
        assert!(at < 300 || canceler.share == 1.0, "at {at} the echo goes out");
    }
}

#[test]
fn a_headset_that_is_plugged_in_is_noticed_while_the_far_end_speaks_alone() {
    let (played, voice) = (babble(7, 1_500), babble(3, 1_500));
    let mut canceler = EchoCanceler::new(Cleaning::default());
    for (at, frame) in played.iter().enumerate() {
        canceler.reference(frame);
        let mut recorded = match at {
            0..500 => echo_of(&played, at, 8),
            500..800 => Frame::SILENCE,
            _ => voice[at].clone(),
        };
        canceler.clean(&mut recorded);
        assert!(at < 800 || canceler.share == 0.0, "at {at} the voice is touched");
    }
}
