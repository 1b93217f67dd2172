//! RTCP as it comes out of decryption: read by the WebRTC stack's parser, whose reports steer our error correction.

use bytes::Bytes;

/// Reads the bytes as one compound packet; what could be read can be written.
pub fn body(bytes: &[u8]) {
    let mut datagram = Bytes::copy_from_slice(bytes);
    let Ok(packets) = rtc_rtcp::packet::unmarshal(&mut datagram) else { return };
    for packet in &packets {
        let _where_to = packet.destination_ssrc();
        let _how_long = packet.raw_size();
        let _in_a_log = packet.to_string();
    }
}
