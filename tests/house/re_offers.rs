//! Hold, mute and the camera's lid: what an Echo re-offers in a running call, and that the voices survive it.

use roomline_alexa_sim::faults::FaultKind;
use roomline_alexa_sim::script::{Script, TimedChange};
use roomline_alexa_sim::service::{Change, Happened};
use roomline_testkit::{DeskView, House, secs};

use crate::{answered, answers_after, house, talking};

/// How long the last re-offer waited for its answer, in milliseconds.
fn waited(house: &House) -> Option<u64> {
    house.happened().iter().rev().find_map(|what| match what {
        Happened::ReOfferAnswered { after_ms } => Some(*after_ms),
        _ => None,
    })
}

#[test]
fn a_re_offer_right_after_acceptance_is_answered_and_both_talk() {
    let mut house = house(41);
    let re_offers = vec![TimedChange { after_ms: 0, change: Change::Nothing }];
    house.script(&Script { re_offers, ..answers_after(2_000) });
    house.calls("Desk 1", "room-102");
    house.run_for(secs(5));
    assert!(waited(&house).is_some_and(|ms| ms <= 200), "{:?}", waited(&house));
    assert!(house.is_heard("Desk 1", "room-102") && house.hears("Desk 1", "room-102"));
}

#[test]
fn hold_mute_and_the_lid_change_who_is_heard_and_come_back() {
    for mut house in [talking(42), answered(43)] {
        let desk = if house.view("Desk 1") == DeskView::Call("In call") { "Desk 1" } else { "Desk 2" };
        let both = |house: &House| (house.is_heard(desk, "room-102"), house.hears(desk, "room-102"));
        let steps = [
            // An Echo that holds may go on sending: music, say.
            (Change::Held, (false, true)),
            (Change::Resumed, (true, true)),
            (Change::Muted, (true, false)),
            (Change::Unmuted, (true, true)),
            (Change::CameraCovered, (true, true)),
            (Change::CameraUncovered, (true, true)),
        ];
        for (change, expected) in steps {
            house.presses("room-102", change);
            house.run_for(secs(1));
            assert_eq!(both(&house), expected, "{change:?}");
            assert!(waited(&house).is_some_and(|ms| ms <= 200), "{change:?}: {:?}", waited(&house));
        }
        house.run_for(secs(120));
        assert_eq!(house.view(desk), DeskView::Call("In call"));
        house.hangs_up(desk);
        house.run_until_idle();
    }
}

#[test]
fn the_middleware_answers_for_a_desk_whose_network_is_gone() {
    let mut house = talking(44);
    house.unplug("Desk 1");
    house.presses("room-102", Change::Muted);
    house.run_for(secs(3));
    assert!(waited(&house).is_some(), "it was answered although the desk is offline");
    house.plug_in("Desk 1");
    house.run_for(secs(12));
    assert_eq!(house.view("Desk 1"), DeskView::Call("In call"));
}

#[test]
fn a_token_that_expires_before_a_re_offer_is_refreshed_and_the_answer_is_in_time() {
    let mut house = talking(47);
    house.spoil(FaultKind::ExpireToken, Some("CallUpdateResponse"), 1);
    house.presses("room-102", Change::Muted);
    house.run_for(secs(1));
    let refused = house.happened().into_iter().find_map(|what| match what {
        Happened::Refused { message, status: 401, .. } => Some(message),
        _ => None,
    });
    assert_eq!(refused.as_deref(), Some("CallUpdateResponse"), "the old token was refused");
    assert!(waited(&house).is_some_and(|ms| ms <= 200), "{:?}", waited(&house));
    assert!(house.is_heard("Desk 1", "room-102") && !house.hears("Desk 1", "room-102"), "the resident is muted");
    house.hangs_up("Desk 1");
    house.run_until_idle();
}

/// A desk talks with room 102, and desks may re-offer.
fn talking_with_own_re_offers(seed: u64, collide: bool) -> House {
    let mut house = House::seeded(seed).station("Desk 1");
    house.configure(|settings| settings.ice_restart = true);
    let mut house = house.open();
    house.script(&Script { re_offers_collide: collide, ..answers_after(1_000) });
    house.calls("Desk 1", "room-102");
    house.run_until("both talk", secs(10), |house| house.is_heard("Desk 1", "room-102"));
    house.run_for(secs(1));
    house
}

/// When Alexa took a message of ours.
fn times_taken(house: &House, name: &str) -> usize {
    house.happened().iter().filter(|what| matches!(what, Happened::Took { message } if *message == name)).count()
}

#[test]
fn a_desk_restarts_ice_and_both_are_heard_again() {
    let mut house = talking_with_own_re_offers(45, false);
    assert!(house.restarts_ice("Desk 1"));
    house.run_for(secs(1));
    assert_eq!((times_taken(&house, "CallUpdate"), times_taken(&house, "CallUpdateAck")), (1, 1));
    assert!(house.is_heard("Desk 1", "room-102") && house.hears("Desk 1", "room-102"), "by the new descriptions");
    house.hangs_up("Desk 1");
    house.run_until_idle();
}

#[test]
fn when_both_re_offer_at_once_the_echos_goes_first_and_the_desks_follows() {
    let mut house = talking_with_own_re_offers(46, true);
    assert!(house.restarts_ice("Desk 1"));
    house.run_for(std::time::Duration::from_millis(900));
    assert!(waited(&house).is_some_and(|ms| ms <= 200), "the Echo's is answered at once: {:?}", waited(&house));
    assert_eq!(times_taken(&house, "CallUpdate"), 0, "the desk's stands back");
    house.run_for(secs(2));
    assert_eq!((times_taken(&house, "CallUpdate"), times_taken(&house, "CallUpdateAck")), (1, 1));
    assert!(house.is_heard("Desk 1", "room-102") && house.hears("Desk 1", "room-102"));
    house.hangs_up("Desk 1");
    house.run_until_idle();
}
