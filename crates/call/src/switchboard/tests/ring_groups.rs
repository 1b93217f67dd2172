//! Who rings when, and who wins.

use super::hall::*;
use crate::EndReason;
use crate::switchboard::{Deed, Delivery, Heard, Input, News, Refusal, Say, Topic, Unrung};

#[test]
fn every_desk_of_the_group_rings_and_nobody_else() {
    let mut hall = Hall::with(vec![group("front", &["a", "b"], None), group("care", &["c"], None)]);
    for desk in ["a", "b", "c"] {
        hall.comes(desk);
    }
    hall.asks("101");
    assert_eq!((hall.news("a"), hall.news("b")), (vec!["incoming".into()], vec!["incoming".into()]));
    assert_eq!(hall.news("c"), [""; 0]);
    assert_eq!(hall.said, [], "Alexa hears of the ring when a desk rings");
}

#[test]
fn all_stations_under_one_name_ring() {
    let mut hall = Hall::new();
    hall.comes("a");
    let replaced = crate::switchboard::Seat {
        station: station("a-new-pc"),
        name: "a".into(),
        staff: crate::Private("Bob".into()),
    };
    hall.input(Input::DeskCame { seat: replaced, available: true, call: None }).expect("no wish");
    hall.asks("101");
    assert_eq!((hall.news("a"), hall.news("a-new-pc")), (vec!["incoming".into()], vec!["incoming".into()]));
}

#[test]
fn alexa_hears_once_that_it_rings() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.does("b", call, Deed::Alerting).expect("heard");
    hall.does("a", call, Deed::Alerting).expect("heard");
    assert_eq!(hall.said, [Say::Ringing]);
}

#[test]
fn the_first_claim_wins_and_the_others_learn_who_answered() {
    let mut hall = Hall::new();
    for desk in ["a", "b", "c"] {
        hall.comes(desk);
    }
    let call = hall.asks("101");
    assert_eq!(hall.claims("b", call), Ok(()));
    assert_eq!(hall.claims("a", call), Err(Refusal::Taken));
    assert_eq!(hall.claims("b", call), Ok(()), "the winner's own repetition changes nothing");
    assert_eq!(hall.news("a"), ["incoming", "taken by b"]);
    assert_eq!(hall.news("b"), ["incoming", "awarded"]);
    assert_eq!(hall.news("c"), ["incoming", "taken by b"]);
    assert_eq!(hall.said, [Say::Ringing, Say::Acceptance { answer: desk_sdp() }]);
}

#[test]
fn a_desk_that_was_never_rung_cannot_win() {
    let mut hall = Hall::with(vec![group("front", &["a"], None), group("care", &["b"], None)]);
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    assert_eq!(hall.claims("b", call), Err(Refusal::ForeignCall));
}

#[test]
fn a_step_that_rang_long_enough_passes_the_call_on() {
    let mut hall = Hall::with(vec![group("front", &["a"], Some("care")), group("care", &["b"], None)]);
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.pass(secs(30) - millis(1));
    assert_eq!((hall.news("a"), hall.news("b")), (vec!["incoming".into()], vec![]));
    hall.pass(millis(1));
    assert_eq!((hall.news("a"), hall.news("b")), (vec!["withdrawn".into()], vec!["incoming".into()]));
    assert_eq!(hall.claims("a", call), Ok(()), "a click that was under way still wins");
}

#[test]
fn a_step_in_which_every_desk_said_no_is_over() {
    let mut hall = Hall::with(vec![group("front", &["a", "b"], Some("care")), group("care", &["c"], None)]);
    for desk in ["a", "b", "c"] {
        hall.comes(desk);
    }
    let call = hall.asks("101");
    hall.declines("a", call);
    assert_eq!(hall.news("c"), [""; 0]);
    hall.declines("b", call);
    assert_eq!(hall.news("c"), ["incoming"]);
}

#[test]
fn a_step_without_a_reachable_desk_is_skipped_at_once() {
    let mut hall = Hall::with(vec![group("front", &["a"], Some("care")), group("care", &["b"], None)]);
    hall.comes("b");
    hall.asks("101");
    assert_eq!(hall.news("b"), ["incoming"]);
}

#[test]
fn right_after_a_start_the_desks_get_time_to_connect() {
    let groups = vec![group("front", &["a"], Some("care")), group("care", &["b"], None)];
    let mut hall = Hall::just_started(groups);
    hall.comes("b");
    let call = hall.asks("101");
    hall.pass(secs(11));
    assert_eq!(hall.news("b"), [""; 0]);
    hall.comes("a");
    assert_eq!(hall.news("a"), ["incoming"]);
    hall.pass(secs(29));
    assert_eq!(hall.end_of(call), None, "the step counts from its first desk");
}

