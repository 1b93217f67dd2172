//! Real streams on a real sound server: each test has a PulseAudio of its own with a virtual microphone and a virtual loudspeaker, and
//! speaks and listens through the server's other side.
//!
//! ALSA and PulseAudio take their settings from the environment when a process starts, so each test runs itself again in a child
//! process with a desk's environment, and is what it says there.

#![expect(clippy::disallowed_methods, reason = "real devices run on the real clock")]

mod desk;

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use desk::{DEADLINE, at_a_desk};
use roomline_audio::device::{DeviceError, Engine, EngineConfig, LineState, Ringer, RingerConfig, inputs, outputs};
use roomline_audio::tone::{Sine, hears_tone};
use roomline_audio::{CodecKind, Gate, Level, OutgoingPacket, Packet, Receiver, Sender, VoiceFormat};

/// In this time an open gate lets out a dozen packets.
const SEVERAL_PACKETS: Duration = Duration::from_millis(250);

const OPUS: VoiceFormat = VoiceFormat { kind: CodecKind::Opus, payload_type: 111, fec: true };

#[test]
fn both_voices_cross_the_desk_and_neither_hears_itself() {
    at_a_desk("both_voices_cross_the_desk_and_neither_hears_itself", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        let mut speaker = desk.listens_to_speaker();
        let (engine, packets) = open(EngineConfig::default());
        let mut far = FarEnd::new();
        let heard_there = far.talks(&engine, &packets, 150, Some(Sine::new(1200.0, 0.3)));
        assert!(hears_tone(&heard_there[heard_there.len() / 2..], 500.0), "the far end hears the microphone");
        let heard_here = speaker.so_far();
        let second = &heard_here[heard_here.len() - 72_000..heard_here.len() - 24_000];
        assert!(hears_tone(second, 1200.0), "the desk hears the far end: {}", Level::of(second));
        assert_eq!((engine.report().capture, engine.report().playback), (LineState::Alive, LineState::Alive));
        assert!(engine.levels().0.dbfs() > -40.0 && engine.levels().1.dbfs() > -40.0, "{:?}", engine.report());
    });
}

#[test]
fn a_shut_gate_lets_nothing_out_and_mute_lets_only_silence_out() {
    at_a_desk("a_shut_gate_lets_nothing_out_and_mute_lets_only_silence_out", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        let (engine, packets) = open(EngineConfig::default());
        let mut far = FarEnd::new();
        let loud = far.talks(&engine, &packets, 50, None);
        assert!(hears_tone(&loud[loud.len() / 2..], 500.0), "{}", Level::of(&loud));
        engine.set_muted(true);
        far.talks(&engine, &packets, 25, None);
        let muted = far.talks(&engine, &packets, 50, None);
        assert!(Level::of(&muted).dbfs() < -60.0, "{}", Level::of(&muted));
        engine.set_gate(Gate::Inactive);
        desk.until("the last packet is out", || packets.recv_timeout(SEVERAL_PACKETS).is_err());
        engine.set_muted(false);
        assert!(packets.recv_timeout(SEVERAL_PACKETS).is_err(), "nothing leaves a shut gate");
        engine.close();
    });
}

#[test]
fn ringback_is_heard_until_it_is_stopped() {
    at_a_desk("ringback_is_heard_until_it_is_stopped", |desk| {
        let mut speaker = desk.listens_to_speaker();
        let (engine, _packets) = open(EngineConfig::default());
        engine.ringback(true);
        desk.until("ringback is heard", || {
            hears_tone(&speaker.next_tenth(), 440.0) || Level::of(&speaker.next_tenth()).dbfs() > -30.0
        });
        engine.ringback(false);
        desk.until("ringback is gone", || Level::of(&speaker.next_tenth()) == Level::SILENCE);
    });
}

#[test]
fn a_desk_rings_on_its_loudspeaker_and_stops() {
    at_a_desk("a_desk_rings_on_its_loudspeaker_and_stops", |desk| {
        let mut speaker = desk.listens_to_speaker();
        let ringer = Ringer::start(RingerConfig::default());
        desk.until("it rings", || Level::of(&speaker.next_tenth()).dbfs() > -40.0);
        assert!(ringer.sounding() >= 1);
        ringer.stop();
        desk.until("it stops", || Level::of(&speaker.next_tenth()) == Level::SILENCE);
    });
}

