use super::*;
use crate::description::{Reoffer, Setup, classify_reoffer};

/// What the stack offers: all it speaks, credentials for the session, its own idea of names and directions.
const STACK: &str = "v=0\r\no=- 7033195281649012345 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n\
    a=fingerprint:sha-256 F9:E8\r\na=group:BUNDLE 0\r\nm=audio 61044 UDP/TLS/RTP/SAVPF 111 96 9 0 8\r\n\
    c=IN IP4 198.51.100.7\r\na=setup:actpass\r\na=mid:0\r\na=ice-ufrag:new1\r\na=ice-pwd:new1-password-of-enough-length\r\n\
    a=rtcp-mux\r\na=rtpmap:111 red/48000/2\r\na=fmtp:111 96/96\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n\
    a=rtpmap:9 G722/8000\r\na=ssrc:77 cname:x\r\na=recvonly\r\n\
    a=candidate:1 1 udp 2130706431 198.51.100.7 61044 typ host\r\na=end-of-candidates\r\n";

#[test]
fn only_the_transport_is_new_and_every_section_stays_in_its_place() {
    let offer = restart_offer(&sdp(STACK), &ours("active"), &theirs("actpass")).expect("they fit");
    assert_eq!(
        offer.as_str(),
        "v=0\r\no=- 7033195281649012345 6 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio0\r\n\
         m=video 0 UDP/TLS/RTP/SAVPF 99\r\nc=IN IP4 0.0.0.0\r\na=mid:video0\r\na=inactive\r\na=rtpmap:99 H264/90000\r\n\
         m=audio 61044 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 198.51.100.7\r\na=setup:actpass\r\na=ice-ufrag:new1\r\n\
         a=ice-pwd:new1-password-of-enough-length\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\n\
         a=ssrc:77 cname:x\r\na=candidate:1 1 udp 2130706431 198.51.100.7 61044 typ host\r\na=end-of-candidates\r\n\
         a=mid:audio0\r\na=sendrecv\r\na=fingerprint:sha-256 F9:E8\r\n"
    );
}

#[test]
fn the_echo_reads_it_as_an_ice_restart_whoever_called() {
    for (our_role, their_role) in [("active", "actpass"), ("actpass", "active")] {
        let (ours, theirs) = (ours(our_role), theirs(their_role));
        let offer = restart_offer(&sdp(STACK), &ours, &theirs).expect("they fit");
        // Seen from the Echo, ours are theirs.
        assert_eq!(classify_reoffer(&theirs, &ours, &offer), Ok(Reoffer::IceRestart));
        assert_eq!(Description::parse(&offer).expect("readable").setup(), Some(Setup::ActPass));
    }
}

#[test]
fn a_stack_that_lost_the_codec_cannot_mend_the_call() {
    let without = sdp(&STACK.replace("opus", "other"));
    assert_eq!(restart_offer(&without, &ours("active"), &theirs("actpass")), Err(AgreementError::NoCommonCodec));
}

fn ours(setup: &str) -> Sdp {
    described("7033195281649012345 5", setup, "old1", "0 UDP/TLS/RTP/SAVPF 99")
}

fn theirs(setup: &str) -> Sdp {
    described("4611731400430051336 9", setup, "echo", "50102 UDP/TLS/RTP/SAVPF 99")
}

fn described(origin: &str, setup: &str, credentials: &str, video: &str) -> Sdp {
    sdp(&format!(
        "v=0\r\no=- {origin} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio0\r\n\
         m=video {video}\r\nc=IN IP4 0.0.0.0\r\na=mid:video0\r\na=inactive\r\na=rtpmap:99 H264/90000\r\n\
         m=audio 50100 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 192.0.2.10\r\na=ice-ufrag:{credentials}\r\n\
         a=ice-pwd:{credentials}-password-of-enough-length\r\na=fingerprint:sha-256 F9:E8\r\na=setup:{setup}\r\n\
         a=mid:audio0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\n"
    ))
}

fn sdp(text: &str) -> Sdp {
    Sdp::new(text).expect("bounded")
}
