//! One desk in virtual time: people, the middleware and the media are played by the test.

mod calls;
mod check;
mod check_calls;
mod echos;
mod handover;
mod lock;
mod people;
mod quality;
mod rounds;
mod sessions;
mod sitting_down;
mod unsaid;

use std::collections::VecDeque;
use std::time::Duration;

use rand::SeedableRng;
use roomline_signaling::call::{CallId, Private, Sdp, StreamId, UnitId};
use roomline_signaling::rest::{self, Directory, DirectoryUnit, StaffProfile};
use roomline_signaling::staff::{Command, Event, Incoming, Reply, ServerMessage, Snapshot, TakenBy};

use super::*;
use crate::client::{AskError, CallbackDeed, RoundDeed};
use crate::person::{KeptPeople, KeptPerson, PersonId};
use crate::state::{
    CallState, IncomingState, KnownDevice, Reachability, Remembering, Ring, SignIn, SignInProblem, SoundTrouble,
};

const SERVER: &str = "https://calls.example.org";

/// A desk with everything around it.
struct FrontDesk {
    now: Instant,
    core: Core,
    asked: VecDeque<Ask>,
    commands: VecDeque<Command>,
    media: Vec<(CallId, MediaAction)>,
    others: Vec<Action>,
    seq: u64,
}

impl FrontDesk {
    /// Just started, with nothing kept from an earlier run.
    fn started() -> Self {
        let mut desk = Self::starting();
        desk.opens_vault(KeptPeople::default());
        desk
    }

    #[expect(clippy::disallowed_methods, reason = "virtual time needs a first moment")]
    fn starting() -> Self {
        let now = Instant::now();
        let setup = Setup { server: Some(SERVER.into()), station_name: "Desk 1".into(), ..Setup::default() };
        let core =
            Core::new(setup, ChosenDevices::default(), Wall { at: now, ms: 1_000_000 }, StdRng::seed_from_u64(5));
        let (asked, commands) = (VecDeque::new(), VecDeque::new());
        Self { now, core, asked, commands, media: Vec::new(), others: Vec::new(), seq: 0 }
    }

    /// Signed in, connected, with a directory of rooms 101 and 102.
    fn ready() -> Self {
        let mut desk = Self::started();
        desk.signs_in().expect("nobody is signed in");
        desk.asked.clear();
        desk.hears(Input::Answer(Answer::SignedIn(Ok(session("a1", "r1")))));
        desk.connects(&Snapshot::default());
        desk.hears(Input::Answer(Answer::Directory(Ok(Some(directory().into())))));
        desk.forget();
        desk
    }

    /// What the keyring held.
    fn opens_vault(&mut self, people: KeptPeople) {
        self.hears(Input::VaultOpened { remembering: Remembering::Keyring, server: SERVER.into(), people });
    }

    fn signs_in(&mut self) -> Result<(), RequestError> {
        self.signs_in_as("ann")
    }

    fn signs_in_as(&mut self, user: &str) -> Result<(), RequestError> {
        let (user, password) = (Private(user.to_owned()), Private("secret".to_owned()));
        self.asks(Request::SignIn { server: None, station_name: None, user, password })
    }

    /// The answer to a refresh with this token.
    fn refreshed(&mut self, token: &str, outcome: Result<rest::Session, AskError>) {
        self.hears(Input::Answer(Answer::Refreshed { token: Private(token.to_owned()), outcome }));
    }

    fn connects(&mut self, snapshot: &Snapshot) {
        self.socket(link::Input::Opened);
        let stream = StreamId::new(format!("s{}", self.seq)).expect("an id");
        self.says(&ServerMessage::Reply(Reply::Welcome { stream, seq: self.seq, resumed: false }));
        self.says(&ServerMessage::Reply(Reply::Snapshot(snapshot.clone())));
    }

    /// The connection is lost and comes back with a snapshot.
    fn reconnects(&mut self, snapshot: &Snapshot) {
        self.socket(link::Input::Closed(None));
        self.waits(Duration::from_millis(500));
        self.connects(snapshot);
    }

    fn asks(&mut self, request: Request) -> Result<(), RequestError> {
        let outcome = self.core.request(self.now, request);
        self.drain();
        outcome
    }

    fn hears(&mut self, input: Input) {
        self.core.handle_input(self.now, input);
        self.drain();
    }

    fn socket(&mut self, input: link::Input) {
        self.hears(Input::Socket(input));
    }

    fn says(&mut self, message: &ServerMessage) {
        self.socket(link::Input::Frame(message.encode()));
    }

    fn event(&mut self, event: Event) {
        self.seq += 1;
        self.says(&ServerMessage::Event { seq: self.seq, event });
    }

    fn media(&mut self, call: CallId, event: MediaEvent) {
        self.hears(Input::Media { call, event });
    }

    /// The middleware says yes to everything it was told.
    fn agrees(&mut self) {
        while let Some(command) = self.commands.pop_front() {
            self.says(&ServerMessage::Reply(Reply::Ok { id: command.id }));
        }
    }

    fn refuses(&mut self, code: rest::ErrorCode) {
        let id = Some(self.commands.pop_back().expect("a command").id);
        self.says(&ServerMessage::Reply(Reply::Error {
            id,
            code,
            message: String::new(),
            reference: String::new(),
            by: Some("Desk 2".into()),
        }));
    }

    fn waits(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(deadline) = self.core.poll_timeout().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.core.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
    }

