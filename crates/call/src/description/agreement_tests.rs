use proptest::prelude::*;

use super::*;
use crate::description::MediaKind;

const ECHO_TRANSPORT: &str =
    "a=ice-ufrag:Qk3d\r\na=ice-pwd:u7Xb2LrT0sYpVn4eWc8aHd1f\r\na=fingerprint:sha-256 0A:1B\r\n";
const OUR_TRANSPORT: &str = "a=ice-ufrag:Zt8m\r\na=ice-pwd:p5Gq9NcJ3wKiRo6yBf2uMx7s\r\na=fingerprint:sha-256 F9:E8\r\n";

#[test]
fn a_plain_reoffer_is_answered_with_our_transport_and_the_one_codec() {
    let reoffer = echo_offer(3, "actpass", "sendrecv", "recvonly");
    let answer = answer_reoffer(&our_answer(), &echo_offer(2, "actpass", "sendrecv", "sendrecv"), &reoffer);
    assert_eq!(
        answer.expect("plain").sdp.as_str(),
        "v=0\r\no=- 7033195281649012345 3 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio0\r\n\
         m=audio 61000 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 192.0.2.10\r\n\
         a=candidate:1 1 UDP 2122252543 192.0.2.10 61000 typ host\r\na=end-of-candidates\r\n\
         a=ice-ufrag:Zt8m\r\na=ice-pwd:p5Gq9NcJ3wKiRo6yBf2uMx7s\r\na=fingerprint:sha-256 F9:E8\r\na=setup:active\r\n\
         a=mid:audio0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;stereo=0\r\n\
         m=video 0 UDP/TLS/RTP/SAVPF 99\r\nc=IN IP4 0.0.0.0\r\na=mid:video0\r\na=inactive\r\na=rtpmap:99 H264/90000\r\n"
    );
}

#[test]
fn the_direction_is_mirrored_and_comes_back() {
    let before = echo_offer(2, "actpass", "sendrecv", "sendrecv");
    for (theirs, ours) in [
        ("sendonly", Flow::RecvOnly),
        ("recvonly", Flow::SendOnly),
        ("inactive", Flow::Inactive),
        ("sendrecv", Flow::SendRecv),
    ] {
        let reoffer = echo_offer(3, "actpass", theirs, "inactive");
        let first = answer_reoffer(&our_answer(), &before, &reoffer).expect("plain");
        assert_eq!(first.flow, ours, "{theirs}");
        assert_eq!(read(&first.sdp).audio_flow(), Some(ours), "{theirs}");

        let back = answer_reoffer(&first.sdp, &reoffer, &echo_offer(4, "actpass", "sendrecv", "inactive"));
        assert_eq!(back.expect("plain").flow, Flow::SendRecv, "back from {theirs}");
    }
}

#[test]
fn the_dtls_role_stays_as_established_whoever_offered_first() {
    let reoffer = echo_offer(3, "actpass", "sendrecv", "inactive");
    for (their_role, ours) in [("active", Setup::Passive), ("passive", Setup::Active)] {
        let their_answer = echo_offer(2, their_role, "sendrecv", "sendrecv");
        let answer = answer_reoffer(&our_offer(), &their_answer, &reoffer).expect("plain");
        assert_eq!(read(&answer.sdp).setup(), Some(ours), "the Echo answered {their_role}");

        let again = answer_reoffer(&answer.sdp, &reoffer, &echo_offer(4, "actpass", "inactive", "inactive"));
        assert_eq!(read(&again.expect("plain").sdp).setup(), Some(ours));
    }
}

#[test]
fn a_repeated_reoffer_gets_the_same_answer_again() {
    let reoffer = echo_offer(3, "actpass", "sendonly", "inactive");
    let before = echo_offer(2, "actpass", "sendrecv", "sendrecv");
    let first = answer_reoffer(&our_answer(), &before, &reoffer).expect("plain");
    let with_other_line_ends = Sdp::new(reoffer.as_str().replace("\r\n", "\n")).expect("bounded");
    assert_eq!(answer_reoffer(&first.sdp, &reoffer, &with_other_line_ends), Ok(first));
}

