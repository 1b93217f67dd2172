//! A small world around one exchange: stations that connect and listen, an Alexa that takes what is posted, a clock
//! that is moved by hand, and crashes.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use roomline_signaling::alexa::{Participant, ParticipantId, ParticipantIdType, RenegotiationType, Signal, SignalBody};
use roomline_signaling::call::switchboard::{RingGroup, WallTime};
use roomline_signaling::call::{
    Address, CallId, CommandId, EndReason, Private, Sdp, SessionId, StationId, StreamId, UnitId,
};
use roomline_signaling::rest::{Callback, ErrorCode};
use roomline_signaling::staff::{Command, CommandBody, Event, Reply, ServerMessage, Snapshot, UnitCard};

use super::super::{Action, CloseReason, Exchange, Ids, Input, LetterId, SocketId};
use crate::calls::{FromAlexa, PostOutcome, Settings, StationIdentity, Unit};
use crate::store::Store;

/// How Alexa treats posts.
#[derive(Clone, Debug)]
pub(super) enum Alexa {
    /// She answers at once.
    Answers(PostOutcome),
    /// Posts stay open until the test answers them.
    Ponders,
}

pub(super) struct Rig {
    exchange: Option<Exchange>,
    pub(super) settings: Settings,
    pub(super) now: WallTime,
    pub(super) alexa: Alexa,
    /// Every post that was made, in order.
    pub(super) posted: Vec<Signal>,
    open_posts: VecDeque<(LetterId, Signal)>,
    sockets: BTreeMap<String, SocketId>,
    heard: BTreeMap<SocketId, Vec<ServerMessage>>,
    pub(super) closed: Vec<(SocketId, CloseReason)>,
    pub(super) left_off: BTreeMap<String, (StreamId, u64)>,
    count: u64,
}

pub(super) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn group(name: &str, stations: &[&str], then: Option<&str>) -> RingGroup {
    RingGroup {
        name: name.into(),
        address: Address::new(format!("{name}-address")).expect("an address"),
        stations: stations.iter().map(ToString::to_string).collect(),
        ring_for_s: 30,
        then: then.map(Into::into),
    }
}

/// A description of the Echo's; `version` of its `o=` line.
pub(super) fn echo_sdp(version: u64) -> Sdp {
    description("Qk3d", "actpass", version)
}

/// A description of a station's. `name` is its ICE user name.
pub(super) fn desk_sdp(name: &str) -> Sdp {
    description(&format!("{name}xxxx"), "active", 1)
}

fn description(ufrag: &str, setup: &str, version: u64) -> Sdp {
    Sdp::new(format!(
        "v=0\r\no=- 7 {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 50100 UDP/TLS/RTP/SAVPF 96\r\n\
         c=IN IP4 192.0.2.44\r\na=candidate:1 1 UDP 2122252543 192.0.2.44 50100 typ host\r\na=ice-ufrag:{ufrag}\r\n\
         a=ice-pwd:u7Xb2LrT0sYpVn4eWc8aHd1f\r\na=fingerprint:sha-256 0A:1B\r\na=setup:{setup}\r\na=mid:0\r\na=sendrecv\r\n\
         a=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\n"
    ))
    .expect("a description")
}

pub(super) fn session(name: &str) -> SessionId {
    SessionId::new(name).expect("a session id")
}

pub(super) fn unit(id: &str) -> UnitId {
    UnitId::new(id).expect("a unit id")
}

pub(super) fn place(call: u128, unit_id: &str) -> CommandBody {
    let call_id = CallId::from_u128(call);
    CommandBody::CallPlace { call_id, unit_id: unit(unit_id), ring_group: None, sdp: desk_sdp("placed") }
}

impl Rig {
    /// Three desks in one ring group, a second group that nobody escalates to, three rooms.
    pub(super) fn new() -> Self {
        Self::with_groups(vec![group("front", &["desk-1", "desk-2", "desk-3"], None), group("care", &["ward-1"], None)])
    }

