//! How much memory the sound of one call takes: both codecs, the jitter buffer, the echo canceller and the rings to the devices, in a
//! process of its own that does nothing else.
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use roomline_audio::tone::Sine;
use roomline_audio::{Cleaning, CodecKind, EchoCanceler, Gate, Packet, Receiver, SAMPLE_RATE, Sender, VoiceFormat};

/// The target of the whole media core, in KiB.
const MOST: u64 = 40 * 1024;

/// So long both ends talk: longer than any buffer grows.
const FRAMES: u64 = 3_000;

#[test]
#[expect(clippy::disallowed_methods, reason = "a first moment is needed; it is never compared with the clock")]
fn the_sound_of_a_call_takes_less_than_forty_megabytes() {
    let before = resident("VmRSS:");
    let format = VoiceFormat { kind: CodecKind::Opus, payload_type: 111, fec: true };
    let mut sender = Sender::new(format).expect("a codec");
    let mut receiver = Receiver::new(format).expect("a codec");
    sender.set_gate(Gate::SendReceive);
    receiver.set_gate(Gate::SendReceive);
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let rings = [rtrb::RingBuffer::<f32>::new(SAMPLE_RATE as usize), rtrb::RingBuffer::new(SAMPLE_RATE as usize)];
    let (start, mut voice, mut sequence) = (Instant::now(), Sine::new(300.0, 0.3), 0_u16);
    for frame in 0..FRAMES {
        let now = start + Duration::from_millis(10) * frame as u32;
        let mut said = voice.frame();
        canceler.clean(&mut said);
        if let Some(packet) = sender.push(&said) {
            sequence = sequence.wrapping_add(1);
            // One in twenty is lost, so that what mends losses is in use, too.
            if !sequence.is_multiple_of(20) {
                receiver.push(Packet {
                    sequence,
                    timestamp: packet.timestamp,
                    payload_type: 111,
                    payload: packet.payload,
                    arrived: now,
                });
            }
        }
        canceler.reference(&receiver.pull(now));
    }
    let (now, most) = (resident("VmRSS:"), resident("VmHWM:"));
    eprintln!("before the call {before} KiB, in it {now} KiB, at most {most} KiB");
    drop(rings);
    assert!(most < MOST, "{most} KiB");
}

/// What the kernel says about this process, in KiB.
fn resident(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with(what)).expect("it is told");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}
