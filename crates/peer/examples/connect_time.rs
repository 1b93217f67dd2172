//! Measures how long a call needs from "both descriptions are known" to "connected", to the first packet and to the first
//! sound, in both roles, against a peer of ours on the same computer or against Chromium.
//!
//! `cargo run --release -p roomline-peer --example connect_time -- [--runs N] [--json FILE] [--chromium] [--travel MS]`
//!
//! `--travel`: so long a description travels to the other end, as it does through Alexa; what is measured begins after that.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures and prints real time")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use roomline_audio::{FRAME_TIME, Gate, Level, Packet, Receiver, Sender, tone};
use roomline_call::Sdp;
use roomline_peer::{Peer, PeerConfig, PeerEvent, PeerEvents, Sink};
use roomline_rig::WebEcho;
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// No healthy run comes near it.
const GIVE_UP: Duration = Duration::from_secs(20);
/// Louder than this is sound.
const SOUND_DBFS: f32 = -40.0;

/// What one end measured.
#[derive(Clone, Copy)]
struct Times {
    /// Making the peer and its complete description.
    made: Duration,
    /// From here on all is counted from the moment both descriptions are known.
    connected: Duration,
    first_packet: Duration,
    first_audio: Duration,
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut runs, mut file, mut chromium, mut travel) = (8_usize, None::<PathBuf>, false, Duration::ZERO);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--runs" => runs = arguments.next().and_then(|runs| runs.parse().ok()).expect("a number of runs"),
            "--json" => file = Some(arguments.next().expect("a file").into()),
            "--chromium" => chromium = true,
            "--travel" => {
                let ms = arguments.next().and_then(|ms| ms.parse().ok());
                travel = Duration::from_millis(ms.expect("a time in milliseconds"));
            }
            unknown => panic!("unknown argument {unknown}"),
        }
    }
    assert!(runs > 0, "at least one run");
    let start = Instant::now();
    roomline_peer::prepare();
    let certificate = start.elapsed();
    let (mut offering, mut answering) = (Vec::new(), Vec::new());
    let echo = if chromium { Some(WebEcho::open(880).await.expect("Chromium")) } else { None };
    for _ in 0..runs {
        let (as_offerer, as_answerer) = match &echo {
            Some(echo) => (we_offer_to(echo, travel).await, we_answer(echo, travel).await),
            None => two_peers(travel).await,
        };
        offering.push(as_offerer);
        answering.push(as_answerer);
    }
    let report = json!({
        "runs": runs,
        "travel_ms": travel.as_millis() as u64,
        "far_end": if chromium { "chromium" } else { "peer" },
        // What every call would take longer if the certificate were not made ahead.
        "certificate_ms": certificate.as_secs_f64() * 1_000.0,
        "we_offer": figures(&offering),
        "we_answer": figures(&answering),
    });
    let text = serde_json::to_string_pretty(&report).expect("plain numbers");
    println!("{text}");
    if let Some(file) = file {
        std::fs::write(file, text).expect("the file can be written");
    }
}

/// Two peers of ours: what the offering and what the answering one measured.
async fn two_peers(travel: Duration) -> (Times, Times) {
    let start = Instant::now();
    let (mut offerer, offer) = End::offering().await;
    let offered = start.elapsed();
    let start = Instant::now();
    let (mut answerer, answer) = End::answering(&offer).await;
    let answered = start.elapsed();
    tokio::time::sleep(travel).await;
    let known = Instant::now();
    offerer.peer.accept(&answer).await.expect("a good answer");
    tokio::join!(offerer.times(offered, known), answerer.times(answered, known))
}

async fn we_offer_to(echo: &WebEcho, travel: Duration) -> Times {
    let start = Instant::now();
    let (mut desk, offer) = End::offering().await;
    let made = start.elapsed();
    let answer = Sdp::new(echo.answer(offer.as_str()).await.expect("an answer")).expect("short");
    tokio::time::sleep(travel).await;
    let known = Instant::now();
    desk.peer.accept(&answer).await.expect("a good answer");
    let times = desk.times(made, known).await;
    echo.hang_up().await.expect("a browser");
    times
}

async fn we_answer(echo: &WebEcho, travel: Duration) -> Times {
    let offer = Sdp::new(echo.offer(true).await.expect("an offer")).expect("short");
    let start = Instant::now();
    let (mut desk, answer) = End::answering(&offer).await;
    let made = start.elapsed();
    tokio::time::sleep(travel).await;
    let known = Instant::now();
    echo.accept(answer.as_str()).await.expect("Chromium takes our answer");
    let times = desk.times(made, known).await;
    echo.hang_up().await.expect("a browser");
    times
}

