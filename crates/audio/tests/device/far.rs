//! The other end of a call, and an engine that talks to it.

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use roomline_audio::device::{Engine, EngineConfig};
use roomline_audio::tone::Sine;
use roomline_audio::{CodecKind, Gate, OutgoingPacket, Packet, Receiver, Sender, VoiceFormat};

use super::desk::DEADLINE;

pub(crate) const OPUS: VoiceFormat = VoiceFormat { kind: CodecKind::Opus, payload_type: 111, fec: true };

/// The ids of the devices in use.
pub(crate) fn uses(engine: &Engine) -> (Option<String>, Option<String>) {
    let in_use = engine.in_use();
    (in_use.microphone.map(|device| device.id), in_use.speaker.map(|device| device.id))
}

/// An engine with an open gate, and what it sends.
pub(crate) fn open(config: EngineConfig) -> (Engine, std::sync::mpsc::Receiver<OutgoingPacket>) {
    let (send, packets) = sync_channel(200);
    let engine = Engine::open(config, move |packet| drop(send.try_send(packet))).expect("a desk has devices");
    engine.set_format(OPUS);
    engine.set_gate(Gate::SendReceive);
    (engine, packets)
}

/// The other end of the call, without devices: it speaks and listens at the pace of what it receives.
pub(crate) struct FarEnd {
    pub(crate) sender: Sender,
    receiver: Receiver,
    sequence: u16,
    /// The longest time between two packets.
    pub(crate) longest_wait: Duration,
}

impl FarEnd {
    pub(crate) fn new() -> Self {
        let mut sender = Sender::new(OPUS).expect("a codec");
        let mut receiver = Receiver::new(OPUS).expect("a codec");
        sender.set_gate(Gate::SendReceive);
        receiver.set_gate(Gate::SendReceive);
        Self { sender, receiver, sequence: 0, longest_wait: Duration::ZERO }
    }

    /// Exchanges so many packets of 20 ms, and returns what was heard.
    pub(crate) fn talks(
        &mut self,
        engine: &Engine,
        packets: &std::sync::mpsc::Receiver<OutgoingPacket>,
        count: usize,
        mut voice: Option<&mut Sine>,
    ) -> Vec<f32> {
        let mut heard = Vec::new();
        for _ in 0..count {
            let asked = Instant::now();
            let packet = packets.recv_timeout(DEADLINE).expect("the desk sends");
            let now = Instant::now();
            self.longest_wait = self.longest_wait.max(now - asked);
            self.sequence = self.sequence.wrapping_add(1);
            let arrived = |timestamp, payload| Packet {
                sequence: self.sequence,
                timestamp,
                payload_type: 111,
                payload,
                arrived: now,
            };
            self.receiver.push(arrived(packet.timestamp, packet.payload));
            for _ in 0..2 {
                heard.extend_from_slice(&self.receiver.pull(now));
                if let Some(sent) = voice.as_mut().and_then(|voice| self.sender.push(&voice.frame())) {
                    engine.receive(arrived(sent.timestamp, sent.payload));
                }
            }
        }
        heard
    }
}
