//! "Alexa, call the front desk": every desk rings, one answers, and what nobody answers is not lost.

use roomline_alexa_sim::script::{Script, WhenCalled};
use roomline_alexa_sim::service::{EchoState, Happened};
use roomline_signaling::call::{Direction, EndReason};
use roomline_signaling::rest::CallbackState;
use roomline_signaling::staff::Presence;
use roomline_station::Request;
use roomline_testkit::{DeskView, House, secs};

use crate::{answered, house};

#[test]
fn one_sentence_rings_every_desk_and_the_others_see_who_answered() {
    let mut house = house(21);
    house.asks_for("room-102", "Front desk");
    house.run_until("both desks ring", secs(1), |house| {
        house.view("Desk 1") == DeskView::Rings && house.view("Desk 2") == DeskView::Rings
    });
    assert_eq!(house.view("Ward A"), DeskView::Idle, "another ring group is left in peace");
    assert!(house.happened().contains(&Happened::StaffRings) || house.echo("room-102") == EchoState::Calling);
    house.answers("Desk 2");
    house.run_for(secs(1));
    assert_eq!(house.view("Desk 2"), DeskView::Call("In call"));
    assert_eq!(house.view("Desk 1"), DeskView::Taken("Desk 2".into(), "Ann of Desk 2".into()));
    assert!(house.is_heard("Desk 2", "room-102") && house.hears("Desk 2", "room-102"));
    house.resident_hangs_up("room-102");
    house.run_until_idle();
    let record = house.log().remove(0);
    assert_eq!((record.direction, record.end_reason), (Direction::FromUnit, Some(EndReason::HungUpThere)));
    assert_eq!(record.station.as_deref(), Some("Desk 2"));
    assert!(house.callbacks("Desk 1").is_empty(), "they talked");
}

#[test]
fn what_nobody_answers_stays_until_somebody_called_back() {
    let mut house = house(22);
    house.asks_for("room-102", "Front desk");
    house.run_until_idle();
    assert_eq!(house.last_end(), Some(EndReason::NoAnswer));
    house.run_for(secs(1));
    let missed = house.callbacks("Desk 1");
    assert_eq!(missed.len(), 1);
    assert_eq!((&missed[0].state, missed[0].reason), (&CallbackState::Waiting, EndReason::NoAnswer));
    assert_eq!(house.state("Desk 1").callbacks, missed, "the desk was told");
    house.script(&crate::answers_after(1_000));
    house.ask_desk("Desk 1", Request::CallBack(missed[0].id)).expect("it is open");
    house.run_until("both talk", secs(5), |house| house.view("Desk 1") == DeskView::Call("In call"));
    house.run_for(secs(1));
    assert!(house.callbacks("Desk 2").is_empty(), "they talk");
    assert!(house.state("Desk 2").callbacks.is_empty(), "the other desk was told");
    house.hangs_up("Desk 1");
    house.run_until_idle();
}

#[test]
fn a_call_back_that_nobody_answers_stays_claimed_until_somebody_says_that_it_is_done() {
    let mut house = house(22);
    house.asks_for("room-102", "Front desk");
    house.run_until_idle();
    house.run_for(secs(1));
    let missed = house.callbacks("Desk 1");
    house.script(&Script { when_called: WhenCalled::ByHand, ..Script::default() });
    house.ask_desk("Desk 1", Request::CallBack(missed[0].id)).expect("it is open");
    house.run_until_idle();
    house.run_for(secs(1));
    assert!(
        matches!(&house.state("Desk 2").callbacks[0].state, CallbackState::Claimed { station, .. } if station == "Desk 1")
    );
    house.ask_desk("Desk 1", Request::FinishCallback(missed[0].id)).expect("it is open");
    house.run_for(secs(1));
    assert!(house.state("Desk 2").callbacks.is_empty(), "the other desk was told");
}

#[test]
fn a_resident_who_gives_up_is_called_back() {
    let mut house = house(23);
    house.script(&Script { patience_ms: 9_000, ..Script::default() });
    house.asks_for("room-102", "Front desk");
    house.run_until_idle();
    assert_eq!(house.last_end(), Some(EndReason::Cancelled));
    assert_eq!(house.callbacks("Desk 1").len(), 1);
    assert_eq!(house.view("Desk 1"), DeskView::Idle, "it no longer rings");
}