#[test]
fn a_start_without_desks_ends_the_call_after_twelve_seconds() {
    let mut hall = Hall::just_started(vec![group("front", &["a"], None)]);
    let call = hall.asks("101");
    hall.pass(secs(12) - millis(1));
    assert_eq!(hall.end_of(call), None);
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::NobodyReachable);
}

#[test]
fn a_desk_that_connects_joins_the_running_ring() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    hall.pass(secs(20));
    hall.comes("b");
    assert_eq!(hall.news("b"), ["incoming"]);
    assert_eq!(hall.claims("b", call), Ok(()));
}

#[test]
fn a_desk_set_to_away_rings_only_if_nobody_else_can() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes_away("b");
    hall.asks("101");
    assert_eq!((hall.news("a"), hall.news("b")), (vec!["incoming".into()], vec![]));

    let mut hall = Hall::with(vec![group("front", &["a"], Some("care")), group("care", &["b"], None)]);
    hall.comes_away("b");
    hall.asks("101");
    assert_eq!(hall.news("b"), ["incoming"]);
}

#[test]
fn a_desk_whose_person_is_back_joins_the_running_ring() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes_away("b");
    hall.asks("101");
    hall.input(Input::PresenceSet { station: station("b"), available: true }).expect("no wish");
    assert_eq!(hall.news("b"), ["incoming"]);
}

#[test]
fn a_desk_in_a_call_is_shown_the_new_one_and_may_take_it() {
    let mut hall = Hall::new();
    let first = hall.talking();
    let second = hall.asks("102");
    assert_eq!(hall.news("a"), ["incoming"]);
    assert_eq!(hall.end_of(first), None);
    hall.claims("a", second).expect("it wins");
    assert_eq!(hall.news("a"), ["awarded", "ended HungUpHere by Station"]);
    hall.assert_ended(first, EndReason::HungUpHere);
}

#[test]
fn a_call_that_still_rings_at_an_echo_is_given_up_for_the_one_that_was_answered() {
    let mut hall = Hall::new();
    hall.comes("a");
    let first = hall.places("a", "103").expect("placed");
    let second = hall.asks("102");
    hall.claims("a", second).expect("it wins");
    hall.assert_ended(first, EndReason::Cancelled);
}

#[test]
fn a_lost_claim_leaves_the_first_call_untouched() {
    let mut hall = Hall::new();
    let first = hall.talking();
    hall.comes("b");
    let second = hall.asks("102");
    hall.claims("b", second).expect("it wins");
    assert_eq!(hall.claims("a", second), Err(Refusal::Taken));
    assert_eq!(hall.end_of(first), None);
}

#[test]
fn a_desk_that_comes_free_rings_aloud_and_gives_the_step_its_time_back() {
    let mut hall = Hall::new();
    let first = hall.talking();
    let second = hall.asks("102");
    hall.pass(secs(9));
    hall.does("a", first, Deed::End { reason: EndReason::HungUpHere }).expect("ended");
    hall.pass(secs(20));
    assert_eq!(hall.end_of(second), None);
    hall.pass(secs(1));
    assert_eq!(hall.end_of(second), Some(EndReason::NoAnswer));
}

#[test]
fn a_refused_answer_is_withdrawn_and_the_others_ring_again_for_at_least_fifteen_seconds() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.pass(secs(29));
    hall.claims("a", call).expect("it wins");
    hall.input(Input::AcceptanceAttempted { call }).expect("no wish");
    hall.told.clear();
    hall.delivered(call, Topic::Acceptance, Delivery::Refused);
    assert_eq!(hall.news("a"), ["withdrawn"], "its next answer would be refused as well");
    assert_eq!(hall.news("b"), ["incoming"]);
    hall.pass(secs(14));
    assert_eq!(hall.claims("b", call), Ok(()));
}

#[test]
fn the_fifteen_seconds_after_a_withdrawn_award_may_exceed_the_minute() {
    let mut slow = group("front", &["a", "b"], None);
    slow.ring_for_s = 60;
    let mut hall = Hall::with(vec![slow]);
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.pass(secs(59));
    hall.claims("a", call).expect("it wins");
    hall.delivered(call, Topic::Acceptance, Delivery::Refused);
    let shown = match hall.told["b"].last() {
        Some(News::Incoming(incoming)) => hall.now.until(incoming.until),
        other => panic!("{other:?}"),
    };
    assert_eq!(shown, secs(15));
    hall.pass(secs(15));
    hall.assert_ended(call, EndReason::NoAnswer);
}

#[test]
fn with_nobody_else_to_ring_a_refused_answer_ends_the_call() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.delivered(call, Topic::Acceptance, Delivery::Refused);
    hall.assert_ended(call, EndReason::SignalingFailed);
    assert_eq!(hall.callbacks, [(call, EndReason::SignalingFailed)]);
}

