//! A station's own re-offer, for an ICE restart: answered, refused, in the way of the Echo's, and off by default.

use super::hall::*;
use crate::description::Description;
use crate::switchboard::{Call, Deed, Delivery, Heard, Negotiation, News, Refusal, Say, State, Topic, WallTime};
use crate::{CallId, EndReason, Sdp, UpdateId};

const AGAIN_AFTER_MS: u64 = 1_500;

fn update_id(id: &str) -> UpdateId {
    UpdateId::new(id).expect("an id")
}

/// The station's offer with new ICE credentials.
fn restart() -> Sdp {
    sdp("OWN2", "actpass", 1, "sendrecv")
}

/// The Echo's answer to it.
fn answer(version: u64) -> Sdp {
    sdp("ECH2", "passive", version, "sendrecv")
}

fn offers(hall: &mut Hall, call: CallId, id: &str) -> Result<(), Refusal> {
    let again_after = millis(AGAIN_AFTER_MS);
    hall.does("a", call, Deed::OfferUpdate { update: update_id(id), offer: restart(), again_after })
}

fn echo_reoffers(hall: &mut Hall, call: CallId, id: &str, ufrag: &str, version: u64) {
    let offer = sdp(ufrag, "actpass", version, "recvonly");
    hall.heard(call, Heard::Reoffers { update: update_id(id), kind: "CALL_UPDATE".into(), offer });
}

fn talking() -> (Hall, CallId) {
    let mut hall = Hall::new().with_own_reoffers();
    let call = hall.talking();
    hall.said.clear();
    (hall, call)
}

/// Rounds in which our re-offer was told to Alexa, with their versions.
fn offered(hall: &Hall) -> Vec<(u32, u64)> {
    let version = |offer: &Sdp| Description::parse(offer).expect("a description").version().expect("a number");
    let offers = hall.said.iter().filter_map(|say| match say {
        Say::UpdateOffer { round, offer, .. } => Some((*round, version(offer))),
        _ => None,
    });
    offers.collect()
}

fn negotiation(hall: &Hall, call: CallId) -> Negotiation {
    match hall.board.call(call).map(Call::state) {
        Some(State::Talking { talk, .. }) => talk.negotiation(),
        other => panic!("nobody talks: {other:?}"),
    }
}

#[test]
fn without_the_switch_a_station_may_not_re_offer() {
    let mut hall = Hall::new();
    let call = hall.talking();
    assert_eq!(offers(&mut hall, call, "u1"), Err(Refusal::ReofferOff));
}

#[test]
fn a_re_offer_is_answered_and_the_answer_is_confirmed_once() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    offers(&mut hall, call, "u1").expect("a repetition does no harm");
    assert_eq!(offered(&hall), [(0, 2)], "newer than what we said before");
    assert_eq!(negotiation(&hall, call), Negotiation::LocalOffer);
    hall.delivered(call, Topic::UpdateOffer(update_id("u1"), 0), Delivery::Taken);
    for _ in 0..2 {
        hall.heard(call, Heard::AnswersUpdate { answer: answer(2) });
    }
    assert_eq!(hall.news("a"), ["update answered"]);
    let heard = hall.said.iter().filter(|say| matches!(say, Say::UpdateHeard { .. })).count();
    assert_eq!((heard, negotiation(&hall, call)), (1, Negotiation::Stable));
    offers(&mut hall, call, "u1").expect("a late repetition does no harm");
    hall.pass(secs(60));
    assert_eq!((offered(&hall).len(), hall.end_of(call)), (1, None));
}

#[test]
fn after_an_ice_restart_of_ours_the_echos_re_offers_are_measured_by_the_new_descriptions() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    hall.heard(call, Heard::AnswersUpdate { answer: answer(2) });
    hall.goes("a");
    hall.said.clear();
    echo_reoffers(&mut hall, call, "u2", "ECH2", 3);
    let [Say::UpdateAnswer { answer, .. }] = hall.said.as_slice() else { panic!("answered for the absent station") };
    assert!(answer.as_str().contains("a=ice-ufrag:OWN2"), "from our newest description");
}

#[test]
fn a_second_re_offer_waits_for_the_first() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    assert_eq!(offers(&mut hall, call, "u2"), Err(Refusal::ReofferWaits));
}

#[test]
fn only_the_station_in_an_accepted_call_may_re_offer() {
    let mut hall = Hall::new().with_own_reoffers();
    hall.comes("b");
    let call = hall.awarded();
    assert_eq!(offers(&mut hall, call, "u1"), Err(Refusal::NotAccepted));
    let deed = Deed::OfferUpdate { update: update_id("u1"), offer: restart(), again_after: millis(AGAIN_AFTER_MS) };
    assert_eq!(hall.does("b", call, deed), Err(Refusal::ForeignCall));
}

#[test]
fn an_unanswered_re_offer_leads_to_nothing_and_the_call_goes_on() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    hall.delivered(call, Topic::UpdateOffer(update_id("u1"), 0), Delivery::Taken);
    hall.pass(secs(10));
    assert_eq!((hall.news("a"), hall.end_of(call)), (vec!["update failed".to_owned()], None));
    hall.heard(call, Heard::AnswersUpdate { answer: answer(2) });
    assert_eq!(hall.news("a"), [""; 0], "an answer that late is passed over");
    offers(&mut hall, call, "u2").expect("the station may try again");
}

