//! What goes to Alexa: in order, at least once, never again after she took it, and not for ever.

use std::time::Duration;

use roomline_signaling::alexa::SignalBody;
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::staff::{CommandBody, MediaState};

use super::rig::*;
use crate::calls::PostOutcome;

const LATER: PostOutcome = PostOutcome::Retry { after: None };

fn ended(call: u128) -> CommandBody {
    CommandBody::CallEnd { call_id: CallId::from_u128(call), reason: EndReason::HungUpHere }
}

/// A desk has won a call; the posts of it stay open.
fn awarded(rig: &mut Rig) -> CallId {
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    rig.connect("desk-2");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.news("desk-2");
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.news("desk-1");
    rig.news("desk-2");
    call_id
}

#[test]
fn messages_of_a_session_go_out_one_after_the_other() {
    let mut rig = Rig::new();
    awarded(&mut rig);
    assert_eq!(rig.open_posts(), ["CallRinging"]);
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.open_posts(), ["CallAccepted"]);
}

#[test]
fn a_message_is_repeated_until_alexa_takes_it_and_then_never_again() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Answers(LATER);
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.pass(secs(4));
    let tried = rig.posts();
    assert_eq!(tried, ["InitiateInboundCall"; 4], "at once, after 0.3 s, 1 s and 2 s");
    rig.alexa = Alexa::Answers(PostOutcome::Accepted);
    rig.pass(secs(5));
    assert_eq!(rig.posts(), ["InitiateInboundCall"]);
    rig.pass(secs(4));
    assert_eq!(rig.posts(), [""; 0]);
}

#[test]
fn alexas_wish_for_a_pause_is_kept() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Answers(PostOutcome::Retry { after: Some(secs(3)) });
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.pass(secs(3) - Duration::from_millis(1));
    assert_eq!(rig.posts().len(), 1);
    rig.pass(Duration::from_millis(1));
    assert_eq!(rig.posts().len(), 1);
}

#[test]
fn a_message_that_alexa_does_not_take_for_ten_seconds_ends_the_call() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Answers(LATER);
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.pass(secs(10));
    assert_eq!(rig.news("desk-1"), ["call.ended signaling_failed Middleware"]);
    assert_eq!(rig.posts().last(), Some(&"CallEnded"), "the Echo may have heard of it");
    rig.pass(secs(60));
    assert_eq!(rig.load(), (0, 0), "after a minute Alexa is not told any more");
}

#[test]
fn outcomes_of_a_post_lead_where_the_table_says() {
    for (outcome, expected, told) in [
        (PostOutcome::Refused, EndReason::SignalingFailed, true),
        (PostOutcome::Forbidden, EndReason::SignalingFailed, true),
        (PostOutcome::Gone, EndReason::SignalingFailed, false),
    ] {
        let mut rig = Rig::new();
        rig.alexa = Alexa::Ponders;
        rig.connect("desk-1");
        rig.say("desk-1", place(1, "101")).expect("placed");
        rig.answer_post(outcome);
        assert_eq!(rig.last_call().end_reason, Some(expected), "{outcome:?}");
        assert_eq!(rig.open_posts() == ["CallEnded"], told, "{outcome:?}");
    }
}

#[test]
fn an_end_waits_for_the_post_that_is_under_way() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.say("desk-1", ended(1)).expect("ended");
    assert_eq!(rig.open_posts(), ["InitiateInboundCall"], "the end cannot overtake the beginning");
    rig.answer_post(LATER);
    assert_eq!(rig.open_posts(), ["CallEnded"], "the beginning is not repeated");
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.load(), (0, 0));
}

#[test]
fn a_refused_acceptance_rings_the_others_again() {
    let mut rig = Rig::new();
    let call_id = awarded(&mut rig);
    rig.answer_post(PostOutcome::Accepted);
    rig.answer_post(PostOutcome::Refused);
    assert_eq!(rig.news("desk-1"), ["call.withdrawn"]);
    assert_eq!(rig.news("desk-2"), ["call.incoming"]);
    rig.say("desk-2", CommandBody::CallClaim { call_id, sdp: desk_sdp("two") }).expect("it wins");
    assert_eq!(rig.open_posts(), ["CallAccepted"], "the new answer goes out");
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.news("desk-2"), ["call.awarded", "call.accepted"]);
}

