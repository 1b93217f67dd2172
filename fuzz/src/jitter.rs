//! The jitter buffer behind its receiver: any packets of any codec, at any time, in any order.

use roomline_audio::{Gate, Packet};

use crate::ear::{AGREED, Ear};
use crate::story::Story;

/// Sound played at most, in frames: a story of a few bytes may not last for hours.
const LONGEST: u32 = 2_000;

/// Reads the bytes as a codec and a list of events.
pub fn body(bytes: &[u8]) {
    let mut story = Story::new(bytes);
    let mut ear = Ear::new(story.byte());
    let (mut sequence, mut timestamp, mut played) = (story.short(), story.long(), 0);
    while !story.is_over() && played < LONGEST {
        match story.byte() % 8 {
            // The usual course: the next packet comes, and two frames play.
            0 | 1 => {
                ear.arrives(0, packet(&ear, sequence, timestamp, AGREED, story.piece()));
                (sequence, timestamp) = (sequence.wrapping_add(1), timestamp.wrapping_add(960));
                ear.plays();
                ear.plays();
                played += 2;
            }
            // One is lost.
            2 => (sequence, timestamp) = (sequence.wrapping_add(1), timestamp.wrapping_add(960)),
            // One comes with other numbers than it should, earlier or later.
            3 => {
                let (sequence, timestamp) =
                    (sequence.wrapping_add(story.short()), timestamp.wrapping_add(story.short().into()));
                let when = i16::from_le_bytes([story.byte(), 0]) - 128;
                ear.arrives(when, packet(&ear, sequence, timestamp, AGREED, story.piece()));
            }
            // The far end starts anew, or nearly so.
            4 => (sequence, timestamp) = (story.short(), story.long()),
            5 => ear.arrives(0, packet(&ear, sequence, timestamp, story.byte(), story.piece())),
            6 => {
                let frames = story.byte();
                for _ in 0..frames {
                    ear.plays();
                }
                played += u32::from(frames);
            }
            _ => match story.byte() {
                0..16 => ear.set_gate(Gate::Inactive),
                16..32 => ear.set_gate(Gate::SendReceive),
                more => ear.sleeps(u16::from(more) * 16),
            },
        }
    }
    ear.falls_quiet();
}

fn packet(ear: &Ear, sequence: u16, timestamp: u32, payload_type: u8, payload: &[u8]) -> Packet {
    Packet { sequence, timestamp, payload_type, payload: payload.to_vec(), arrived: ear.now() }
}
