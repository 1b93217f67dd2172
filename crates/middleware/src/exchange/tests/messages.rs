//! Alexa's messages: twice, late, out of order, or for sessions nobody knows.

use roomline_signaling::alexa::{CallResult, CallResultCode, ParticipantIdType, SignalBody};
use roomline_signaling::call::{CallId, EndReason, Private, SessionId, UnitId};
use roomline_signaling::staff::CommandBody;

use super::rig::*;
use crate::calls::{CalleeAddress, FromAlexa, PostOutcome};
use crate::exchange::Input;

fn placed(rig: &mut Rig) -> SessionId {
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    let session = rig.posted[0].session_id.clone();
    rig.posts();
    session
}

#[test]
fn a_repeated_beginning_rings_once() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let session = rig.asks("101", "front", "s1");
    rig.alexa(&session, asked_for("101", "front"));
    assert_eq!(rig.news("desk-1"), ["call.incoming"]);
    rig.alexa(&session, SignalBody::CallEnded { result: None });
    rig.alexa(&session, asked_for("101", "front"));
    assert_eq!(rig.news("desk-1"), ["call.ended cancelled Unit", "callback.changed"]);
    assert_eq!(rig.callbacks("desk-1").len(), 1);
}

#[test]
fn an_end_before_the_beginning_is_stored_as_given_up() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let early = session("s1");
    rig.alexa(&early, SignalBody::CallEnded { result: None });
    rig.pass(secs(299));
    rig.asks("101", "front", "s1");
    assert_eq!(rig.news("desk-1"), ["callback.changed"]);
    assert_eq!(rig.last_call().end_reason, Some(EndReason::Cancelled));
    assert_eq!(rig.posts(), [""; 0], "Alexa knows that it is over");
}

#[test]
fn an_end_that_came_more_than_five_minutes_early_is_forgotten() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.alexa(&session("s1"), SignalBody::CallEnded { result: None });
    rig.pass(secs(301));
    rig.asks("101", "front", "s1");
    assert_eq!(rig.news("desk-1"), ["call.incoming"]);
}

#[test]
fn repeated_messages_take_effect_and_are_receipted_once() {
    let mut rig = Rig::new();
    let session = placed(&mut rig);
    for _ in 0..2 {
        rig.alexa(&session, SignalBody::CallRinging);
        rig.alexa(&session, SignalBody::CallInProgress { answer: Some(echo_sdp(1)) });
    }
    for _ in 0..2 {
        rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_sdp(1)) });
    }
    assert_eq!(rig.posts(), ["CallRingingAck", "CallInProgressAck", "CallAcceptedAck"]);
    assert_eq!(rig.news("desk-1"), ["call.ringing", "call.early_answer", "call.accepted"]);
}

#[test]
fn messages_of_an_unknown_session_lead_to_nothing() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let unknown = session("unknown");
    for body in [SignalBody::CallRinging, SignalBody::CallAccepted { answer: None }, reoffer(2)] {
        rig.alexa(&unknown, body);
    }
    assert_eq!((rig.posts(), rig.news("desk-1"), rig.load()), (vec![], vec![], (0, 0)));
}

#[test]
fn receipts_are_harmless() {
    let mut rig = Rig::new();
    let session = placed(&mut rig);
    let receipts = [SignalBody::CallRingingAck, SignalBody::CallInProgressAck, SignalBody::CallUpdateAck];
    for body in receipts.into_iter().chain([SignalBody::CallAcceptedAck]) {
        rig.alexa(&session, body);
    }
    assert_eq!((rig.posts(), rig.news("desk-1")), (vec![], vec![]));
}

#[test]
fn what_alexa_says_at_the_end_is_read_by_the_table() {
    let result = |code| Some(CallResult { code, message: None });
    for (code, before, after) in [
        (None, EndReason::Declined, EndReason::HungUpThere),
        (Some(CallResultCode::Success), EndReason::Declined, EndReason::HungUpThere),
        (Some(CallResultCode::Unknown("NEW".into())), EndReason::Declined, EndReason::HungUpThere),
        (Some(CallResultCode::DeviceBusy), EndReason::Busy, EndReason::Busy),
        (Some(CallResultCode::SessionTimeout), EndReason::NoAnswer, EndReason::NoAnswer),
        (Some(CallResultCode::Unauthorized), EndReason::NotAllowed, EndReason::NotAllowed),
        (Some(CallResultCode::InternalError), EndReason::SignalingFailed, EndReason::SignalingFailed),
    ] {
        for (accepted, expected) in [(false, before), (true, after)] {
            let mut rig = Rig::new();
            let session = placed(&mut rig);
            if accepted {
                rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_sdp(1)) });
            }
            rig.alexa(&session, SignalBody::CallEnded { result: code.clone().and_then(result) });
            assert_eq!(rig.last_call().end_reason, Some(expected), "{code:?}, accepted: {accepted}");
        }
    }
}

