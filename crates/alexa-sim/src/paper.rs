//! Descriptions on paper: complete and correct, but nobody is there. For tests and virtual-time stories.

use roomline_signaling::call::Sdp;

/// An Echo's offer: audio and video, candidates inside. `who` makes it unlike others.
#[must_use]
pub fn offer(who: u8) -> Sdp {
    let (audio, video) = (section(who, "audio", "actpass", "96 9 0 8"), section(who, "video", "actpass", "99 100"));
    sdp(format!("{}a=group:BUNDLE audio0 video0\r\n{audio}{AUDIO_CODECS}{video}{VIDEO_CODECS}", head(who)))
}

/// A station's offer: audio alone.
#[must_use]
pub fn audio_offer(who: u8) -> Sdp {
    let audio = section(who, "audio", "actpass", "96 9 0 8");
    sdp(format!("{}a=group:BUNDLE audio0\r\n{audio}{AUDIO_CODECS}", head(who)))
}

/// An answer that takes Opus and refuses everything else.
#[must_use]
pub fn answer(offer: &Sdp, who: u8) -> Sdp {
    let audio = section(who, "audio", "active", "96");
    let video = if offer.as_str().contains("m=video") { REFUSED_VIDEO } else { "" };
    sdp(format!("{}a=group:BUNDLE audio0\r\n{audio}{OPUS}{video}", head(who)))
}

fn head(who: u8) -> String {
    format!("v=0\r\no=- 46117313{who:03} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
}

fn section(who: u8, kind: &str, setup: &str, formats: &str) -> String {
    let fingerprint = vec![format!("{who:02X}"); 32].join(":");
    let port = 50_000 + u16::from(who);
    format!(
        "m={kind} {port} UDP/TLS/RTP/SAVPF {formats}\r\nc=IN IP4 192.0.2.{who}\r\n\
         a=candidate:1 1 UDP 2122252543 192.0.2.{who} {port} typ host\r\n\
         a=ice-ufrag:fr{who:03}\r\na=ice-pwd:paper-password-of-{who:03}-x\r\n\
         a=fingerprint:sha-256 {fingerprint}\r\na=setup:{setup}\r\na=mid:{kind}0\r\na=sendrecv\r\na=rtcp-mux\r\n"
    )
}

fn sdp(text: String) -> Sdp {
    Sdp::new(text).expect("the text is short and not empty")
}

const OPUS: &str = "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 minptime=10;useinbandfec=1;stereo=0\r\n";
const AUDIO_CODECS: &str = "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 minptime=10;useinbandfec=1;stereo=0\r\n\
    a=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n";
const VIDEO_CODECS: &str = "a=rtpmap:99 H264/90000\r\n\
    a=fmtp:99 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\na=rtpmap:100 VP8/90000\r\n";
const REFUSED_VIDEO: &str =
    "m=video 0 UDP/TLS/RTP/SAVPF 99\r\nc=IN IP4 0.0.0.0\r\na=mid:video0\r\na=inactive\r\na=rtpmap:99 H264/90000\r\n";