#[test]
fn an_older_reoffer_is_stale_unless_another_author_wrote_it() {
    let before = echo_offer(5, "actpass", "sendrecv", "inactive");
    let older = echo_offer(4, "actpass", "sendonly", "inactive");
    assert_eq!(answer_reoffer(&our_answer(), &before, &older), Err(ReofferError::Stale));
    let other = Sdp::new(older.as_str().replace("4611731400430051336", "99")).expect("bounded");
    assert_eq!(classify_reoffer(&our_answer(), &before, &other), Ok(Reoffer::Plain));
}

#[test]
fn new_credentials_or_another_certificate_need_the_stack() {
    let before = echo_offer(2, "actpass", "sendrecv", "inactive");
    let reoffer = echo_offer(3, "actpass", "sendrecv", "inactive");
    for (old, new) in [("Qk3d", "Qk3e"), ("aHd1f", "aHd1g"), ("0A:1B", "0A:1C")] {
        let changed = Sdp::new(reoffer.as_str().replace(old, new)).expect("bounded");
        assert_eq!(classify_reoffer(&our_answer(), &before, &changed), Ok(Reoffer::IceRestart), "{old}");
        assert_eq!(answer_reoffer(&our_answer(), &before, &changed), Err(ReofferError::NeedsStack), "{old}");
    }
}

#[test]
fn a_reoffer_without_our_codec_needs_the_stack() {
    let before = echo_offer(2, "actpass", "sendrecv", "inactive");
    let reoffer = echo_offer(3, "actpass", "sendrecv", "inactive");
    for (old, new) in [("SAVPF 96 0", "SAVPF 0"), ("SAVPF 96 0", "SAVPF 97 0")] {
        let changed = reoffer.as_str().replace(old, new).replace("a=rtpmap:96", "a=rtpmap:97");
        let changed = Sdp::new(changed).expect("bounded");
        assert_eq!(classify_reoffer(&our_answer(), &before, &changed), Ok(Reoffer::CodecChange), "{new}");
    }
}

#[test]
fn a_reoffer_that_removes_the_audio_is_answered_with_port_0() {
    let before = echo_offer(2, "actpass", "sendrecv", "inactive");
    let reoffer = Sdp::new(echo_offer(3, "actpass", "sendrecv", "inactive").as_str().replace("audio 50100", "audio 0"));
    let answer = answer_reoffer(&our_answer(), &before, &reoffer.expect("bounded")).expect("plain");
    assert_eq!(answer.flow, Flow::Inactive);
    assert!(read(&answer.sdp).media().iter().all(Media::is_refused));
    assert!(!answer.sdp.as_str().contains("BUNDLE"));
}

#[test]
fn the_order_of_a_reoffers_sections_is_kept() {
    let before = echo_offer(2, "actpass", "sendrecv", "inactive");
    let reoffer = echo_offer(3, "actpass", "sendrecv", "inactive");
    let text = reoffer.as_str();
    let (audio, video) = (text.find("m=audio").expect("audio"), text.find("m=video").expect("video"));
    let swapped = format!("{}{}{}", &text[..audio], &text[video..], &text[audio..video]);
    let answer = answer_reoffer(&our_answer(), &before, &Sdp::new(swapped).expect("bounded")).expect("plain");
    let kinds: Vec<_> = read(&answer.sdp).media().iter().map(|media| (media.kind().clone(), media.port())).collect();
    assert_eq!(kinds, [(MediaKind::Video, 0), (MediaKind::Audio, 61_000)]);
}

#[test]
fn a_stacks_answer_to_the_voice_is_completed_with_what_it_never_saw() {
    let offer = echo_offer(2, "actpass", "sendrecv", "sendrecv");
    let agreement = Agreement::between(&our_description("active", "96 0"), &offer).expect("an agreement");
    let answer = agreement.with_role(Setup::Passive).complete(&read(&offer), 9).expect("an answer");
    let read = read(&answer.sdp);
    let sections: Vec<_> = read.media().iter().map(|media| (media.mid(), media.port(), media.codecs().len())).collect();
    assert_eq!(sections, [(Some("audio0"), 61_000, 1), (Some("video0"), 0, 1)]);
    assert_eq!((read.version(), read.setup()), (Some(9), Some(Setup::Passive)));
}

#[test]
fn descriptions_without_a_role_or_a_common_codec_are_no_agreement() {
    let offer = echo_offer(2, "actpass", "sendrecv", "inactive");
    assert_eq!(Agreement::between(&our_offer(), &offer).err(), Some(AgreementError::NoRole));
    let other = Sdp::new(our_answer().as_str().replace("opus/48000/2", "speex/8000")).expect("bounded");
    assert_eq!(Agreement::between(&other, &offer).err(), Some(AgreementError::NoCommonCodec));
}

