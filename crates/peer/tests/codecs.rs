//! Every codec an Echo may speak, in both roles, against Chromium and against a peer of ours as the simulator's Echo is one:
//! a tone is heard both ways, at its pitch and as loud as it was said. Chromium sends packets of every length we take.

mod support;

use roomline_peer::PeerEvent;
use roomline_rig::WebEcho;
use support::desk::{Desk, ECHO_TONE, OUR_TONE, only};
use support::speech::scores;
use support::{echo_show, station, within};

const CODECS: [&str; 4] = ["opus", "G722", "PCMU", "PCMA"];
/// The packets that Chromium sends, in milliseconds: it makes all of them with every codec if it is asked to.
const PACKETS: [u32; 4] = [10, 20, 40, 60];
/// What Chromium's analyser shows of our tone, −19.6 dB: half the full scale is −6.0, a sine's energy lies half at its negative
/// frequency, −6.0, and a Blackman window lets 0.42 of it through, −7.5. 440 Hz is 75.1 of its bins, so that nothing is lost
/// between two. Measured: −19.58 to −19.64.
const OUR_TONE_DECIBEL: std::ops::RangeInclusive<f64> = -22.6..=-16.6;

#[tokio::test(flavor = "multi_thread")]
async fn every_codec_is_heard_both_ways_when_chromium_answers() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    for (codec, ms) in every_combination() {
        let mut desk = Desk::offering(station()).await;
        let offer = with_packets_of(ms, &only(desk.ours.as_str(), codec));
        let answer = echo.answer(&offer).await.expect("an answer");
        desk.accept(answer).await;
        talks(&mut desk, &echo, codec, ms).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_codec_is_heard_in_packets_of_every_length_when_chromium_offers() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    for (codec, ms) in every_combination() {
        let offer = echo.offer(false).await.expect("an offer");
        let mut desk = Desk::answering(station(), only(&offer, codec)).await;
        echo.accept(&with_packets_of(ms, desk.ours.as_str())).await.expect("Chromium takes our answer");
        talks(&mut desk, &echo, codec, ms).await;
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
            for score in scores(&mut offerer, &mut answerer).await {
                eprintln!("{codec}: {score:?}");
            }
        }
    }
}

fn every_combination() -> impl Iterator<Item = (&'static str, u32)> {
    CODECS.into_iter().flat_map(|codec| PACKETS.map(|ms| (codec, ms)))
}

/// Connects by `codec`, and the tones are heard at both ends.
async fn talks(desk: &mut Desk, echo: &WebEcho, codec: &str, ms: u32) {
    let agreed = desk.peer.format().map(|format| format.kind.encoding_name().to_lowercase());
    assert_eq!(agreed, Some(codec.to_lowercase()));
    desk.start_sound();
    assert_eq!(within("the connection", desk.events.next()).await, Some(PeerEvent::Connected));
    desk.hears_the_echo().await;
    echo.hears(OUR_TONE.into()).await.expect("Chromium hears our tone");
    let decibel = loudness(echo).await;
    assert!(OUR_TONE_DECIBEL.contains(&decibel), "{codec}: Chromium hears our tone at {decibel:.1} dB");
    let lengths = desk.packet_lengths.lock().expect("no panic").clone();
    assert!(lengths.into_iter().eq([ms]), "{codec}: packets of other lengths than {ms} ms: {:?}", desk.packet_lengths);
    echo.hang_up().await.expect("a browser");
}

/// The middle one of many looks at the spectrum: a tone that just began or stumbled looks softer than it is.
async fn loudness(echo: &WebEcho) -> f64 {
    let mut looks = Vec::new();
    for _ in 0..15 {
        looks.push(echo.listen().await.expect("a browser").decibel);
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    looks.sort_by(f64::total_cmp);
    looks[looks.len() / 2]
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
