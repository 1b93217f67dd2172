//! Every codec an Echo may speak, in both roles, against Chromium and against a peer of ours as the simulator's Echo is one:
//! a tone is heard both ways, at its pitch and as loud as it was said. Chromium sends packets of every length we take.

mod support;

use roomline_peer::PeerEvent;
use roomline_rig::WebEcho;
use support::desk::{Desk, ECHO_TONE, OUR_TONE, only};
use support::{echo_show, station, within};

const CODECS: [&str; 4] = ["opus", "G722", "PCMU", "PCMA"];
/// Packets, in milliseconds, of the calls in which we answer.
const PACKETS: [u32; 4] = [10, 20, 40, 60];
/// What Chromium's analyser shows of our tone: −6 dBFS, 7.5 less by its window, and up to 1.5 between two of its bins.
const OUR_TONE_DECIBEL: std::ops::RangeInclusive<f64> = -18.0..=-11.0;

#[tokio::test(flavor = "multi_thread")]
async fn every_codec_is_heard_both_ways_when_chromium_answers() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    for codec in CODECS {
        let mut desk = Desk::offering(station()).await;
        let answer = echo.answer(&only(desk.ours.as_str(), codec)).await.expect("an answer");
        desk.accept(answer).await;
        talks(&mut desk, &echo, codec).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_codec_is_heard_in_packets_of_every_length_when_chromium_offers() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    for codec in CODECS {
        for ms in PACKETS {
            let offer = echo.offer(false).await.expect("an offer");
            let mut desk = Desk::answering(station(), only(&offer, codec)).await;
            echo.accept(&with_packets_of(ms, desk.ours.as_str())).await.expect("Chromium takes our answer");
            talks(&mut desk, &echo, codec).await;
            let lengths = desk.packet_lengths.lock().expect("no panic").clone();
            assert!(lengths.contains(&ms), "{codec}: packets of {lengths:?} ms instead of {ms}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_codec_is_heard_both_ways_between_peers_of_ours() {
    for codec in CODECS {
        for we_offer in [true, false] {
            let (here, there) = if we_offer { (station(), echo_show()) } else { (echo_show(), station()) };
            let mut offerer = Desk::offering(here).await;
            let mut answerer = Desk::answering(there, only(offerer.ours.as_str(), codec)).await;
            offerer.accept(answerer.ours.as_str().to_owned()).await;
            answerer.tones = (ECHO_TONE as f32, OUR_TONE);
            for desk in [&mut offerer, &mut answerer] {
                desk.start_sound();
                assert_eq!(within("the connection", desk.events.next()).await, Some(PeerEvent::Connected));
                assert_eq!(
                    desk.peer.format().map(|it| it.kind.encoding_name().to_lowercase()),
                    Some(codec.to_lowercase())
                );
            }
            offerer.hears_the_echo().await;
            answerer.hears_the_echo().await;
        }
    }
}

/// Connects by `codec`, and the tones are heard at both ends.
async fn talks(desk: &mut Desk, echo: &WebEcho, codec: &str) {
    let agreed = desk.peer.format().map(|format| format.kind.encoding_name().to_lowercase());
    assert_eq!(agreed, Some(codec.to_lowercase()));
    desk.start_sound();
    assert_eq!(within("the connection", desk.events.next()).await, Some(PeerEvent::Connected));
    desk.hears_the_echo().await;
    let heard = echo.hears(OUR_TONE.into()).await.expect("Chromium hears our tone");
    assert!(OUR_TONE_DECIBEL.contains(&heard.decibel), "{codec}: Chromium hears {heard:?}");
    echo.hang_up().await.expect("a browser");
}

/// A description that asks the other end for packets of this length.
fn with_packets_of(ms: u32, sdp: &str) -> String {
    let kept = sdp.lines().filter(|line| !line.starts_with("a=ptime:") && !line.starts_with("a=maxptime:"));
    kept.map(str::to_owned)
        .chain([format!("a=ptime:{ms}"), format!("a=maxptime:{ms}")])
        .collect::<Vec<_>>()
        .join("\r\n")
        + "\r\n"
}
