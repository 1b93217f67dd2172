//! Every end reason: what leads to it, who hears of it, and whether the resident is called back.

use super::hall::*;
use crate::EndReason;
use crate::switchboard::{Deed, Delivery, Heard, Input, Topic};

#[test]
fn staff_hang_up() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.does("a", call, Deed::End { reason: EndReason::HungUpHere }).expect("ended");
    hall.assert_ended(call, EndReason::HungUpHere);
    assert_eq!(hall.callbacks, [], "they have talked");
}

#[test]
fn the_resident_hangs_up() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.heard(call, Heard::Ends { reason: EndReason::HungUpThere });
    assert_eq!((hall.end_of(call), hall.over.as_slice()), (Some(EndReason::HungUpThere), [(call, None)].as_slice()));
    assert_eq!(hall.news("a"), ["ended HungUpThere by Unit"]);
}

#[test]
fn the_resident_gives_up_and_is_called_back() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.heard(call, Heard::Ends { reason: EndReason::Cancelled });
    assert_eq!(hall.news("a"), ["incoming", "ended Cancelled by Unit"]);
    assert_eq!(hall.news("b"), ["incoming", "ended Cancelled by Unit"]);
    assert_eq!(hall.callbacks, [(call, EndReason::Cancelled)]);
}

#[test]
fn the_resident_hangs_up_before_any_sound_and_is_called_back() {
    let mut hall = Hall::new();
    let call = hall.awarded();
    hall.delivered(call, Topic::Acceptance, Delivery::Taken);
    hall.heard(call, Heard::Ends { reason: EndReason::HungUpThere });
    assert_eq!(hall.callbacks, [(call, EndReason::HungUpThere)]);
}

#[test]
fn staff_give_up_before_the_resident_answers() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.does("a", call, Deed::End { reason: EndReason::HungUpHere }).expect("ended");
    hall.assert_ended(call, EndReason::Cancelled);
    assert_eq!(hall.callbacks, [], "nobody called us");
}

#[test]
fn every_desk_says_no() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.declines("a", call);
    hall.declines("b", call);
    hall.assert_ended(call, EndReason::Declined);
    assert_eq!(hall.callbacks, [(call, EndReason::Declined)]);
}

#[test]
fn one_desk_says_no_and_another_lets_it_ring() {
    let mut hall = Hall::new();
    hall.comes("a");
    hall.comes("b");
    let call = hall.asks("101");
    hall.declines("a", call);
    hall.pass(secs(30));
    hall.assert_ended(call, EndReason::NoAnswer);
    assert_eq!(hall.news("a"), ["incoming"], "whoever said no hears no more of it");
    assert_eq!(hall.news("b"), ["incoming", "ended NoAnswer by Middleware"]);
}

#[test]
fn every_desk_is_in_a_call() {
    let mut hall = Hall::new();
    hall.talking();
    let call = hall.asks("102");
    hall.pass(secs(10));
    hall.assert_ended(call, EndReason::Busy);
    assert_eq!(hall.callbacks, [(call, EndReason::Busy)]);
}

#[test]
fn no_desk_is_connected() {
    let mut hall = Hall::new();
    let call = hall.asks("101");
    hall.assert_ended(call, EndReason::NobodyReachable);
    assert_eq!(hall.callbacks, [(call, EndReason::NobodyReachable)]);
}

#[test]
fn a_station_may_say_that_media_or_signaling_failed_or_that_it_shuts_down() {
    for reason in [EndReason::MediaFailed, EndReason::SignalingFailed, EndReason::ShutDown] {
        let mut hall = Hall::new();
        let call = hall.talking();
        hall.does("a", call, Deed::End { reason }).expect("ended");
        hall.assert_ended(call, reason);
    }
}

#[test]
fn a_station_cannot_pretend_that_somebody_else_ended_the_call() {
    let foreign = |reason: &EndReason| {
        !matches!(reason, EndReason::MediaFailed | EndReason::SignalingFailed | EndReason::ShutDown)
    };
    for reason in EndReason::ALL.into_iter().filter(foreign) {
        let mut hall = Hall::new();
        let call = hall.talking();
        hall.does("a", call, Deed::End { reason }).expect("ended");
        hall.assert_ended(call, EndReason::HungUpHere);
    }
}

#[test]
fn alexa_forbids_a_message() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.places("a", "101").expect("placed");
    hall.delivered(call, Topic::Offer, Delivery::Forbidden);
    hall.assert_ended(call, EndReason::SignalingFailed);
}

#[test]
fn a_session_that_alexa_forgot_is_over_without_another_word() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.delivered(call, Topic::AcceptanceHeard, Delivery::SessionGone);
    assert_eq!((hall.end_of(call), hall.over.as_slice()), (Some(EndReason::HungUpThere), [(call, None)].as_slice()));
}

#[test]
fn a_hang_up_that_crosses_the_award_is_decided_by_what_was_stored_first() {
    let mut hall = Hall::new();
    hall.comes("a");
    let call = hall.asks("101");
    hall.heard(call, Heard::Ends { reason: EndReason::Cancelled });
    assert!(hall.claims("a", call).is_err(), "too late");

    let mut hall = Hall::new();
    let call = hall.awarded();
    assert!(hall.board.call(call).is_some_and(super::super::Call::is_accepted), "the award was stored first");
}

