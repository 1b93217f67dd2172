//! The staff protocol: resume and replay, idempotent commands, limits, desks and call-backs.

use roomline_signaling::alexa::{RenegotiationType, SignalBody};
use roomline_signaling::call::{CallId, CommandId, EndReason, Sdp};
use roomline_signaling::rest::{CallbackState, ErrorCode};
use roomline_signaling::staff::{Command, CommandBody, Event, MAX_MESSAGE_LEN, Presence, Reply, ServerMessage};

use super::rig::*;
use crate::calls::CallbackDeed;
use crate::exchange::{CallbackRefusal, CloseReason, Input};

fn codes(messages: &[ServerMessage]) -> Vec<ErrorCode> {
    let code = |message: &ServerMessage| match message {
        ServerMessage::Reply(Reply::Error { code, .. }) => Some(*code),
        _ => None,
    };
    messages.iter().filter_map(code).collect()
}

#[test]
fn a_station_that_reconnects_gets_what_it_missed_in_order() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.asks("101", "front", "s1");
    assert_eq!(rig.news("desk-1"), ["call.incoming"]);
    rig.disconnect("desk-1");
    let session = session("s1");
    rig.alexa(&session, roomline_signaling::alexa::SignalBody::CallEnded { result: None });
    rig.asks("102", "care", "s2");
    assert!(rig.resume("desk-1", None));
    assert_eq!(rig.news("desk-1"), ["call.ended cancelled Unit", "callback.changed"]);
}

#[test]
fn a_replayed_ring_says_how_long_it_still_rings() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    let left_off = rig.left_off["desk-1"].clone();
    rig.asks("101", "front", "s1");
    rig.disconnect("desk-1");
    rig.left_off.insert("desk-1".into(), left_off);
    rig.pass(secs(7));
    assert!(rig.resume("desk-1", None));
    let events = rig.events("desk-1");
    let Some(Event::CallIncoming(incoming)) = events.first() else { panic!("{events:?}") };
    assert_eq!(incoming.remaining_ms, 53_000);
}

#[test]
fn a_stream_that_is_too_old_or_unknown_starts_anew() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.disconnect("desk-1");
    rig.pass(secs(601));
    // A station that leaves makes room for others.
    rig.connect("desk-2");
    rig.disconnect("desk-2");
    assert!(!rig.resume("desk-1", None));

    rig.crash();
    assert!(!rig.resume("desk-2", None));
}

#[test]
fn a_station_that_missed_more_than_is_kept_starts_anew() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.disconnect("desk-1");
    for _ in 0..257 {
        rig.input(Input::DirectoryChanged(Vec::new()));
    }
    assert!(!rig.resume("desk-1", None));
}

#[test]
fn a_repeated_command_is_answered_again_and_done_once() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let id = CommandId::new("same").expect("an id");
    let command = Command { id, body: place(1, "101") }.encode();
    rig.frame("desk-1", command.clone());
    rig.frame("desk-1", command.clone());
    rig.pass(secs(60));
    rig.resume("desk-1", None);
    rig.frame("desk-1", command);
    let oks = |message: &ServerMessage| matches!(message, ServerMessage::Reply(Reply::Ok { .. }));
    assert_eq!(rig.messages("desk-1").iter().filter(|message| oks(message)).count(), 1, "remembered across sockets");
    let offers = rig.posts().iter().filter(|word| **word == "InitiateInboundCall").count();
    assert_eq!(offers, 1);
}

#[test]
fn a_restart_that_forgot_command_ids_does_no_harm() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.crash();
    rig.connect_in("desk-1", Some(CallId::from_u128(1)));
    assert_eq!(rig.say("desk-1", place(1, "101")), Ok(()));
    assert_eq!(rig.posts(), ["InitiateInboundCall"]);
}

#[test]
fn resume_comes_first() {
    let mut rig = Rig::new();
    rig.open("desk-1");
    assert_eq!(rig.say("desk-1", place(1, "101")), Err(ErrorCode::ResumeFirst));
}