proptest! {
    #[test]
    fn hostile_reoffers_never_panic(text in "(v=0\r?\n)?([a-z]=[ -~]{0,40}(\r\n|\n|\r)){0,40}") {
        if let Ok(sdp) = Sdp::new(text) {
            let _ = answer_reoffer(&our_answer(), &echo_offer(2, "actpass", "sendrecv", "inactive"), &sdp);
        }
    }

    #[test]
    fn a_damaged_reoffer_is_answered_or_refused_but_every_answer_reads_back(at in 0_usize..1_400, junk in "[ -~]{0,6}", cut in 0_usize..9) {
        let whole = echo_offer(3, "actpass", "sendonly", "inactive");
        let (start, end) = (at.min(whole.as_str().len()), (at + cut).min(whole.as_str().len()));
        let text = format!("{}{junk}{}", &whole.as_str()[..start], &whole.as_str()[end..]);
        let before = echo_offer(2, "actpass", "sendrecv", "inactive");
        if let Ok(answer) = answer_reoffer(&our_answer(), &before, &Sdp::new(text).expect("bounded")) {
            let answer = read(&answer.sdp);
            prop_assert!(answer.same_transport(&read(&our_answer())) || answer.media().iter().all(Media::is_refused));
            prop_assert!(answer.setup() != Some(Setup::ActPass));
        }
    }

    #[test]
    fn versions_rise_by_one_however_long_the_chain(flows in proptest::collection::vec(0_usize..4, 1..12)) {
        const WORDS: [&str; 4] = ["sendrecv", "sendonly", "recvonly", "inactive"];
        let (mut ours, mut theirs) = (our_answer(), echo_offer(2, "actpass", "sendrecv", "inactive"));
        for (step, flow) in flows.into_iter().enumerate() {
            let reoffer = echo_offer(3 + step as u64, "actpass", WORDS[flow], "inactive");
            let answer = answer_reoffer(&ours, &theirs, &reoffer).expect("plain");
            prop_assert_eq!(read(&answer.sdp).version(), Some(3 + step as u64));
            prop_assert_eq!(answer.flow.mirrored().as_str(), WORDS[flow]);
            (ours, theirs) = (answer.sdp, reoffer);
        }
    }
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("readable")
}

fn echo_offer(version: u64, setup: &str, audio: &str, video: &str) -> Sdp {
    let text = format!(
        "v=0\r\no=- 4611731400430051336 {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio0 video0\r\n\
         m=audio 50100 UDP/TLS/RTP/SAVPF 96 0\r\nc=IN IP4 192.0.2.44\r\n\
         a=candidate:1 1 UDP 2122252543 192.0.2.44 50100 typ host\r\n{ECHO_TRANSPORT}a=setup:{setup}\r\na=mid:audio0\r\n\
         a={audio}\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 stereo=0\r\na=rtpmap:0 PCMU/8000\r\n\
         m=video 50102 UDP/TLS/RTP/SAVPF 99\r\nc=IN IP4 192.0.2.44\r\n{ECHO_TRANSPORT}a=setup:{setup}\r\na=mid:video0\r\n\
         a={video}\r\na=rtcp-mux\r\na=rtpmap:99 H264/90000\r\n"
    );
    Sdp::new(text).expect("bounded")
}

fn our_description(setup: &str, formats: &str) -> Sdp {
    let text = format!(
        "v=0\r\no=- 7033195281649012345 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio0\r\n\
         m=audio 61000 UDP/TLS/RTP/SAVPF {formats}\r\nc=IN IP4 192.0.2.10\r\n\
         a=candidate:1 1 UDP 2122252543 192.0.2.10 61000 typ host\r\na=end-of-candidates\r\n{OUR_TRANSPORT}\
         a=setup:{setup}\r\na=mid:audio0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtcp-fb:96 transport-cc\r\n\
         a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1;stereo=0\r\n"
    );
    Sdp::new(text).expect("bounded")
}

fn our_answer() -> Sdp {
    our_description("active", "96")
}

fn our_offer() -> Sdp {
    our_description("actpass", "96 9 0 8")
}
