//! The running station: the core with a real clock, a real network and real sound.

use std::sync::Arc;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use roomline_audio::device::{Chime, ChimeSound, Ringer, RingerConfig};
use roomline_peer::Network;
use roomline_signaling::call::{CallId, EndReason};
use rustls::ClientConfig;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::MissedTickBehavior;

use crate::client::{self, Rest, Socket, Told, TrustError, link};
use crate::clock::{now, wall_now};
use crate::config::{LockedSetting, StationConfig};
use crate::core::{Action, Core, Input, Wall};
use crate::media::{Media, Trying};
use crate::request::{Request, RequestError};
use crate::state::{CallState, CurrentCall, Remembering, Ring, Setup, StationState};
use crate::vault::{Keeper, VaultChoice};

/// Facts that may wait for the core, which takes each within microseconds.
const WAITING: usize = 256;
/// How often the clocks are compared and the network is looked at.
const LOOK_AROUND_EVERY: Duration = Duration::from_secs(2);
/// How often the network is looked at in a call: its sound shall be back within a second of a new address. A look takes some
/// 30 µs.
const LOOK_AT_NETWORK_EVERY: Duration = Duration::from_millis(250);
/// How often it is looked whether the desk rings already, while it rings for its check.
const LOOK_AT_RINGER_EVERY: Duration = Duration::from_millis(100);
/// How far the clock on the wall may run ahead of ours before the computer must have slept.
const SLEPT: Duration = Duration::from_secs(5);
/// Longest sleep of the driver; it wakes earlier for every fact.
const FAR_AWAY: Duration = Duration::from_secs(3600);

/// Why a station cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The file of additional root certificates cannot be used: correct `ca_file` in `station.toml`.
    #[error("ca_file {path} cannot be used: {problem}")]
    CaFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        #[source]
        problem: TrustError,
    },
}

/// Starts stations.
#[derive(Debug)]
pub struct Station;

impl Station {
    /// Starts a station; signs in by itself if the vault holds a session. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] says what an administrator has to correct.
    pub fn start(config: StationConfig, vault: VaultChoice) -> Result<StationHandle, StartError> {
        let ca_file = config.ca_file();
        let tls = client::tls(ca_file.as_deref()).map_err(|problem| StartError::CaFile {
            path: ca_file.unwrap_or_default().display().to_string(),
            problem,
        })?;
        let core = Core::new(setup(&config), config.choices.devices.clone(), wall_now(), StdRng::from_os_rng());
        let (requests, asked) = mpsc::channel(WAITING);
        let (tell_state, state) = watch::channel(Arc::new(core.state()));
        // Every call needs the certificate; the first one shall not wait for it.
        tokio::task::spawn_blocking(roomline_peer::prepare);
        tokio::spawn(async move {
            Driver::new(core, config, tls, vault, tell_state).run(asked).await;
        });
        Ok(StationHandle { requests, state })
    }
}

type Asked = (Request, oneshot::Sender<Result<(), RequestError>>);

/// The handle to a running station; clones share it. When the last one is dropped, the station stops.
#[derive(Clone, Debug)]
pub struct StationHandle {
    requests: mpsc::Sender<Asked>,
    state: watch::Receiver<Arc<StationState>>,
}

impl StationHandle {
    /// Asks for something; returns as soon as the station has taken it, mostly within a millisecond.
    ///
    /// # Errors
    /// [`RequestError`] says why it was not taken; nothing has changed then.
    pub async fn request(&self, request: Request) -> Result<(), RequestError> {
        let (answer, answered) = oneshot::channel();
        self.requests.send((request, answer)).await.map_err(|_| RequestError::Stopped)?;
        answered.await.map_err(|_| RequestError::Stopped)?
    }

    /// The state as it is now.
    #[must_use]
    pub fn state(&self) -> Arc<StationState> {
        self.state.borrow().clone()
    }

    /// The state and all its changes; a slow watcher sees the newest only. Closed when the station has stopped.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Arc<StationState>> {
        self.state.clone()
    }

    /// Waits until the station has stopped, after [`Request::ShutDown`].
    pub async fn stopped(&self) {
        let mut state = self.state.clone();
        while state.changed().await.is_ok() {}
    }
}

/// Does what the core wants and tells it what happens.
struct Driver {
    core: Core,
    config: StationConfig,
    keeper: Keeper,
    rest: Rest,
    tls: Arc<ClientConfig>,
    socket: Option<Socket>,
    /// The one before, until the newer one has been heard; nothing of it counts.
    older: Option<Socket>,
    sockets: u64,
    media: Media,
    ringer: Option<Ringer>,
    chime: Option<Chime>,
    trying: Option<Trying>,
    told: mpsc::Sender<Input>,
    hearing: mpsc::Receiver<Input>,
    of_sockets: mpsc::Sender<Told>,
    hearing_sockets: mpsc::Receiver<Told>,
    state: watch::Sender<Arc<StationState>>,
}

