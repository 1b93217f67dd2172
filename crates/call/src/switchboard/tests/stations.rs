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
