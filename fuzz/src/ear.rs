//! Whoever listens to a receiver, and what a receiver promises whatever comes.

use std::time::{Duration, Instant};

use roomline_audio::{CodecKind, FRAME_TIME, Frame, Gate, Level, Packet, Receiver, VoiceFormat};

/// The payload type that was agreed upon.
pub(crate) const AGREED: u8 = 96;

/// So many quiet frames are no pause in a stream: longer than it takes to give up waiting for packets.
const QUIET_FOR: u32 = 150;

/// Comfort noise is below this, however loud the far end says that its room is: -30 dBFS, and a frame of it is a little louder now and then.
const QUIET_DBFS: f32 = -26.0;

/// A receiver with a clock that runs only when it plays.
pub(crate) struct Ear {
    receiver: Receiver,
    now: Instant,
}

impl Ear {
    /// An open ear for the codec with this number.
    pub(crate) fn new(codec: u8) -> Self {
        let kind = CodecKind::ALL[usize::from(codec) % CodecKind::ALL.len()];
        let format = VoiceFormat { kind, payload_type: AGREED, fec: true };
        let mut receiver = Receiver::new(format).expect("a codec can be made");
        receiver.set_gate(Gate::SendReceive);
        Self { receiver, now: beginning() }
    }

    /// Hands over a packet that arrives some milliseconds from now, or arrived before now.
    pub(crate) fn arrives(&mut self, milliseconds: i16, mut packet: Packet) {
        let away = Duration::from_millis(milliseconds.unsigned_abs().into());
        packet.arrived =
            if milliseconds < 0 { self.now.checked_sub(away).unwrap_or(self.now) } else { self.now + away };
        self.receiver.push(packet);
    }

    /// Plays ten milliseconds. No sample may be beyond full scale, or no number.
    pub(crate) fn plays(&mut self) -> Frame {
        let frame = self.receiver.pull(self.now);
        assert!(frame.iter().all(|sample| (-1.0..=1.0).contains(sample)), "a sample is beyond full scale");
        self.now += FRAME_TIME;
        frame
    }

    /// Time passes without playing: a suspended PC, a device being rebuilt.
    pub(crate) fn sleeps(&mut self, milliseconds: u16) {
        self.now += Duration::from_millis(milliseconds.into());
    }

    pub(crate) fn set_gate(&mut self, gate: Gate) {
        self.receiver.set_gate(gate);
    }

    /// Plays on without packets: all that waits is played, and a second later there is nothing but the far room's hiss.
    pub(crate) fn falls_quiet(&mut self) {
        let mut quiet = 0;
        for _ in 0..3_000 {
            quiet = if Level::of(&self.plays()).dbfs() < QUIET_DBFS { quiet + 1 } else { 0 };
            if quiet == QUIET_FOR {
                return;
            }
        }
        panic!("the stream goes on without packets");
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }
}

#[expect(clippy::disallowed_methods, reason = "virtual time may begin at any moment; all others are counted from it")]
fn beginning() -> Instant {
    Instant::now()
}
