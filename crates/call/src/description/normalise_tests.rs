use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::description::MediaKind;

/// Shaped like the offers of Alexa's camera gateway: odd session name, port 1, old profile, both components, TCP.
const CAMERA: &str = "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=a 2 z\nc=IN IP4 0.0.0.0\nt=0 0\na=group:BUNDLE audio0 video0\n\
    m=audio 1 RTP/SAVPF 96 0 8\na=candidate:1 1 udp 2130706431 203.0.113.5 20808 typ host\n\
    a=candidate:1 2 udp 2130706430 203.0.113.5 20809 typ host\n\
    a=candidate:2 1 tcp 2105458943 203.0.113.5 443 typ host tcptype active\n\
    a=candidate:3 1 udp 2130706431 4f1b2c3d.local 20810 typ host\n\
    a=setup:actpass\na=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time\na=rtpmap:96 opus/48000/2\n\
    a=rtcp:9 IN IP4 0.0.0.0\na=rtcp-mux\na=sendrecv\na=mid:audio0\na=ssrc:1 cname:user@host\na=ice-ufrag:abcd\n\
    a=ice-pwd:0123456789012345678901\na=fingerprint:sha-256 AA:BB\n\
    m=video 1 RTP/SAVPF 99\na=rtpmap:99 H264/90000\na=rtcp-mux\na=sendrecv\na=mid:video0\n";

#[test]
fn a_camera_style_offer_is_put_into_regular_shape() {
    let shaped = normalise_remote(&sdp(CAMERA)).expect("readable");
    let read = Description::parse(&shaped).expect("readable");
    let audio = read.audio().expect("audio");
    assert_eq!(audio.candidates().count(), 1);
    assert_eq!(shaped.as_str().matches("a=candidate:").count(), 1);
    assert_eq!(audio.codecs().iter().map(|codec| codec.name.as_str()).collect::<Vec<_>>(), ["opus", "pcmu", "pcma"]);
    assert!(shaped.as_str().contains("s=-\r\n") && !shaped.as_str().contains("a 2 z"));
    assert!(shaped.as_str().contains("a=rtpmap:8 PCMA/8000\r\n"));
    assert!(
        shaped.as_str().lines().all(|line| !line.ends_with(' ')) && !shaped.as_str().replace("\r\n", "").contains('\n')
    );
}

#[test]
fn the_voice_alone_is_what_a_stack_without_video_sees() {
    let voice = voice_of(&normalise_remote(&sdp(CAMERA)).expect("readable")).expect("a voice");
    assert_eq!(voice.as_str().matches("m=").count(), 1);
    assert!(voice.as_str().contains("a=group:BUNDLE audio0\r\n"));
    let refused = sdp(&CAMERA.replace("m=audio 1 ", "m=audio 0 "));
    assert_eq!(voice_of(&refused), Err(DescriptionError::NoMedia));
}

#[test]
fn what_the_session_says_for_all_is_said_in_every_section() {
    let text = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n\
        a=fingerprint:SHA-256 aa:bb\r\na=setup:passive\r\na=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 99\r\na=rtpmap:99 H264/90000\r\na=sendonly\r\n";
    let shaped = normalise_remote(&sdp(text)).expect("readable");
    for line in [
        "a=ice-ufrag:abcd",
        "a=ice-pwd:0123456789012345678901",
        "a=fingerprint:SHA-256 aa:bb",
        "a=setup:passive",
        "a=rtcp-mux",
    ] {
        assert_eq!(shaped.as_str().lines().filter(|found| *found == line).count(), 2, "{line}");
    }
    let (before, after) =
        (Description::parse(&sdp(text)).expect("readable"), Description::parse(&shaped).expect("readable"));
    assert!(before.same_transport(&after));
    assert_eq!(after.media().iter().map(Media::flow).collect::<Vec<_>>(), [Some(Flow::RecvOnly), Some(Flow::SendOnly)]);
    assert_eq!(after.media().iter().map(Media::mid).collect::<Vec<_>>(), [Some("0"), Some("1")]);
}

#[test]
fn a_stranger_cannot_make_us_check_a_thousand_addresses() {
    let many: String =
        (1..=600).map(|port| format!("a=candidate:1 1 udp 1 198.51.100.7 {port} typ host\r\n")).collect();
    let text = format!("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n{many}");
    let shaped = normalise_remote(&sdp(&text)).expect("readable");
    assert_eq!(shaped.as_str().matches("a=candidate:").count(), MAX_REMOTE_CANDIDATES);
}

