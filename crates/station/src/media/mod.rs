//! The media of the calls of one station: a WebRTC peer for each call, one microphone and one speaker for all of them.

mod line;
mod trial;
mod voice;

use std::collections::HashMap;
use std::sync::Arc;

use roomline_audio::device::{self, Chime, ChimeSound, Device, Devices, Watch};
use roomline_peer::PeerConfig;
use roomline_signaling::call::CallId;
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::rest::IceServer;
use tokio::sync::mpsc;

use crate::core::{Input, MediaAction, Trial};
use crate::state::ChosenDevices;

use line::{Begin, Line, Step};
pub(crate) use trial::Trying;
use voice::Voice;

/// Steps that may wait at one call; a call takes a handful in its life.
const STEPS: usize = 64;
/// STUN and TURN servers that are tried at most; a home has one or two.
const MOST_ICE_SERVERS: usize = 16;

/// All media of one station. What happens to them is told as [`Input`]s of the core.
pub(crate) struct Media {
    voice: Arc<Voice>,
    lines: HashMap<CallId, mpsc::Sender<Step>>,
    peers: PeerConfig,
    tell: mpsc::Sender<Input>,
    _watch: Watch,
}

impl Media {
    pub(crate) fn new(include_loopback: bool, devices: ChosenDevices, tell: mpsc::Sender<Input>) -> Self {
        let peers = PeerConfig { include_loopback, ..PeerConfig::default() };
        let telling = tell.clone();
        // Told once at the start and then whenever a device comes or goes.
        let watch = device::watch(move |devices| tell_devices(&telling, devices));
        Self { voice: Arc::new(Voice::new(devices)), lines: HashMap::new(), peers, tell, _watch: watch }
    }

    /// Does what a call wants. Must be called on a tokio runtime; returns at once.
    pub(crate) fn act(&mut self, call: CallId, action: MediaAction) {
        match action {
            MediaAction::MakeOffer => self.begin(call, Begin::Offer),
            MediaAction::MakeAnswer { offer } => self.begin(call, Begin::Answer(offer)),
            MediaAction::ApplyAnswer { answer } => self.step(call, Step::ApplyAnswer(answer)),
            MediaAction::ApplyReoffer { update_id, offer, ours } => {
                self.step(call, Step::ApplyReoffer { update_id, offer, ours })
            }
            MediaAction::MendPath { ours, theirs } => self.step(call, Step::MendPath { ours, theirs }),
            MediaAction::ApplyReanswer { answer } => self.step(call, Step::ApplyReanswer(answer)),
            MediaAction::PlayRingback => self.voice.play_ringback(call),
            MediaAction::SetGate(flow) => self.step(call, Step::SetGate(flow)),
            MediaAction::Close => {
                // The gate shuts here and now, whatever the call's own task is waiting for.
                self.voice.leave(call);
                self.lines.remove(&call);
            }
        }
    }

    pub(crate) fn set_muted(&self, muted: bool) {
        self.voice.set_muted(muted);
    }

    /// Help for hearing from now on, also in a call that is going on.
    pub(crate) fn set_hearing(&self, help: HearingHelp) {
        self.voice.set_hearing(help);
    }

    /// Devices from now on, also in a call that is going on.
    pub(crate) fn use_devices(&self, devices: ChosenDevices) {
        self.voice.use_devices(devices);
    }

    /// Says in somebody's ear how a call ended.
    pub(crate) fn chime(&self, sound: ChimeSound) -> Chime {
        self.voice.chime(sound)
    }

    /// Tries something for the check of this desk, until what is given back is dropped. Must be called on a tokio runtime.
    pub(crate) fn attempt(&self, number: u32, trial: Trial) -> Trying {
        let tell = trial::Tell { number, to: self.tell.clone() };
        match trial {
            Trial::Listen => trial::listen(self.voice.wanted_microphones(), tell),
            Trial::PlayTone => trial::play_tone(self.voice.wanted_speakers(), tell),
            Trial::AskIceServers(servers) => {
                let servers = servers.into_iter().flat_map(one_per_url).take(MOST_ICE_SERVERS).collect();
                trial::ask_ice_servers(servers, self.peers.include_loopback, tell)
            }
        }
    }

    /// STUN and TURN servers for peers made from now on.
    pub(crate) fn use_ice_servers(&mut self, servers: Vec<IceServer>) {
        self.peers.ice_servers = servers.into_iter().flat_map(one_per_url).collect();
    }

    /// Looks for devices, which may take a moment, and tells what there is.
    pub(crate) fn list_devices(&self) {
        let tell = self.tell.clone();
        tokio::task::spawn_blocking(move || tell_devices(&tell, Devices::now()));
    }

    fn begin(&mut self, call: CallId, begin: Begin) {
        let (steps, waiting) = mpsc::channel(STEPS);
        self.voice.join(call);
        let line = Line::new(call, Arc::clone(&self.voice), self.tell.clone(), waiting);
        tokio::spawn(line.run(begin, self.peers.clone()));
        self.lines.insert(call, steps);
    }

    fn step(&self, call: CallId, step: Step) {
        let taken = self.lines.get(&call).is_some_and(|steps| steps.try_send(step).is_ok());
        if !taken {
            tracing::warn!(%call, "the call's media take no more steps");
        }
    }
}

/// Not for async code.
fn tell_devices(tell: &mpsc::Sender<Input>, devices: Devices) {
    let known = |devices: Vec<Device>| devices.into_iter().map(voice::known).collect();
    let (microphones, speakers) = (known(devices.microphones), known(devices.speakers));
    let _stopped = tell.blocking_send(Input::Devices { microphones, speakers });
}

fn one_per_url(server: IceServer) -> impl Iterator<Item = roomline_peer::IceServer> {
    let IceServer { urls, username, credential } = server;
    let username = username.map(|name| name.0).unwrap_or_default();
    let credential = credential.map(|secret| secret.0).unwrap_or_default();
    urls.into_iter().map(move |url| roomline_peer::IceServer {
        url,
        username: username.clone(),
        credential: credential.clone(),
    })
}