    pub(super) fn with_groups(ring_groups: Vec<RingGroup>) -> Self {
        let unit = |id: &str| Unit {
            card: UnitCard { unit_id: unit(id), name: Private("Mrs Jones".into()), room: id.into(), notes: None },
            communication_profile_id: Some(format!("profile-{id}")),
            persistent_unit_id: Some(format!("persistent-{id}")),
        };
        let units = ["101", "102", "103"].map(unit).to_vec();
        let settings = Settings { ring_groups, units, ..Settings::default() };
        let now = WallTime::from_millis(1_700_000_000_000);
        let store = Store::in_memory().expect("memory");
        let exchange = Exchange::open(store, settings.clone(), Ids::seeded(1), now).expect("an empty database");
        let mut rig = Self {
            exchange: Some(exchange),
            settings,
            now,
            alexa: Alexa::Answers(PostOutcome::Accepted),
            posted: Vec::new(),
            open_posts: VecDeque::new(),
            sockets: BTreeMap::new(),
            heard: BTreeMap::new(),
            closed: Vec::new(),
            left_off: BTreeMap::new(),
            count: 0,
        };
        // The desks have had time to connect: a group without a desk counts as empty.
        rig.pass(secs(13));
        rig
    }

    pub(super) fn exchange(&mut self) -> &mut Exchange {
        self.exchange.as_mut().expect("the exchange is open")
    }

    /// Ends the process at this moment and starts it again: only the database is left.
    pub(super) fn crash(&mut self) {
        let store = self.exchange.take().expect("the exchange is open").into_store();
        self.start(store);
    }

    /// What the audit trail says was done, each with what became of it, the newest first. The process ends for that.
    pub(super) fn deeds(&mut self) -> Vec<String> {
        let store = self.exchange.take().expect("the exchange is open").into_store();
        let trail = store.audit_trail(None).expect("the database works");
        self.start(store);
        let words = trail.entries.into_iter().map(|line| [Some(line.deed), line.outcome]);
        words.map(|words| words.into_iter().flatten().collect::<Vec<_>>().join(" ")).collect()
    }

    fn start(&mut self, store: Store) {
        self.open_posts.clear();
        self.sockets.clear();
        let ids = Ids::seeded(self.count);
        self.exchange = Some(Exchange::open(store, self.settings.clone(), ids, self.now).expect("the database"));
        self.act();
    }

    pub(super) fn input(&mut self, input: Input) {
        let now = self.now;
        self.exchange().handle_input(now, input).expect("the database works");
        self.act();
    }

