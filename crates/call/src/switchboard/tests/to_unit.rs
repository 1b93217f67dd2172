//! Staff call a unit.

use super::hall::*;
use crate::EndReason;
use crate::switchboard::{Deed, Heard, Refusal, Say, Sound};

#[test]
fn the_call_rings_and_the_resident_picks_up() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    let offer = Say::Offer { from: address("front"), unit: room("101"), offer: desk_sdp() };
    assert_eq!(hall.said, [offer]);
    hall.heard(call, Heard::Rings);
    hall.heard(call, Heard::PicksUp { answer: Some(echo_sdp(1)) });
    assert_eq!(hall.news("a"), ["ringing", "accepted with answer"]);
    assert_eq!(hall.said[1..], [Say::RingingHeard, Say::AcceptanceHeard]);
}

#[test]
fn an_early_answer_goes_to_the_station_at_once() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::Rings);
    hall.heard(call, Heard::Prepares { answer: Some(echo_sdp(1)) });
    hall.heard(call, Heard::Prepares { answer: Some(echo_sdp(2)) });
    hall.heard(call, Heard::PicksUp { answer: None });
    assert_eq!(hall.news("a"), ["ringing", "early answer", "accepted"], "the first early answer is the answer");
}

#[test]
fn an_early_answer_may_be_kept_until_the_resident_picks_up() {
    let mut hall = Hall::new();
    hall.board.set_early_answer_at_once(false);
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::Prepares { answer: Some(echo_sdp(1)) });
    hall.heard(call, Heard::PicksUp { answer: None });
    assert_eq!(hall.news("a"), ["ringing", "accepted with answer"]);
}

#[test]
fn neither_ringing_nor_early_answer_is_waited_for() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::PicksUp { answer: Some(echo_sdp(1)) });
    hall.heard(call, Heard::Rings);
    assert_eq!(hall.news("a"), ["accepted with answer"], "a late ring changes nothing");
}

#[test]
fn an_acceptance_without_any_answer_cannot_carry_sound() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::Rings);
    hall.heard(call, Heard::PicksUp { answer: None });
    hall.assert_ended(call, EndReason::MediaFailed);
}

#[test]
fn the_same_placement_twice_is_one_call() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    let again = Deed::Place { session: session(call), unit: room("101"), group: None, offer: desk_sdp() };
    assert_eq!(hall.does("a", call, again), Ok(()));
    assert_eq!(hall.said.len(), 1);
}

#[test]
fn an_id_of_another_stations_call_is_refused() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.places("a", "101").expect("placed");
    let copied = Deed::Place { session: session(call), unit: room("102"), group: None, offer: desk_sdp() };
    assert_eq!(hall.does("b", call, copied), Err(Refusal::ForeignCall));
}

#[test]
fn a_unit_in_a_call_is_busy_and_the_desk_is_named() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    hall.places("a", "101").expect("placed");
    assert_eq!(hall.places("b", "101"), Err(Refusal::UnitBusy("a".into())));
    assert!(hall.places("b", "102").is_ok());
}

#[test]
fn a_station_in_a_call_places_no_second_one() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.places("a", "101").expect("placed");
    assert_eq!(hall.places("a", "102"), Err(Refusal::StationBusy));
}

#[test]
fn a_station_calls_for_its_first_group_unless_it_names_another() {
    let groups = vec![group("front", &["a"], None), group("care", &["a", "b"], None), group("night", &["b"], None)];
    for (named, expected) in [
        (None, Ok(address("front"))),
        (Some("care"), Ok(address("care"))),
        (Some("night"), Err(Refusal::ForeignRingGroup)),
    ] {
        let mut hall = Hall::with(groups.clone());
        hall.comes("a");
        let call = crate::CallId::from_u128(9);
        let group = named.map(Into::into);
        let deed = Deed::Place { session: session(call), unit: room("101"), group, offer: desk_sdp() };
        let placed = hall.does("a", call, deed).map(|()| match &hall.said[0] {
            Say::Offer { from, .. } => from.clone(),
            other => panic!("{other:?}"),
        });
        assert_eq!(placed, expected, "{named:?}");
    }
}

#[test]
fn a_station_in_no_group_has_no_address_to_call_from() {
    let mut hall = Hall::new();
    hall.comes("stranger");
    assert_eq!(hall.places("stranger", "101"), Err(Refusal::NoRingGroup));
}

#[test]
fn only_the_station_in_the_call_may_act_on_it() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.places("a", "101").expect("placed");
    for deed in [
        Deed::End { reason: EndReason::HungUpHere },
        Deed::Decline,
        Deed::Sound(Sound::Flows),
        Deed::Claim { answer: desk_sdp() },
    ] {
        assert_eq!(hall.does("b", call, deed), Err(Refusal::ForeignCall));
    }
    assert_eq!(hall.end_of(call), None);
}

#[test]
fn that_two_people_talk_is_said_once_however_often_the_path_breaks() {
    let mut hall = Hall::new();
    let call = hall.talking();
    for sound in [Sound::Lost, Sound::Flows, Sound::Flows] {
        hall.does("a", call, Deed::Sound(sound)).expect("the station is in the call");
    }
    assert_eq!(hall.talks, [call]);
}

#[test]
fn a_call_that_was_never_placed_is_unknown() {
    let mut hall = Hall::new();
    hall.comes("a");
    let nowhere = crate::CallId::from_u128(99);
    assert_eq!(hall.does("a", nowhere, Deed::Alerting), Err(Refusal::UnknownCall));
}
