//! The thread that serves calls, as the HTTP and WebSocket handlers see it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use roomline_middleware::calls::{
    Calls, FromAlexa, Gateway, NotServing, PostOutcome, RingGroup, Settings, Socket, StationIdentity, ToSocket,
};
use roomline_middleware::store::Store;
use roomline_signaling::alexa::{Participant, ParticipantId, ParticipantIdType, Signal, SignalBody};
use roomline_signaling::call::{Address, CallId, CommandId, Private, Sdp, SessionId, StationId};
use roomline_signaling::staff::{Command, CommandBody, Event, Presence, Reply, ServerMessage, Snapshot};
use tokio::sync::{mpsc, watch};

/// What anything may take before it counts as stuck.
const SOON: Duration = Duration::from_secs(20);

/// An Alexa that never answers a post.
struct Deaf;

impl Gateway for Deaf {
    async fn post(&self, _signal: Signal, _deadline: Duration) -> PostOutcome {
        std::future::pending().await
    }
}

/// An Alexa that takes nothing before she is let, and remembers what she took.
#[derive(Clone)]
struct Gate {
    open: watch::Receiver<bool>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Gateway for Gate {
    async fn post(&self, signal: Signal, _deadline: Duration) -> PostOutcome {
        let _ = self.open.clone().wait_for(|open| *open).await;
        self.taken.lock().expect("no panic").push(signal.body.name().to_owned());
        PostOutcome::Accepted
    }
}

fn start() -> Calls {
    start_with(Store::in_memory().expect("memory"), Deaf)
}

fn start_with(store: Store, alexa: impl Gateway) -> Calls {
    let group = RingGroup {
        name: "front".into(),
        address: Address::new("front").expect("an address"),
        stations: vec!["desk".into()],
        ring_for_s: 30,
        then: None,
    };
    let settings = Settings { ring_groups: vec![group], ..Settings::default() };
    Calls::start(store, settings, alexa).expect("a readable database")
}

fn desk() -> StationIdentity {
    StationIdentity {
        station_id: StationId::new("desk").expect("an id"),
        station_name: "desk".into(),
        user: Private("ann".into()),
        staff: Private("Ann".into()),
        session: "session".into(),
    }
}

async fn connect(calls: &Calls) -> Socket {
    connect_in(calls, None).await
}

/// `call`: the one the station says it is in.
async fn connect_in(calls: &Calls, call: Option<CallId>) -> Socket {
    let mut socket = calls.connect(desk()).await.expect("calls are served");
    socket.inbox.frame(command(0, CommandBody::Resume { stream: None, seq: None, call })).await;
    socket
}

fn command(number: u64, body: CommandBody) -> String {
    Command { id: CommandId::new(format!("{number}")).expect("an id"), body }.encode()
}

fn asks(session: &str) -> FromAlexa {
    let participant = |value: &str, is_originator| Participant {
        id: ParticipantId { kind: ParticipantIdType::RawAddress, value: value.into() },
        is_originator,
    };
    let participants = vec![participant("101", true), participant("front", false)];
    let body = SignalBody::InitiateOutboundCall { participants, offer: description("Qk3d", "actpass") };
    let session_id = SessionId::new(session).expect("a session id");
    FromAlexa { signal: Signal { session_id, body }, persistent_unit_id: None, admitted: true }
}

async fn next(outbox: &mut mpsc::Receiver<ToSocket>) -> Option<ToSocket> {
    tokio::time::timeout(SOON, outbox.recv()).await.expect("something comes or ends")
}

async fn hear(outbox: &mut mpsc::Receiver<ToSocket>) -> ServerMessage {
    let Some(ToSocket::Frame(frame)) = next(outbox).await else { panic!("the socket ended") };
    ServerMessage::decode(&frame).expect("our own message")
}

async fn rings(outbox: &mut mpsc::Receiver<ToSocket>) -> CallId {
    loop {
        if let ServerMessage::Event { event: Event::CallIncoming(incoming), .. } = hear(outbox).await {
            return incoming.call_id;
        }
    }
}

async fn snapshot(outbox: &mut mpsc::Receiver<ToSocket>) -> Snapshot {
    loop {
        if let ServerMessage::Reply(Reply::Snapshot(snapshot)) = hear(outbox).await {
            return snapshot;
        }
    }
}

/// How a socket ends, whatever is said on it before.
async fn end(outbox: &mut mpsc::Receiver<ToSocket>) -> Option<ToSocket> {
    loop {
        match next(outbox).await {
            Some(ToSocket::Frame(_)) => {}
            end => return end,
        }
    }
}

fn description(ufrag: &str, setup: &str) -> Sdp {
    Sdp::new(format!(
        "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n\
         a=ice-ufrag:{ufrag}\r\na=ice-pwd:u7Xb2LrT0sYpVn4eWc8aHd1f\r\na=fingerprint:sha-256 0A:1B\r\na=setup:{setup}\r\n\
         a=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\n"
    ))
    .expect("a description")
}

#[tokio::test]
async fn a_call_is_stored_before_it_is_acknowledged() {
    let calls = start();
    let mut socket = connect(&calls).await;
    calls.alexa(asks("s1")).await.expect("calls are served");
    assert_eq!(calls.log(None).await.expect("calls are served").calls.len(), 1);
    rings(&mut socket.outbox).await;
}

#[tokio::test]
async fn a_socket_that_is_dropped_is_gone() {
    let calls = start();
    drop(connect(&calls).await);
    let mut again = connect(&calls).await;
    calls.alexa(asks("s1")).await.expect("calls are served");
    rings(&mut again.outbox).await;
}

#[tokio::test]
async fn a_newer_socket_ends_the_older_with_its_code() {
    let calls = start();
    let mut older = connect(&calls).await;
    let _newer = connect(&calls).await;
    assert_eq!(end(&mut older.outbox).await, Some(ToSocket::Close(4409)));
}

#[tokio::test]
async fn a_revoked_session_ends_its_socket_with_its_code() {
    let calls = start();
    let mut socket = connect(&calls).await;
    calls.revoke("session").await.expect("calls are served");
    assert_eq!(end(&mut socket.outbox).await, Some(ToSocket::Close(4401)));
}

#[tokio::test]
async fn a_station_that_does_not_read_is_let_go_and_hurts_nobody() {
    let calls = start();
    let mut socket = connect(&calls).await;
    for _ in 0..1_000 {
        calls.directory_changed(Vec::new()).await.expect("calls are served");
    }
    let mut frames = 0;
    while let Some(ToSocket::Frame(_)) = next(&mut socket.outbox).await {
        frames += 1;
    }
    assert!(frames < 1_000, "what waits is bounded");
    let mut again = connect(&calls).await;
    calls.alexa(asks("s1")).await.expect("calls are served");
    rings(&mut again.outbox).await;
}

#[tokio::test]
async fn an_alexa_that_never_answers_holds_nobody_up() {
    let calls = start();
    let mut socket = connect(&calls).await;
    calls.alexa(asks("s1")).await.expect("calls are served");
    rings(&mut socket.outbox).await;
    calls.alexa(asks("s2")).await.expect("calls are served");
    rings(&mut socket.outbox).await;
    let presence = CommandBody::PresenceSet { presence: Presence::Away };
    socket.inbox.frame(command(1, presence)).await;
    let load = calls.load().await.expect("calls are served");
    assert_eq!((load.live_calls, load.undelivered), (2, 0));
}

#[tokio::test]
async fn after_the_stop_everybody_is_told_that_calls_are_not_served() {
    let calls = start();
    let mut socket = connect(&calls).await;
    calls.stop().await;
    assert!(!calls.is_serving());
    assert_eq!(calls.alexa(asks("s1")).await, Err(NotServing));
    while let Some(ToSocket::Frame(_)) = next(&mut socket.outbox).await {}
}

#[tokio::test]
async fn a_middleware_that_leaves_says_goodbye_delivers_what_is_due_and_keeps_the_calls() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = || Store::open(&folder.path().join("calls.db")).expect("a database");
    let (let_in, open) = watch::channel(false);
    let alexa = Gate { open, taken: Arc::default() };
    let calls = start_with(store(), alexa.clone());
    let mut socket = connect(&calls).await;
    calls.alexa(asks("s1")).await.expect("calls are served");
    let call_id = rings(&mut socket.outbox).await;
    socket.inbox.frame(command(1, CommandBody::CallAlerting { call_id })).await;
    let sdp = description("desk", "active");
    socket.inbox.frame(command(2, CommandBody::CallClaim { call_id, sdp })).await;

