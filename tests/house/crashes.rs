//! Programs that die and wires that break in the middle of a call.

use roomline_alexa_sim::faults::FaultKind;
use roomline_alexa_sim::service::{EchoState, Happened};
use roomline_signaling::call::EndReason;
use roomline_signaling::outcome::{CallOutcome, Outcome};
use roomline_station::Request;
use roomline_testkit::{DeskView, secs};

use crate::{answered, house, talking};

#[test]
fn a_call_goes_on_while_the_middleware_is_gone_and_a_hang_up_is_delivered_afterwards() {
    let mut house = talking(51);
    house.kill_middleware();
    house.run_for(secs(5));
    assert!(house.is_heard("Desk 1", "room-102"), "the voices need no middleware");
    assert_eq!(house.view("Desk 1"), DeskView::Call("In call"));
    house.hangs_up("Desk 1");
    house.run_for(secs(5));
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::HungUpHere));
    assert_eq!(house.echo("room-102"), EchoState::Talking, "nobody could tell Alexa yet");
    house.start_middleware();
    house.run_until("the Echo is told", secs(30), |house| house.echo("room-102") == EchoState::Idle);
    house.run_until_idle();
    assert_eq!(house.last_end(), Some(EndReason::HungUpHere));
}

#[test]
fn a_ring_survives_a_restart_of_the_middleware() {
    let mut house = house(52);
    house.asks_for("room-102", "Front desk");
    house.run_until("it rings", secs(2), |house| house.rings("Desk 1").is_some());
    house.kill_middleware();
    house.run_for(secs(2));
    house.start_middleware();
    house.run_for(secs(12));
    assert_eq!(house.view("Desk 1"), DeskView::Rings, "it rings (again)");
    house.answers("Desk 1");
    house.run_until("both talk", secs(3), |house| house.is_heard("Desk 1", "room-102"));
}

#[test]
fn a_call_that_rang_through_a_long_outage_is_a_call_back() {
    let mut house = house(53);
    house.asks_for("room-102", "Front desk");
    house.run_until("it rings", secs(2), |house| house.rings("Desk 1").is_some());
    house.kill_middleware();
    house.run_for(secs(90));
    house.start_middleware();
    house.run_until_idle();
    assert_eq!(house.callbacks("Desk 1").len(), 1);
}

#[test]
fn a_killed_desk_ends_its_call_as_soon_as_it_is_back() {
    let mut house = talking(54);
    house.restart_desk("Desk 1");
    house.run_until_idle();
    assert_eq!(house.last_end(), Some(EndReason::StationLost));
    assert_eq!(house.echo("room-102"), EchoState::Idle);
}

#[test]
fn what_was_said_without_a_middleware_is_in_the_log_though_the_desk_was_killed_before_it_was_back() {
    let mut house = talking(59);
    house.hangs_up("Desk 1");
    house.run_until_idle();
    house.kill_middleware();
    house.run_for(secs(5));
    let visit = CallOutcome { outcome: Outcome::NeedsVisit, note: Some("She fell.".to_owned().into()) };
    house.ask_desk("Desk 1", Request::SettleCall(visit.clone())).expect("a call is over");
    house.run_for(secs(1));
    house.start_middleware();
    assert_eq!(house.log()[0].outcome, None, "nobody could tell it yet");
    house.restart_desk("Desk 1");
    house.run_for(secs(15));
    assert_eq!(house.log()[0].outcome, Some(visit));
    assert_eq!(house.callbacks("Desk 2").len(), 1, "a visit that nobody forgets");
}

#[test]
fn a_desk_that_stays_away_ends_its_call_after_two_minutes() {
    let mut house = talking(55);
    house.unplug("Desk 1");
    house.run_for(secs(110));
    assert_eq!(house.echo("room-102"), EchoState::Talking);
    house.run_for(secs(20));
    assert_eq!(house.echo("room-102"), EchoState::Idle);
    assert_eq!(house.last_end(), Some(EndReason::StationLost));
}

#[test]
fn an_unplugged_desk_shows_it_and_goes_on_talking_when_it_is_back() {
    let mut house = talking(56);
    house.unplug("Desk 1");
    house.run_for(secs(20));
    assert!(house.is_heard("Desk 1", "room-102"), "the voices take another way");
    house.plug_in("Desk 1");
    house.run_for(secs(30));
    assert_eq!(house.view("Desk 1"), DeskView::Call("In call"));
    house.resident_hangs_up("room-102");
    house.run_for(secs(1));
    assert_eq!(house.view("Desk 1"), DeskView::Ended(EndReason::HungUpThere));
}

#[test]
fn a_winner_whose_socket_dies_before_the_first_post_loses_the_award() {
    let mut won_by_the_other = 0;
    for seed in 400..440 {
        let mut house = house(seed);
        house.asks_for("room-102", "Front desk");
        house.run_until("both ring", secs(2), |house| {
            house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some()
        });
        house.answers("Desk 1");
        // Somewhere between the claim on the wire and the acceptance at Alexa.
        house.run_for(std::time::Duration::from_millis(12 + seed % 40));
        house.unplug("Desk 1");
        house.run_for(secs(1));
        if house.view("Desk 2") == DeskView::Rings {
            house.answers("Desk 2");
            house.run_until("the other talks", secs(3), |house| house.is_heard("Desk 2", "room-102"));
            won_by_the_other += 1;
            house.hangs_up("Desk 2");
        } else {
            let accepted = house.happened().contains(&Happened::Accepted);
            assert!(accepted, "seed {seed}: either the award was withdrawn or Alexa was told");
        }
        house.plug_in("Desk 1");
        house.run_until_idle();
    }
    assert!(won_by_the_other > 0, "the claim sometimes died in time");
}

#[test]
fn an_acceptance_that_alexa_refuses_rings_the_others_again() {
    let mut house = house(57);
    house.asks_for("room-102", "Front desk");
    house.run_until("both ring", secs(2), |house| house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some());
    house.spoil(FaultKind::Refuse(400), Some("CallAccepted"), 1);
    house.answers("Desk 1");
    house.run_until("the other rings again", secs(3), |house| {
        house.view("Desk 2") == DeskView::Rings && house.view("Desk 1") != DeskView::Call("Connecting")
    });
    assert_ne!(house.view("Desk 1"), DeskView::Call("In call"));
    house.answers("Desk 2");
    house.run_until("the other talks", secs(3), |house| house.is_heard("Desk 2", "room-102"));
}

#[test]
fn a_token_that_expires_in_mid_call_is_refreshed_without_anybody_noticing() {
    let mut house = answered(58);
    house.spoil(FaultKind::ExpireToken, None, 1);
    house.hangs_up("Desk 2");
    house.run_until_idle();
    assert_eq!(house.last_end(), Some(EndReason::HungUpHere));
    assert_eq!(house.echo("room-102"), EchoState::Idle);
    let refused = |what: &Happened| matches!(what, Happened::Refused { status: 401, .. });
    assert!(house.happened().iter().any(refused), "the old token was refused once");
}
