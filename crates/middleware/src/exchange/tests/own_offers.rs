//! A station's own re-offer on its way to Alexa and back, and what the outbox does when two re-offers meet.

use roomline_signaling::alexa::{RenegotiationType, SignalBody};
use roomline_signaling::call::{CallId, Sdp, SessionId, UpdateId};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::{CommandBody, MediaState, OwnUpdateState};

use super::rig::*;
use crate::calls::PostOutcome;

fn update_id(id: &str) -> UpdateId {
    UpdateId::new(id).expect("an id")
}

fn update(call_id: CallId, id: &str) -> CommandBody {
    CommandBody::CallUpdate { call_id, update_id: update_id(id), sdp: desk_sdp("anew") }
}

fn response(answer: Sdp) -> SignalBody {
    SignalBody::CallUpdateResponse { kind: RenegotiationType::Update, answer }
}

/// Desk 1 talks with unit 101, and stations may re-offer.
fn talking() -> (Rig, SessionId, CallId) {
    let mut rig = Rig::new();
    rig.settings.ice_restart = true;
    rig.crash();
    rig.connect("desk-1");
    let session = rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.news("desk-1");
    rig.posts();
    (rig, session, call_id)
}

#[test]
fn a_re_offer_goes_to_alexa_and_its_answer_to_the_station() {
    let (mut rig, session, call_id) = talking();
    rig.say("desk-1", update(call_id, "u1")).expect("taken");
    rig.say("desk-1", update(call_id, "u1")).expect("the same again does no harm");
    let SignalBody::CallUpdate { kind, offer } = rig.posted[0].body.clone() else { panic!("a re-offer") };
    assert!(kind == RenegotiationType::Update && offer.as_str().contains("anew"));
    for _ in 0..2 {
        rig.alexa(&session, response(echo_sdp(9)));
    }
    assert_eq!(rig.posts(), ["CallUpdate", "CallUpdateAck"]);
    assert_eq!(rig.news("desk-1"), ["call.update_answered"]);
}

#[test]
fn without_the_switch_it_is_not_allowed() {
    let (mut rig, _, call_id) = talking();
    rig.settings.ice_restart = false;
    rig.crash();
    rig.connect_in("desk-1", Some(call_id));
    assert_eq!(rig.say("desk-1", update(call_id, "u1")), Err(ErrorCode::NotAllowed));
    assert_eq!(rig.posts(), [""; 0]);
}

#[test]
fn a_second_one_has_to_wait_and_a_broken_one_is_refused() {
    let (mut rig, _, call_id) = talking();
    rig.say("desk-1", update(call_id, "u1")).expect("taken");
    assert_eq!(rig.say("desk-1", update(call_id, "u2")), Err(ErrorCode::TooMany));
    let sdp = Sdp::new("no description").expect("a text");
    let broken = CommandBody::CallUpdate { call_id, update_id: update_id("u3"), sdp };
    assert_eq!(rig.say("desk-1", broken), Err(ErrorCode::BadSdp));
}

#[test]
fn when_two_re_offers_meet_the_answer_to_alexas_does_not_wait_behind_ours() {
    let (mut rig, session, call_id) = talking();
    rig.alexa = Alexa::Ponders;
    rig.say("desk-1", update(call_id, "u1")).expect("taken");
    rig.answer_post(PostOutcome::Retry { after: None });
    rig.disconnect("desk-1");
    rig.alexa(&session, reoffer(2));
    assert_eq!(rig.open_posts(), ["CallUpdateResponse"], "ours is taken back from the outbox");
    rig.answer_post(PostOutcome::Accepted);
    rig.pass(secs(2));
    assert_eq!(rig.open_posts(), ["CallUpdate"], "one to two seconds later it comes again");
    rig.answer_post(PostOutcome::Accepted);
    rig.alexa(&session, response(echo_sdp(9)));
    assert_eq!(rig.open_posts(), ["CallUpdateAck"]);
}

#[test]
fn one_that_is_just_being_posted_is_only_waited_for() {
    let (mut rig, session, call_id) = talking();
    rig.alexa = Alexa::Ponders;
    rig.say("desk-1", update(call_id, "u1")).expect("taken");
    rig.disconnect("desk-1");
    rig.alexa(&session, reoffer(2));
    assert_eq!(rig.open_posts(), ["CallUpdate"]);
    rig.answer_post(PostOutcome::Retry { after: None });
    assert_eq!(rig.open_posts(), ["CallUpdateResponse"], "it is not repeated");
}

#[test]
fn after_a_restart_the_station_finds_what_became_of_it() {
    let (mut rig, session, call_id) = talking();
    let found = |rig: &mut Rig| {
        rig.crash();
        rig.connect_in("desk-1", Some(call_id)).own.and_then(|own| own.own_update).map(|own| own.state)
    };
    assert_eq!(found(&mut rig), None);
    rig.say("desk-1", update(call_id, "u1")).expect("taken");
    assert_eq!(found(&mut rig), Some(OwnUpdateState::Waiting));
    rig.alexa(&session, response(echo_sdp(9)));
    assert_eq!(found(&mut rig), Some(OwnUpdateState::Answered { sdp: echo_sdp(9) }));
    rig.say("desk-1", update(call_id, "u2")).expect("taken");
    rig.pass(secs(10));
    assert_eq!(found(&mut rig), Some(OwnUpdateState::Failed));
}