#[test]
fn a_reoffer_is_handed_to_the_station_and_its_answer_to_alexa() {
    let mut rig = Rig::new();
    let session = placed(&mut rig);
    rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_sdp(1)) });
    rig.posts();
    rig.alexa(&session, reoffer(2));
    let events = rig.events("desk-1");
    let update = events.iter().find_map(|event| match event {
        roomline_signaling::staff::Event::CallUpdate { update, .. } => Some(update.clone()),
        _ => None,
    });
    let update = update.expect("the station is asked");
    assert_eq!((update.kind.as_str(), update.sdp), ("CALL_UPDATE", echo_sdp(2)));
    let (call_id, update_id) = (CallId::from_u128(1), update.update_id);
    let answer = CommandBody::CallUpdateAnswer { call_id, update_id, sdp: desk_sdp("again") };
    rig.say("desk-1", answer).expect("taken");
    let response = rig.posted.pop().expect("Alexa gets the answer").body;
    let SignalBody::CallUpdateResponse { answer, .. } = response else { panic!("not the answer") };
    assert_eq!(answer, desk_sdp("again"));
}

#[test]
fn a_caller_is_known_by_our_id_by_its_profile_or_by_the_request() {
    for (value, persistent, expected) in [
        ("101", None, Some("101")),
        ("profile-102", None, Some("102")),
        ("+1 555 0100", Some("persistent-103"), Some("103")),
        ("stranger", Some("stranger"), None),
    ] {
        let mut rig = Rig::new();
        let SignalBody::InitiateOutboundCall { mut participants, offer } = asked_for(value, "front") else {
            panic!("a unit calls")
        };
        participants[0].id.kind = ParticipantIdType::Unknown("NEW".into());
        let signal = roomline_signaling::alexa::Signal {
            session_id: session("s1"),
            body: SignalBody::InitiateOutboundCall { participants, offer },
        };
        let persistent_unit_id = persistent.map(|id| Private(id.to_owned()));
        rig.input(Input::Alexa(FromAlexa { signal, persistent_unit_id, admitted: true }));
        assert_eq!(rig.last_call().unit_id.as_ref().map(UnitId::as_str), expected, "{value}");
    }
}

#[test]
fn a_call_whose_caller_is_not_marked_or_not_named_rings_all_the_same() {
    for (named, marked) in [(true, false), (false, false)] {
        let mut rig = Rig::new();
        rig.connect("desk-1");
        let SignalBody::InitiateOutboundCall { mut participants, offer } = asked_for("101", "front") else {
            panic!("a unit calls")
        };
        participants[0].is_originator = marked;
        let participants = if named { participants } else { participants.split_off(1) };
        let signal = roomline_signaling::alexa::Signal {
            session_id: session("s1"),
            body: SignalBody::InitiateOutboundCall { participants, offer },
        };
        let persistent_unit_id = Some(Private("persistent-101".to_owned()));
        rig.input(Input::Alexa(FromAlexa { signal, persistent_unit_id, admitted: true }));
        assert_eq!(rig.news("desk-1"), ["call.incoming"], "named: {named}");
        assert_eq!(rig.last_call().unit_id.as_ref().map(UnitId::as_str), Some("101"), "named: {named}");
    }
}

#[test]
fn a_unit_may_be_called_by_its_communication_profile() {
    let mut rig = Rig::new();
    rig.settings.callee_address = CalleeAddress::CommunicationProfileId;
    rig.crash();
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    let SignalBody::InitiateInboundCall { participants, .. } = rig.posted.remove(0).body else { panic!("not a call") };
    assert_eq!(participants[1].id.kind, ParticipantIdType::CommunicationProfileId);
    assert_eq!(participants[1].id.value, "profile-101");
}

#[test]
fn an_end_that_crosses_our_acceptance_drops_it() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    let session = rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    assert_eq!(rig.open_posts(), ["CallRinging"], "the acceptance waits for its turn");
    rig.alexa(&session, SignalBody::CallEnded { result: None });
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.posts(), ["CallRinging"], "nothing of the session is sent any more");
    assert_eq!(rig.last_call().end_reason, Some(EndReason::HungUpThere), "the award was stored first");
    assert_eq!(rig.callbacks("desk-1").len(), 1);
}

#[test]
fn repeats_are_counted_although_nothing_follows_from_them() {
    let mut rig = Rig::new();
    let session = placed(&mut rig);
    for body in [SignalBody::CallRinging, SignalBody::CallRinging, reoffer(2), reoffer(2), reoffer(3)] {
        rig.alexa(&session, body);
    }
    for _ in 0..2 {
        rig.alexa(&session, SignalBody::CallEnded { result: None });
    }
    rig.alexa(&SessionId::new("nobody's").expect("an id"), SignalBody::CallRinging);
    let heard = rig.exchange().heard();
    assert_eq!((heard.new, heard.repeated, heard.late, heard.unknown), (4, 2, 1, 1));
}
