//! Messages that come twice, late, out of order or not at all, and an Alexa that is out of breath.

use roomline_alexa_sim::faults::FaultKind;
use roomline_alexa_sim::service::{EchoState, Happened};
use roomline_signaling::call::EndReason;
use roomline_testkit::{DeskView, House, secs};

use crate::{answers_after, house};

/// One call each way under a fault; both must be talked through and end.
fn both_ways(seed: u64, what: FaultKind, message: Option<&str>, times: u32) -> House {
    let mut house = house(seed);
    house.script(&answers_after(3_000));
    house.spoil(what, message, times);
    house.calls("Desk 1", "room-102");
    house.run_until("both talk", secs(20), |house| house.is_heard("Desk 1", "room-102"));
    house.run_for(secs(5));
    house.hangs_up("Desk 1");
    house.run_until_idle();
    house.asks_for("room-103", "Front desk");
    house.run_until("it rings", secs(20), |house| house.rings("Desk 2").is_some());
    house.answers("Desk 2");
    house.run_until("both talk", secs(20), |house| house.is_heard("Desk 2", "room-103"));
    house.run_for(secs(5));
    house.resident_hangs_up("room-103");
    house.run_until_idle();
    house
}

#[test]
fn everything_comes_twice() {
    let mut house = both_ways(61, FaultKind::Duplicate, None, 1_000);
    assert_eq!(house.log().len(), 2, "twice is once");
}

#[test]
fn everything_is_late() {
    both_ways(62, FaultKind::DelayMs(400), None, 1_000);
}

#[test]
fn messages_overtake_each_other() {
    for seed in 600..630 {
        both_ways(seed, FaultKind::Swap, None, 3);
    }
}

#[test]
fn no_acknowledgement_is_ever_waited_for() {
    for ack in ["CallRingingAck", "CallInProgressAck", "CallAcceptedAck", "CallRinging", "CallInProgress"] {
        both_ways(63, FaultKind::Drop, Some(ack), 10);
    }
}

#[test]
fn an_alexa_out_of_breath_is_asked_again_within_the_deadline() {
    for status in [429, 500, 503] {
        both_ways(64, FaultKind::Refuse(status), None, 2);
    }
}

#[test]
fn an_alexa_that_takes_nothing_ends_the_call_with_a_reason() {
    let mut house = house(65);
    house.spoil(FaultKind::Refuse(503), Some("InitiateInboundCall"), 1_000);
    house.calls("Desk 1", "room-102");
    house.run_until_idle();
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::SignalingFailed));
}

#[test]
fn a_call_of_which_alexa_says_nothing_ends_after_ten_seconds() {
    let mut house = house(66);
    house.loses_power("room-102");
    house.calls("Desk 1", "room-102");
    house.run_for(secs(9));
    assert_eq!(house.view("Desk 1"), DeskView::Call("Calling"));
    house.run_for(secs(3));
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::SignalingFailed));
    house.run_until_idle();
}

#[test]
fn an_end_that_gets_lost_is_made_good_by_the_silence() {
    let mut house = crate::talking(67);
    house.spoil(FaultKind::Drop, Some("CallEnded"), 1);
    house.resident_hangs_up("room-102");
    house.run_for(secs(40));
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::MediaFailed));
    house.run_until_idle();
}

#[test]
fn an_end_that_overtakes_its_call_never_rings() {
    let mut house = house(68);
    house.spoil(FaultKind::DelayMs(2_000), Some("InitiateOutboundCall"), 1);
    house.asks_for("room-102", "Front desk");
    house.run_until("the call is on its way", secs(1), |house| house.happened().contains(&Happened::Offered));
    house.resident_hangs_up("room-102");
    house.run_for(secs(10));
    assert_eq!(house.echo("room-102"), EchoState::Idle);
    assert_eq!((house.view("Desk 1"), house.view("Desk 2")), (DeskView::Idle, DeskView::Idle));
    house.run_until_idle();
}
