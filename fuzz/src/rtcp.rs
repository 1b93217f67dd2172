//! RTCP as it comes out of decryption: read by the WebRTC stack's parser, whose reports steer our error correction.

use bytes::Bytes;

/// Reads the bytes as one compound packet. It is not printed: the crate panics at a REMB whose rate is beyond its units
/// (`corpus/rtcp/remb-of-a-huge-rate`), and neither the stack nor we print one.
pub fn body(bytes: &[u8]) {
    let mut datagram = Bytes::copy_from_slice(bytes);
    let Ok(packets) = rtc_rtcp::packet::unmarshal(&mut datagram) else { return };
    for packet in &packets {
        let _where_to = packet.destination_ssrc();
        let _how_long = packet.raw_size();
    }
}
