//! The one voice of a station: its microphone and speaker, and the call that has them.
//!
//! Devices are open while any call needs them, and the gate is open for one call at most. What the audio thread records
//! goes to that call's peer; what another peer receives is thrown away.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use roomline_audio::device::{Chime, ChimeSound, Device, DeviceError, Engine, EngineConfig, LineState, Report, Wanted};
use roomline_audio::{Advice, Gate, Hearing, OutgoingPacket, Packet, RateControl, VoiceFormat};
use roomline_peer::Peer;
use roomline_signaling::call::CallId;
use roomline_signaling::call::description::Flow;
use roomline_signaling::hearing::{Boost, HearingHelp};

use crate::state::{ChosenDevice, ChosenDevices, InUse, KnownDevice, SoundTrouble};

/// See the module.
pub(super) struct Voice {
    desk: Mutex<Desk>,
    /// Opening takes a moment and is done once, also when two calls want it.
    opening: Mutex<()>,
    route: Arc<Route>,
}

#[derive(Default)]
struct Desk {
    engine: Option<Engine>,
    /// Calls that need the devices.
    calls: BTreeSet<CallId>,
    held: Option<Held>,
    ringback: Option<CallId>,
    muted: bool,
    help: HearingHelp,
    devices: ChosenDevices,
}

/// The call whose gate was set last.
#[derive(Clone, Copy)]
struct Held {
    call: CallId,
    format: Option<VoiceFormat>,
    gate: Gate,
}

/// Where the recorded voice goes. Read on the audio thread, so it is never held for long.
#[derive(Default)]
struct Route(RwLock<Option<Arc<Peer>>>);

impl Voice {
    pub(super) fn new(devices: ChosenDevices) -> Self {
        let desk = Mutex::new(Desk { devices, ..Desk::default() });
        Self { desk, opening: Mutex::new(()), route: Arc::default() }
    }

    /// A call needs the devices from now on.
    pub(super) fn join(&self, call: CallId) {
        self.desk().calls.insert(call);
    }

    /// A call does not need the devices any more; its gate is shut when this returns.
    pub(super) fn leave(&self, call: CallId) {
        let mut desk = self.desk();
        desk.calls.remove(&call);
        if desk.ringback == Some(call) {
            desk.ringback = None;
        }
        if desk.held.is_some_and(|held| held.call == call) {
            desk.held = None;
            self.route.set(None);
        }
        desk.apply();
    }

    /// Opens the devices, gate shut, if they are not open yet. Waits for the sound system: not for async code.
    pub(super) fn open(&self) -> Result<(), SoundTrouble> {
        let _one_at_a_time = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let devices = {
            let desk = self.desk();
            if desk.engine.is_some() {
                return Ok(());
            }
            desk.devices.clone()
        };
        let config = EngineConfig {
            capture: wanted(&devices.microphones),
            playback: wanted(&devices.speakers),
            ..EngineConfig::default()
        };
        let route = Arc::clone(&self.route);
        let engine = Engine::open(config, move |packet| route.send(packet)).map_err(trouble_of)?;
        let mut desk = self.desk();
        desk.engine = Some(engine);
        desk.apply();
        Ok(())
    }

    /// Closes the devices if no call needs them, and returns whether they are closed. Waits for the sound system: not for async
    /// code.
    pub(super) fn close_if_unused(&self) -> bool {
        let _one_at_a_time = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let engine = {
            let mut desk = self.desk();
            if !desk.calls.is_empty() {
                return false;
            }
            desk.engine.take()
        };
        if let Some(engine) = engine {
            engine.close();
        }
        true
    }

    /// Sets a call's gate and gives the call the voice.
    pub(super) fn hold(&self, call: CallId, peer: &Arc<Peer>, flow: Flow) {
        let mut desk = self.desk();
        if !desk.calls.contains(&call) {
            return;
        }
        desk.ringback = None;
        if desk.held.is_none_or(|held| held.call != call)
            && let Some(engine) = &desk.engine
        {
            // What one call's path could carry says nothing of another's.
            engine.take_advice(RateControl::new().advice());
        }
        desk.held = Some(Held { call, format: peer.format(), gate: gate_of(flow) });
        self.route.set(Some(Arc::clone(peer)));
        desk.apply();
    }

    pub(super) fn play_ringback(&self, call: CallId) {
        let mut desk = self.desk();
        desk.ringback = Some(call);
        desk.apply();
    }

    pub(super) fn set_muted(&self, muted: bool) {
        let mut desk = self.desk();
        desk.muted = muted;
        desk.apply();
    }

    pub(super) fn set_hearing(&self, help: HearingHelp) {
        let mut desk = self.desk();
        desk.help = help;
        desk.apply();
    }

    /// Another order of devices: counts at once, also in a call.
    pub(super) fn use_devices(&self, devices: ChosenDevices) {
        let mut desk = self.desk();
        if let Some(engine) = &desk.engine {
            engine.want(wanted(&devices.microphones), wanted(&devices.speakers));
        }
        desk.devices = devices;
    }