    /// Lets time pass, stopping at every deadline.
    pub(super) fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        loop {
            let now = self.now;
            match self.exchange().poll_timeout(now) {
                Some(at) if at <= end => {
                    self.now = at.max(now);
                    let now = self.now;
                    self.exchange().handle_timeout(now).expect("the database works");
                    self.act();
                    let again = self.exchange().poll_timeout(now);
                    assert_ne!(again.filter(|again| *again <= now), Some(at), "a deadline was not dealt with");
                }
                Some(_) | None => break,
            }
        }
        self.now = end;
    }

    pub(super) fn act(&mut self) {
        while let Some(action) = self.exchange().poll_action() {
            match action {
                Action::Send { socket, frame } => {
                    let message = ServerMessage::decode(&frame).expect("our own message");
                    self.heard.entry(socket).or_default().push(message);
                }
                Action::Close { socket, reason } => {
                    self.closed.push((socket, reason));
                    self.sockets.retain(|_, other| *other != socket);
                }
                Action::Post { letter, signal, .. } => {
                    self.posted.push(signal.clone());
                    self.open_posts.push_back((letter, signal));
                }
            }
        }
        if let Alexa::Answers(outcome) = self.alexa.clone()
            && let Some((letter, _)) = self.open_posts.pop_front()
        {
            self.input(Input::Posted { letter, outcome });
        }
    }

    /// Answers the oldest post that stays open.
    pub(super) fn answer_post(&mut self, outcome: PostOutcome) {
        let (letter, _) = self.open_posts.pop_front().expect("a post is open");
        self.input(Input::Posted { letter, outcome });
    }

    pub(super) fn open_posts(&self) -> Vec<&'static str> {
        self.open_posts.iter().map(|(_, signal)| word(&signal.body)).collect()
    }

    /// The messages that were posted since the last time, as words.
    pub(super) fn posts(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.posted).iter().map(|signal| word(&signal.body)).collect()
    }

    pub(super) fn identity(name: &str) -> StationIdentity {
        StationIdentity {
            station_id: StationId::new(format!("id-{name}")).expect("a station id"),
            station_name: name.into(),
            user: Private("ann".into()),
            staff: Private(format!("Ann at {name}")),
            session: format!("session-{name}"),
        }
    }

    /// Somebody else at a station.
    pub(super) fn identity_of(name: &str, staff: &str) -> StationIdentity {
        StationIdentity {
            user: Private(staff.to_lowercase()),
            staff: Private(staff.into()),
            session: format!("session-{name}-{staff}"),
            ..Self::identity(name)
        }
    }

    /// Opens a socket of a station without saying anything on it.
    pub(super) fn open(&mut self, name: &str) -> SocketId {
        self.open_for(name, Self::identity(name))
    }

    fn open_for(&mut self, name: &str, who: StationIdentity) -> SocketId {
        self.count += 1;
        let socket = SocketId(self.count);
        self.input(Input::SocketOpened { socket, who });
        self.sockets.insert(name.into(), socket);
        socket
    }

    /// The socket that a station has.
    pub(super) fn socket(&self, name: &str) -> SocketId {
        self.sockets[name]
    }

    /// Connects a station that starts anew.
    pub(super) fn connect(&mut self, name: &str) -> Snapshot {
        self.connect_in(name, None)
    }

    /// Connects a station that starts anew and says that it is in a call.
    pub(super) fn connect_in(&mut self, name: &str, call: Option<CallId>) -> Snapshot {
        self.open(name);
        self.command(name, CommandBody::Resume { stream: None, seq: None, call });
        match self.messages(name).as_slice() {
            [
                ServerMessage::Reply(Reply::Welcome { stream, resumed: false, .. }),
                ServerMessage::Reply(Reply::Snapshot(snapshot)),
                rest @ ..,
            ] => {
                let snapshot = snapshot.clone();
                self.left_off.insert(name.into(), (stream.clone(), 0));
                let socket = self.sockets[name];
                self.heard.insert(socket, rest.to_vec());
                snapshot
            }
            other => panic!("no welcome and snapshot: {other:?}"),
        }
    }

    /// Connects a station that goes on where it left off.
    pub(super) fn resume(&mut self, name: &str, call: Option<CallId>) -> bool {
        self.resume_for(name, Self::identity(name), call)
    }

    /// Somebody connects a station that goes on where it left off.
    pub(super) fn resume_for(&mut self, name: &str, who: StationIdentity, call: Option<CallId>) -> bool {
        let (stream, seq) = self.left_off[name].clone();
        self.open_for(name, who);
        self.command(name, CommandBody::Resume { stream: Some(stream), seq: Some(seq), call });
        let socket = self.sockets[name];
        let heard = self.heard.get_mut(&socket).expect("an answer");
        matches!(heard.remove(0), ServerMessage::Reply(Reply::Welcome { resumed: true, .. }))
    }

    pub(super) fn disconnect(&mut self, name: &str) {
        let socket = self.sockets.remove(name).expect("a socket");
        self.input(Input::SocketGone { socket });
    }

    fn command(&mut self, name: &str, body: CommandBody) -> CommandId {
        self.count += 1;
        let id = CommandId::new(format!("command-{}", self.count)).expect("an id");
        self.frame(name, Command { id: id.clone(), body }.encode());
        id
    }

    pub(super) fn frame(&mut self, name: &str, text: String) {
        let socket = self.sockets[name];
        self.input(Input::Frame { socket, text });
    }

    /// A station's command and its answer.
    pub(super) fn say(&mut self, name: &str, body: CommandBody) -> Result<(), ErrorCode> {
        let command = self.command(name, body);
        let socket = self.sockets[name];
        let heard = self.heard.entry(socket).or_default();
        let is_answer = |message: &ServerMessage| match message {
            ServerMessage::Reply(Reply::Ok { id }) => *id == command,
            ServerMessage::Reply(Reply::Error { id, .. }) => id.as_ref() == Some(&command),
            _ => false,
        };
        let index = heard.iter().position(is_answer).expect("every command is answered");
        match heard.remove(index) {
            ServerMessage::Reply(Reply::Error { code, .. }) => Err(code),
            _ => Ok(()),
        }
    }

    /// A station's command whose effect on one table the database does not take: the process ends, and starts again with a database
    /// that takes everything.
    pub(super) fn say_in_vain(&mut self, name: &str, body: CommandBody, table: &str) {
        let (now, socket) = (self.now, self.sockets[name]);
        let text = Command { id: CommandId::new("in-vain").expect("an id"), body }.encode();
        self.exchange().store.refuse_changes(Some(table)).expect("there is such a table");
        self.exchange().handle_input(now, Input::Frame { socket, text }).expect_err("the database refuses");
        self.exchange().store.refuse_changes(None).expect("it was refused");
        self.crash();
    }

    /// All that a station heard since the last time.
    pub(super) fn messages(&mut self, name: &str) -> Vec<ServerMessage> {
        let socket = self.sockets[name];
        self.heard.remove(&socket).unwrap_or_default()
    }

    /// The call events a station heard since the last time, numbered without a gap.
    pub(super) fn events(&mut self, name: &str) -> Vec<Event> {
        let mut events = Vec::new();
        for message in self.messages(name) {
            if let ServerMessage::Event { seq, event } = message {
                let left_off = self.left_off.get_mut(name).expect("a stream");
                assert_eq!(seq, left_off.1 + 1, "events are numbered without a gap");
                left_off.1 = seq;
                if !matches!(event, Event::PresenceChanged { .. }) {
                    events.push(event);
                }
            }
        }
        events
    }

    /// The same as words.
    pub(super) fn news(&mut self, name: &str) -> Vec<String> {
        self.events(name).iter().map(event_word).collect()
    }

    pub(super) fn alexa(&mut self, session_id: &SessionId, body: SignalBody) {
        let signal = Signal { session_id: session_id.clone(), body };
        self.input(Input::Alexa(FromAlexa { signal, persistent_unit_id: None, admitted: true }));
    }

    /// A resident asks for a ring group.
    pub(super) fn asks(&mut self, unit_id: &str, group: &str, name: &str) -> SessionId {
        let session = session(name);
        self.alexa(&session, asked_for(unit_id, group));
        session
    }

    pub(super) fn callbacks(&mut self, station: &str) -> Vec<Callback> {
        self.exchange().callbacks_of(station).expect("the database works")
    }

    /// The only call of a session, as the log has it.
    pub(super) fn last_call(&mut self) -> roomline_signaling::rest::CallRecord {
        self.exchange().call_log(None).expect("the database works").calls.first().expect("a call").clone()
    }

    pub(super) fn load(&mut self) -> (usize, usize) {
        self.exchange().load()
    }
}

