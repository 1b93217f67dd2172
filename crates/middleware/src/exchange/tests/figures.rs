//! What the operator's tools see of it.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::staff::CommandBody;

use super::rig::*;
use crate::calls::PostOutcome;
use crate::distribution::Distribution;
use crate::metrics::Histogram;

#[test]
fn ends_are_counted_by_their_reason() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    for call in [1, 2] {
        rig.say("desk-1", place(call, "101")).expect("placed");
        rig.say("desk-1", ended(CallId::from_u128(call))).expect("given up before anybody answered");
    }
    rig.news("desk-1");
    rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.say("desk-1", ended(call_id)).expect("they have talked");
    let expected = BTreeMap::from([(EndReason::Cancelled, 2), (EndReason::HungUpHere, 1)]);
    assert_eq!(rig.exchange().figures().ended, expected);
}

fn ended(call_id: CallId) -> CommandBody {
    CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }
}

#[test]
fn the_age_of_what_alexa_has_not_taken_is_known_and_counted_when_she_takes_it() {
    let mut rig = Rig::new();
    rig.alexa = Alexa::Ponders;
    rig.connect("desk-1");
    let now = |rig: &mut Rig| rig.now;
    let at = now(&mut rig);
    assert_eq!(rig.exchange().oldest_undelivered(at), None);
    rig.say("desk-1", place(1, "101")).expect("placed");
    rig.pass(Duration::from_millis(1_500));
    let at = now(&mut rig);
    assert_eq!(rig.exchange().oldest_undelivered(at), Some(Duration::from_millis(1_500)));
    rig.answer_post(PostOutcome::Accepted);
    let at = now(&mut rig);
    assert_eq!(rig.exchange().oldest_undelivered(at), None);
    let mut expected = Histogram::default();
    expected.observe(Duration::from_millis(1_500));
    assert_eq!(rig.exchange().figures().to_alexa, expected);
}

#[test]
fn only_calls_that_were_answered_count_how_long_they_waited() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    for (wait, outcome) in
        [(Some(9), PostOutcome::Accepted), (None, PostOutcome::Accepted), (Some(3), PostOutcome::Refused)]
    {
        rig.alexa = Alexa::Answers(outcome);
        let session = rig.asks("101", "front", &format!("{wait:?}"));
        let call_id = incoming_call(&rig.events("desk-1"));
        if let Some(wait) = wait {
            rig.pass(Duration::from_secs(wait));
            rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
        }
        rig.alexa(&session, roomline_signaling::alexa::SignalBody::CallEnded { result: None });
        rig.events("desk-1");
    }
    // To a unit.
    rig.alexa = Alexa::Answers(PostOutcome::Accepted);
    rig.say("desk-1", place(1, "102")).expect("placed");
    rig.say("desk-1", ended(CallId::from_u128(1))).expect("ended");
    let mut waits = Distribution::WAITS;
    waits.observe(9);
    assert_eq!(rig.exchange().figures().waits, BTreeMap::from([("front".to_owned(), waits)]));
}

#[test]
fn a_station_counts_once_it_has_said_resume() {
    let mut rig = Rig::new();
    rig.open("desk-1");
    assert_eq!(rig.exchange().stations(), 0);
    rig.connect("desk-1");
    rig.connect("desk-2");
    assert_eq!(rig.exchange().stations(), 2);
    rig.disconnect("desk-1");
    assert_eq!(rig.exchange().stations(), 1);
}