    /// Takes a received packet; called on the network's thread.
    pub(super) fn receive(&self, call: CallId, packet: Packet) {
        let desk = self.desk();
        if let (Some(held), Some(engine)) = (&desk.held, &desk.engine)
            && held.call == call
        {
            engine.receive(packet);
        }
    }

    /// Speaks as the path of a call can carry it.
    pub(super) fn take_advice(&self, call: CallId, advice: Advice) {
        let desk = self.desk();
        if let (Some(held), Some(engine)) = (&desk.held, &desk.engine)
            && held.call == call
        {
            engine.take_advice(advice);
        }
    }

    /// How the sound of a call is: what is spoken, what the devices tell, and whether this desk may be heard. `None` for a call
    /// that does not have the voice.
    pub(super) fn look(&self, call: CallId) -> Option<(VoiceFormat, Report, bool)> {
        let desk = self.desk();
        let held = desk.held.filter(|held| held.call == call)?;
        let report = desk.engine.as_ref().map(Engine::report)?;
        let sends = held.gate.sends() && !desk.muted && report.capture == LineState::Alive;
        Some((held.format?, report, sends))
    }

    /// Sounds where the calls sound.
    pub(super) fn chime(&self, sound: ChimeSound) -> Chime {
        Chime::start(sound, self.wanted_speakers())
    }

    /// The microphones that a call would take, the first that works.
    pub(super) fn wanted_microphones(&self) -> Vec<Wanted> {
        wanted(&self.desk().devices.microphones)
    }

    /// The speakers that a call would take.
    pub(super) fn wanted_speakers(&self) -> Vec<Wanted> {
        wanted(&self.desk().devices.speakers)
    }

    /// What is wrong with the open devices now.
    pub(super) fn trouble(&self) -> Option<SoundTrouble> {
        let report = self.desk().engine.as_ref().map(Engine::report)?;
        let is_gone = report.capture == LineState::Gone || report.playback == LineState::Gone;
        let is_silent = report.is_silent.then_some(SoundTrouble::SilentMicrophone);
        is_gone.then_some(SoundTrouble::DeviceGone).or(is_silent)
    }

    /// The devices that are open now.
    pub(super) fn in_use(&self) -> Option<InUse> {
        let in_use = self.desk().engine.as_ref()?.in_use();
        Some(InUse { microphone: in_use.microphone.map(known), speaker: in_use.speaker.map(known) })
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Makes the devices do what is wanted now; they only take note, so this never waits.
    fn apply(&self) {
        let Some(engine) = &self.engine else { return };
        engine.set_muted(self.muted);
        engine.set_hearing(hearing(self.help.resident), hearing(self.help.desk));
        engine.ringback(self.ringback.is_some());
        match self.held {
            Some(Held { format, gate, .. }) => {
                if let Some(format) = format {
                    engine.set_format(format);
                }
                engine.set_gate(gate);
            }
            None => engine.set_gate(Gate::Inactive),
        }
    }
}

impl Route {
    fn set(&self, peer: Option<Arc<Peer>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = peer;
    }

    fn send(&self, packet: OutgoingPacket) {
        // While the route is being changed, a packet has nowhere to go.
        if let Ok(peer) = self.0.try_read()
            && let Some(peer) = &*peer
        {
            peer.send(packet);
        }
    }
}

/// A device as people know it.
pub(super) fn known(device: Device) -> KnownDevice {
    KnownDevice { id: device.id, name: device.name }
}

fn wanted(list: &[ChosenDevice]) -> Vec<Wanted> {
    list.iter().map(|line| line.id.clone().map_or(Wanted::Default, Wanted::Device)).collect()
}

/// The same limits on the wire and in the sound.
const _: () = assert!(
    Boost::MOST_GAIN_DB == Hearing::MOST_GAIN_DB && Boost::MOST_PRESENCE_DB == Hearing::MOST_PRESENCE_DB,
    "what a home may store must be what can be heard"
);

fn hearing(Boost { gain_db, presence_db }: Boost) -> Hearing {
    Hearing { gain_db, presence_db }
}

fn gate_of(flow: Flow) -> Gate {
    match flow {
        Flow::SendRecv => Gate::SendReceive,
        Flow::SendOnly => Gate::SendOnly,
        Flow::RecvOnly => Gate::ReceiveOnly,
        Flow::Inactive => Gate::Inactive,
    }
}

pub(super) fn trouble_of(error: DeviceError) -> SoundTrouble {
    match error {
        DeviceError::NoMicrophone => SoundTrouble::NoMicrophone,
        DeviceError::NoSpeaker => SoundTrouble::NoSpeaker,
        DeviceError::Blocked => SoundTrouble::Blocked,
        DeviceError::Busy => SoundTrouble::Busy,
        DeviceError::DeviceGone => SoundTrouble::DeviceGone,
    }
}
