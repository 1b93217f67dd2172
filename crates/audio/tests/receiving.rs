//! The receiver against whatever a network and a far end can do: nothing makes it panic, shout, or fall behind.

#![expect(clippy::disallowed_methods, reason = "a test may begin at any time; all later times are counted from there")]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use roomline_audio::tone::{Sine, hears_tone};
use roomline_audio::{CodecKind, FRAME_TIME, Gate, Level, Packet, Receiver, Sender, VoiceFormat};

/// A far end whose clock goes wrong by `skew_ppm`, on a network that loses, doubles and delays.
#[derive(Clone, Debug)]
struct Far {
    seed: u64,
    kind: CodecKind,
    /// Packets of so many pieces of 10 ms; Opus always sends two.
    pieces: usize,
    first_sequence: u16,
    first_stamp: u32,
    skew_ppm: i32,
    loss: u32,
    twice: u32,
    jitter_ms: u32,
    /// Says nothing from this second on, for so many tenths of one; time goes on behind it.
    gap: Option<(u32, u32)>,
}

/// Says a tone and gives it to the network.
struct Speaker {
    far: Far,
    sender: Sender,
    sine: Sine,
    payload: Vec<u8>,
    sequence: u16,
    stamp: u32,
    /// When the far end's next 10 ms are over.
    next: Duration,
    spoken: u32,
    under_way: Vec<(Duration, Packet)>,
    dice: u64,
    begun: Instant,
}

impl Speaker {
    fn new(far: Far, begun: Instant) -> Self {
        let mut sender = Sender::new(format(far.kind)).expect("a codec");
        sender.set_gate(Gate::SendReceive);
        Self {
            sender,
            sine: Sine::new(440.0, 0.5),
            payload: Vec::new(),
            sequence: far.first_sequence,
            stamp: far.first_stamp,
            next: Duration::ZERO,
            spoken: 0,
            under_way: Vec::new(),
            dice: far.seed,
            begun,
            far,
        }
    }

    /// What arrives up to `now`.
    fn arrivals(&mut self, now: Duration) -> Vec<Packet> {
        while self.next <= now {
            self.speak();
        }
        let mut arrived: Vec<(Duration, Packet)> = Vec::new();
        self.under_way.retain(|(at, packet)| {
            let is_here = *at <= now;
            if is_here {
                arrived.push((*at, packet.clone()));
            }
            !is_here
        });
        arrived.sort_by_key(|(at, _)| *at);
        arrived.into_iter().map(|(_, packet)| packet).collect()
    }

    fn speak(&mut self) {
        let is_silent = self.far.gap.is_some_and(|(from, tenths)| {
            let tenth = self.spoken / 10;
            (from * 10..from * 10 + tenths).contains(&tenth)
        });
        self.spoken += 1;
        let length = f64::from(1_000_000 + self.far.skew_ppm) / 1e6;
        self.next += FRAME_TIME.mul_f64(length);
        let Some(sent) = self.sender.push(&self.sine.frame()) else { return };
        let pieces = if self.far.kind == CodecKind::Opus { 2 } else { self.far.pieces };
        self.payload.extend(sent.payload);
        let whole = if self.far.kind == CodecKind::Opus { self.payload.len() } else { 80 * pieces };
        while self.payload.len() >= whole && whole > 0 {
            let payload: Vec<u8> = self.payload.drain(..whole).collect();
            if !is_silent {
                self.send(payload);
            }
            self.stamp = self.stamp.wrapping_add(self.far.kind.clock_rate() / 100 * pieces as u32);
        }
    }

    /// Whether nothing that was said still waits for its packet to be full.
    fn has_sent_all(&self) -> bool {
        self.payload.is_empty() && self.spoken.is_multiple_of(2)
    }

    fn send(&mut self, payload: Vec<u8>) {
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        let copies = if self.hits(self.far.loss) { 0 } else { 1 + usize::from(self.hits(self.far.twice)) };
        for _ in 0..copies {
            let late = Duration::from_micros(u64::from(self.roll() % (self.far.jitter_ms * 1000 + 1)));
            let at = self.next + late;
            let packet = Packet {
                sequence,
                timestamp: self.stamp,
                payload_type: format(self.far.kind).payload_type,
                payload: payload.clone(),
                arrived: self.begun + at,
            };
            self.under_way.push((at, packet));
        }
    }

    fn hits(&mut self, percent: u32) -> bool {
        self.roll() % 100 < percent
    }

    fn roll(&mut self) -> u32 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 33) as u32
    }
}

fn format(kind: CodecKind) -> VoiceFormat {
    VoiceFormat { kind, payload_type: kind.static_payload_type().unwrap_or(111), fec: true }
}

fn kinds() -> impl Strategy<Value = CodecKind> {
    // Opus costs a hundred times as much as the others.
    prop_oneof![1 => Just(CodecKind::Opus), 3 => Just(CodecKind::G722), 3 => Just(CodecKind::Pcmu), 3 => Just(CodecKind::Pcma)]
}

fn fars() -> impl Strategy<Value = Far> {
    (
        (any::<u64>(), kinds(), prop_oneof![Just(1_usize), Just(2), Just(4), Just(6)]),
        (prop_oneof![Just(65_530_u16), any::<u16>()], prop_oneof![Just(u32::MAX - 50_000), any::<u32>()]),
        (-200_i32..=200, 0_u32..30, 0_u32..10, 0_u32..80),
        prop::option::of((2_u32..10, 1_u32..50)),
    )
        .prop_map(
            |((seed, kind, pieces), (first_sequence, first_stamp), (skew_ppm, loss, twice, jitter_ms), gap)| Far {
                seed,
                kind,
                pieces,
                first_sequence,
                first_stamp,
                skew_ppm,
                loss,
                twice,
                jitter_ms,
                gap,
            },
        )
}

