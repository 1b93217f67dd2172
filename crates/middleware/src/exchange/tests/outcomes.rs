//! What came of a call, the call-backs that it opens and closes, and claims that nobody cares for.

use roomline_signaling::call::{CallId, EndReason, Private};
use roomline_signaling::outcome::{CallOutcome, Errand, Outcome};
use roomline_signaling::rest::{Callback, CallbackState, ErrorCode};
use roomline_signaling::staff::{CommandBody, MediaState};

use super::rig::*;
use crate::calls::CallbackDeed;

fn came(call: u128, outcome: Outcome, note: Option<&str>) -> CommandBody {
    let outcome = CallOutcome { outcome, note: note.map(|note| Private(note.to_owned())) };
    CommandBody::CallOutcome { call_id: CallId::from_u128(call), outcome }
}

/// Desk 1 talks with room 101, by the call of this number, and hangs up.
fn talks(rig: &mut Rig, call: u128) {
    let call_id = CallId::from_u128(call);
    rig.say("desk-1", place(call, "101")).expect("free");
    let session = rig.posted.pop().expect("a call to Alexa").session_id;
    rig.alexa(&session, roomline_signaling::alexa::SignalBody::CallAccepted { answer: Some(echo_sdp(1)) });
    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.say("desk-1", CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }).expect("ended");
    rig.events("desk-1");
}

fn only(rig: &mut Rig, station: &str) -> Callback {
    let [callback] = <[_; 1]>::try_from(rig.callbacks(station)).expect("one call-back");
    callback
}

#[test]
fn what_came_of_a_call_stands_in_the_log_and_the_last_word_counts() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    talks(&mut rig, 1);
    assert_eq!(rig.last_call().outcome, None);
    for (outcome, note) in [(Outcome::NoAnswer, Some("slept")), (Outcome::Reached, None)] {
        rig.say("desk-1", came(1, outcome, note)).expect("its own call");
        let stored = rig.last_call().outcome.expect("told");
        assert_eq!((stored.outcome, stored.note.map(|note| note.0)), (outcome, note.map(str::to_owned)));
    }
    assert_eq!(rig.callbacks("desk-1"), [], "nothing is left to do");
}

#[test]
fn call_again_is_on_every_desks_list_until_somebody_talks_with_the_resident() {
    let mut rig = Rig::new();
    for desk in ["desk-1", "desk-2"] {
        rig.connect(desk);
    }
    talks(&mut rig, 1);
    rig.say("desk-1", came(1, Outcome::CallAgain, Some("after lunch"))).expect("its own call");
    assert_eq!(rig.news("desk-2"), ["callback.changed"]);
    let open = only(&mut rig, "desk-2");
    assert_eq!((open.id, open.errand), (CallId::from_u128(1), Errand::Call));
    assert_eq!(open.opened_by, Some(Private("Ann at desk-1".to_owned())));
    assert_eq!(open.note, Some(Private("after lunch".to_owned())));
    rig.say("desk-1", came(1, Outcome::CallAgain, Some("after lunch"))).expect("as before");
    assert_eq!(rig.news("desk-2"), [""; 0], "a repeated word is no news");
    talks(&mut rig, 2);
    assert_eq!(rig.callbacks("desk-1"), []);
}

#[test]
fn a_talk_with_one_resident_leaves_the_others_waiting() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.asks("102", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallDecline { call_id }).expect("it rings");
    talks(&mut rig, 1);
    assert_eq!(only(&mut rig, "desk-1").id, call_id);
}

#[test]
fn a_visit_is_not_done_by_talking() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    talks(&mut rig, 1);
    rig.say("desk-1", came(1, Outcome::NeedsVisit, None)).expect("its own call");
    talks(&mut rig, 2);
    assert_eq!(only(&mut rig, "desk-1").errand, Errand::Visit);
    let (now, who) = (rig.now, Rig::identity("desk-1"));
    let done = rig.exchange().change_callback(now, &who, CallId::from_u128(1), CallbackDeed::Done);
    done.expect("the database works").expect("open");
    assert_eq!(rig.callbacks("desk-1"), []);
}

#[test]
fn whoever_changes_their_mind_takes_back_what_they_opened() {
    for outcome in [Outcome::Reached, Outcome::NoAnswer] {
        let mut rig = Rig::new();
        rig.connect("desk-1");
        talks(&mut rig, 1);
        rig.say("desk-1", came(1, Outcome::NeedsVisit, None)).expect("its own call");
        rig.say("desk-1", came(1, outcome, None)).expect("its own call");
        assert_eq!(rig.callbacks("desk-1"), [], "{outcome:?}");
    }
}

#[test]
fn a_resident_who_was_not_reached_still_waits() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it rings");
    rig.say("desk-1", CommandBody::CallEnd { call_id, reason: EndReason::MediaFailed }).expect("its own call");
    assert_eq!(only(&mut rig, "desk-1").opened_by, None);
    let outcome = |outcome| CommandBody::CallOutcome { call_id, outcome: CallOutcome { outcome, note: None } };
    rig.say("desk-1", outcome(Outcome::NoAnswer)).expect("its own call");
    assert_eq!(only(&mut rig, "desk-1").state, CallbackState::Waiting);
    rig.say("desk-1", outcome(Outcome::Reached)).expect("its own call");
    assert_eq!(rig.callbacks("desk-1"), [], "by another way");
}