impl Driver {
    fn new(
        core: Core,
        config: StationConfig,
        tls: Arc<ClientConfig>,
        vault: VaultChoice,
        state: watch::Sender<Arc<StationState>>,
    ) -> Self {
        let (told, hearing) = mpsc::channel(WAITING);
        let (of_sockets, hearing_sockets) = mpsc::channel(WAITING);
        let rest = Rest::new(&tls, config.station_id.clone(), config.server());
        let data_dir = config.places.data_dir.clone();
        let keeper = Keeper::start(vault, config.station_id.clone(), config.server(), data_dir, told.clone());
        let media = Media::new(config.settings.loopback_media, config.choices.devices.clone(), told.clone());
        Self {
            core,
            config,
            keeper,
            rest,
            tls,
            socket: None,
            older: None,
            sockets: 0,
            media,
            ringer: None,
            chime: None,
            trying: None,
            told,
            hearing,
            of_sockets,
            hearing_sockets,
            state,
        }
    }

    async fn run(mut self, mut asked: mpsc::Receiver<Asked>) {
        let mut clock = tokio::time::interval(LOOK_AROUND_EVERY);
        let mut network_clock = tokio::time::interval(LOOK_AT_NETWORK_EVERY);
        network_clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut ringer_clock = tokio::time::interval(LOOK_AT_RINGER_EVERY);
        ringer_clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut wall = wall_now();
        let mut network = Network::now();
        self.core.handle_input(now(), Input::NetworkChanged { vpn: network.has_vpn() });
        loop {
            self.act();
            let moment = now();
            if self.core.is_stopped(moment) {
                break;
            }
            let wake_at = self.core.poll_timeout().unwrap_or(moment + FAR_AWAY);
            tokio::select! {
                request = asked.recv() => match request {
                    Some((request, answer)) => self.take_request(request, answer),
                    // Nobody holds a handle any more.
                    None => drop(self.core.request(now(), Request::ShutDown)),
                },
                Some(input) = self.hearing.recv() => self.core.handle_input(now(), input),
                Some((number, input)) = self.hearing_sockets.recv() => {
                    // A socket that was dropped may have said something last; it does not count any more.
                    if number == self.sockets && self.socket.is_some() {
                        if let link::Input::Frame(_) = input {
                            self.older = None;
                        }
                        self.core.handle_input(now(), Input::Socket(input));
                    }
                }
                () = tokio::time::sleep_until(wake_at.into()) => self.core.handle_timeout(now()),
                _ = clock.tick() => {
                    let (before, after) = (wall, wall_now());
                    wall = after;
                    if slept(&before, &after) {
                        tracing::info!("the computer slept or its clock was set");
                        self.core.handle_input(after.at, Input::Woke(after));
                    }
                    self.look_at_network(&mut network);
                }
                _ = network_clock.tick(), if self.is_in_call() => self.look_at_network(&mut network),
                _ = ringer_clock.tick(), if self.state.borrow().rings_for_check() => {
                    let loudspeakers = self.ringer.as_ref().map_or(0, Ringer::sounding);
                    self.core.handle_input(now(), Input::RingsOn(loudspeakers));
                }
            }
        }
        self.keeper.finish().await;
    }

    fn look_at_network(&mut self, network: &mut Network) {
        let before = std::mem::replace(network, Network::now());
        if before != *network {
            tracing::info!("the computer's network changed");
            self.core.handle_input(now(), Input::NetworkChanged { vpn: network.has_vpn() });
        }
    }

    fn is_in_call(&self) -> bool {
        self.state.borrow().call.as_ref().is_some_and(|call| !call.state.is_ended())
    }

    fn take_request(&mut self, request: Request, answer: oneshot::Sender<Result<(), RequestError>>) {
        let outcome = self.core.request(now(), request);
        // The asker shall see the new state once the request is answered.
        self.act();
        let _gone = answer.send(outcome);
    }

    fn act(&mut self) {
        while let Some(action) = self.core.poll_action() {
            self.take_action(action);
        }
        self.show();
    }