#[test]
fn our_description_names_a_default_candidate_and_shows_no_vpn_or_container() {
    let text = "v=0\r\no=- 7 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-options:trickle\r\na=group:BUNDLE 0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 9\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n\
        a=fmtp:111 minptime=10;useinbandfec=0;stereo=1\r\na=rtpmap:9 G722/8000\r\n\
        a=candidate:1 1 udp 2130706431 192.0.2.10 61000 typ host\r\na=candidate:1 2 udp 2130706430 192.0.2.10 61000 typ host\r\n\
        a=candidate:1 1 udp 2130706431 192.0.2.10 61000 typ host\r\na=candidate:5 1 udp 2130706431 10.8.0.2 61001 typ host\r\n\
        a=candidate:6 1 udp 2130706431 2001:db8::7 61002 typ host\r\n\
        a=candidate:7 1 udp 1694498815 203.0.113.9 62000 typ srflx raddr 192.0.2.10 rport 61000\r\n\
        a=end-of-candidates\r\n";
    let left_out = LeftOut {
        ipv6: true,
        addresses: vec!["10.8.0.2".parse().expect("address")],
        places: vec!["192.0.2.10:40000".parse().expect("a place")],
    };
    let shaped = normalise_local(&sdp(text), &left_out).expect("readable");
    let lines: Vec<_> = shaped.as_str().lines().collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("a=candidate:")).count(), 2);
    assert!(lines.contains(&"m=audio 62000 UDP/TLS/RTP/SAVPF 111 9") && lines.contains(&"c=IN IP4 203.0.113.9"));
    assert!(lines.contains(&"a=fmtp:111 minptime=10;stereo=0;sprop-stereo=0;useinbandfec=1"));
    assert!(!shaped.as_str().contains("trickle"));
    assert_eq!(lines.iter().filter(|line| **line == "a=end-of-candidates").count(), 1);
    assert_eq!(normalise_local(&shaped, &left_out), Ok(shaped));
}

#[test]
fn every_description_amazon_is_known_to_send_reads_and_keeps_its_meaning() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/alexa");
    let mut found = 0;
    for entry in std::fs::read_dir(folder).expect("the fixtures are part of the repository") {
        let text = std::fs::read_to_string(entry.expect("entry").path()).expect("readable file");
        let json: serde_json::Value = serde_json::from_str(&text).expect("fixtures are JSON");
        let value = ["/request/sdpDetails/value", "/sdpDetails/value"].iter().find_map(|path| json.pointer(path));
        let Some(text) = value.and_then(serde_json::Value::as_str) else { continue };
        let before = Description::parse(&sdp(text)).expect("readable");
        assert_eq!(before.to_string(), text, "reading and writing changes nothing");
        let after = Description::parse(&normalise_remote(&sdp(text)).expect("readable")).expect("readable");
        assert!(before.same_transport(&after) && before.setup() == after.setup());
        assert_eq!(before.audio_codecs(), after.audio_codecs());
        assert_eq!(before.audio_codecs()[0].name, "opus");
        found += 1;
    }
    assert!(found >= 14, "only {found} fixtures hold a description");
}

proptest! {
    #[test]
    fn any_text_is_refused_or_read_but_never_panics(text in "(v=0\r\n)?(\\PC{0,60}(\r\n|\n)){0,30}") {
        if let Ok(sdp) = Sdp::new(text) {
            let _ = normalise_remote(&sdp);
            let _ = normalise_local(&sdp, &LeftOut { ipv6: true, ..LeftOut::default() });
        }
    }

    #[test]
    fn shaping_twice_is_shaping_once(at in 0_usize..CAMERA.len(), junk in "[ -~\r\n]{0,8}") {
        let text = format!("{}{junk}{}", &CAMERA[..at], &CAMERA[at..]);
        if let Ok(once) = normalise_remote(&sdp(&text)) {
            prop_assert_eq!(normalise_remote(&once), Ok(once.clone()));
            let read = Description::parse(&once).expect("readable");
            prop_assert!(read.media().iter().all(|media| media.kind() != &MediaKind::Other(String::new())));
        }
    }
}

fn sdp(text: &str) -> Sdp {
    Sdp::new(text).expect("bounded")
}
