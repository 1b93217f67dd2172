//! The process dies at any step and starts again: only the database is left, and that is enough.

use roomline_signaling::alexa::SignalBody;
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::staff::{CommandBody, MediaState, OwnPhase};

use super::rig::*;
use crate::calls::PostOutcome;

#[test]
fn a_ringing_call_is_found_again_with_the_time_it_has_left() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.asks("101", "front", "s1");
    rig.pass(secs(20));
    rig.crash();
    let snapshot = rig.connect("desk-1");
    assert_eq!((snapshot.incoming.len(), snapshot.incoming[0].remaining_ms), (1, 40_000));
    let call_id = snapshot.incoming[0].call_id;
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    assert_eq!(rig.posts(), ["CallRinging", "CallAccepted"]);
}

#[test]
fn a_talk_goes_on_and_its_station_finds_it() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let session = rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.posts();
    rig.crash();
    assert_eq!(rig.posts(), [""; 0], "nothing that Alexa took is said again");
    rig.pass(secs(100));
    let snapshot = rig.connect_in("desk-1", Some(call_id));
    let own = snapshot.own.expect("its call");
    assert_eq!((own.call_id, own.phase), (call_id, OwnPhase::Accepted));
    rig.pass(secs(300));
    rig.alexa(&session, SignalBody::CallEnded { result: None });
    assert_eq!(rig.news("desk-1"), ["call.ended hung_up_there Unit"]);
}

#[test]
fn an_attempt_without_an_outcome_is_repeated_after_the_start() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    let before = rig.posted.clone();
    rig.posts();
    rig.crash();
    assert_eq!(rig.posted, before, "the same message, the same session");
    rig.answer_post(PostOutcome::Accepted);
    rig.crash();
    assert_eq!(rig.open_posts(), [""; 0]);
}

#[test]
fn an_end_that_was_stored_is_told_after_the_start() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    let end = CommandBody::CallEnd { call_id: CallId::from_u128(1), reason: EndReason::HungUpHere };
    rig.say("desk-1", end).expect("ended");
    rig.posts();
    rig.crash();
    assert_eq!(rig.posts(), ["CallEnded"], "and the beginning is not repeated");
}

#[test]
fn a_crash_before_the_outcome_of_the_acceptance_keeps_the_winner() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    rig.connect("desk-2");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.answer_post(PostOutcome::Accepted);
    rig.posts();
    rig.crash();
    assert_eq!(rig.posts(), ["CallAccepted"]);
    let snapshot = rig.connect("desk-2");
    assert_eq!(snapshot.incoming, [], "it does not ring again");
    let own = rig.connect_in("desk-1", Some(call_id)).own.expect("its call");
    assert_eq!(own.phase, OwnPhase::Awarded);
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.news("desk-1"), ["call.accepted"]);
}

#[test]
fn a_station_that_missed_the_end_learns_it() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let session = rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.disconnect("desk-1");
    rig.alexa(&session, SignalBody::CallEnded { result: None });
    rig.crash();
    let snapshot = rig.connect_in("desk-1", Some(call_id));
    assert_eq!(snapshot.own, None);
    assert_eq!(rig.news("desk-1"), ["call.ended hung_up_there Unit"]);
}

#[test]
fn a_claim_that_was_lost_in_the_crash_learns_who_won() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.crash();
    rig.connect_in("desk-2", Some(call_id));
    assert_eq!(rig.news("desk-2"), ["call.taken desk-1"]);
}

/// Plays a whole call from a unit and dies before the step of this number.
fn play_with_a_crash_before(step: usize) -> Rig {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    let mut at = 0;
    let mut die_here = |rig: &mut Rig, call: Option<CallId>| {
        if at == step {
            rig.crash();
            rig.connect_in("desk-1", call);
            rig.connect("desk-2");
        }
        at += 1;
    };
    die_here(&mut rig, None);
    let session = rig.asks("101", "front", "s1");
    let call_id = rig.last_call().call_id;
    die_here(&mut rig, None);
    rig.say("desk-2", CommandBody::CallAlerting { call_id }).expect("told");
    die_here(&mut rig, Some(call_id));
    let claim = CommandBody::CallClaim { call_id, sdp: desk_sdp("one") };
    rig.say("desk-1", claim.clone()).expect("it wins");
    die_here(&mut rig, Some(call_id));
    rig.say("desk-1", claim).expect("a repetition does no harm");
    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    die_here(&mut rig, Some(call_id));
    rig.alexa(&session, reoffer(2));
    die_here(&mut rig, Some(call_id));
    rig.pass(secs(2));
    die_here(&mut rig, Some(call_id));
    let end = CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere };
    rig.say("desk-1", end.clone()).expect("ended");
    die_here(&mut rig, None);
    rig.say("desk-1", end).expect("a repetition does no harm");
    rig
}

#[test]
fn a_crash_at_any_step_changes_nothing_of_what_alexa_hears() {
    for step in 0..9 {
        let mut rig = play_with_a_crash_before(step);
        let said = rig.posts();
        assert_eq!(
            said,
            ["CallRinging", "CallAccepted", "CallUpdateResponse", "CallEnded"],
            "crash before step {step}"
        );
        assert_eq!(rig.last_call().end_reason, Some(EndReason::HungUpHere), "crash before step {step}");
        assert_eq!((rig.load(), rig.callbacks("desk-1").len()), ((0, 0), 0), "crash before step {step}");
    }
}
