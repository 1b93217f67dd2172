//! Our peer against a real Chromium in the part of the Echo: what two peers of ours could agree on wrongly.

#![expect(clippy::disallowed_methods, reason = "the desk of this test plays sound in real time")]

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use roomline_audio::{FRAME_SAMPLES, FRAME_TIME, Gate, Packet, Receiver, Sender, tone};
use roomline_call::Sdp;
use roomline_call::description::{Description, Flow, MediaKind, answer_reoffer};
use roomline_peer::{Peer, PeerConfig, PeerEvent, PeerEvents};
use roomline_rig::WebEcho;
use support::{station, within};
use tokio::sync::watch;

const OUR_TONE: f32 = 440.0;
const ECHO_TONE: u32 = 880;

#[tokio::test(flavor = "multi_thread")]
async fn chromium_answers_our_offer_and_both_hear_each_other() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    let mut desk = Desk::offering(station()).await;
    let answer = echo.answer(desk.ours.as_str()).await.expect("an answer");
    desk.accept(answer).await;
    desk.talks_with(&echo).await;
    desk.survives_hold_mute_and_back(&echo).await;
    desk.survives_an_ice_restart(&echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_offers_voice_and_video_and_both_hear_each_other() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    let offer = echo.offer(true).await.expect("an offer");
    let mut desk = Desk::answering(station(), offer).await;
    let sections: Vec<_> =
        read(&desk.ours).media().iter().map(|media| (media.kind().clone(), media.is_refused())).collect();
    assert_eq!(sections, [(MediaKind::Audio, false), (MediaKind::Video, true)]);
    echo.accept(desk.ours.as_str()).await.expect("Chromium takes our answer");
    desk.talks_with(&echo).await;
    desk.survives_hold_mute_and_back(&echo).await;
    desk.survives_an_ice_restart(&echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_telephone_codecs_sound_in_chromium_too() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    for name in ["G722", "PCMU", "PCMA"] {
        let offer = echo.offer(false).await.expect("an offer");
        let mut desk = Desk::answering(station(), only(&offer, name)).await;
        echo.accept(desk.ours.as_str()).await.expect("Chromium takes our answer");
        assert_eq!(desk.peer.format().map(|format| format.kind.encoding_name()), Some(name));
        desk.talks_with(&echo).await;
        echo.hang_up().await.expect("a browser");
    }
}

/// A station without devices: it speaks a tone and listens for the Echo's.
struct Desk {
    peer: Arc<Peer>,
    events: PeerEvents,
    ours: Sdp,
    theirs: Option<Sdp>,
    packets: Arc<Mutex<Vec<Packet>>>,
    heard: watch::Receiver<Option<bool>>,
    tell: watch::Sender<Option<bool>>,
    speaks: Arc<AtomicBool>,
}

impl Desk {
    async fn offering(config: PeerConfig) -> Self {
        let (sink, packets) = collecting();
        let (peer, events, ours) = Peer::offer(config, sink).await.expect("an offer");
        Self::new(peer, events, ours, None, packets)
    }

    async fn answering(config: PeerConfig, offer: String) -> Self {
        let (sink, packets) = collecting();
        let offer = Sdp::new(offer).expect("short");
        let (peer, events, ours) = Peer::answer(config, sink, &offer).await.expect("an answer");
        Self::new(peer, events, ours, Some(offer), packets)
    }

    fn new(peer: Peer, events: PeerEvents, ours: Sdp, theirs: Option<Sdp>, packets: Arc<Mutex<Vec<Packet>>>) -> Self {
        let (tell, heard) = watch::channel(None);
        Self { peer: Arc::new(peer), events, ours, theirs, packets, heard, tell, speaks: Arc::default() }
    }

    async fn accept(&mut self, answer: String) {
        let answer = Sdp::new(answer).expect("short");
        self.peer.accept(&answer).await.expect("a good answer");
        self.theirs = Some(answer);
    }

    /// Connects, and the tones are heard at both ends.
    async fn talks_with(&mut self, echo: &WebEcho) {
        self.start_sound();
        assert_eq!(within("the connection", self.events.next()).await, Some(PeerEvent::Connected));
        self.is_heard_by(echo).await;
        self.hears_the_echo().await;
    }

    async fn is_heard_by(&self, echo: &WebEcho) {
        echo.hears(OUR_TONE.into()).await.expect("Chromium hears our tone");
    }

    async fn hears_the_echo(&mut self) {
        self.tell.send_replace(None);
        within("the Echo's tone", self.heard.wait_for(|heard| *heard == Some(true))).await.expect("sound goes on");
    }

    async fn hears_nothing(&mut self) {
        self.tell.send_replace(None);
        within("silence", self.heard.wait_for(|heard| *heard == Some(false))).await.expect("sound goes on");
    }

    /// Re-offers with each direction are answered by our own function, the browser takes the answers, and the sound
    /// follows them.
    async fn survives_hold_mute_and_back(&mut self, echo: &WebEcho) {
        self.answers(echo, "sendonly", Flow::RecvOnly).await;
        self.hears_the_echo().await;
        echo.hears_silence().await.expect("our gate is shut");
        self.answers(echo, "recvonly", Flow::SendOnly).await;
        self.is_heard_by(echo).await;
        self.hears_nothing().await;
        self.answers(echo, "inactive", Flow::Inactive).await;
        self.hears_nothing().await;
        self.answers(echo, "sendrecv", Flow::SendRecv).await;
        self.is_heard_by(echo).await;
        self.hears_the_echo().await;
    }

    async fn answers(&mut self, echo: &WebEcho, direction: &str, flow: Flow) {
        let reoffer = Sdp::new(echo.reoffer(direction, false).await.expect("a re-offer")).expect("short");
        let before = self.theirs.as_ref().expect("an agreement");
        let reanswer = answer_reoffer(&self.ours, before, &reoffer).expect("a plain re-offer");
        assert_eq!(reanswer.flow, flow);
        self.speaks.store(flow.sends(), Ordering::Relaxed);
        echo.accept(reanswer.sdp.as_str()).await.expect("Chromium takes our own answer");
        (self.ours, self.theirs) = (reanswer.sdp, Some(reoffer));
    }

    async fn survives_an_ice_restart(&mut self, echo: &WebEcho) {
        let reoffer = Sdp::new(echo.reoffer("sendrecv", true).await.expect("a re-offer")).expect("short");
        let before = self.theirs.as_ref().expect("an agreement");
        assert!(answer_reoffer(&self.ours, before, &reoffer).is_err(), "new credentials need the stack");
        let answer = self.peer.restart(&self.ours, &reoffer).await.expect("an answer");
        assert!(read(&answer).version() > read(&self.ours).version());
        assert_ne!(read(&answer).ice_ufrag(), read(&self.ours).ice_ufrag());
        echo.accept(answer.as_str()).await.expect("Chromium takes the restart");
        (self.ours, self.theirs) = (answer, Some(reoffer));
        self.is_heard_by(echo).await;
        self.hears_the_echo().await;
    }

    /// The audio thread of this station: 10 ms frames of the tone out, half seconds of what comes in judged.
    fn start_sound(&self) {
        let format = self.peer.format().expect("an agreement");
        let mut speaker = Sender::new(format).expect("a codec");
        let mut listener = Receiver::new(format).expect("a codec");
        speaker.set_gate(Gate::SendReceive);
        listener.set_gate(Gate::SendReceive);
        self.speaks.store(true, Ordering::Relaxed);
        let mut voice = tone::Sine::new(OUR_TONE, 0.5);
        let (peer, packets) = (Arc::downgrade(&self.peer), Arc::clone(&self.packets));
        let (tell, speaks) = (self.tell.clone(), Arc::clone(&self.speaks));
        tokio::spawn(async move {
            let mut pace = tokio::time::interval(FRAME_TIME);
            let mut window = Vec::with_capacity(50 * FRAME_SAMPLES);
            while let Some(peer) = peer.upgrade() {
                let packet = speaker.push(&voice.frame()).filter(|_| speaks.load(Ordering::Relaxed));
                packet.into_iter().for_each(|packet| peer.send(packet));
                packets.lock().expect("no panic").drain(..).for_each(|packet| listener.push(packet));
                window.extend_from_slice(&listener.pull(Instant::now()));
                if window.len() >= 50 * FRAME_SAMPLES {
                    tell.send_replace(Some(tone::hears_tone(&window, ECHO_TONE as f32)));
                    window.clear();
                }
                drop(peer);
                pace.tick().await;
            }
        });
    }
}

fn collecting() -> (roomline_peer::Sink, Arc<Mutex<Vec<Packet>>>) {
    let packets = Arc::new(Mutex::new(Vec::new()));
    let collected = Arc::clone(&packets);
    (Arc::new(move |packet| collected.lock().expect("no panic").push(packet)), packets)
}

/// The offer with one codec left.
fn only(offer: &str, name: &str) -> String {
    let read = read(&Sdp::new(offer).expect("short"));
    let codec = read.audio_codecs().into_iter().find(|codec| codec.name.eq_ignore_ascii_case(name)).expect("offered");
    let number = codec.payload_type.to_string();
    let mut lines = Vec::new();
    for line in offer.lines() {
        let of_codec = ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"].iter().find_map(|start| line.strip_prefix(start));
        if line.starts_with("m=audio") {
            lines.push(line.split(' ').take(3).chain([number.as_str()]).collect::<Vec<_>>().join(" "));
        } else if of_codec.is_none_or(|rest| rest.split(' ').next() == Some(number.as_str())) {
            lines.push(line.to_owned());
        }
    }
    lines.join("\r\n") + "\r\n"
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("a readable description")
}