pub(super) fn asked_for(unit_id: &str, group: &str) -> SignalBody {
    let participant = |value: String, is_originator| Participant {
        id: ParticipantId { kind: ParticipantIdType::RawAddress, value },
        is_originator,
    };
    let participants = vec![participant(unit_id.into(), true), participant(format!("{group}-address"), false)];
    SignalBody::InitiateOutboundCall { participants, offer: echo_sdp(1) }
}

pub(super) fn reoffer(version: u64) -> SignalBody {
    SignalBody::CallUpdate { kind: RenegotiationType::Update, offer: echo_sdp(version) }
}

fn word(body: &SignalBody) -> &'static str {
    match body {
        SignalBody::InitiateOutboundCall { .. } => "InitiateOutboundCall",
        SignalBody::InitiateInboundCall { .. } => "InitiateInboundCall",
        SignalBody::CallRinging => "CallRinging",
        SignalBody::CallRingingAck => "CallRingingAck",
        SignalBody::CallInProgress { .. } => "CallInProgress",
        SignalBody::CallInProgressAck => "CallInProgressAck",
        SignalBody::CallAccepted { .. } => "CallAccepted",
        SignalBody::CallAcceptedAck => "CallAcceptedAck",
        SignalBody::CallUpdate { .. } => "CallUpdate",
        SignalBody::CallUpdateResponse { .. } => "CallUpdateResponse",
        SignalBody::CallUpdateAck => "CallUpdateAck",
        SignalBody::CallEnded { .. } => "CallEnded",
    }
}

fn event_word(event: &Event) -> String {
    let reason =
        |reason: &EndReason| serde_json::to_value(reason).expect("a word").as_str().unwrap_or_default().to_owned();
    match event {
        Event::CallTaken { by, .. } => format!("call.taken {}", by.station),
        Event::CallEnded { reason: why, by, .. } => format!("call.ended {} {by:?}", reason(why)),
        other => serde_json::to_value(other).expect("JSON")["type"].as_str().unwrap_or_default().to_owned(),
    }
}

/// The call that an event speaks of.
pub(super) fn incoming_call(events: &[Event]) -> CallId {
    events
        .iter()
        .find_map(|event| match event {
            Event::CallIncoming(incoming) => Some(incoming.call_id),
            _ => None,
        })
        .expect("a call comes in")
}
