//! Every row of the table of deadlines that the middleware owns.

use super::hall::*;
use crate::EndReason;
use crate::switchboard::{Deed, Delivery, Heard, Sound, Topic};

#[test]
fn alexa_that_is_silent_after_our_offer_ends_the_call_after_ten_seconds() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.pass(secs(4));
    hall.delivered(call, Topic::Offer, Delivery::Taken);
    hall.pass(secs(10) - millis(1));
    assert_eq!(hall.end_of(call), None, "her silence counts from the moment she had the offer");
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::SignalingFailed);
}

#[test]
fn an_echo_that_rings_for_45_seconds_has_no_answer() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::Rings);
    hall.pass(secs(45) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::NoAnswer);
}

#[test]
fn a_step_rings_as_long_as_its_group_says() {
    let mut quick = group("front", &["a"], None);
    quick.ring_for_s = 12;
    let mut hall = Hall::with(vec![quick]);
    hall.comes("a");
    let call = hall.asks("101");
    hall.pass(secs(12) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::NoAnswer);
}

#[test]
fn a_step_with_only_busy_desks_left_lasts_ten_seconds() {
    let mut hall = Hall::with(vec![group("front", &["a", "b"], Some("care")), group("care", &["c"], None)]);
    hall.talking();
    hall.comes("b");
    hall.comes("c");
    let call = hall.asks("102");
    hall.pass(secs(5));
    hall.declines("b", call);
    hall.pass(secs(10) - millis(1));
    assert_eq!(hall.news("c"), [""; 0]);
    hall.pass(millis(1));
    assert_eq!(hall.news("c"), ["incoming"]);
}

#[test]
fn all_steps_together_ring_for_a_minute() {
    let chain = [("front", "a", Some("b")), ("b", "b", Some("c")), ("c", "c", None)];
    let mut hall = Hall::with(chain.map(|(name, desk, then)| group(name, &[desk], then)).to_vec());
    for desk in ["a", "b", "c"] {
        hall.comes(desk);
    }
    let call = hall.asks("101");
    hall.pass(secs(60) - millis(1));
    assert_eq!((hall.end_of(call), hall.news("c")), (None, vec![]));
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::NoAnswer);
    assert_eq!(hall.news("c"), [""; 0], "the third group's turn never came");
}

#[test]
fn a_minute_in_which_nothing_rang_is_expired() {
    let mut hall = Hall::just_started(vec![group("front", &["a"], None)]);
    let call = hall.asks("101");
    // The middleware sleeps through the whole ring and finds the call when it starts again.
    hall.now = hall.now + secs(61);
    hall.restart();
    hall.assert_ended(call, EndReason::Expired);
}

#[test]
fn an_acceptance_that_alexa_did_not_get_in_time_ends_the_call() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.delivered(call, Topic::Acceptance, Delivery::TooLate);
    hall.assert_ended(call, EndReason::SignalingFailed);
    assert_eq!(hall.callbacks.len(), 1);
}

#[test]
fn a_lost_receipt_does_not_end_a_call() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::Rings);
    hall.delivered(call, Topic::RingingHeard, Delivery::TooLate);
    assert_eq!(hall.end_of(call), None);
}

#[test]
fn a_call_without_sound_ends_fifteen_seconds_after_its_acceptance() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.pass(secs(5));
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    hall.pass(secs(15) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::MediaFailed);
    assert_eq!(hall.callbacks, [(call, EndReason::MediaFailed)], "they have not talked");
}

#[test]
fn sound_that_flowed_before_alexa_took_the_acceptance_counts() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.sound_flows("a", call);
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    hall.pass(secs(60));
    assert_eq!(hall.end_of(call), None);
}

#[test]
fn a_path_that_breaks_before_it_ever_stood_is_no_sound() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    hall.does("a", call, Deed::Sound(Sound::Lost)).expect("heard");
    hall.pass(secs(15));
    hall.assert_ended(call, EndReason::MediaFailed);
    assert_eq!(hall.callbacks, [(call, EndReason::MediaFailed)], "they have not talked");
}

#[test]
fn a_restart_right_after_acceptance_costs_no_call_whose_desk_comes_back() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    hall.now = hall.now + secs(20);
    hall.restart();
    hall.pass(secs(5));
    assert_eq!(hall.end_of(call), None, "only the desk knows whether sound flows, and it is not there yet");
    hall.comes_in("a", Some(call));
    hall.pass(secs(15) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::MediaFailed);
}

#[test]
fn lost_sound_is_the_stations_matter() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.does("a", call, Deed::Sound(Sound::Lost)).expect("heard");
    hall.pass(secs(600));
    assert_eq!(hall.end_of(call), None);
}

#[test]
fn a_station_gone_in_a_call_has_two_minutes_to_come_back() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.goes("a");
    hall.pass(secs(120) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.comes_in("a", Some(call));
    hall.pass(secs(300));
    assert_eq!(hall.end_of(call), None, "it came back");
    hall.goes("a");
    hall.pass(secs(120));
    hall.assert_ended(call, EndReason::StationLost);
}

#[test]
fn a_station_that_comes_back_without_its_call_was_restarted() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.goes("a");
    hall.comes("a");
    hall.assert_ended(call, EndReason::StationLost);
}

#[test]
fn a_station_that_names_another_call_was_not_restarted() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.goes("a");
    hall.comes_in("a", Some(crate::CallId::from_u128(77)));
    assert_eq!(hall.end_of(call), None, "it has not heard of the award yet, or is about to say how it ended");
    hall.does("a", call, Deed::End { reason: EndReason::HungUpHere }).expect("ended");
    hall.assert_ended(call, EndReason::HungUpHere);
}

#[test]
fn a_winner_that_was_restarted_before_alexa_heard_of_it_gives_the_call_back() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.claims("a", call).expect("the first claim wins");
    hall.news("b");
    hall.comes("a");
    assert_eq!(hall.end_of(call), None);
    assert_eq!(hall.news("b"), ["incoming"], "it rings again");
}

#[test]
fn after_a_restart_every_station_in_a_call_has_two_minutes() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.restart();
    hall.pass(secs(120) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::StationLost);
}

#[test]
fn the_longest_call_lasts_four_hours() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.pass(secs(4 * 3600) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::Expired);
}
