//! A voice through the whole pure chain, from one end's frames to the other's, over networks good and bad.

#![expect(clippy::disallowed_methods, reason = "a test may begin at any time; all later times are counted from there")]

use std::time::{Duration, Instant};

use roomline_audio::tone::{hears_tone, tone_frames};
use roomline_audio::{CodecKind, FRAME_TIME, Frame, Gate, Level, Packet, Receiver, Sender, VoiceFormat};

/// Sends frames every ten milliseconds through `network` (which says when a packet arrives, if it does) and returns what is heard.
fn talk(
    kind: CodecKind,
    frames: impl Iterator<Item = Frame>,
    network: impl FnMut(usize) -> Option<Duration>,
) -> (Vec<f32>, Receiver) {
    talk_as(format(kind), frames, network)
}

fn format(kind: CodecKind) -> VoiceFormat {
    VoiceFormat { kind, payload_type: 96, fec: true }
}

fn talk_as(
    format: VoiceFormat,
    frames: impl Iterator<Item = Frame>,
    mut network: impl FnMut(usize) -> Option<Duration>,
) -> (Vec<f32>, Receiver) {
    let mut sender = Sender::new(format).expect("a codec");
    let mut receiver = Receiver::new(format).expect("a codec");
    sender.set_gate(Gate::SendReceive);
    receiver.set_gate(Gate::SendReceive);
    sender.expect_loss(20);
    let mut now = Instant::now();
    let (mut on_the_way, mut heard, mut sequence) = (Vec::new(), Vec::new(), 65_500_u16);
    for frame in frames {
        if let Some(sent) = sender.push(&frame) {
            if let Some(delay) = network(usize::from(sequence.wrapping_sub(65_500))) {
                on_the_way.push(Packet {
                    sequence,
                    timestamp: sent.timestamp,
                    payload_type: 96,
                    payload: sent.payload,
                    arrived: now + delay,
                });
            }
            sequence = sequence.wrapping_add(1);
        }
        on_the_way.sort_by_key(|packet| packet.arrived);
        while on_the_way.first().is_some_and(|packet| packet.arrived <= now) {
            receiver.push(on_the_way.remove(0));
        }
        heard.extend_from_slice(&receiver.pull(now));
        now += FRAME_TIME;
    }
    (heard, receiver)
}

/// The frames in which less than a hundredth of the tone's power is left.
fn holes(heard: &[f32]) -> usize {
    heard.chunks(480).filter(|frame| Level::of(frame).dbfs() < -29.0).count()
}

#[test]
fn a_tone_arrives_whole_and_soon_through_every_codec() {
    for kind in CodecKind::ALL {
        let (heard, receiver) = talk(kind, tone_frames(440.0, 0.5, 3.0), |_| Some(Duration::ZERO));
        let first = heard.chunks(480).position(|frame| Level::of(frame).dbfs() > -30.0).expect("a tone");
        assert!(first <= 7, "{kind:?}: first sound after {first} frames");
        assert_eq!(holes(&heard[first * 480..]), 0, "{kind:?}");
        assert!(hears_tone(&heard[48_000..], 440.0), "{kind:?}");
        assert!((Level::of(&heard[48_000..]).dbfs() + 9.0).abs() < 1.0, "{kind:?}: {}", Level::of(&heard[48_000..]));
        let tally = receiver.tally();
        assert_eq!((tally.concealed, tally.rebuilt, tally.late), (0, 0, 0), "{kind:?}");
    }
}

#[test]
fn every_fifth_packet_may_be_lost_and_the_tone_has_no_holes() {
    let (heard, receiver) =
        talk(CodecKind::Opus, tone_frames(440.0, 0.5, 4.0), |at| (at % 5 != 3).then_some(Duration::ZERO));
    assert_eq!(holes(&heard[9_600..]), 0);
    assert!(hears_tone(&heard[48_000..], 440.0));
    assert!(receiver.tally().rebuilt >= 30, "{:?}", receiver.tally());
}

