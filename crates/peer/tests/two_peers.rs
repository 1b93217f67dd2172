//! Two real peers over real sockets on one computer.

mod support;

use std::net::UdpSocket;
use std::time::Duration;

use roomline_audio::CodecKind;
use roomline_call::Sdp;
use roomline_call::description::{Description, Flow, MediaKind, answer_reoffer};
use roomline_peer::{IceServer, Peer, PeerConfig, PeerError, PeerEvent};
use support::gate::WireGate;
use support::{End, echo_show, speak, station, within};

#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_offers_talks_with_an_echo_that_answers() {
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(echo_show(), &offer).await;
    desk.peer.accept(&answer).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_answers_talks_with_an_echo_that_offered_video_too() {
    let (mut echo, offer) = End::offering(echo_show()).await;
    let (mut desk, answer) = End::answering(station(), &offer).await;
    let sections: Vec<_> =
        read(&answer).media().iter().map(|media| (media.kind().clone(), media.is_refused())).collect();
    assert_eq!(sections, [(MediaKind::Audio, false), (MediaKind::Video, true)]);
    echo.peer.accept(&answer).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_echo_that_names_no_ssrc_is_heard() {
    let (mut echo, offer) = End::offering(echo_show()).await;
    let (mut desk, answer) = End::answering(station(), &without(&offer, &["a=ssrc", "a=msid"])).await;
    echo.peer.accept(&answer).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_names_no_ssrc_is_heard() {
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(echo_show(), &offer).await;
    desk.peer.accept(&without(&answer, &["a=ssrc", "a=msid"])).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_codec_that_only_one_side_prefers_is_agreed_and_numbered_alike() {
    for (name, kind) in [("PCMA", CodecKind::Pcma), ("PCMU", CodecKind::Pcmu), ("G722", CodecKind::G722)] {
        let (mut echo, offer) = End::offering(station()).await;
        let number = kind.static_payload_type().expect("static");
        let mut only: Vec<String> = Vec::new();
        for line in offer.as_str().lines() {
            if line.starts_with("m=audio") {
                only.push(line.split(' ').take(3).chain([number.to_string().as_str()]).collect::<Vec<_>>().join(" "));
            } else if !["a=rtpmap:", "a=fmtp:"].iter().any(|start| line.starts_with(start)) {
                only.push(line.to_owned());
            }
        }
        let offer = Sdp::new(only.join("\r\n") + "\r\n").expect("short");
        let (mut desk, answer) = End::answering(station(), &offer).await;
        echo.peer.accept(&answer).await.expect("a good answer");
        assert_eq!(desk.peer.format().map(|format| format.kind), Some(kind), "{name}");
        both_talk(&mut desk, &mut echo).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_description_goes_out_and_no_trickle() {
    let (_desk, offer) = End::offering(station()).await;
    let text = offer.as_str();
    assert!(!text.contains("trickle") && text.contains("a=end-of-candidates"));
    assert!(!text.contains("transport-cc") && !text.contains("telephone-event") && !text.contains("m=video"));
    let audio = read(&offer).audio().expect("audio").clone();
    assert!(audio.candidates().next().is_some() && audio.port() != 9);
    let codecs: Vec<_> = audio.codecs().into_iter().map(|codec| codec.name).collect();
    assert_eq!(codecs, ["opus", "g722", "pcmu", "pcma"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_answer_is_refused_and_does_no_harm() {
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(station(), &offer).await;
    desk.peer.accept(&answer).await.expect("a good answer");
    assert!(matches!(desk.peer.accept(&answer).await, Err(PeerError::AlreadyAnswered)));
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unusable_offer_is_an_error_and_not_a_panic() {
    for text in ["hello", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 99\r\n"] {
        let refused = Peer::answer(station(), std::sync::Arc::new(drop), &Sdp::new(text).expect("short")).await;
        assert!(refused.is_err(), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_far_end_that_starts_ice_seconds_after_its_answer_still_connects() {
    let wire = WireGate::shut();
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(station(), &wire.of_left(&offer)).await;
    desk.peer.accept(&wire.of_right(&answer)).await.expect("a good answer");
    wire.connect(&offer, &answer);
    tokio::time::sleep(Duration::from_secs(6)).await; // the resident takes this long
    wire.open(true);
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_told_after_three_seconds_and_comes_back() {
    let wire = WireGate::shut();
    wire.open(true);
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(station(), &wire.of_left(&offer)).await;
    wire.connect(&offer, &answer);
    desk.peer.accept(&wire.of_right(&answer)).await.expect("a good answer");
    let _speaking = speak(&echo.peer, b"from the echo");
    assert_eq!((desk.told().await, echo.told().await), (PeerEvent::Connected, PeerEvent::Connected));
    wire.open(false);
    assert_eq!(desk.told().await, PeerEvent::Lost);
    wire.open(true);
    assert_eq!(desk.told().await, PeerEvent::Restored);
    desk.hears_anew().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reoffer_answered_by_our_own_function_leaves_the_sound_alone() {
    let (mut echo, offer) = End::offering(echo_show()).await;
    let (mut desk, answer) = End::answering(station(), &offer).await;
    echo.peer.accept(&answer).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
    let hold = Sdp::new(offer.as_str().replacen("a=sendrecv", "a=sendonly", 1)).expect("short");
    let reanswer = answer_reoffer(&answer, &offer, &hold).expect("a plain re-offer");
    assert_eq!(reanswer.flow, Flow::RecvOnly);
    assert!(read(&reanswer.sdp).same_transport(&read(&answer)));
    let (_here, _there) = (speak(&desk.peer, b"from the desk"), speak(&echo.peer, b"from the echo"));
    assert_eq!(desk.hears_anew().await.payload, b"from the echo");
    assert_eq!(echo.hears_anew().await.payload, b"from the desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_never_answer_cost_no_call() {
    let server = |url: &str| IceServer { url: url.into(), username: "desk".into(), credential: "secret".into() };
    // Addresses for documentation: nobody answers there. Source: RFC 5737.
    let ice_servers = vec![server("stun:192.0.2.1:3478"), server("turn:192.0.2.1:3478?transport=udp")];
    let (mut desk, offer) = within("an offer", End::offering(PeerConfig { ice_servers, ..station() })).await;
    let (mut echo, answer) = End::answering(station(), &offer).await;
    desk.peer.accept(&answer).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_peer_gives_its_ports_back() {
    let (desk, offer) = End::offering(station()).await;
    let port = read(&offer).audio().expect("audio").candidates().find(|found| found.address.is_loopback());
    let address = port.map(|found| (found.address, found.port)).expect("a loopback candidate");
    assert!(UdpSocket::bind(address).is_err(), "the peer holds its port");
    drop(desk);
    let free = async {
        while UdpSocket::bind(address).is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within("the port", free).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quality_counts_what_was_sent_and_heard() {
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(station(), &offer).await;
    desk.peer.accept(&answer).await.expect("a good answer");
    both_talk(&mut desk, &mut echo).await;
    let quality = desk.peer.quality().await;
    assert!(quality.sent > 0 && quality.received > 0 && quality.round_trip.is_some(), "{quality:?}");
    assert_eq!(quality.lost, 0);
    desk.peer.close().await;
    assert_eq!(desk.told().await, PeerEvent::Closed);
}

/// Both connect, and each hears what the other says, unaltered, in the agreed format.
async fn both_talk(desk: &mut End, echo: &mut End) {
    let (_here, _there) = (speak(&desk.peer, b"from the desk"), speak(&echo.peer, b"from the echo"));
    assert_eq!((desk.told().await, echo.told().await), (PeerEvent::Connected, PeerEvent::Connected));
    let (at_desk, at_echo) = (desk.hears().await, echo.hears().await);
    assert_eq!(
        (at_desk.payload.as_slice(), at_echo.payload.as_slice()),
        (&b"from the echo"[..], &b"from the desk"[..])
    );
    assert_eq!(desk.peer.format().map(|format| format.kind), echo.peer.format().map(|format| format.kind));
    assert_eq!(Some(at_desk.payload_type), desk.peer.format().map(|format| format.payload_type));
    assert_eq!(Some(at_echo.payload_type), echo.peer.format().map(|format| format.payload_type));
    let (next, step) = (desk.hears().await, 960_u32);
    assert_eq!(next.sequence.wrapping_sub(at_desk.sequence), 1);
    assert_eq!(next.timestamp.wrapping_sub(at_desk.timestamp), step);
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("a readable description")
}

fn without(sdp: &Sdp, starts: &[&str]) -> Sdp {
    let kept: Vec<&str> =
        sdp.as_str().lines().filter(|line| !starts.iter().any(|start| line.starts_with(start))).collect();
    Sdp::new(kept.join("\r\n") + "\r\n").expect("short")
}