#[test]
fn a_socket_that_says_nothing_is_closed() {
    let mut rig = Rig::new();
    let socket = rig.open("desk-1");
    rig.pass(secs(10));
    assert_eq!(rig.closed, [(socket, CloseReason::Silent)]);
}

#[test]
fn a_newer_socket_closes_the_older_which_then_counts_for_nothing() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let older = rig.open("desk-2");
    rig.connect("desk-2");
    assert_eq!(rig.closed, [(older, CloseReason::Replaced)]);
    rig.input(Input::SocketGone { socket: older });
    rig.input(Input::Frame { socket: older, text: "{}".into() });
    rig.asks("101", "front", "s1");
    assert_eq!(rig.news("desk-2"), ["call.incoming"], "the newer one is connected");
}

#[test]
fn whoever_sits_down_next_takes_over_what_rings_and_no_step_is_left_for_that() {
    let mut rig = Rig::with_groups(vec![group("front", &["desk-1"], Some("care")), group("care", &["ward-1"], None)]);
    rig.connect("desk-1");
    rig.connect("ward-1");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    // The older socket is there until the newer one is, and goes afterwards.
    let older = rig.socket("desk-1");
    assert!(rig.resume_for("desk-1", Rig::identity_of("desk-1", "Bob"), None));
    rig.input(Input::SocketGone { socket: older });
    assert_eq!((rig.news("desk-1"), rig.news("ward-1")), (vec![], vec![]), "it rings on where it rang");
    assert_eq!(rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }), Ok(()));
    let staff = rig.exchange().live_calls()[0].seat().map(|seat| seat.staff.0.clone());
    assert_eq!(staff.as_deref(), Some("Bob"));
}

#[test]
fn a_revoked_session_closes_its_sockets() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    rig.input(Input::Revoked { session: "session-desk-1".into() });
    assert_eq!(rig.closed.iter().map(|(_, reason)| reason.code()).collect::<Vec<_>>(), [4401]);
    rig.asks("101", "front", "s1");
    assert_eq!(rig.news("desk-2"), ["call.incoming"]);
}

#[test]
fn unreadable_messages_are_answered_and_in_the_end_close_the_socket() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.frame("desk-1", "no JSON".into());
    rig.frame("desk-1", r#"{"id":"1","type":"call.dance"}"#.into());
    rig.frame("desk-1", r#"{"id":"2","type":"call.claim"}"#.into());
    rig.frame("desk-1", "x".repeat(MAX_MESSAGE_LEN + 1));
    let messages = rig.messages("desk-1");
    let expected = [ErrorCode::Malformed, ErrorCode::UnknownType, ErrorCode::Malformed, ErrorCode::TooLarge];
    assert_eq!(codes(&messages), expected);
    assert_eq!(rig.say("desk-1", CommandBody::PresenceSet { presence: Presence::Available }), Ok(()));
    for _ in 0..10 {
        if rig.closed.is_empty() {
            rig.frame("desk-1", "no JSON".into());
        }
    }
    assert_eq!(rig.closed.len(), 1, "ten in a row are enough");
}

#[test]
fn more_than_twenty_messages_in_a_second_are_refused() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.pass(secs(1));
    let presence = || CommandBody::PresenceSet { presence: Presence::Available };
    for _ in 0..20 {
        assert_eq!(rig.say("desk-1", presence()), Ok(()));
    }
    assert_eq!(rig.say("desk-1", presence()), Err(ErrorCode::TooMany));
    rig.open("desk-1");
    assert_eq!(rig.say("desk-1", presence()), Err(ErrorCode::TooMany), "a new socket is no new budget");
    rig.pass(std::time::Duration::from_millis(50));
    assert_eq!(rig.say("desk-1", presence()), Err(ErrorCode::ResumeFirst));
    rig.pass(secs(1));
    rig.connect("desk-1");
    assert_eq!(rig.say("desk-1", presence()), Ok(()));
}