#[test]
fn a_device_is_chosen_by_its_name_and_a_missing_one_is_named_as_such() {
    at_a_desk("a_device_is_chosen_by_its_name_and_a_missing_one_is_named_as_such", |desk| {
        assert!(inputs().contains(&"Desk microphone".to_owned()), "{:?}", inputs());
        assert!(outputs().contains(&"Desk speaker".to_owned()), "{:?}", outputs());
        let _near = desk.plays_into_microphone(700.0);
        let named = EngineConfig {
            capture: Some("Desk microphone".to_owned()),
            playback: Some("desk_speaker".to_owned()),
            ..EngineConfig::default()
        };
        let (engine, packets) = open(named);
        let heard = FarEnd::new().talks(&engine, &packets, 75, None);
        assert!(hears_tone(&heard[heard.len() / 2..], 700.0), "{}", Level::of(&heard));
        engine.close();
        let nothing = || Some("Nobody's".to_owned());
        let no_microphone = Engine::open(EngineConfig { capture: nothing(), ..EngineConfig::default() }, |_| {});
        assert_eq!(no_microphone.err(), Some(DeviceError::NoMicrophone));
        let no_speaker = Engine::open(EngineConfig { playback: nothing(), ..EngineConfig::default() }, |_| {});
        assert_eq!(no_speaker.err(), Some(DeviceError::NoSpeaker));
    });
}

#[test]
fn without_a_sound_server_there_is_no_microphone_and_no_panic() {
    at_a_desk("without_a_sound_server_there_is_no_microphone_and_no_panic", |desk| {
        desk.stops_the_server();
        assert_eq!(Engine::open(EngineConfig::default(), |_| {}).err(), Some(DeviceError::NoMicrophone));
        Ringer::start(RingerConfig::default()).stop();
    });
}

#[test]
fn a_call_goes_on_after_the_sound_server_was_restarted() {
    at_a_desk("a_call_goes_on_after_the_sound_server_was_restarted", |desk| {
        let (engine, packets) = open(EngineConfig::default());
        let mut far = FarEnd::new();
        far.talks(&engine, &packets, 25, None);
        desk.stops_the_server();
        desk.until("the loss is told", || {
            let report = engine.report();
            report.capture == LineState::Gone && report.playback == LineState::Gone
        });
        desk.starts_the_server();
        desk.until("both devices are back", || {
            let report = engine.report();
            report.capture == LineState::Alive && report.playback == LineState::Alive
        });
        let _near = desk.plays_into_microphone(500.0);
        while packets.try_recv().is_ok() {}
        let mut again = FarEnd::new();
        again.sender.set_gate(Gate::Inactive);
        let heard = again.talks(&engine, &packets, 100, None);
        assert!(hears_tone(&heard[heard.len() / 2..], 500.0), "{}", Level::of(&heard));
    });
}

/// An engine with an open gate, and what it sends.
fn open(config: EngineConfig) -> (Engine, std::sync::mpsc::Receiver<OutgoingPacket>) {
    let (send, packets) = sync_channel(200);
    let engine = Engine::open(config, move |packet| drop(send.try_send(packet))).expect("a desk has devices");
    engine.set_format(OPUS);
    engine.set_gate(Gate::SendReceive);
    (engine, packets)
}

/// The other end of the call, without devices: it speaks and listens at the pace of what it receives.
struct FarEnd {
    sender: Sender,
    receiver: Receiver,
    sequence: u16,
}

impl FarEnd {
    fn new() -> Self {
        let mut sender = Sender::new(OPUS).expect("a codec");
        let mut receiver = Receiver::new(OPUS).expect("a codec");
        sender.set_gate(Gate::SendReceive);
        receiver.set_gate(Gate::SendReceive);
        Self { sender, receiver, sequence: 0 }
    }

    /// Exchanges so many packets of 20 ms, and returns what was heard.
    fn talks(
        &mut self,
        engine: &Engine,
        packets: &std::sync::mpsc::Receiver<OutgoingPacket>,
        count: usize,
        mut voice: Option<Sine>,
    ) -> Vec<f32> {
        let mut heard = Vec::new();
        for _ in 0..count {
            let packet = packets.recv_timeout(DEADLINE).expect("the desk sends");
            let now = Instant::now();
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