    fn take_action(&mut self, action: Action) {
        match action {
            Action::Ask(ask) => {
                let (rest, told) = (self.rest.clone(), self.told.clone());
                tokio::spawn(async move {
                    if let Some(answer) = rest.ask(ask).await {
                        let _stopped = told.send(Input::Answer(answer)).await;
                    }
                });
            }
            Action::Connect { access } => {
                self.sockets += 1;
                self.older = self.socket.take();
                self.socket = self.rest.events_url().ok().map(|url| {
                    let (tls, tell) = (Arc::clone(&self.tls), self.of_sockets.clone());
                    Socket::open(self.sockets, url, access, tls, tell)
                });
            }
            Action::Send(text) => {
                if let Some(socket) = &self.socket {
                    socket.send(text);
                }
            }
            Action::Ping => {
                if let Some(socket) = &self.socket {
                    socket.ping();
                }
            }
            Action::Drop => (self.socket, self.older) = (None, None),
            Action::Media { call, action } => self.media.act(call, action),
            Action::UseIceServers(servers) => self.media.use_ice_servers(servers),
            Action::SetMuted(muted) => self.media.set_muted(muted),
            Action::SetHearing(help) => self.media.set_hearing(help),
            Action::ListDevices => self.media.list_devices(),
            Action::UseDevices(devices) => {
                self.media.use_devices(devices.clone());
                self.config.choices.devices = devices;
                self.save_choices();
            }
            Action::Try { number, trial } => self.trying = Some(self.media.attempt(number, trial)),
            Action::StopTrying => self.trying = None,
            Action::MakePin(pin) => self.compute(move || Input::PinMade(pin.hash())),
            Action::CheckPin { pin, hash } => self.compute(move || Input::PinChecked { right: hash.is_of(&pin) }),
            Action::KeepPerson { server, person } => self.keeper.keep_person(server, person),
            Action::ForgetPerson { server, person } => self.keeper.forget_person(server, person),
            Action::KeepRoster { server, roster } => self.keeper.keep_roster(server, &roster),
            Action::KeepUnsaid { server, outcomes } => self.keeper.keep_unsaid(server, outcomes),
            Action::SaveSetup { server, station_name } => {
                self.config.choices.server = Some(server);
                self.config.choices.station_name = Some(station_name);
                self.save_choices();
            }
        }
    }

    /// Tells the core what takes too long to be found out between two packets.
    fn compute(&self, find_out: impl FnOnce() -> Input + Send + 'static) {
        let told = self.told.clone();
        tokio::task::spawn_blocking(move || drop(told.blocking_send(find_out())));
    }

    fn save_choices(&self) {
        if let Err(error) = self.config.save_choices() {
            tracing::warn!(%error, "the choices cannot be kept for the next start");
        }
    }

    /// Tells the watchers, and rings or stops ringing.
    fn show(&mut self) {
        let state = self.core.state();
        // A ring that was only to be heard goes over into a resident's without a gap.
        match (state.ring() == Ring::Loud || state.rings_for_check(), &self.ringer) {
            (true, None) => {
                let volume = f32::from(self.config.choices.devices.ring_volume) / 100.0;
                self.ringer = Some(Ringer::start(RingerConfig { volume, ..RingerConfig::default() }));
            }
            (false, Some(_)) => self.ringer = None,
            (true, Some(_)) | (false, None) => {}
        }
        let before = self.state.borrow().call.as_ref().map(|call| (call.call_id, call.state));
        let ended = state.call.as_ref().and_then(|call| ended_since(before, call));
        match ended {
            Some(sound) => self.chime = Some(self.media.chime(sound)),
            // A call that begins or rings must not begin with the end of another.
            None if state.ring() != Ring::Silent || state.call.as_ref().is_some_and(|call| !call.state.is_ended()) => {
                self.chime = None;
            }
            None => {}
        }
        self.state.send_if_modified(|shown| {
            let changed = **shown != state;
            if changed {
                *shown = Arc::new(state);
            }
            changed
        });
    }
}

/// What a caregiver hears of a call that has just ended: nothing of an end of their own.
fn ended_since(before: Option<(CallId, CallState)>, call: &CurrentCall) -> Option<ChimeSound> {
    let CallState::Ended { reason, .. } = call.state else { return None };
    match before {
        Some((id, state)) if id == call.call_id && !state.is_ended() => chime_of(reason),
        Some(_) | None => None,
    }
}

fn chime_of(reason: EndReason) -> Option<ChimeSound> {
    match reason {
        EndReason::Busy | EndReason::Declined | EndReason::NobodyReachable | EndReason::NoAnswer => {
            Some(ChimeSound::Busy)
        }
        EndReason::HungUpThere
        | EndReason::Expired
        | EndReason::SignalingFailed
        | EndReason::MediaFailed
        | EndReason::StationLost
        | EndReason::NotAllowed => Some(ChimeSound::HungUp),
        EndReason::HungUpHere | EndReason::Cancelled | EndReason::AnsweredElsewhere | EndReason::ShutDown => None,
    }
}

fn setup(config: &StationConfig) -> Setup {
    Setup {
        server: config.server(),
        station_name: config.station_name(),
        server_locked: config.locks(LockedSetting::Server),
        station_name_locked: config.locks(LockedSetting::StationName),
        devices_locked: config.locks(LockedSetting::Devices),
        remembering: Remembering::EachTime,
    }
}

fn slept(before: &Wall, after: &Wall) -> bool {
    let expected = before.ms_at(after.at);
    u128::from(after.ms.abs_diff(expected)) > SLEPT.as_millis()
}
