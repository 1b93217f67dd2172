//! "Call Mrs Jones": from the click to the end, and every way in which nobody talks.

use roomline_alexa_sim::script::{Script, WhenCalled};
use roomline_alexa_sim::service::{EchoState, Happened};
use roomline_middleware::calls::EarlyAnswer;
use roomline_signaling::call::{Direction, EndReason};
use roomline_station::RequestError;
use roomline_testkit::{DeskView, House, secs};

use crate::{answers_after, house, talking};

#[test]
fn one_click_rings_an_echo_and_both_talk_until_staff_hangs_up() {
    let mut house = house(1);
    house.script(&answers_after(8_000));
    house.calls("Desk 1", "room-102");
    assert_eq!(house.view("Desk 1"), DeskView::Call("Calling"));
    house.run_until("the Echo rings", secs(1), |house| house.view("Desk 1") == DeskView::Call("Ringing"));
    assert!(!house.is_heard("Desk 1", "room-102"), "nobody is heard before the answer");
    house.run_until("both talk", secs(9), |house| house.view("Desk 1") == DeskView::Call("In call"));
    assert!(house.is_heard("Desk 1", "room-102") && house.hears("Desk 1", "room-102"));
    house.run_for(secs(60));
    house.hangs_up("Desk 1");
    house.run_until_idle();
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::HungUpHere));
    let record = house.log().remove(0);
    assert_eq!((record.direction, record.end_reason), (Direction::ToUnit, Some(EndReason::HungUpHere)));
    assert_eq!(record.station.as_deref(), Some("Desk 1"));
    assert!(house.callbacks("Desk 1").is_empty(), "a call to a unit is nobody's call-back");
}

#[test]
fn the_resident_hangs_up() {
    let mut house = talking(2);
    house.resident_hangs_up("room-102");
    house.run_until_idle();
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::HungUpThere));
}

#[test]
fn nobody_is_heard_before_the_resident_picks_up_even_when_the_path_is_warm() {
    let mut house = house(3);
    house.calls("Desk 1", "room-102");
    house.run_for(secs(20));
    let call = house.state("Desk 1").call.expect("a call").call_id;
    assert!(house.happened().contains(&Happened::Connected), "the early answer warmed the path up");
    assert!(house.ever_heard(call).is_empty());
    house.picks_up("room-102");
    house.run_until("both talk", secs(1), |house| house.is_heard("Desk 1", "room-102"));
}

#[test]
fn an_early_answer_may_be_stored_until_the_acceptance() {
    let mut house = House::seeded(4).station("Desk 1");
    house.configure(|settings| settings.early_answer = EarlyAnswer::Store);
    let mut house = house.open();
    house.calls("Desk 1", "room-102");
    house.run_for(secs(5));
    assert!(!house.happened().contains(&Happened::Connected), "the path stays cold");
    house.picks_up("room-102");
    house.run_until("both talk", secs(1), |house| house.is_heard("Desk 1", "room-102"));
}

#[test]
fn an_echo_without_early_answer_connects_when_it_is_answered() {
    let mut house = house(5);
    house.script(&Script { early_answer: false, ..answers_after(40_000) });
    house.calls("Desk 1", "room-102");
    house.run_until("both talk", secs(42), |house| house.is_heard("Desk 1", "room-102"));
}

#[test]
fn every_way_not_to_talk_has_its_reason() {
    let cases = [
        (WhenCalled::DeclineAfterMs(2_000), EndReason::Declined),
        (WhenCalled::Busy, EndReason::Busy),
        (WhenCalled::ByHand, EndReason::NoAnswer),
    ];
    for (when_called, reason) in cases {
        let mut house = house(6);
        house.script(&Script { when_called, ..Script::default() });
        house.calls("Desk 1", "room-102");
        house.run_until_idle();
        assert_eq!(house.view("Desk 1"), DeskView::Ended(reason), "{when_called:?}");
        assert_eq!(house.last_end(), Some(reason));
        assert_eq!(house.echo("room-102"), EchoState::Idle);
    }
}

#[test]
fn staff_gives_up_while_it_rings() {
    let mut house = house(7);
    house.calls("Desk 1", "room-102");
    house.run_until("the Echo rings", secs(1), |house| house.echo("room-102") == EchoState::Ringing);
    house.hangs_up("Desk 1");
    house.run_until_idle();
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::Cancelled));
    assert_eq!(house.echo("room-102"), EchoState::Idle, "it stopped ringing");
}

#[test]
fn a_unit_in_a_call_is_busy_for_others() {
    let mut house = talking(8);
    house.calls("Desk 2", "room-102");
    house.run_for(secs(2));
    assert_eq!(house.view("Desk 2"), DeskView::Ended(EndReason::Busy));
    assert!(house.is_heard("Desk 1", "room-102"), "the first call goes on");
}

#[test]
fn one_station_has_one_voice() {
    let mut house = talking(9);
    let unit = "room-103".parse().expect("a unit's id");
    let refused = house.ask_desk("Desk 1", roomline_station::Request::StartCall(unit));
    assert!(matches!(refused, Err(RequestError::AlreadyInCall { .. })), "{refused:?}");
}

#[test]
fn a_station_in_no_ring_group_is_told_so() {
    let mut house = House::seeded(10).station("Desk 1");
    let mut house = {
        house.configure(|settings| settings.ring_groups[0].stations.clear());
        house.open()
    };
    house.calls("Desk 1", "room-102");
    house.run_for(secs(2));
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::NotAllowed));
}

#[test]
fn an_echo_that_loses_power_in_a_call_ends_it_after_thirty_seconds_of_silence() {
    let mut house = talking(11);
    house.loses_power("room-102");
    house.run_for(secs(4));
    assert_eq!(house.view("Desk 1"), DeskView::Call("Reconnecting"));
    house.run_for(secs(28));
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::MediaFailed));
    house.run_until_idle();
}