#[test]
fn error_correction_says_what_was_lost_where_guessing_cannot() {
    // The lost packet holds a short tone between silences: a guess could only go on with silence, its successor knows better.
    let frames = || {
        tone_frames(200.0, 0.5, 1.0)
            .enumerate()
            .map(|(at, frame)| if at / 2 % 10 == 5 { frame } else { Frame::SILENCE })
    };
    let bursts = |sound: &[f32]| sound.chunks(480).filter(|frame| Level::of(frame).dbfs() > -20.0).count();
    let loses_every_burst = |at: usize| (at % 10 != 5).then_some(Duration::ZERO);
    let (heard, receiver) = talk(CodecKind::Opus, frames(), loses_every_burst);
    assert_eq!(receiver.tally().rebuilt, 5, "{:?}", receiver.tally());
    let without = VoiceFormat { fec: false, ..format(CodecKind::Opus) };
    let (guessed, _) = talk_as(without, frames(), loses_every_burst);
    assert!(bursts(&heard) >= 10 && bursts(&guessed) <= 5, "{} and guessed {}", bursts(&heard), bursts(&guessed));
}

#[test]
fn jitter_of_sixty_milliseconds_is_smoothed_within_a_second() {
    let mut seed = 11_u32;
    let (heard, receiver) = talk(CodecKind::Opus, tone_frames(440.0, 0.5, 10.0), |_| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(Duration::from_millis(u64::from(seed >> 8) % 60))
    });
    assert_eq!(holes(&heard[48_000..]), 0);
    let tally = receiver.tally();
    assert!(tally.late + tally.concealed < 25, "{tally:?}");
}

#[test]
fn received_sound_is_thrown_away_while_the_gate_is_shut() {
    let format = VoiceFormat { kind: CodecKind::Pcmu, payload_type: 0, fec: false };
    for shut in [Gate::Inactive, Gate::SendOnly] {
        let mut receiver = Receiver::new(format).expect("a codec");
        let start = Instant::now();
        let packet = |at: u32| Packet {
            sequence: at as u16,
            timestamp: at * 160,
            payload_type: 0,
            payload: vec![0x10; 160],
            arrived: start,
        };
        receiver.set_gate(shut);
        (0..10).for_each(|at| receiver.push(packet(at)));
        assert!(receiver.pull(start).is_silent());
        receiver.set_gate(Gate::SendReceive);
        assert!(receiver.pull(start + Duration::from_secs(1)).is_silent(), "what came before the opening is gone");
        (10..20).for_each(|at| receiver.push(packet(at)));
        let later: Vec<Frame> = (0..4).map(|_| receiver.pull(start + Duration::from_secs(1))).collect();
        assert!(later.iter().any(|frame| !frame.is_silent()));
        receiver.set_gate(shut);
        assert!(receiver.pull(start + Duration::from_secs(1)).is_silent(), "shut means silent at once");
    }
}

#[test]
fn padding_and_foreign_packets_make_no_sound_and_no_concealment() {
    let format = VoiceFormat { kind: CodecKind::Opus, payload_type: 111, fec: true };
    let mut receiver = Receiver::new(format).expect("a codec");
    receiver.set_gate(Gate::SendReceive);
    let now = Instant::now();
    for (sequence, (payload_type, payload)) in
        [(111, vec![]), (126, vec![1, 2, 3]), (111, vec![0xff; 2])].into_iter().enumerate()
    {
        let timestamp = sequence as u32 * 960;
        receiver.push(Packet { sequence: sequence as u16, timestamp, payload_type, payload, arrived: now });
    }
    assert!((0..20).all(|_| receiver.pull(now + Duration::from_secs(1)).is_silent()));
    assert!(receiver.tally().ignored >= 2 && receiver.tally().concealed == 0, "{:?}", receiver.tally());
}

#[test]
fn nothing_that_is_heard_exceeds_full_scale() {
    let square = (0..300).map(|_| {
        let mut frame = Frame::SILENCE;
        frame.iter_mut().enumerate().for_each(|(at, sample)| *sample = if at / 48 % 2 == 0 { 4.0 } else { -4.0 });
        frame
    });
    for kind in CodecKind::ALL {
        let (heard, _) = talk(kind, square.clone(), |_| Some(Duration::ZERO));
        assert!(heard.iter().all(|sample| sample.abs() <= 1.0), "{kind:?}");
        assert!(Level::of(&heard[48_000..]).dbfs() > -6.0, "{kind:?}: {}", Level::of(&heard[48_000..]));
    }
}
