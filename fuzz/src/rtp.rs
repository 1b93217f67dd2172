//! RTP as it comes out of decryption: read by the WebRTC stack's parser, heard by our receiver.

use bytes::Bytes;
use roomline_audio::Packet;
use rtc_shared::marshal::Unmarshal as _;

use crate::ear::{AGREED, Ear};
use crate::story::Story;

/// Datagrams taken at most.
const MOST: usize = 64;

/// Reads the bytes as a codec and datagrams, each with its length before it; two frames play after each.
pub fn body(bytes: &[u8]) {
    let mut story = Story::new(bytes);
    let mut ear = Ear::new(story.byte());
    for _ in 0..MOST {
        if story.is_over() {
            break;
        }
        let mut datagram = Bytes::copy_from_slice(story.piece());
        if let Ok(read) = rtc_rtp::Packet::unmarshal(&mut datagram) {
            ear.arrives(0, packet(&ear, &read));
        }
        ear.plays();
        ear.plays();
    }
    ear.falls_quiet();
}

/// As `roomline-peer` hands it on: both sides' numbers of the codec are one, and padding alone is nothing (but the receiver
/// must not trust in that).
fn packet(ear: &Ear, read: &rtc_rtp::Packet) -> Packet {
    let rtc_rtp::Header { payload_type, sequence_number: sequence, timestamp, .. } = read.header;
    let payload_type = if payload_type % 2 == 0 { AGREED } else { payload_type };
    Packet { sequence, timestamp, payload_type, payload: read.payload.to_vec(), arrived: ear.now() }
}
