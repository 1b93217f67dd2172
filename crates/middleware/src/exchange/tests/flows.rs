//! The two flows from beginning to end.

use roomline_signaling::alexa::{CallResultCode, ParticipantIdType, SignalBody};
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::{CommandBody, MediaState};

use super::rig::*;

#[test]
fn a_call_to_a_unit_rings_talks_and_ends() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let call_id = CallId::from_u128(1);
    assert_eq!(rig.say("desk-1", place(1, "101")), Ok(()));
    let initiate = rig.posted.remove(0);
    let SignalBody::InitiateInboundCall { participants, offer, caller_name } = initiate.body else {
        panic!("a call to a unit begins otherwise")
    };
    let ids: Vec<_> = participants.iter().map(|p| (p.is_originator, &p.id.kind, p.id.value.as_str())).collect();
    let raw = &ParticipantIdType::RawAddress;
    assert_eq!(ids, [(true, raw, "front-address"), (false, raw, "101")]);
    assert_eq!((offer, caller_name.as_deref()), (desk_sdp("placed"), Some("front")));

    let session = initiate.session_id;
    rig.alexa(&session, SignalBody::CallRinging);
    rig.alexa(&session, SignalBody::CallInProgress { answer: Some(echo_sdp(1)) });
    rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_sdp(1)) });
    assert_eq!(rig.posts(), ["CallRingingAck", "CallInProgressAck", "CallAcceptedAck"]);
    assert_eq!(rig.news("desk-1"), ["call.ringing", "call.early_answer", "call.accepted"]);

    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.pass(secs(60));
    rig.say("desk-1", CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }).expect("ended");
    assert_eq!(rig.posts(), ["CallEnded"]);
    assert_eq!(rig.news("desk-1"), ["call.ended hung_up_here You"]);
    let record = rig.last_call();
    assert_eq!((record.end_reason, record.station.as_deref()), (Some(EndReason::HungUpHere), Some("desk-1")));
    assert_eq!(rig.load(), (0, 0), "nothing is left of the call");
}

#[test]
fn a_residents_call_rings_every_desk_and_the_first_answer_wins() {
    let mut rig = Rig::new();
    for desk in ["desk-1", "desk-2", "desk-3"] {
        rig.connect(desk);
    }
    let session = rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    assert_eq!(rig.news("desk-2"), ["call.incoming"]);
    assert_eq!(rig.posts(), [""; 0], "Alexa hears of the ring when a desk rings");
    rig.say("desk-2", CommandBody::CallAlerting { call_id }).expect("told");
    rig.say("desk-1", CommandBody::CallAlerting { call_id }).expect("told");
    assert_eq!(rig.posts(), ["CallRinging"]);

    assert_eq!(rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }), Ok(()));
    assert_eq!(rig.say("desk-2", CommandBody::CallClaim { call_id, sdp: desk_sdp("two") }), Err(ErrorCode::Taken));
    let accepted = rig.posted.remove(0);
    assert_eq!(accepted.body, SignalBody::CallAccepted { answer: Some(desk_sdp("one")) });
    assert_eq!(rig.news("desk-1"), ["call.awarded", "call.accepted"]);
    assert_eq!(rig.news("desk-2"), ["call.taken desk-1"]);
    assert_eq!(rig.news("desk-3"), ["call.incoming", "call.taken desk-1"]);

    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.alexa(&session, SignalBody::CallEnded { result: None });
    assert_eq!(rig.news("desk-1"), ["call.ended hung_up_there Unit"]);
    assert_eq!(rig.posts(), [""; 0], "Alexa knows that the call is over");
    assert_eq!(rig.callbacks("desk-1"), [], "they have talked");
    assert_eq!(rig.load(), (0, 0));
}

#[test]
fn a_call_that_nobody_answers_stays_in_the_call_back_list() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallAlerting { call_id }).expect("told");
    rig.pass(secs(29));
    assert_eq!(rig.news("desk-1"), [""; 0]);
    rig.pass(secs(1));
    assert_eq!(rig.news("desk-1"), ["call.ended no_answer Middleware", "callback.changed"]);
    let ended = rig.posted.pop().expect("Alexa is told");
    let SignalBody::CallEnded { result: Some(result) } = ended.body else { panic!("not the end") };
    assert_eq!(result.code, CallResultCode::SessionTimeout);
    let callbacks = rig.callbacks("desk-1");
    assert_eq!((callbacks.len(), callbacks[0].id, callbacks[0].reason), (1, call_id, EndReason::NoAnswer));
}