#[test]
fn a_winner_that_dies_before_alexa_was_told_gives_the_call_back() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.claims("a", call).expect("it wins");
    hall.told.clear();
    hall.goes("a");
    assert_eq!(hall.unsaid, [Topic::Acceptance]);
    assert_eq!(hall.news("b"), ["incoming"]);
    assert_eq!(hall.claims("b", call), Ok(()));
}

#[test]
fn a_winner_that_dies_after_alexa_was_told_stays_the_winner() {
    let mut hall = Hall::new();
    hall.comes("b");
    let call = hall.awarded();
    hall.goes("a");
    assert_eq!(hall.unsaid, []);
    assert_eq!(hall.claims("b", call), Err(Refusal::Taken));
    hall.comes_in("a", Some(call));
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    assert_eq!(hall.end_of(call), None);
}

#[test]
fn a_restart_is_no_death_of_the_winners_socket() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    hall.claims("a", call).expect("it wins");
    hall.restart();
    assert_eq!(hall.board.call_of_station(&station("a")).map(|call| call.id()), Some(call));
    assert_eq!(hall.unsaid, []);
}

#[test]
fn a_restart_keeps_the_ring_and_its_deadlines() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    hall.pass(secs(20));
    hall.restart();
    let own = hall.board.call(call).and_then(|call| call.incoming(&station("a")));
    assert!(own.is_some(), "the desk finds it in its snapshot");
    hall.comes("a");
    hall.pass(secs(9));
    assert_eq!(hall.end_of(call), None);
    hall.pass(secs(1));
    assert_eq!(hall.end_of(call), Some(EndReason::NoAnswer));
}

#[test]
fn an_unknown_address_is_not_allowed_and_the_first_group_calls_back() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks_for("101", "nowhere");
    hall.assert_ended(call, EndReason::NotAllowed);
    assert_eq!(hall.callbacks, [(call, EndReason::NotAllowed)]);
    assert_eq!(hall.stored[&call].group(), "front");
    assert_eq!(hall.news("a"), [""; 0]);
}

#[test]
fn an_unknown_caller_rings_all_the_same() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.asked(None, Some(address("front")), None);
    assert_eq!(hall.news("a"), ["incoming"]);
}

#[test]
fn a_call_whose_end_came_first_is_written_down_and_never_rings() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asked(Some(room("101")), Some(address("front")), Some(Unrung::EndedAlready));
    assert_eq!(hall.news("a"), [""; 0]);
    assert_eq!((hall.end_of(call), hall.over.as_slice()), (Some(EndReason::Cancelled), [(call, None)].as_slice()));
    assert_eq!(hall.callbacks, [(call, EndReason::Cancelled)]);
}

#[test]
fn a_call_that_is_not_admitted_never_rings_and_is_called_back() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asked(Some(room("101")), Some(address("front")), Some(Unrung::NotAdmitted));
    assert_eq!(hall.news("a"), [""; 0]);
    hall.assert_ended(call, EndReason::NotAllowed);
    assert_eq!(hall.callbacks, [(call, EndReason::NotAllowed)]);
}

#[test]
fn a_unit_that_calls_again_always_rings() {
    let mut hall = Hall::new();
    hall.talking();
    hall.asks("101");
    assert_eq!(hall.news("a"), ["incoming"]);
}

#[test]
fn several_calls_ring_at_once_and_each_is_won_by_itself() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let (first, second) = (hall.asks("101"), hall.asks("102"));
    assert_eq!(hall.board.live_calls().iter().map(|call| call.id()).collect::<Vec<_>>(), [first, second]);
    assert_eq!((hall.claims("a", first), hall.claims("b", second)), (Ok(()), Ok(())));
}

#[test]
fn groups_that_were_changed_meanwhile_count_for_the_next_call() {
    let mut hall = Hall::with(vec![group("front", &["a"], None)]);
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.board.set_ring_groups(vec![group("front", &["b"], None)]);
    hall.pass(secs(10));
    assert_eq!((hall.news("b"), hall.claims("a", call)), (vec![], Ok(())));
    hall.asks("102");
    assert_eq!(hall.news("b"), ["incoming"]);
}

#[test]
fn an_offer_that_nobody_can_read_rings_nowhere() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = crate::CallId::from_u128(77);
    let offer = crate::Sdp::new("no description").expect("a text");
    let (address, unit) = (Some(address("front")), Some(room("101")));
    hall.input(Input::Asked { call, session: session(call), address, unit, offer, unrung: None }).expect("no wish");
    hall.assert_ended(call, EndReason::MediaFailed);
    assert_eq!(hall.callbacks, [(call, EndReason::MediaFailed)]);
}

#[test]
fn the_receipt_of_our_acceptance_counts_even_if_the_post_has_no_outcome() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.told.clear();
    hall.heard(call, Heard::TookAcceptance);
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    assert_eq!(hall.news("a"), ["accepted"], "told once");
}
