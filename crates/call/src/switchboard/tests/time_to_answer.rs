//! When a call from a unit was answered: the moment a claim won, and none while no claim has.

use super::super::*;
use super::hall::*;

#[test]
fn the_moment_the_first_claim_wins_is_kept_to_the_end_and_over_a_restart() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    assert_eq!(hall.stored[&call].awarded_at(), None, "it only rings");
    hall.pass(secs(9));
    let answered = hall.now;
    hall.claims("a", call).expect("the first claim wins");
    hall.pass(secs(2));
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    hall.restart();
    assert_eq!(hall.stored[&call].awarded_at(), Some(answered), "not when Alexa took it");
    hall.comes_in("a", Some(call));
    hall.does("a", call, Deed::End { reason: EndReason::HungUpHere }).expect("its own call");
    assert_eq!(hall.stored[&call].awarded_at(), Some(answered));
}

#[test]
fn an_award_that_is_withdrawn_was_no_answer_and_the_next_one_counts() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.claims("a", call).expect("the first claim wins");
    hall.delivered(call, Topic::Acceptance, Delivery::Refused);
    assert_eq!(hall.stored[&call].awarded_at(), None);
    hall.pass(secs(4));
    hall.claims("b", call).expect("it rings again");
    assert_eq!(hall.stored[&call].awarded_at(), Some(hall.now));
}

#[test]
fn a_call_to_a_unit_is_no_ring_at_a_desk() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("free");
    hall.heard(call, Heard::PicksUp { answer: Some(echo_sdp(1)) });
    assert_eq!(hall.stored[&call].awarded_at(), None);
}
