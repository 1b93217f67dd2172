//! Re-offers from the Echo: on mute, on hold, right after acceptance.

use super::hall::*;
use crate::switchboard::{Deed, Heard, Say};
use crate::{CallId, EndReason, Sdp, UpdateId};

fn update_id(id: &str) -> UpdateId {
    UpdateId::new(id).expect("an id")
}

fn reoffers(hall: &mut Hall, call: CallId, id: &str, offer: Sdp) {
    hall.said.clear();
    hall.heard(call, Heard::Reoffers { update: update_id(id), kind: "CALL_UPDATE".into(), offer });
}

fn answered(hall: &Hall) -> Vec<(&str, &Sdp)> {
    let mut answers = Vec::new();
    for say in &hall.said {
        if let Say::UpdateAnswer { update, answer, .. } = say {
            answers.push((update.as_str(), answer));
        }
    }
    answers
}

/// A re-offer that changes nothing but the direction.
fn plain(version: u64) -> Sdp {
    sdp("Qk3d", "actpass", version, "recvonly")
}

/// A re-offer with new ICE credentials.
fn restart(version: u64) -> Sdp {
    sdp("NEW1", "actpass", version, "sendrecv")
}

#[test]
fn the_station_answers() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(2));
    assert_eq!(hall.news("a"), ["update"]);
    let answer = sdp("Zt8m", "active", 2, "sendonly");
    let deed = Deed::AnswerUpdate { update: update_id("u1"), answer: answer.clone() };
    hall.does("a", call, deed.clone()).expect("taken");
    hall.does("a", call, deed).expect("a repetition does no harm");
    assert_eq!(answered(&hall), [("u1", &answer)]);
    hall.pass(secs(60));
    assert_eq!(hall.end_of(call), None);
}

#[test]
fn a_station_that_is_silent_for_two_seconds_is_spoken_for() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(2));
    hall.pass(secs(2) - millis(1));
    assert_eq!(answered(&hall), []);
    hall.pass(millis(1));
    let [("u1", answer)] = answered(&hall)[..] else { panic!("one answer") };
    assert!(answer.as_str().contains("a=sendonly"), "the direction is mirrored");
    let late = Deed::AnswerUpdate { update: update_id("u1"), answer: desk_sdp() };
    hall.does("a", call, late).expect("too late, but no harm");
    assert_eq!(answered(&hall).len(), 1);
}

#[test]
fn an_absent_station_is_spoken_for_at_once() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.goes("a");
    reoffers(&mut hall, call, "u1", plain(2));
    assert_eq!(answered(&hall).len(), 1);
}

#[test]
fn a_station_that_goes_while_it_is_asked_is_spoken_for() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(2));
    hall.goes("a");
    assert_eq!(answered(&hall).len(), 1);
}

#[test]
fn an_ice_restart_is_the_stations_alone_and_ends_the_call_after_five_seconds() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", restart(2));
    hall.pass(secs(5) - millis(1));
    assert_eq!((answered(&hall), hall.end_of(call)), (vec![], None));
    hall.pass(millis(1));
    hall.assert_ended(call, EndReason::MediaFailed);
}

#[test]
fn the_same_reoffer_again_gets_the_same_answer_again() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(2));
    reoffers(&mut hall, call, "u2", plain(2));
    assert_eq!(hall.news("a"), ["update"], "the station is asked once");
    let answer = sdp("Zt8m", "active", 2, "sendonly");
    hall.does("a", call, Deed::AnswerUpdate { update: update_id("u1"), answer: answer.clone() }).expect("taken");
    reoffers(&mut hall, call, "u3", plain(2));
    assert_eq!(answered(&hall), [("u3", &answer)]);
}

#[test]
fn an_older_reoffer_is_ignored() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(5));
    reoffers(&mut hall, call, "u2", plain(4));
    assert_eq!(hall.news("a"), ["update"]);
    hall.pass(secs(2));
    reoffers(&mut hall, call, "u3", plain(3));
    assert_eq!(answered(&hall), []);
    assert_eq!(hall.news("a"), [""; 0]);
}

#[test]
fn a_newer_reoffer_replaces_the_one_that_waits() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", restart(2));
    hall.pass(secs(4));
    reoffers(&mut hall, call, "u2", restart(3));
    hall.pass(secs(4));
    assert_eq!(hall.end_of(call), None);
    let deed = Deed::AnswerUpdate { update: update_id("u2"), answer: desk_sdp() };
    hall.does("a", call, deed).expect("taken");
    assert_eq!(answered(&hall), [("u2", &desk_sdp())]);
}

#[test]
fn a_reoffer_is_answered_before_alexas_receipt_of_the_acceptance() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    reoffers(&mut hall, call, "u1", plain(2));
    hall.pass(secs(2));
    assert_eq!(answered(&hall).len(), 1);
}

#[test]
fn a_reoffer_that_overtakes_the_acceptance_waits_for_it() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.heard(call, Heard::Rings);
    reoffers(&mut hall, call, "u1", sdp("Qk3d", "actpass", 2, "recvonly"));
    hall.heard(call, Heard::PicksUp { answer: Some(sdp("Qk3d", "passive", 1, "sendrecv")) });
    assert_eq!(hall.news("a"), ["ringing", "accepted with answer", "update"]);
    hall.pass(secs(2));
    assert_eq!(answered(&hall).len(), 1);
}

#[test]
fn a_reoffer_that_nobody_can_read_ends_the_call() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", Sdp::new("no description").expect("a text"));
    hall.pass(secs(5));
    hall.assert_ended(call, EndReason::MediaFailed);
}

#[test]
fn a_reoffer_that_overtakes_even_the_ring_waits_for_the_acceptance() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    reoffers(&mut hall, call, "u1", sdp("Qk3d", "actpass", 2, "recvonly"));
    hall.heard(call, Heard::PicksUp { answer: Some(sdp("Qk3d", "passive", 1, "sendrecv")) });
    assert_eq!(hall.news("a"), ["accepted with answer", "update"]);
    hall.pass(secs(2));
    assert_eq!(answered(&hall).len(), 1);
}

#[test]
fn one_of_another_author_is_never_too_old() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(9));
    let foreign = Sdp::new(plain(2).as_str().replace("o=- 7 2", "o=- 8 2")).expect("a description");
    reoffers(&mut hall, call, "u2", foreign);
    hall.pass(secs(2));
    assert_eq!(answered(&hall).iter().map(|(update, _)| *update).collect::<Vec<_>>(), ["u2"]);
}

#[test]
fn a_plain_one_that_waited_through_a_stop_is_answered_and_ends_nothing() {
    let mut hall = Hall::new();
    let call = hall.talking();
    reoffers(&mut hall, call, "u1", plain(2));
    hall.now = hall.now + secs(20);
    hall.restart();
    hall.pass(millis(1));
    assert_eq!(hall.end_of(call), None);
    assert_eq!(answered(&hall).len(), 1);
}
