//! Every codec an Echo may speak, in both roles, against Chromium and against a peer of ours as the simulator's Echo is one:
//! a tone is heard both ways, at its pitch and as loud as it was said. Chromium sends packets of every length we take; between
//! peers of ours speech is scored, too.

mod support;

use roomline_peer::PeerEvent;
use roomline_rig::WebEcho;
use support::desk::{Desk, ECHO_TONE, OUR_TONE, only};
use support::speech::scores;
use support::{echo_show, station, within};
use tokio::task::JoinSet;

const CODECS: [&str; 4] = ["opus", "G722", "PCMU", "PCMA"];
/// The packets that Chromium sends, in milliseconds: it makes all of them with every codec if it is asked to.
const PACKETS: [u32; 4] = [10, 20, 40, 60];
/// Each codec with the least PESQ-WB of speech. Measured: Opus 4.36 to 4.47, G.722 4.11 to 4.50, PCMU and PCMA 3.47 to 3.52. Who
/// sends no more than the band of a telephone by Opus or G.722 scores as PCMU does, and stays below their floors.
const SPEECH: [(&str, f64); 4] = [("opus", 4.1), ("G722", 3.8), ("PCMU", 3.2), ("PCMA", 3.2)];
/// Speech is heard as loud as it was said, to so many decibels. Measured: Opus 0.4 softer, the others 0.1.
const AS_LOUD: f32 = 1.0;
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
    let mut codecs = JoinSet::new();
    for (codec, least) in SPEECH {
        codecs.spawn(async move {
            for we_offer in [true, false] {
                speak(codec, least, we_offer).await;
            }
        });
    }
    codecs.join_all().await;
}

/// A call by one codec: tones first, then a voice each way, scored.
async fn speak(codec: &str, least: f64, we_offer: bool) {
    let (here, there) = if we_offer { (station(), echo_show()) } else { (echo_show(), station()) };
    let mut offerer = Desk::offering(here).await;
    let mut answerer = Desk::answering(there, only(offerer.ours.as_str(), codec)).await;
    offerer.accept(answerer.ours.as_str().to_owned()).await;
    answerer.tones = (ECHO_TONE as f32, OUR_TONE);
    for desk in [&mut offerer, &mut answerer] {
        desk.start_sound();
        assert_eq!(within("the connection", desk.events.next()).await, Some(PeerEvent::Connected));
        let agreed = desk.peer.format().map(|format| format.kind.encoding_name().to_lowercase());
        assert_eq!(agreed, Some(codec.to_lowercase()));
    }
    offerer.hears_the_echo().await;
    answerer.hears_the_echo().await;
    for score in scores(&mut offerer, &mut answerer).await {
        assert!(score.pesq > least, "{codec}: {score:?}");
        assert!(score.louder.abs() < AS_LOUD, "{codec}: {score:?}");
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
