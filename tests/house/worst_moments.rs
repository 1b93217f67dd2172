//! What a restart, a blip or a lost answer at the worst moment costs: nothing.

use roomline_alexa_sim::faults::FaultKind;
use roomline_alexa_sim::service::{EchoState, Happened};
use roomline_signaling::call::EndReason;
use roomline_signaling::staff::{CommandBody, MediaState};
use roomline_testkit::tape::Fact;
use roomline_testkit::{DeskView, House, secs};

use crate::{answers_after, house, talking};

/// How a call stands in the middleware, by its word.
fn stands(house: &House, state: &str) -> bool {
    house.tape().last().is_some_and(|entry| entry.live.values().any(|call| call.state == state))
}

/// Whether a desk said that sound flows.
fn says_sound_flows(house: &House) -> bool {
    let is_it = |fact: &Fact| {
        matches!(fact, Fact::Said { command: CommandBody::CallMedia { state: MediaState::Connected, .. }, .. })
    };
    house.tape().iter().any(|entry| is_it(&entry.fact))
}

/// Room 102 rings at both desks at the front, and Alexa knows.
fn ringing(seed: u64) -> House {
    let mut house = house(seed);
    house.asks_for("room-102", "Front desk");
    house.run_until("both ring", secs(2), |house| house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some());
    house.run_for(secs(1));
    assert!(house.happened().contains(&Happened::StaffRings));
    house
}

#[test]
fn a_middleware_killed_at_the_acceptance_and_back_after_twenty_seconds_costs_no_call() {
    for from_unit in [false, true] {
        let mut house = if from_unit {
            let mut house = ringing(71);
            house.answers("Desk 1");
            house.run_until("the desk is awarded", secs(2), |house| house.is_heard("Desk 1", "room-102"));
            house
        } else {
            let mut house = house(71);
            house.script(&answers_after(3_000));
            house.calls("Desk 1", "room-102");
            house
        };
        house.run_until("it is accepted", secs(10), |house| stands(house, "talking"));
        assert!(!says_sound_flows(&house), "the desk had no time yet to say that sound flows");
        house.kill_middleware();
        house.run_for(secs(20));
        house.start_middleware();
        house.run_for(secs(20));
        assert_eq!(house.view("Desk 1"), DeskView::Call("In call"), "from the unit: {from_unit}");
        assert!(house.is_heard("Desk 1", "room-102") && house.hears("Desk 1", "room-102"), "{from_unit}");
        house.hangs_up("Desk 1");
        house.run_until_idle();
        assert_eq!(house.last_end(), Some(EndReason::HungUpHere));
        assert!(house.callbacks("Desk 1").is_empty(), "they talked");
    }
}

#[test]
fn a_blip_while_a_second_call_is_answered_ends_only_the_first() {
    let mut house = talking(72);
    house.asks_for("room-103", "Front desk");
    house.run_until("the second call is shown", secs(2), |house| house.rings("Desk 1").is_some());
    house.run_for(secs(1));
    house.answers("Desk 1");
    house.run_until("it is awarded", secs(2), |house| stands(house, "awarded"));
    // The award is on the wire; the desk resumes with the call it knows of, the first.
    house.unplug("Desk 1");
    house.run_for(secs(1));
    house.plug_in("Desk 1");
    house.run_until("both talk", secs(12), |house| house.is_heard("Desk 1", "room-103"));
    house.run_for(secs(30));
    assert_eq!(house.view("Desk 1"), DeskView::Call("In call"));
    assert!(house.hears("Desk 1", "room-103"));
    let ends: Vec<_> = house.log().iter().map(|call| call.end_reason).collect();
    assert_eq!(ends, [None, Some(EndReason::HungUpHere)]);
    assert_eq!(house.echo("room-102"), EchoState::Idle);
    house.hangs_up("Desk 1");
    house.run_until_idle();
}

#[test]
fn a_winner_that_dies_right_before_the_first_post_gives_the_call_back() {
    let mut house = house(73);
    // Alexa takes her time for the ring and does not confirm it, so the acceptance waits behind it.
    house.spoil(FaultKind::SlowMs(4_000), Some("CallRinging"), 1);
    house.spoil(FaultKind::Drop, Some("CallRingingAck"), 1);
    house.asks_for("room-102", "Front desk");
    house.run_until("both ring", secs(2), |house| house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some());
    house.answers("Desk 1");
    house.run_until("it is awarded", secs(2), |house| stands(house, "awarded"));
    house.unplug("Desk 1");
    house.run_for(secs(1));
    assert_eq!(house.view("Desk 2"), DeskView::Rings, "it rings again");
    house.answers("Desk 2");
    house.run_until("the other talks", secs(6), |house| house.is_heard("Desk 2", "room-102"));
    house.plug_in("Desk 1");
    house.hangs_up("Desk 2");
    house.run_until_idle();
}

#[test]
fn a_winner_that_dies_right_after_the_first_post_stays_the_winner() {
    for answer_is_lost in [false, true] {
        let mut house = ringing(74);
        if answer_is_lost {
            house.spoil(FaultKind::LoseAnswer, Some("CallAccepted"), 1);
        }
        house.answers("Desk 1");
        house.run_until("it is awarded", secs(2), |house| stands(house, "awarded"));
        // The post is on its way: attempted, but nothing is known of it.
        assert!(!house.happened().contains(&Happened::Accepted));
        house.unplug("Desk 1");
        house.run_for(secs(8));
        assert!(house.happened().contains(&Happened::Accepted), "Alexa got it");
        assert!(matches!(house.view("Desk 2"), DeskView::Taken(..)), "{:?}", house.view("Desk 2"));
        house.plug_in("Desk 1");
        house.run_until("the winner talks", secs(12), |house| house.is_heard("Desk 1", "room-102"));
        house.run_for(secs(30));
        let taken = house.happened().iter().filter(|what| **what == Happened::Accepted).count();
        assert_eq!((taken, house.view("Desk 1")), (1, DeskView::Call("In call")));
        house.hangs_up("Desk 1");
        house.run_until_idle();
    }
}

#[test]
fn a_message_whose_answer_is_lost_ends_no_call_whatever_its_repetition_meets() {
    for (message, from_unit) in [("InitiateInboundCall", false), ("CallRinging", true), ("CallAccepted", true)] {
        for repetition in [403, 409, 503] {
            let mut house = house(75);
            house.spoil(FaultKind::LoseAnswer, Some(message), 1);
            if from_unit {
                house.asks_for("room-102", "Front desk");
                house.run_until("it rings", secs(2), |house| house.rings("Desk 1").is_some());
                house.run_for(secs(1));
                house.answers("Desk 1");
            } else {
                house.script(&answers_after(3_000));
                house.calls("Desk 1", "room-102");
            }
            // From now on Alexa does not look at that message any more.
            let arrived = |house: &House| house.happened().iter().any(|what| is_done(what, message));
            house.run_until("it arrived", secs(2), |house| arrived(house));
            house.spoil(FaultKind::Refuse(repetition), Some(message), 1_000);
            house.run_for(secs(30));
            assert_eq!(house.view("Desk 1"), DeskView::Call("In call"), "{message} {repetition}");
            assert!(house.is_heard("Desk 1", "room-102"), "{message} {repetition}");
            house.hangs_up("Desk 1");
            house.run_until_idle();
            assert_eq!(house.last_end(), Some(EndReason::HungUpHere), "{message} {repetition}");
        }
    }
}

fn is_done(what: &Happened, message: &str) -> bool {
    match what {
        Happened::Called => message == "InitiateInboundCall",
        Happened::Took { message: taken } => *taken == message,
        _ => false,
    }
}
