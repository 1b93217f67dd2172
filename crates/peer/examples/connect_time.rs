//! Prints how long two peers on this computer need from "both descriptions are known" to "connected" and to the first
//! packet, in both roles. A tool for measuring, not a test: `cargo run -p roomline-peer --example connect_time [chromium]`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "it measures and prints real time")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use roomline_audio::{OutgoingPacket, PACKET_TIME, Packet};
use roomline_call::Sdp;
use roomline_peer::{Peer, PeerConfig, PeerEvent, PeerEvents, Sink};
use roomline_rig::WebEcho;
use tokio::sync::mpsc;

const RUNS: usize = 8;

#[tokio::main]
async fn main() {
    if std::env::args().any(|argument| argument == "chromium") {
        return with_chromium().await;
    }
    println!(
        "times in ms         offer  answer | offerer connected  answerer connected | first packet at offerer  at answerer"
    );
    for run in 1..=RUNS {
        one_run(run).await;
    }
}

async fn with_chromium() {
    let echo = WebEcho::open(880).await.expect("Chromium");
    for run in 1..=RUNS {
        for we_offer in [true, false] {
            let config = PeerConfig { include_loopback: true, ..PeerConfig::default() };
            let (sink, mut heard) = ear();
            let (peer, mut events, known) = if we_offer {
                let (peer, events, offer) = Peer::offer(config, sink).await.expect("an offer");
                let answer = echo.answer(offer.as_str()).await.expect("an answer");
                let known = Instant::now();
                peer.accept(&Sdp::new(answer).expect("short")).await.expect("a good answer");
                (peer, events, known)
            } else {
                let offer = Sdp::new(echo.offer(true).await.expect("an offer")).expect("short");
                let (peer, events, answer) = Peer::answer(config, sink, &offer).await.expect("an answer");
                let known = Instant::now();
                echo.accept(answer.as_str()).await.expect("Chromium takes our answer");
                (peer, events, known)
            };
            let peer = speaking(peer);
            let connected = connected(&mut events, known).await;
            let first = heard.recv().await.map(|packet| packet.arrived - known).unwrap_or_default();
            let role = if we_offer { "we offer" } else { "we answer" };
            println!("run {run:2} {role:9}: connected {:?}, first packet here {:?}", connected, first);
            peer.abort();
            echo.hang_up().await.expect("a browser");
        }
    }
}

async fn one_run(run: usize) {
    let config = PeerConfig { include_loopback: true, ..PeerConfig::default() };
    let (offer_ear, mut heard_by_offerer) = ear();
    let (answer_ear, mut heard_by_answerer) = ear();
    let start = Instant::now();
    let (offerer, mut offerer_events, offer) = Peer::offer(config.clone(), offer_ear).await.expect("an offer");
    let offered = start.elapsed();
    let start = Instant::now();
    let (answerer, mut answerer_events, answer) = Peer::answer(config, answer_ear, &offer).await.expect("an answer");
    let answered = start.elapsed();
    let known = Instant::now();
    offerer.accept(&answer).await.expect("a good answer");
    let (offerer, answerer) = (speaking(offerer), speaking(answerer));
    let times = tokio::time::timeout(Duration::from_secs(10), async {
        tokio::join!(
            connected(&mut offerer_events, known),
            connected(&mut answerer_events, known),
            async { heard_by_offerer.recv().await.map(|packet| packet.arrived - known) },
            async { heard_by_answerer.recv().await.map(|packet| packet.arrived - known) },
        )
    });
    let (a, b, c, d) = times.await.expect("connected within 10 s");
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "run {run:2}            {:6.1}  {:6.1} | {:17.1}  {:18.1} | {:23.1}  {:11.1}",
        ms(offered),
        ms(answered),
        ms(a),
        ms(b),
        ms(c.unwrap_or_default()),
        ms(d.unwrap_or_default())
    );
    offerer.abort();
    answerer.abort();
}

fn ear() -> (Sink, mpsc::Receiver<Packet>) {
    let (heard, packets) = mpsc::channel(64);
    (Arc::new(move |packet| drop(heard.try_send(packet))), packets)
}

fn speaking(peer: Peer) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let mut pace = tokio::time::interval(PACKET_TIME);
        for timestamp in (0_u32..).step_by(960) {
            pace.tick().await;
            peer.send(OutgoingPacket { timestamp, marker: false, payload: vec![1, 2, 3] });
        }
    })
}

async fn connected(events: &mut PeerEvents, since: Instant) -> Duration {
    while events.next().await.is_some_and(|event| event != PeerEvent::Connected) {}
    since.elapsed()
}