#[test]
fn all_desks_decline() {
    let mut house = house(24);
    house.asks_for("room-102", "Front desk");
    house.run_until("both ring", secs(1), |house| house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some());
    house.desk_declines("Desk 1");
    house.run_for(secs(1));
    assert_eq!(house.view("Desk 2"), DeskView::Rings, "one decline is not everybody's");
    house.desk_declines("Desk 2");
    house.run_until_idle();
    assert_eq!(house.last_end(), Some(EndReason::Declined));
    assert_eq!(house.callbacks("Desk 1").len(), 1);
}

#[test]
fn a_group_without_a_reachable_desk_is_skipped_at_once() {
    let mut house =
        House::seeded(25).station("Desk 1").station_in("Ward A", "Nurses").then("Front desk", "Nurses").open();
    house.unplug("Desk 1");
    house.asks_for("room-102", "Front desk");
    house.run_until("the nurses ring", secs(1), |house| house.view("Ward A") == DeskView::Rings);
}

#[test]
fn nobody_reachable_ends_the_call_and_opens_a_call_back() {
    let mut house = House::seeded(26).station("Desk 1").open();
    house.unplug("Desk 1");
    house.asks_for("room-102", "Front desk");
    house.run_for(secs(3));
    assert_eq!(house.echo("room-102"), EchoState::Idle);
    assert_eq!(house.last_end(), Some(EndReason::NobodyReachable));
    assert_eq!(house.callbacks("Desk 1").len(), 1);
}

#[test]
fn the_next_step_rings_when_the_first_had_its_time() {
    let mut house =
        House::seeded(27).station("Desk 1").station_in("Ward A", "Nurses").then("Front desk", "Nurses").open();
    house.asks_for("room-102", "Front desk");
    house.run_for(secs(29));
    assert_eq!((house.view("Desk 1"), house.view("Ward A")), (DeskView::Rings, DeskView::Idle));
    house.run_for(secs(3));
    assert_eq!((house.view("Desk 1"), house.view("Ward A")), (DeskView::Idle, DeskView::Rings));
    house.run_until_idle();
    assert_eq!(house.callbacks("Desk 1").len(), 1, "it belongs to the group first called");
    assert!(house.callbacks("Ward A").is_empty());
}

#[test]
fn a_desk_set_to_away_rings_only_if_nobody_else_can() {
    let mut house = house(28);
    house.sets("Desk 2", Presence::Away);
    house.run_for(secs(1));
    house.asks_for("room-102", "Front desk");
    house.run_for(secs(1));
    assert_eq!((house.view("Desk 1"), house.view("Desk 2")), (DeskView::Rings, DeskView::Idle));
    house.desk_declines("Desk 1");
    house.run_until_idle();
    house.unplug("Desk 1");
    house.asks_for("room-102", "Front desk");
    house.run_for(secs(1));
    assert_eq!(house.view("Desk 2"), DeskView::Rings);
}

#[test]
fn answering_a_second_call_ends_the_first_only_at_the_award() {
    let mut house = answered(29);
    let first = house.state("Desk 2").call.expect("a call").call_id;
    house.asks_for("room-103", "Front desk");
    house.run_until("it rings quietly too", secs(1), |house| house.rings("Desk 2").is_some());
    assert!(house.is_heard("Desk 2", "room-102"));
    house.answers("Desk 2");
    house.run_until("the second talks", secs(3), |house| house.is_heard("Desk 2", "room-103"));
    house.run_for(secs(2));
    assert_eq!(house.echo("room-102"), EchoState::Idle, "the first call ended");
    let log = house.log();
    let ended = log.iter().find(|record| record.call_id == first).and_then(|record| record.end_reason);
    assert_eq!(ended, Some(EndReason::HungUpHere));
}

#[test]
fn an_unplugged_desk_that_comes_back_joins_the_ring() {
    let mut house = house(30);
    house.unplug("Desk 2");
    house.asks_for("room-102", "Front desk");
    house.run_for(secs(2));
    assert_eq!(house.view("Desk 1"), DeskView::Rings);
    house.plug_in("Desk 2");
    house.run_until("it joins", secs(12), |house| house.view("Desk 2") == DeskView::Rings);
    house.answers("Desk 2");
    house.run_until("both talk", secs(3), |house| house.is_heard("Desk 2", "room-102"));
}