#[test]
fn a_winner_whose_socket_dies_before_the_first_attempt_loses_the_award() {
    let mut rig = Rig::new();
    let call_id = awarded(&mut rig);
    rig.disconnect("desk-1");
    assert_eq!(rig.news("desk-2"), ["call.incoming"]);
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.open_posts(), [""; 0], "its acceptance is never posted");
    rig.say("desk-2", CommandBody::CallClaim { call_id, sdp: desk_sdp("two") }).expect("it wins");
    assert_eq!(rig.open_posts(), ["CallAccepted"]);
    assert!(rig.resume("desk-1", Some(call_id)));
    assert_eq!(rig.news("desk-1"), ["call.withdrawn", "call.incoming", "call.taken desk-2"]);
}

#[test]
fn a_winner_whose_socket_dies_after_the_first_attempt_keeps_the_award() {
    let mut rig = Rig::new();
    let call_id = awarded(&mut rig);
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.open_posts(), ["CallAccepted"]);
    rig.disconnect("desk-1");
    assert_eq!(rig.news("desk-2"), [""; 0]);
    rig.answer_post(LATER);
    rig.pass(secs(1));
    assert_eq!(
        rig.posted.last().map(|signal| &signal.body),
        Some(&SignalBody::CallAccepted { answer: Some(desk_sdp("one")) })
    );
    assert!(rig.resume("desk-1", Some(call_id)));
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.news("desk-1"), ["call.accepted"]);
}

#[test]
fn a_newer_socket_of_the_winner_is_no_death() {
    let mut rig = Rig::new();
    let call_id = awarded(&mut rig);
    assert!(rig.resume("desk-1", Some(call_id)));
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.open_posts(), ["CallAccepted"]);
    assert_eq!(rig.news("desk-2"), [""; 0]);
}

#[test]
fn an_end_that_alexa_could_not_be_told_is_told_as_soon_as_she_speaks_of_the_call() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Answers(LATER);
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    let session = rig.posted[0].session_id.clone();
    rig.say("desk-1", ended(1)).expect("ended");
    rig.pass(secs(60));
    assert_eq!(rig.load(), (0, 0), "after a minute she is not told any more");
    rig.crash();
    rig.alexa = Alexa::Answers(PostOutcome::Accepted);
    rig.posts();
    for _ in 0..2 {
        rig.alexa(&session, SignalBody::CallRinging);
    }
    assert_eq!((rig.posts(), rig.load()), (vec!["CallEnded"], (0, 0)), "once");
}

#[test]
fn a_wish_for_an_endless_pause_ends_with_the_messages_time() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Answers(PostOutcome::Retry { after: Some(Duration::MAX) });
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.pass(secs(10));
    assert_eq!(rig.last_call().end_reason, Some(EndReason::SignalingFailed));
}

#[test]
fn every_message_of_ours_leads_where_its_outcome_says() {
    let outcomes = [
        (PostOutcome::Refused, None),
        (PostOutcome::Forbidden, Some(EndReason::SignalingFailed)),
        (PostOutcome::Gone, Some(EndReason::HungUpThere)),
    ];
    for (outcome, end) in outcomes {
        let mut rig = Rig::new();
        rig.alexa = Alexa::Ponders;
        rig.connect("desk-1");
        rig.say("desk-1", place(1, "101")).expect("placed");
        let session = rig.posted[0].session_id.clone();
        rig.answer_post(PostOutcome::Accepted);
        let answer = Some(echo_sdp(1));
        rig.alexa(&session, SignalBody::CallAccepted { answer });
        assert_eq!(rig.open_posts(), ["CallAcceptedAck"]);
        rig.answer_post(outcome);
        assert_eq!(rig.last_call().end_reason, end, "a receipt, {outcome:?}");
        if end.is_some() {
            continue;
        }
        rig.alexa(&session, reoffer(2));
        rig.pass(secs(2));
        assert_eq!(rig.open_posts(), ["CallUpdateResponse"]);
        rig.answer_post(outcome);
        assert_eq!(rig.last_call().end_reason, Some(EndReason::SignalingFailed), "an answer, {outcome:?}");
        assert_eq!(rig.open_posts(), ["CallEnded"]);
        rig.answer_post(outcome);
        assert_eq!(rig.load(), (0, 0), "an end that is refused is not repeated");
    }
}