#[test]
fn a_description_that_nobody_can_read_is_refused() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let CommandBody::CallPlace { call_id, unit_id, ring_group, .. } = place(1, "101") else { panic!("a placement") };
    let sdp = Sdp::new("no description").expect("a text");
    let command = CommandBody::CallPlace { call_id, unit_id, ring_group, sdp };
    assert_eq!(rig.say("desk-1", command), Err(ErrorCode::BadSdp));
}

#[test]
fn a_call_to_nowhere_is_refused_and_leaves_nothing() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    assert_eq!(rig.say("desk-1", place(1, "999")), Err(ErrorCode::NotFound));
    rig.connect("stranger");
    assert_eq!(rig.say("stranger", place(2, "101")), Err(ErrorCode::NoRingGroup));
    assert_eq!((rig.posts(), rig.load()), (vec![], (0, 0)));
}

#[test]
fn the_id_of_a_call_that_is_over_places_no_other() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    rig.say("desk-1", place(1, "101")).expect("placed");
    let end = CommandBody::CallEnd { call_id: CallId::from_u128(1), reason: EndReason::HungUpHere };
    rig.say("desk-1", end.clone()).expect("ended");
    assert_eq!(rig.say("desk-1", place(1, "101")), Err(ErrorCode::CallOver));
    assert_eq!(rig.say("desk-2", place(1, "102")), Err(ErrorCode::NotAllowed));
    assert_eq!(rig.say("desk-1", end), Ok(()), "it is as ended as it can be");
}

#[test]
fn colleagues_see_who_is_there_and_who_is_busy() {
    let mut rig = Rig::new();
    let snapshot = rig.connect("desk-1");
    let seen = |desks: &[roomline_signaling::staff::Desk]| {
        desks.iter().map(|desk| (desk.station.clone(), desk.connected, desk.busy, desk.presence)).collect::<Vec<_>>()
    };
    let (here, away) = (Presence::Available, Presence::Away);
    assert_eq!(
        seen(&snapshot.desks),
        [
            ("desk-1".into(), true, false, here),
            ("desk-2".into(), false, false, here),
            ("desk-3".into(), false, false, here)
        ]
    );
    rig.connect("desk-2");
    rig.say("desk-2", CommandBody::PresenceSet { presence: away }).expect("set");
    rig.say("desk-2", place(1, "101")).expect("placed");
    let last = rig.messages("desk-1").into_iter().rev().find_map(|message| match message {
        ServerMessage::Event { event: Event::PresenceChanged { desks, .. }, .. } => Some(desks),
        _ => None,
    });
    assert_eq!(seen(&last.expect("told"))[1], ("desk-2".into(), true, true, away));
}

#[test]
fn a_desk_set_to_away_stays_away_after_a_restart() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.say("desk-1", CommandBody::PresenceSet { presence: Presence::Away }).expect("set");
    rig.crash();
    assert_eq!(rig.connect("desk-1").presence, Presence::Away);
}

#[test]
fn a_call_back_is_cared_for_by_one_person_and_seen_by_the_group() {
    let mut rig = Rig::new();
    let session = rig.asks("101", "front", "s1");
    rig.alexa(&session, roomline_signaling::alexa::SignalBody::CallEnded { result: None });
    let snapshot = rig.connect("desk-1");
    rig.connect("ward-1");
    let id = snapshot.callbacks[0].id;
    let now = rig.now;
    let (ann, bob, foreign) = (Rig::identity("desk-1"), Rig::identity("desk-2"), Rig::identity("ward-1"));
    let mut change = |who, deed| {
        let changed = rig.exchange().change_callback(now, who, id, deed).expect("the database works");
        changed.map(|callback| callback.state)
    };
    assert!(matches!(change(&ann, CallbackDeed::Claim), Ok(CallbackState::Claimed { .. })));
    assert_eq!(change(&bob, CallbackDeed::Claim), Err(CallbackRefusal::ClaimedByAnother));
    assert_eq!(change(&foreign, CallbackDeed::Done), Err(CallbackRefusal::NotFound));
    let next = Rig::identity_of("desk-1", "Cleo");
    assert_eq!(change(&next, CallbackDeed::Release), Err(CallbackRefusal::ClaimedByAnother), "at the same desk");
    assert_eq!(change(&ann, CallbackDeed::Release), Ok(CallbackState::Waiting));
    assert!(matches!(change(&bob, CallbackDeed::Claim), Ok(CallbackState::Claimed { .. })));
    assert!(matches!(change(&ann, CallbackDeed::Done), Ok(CallbackState::Done { .. })));
    assert!(matches!(change(&ann, CallbackDeed::Done), Ok(CallbackState::Done { .. })), "twice does no harm");
    rig.act();
    assert_eq!(rig.news("desk-1"), ["callback.changed"; 4]);
    assert_eq!(rig.news("ward-1"), [""; 0]);
    assert_eq!(rig.callbacks("desk-1"), []);
}