/// A Wi-Fi that looks for another access point holds everything back for 200 ms; that is no reason to wait for it ever after.
#[test]
fn after_a_stall_the_delay_is_back_within_three_seconds() {
    let far = Far {
        seed: 1,
        kind: CodecKind::Opus,
        pieces: 2,
        first_sequence: 0,
        first_stamp: 0,
        skew_ppm: 0,
        loss: 0,
        twice: 0,
        jitter_ms: 0,
        gap: None,
    };
    let begun = Instant::now();
    let (mut receiver, mut speaker) = (Receiver::new(format(far.kind)).expect("a codec"), Speaker::new(far, begun));
    receiver.set_gate(Gate::SendReceive);
    let mut delays = Vec::new();
    for tick in 0..900_u32 {
        let now = tick * FRAME_TIME;
        if !(500..520).contains(&tick) {
            for packet in speaker.arrivals(now) {
                receiver.push(Packet { arrived: begun + now, ..packet });
            }
        }
        receiver.pull(begun + now);
        delays.push(receiver.delay());
    }
    let (before, stalled, after) = (delays[499], delays[525], delays[820]);
    assert!(stalled > before + Duration::from_millis(120), "nothing that was said is thrown away: {stalled:?}");
    assert!(after < before + Duration::from_millis(25), "{before:?} before, {after:?} after");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    /// A minute of a tone: it is heard, never too loud, and never falls behind.
    #[test]
    fn a_tone_comes_through_whatever_the_network_does(far in fars()) {
        let begun = Instant::now();
        let (mut receiver, mut speaker) = (Receiver::new(format(far.kind)).expect("a codec"), Speaker::new(far.clone(), begun));
        receiver.set_gate(Gate::SendReceive);
        let mut heard = Vec::new();
        for tick in 0..6_000_u32 {
            let now = tick * FRAME_TIME;
            for packet in speaker.arrivals(now) {
                receiver.push(packet);
            }
            let frame = receiver.pull(begun + now);
            prop_assert!(frame.iter().all(|sample| sample.is_finite() && sample.abs() <= 1.0));
            prop_assert!(receiver.delay() < Duration::from_millis(450), "{:?} at {now:?}", receiver.delay());
            heard.extend_from_slice(&frame);
        }
        // The last seconds are long after every gap.
        let end = &heard[heard.len() - 5 * 48_000..];
        prop_assert!(Level::of(end).dbfs() > -16.0, "{}", Level::of(end));
        if far.loss < 5 {
            prop_assert!(hears_tone(end, 440.0));
        }
        let most = u64::from(far.jitter_ms) + 10 * far.pieces as u64 + 110;
        prop_assert!(receiver.delay() < Duration::from_millis(most), "{:?} of {most} ms", receiver.delay());
    }

    /// What both ends agreed upon changes, and changes again: nothing clicks, and the last word counts.
    #[test]
    fn a_change_of_codec_leaves_no_hole(first in fars(), second in kinds(), at in 100_u32..400) {
        // Packets of 60 ms leave as long without a sound: no guess lasts until the first one of the new format is full.
        let far = Far { loss: 0, jitter_ms: 0, gap: None, pieces: first.pieces.min(4), ..first };
        let begun = Instant::now();
        let mut receiver = Receiver::new(format(far.kind)).expect("a codec");
        receiver.set_gate(Gate::SendReceive);
        let mut speaker = Speaker::new(far.clone(), begun);
        prop_assume!(second != far.kind);
        let mut heard = Vec::new();
        for tick in 0..600_u32 {
            let now = tick * FRAME_TIME;
            // A far end does not throw away what it has not sent yet.
            if tick >= at && speaker.far.kind == far.kind && speaker.has_sent_all() {
                receiver.set_format(format(second)).expect("a codec");
                let sequence = speaker.sequence;
                let next = Far { kind: second, first_sequence: sequence, first_stamp: !far.first_stamp, ..far.clone() };
                speaker = Speaker { next: now, ..Speaker::new(next, begun) };
            }
            for packet in speaker.arrivals(now) {
                receiver.push(packet);
            }
            let frame = receiver.pull(begun + now);
            prop_assert!(frame.iter().all(|sample| sample.abs() <= 1.0));
            heard.push(Level::of(&frame).dbfs());
        }
        // The tone is at -9 dBFS. Where one guess ends and the new codec wakes up, ten milliseconds may be as soft as -25; a hole is not.
        let holes: Vec<_> = heard.iter().enumerate().skip(30).filter(|(_, level)| **level < -32.0).collect();
        prop_assert!(holes.is_empty(), "silence after {:?} became {second:?}: {holes:?}", far.kind);
    }

    /// Packets out of nowhere.
    #[test]
    fn nonsense_does_no_harm(
        kind in kinds(),
        packets in prop::collection::vec(
            (any::<u16>(), any::<u32>(), prop_oneof![any::<u8>(), Just(13), Just(111), Just(0), Just(9)], prop::collection::vec(any::<u8>(), 0..300), 0_u64..40),
            0..300,
        ),
    ) {
        let begun = Instant::now();
        let mut receiver = Receiver::new(format(kind)).expect("a codec");
        receiver.set_gate(Gate::SendReceive);
        let mut now = begun;
        for (sequence, timestamp, payload_type, payload, wait) in packets {
            receiver.push(Packet { sequence, timestamp, payload_type, payload, arrived: now });
            for _ in 0..wait / 10 {
                now += FRAME_TIME;
                let frame = receiver.pull(now);
                prop_assert!(frame.iter().all(|sample| sample.is_finite() && sample.abs() <= 1.0));
            }
            prop_assert!(receiver.delay() < Duration::from_secs(30));
        }
    }
}