#[test]
fn a_ring_that_alexa_refuses_ends_the_call_and_calls_back() {
    for outcome in [PostOutcome::Refused, PostOutcome::Forbidden] {
        let mut rig = Rig::new();
        rig.alexa = Alexa::Ponders;
        rig.connect("desk-1");
        rig.asks("101", "front", "s1");
        let call_id = incoming_call(&rig.events("desk-1"));
        rig.say("desk-1", CommandBody::CallAlerting { call_id }).expect("told");
        rig.answer_post(outcome);
        assert_eq!(rig.last_call().end_reason, Some(EndReason::SignalingFailed), "{outcome:?}");
        assert_eq!((rig.open_posts(), rig.callbacks("desk-1").len()), (vec!["CallEnded"], 1), "{outcome:?}");
    }
}

#[test]
fn an_end_that_is_forbidden_is_tried_again() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.posts();
    rig.alexa = Alexa::Answers(PostOutcome::Forbidden);
    rig.say("desk-1", ended(1)).expect("ended");
    rig.alexa = Alexa::Answers(PostOutcome::Accepted);
    rig.pass(secs(1));
    assert_eq!((rig.posts(), rig.load()), (vec!["CallEnded", "CallEnded"], (0, 0)));
}

#[test]
fn what_alexa_confirmed_herself_is_not_said_again_and_ends_no_talk() {
    let mut rig = Rig::new();
    let call_id = awarded(&mut rig);
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.open_posts(), ["CallAccepted"]);
    // The answer to the post was lost, but Alexa has it.
    rig.answer_post(LATER);
    rig.alexa(&session("s1"), SignalBody::CallAcceptedAck);
    rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.posts();
    rig.pass(secs(30));
    assert_eq!(rig.posts(), [""; 0], "nothing is repeated");
    assert_eq!(rig.load().0, 1, "they talk on");
}

#[test]
fn a_refusal_of_what_alexa_confirmed_meanwhile_changes_nothing() {
    for outcome in [PostOutcome::Refused, PostOutcome::Forbidden, LATER] {
        let mut rig = Rig::new();
        rig.alexa = Alexa::Ponders;
        rig.connect("desk-1");
        rig.say("desk-1", place(1, "101")).expect("placed");
        let session = rig.posted[0].session_id.clone();
        rig.alexa(&session, SignalBody::CallRinging);
        rig.answer_post(outcome);
        rig.pass(secs(20));
        assert_eq!(rig.load().0, 1, "{outcome:?}: it rings on");
    }
}

#[test]
fn what_alexa_confirmed_before_a_crash_is_not_said_again_after_it() {
    let mut rig = Rig::new();
    awarded(&mut rig);
    rig.answer_post(PostOutcome::Accepted);
    assert_eq!(rig.open_posts(), ["CallAccepted"]);
    rig.alexa(&session("s1"), SignalBody::CallAcceptedAck);
    rig.posts();
    rig.crash();
    assert_eq!((rig.posts(), rig.load()), (vec![], (1, 0)));
}

#[test]
fn what_waits_behind_a_message_goes_out_as_soon_as_alexa_confirms_that() {
    let mut rig = Rig::new();
    awarded(&mut rig);
    assert_eq!(rig.open_posts(), ["CallRinging"]);
    rig.alexa(&session("s1"), SignalBody::CallRingingAck);
    assert_eq!(rig.open_posts(), ["CallRinging", "CallAccepted"]);
    rig.answer_post(LATER);
    rig.answer_post(PostOutcome::Accepted);
    rig.pass(secs(9));
    assert_eq!((rig.open_posts(), rig.load()), (vec![], (1, 0)), "nothing is said twice");
}
