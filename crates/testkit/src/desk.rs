//! A desk in a story: the station's own core, with played sound and an HTTPS side that knows everybody.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use roomline_alexa_sim::paper;
use roomline_signaling::call::{CallId, EndReason, Private, Sdp};
use roomline_station::core::{Core, Input, MediaAction, MediaEvent, Wall};
use roomline_station::{
    CallState, ChosenDevices, Reachability, Request, RequestError, Setup, StationState, UnsaidOutcome,
};

use crate::house::Counted;

/// How long a desk's sound stack takes for a description.
pub(crate) const GATHERS: Duration = Duration::from_millis(12);
/// Where every desk signs in.
const SERVER: &str = "https://calls.example.org";

/// What a story looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskView {
    /// No call, nothing rings.
    Idle,
    /// It rings.
    Rings,
    /// A call of its own, by its word on the screen.
    Call(&'static str),
    /// A call is over.
    Ended(EndReason),
    /// Somebody else answered: the station's and the person's name.
    Taken(String, String),
}

#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) name: String,
    pub(crate) core: Core,
    /// The socket it has or opens.
    pub(crate) socket: Option<u64>,
    pub(crate) unplugged: bool,
    /// Makes its descriptions unlike all others.
    pub(crate) local: BTreeMap<CallId, Sdp>,
    /// A re-offer of its own that waits for its answer.
    pub(crate) re_offer: Option<(CallId, Sdp)>,
    /// What its media counted in its calls.
    pub(crate) counted: Counted,
    /// Its computer is in another network, and its sound stack does not know yet.
    pub(crate) moved: bool,
    /// What it keeps over a restart of what was said of calls.
    pub(crate) unsaid: Vec<UnsaidOutcome>,
    wall: Wall,
    seed: u64,
    pub(crate) lives: u64,
}

impl Desk {
    pub(crate) fn new(name: &str, now: Instant, wall_ms: u64, seed: u64) -> Self {
        let wall = Wall { at: now, ms: wall_ms };
        let core = core(name, wall, seed);
        let name = name.to_owned();
        Self {
            name,
            core,
            socket: None,
            unplugged: false,
            local: BTreeMap::new(),
            re_offer: None,
            counted: Counted::default(),
            moved: false,
            unsaid: Vec::new(),
            wall,
            seed,
            lives: 0,
        }
    }

    /// The program was killed and started again.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.lives += 1;
        let wall = Wall { at: now, ms: self.wall.ms_at(now) };
        self.core = core(&self.name, wall, self.seed.wrapping_add(self.lives));
        self.socket = None;
        self.local.clear();
        (self.re_offer, self.moved) = (None, false);
    }

    pub(crate) fn sign_in(&mut self, now: Instant) {
        let request = Request::SignIn {
            server: Some(SERVER.into()),
            station_name: Some(self.name.clone()),
            user: Private(self.name.to_lowercase()),
            password: Private("correct horse".into()),
        };
        self.core.request(now, request).expect("nobody is signed in yet");
        let kept = Input::UnsaidOpened { server: SERVER.into(), outcomes: self.unsaid.clone() };
        self.core.handle_input(now, kept);
    }

    pub(crate) fn request(&mut self, now: Instant, request: Request) -> Result<(), RequestError> {
        self.core.request(now, request)
    }

    pub(crate) fn media(&mut self, now: Instant, call: CallId, event: MediaEvent) {
        self.core.handle_input(now, Input::Media { call, event });
    }

    /// The description a sound stack would make.
    pub(crate) fn describe(&mut self, call: CallId, who: u8, action: &MediaAction) -> Sdp {
        let local = match action {
            MediaAction::MakeAnswer { offer } => paper::answer(offer, who),
            _ => paper::audio_offer(who),
        };
        self.local.insert(call, local.clone());
        local
    }

    pub(crate) fn state(&self) -> StationState {
        self.core.state()
    }

    pub(crate) fn is_reachable(&self) -> bool {
        self.state().reachability == Reachability::Reachable
    }

    pub(crate) fn view(&self) -> DeskView {
        let state = self.state();
        if !state.incoming.is_empty() {
            return DeskView::Rings;
        }
        if let Some(call) = &state.call {
            return match call.state {
                CallState::Calling => DeskView::Call("Calling"),
                CallState::Ringing => DeskView::Call("Ringing"),
                CallState::Connecting => DeskView::Call("Connecting"),
                CallState::InCall { .. } => DeskView::Call("In call"),
                CallState::Reconnecting { .. } => DeskView::Call("Reconnecting"),
                CallState::Ended { reason, .. } => DeskView::Ended(reason),
            };
        }
        match &state.taken {
            Some(taken) => DeskView::Taken(taken.by.station.clone(), taken.by.staff.0.clone()),
            None => DeskView::Idle,
        }
    }
}

fn core(name: &str, wall: Wall, seed: u64) -> Core {
    let setup = Setup { station_name: name.to_owned(), ..Setup::default() };
    Core::new(setup, ChosenDevices::default(), wall, StdRng::seed_from_u64(seed))
}
