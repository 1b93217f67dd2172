//! One voice through the whole media core, in virtual time: cleaned, encoded, over a network, put in order, decoded.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use roomline_audio::{
    Cleaning, CodecKind, EchoCanceler, FRAME_SAMPLES, FRAME_TIME, FarReport, Frame, Gate, Packet, RateControl,
    Receiver, Sender, Tally, VoiceFormat,
};

use crate::network::Network;

/// The payload type of the call.
const PAYLOAD_TYPE: u8 = 111;
/// Bytes of SRTP around a payload. Source: RFC 3550 §5.1; RFC 3711 §4.2 (a tag of 80 bits).
pub(crate) const RTP: usize = 12 + 10;
/// How often a station looks at what the far end reports, and of how many of these times the report tells.
const REPORTS_EVERY: Duration = Duration::from_secs(1);
const REPORTED: usize = 6;

/// What was heard, and what was done for it.
#[derive(Debug)]
pub(crate) struct Heard {
    /// At 48 kHz, as long as what was said.
    pub(crate) sound: Vec<f32>,
    pub(crate) tally: Tally,
    /// Packets that were sent, and those that never arrived.
    pub(crate) sent: u64,
    pub(crate) lost: u64,
}

/// Says `said` (48 kHz) over `network`, while the canceller works beside it and hears what is played.
///
/// # Errors
/// When a codec cannot be made.
pub(crate) fn talk(kind: CodecKind, said: &[f32], mut network: Network) -> anyhow::Result<Heard> {
    let format = VoiceFormat { kind, payload_type: PAYLOAD_TYPE, fec: kind == CodecKind::Opus };
    let (mut sender, mut receiver) = (Sender::new(format)?, Receiver::new(format)?);
    sender.set_gate(Gate::SendReceive);
    receiver.set_gate(Gate::SendReceive);
    let mut canceler = EchoCanceler::new(Cleaning::default());
    let begun = began();
    let (mut now, mut reported) = (begun, begun);
    let mut under_way: Vec<Packet> = Vec::new();
    let mut heard = Heard { sound: Vec::with_capacity(said.len()), tally: Tally::default(), sent: 0, lost: 0 };
    let mut rate = RateControl::new();
    let mut reports = VecDeque::from([(0, 0)]);
    for samples in said.chunks(FRAME_SAMPLES) {
        // As at a desk; the sound that is sent is the recording, so that only the way is measured.
        let mut microphone = Frame::from_samples(samples);
        canceler.clean(&mut microphone);
        if let Some(packet) = sender.push(&Frame::from_samples(samples)) {
            let sequence = u16::try_from(heard.sent % 65_536).expect("it fits");
            let arrivals: Vec<_> = network.carry(now - begun, packet.payload.len() + RTP).collect();
            heard.sent += 1;
            heard.lost += u64::from(arrivals.is_empty());
            under_way.extend(arrivals.into_iter().map(|way| Packet {
                sequence,
                timestamp: packet.timestamp,
                payload_type: PAYLOAD_TYPE,
                payload: packet.payload.clone(),
                arrived: now + way,
            }));
            under_way.sort_by_key(|packet| packet.arrived);
        }
        let arrived = under_way.partition_point(|packet| packet.arrived <= now);
        under_way.drain(..arrived).for_each(|packet| receiver.push(packet));
        let played = receiver.pull(now);
        canceler.reference(&played);
        heard.sound.extend_from_slice(&played);
        if now - reported >= REPORTS_EVERY {
            let (sent, lost) = (heard.sent - reports[0].0, heard.lost - reports[0].1);
            let round_trip = Some(network.round_trip(now - begun));
            let report = FarReport { loss: lost as f32 / sent.max(1) as f32, round_trip, jitter: None };
            let advice = rate.hear(now, report);
            sender.expect_loss(advice.expected_loss);
            sender.set_bitrate(advice.bits_per_second);
            reported = now;
            reports.push_back((heard.sent, heard.lost));
            if reports.len() > REPORTED {
                reports.pop_front();
            }
        }
        now += FRAME_TIME;
    }
    heard.tally = receiver.tally();
    Ok(heard)
}

/// Decodes a G.722 recording, one byte every eighth of a millisecond, as 48 kHz sound.
///
/// # Errors
/// When the codec cannot be made.
pub(crate) fn from_g722(recording: &[u8]) -> anyhow::Result<Vec<f32>> {
    const BYTES: usize = 160;
    let mut receiver = Receiver::new(VoiceFormat { kind: CodecKind::G722, payload_type: 9, fec: false })?;
    receiver.set_gate(Gate::SendReceive);
    let mut now = began();
    let mut sound = Vec::new();
    for (at, payload) in recording.chunks_exact(BYTES).enumerate() {
        let sequence = u16::try_from(at % 65_536)?;
        let timestamp = u32::try_from(at * BYTES)?;
        receiver.push(Packet { sequence, timestamp, payload_type: 9, payload: payload.to_vec(), arrived: now });
        for _ in 0..2 {
            sound.extend_from_slice(&receiver.pull(now));
            now += FRAME_TIME;
        }
    }
    Ok(sound)
}

#[expect(clippy::disallowed_methods, reason = "virtual time may begin at any moment; all others are counted from it")]
pub(crate) fn began() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use roomline_audio::Level;
    use roomline_audio::tone::{hears_tone, tone_frames};

    use super::*;
    use crate::network::ALL;

    #[test]
    fn a_tone_comes_through_every_network_and_the_same_every_time() {
        let said: Vec<f32> = tone_frames(440.0, 0.5, 6.0).flat_map(|frame| frame.to_vec()).collect();
        for conditions in ALL {
            let talk = || talk(CodecKind::Opus, &said, Network::new(conditions, 3)).expect("a codec");
            let (heard, again) = (talk(), talk());
            assert!(hears_tone(&heard.sound[48_000..], 440.0), "{}", conditions.name);
            assert_eq!(heard.tally, again.tally, "{}", conditions.name);
            assert_eq!(heard.sound, again.sound, "{}", conditions.name);
        }
    }

    #[test]
    fn a_recording_of_the_telephone_becomes_sound() {
        let said: Vec<f32> = tone_frames(440.0, 0.5, 2.0).flat_map(|frame| frame.to_vec()).collect();
        let mut sender =
            Sender::new(VoiceFormat { kind: CodecKind::G722, payload_type: 9, fec: false }).expect("a codec");
        sender.set_gate(Gate::SendReceive);
        let packets = said.chunks(FRAME_SAMPLES).filter_map(|samples| sender.push(&Frame::from_samples(samples)));
        let recording: Vec<u8> = packets.flat_map(|packet| packet.payload).collect();
        let sound = from_g722(&recording).expect("sound");
        assert!(hears_tone(&sound[48_000..], 440.0));
        assert!((Level::of(&sound[48_000..]).dbfs() + 9.0).abs() < 1.0);
    }
}