/// One end that speaks a tone and listens.
struct End {
    peer: Arc<Peer>,
    events: PeerEvents,
    packets: Option<mpsc::Receiver<Packet>>,
}

impl End {
    async fn offering() -> (Self, Sdp) {
        let (sink, packets) = ear();
        let (peer, events, offer) = Peer::offer(config(), sink).await.expect("an offer");
        (Self { peer: Arc::new(peer), events, packets: Some(packets) }, offer)
    }

    async fn answering(offer: &Sdp) -> (Self, Sdp) {
        let (sink, packets) = ear();
        let (peer, events, answer) = Peer::answer(config(), sink, offer).await.expect("an answer");
        (Self { peer: Arc::new(peer), events, packets: Some(packets) }, answer)
    }

    async fn times(&mut self, made: Duration, known: Instant) -> Times {
        let stop = Arc::new(AtomicBool::new(false));
        let heard = self.start_sound(&stop);
        let connected = async {
            while self.events.next().await.is_some_and(|event| event != PeerEvent::Connected) {}
            known.elapsed()
        };
        let all = async { (connected.await, heard.await.expect("the sound goes on")) };
        let (connected, (first_packet, first_audio)) =
            tokio::time::timeout(GIVE_UP, all).await.expect("connected and heard within 20 s");
        stop.store(true, Ordering::Relaxed);
        Times { made, connected, first_packet: first_packet - known, first_audio: first_audio - known }
    }

    /// The sound of this end: a thread that sends a frame and takes one every 10 ms, as a station's does. Tells when the
    /// first packet came and when the first sound came out.
    fn start_sound(&mut self, stop: &Arc<AtomicBool>) -> oneshot::Receiver<(Instant, Instant)> {
        let (tell, heard) = oneshot::channel();
        let format = self.peer.format().expect("an agreement");
        let mut speaker = Sender::new(format).expect("a codec");
        let mut listener = Receiver::new(format).expect("a codec");
        speaker.set_gate(Gate::SendReceive);
        listener.set_gate(Gate::SendReceive);
        let mut voice = tone::Sine::new(440.0, 0.5);
        let (peer, stop) = (Arc::clone(&self.peer), Arc::clone(stop));
        let packets = self.packets.take().expect("sound is started once");
        thread::spawn(move || {
            let (mut tell, mut first_packet) = (Some(tell), None);
            while !stop.load(Ordering::Relaxed) {
                speaker.push(&voice.frame()).into_iter().for_each(|packet| peer.send(packet));
                for packet in packets.try_iter() {
                    first_packet.get_or_insert(packet.arrived);
                    listener.push(packet);
                }
                let frame = listener.pull(Instant::now());
                if let Some(first_packet) = first_packet
                    && Level::of(&frame).dbfs() > SOUND_DBFS
                    && let Some(tell) = tell.take()
                {
                    let _gave_up = tell.send((first_packet, Instant::now()));
                }
                thread::sleep(FRAME_TIME);
            }
        });
        heard
    }
}

fn config() -> PeerConfig {
    PeerConfig { include_loopback: true, ..PeerConfig::default() }
}

fn ear() -> (Sink, mpsc::Receiver<Packet>) {
    let (heard, packets) = mpsc::sync_channel(256);
    (Arc::new(move |packet| drop(heard.try_send(packet))), packets)
}

fn figures(times: &[Times]) -> Value {
    let of = |pick: fn(&Times) -> Duration| {
        let mut all: Vec<f64> = times.iter().map(|times| pick(times).as_secs_f64() * 1_000.0).collect();
        all.sort_by(f64::total_cmp);
        // The nearest rank.
        let at = |share: f64| all[((share * all.len() as f64).ceil() as usize).clamp(1, all.len()) - 1];
        let rounded = |ms: f64| (ms * 10.0).round() / 10.0;
        json!({ "p50": rounded(at(0.5)), "p99": rounded(at(0.99)), "max": rounded(at(1.0)) })
    };
    json!({
        "made_ms": of(|times| times.made),
        "connected_ms": of(|times| times.connected),
        "first_packet_ms": of(|times| times.first_packet),
        "first_audio_ms": of(|times| times.first_audio),
    })
}