#[test]
fn the_log_is_read_page_by_page() {
    let mut rig = Rig::new();
    for number in 0..120 {
        rig.asks("101", "front", &format!("s{number}"));
        rig.pass(secs(1));
    }
    let first = rig.exchange().call_log(None).expect("the database works");
    let second = rig.exchange().call_log(first.next.as_deref()).expect("the database works");
    let third = rig.exchange().call_log(second.next.as_deref()).expect("the database works");
    assert_eq!((first.calls.len(), second.calls.len(), third.calls.len(), third.next), (50, 50, 20, None));
    let times: Vec<u64> =
        [first.calls, second.calls, third.calls].concat().iter().map(|call| call.started_ms).collect();
    assert!(times.is_sorted_by(|newer, older| newer > older), "newest first, none twice");
}

/// A description that is as long as descriptions may be, with an escape in every line.
fn long(sdp: &Sdp) -> Sdp {
    let line = format!("a=x:{}\r\n", "y".repeat(90));
    let lines = (Sdp::MAX_LEN - sdp.as_str().len()) / line.len();
    Sdp::new(format!("{}{}", sdp.as_str(), line.repeat(lines))).expect("as long as it may be")
}

#[test]
fn however_much_there_is_to_tell_no_message_is_too_long_and_nothing_is_left_out() {
    let mut rig = Rig::new();
    rig.connect("desk-2");
    for missed in 0..60 {
        let session = rig.asks("101", "front", &format!("missed-{missed}"));
        rig.alexa(&session, SignalBody::CallEnded { result: None });
    }
    let offer = long(&desk_sdp("long"));
    rig.say(
        "desk-2",
        CommandBody::CallPlace { call_id: CallId::from_u128(7), unit_id: unit("102"), ring_group: None, sdp: offer },
    )
    .expect("placed");
    let called = rig.posted.last().expect("the call").session_id.clone();
    rig.alexa(&called, SignalBody::CallRinging);
    rig.alexa(&called, SignalBody::CallAccepted { answer: Some(long(&echo_sdp(1))) });
    // One that only the desk can answer, so that it waits.
    let reoffer = SignalBody::CallUpdate { kind: RenegotiationType::Update, offer: long(&desk_sdp("fresh")) };
    rig.alexa(&called, reoffer);
    for ringing in 0..6 {
        let SignalBody::InitiateOutboundCall { participants, offer } = asked_for("101", "front") else {
            panic!("a call")
        };
        let body = SignalBody::InitiateOutboundCall { participants, offer: long(&offer) };
        rig.alexa(&session(&format!("rings-{ringing}")), body);
    }
    rig.disconnect("desk-2");
    rig.crash();
    // Reading it checks the length of every message.
    let snapshot = rig.connect_in("desk-2", Some(CallId::from_u128(7)));
    let events = rig.events("desk-2");
    let told = |wanted: fn(&Event) -> bool| events.iter().filter(|event| wanted(event)).count();
    assert_eq!(snapshot.callbacks.len() + told(|event| matches!(event, Event::CallbackChanged { .. })), 60);
    assert_eq!(snapshot.incoming.len() + told(|event| matches!(event, Event::CallIncoming(_))), 6);
    assert_eq!(told(|event| matches!(event, Event::CallAccepted { sdp: Some(_), .. })), 1);
}