    let leaving = tokio::spawn({
        let calls = calls.clone();
        async move { calls.leave(SOON).await }
    });
    assert_eq!(end(&mut socket.outbox).await, Some(ToSocket::Close(1001)));
    assert!(!calls.is_serving());
    assert_eq!(calls.connect(desk()).await.map(drop), Err(NotServing), "no new socket");
    // The winner is gone before its answer was posted: at any other time that would take the award back.
    drop(socket);
    calls.alexa(asks("s2")).await.expect("a resident who calls now is not forgotten");
    let_in.send(true).expect("it is waited for");
    tokio::time::timeout(SOON, leaving).await.expect("an end").expect("no panic");
    assert_eq!(*alexa.taken.lock().expect("no panic"), ["CallRinging", "CallAccepted"]);

    let again = start_with(store(), alexa);
    let load = again.load().await.expect("calls are served");
    assert_eq!((load.live_calls, load.undelivered), (2, 0));
    let mut socket = connect_in(&again, Some(call_id)).await;
    let snapshot = snapshot(&mut socket.outbox).await;
    assert_eq!(snapshot.own.map(|own| own.call_id), Some(call_id), "the winner talks on");
    assert_eq!(snapshot.incoming.len(), 1, "and the second one rings");
}

#[tokio::test]
async fn neither_a_deaf_alexa_nor_a_station_that_stays_holds_the_end_up() {
    let calls = start();
    let mut socket = connect(&calls).await;
    calls.alexa(asks("s1")).await.expect("calls are served");
    let call_id = rings(&mut socket.outbox).await;
    socket.inbox.frame(command(1, CommandBody::CallAlerting { call_id })).await;
    assert_eq!(calls.load().await.expect("calls are served").undelivered, 1);
    tokio::time::timeout(SOON, calls.leave(Duration::from_millis(20))).await.expect("an end");
    assert_eq!(calls.alexa(asks("s2")).await, Err(NotServing));
}