#[test]
fn what_comes_after_the_end_changes_nothing() {
    let mut hall = Hall::new();
    let call = hall.talking();
    hall.heard(call, Heard::Ends { reason: EndReason::HungUpThere });
    let before = (hall.stored.clone(), hall.over.clone(), hall.callbacks.clone());
    hall.heard(call, Heard::Ends { reason: EndReason::Busy });
    hall.heard(call, Heard::Rings);
    hall.delivered(call, Topic::Acceptance, Delivery::Refused);
    hall.input(Input::AcceptanceAttempted { call }).expect("no wish");
    hall.goes("a");
    hall.pass(secs(600));
    assert_eq!((hall.stored, hall.over, hall.callbacks), before);
}

/// A call in the state in which a message about this topic goes out.
fn saying(topic: &Topic) -> (Hall, crate::CallId) {
    let mut hall = Hall::new().with_own_reoffers();
    let call = match topic {
        Topic::Offer | Topic::RingingHeard | Topic::PreparingHeard | Topic::AcceptanceHeard => {
            hall.comes("a");
            let call = hall.places("a", "101").expect("placed");
            match topic {
                Topic::Offer => {}
                Topic::RingingHeard => hall.heard(call, Heard::Rings),
                Topic::PreparingHeard => hall.heard(call, Heard::Prepares { answer: None }),
                _ => hall.heard(call, Heard::PicksUp { answer: Some(sdp("Qk3d", "passive", 1, "sendrecv")) }),
            }
            call
        }
        Topic::Ringing => {
            hall.comes("a");
            let call = hall.asks("101");
            hall.does("a", call, Deed::Alerting).expect("told");
            call
        }
        Topic::Acceptance => hall.awarded(),
        Topic::UpdateAnswer(_) | Topic::UpdateOffer(..) | Topic::UpdateHeard(_) | Topic::Ended => hall.talking(),
    };
    match topic {
        Topic::UpdateOffer(update, _) | Topic::UpdateHeard(update) => {
            let deed = Deed::OfferUpdate { update: update.clone(), offer: desk_sdp(), again_after: secs(1) };
            hall.does("a", call, deed).expect("taken");
        }
        Topic::Ended => hall.does("a", call, Deed::End { reason: EndReason::HungUpHere }).expect("ended"),
        _ => {}
    }
    (hall, call)
}

#[test]
fn what_becomes_of_each_message_leads_where_the_table_says() {
    use Delivery::{Forbidden, Refused, SessionGone, Taken, TooLate};
    use EndReason::{Cancelled, HungUpHere, HungUpThere, SignalingFailed};
    let update = crate::UpdateId::new("u1").expect("an id");
    let failed = Some(SignalingFailed);
    let table = [
        (Topic::Offer, [None, failed, failed, failed, failed]),
        (Topic::RingingHeard, [None, None, failed, failed, None]),
        (Topic::PreparingHeard, [None, None, failed, failed, None]),
        (Topic::AcceptanceHeard, [None, None, failed, Some(HungUpThere), None]),
        (Topic::Ringing, [None, failed, failed, Some(Cancelled), failed]),
        // A refused answer of one desk is rung for again; there is nobody else here.
        (Topic::Acceptance, [None, failed, failed, Some(HungUpThere), failed]),
        (Topic::UpdateAnswer(update.clone()), [None, failed, failed, Some(HungUpThere), failed]),
        (Topic::UpdateOffer(update.clone(), 0), [None, None, failed, Some(HungUpThere), None]),
        (Topic::UpdateHeard(update), [None, None, failed, Some(HungUpThere), None]),
        (Topic::Ended, [Some(HungUpHere); 5]),
    ];
    for (topic, ends) in table {
        for (delivery, end) in [Taken, Refused, Forbidden, SessionGone, TooLate].into_iter().zip(ends) {
            let (mut hall, call) = saying(&topic);
            hall.delivered(call, topic.clone(), delivery);
            assert_eq!(hall.end_of(call), end, "{topic:?} {delivery:?}");
        }
    }
}

#[test]
fn what_becomes_of_a_repetition_ends_no_call_that_alexa_has_taken_up() {
    for delivery in [Delivery::Refused, Delivery::Forbidden, Delivery::TooLate] {
        let mut hall = Hall::new();
        let call = hall.awarded();
        hall.heard(call, Heard::TookAcceptance);
        hall.delivered(call, Topic::Acceptance, delivery);
        assert_eq!(hall.end_of(call), None, "both talk, {delivery:?}");

        let mut hall = Hall::new();
        hall.comes("a");
        let call = hall.places("a", "101").expect("placed");
        hall.heard(call, Heard::Rings);
        hall.delivered(call, Topic::Offer, delivery);
        assert_eq!(hall.end_of(call), None, "the Echo rings, {delivery:?}");
    }
}
