//! Stations come, go and come back.

use super::hall::*;
use crate::EndReason;
use crate::switchboard::Deed;

#[test]
fn a_ring_whose_only_desk_lost_its_network_waits_for_it() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    hall.goes("a");
    hall.pass(secs(5));
    hall.comes("a");
    assert_eq!(hall.claims("a", call), Ok(()));
}

#[test]
fn a_step_whose_desks_are_all_gone_passes_the_call_on_at_once() {
    let mut hall = Hall::with(vec![group("front", &["a", "b"], Some("care")), group("care", &["c"], None)]);
    for desk in ["a", "b", "c"] {
        hall.comes(desk);
    }
    let call = hall.asks("101");
    hall.pass(secs(5));
    hall.declines("b", call);
    assert_eq!(hall.news("c"), [""; 0]);
    hall.goes("a");
    assert_eq!(hall.news("c"), ["incoming"]);
    hall.comes("a");
    assert_eq!(hall.claims("a", call), Ok(()), "a click that was under way still wins");
}

#[test]
fn a_step_whose_desks_are_all_gone_waits_for_them_if_nobody_follows() {
    let groups = || vec![group("front", &["a"], Some("care")), group("care", &["b"], None)];
    let mut hall = Hall::with(groups());
    hall.comes("a");
    let call = hall.asks("101");
    hall.goes("a");
    hall.pass(secs(20));
    assert_eq!(hall.end_of(call), None, "nobody is reachable: a call-back would be no better");
    hall.comes("b");
    assert_eq!(hall.news("b"), ["incoming"], "until somebody is");

    let mut hall = Hall::with(groups());
    hall.comes("a");
    hall.comes_away("b");
    hall.asks("101");
    hall.goes("a");
    assert_eq!(hall.news("b"), ["incoming"], "set to away rings when nobody else can");
}

#[test]
fn a_desk_that_said_no_is_nobody_to_pass_the_call_on_to() {
    let mut hall = Hall::with(vec![group("front", &["a", "b"], Some("care")), group("care", &["b"], None)]);
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.declines("b", call);
    hall.goes("a");
    assert_eq!(hall.end_of(call), None);
    hall.pass(secs(5));
    hall.comes("a");
    assert_eq!(hall.claims("a", call), Ok(()));
}

#[test]
fn right_after_a_restart_no_step_counts_as_left() {
    let mut hall = Hall::with(vec![group("front", &["a"], Some("care")), group("care", &["b"], None)]);
    hall.comes("a");
    let call = hall.asks("101");
    hall.restart();
    hall.comes("b");
    hall.pass(secs(12) - millis(1));
    assert_eq!(hall.news("b"), [""; 0], "desk a has time to come back");
    hall.pass(millis(1));
    assert_eq!((hall.news("b"), hall.end_of(call)), (vec!["incoming".into()], None));
}

#[test]
fn a_hang_up_made_while_the_network_was_away_is_delivered_afterwards() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.goes("a");
    hall.pass(secs(30));
    hall.comes_in("a", Some(call));
    hall.does("a", call, Deed::End { reason: EndReason::HungUpHere }).expect("ended");
    hall.assert_ended(call, EndReason::HungUpHere);
}

#[test]
fn an_end_instead_of_a_lost_claim_counts_as_a_no() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    hall.does("a", call, Deed::End { reason: EndReason::SignalingFailed }).expect("heard");
    hall.assert_ended(call, EndReason::Declined);
}

#[test]
fn a_desk_that_said_no_is_not_shown_the_call_again_when_it_reconnects() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.declines("a", call);
    hall.goes("a");
    hall.comes("a");
    assert_eq!(hall.news("a"), ["incoming"]);
}