    fn drain(&mut self) {
        while let Some(action) = self.core.poll_action() {
            match action {
                Action::Ask(ask) => self.asked.push_back(ask),
                Action::Send(text) => {
                    self.commands.push_back(Command::decode(&text).expect("our own commands are good"))
                }
                Action::Media { call, action } => self.media.push((call, action)),
                other => self.others.push(other),
            }
        }
    }

    fn forget(&mut self) {
        self.asked.clear();
        self.commands.clear();
        self.media.clear();
        self.others.clear();
    }

    /// Only what is said from now on is looked at.
    fn forget_commands(&mut self) {
        self.commands.clear();
    }

    /// What the middleware was told, without `resume`.
    fn told(&mut self) -> Vec<CommandBody> {
        let bodies = self.commands.drain(..).map(|command| command.body);
        bodies.filter(|body| !matches!(body, CommandBody::Resume { .. })).collect()
    }

    fn did_with_media(&mut self) -> Vec<MediaAction> {
        self.media.drain(..).map(|(_, action)| action).collect()
    }

    fn call_state(&self) -> Option<CallState> {
        self.core.state().call.map(|call| call.state)
    }

    /// Room 101 was called and its Echo rings.
    fn calls_101(&mut self) -> CallId {
        self.asks(Request::StartCall(unit("101"))).expect("the desk is free");
        let call = self.core.state().call.expect("a call").call_id;
        self.media(call, MediaEvent::DescriptionReady(ours("actpass")));
        self.agrees();
        self.event(Event::CallRinging { call_id: call });
        call
    }

    /// And somebody picked up, and sound flows.
    fn talks_with_101(&mut self) -> CallId {
        let call = self.calls_101();
        self.event(Event::CallAccepted { call_id: call, sdp: Some(theirs("active")) });
        self.media(call, MediaEvent::Connected);
        self.agrees();
        self.forget();
        call
    }

    fn rings(&mut self, call: u128) -> CallId {
        let call_id = CallId::from_u128(call);
        self.event(Event::CallIncoming(incoming(call_id)));
        call_id
    }

    fn answers(&mut self, call: CallId) {
        self.asks(Request::Answer(call)).expect("it rings");
        self.media(call, MediaEvent::DescriptionReady(ours("active")));
    }
}

fn incoming(call_id: CallId) -> Incoming {
    let card = roomline_signaling::staff::UnitCard {
        unit_id: unit("102"),
        name: Private("Mr Okafor".into()),
        room: "102".into(),
        notes: None,
    };
    Incoming {
        call_id,
        unit: Some(card),
        ring_group: "Front desk".into(),
        sdp: theirs("actpass"),
        remaining_ms: 60_000,
        also_ringing: vec!["Desk 2".into()],
    }
}

fn session(access: &str, refresh: &str) -> rest::Session {
    session_of("ann", access, refresh)
}

fn session_of(user: &str, access: &str, refresh: &str) -> rest::Session {
    rest::Session {
        access_token: Private(access.to_owned()),
        expires_in_s: 900,
        refresh_token: Private(refresh.to_owned()),
        staff: StaffProfile {
            user: Private(user.to_owned()),
            name: Private(name_of(user)),
            ring_groups: vec!["Front desk".into()],
        },
    }
}

/// Ann's for `ann`, nobody's for nobody.
fn name_of(user: &str) -> String {
    let Some(first) = user.chars().next() else { return String::new() };
    first.to_uppercase().to_string() + &user[first.len_utf8()..]
}

fn refresh(token: &str) -> Ask {
    Ask::Refresh { token: Private(token.to_owned()), station_name: "Desk 1".into(), sits_down: false }
}

fn id(user: &str) -> PersonId {
    PersonId::of(SERVER, user)
}

/// Somebody as the keyring has them.
fn kept(user: &str, token: &str, pin: Option<&str>) -> KeptPerson {
    let (id, user, name) = (id(user), Private(user.to_owned()), Private(name_of(user)));
    KeptPerson { id, user, name, token: Private(token.to_owned()), pin: pin.map(|pin| pin.to_owned().into()) }
}

/// Ann sat here, and nobody else is known.
fn only_ann(token: &str, pin: Option<&str>) -> KeptPeople {
    KeptPeople { here: Some(kept("ann", token, pin)), others: Vec::new() }
}

fn directory() -> Directory {
    let room = |room: &str| DirectoryUnit {
        unit_id: unit(room),
        name: Private(format!("Resident of {room}")),
        room: room.to_owned(),
        floor: None,
        wing: None,
        notes: None,
        language: None,
        hearing: Default::default(),
        echo: rest::EchoState::Online,
        echo_since_ms: None,
        echo_seen_ms: None,
    };
    Directory { units: vec![room("101"), room("102")] }
}

fn unit(room: &str) -> UnitId {
    UnitId::new(room).expect("an id")
}

fn ours(setup: &str) -> Sdp {
    description("9", setup)
}

fn theirs(setup: &str) -> Sdp {
    description("7", setup)
}

fn description(session: &str, setup: &str) -> Sdp {
    Sdp::new(format!(
        "v=0\r\no=- {session} 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n\
         c=IN IP4 0.0.0.0\r\na=ice-ufrag:u{session}\r\na=ice-pwd:password-of-enough-length{session}\r\n\
         a=fingerprint:sha-256 0A:1B\r\na=setup:{setup}\r\na=mid:0\r\na=sendrecv\r\na=rtpmap:96 opus/48000/2\r\n"
    ))
    .expect("bounded")
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
