//! Our media core in real time: a thread that hands over ten milliseconds to every call when they are due, as a sound device would.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use roomline_audio::{
    Advice, Cleaning, EchoCanceler, FRAME_SAMPLES, FRAME_TIME, Frame, Gate, Receiver, Sender, Tally, VoiceFormat, wav,
};
use roomline_peer::Peer;

use super::clock;
use super::ear::Ear;

/// Of what is played, so much is heard by a microphone beside the loudspeaker: 10 dB less.
const COUPLED: f32 = 0.3;

/// One call of a desk without devices.
pub(super) struct Call {
    peer: Arc<Peer>,
    format: VoiceFormat,
    ear: Arc<Ear>,
    voice: Option<Voice>,
    /// What the loudspeaker beside the microphone plays; `None` with a headset.
    loudspeaker: Option<Frame>,
    recording: Option<Recording>,
    tally: Tally,
}

/// What a call says: a recording, and how much of it has been said.
struct Voice {
    samples: Arc<Vec<f32>>,
    said: usize,
    began_ms: Option<f64>,
}

/// What a call hears, since a moment of the wall clock.
#[derive(Default)]
struct Recording {
    began_ms: Option<f64>,
    samples: Vec<f32>,
}

/// What belongs to the audio thread alone.
struct Chain {
    sender: Sender,
    receiver: Receiver,
    canceler: EchoCanceler,
    /// What the sender was told last.
    advice: Option<Advice>,
}

impl Call {
    pub(super) fn new(peer: Arc<Peer>, format: VoiceFormat, ear: Arc<Ear>, records: bool) -> Self {
        let recording = records.then(Recording::default);
        Self { peer, format, ear, voice: None, loudspeaker: None, recording, tally: Tally::default() }
    }

    pub(super) fn speak(&mut self, samples: Arc<Vec<f32>>, loudspeaker: bool) {
        self.loudspeaker = loudspeaker.then_some(Frame::SILENCE);
        self.voice = Some(Voice { samples, said: 0, began_ms: None });
    }

    /// When the voice began, on the wall clock; `None` until the audio thread took it up.
    pub(super) fn began_ms(&self) -> Option<f64> {
        self.voice.as_ref()?.began_ms
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Writes what was heard from `began_ms` on, `seconds` of it, silence where nothing was.
    pub(super) fn write(&self, began_ms: f64, seconds: f64, file: &Path) -> anyhow::Result<()> {
        let wanted = (seconds * f64::from(roomline_audio::SAMPLE_RATE)) as usize;
        let mut heard = vec![0.0; wanted];
        if let Some(Recording { began_ms: Some(from), samples }) = &self.recording {
            let skipped =
                ((began_ms - from) * f64::from(roomline_audio::SAMPLE_RATE) / 1000.0).round().max(0.0) as usize;
            let taken = samples.get(skipped..).unwrap_or_default();
            let length = taken.len().min(wanted);
            heard[..length].copy_from_slice(&taken[..length]);
        }
        Ok(wav::write(file, &heard)?)
    }
}

/// The calls of a desk and the thread that gives them their sound. It goes on until the process ends.
#[derive(Clone, Default)]
pub(super) struct Core(Arc<Mutex<Vec<Call>>>);

impl Core {
    pub(super) fn start() -> Self {
        let core = Self::default();
        let of_thread = core.clone();
        thread::spawn(move || {
            // As at a desk.
            roomline_priority::raise_this_thread();
            of_thread.run();
        });
        core
    }

    pub(super) fn calls(&self) -> MutexGuard<'_, Vec<Call>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut chains: Vec<Chain> = Vec::new();
        let mut due = now();
        loop {
            due += FRAME_TIME;
            // Nobody wakes it before its time.
            thread::park_timeout(due.saturating_duration_since(now()));
            for (at, call) in self.calls().iter_mut().enumerate() {
                if chains.len() == at {
                    match Chain::new(call.format) {
                        Ok(chain) => chains.push(chain),
                        Err(error) => return eprintln!("this end has no sound: {error:#}"),
                    }
                }
                call.tick(&mut chains[at]);
            }
        }
    }
}

impl Chain {
    fn new(format: VoiceFormat) -> anyhow::Result<Self> {
        let (mut sender, mut receiver) = (Sender::new(format)?, Receiver::new(format)?);
        sender.set_gate(Gate::SendReceive);
        receiver.set_gate(Gate::SendReceive);
        let canceler = EchoCanceler::new(Cleaning::default());
        Ok(Self { sender, receiver, canceler, advice: None })
    }
}

impl Call {
    fn tick(&mut self, chain: &mut Chain) {
        let spoken = self.voice.as_mut().map_or(Frame::SILENCE, Voice::next);
        if let Some(advice) = self.ear.advice()
            && chain.advice.replace(advice) != Some(advice)
        {
            chain.sender.expect_loss(advice.expected_loss);
            chain.sender.set_bitrate(advice.bits_per_second);
        }
        // As at a desk; the sound that is sent is the recording, so that only the way is measured.
        let mut microphone = Frame::from_samples(&spoken[..]);
        for (heard, played) in microphone.iter_mut().zip(self.loudspeaker.iter().flat_map(|frame| frame.iter())) {
            *heard += COUPLED * played;
        }
        chain.canceler.clean(&mut microphone);
        if let Some(packet) = chain.sender.push(&spoken) {
            self.peer.send(packet);
        }
        for packet in self.ear.take() {
            chain.receiver.push(packet);
        }
        let played = chain.receiver.pull(now());
        chain.canceler.reference(&played);
        self.loudspeaker.iter_mut().for_each(|frame| *frame = played.clone());
        self.tally = chain.receiver.tally();
        if let Some(recording) = &mut self.recording {
            recording.began_ms.get_or_insert_with(clock::wall_ms);
            recording.samples.extend_from_slice(&played[..]);
        }
    }
}

impl Voice {
    fn next(&mut self) -> Frame {
        // What is handed over now was said during the last ten milliseconds.
        self.began_ms.get_or_insert_with(|| clock::wall_ms() - FRAME_TIME.as_secs_f64() * 1000.0);
        let rest = &self.samples[self.said.min(self.samples.len())..];
        let frame = Frame::from_samples(&rest[..rest.len().min(FRAME_SAMPLES)]);
        self.said += FRAME_SAMPLES;
        frame
    }
}

#[expect(clippy::disallowed_methods, reason = "the sound of this end is real")]
fn now() -> Instant {
    Instant::now()
}