#[test]
fn when_both_re_offer_alexa_wins_and_ours_comes_again() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    hall.delivered(call, Topic::UpdateOffer(update_id("u1"), 0), Delivery::Taken);
    echo_reoffers(&mut hall, call, "u2", "Qk3d", 2);
    assert_eq!((hall.news("a"), negotiation(&hall, call)), (vec!["update".to_owned()], Negotiation::RemoteOffer));
    hall.heard(call, Heard::AnswersUpdate { answer: answer(2) });
    assert_eq!(negotiation(&hall, call), Negotiation::RemoteOffer, "ours is taken back: its answer is passed over");
    let deed = Deed::AnswerUpdate { update: update_id("u2"), answer: sdp("Zt8m", "active", 2, "sendonly") };
    hall.does("a", call, deed).expect("taken");
    assert_eq!(negotiation(&hall, call), Negotiation::Stable);
    hall.pass(millis(AGAIN_AFTER_MS) - millis(1));
    assert_eq!(offered(&hall).len(), 1);
    hall.pass(millis(1));
    assert_eq!(offered(&hall), [(0, 2), (1, 3)], "once more, and newer than the answer that went between");
    hall.heard(call, Heard::AnswersUpdate { answer: answer(4) });
    assert_eq!(hall.news("a"), ["update answered"]);
}

#[test]
fn a_re_offer_that_was_not_posted_yet_is_taken_back() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    echo_reoffers(&mut hall, call, "u2", "Qk3d", 2);
    assert_eq!(hall.unsaid, [Topic::UpdateOffer(update_id("u1"), 0)]);
}

#[test]
fn a_station_that_re_offers_while_the_echos_waits_stands_back() {
    let (mut hall, call) = talking();
    echo_reoffers(&mut hall, call, "u2", "Qk3d", 2);
    offers(&mut hall, call, "u1").expect("taken");
    assert_eq!((offered(&hall), negotiation(&hall, call)), (vec![], Negotiation::RemoteOffer));
    hall.pass(secs(2));
    assert_eq!(offered(&hall), [(1, 3)], "the middleware answered for the silent station, then ours went");
}

#[test]
fn an_ice_restart_of_the_echo_makes_ours_needless() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    echo_reoffers(&mut hall, call, "u2", "NEW1", 2);
    assert_eq!(hall.news("a"), ["update failed", "update"], "the stack starts from the Echo's");
    let deed = Deed::AnswerUpdate { update: update_id("u2"), answer: desk_sdp() };
    hall.does("a", call, deed).expect("taken");
    hall.pass(secs(60));
    assert_eq!(offered(&hall).len(), 1);
}

#[test]
fn a_refused_re_offer_comes_again_twice_and_then_no_more() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    for round in 0..3 {
        hall.delivered(call, Topic::UpdateOffer(update_id("u1"), round), Delivery::Refused);
        hall.pass(millis(AGAIN_AFTER_MS));
    }
    assert_eq!(offered(&hall).iter().map(|(round, _)| *round).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!((hall.news("a"), hall.end_of(call)), (vec!["update failed".to_owned()], None));
}

#[test]
fn a_re_offer_that_alexa_cannot_be_told_leads_to_nothing() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    hall.delivered(call, Topic::UpdateOffer(update_id("u1"), 0), Delivery::TooLate);
    assert_eq!((hall.news("a"), hall.end_of(call)), (vec!["update failed".to_owned()], None));
}

#[test]
fn a_forbidden_re_offer_ends_the_call_and_a_forgotten_session_too() {
    for (delivery, reason) in
        [(Delivery::Forbidden, EndReason::SignalingFailed), (Delivery::SessionGone, EndReason::HungUpThere)]
    {
        let (mut hall, call) = talking();
        offers(&mut hall, call, "u1").expect("taken");
        hall.delivered(call, Topic::UpdateOffer(update_id("u1"), 0), delivery);
        assert_eq!(hall.end_of(call), Some(reason));
    }
}

#[test]
fn an_answer_nobody_asked_for_changes_nothing() {
    let (mut hall, call) = talking();
    hall.heard(call, Heard::AnswersUpdate { answer: answer(2) });
    assert_eq!((hall.news("a"), hall.said.len()), (vec![], 0));
}

#[test]
fn a_re_offer_survives_a_restart_of_the_middleware() {
    let (mut hall, call) = talking();
    offers(&mut hall, call, "u1").expect("taken");
    hall.restart();
    hall.comes_in("a", Some(call));
    hall.heard(call, Heard::AnswersUpdate { answer: answer(2) });
    let told = hall.told.remove("a").unwrap_or_default();
    let answered = News::UpdateAnswered { update: update_id("u1"), answer: answer(2) };
    assert!(told.contains(&answered), "{told:?}");
}

#[test]
fn a_call_that_an_older_middleware_stored_is_still_read() {
    let (hall, call) = talking();
    let mut stored = serde_json::to_value(&hall.stored[&call]).expect("JSON");
    let talk = stored["state"]["talk"].as_object_mut().expect("a talk");
    assert!(talk.remove("first").is_some() && talk.remove("own").is_some());
    assert!(stored["state"].as_object_mut().expect("a state").remove("sound_by").is_some());
    let read: Call = serde_json::from_value(stored).expect("it is read");
    let State::Talking { talk, sound_by, .. } = read.state() else { panic!("{read:?}") };
    assert_eq!((talk.first(), talk.negotiation()), (talk.theirs(), Negotiation::Stable));
    assert_eq!(*sound_by, WallTime::default(), "the desk gets its time when it is back");
}
