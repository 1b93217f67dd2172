//! The thread that serves calls, as the HTTP and WebSocket handlers see it.

use std::time::Duration;

use roomline_middleware::calls::{
    Calls, FromAlexa, Gateway, NotServing, PostOutcome, RingGroup, Settings, Socket, StationIdentity, ToSocket,
};
use roomline_middleware::store::Store;
use roomline_signaling::alexa::{Participant, ParticipantId, ParticipantIdType, Signal, SignalBody};
use roomline_signaling::call::{Address, CommandId, Private, Sdp, SessionId, StationId};
use roomline_signaling::staff::{Command, CommandBody, Event, Presence, ServerMessage};
use tokio::sync::mpsc;

/// What anything may take before it counts as stuck.
const SOON: Duration = Duration::from_secs(20);

/// An Alexa that never answers a post.
struct Deaf;

impl Gateway for Deaf {
    async fn post(&self, _signal: Signal, _deadline: Duration) -> PostOutcome {
        std::future::pending().await
    }
}

fn start() -> Calls {
    let group = RingGroup {
        name: "front".into(),
        address: Address::new("front").expect("an address"),
        stations: vec!["desk".into()],
        ring_for_s: 30,
        then: None,
    };
    let settings = Settings { ring_groups: vec![group], ..Settings::default() };
    Calls::start(Store::in_memory().expect("memory"), settings, Deaf).expect("a new database")
}

async fn connect(calls: &Calls) -> Socket {
    let who = StationIdentity {
        station_id: StationId::new("desk").expect("an id"),
        station_name: "desk".into(),
        user: Private("ann".into()),
        staff: Private("Ann".into()),
        session: "session".into(),
    };
    let mut socket = calls.connect(who).await.expect("calls are served");
    socket.inbox.frame(command(0, CommandBody::Resume { stream: None, seq: None, call: None })).await;
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
    let offer = Sdp::new("v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n");
    let participants = vec![participant("101", true), participant("front", false)];
    let body = SignalBody::InitiateOutboundCall { participants, offer: offer.expect("a description") };
    let session_id = SessionId::new(session).expect("a session id");
    FromAlexa { signal: Signal { session_id, body }, persistent_unit_id: None, admitted: true }
}

async fn next(outbox: &mut mpsc::Receiver<ToSocket>) -> Option<ToSocket> {
    tokio::time::timeout(SOON, outbox.recv()).await.expect("something comes or ends")
}

async fn rings(outbox: &mut mpsc::Receiver<ToSocket>) {
    loop {
        let Some(ToSocket::Frame(frame)) = next(outbox).await else { panic!("the socket ended") };
        let message = ServerMessage::decode(&frame).expect("our own message");
        if matches!(message, ServerMessage::Event { event: Event::CallIncoming(_), .. }) {
            return;
        }
    }
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
    loop {
        match next(&mut older.outbox).await {
            Some(ToSocket::Frame(_)) => {}
            end => return assert_eq!(end, Some(ToSocket::Close(4409))),
        }
    }
}

#[tokio::test]
async fn a_revoked_session_ends_its_socket_with_its_code() {
    let calls = start();
    let mut socket = connect(&calls).await;
    calls.revoke("session").await.expect("calls are served");
    loop {
        match next(&mut socket.outbox).await {
            Some(ToSocket::Frame(_)) => {}
            end => return assert_eq!(end, Some(ToSocket::Close(4401))),
        }
    }
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
