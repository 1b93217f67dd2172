//! A station without devices that speaks a tone and listens to another.
#![expect(clippy::disallowed_methods, reason = "it plays sound in real time")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use roomline_audio::{FRAME_SAMPLES, FRAME_TIME, Gate, Level, Packet, Receiver, Sender, tone};
use roomline_call::Sdp;
use roomline_call::description::Description;
use roomline_peer::{Peer, PeerConfig, PeerEvents};
use tokio::sync::watch;

use crate::support::speech::Speech;
use crate::support::within;

/// What this station says.
pub(crate) const OUR_TONE: f32 = 440.0;
/// What it listens for.
pub(crate) const ECHO_TONE: u32 = 880;

/// Both far ends speak a sine of half the full scale, −9 dBFS: what is 3 dB beside that was changed on its way.
const AS_LOUD_AS_SAID: std::ops::RangeInclusive<f32> = -12.0..=-6.0;

/// What was heard in half a second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heard {
    /// The tone that is listened for.
    tone: bool,
    /// The tone, as loud as it was said.
    as_said: bool,
}

/// A station without devices: it speaks a tone and listens for the Echo's.
pub(crate) struct Desk {
    pub(crate) peer: Arc<Peer>,
    pub(crate) events: PeerEvents,
    pub(crate) ours: Sdp,
    pub(crate) theirs: Option<Sdp>,
    pub(crate) packets: Arc<Mutex<Vec<Packet>>>,
    pub(crate) heard: watch::Receiver<Option<Heard>>,
    pub(crate) tell: watch::Sender<Option<Heard>>,
    pub(crate) speaks: Arc<AtomicBool>,
    /// What it says and what it listens for, in Hz.
    pub(crate) tones: (f32, f32),
    /// What it says instead, if anything.
    pub(crate) speech: Arc<Mutex<Speech>>,
    /// The lengths of the packets that came, in milliseconds.
    pub(crate) packet_lengths: Arc<Mutex<BTreeSet<u32>>>,
}

impl Desk {
    pub(crate) async fn offering(config: PeerConfig) -> Self {
        let (sink, packets) = collecting();
        let (peer, events, ours) = Peer::offer(config, sink).await.expect("an offer");
        Self::new(peer, events, ours, None, packets)
    }

    pub(crate) async fn answering(config: PeerConfig, offer: String) -> Self {
        let (sink, packets) = collecting();
        let offer = Sdp::new(offer).expect("short");
        let (peer, events, ours) = Peer::answer(config, sink, &offer).await.expect("an answer");
        Self::new(peer, events, ours, Some(offer), packets)
    }

    pub(crate) fn new(
        peer: Peer,
        events: PeerEvents,
        ours: Sdp,
        theirs: Option<Sdp>,
        packets: Arc<Mutex<Vec<Packet>>>,
    ) -> Self {
        let (tell, heard) = watch::channel(None);
        let (speaks, speech, packet_lengths) = (Arc::default(), Arc::default(), Arc::default());
        let tones = (OUR_TONE, ECHO_TONE as f32);
        Self { peer: Arc::new(peer), events, ours, theirs, packets, heard, tell, speaks, tones, speech, packet_lengths }
    }

    pub(crate) async fn accept(&mut self, answer: String) {
        let answer = Sdp::new(answer).expect("short");
        self.peer.accept(&answer).await.expect("a good answer");
        self.theirs = Some(answer);
    }

    pub(crate) async fn hears_the_echo(&mut self) {
        self.tell.send_replace(None);
        within("the Echo's tone", self.heard.wait_for(|heard| heard.is_some_and(|it| it.as_said)))
            .await
            .expect("sound goes on");
    }

    pub(crate) async fn hears_nothing(&mut self) {
        self.tell.send_replace(None);
        within("silence", self.heard.wait_for(|heard| heard.is_some_and(|it| !it.tone))).await.expect("sound goes on");
    }

    /// The audio thread of this station: 10 ms frames of the tone out, half seconds of what comes in judged.
    pub(crate) fn start_sound(&self) {
        let format = self.peer.format().expect("an agreement");
        let mut speaker = Sender::new(format).expect("a codec");
        let mut listener = Receiver::new(format).expect("a codec");
        speaker.set_gate(Gate::SendReceive);
        listener.set_gate(Gate::SendReceive);
        self.speaks.store(true, Ordering::Relaxed);
        let mut voice = tone::Sine::new(self.tones.0, 0.5);
        let (peer, packets) = (Arc::downgrade(&self.peer), Arc::clone(&self.packets));
        let (tell, speaks, listens_for) = (self.tell.clone(), Arc::clone(&self.speaks), self.tones.1);
        let speech = Arc::clone(&self.speech);
        let (lengths, ticks_per_ms) = (Arc::clone(&self.packet_lengths), format.kind.clock_rate() / 1_000);
        tokio::spawn(async move {
            let mut pace = tokio::time::interval(FRAME_TIME);
            let mut window = Vec::with_capacity(50 * FRAME_SAMPLES);
            let (mut before, mut newest) = (false, None::<Packet>);
            while let Some(peer) = peer.upgrade() {
                let says = speech.lock().expect("no panic").frame().unwrap_or_else(|| voice.frame());
                let packet = speaker.push(&says).filter(|_| speaks.load(Ordering::Relaxed));
                packet.into_iter().for_each(|packet| peer.send(packet));
                let came = std::mem::take(&mut *packets.lock().expect("no panic"));
                for packet in came {
                    if let Some(last) = newest.filter(|last| packet.sequence == last.sequence.wrapping_add(1)) {
                        let ticks = packet.timestamp.wrapping_sub(last.timestamp);
                        lengths.lock().expect("no panic").insert(ticks / ticks_per_ms);
                    }
                    speech.lock().expect("no panic").takes(&packet);
                    newest = Some(packet.clone());
                    listener.push(packet);
                }
                window.extend_from_slice(&listener.pull(Instant::now()));
                if window.len() >= 50 * FRAME_SAMPLES {
                    let tone = tone::hears_tone(&window, listens_for);
                    // A tone that began in the midst of its half second looks softer than it is.
                    let as_said = before && tone && AS_LOUD_AS_SAID.contains(&Level::of(&window).dbfs());
                    tell.send_replace(Some(Heard { tone, as_said }));
                    before = tone;
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

/// The offer with one codec left for the voice; other sections stay as they are.
pub(crate) fn only(offer: &str, name: &str) -> String {
    let read = read(&Sdp::new(offer).expect("short"));
    let codec = read.audio_codecs().into_iter().find(|codec| codec.name.eq_ignore_ascii_case(name)).expect("offered");
    let number = codec.payload_type.to_string();
    let (mut lines, mut in_audio) = (Vec::new(), false);
    for line in offer.lines() {
        if line.starts_with("m=") {
            in_audio = line.starts_with("m=audio");
        }
        let of_codec = ["a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"].iter().find_map(|start| line.strip_prefix(start));
        if line.starts_with("m=audio") {
            lines.push(line.split(' ').take(3).chain([number.as_str()]).collect::<Vec<_>>().join(" "));
        } else if !in_audio || of_codec.is_none_or(|rest| rest.split(' ').next() == Some(number.as_str())) {
            lines.push(line.to_owned());
        }
    }
    lines.join("\r\n") + "\r\n"
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("a readable description")
}