#[test]
fn what_staff_added_to_a_residents_own_call_back_is_taken_back_and_the_resident_waits_on() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it rings");
    let outcome = |outcome| CommandBody::CallOutcome { call_id, outcome: CallOutcome { outcome, note: None } };
    rig.say("desk-1", outcome(Outcome::NeedsVisit)).expect("its own call");
    rig.say("desk-1", CommandBody::CallEnd { call_id, reason: EndReason::MediaFailed }).expect("its own call");
    assert_eq!(only(&mut rig, "desk-1").errand, Errand::Visit, "the end does not undo what a person said");
    rig.say("desk-1", outcome(Outcome::NoAnswer)).expect("its own call");
    let open = only(&mut rig, "desk-1");
    assert_eq!((open.opened_by, open.errand, open.state), (None, Errand::Call, CallbackState::Waiting));
}

#[test]
fn however_often_it_was_tried_one_resident_is_one_line_of_the_list() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    for (call, note) in [(1, Some("slept")), (2, None), (3, Some("after lunch"))] {
        rig.say("desk-1", place(call, "101")).expect("free");
        rig.say("desk-1", CommandBody::CallEnd { call_id: CallId::from_u128(call), reason: EndReason::Cancelled })
            .expect("ended");
        rig.say("desk-1", came(call, Outcome::CallAgain, note)).expect("its own call");
    }
    let open = only(&mut rig, "desk-1");
    assert_eq!((open.id, open.note), (CallId::from_u128(1), Some(Private("after lunch".to_owned()))));
}

#[test]
fn whoever_has_taken_it_on_keeps_it_and_a_repeated_claim_begins_anew() {
    let mut rig = Rig::new();
    rig.settings.claims_last = Some(secs(1_800));
    rig.crash();
    for desk in ["desk-1", "desk-2"] {
        rig.connect(desk);
    }
    talks(&mut rig, 1);
    rig.say("desk-1", came(1, Outcome::CallAgain, None)).expect("its own call");
    let who = Rig::identity("desk-2");
    let claims = |rig: &mut Rig| {
        let now = rig.now;
        let claimed = rig.exchange().change_callback(now, &who, CallId::from_u128(1), CallbackDeed::Claim);
        claimed.expect("the database works").expect("open");
    };
    claims(&mut rig);
    rig.pass(secs(1_700));
    claims(&mut rig);
    rig.say("desk-1", came(1, Outcome::NeedsVisit, Some("her lamp"))).expect("its own call");
    rig.pass(secs(1_700));
    let open = only(&mut rig, "desk-2");
    assert!(matches!(open.state, CallbackState::Claimed { .. }) && open.errand == Errand::Visit, "{open:?}");
    rig.pass(secs(100));
    assert_eq!(only(&mut rig, "desk-2").state, CallbackState::Waiting);
}

#[test]
fn another_desk_a_stranger_and_a_long_note_change_nothing() {
    let mut rig = Rig::new();
    for desk in ["desk-1", "desk-2"] {
        rig.connect(desk);
    }
    talks(&mut rig, 1);
    assert_eq!(rig.say("desk-2", came(1, Outcome::NeedsVisit, None)), Err(ErrorCode::NotAllowed));
    assert_eq!(rig.say("desk-1", came(9, Outcome::NeedsVisit, None)), Err(ErrorCode::NotFound));
    let long = "x".repeat(CallOutcome::LONGEST_NOTE + 1);
    assert_eq!(rig.say("desk-1", came(1, Outcome::NeedsVisit, Some(&long))), Err(ErrorCode::TooLarge));
    assert_eq!(rig.say("desk-1", came(1, Outcome::NeedsVisit, Some("a\nb"))), Err(ErrorCode::Malformed));
    assert_eq!((rig.last_call().outcome, rig.callbacks("desk-1")), (None, vec![]));
}

#[test]
fn a_claim_that_nobody_cares_for_goes_back_to_everybody_also_over_a_restart() {
    let mut rig = Rig::new();
    rig.settings.claims_last = Some(secs(1_800));
    rig.crash();
    for desk in ["desk-1", "desk-2"] {
        rig.connect(desk);
    }
    talks(&mut rig, 1);
    rig.say("desk-1", came(1, Outcome::CallAgain, None)).expect("its own call");
    let (now, who) = (rig.now, Rig::identity("desk-1"));
    let claimed = rig.exchange().change_callback(now, &who, CallId::from_u128(1), CallbackDeed::Claim);
    claimed.expect("the database works").expect("open");
    rig.act();
    rig.events("desk-2");
    rig.pass(secs(1_000));
    rig.crash();
    rig.connect("desk-2");
    rig.pass(secs(799));
    assert!(matches!(only(&mut rig, "desk-2").state, CallbackState::Claimed { .. }));
    assert_eq!(rig.news("desk-2"), [""; 0]);
    rig.pass(secs(1));
    assert_eq!(only(&mut rig, "desk-2").state, CallbackState::Waiting);
    assert_eq!(rig.news("desk-2"), ["callback.changed"]);
    rig.pass(secs(7_200));
    assert_eq!(rig.news("desk-2"), [""; 0], "once");
}
