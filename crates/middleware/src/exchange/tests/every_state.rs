//! Every message of Alexa's in every state of a call, both ways: what we say, what the desk hears, how the call goes on.
//! `docs/alexa.md` names these tests row by row.

use roomline_signaling::alexa::{CallResult, CallResultCode, RenegotiationType, SignalBody};
use roomline_signaling::call::{CallId, EndReason, Sdp, SessionId};
use roomline_signaling::staff::{CommandBody, MediaState};

use super::rig::*;
use crate::calls::PostOutcome;

/// A state that a call can be in when a message comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// To a unit: our offer is on its way.
    Placed,
    /// To a unit: the Echo rings.
    Ringing,
    /// To a unit: the resident picked up.
    TalkingTo,
    /// From a unit: desks ring.
    Hunting,
    /// From a unit: a desk won, Alexa has not taken it yet.
    Awarded,
    /// From a unit: Alexa took it.
    TalkingFrom,
    /// It is over.
    Ended,
    /// There never was such a session.
    Unknown,
}

const ALL: [At; 8] =
    [At::Placed, At::Ringing, At::TalkingTo, At::Hunting, At::Awarded, At::TalkingFrom, At::Ended, At::Unknown];

impl At {
    const fn is_accepted(self) -> bool {
        matches!(self, Self::TalkingTo | Self::Awarded | Self::TalkingFrom)
    }

    const fn is_to_unit(self) -> bool {
        matches!(self, Self::Placed | Self::Ringing | Self::TalkingTo)
    }

    const fn lives(self) -> bool {
        !matches!(self, Self::Ended | Self::Unknown)
    }
}

/// A call in this state; nothing was posted or told since.
fn at(state: At) -> (Rig, SessionId) {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    let session = match state {
        At::Placed | At::Ringing | At::TalkingTo => {
            rig.say("desk-1", place(1, "101")).expect("placed");
            let session = rig.posted[0].session_id.clone();
            if state != At::Placed {
                rig.alexa(&session, SignalBody::CallRinging);
            }
            if state == At::TalkingTo {
                rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_answer(1)) });
                let call_id = CallId::from_u128(1);
                rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
            }
            session
        }
        At::Hunting | At::Awarded | At::TalkingFrom => {
            let session = rig.asks("101", "front", "s1");
            let call_id = incoming_call(&rig.events("desk-1"));
            if state != At::Hunting {
                rig.alexa = if state == At::Awarded { Alexa::Ponders } else { rig.alexa.clone() };
                rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
                rig.say("desk-1", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
            }
            if state == At::Awarded {
                rig.answer_post(PostOutcome::Accepted);
                assert_eq!(rig.open_posts(), ["CallAccepted"]);
            }
            session
        }
        At::Ended => {
            let session = rig.asks("101", "front", "s1");
            rig.alexa(&session, SignalBody::CallEnded { result: None });
            session
        }
        At::Unknown => session("never heard of"),
    };
    rig.news("desk-1");
    rig.posts();
    (rig, session)
}

/// What a message leads to: what is posted and what the desk hears.
fn leads_to(state: At, body: SignalBody) -> (Vec<&'static str>, Vec<String>) {
    let (mut rig, session) = at(state);
    rig.alexa(&session, body);
    (rig.posts(), rig.news("desk-1"))
}

const NOTHING: (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());

fn and_told(posts: &[&'static str], news: &[&str]) -> (Vec<&'static str>, Vec<String>) {
    (posts.to_vec(), news.iter().map(ToString::to_string).collect())
}

#[test]
fn a_ring_counts_only_in_a_call_to_a_unit_that_did_not_ring_yet() {
    for state in ALL {
        let expected = match state {
            At::Placed => and_told(&["CallRingingAck"], &["call.ringing"]),
            _ => NOTHING,
        };
        assert_eq!(leads_to(state, SignalBody::CallRinging), expected, "{state:?}");
    }
}

#[test]
fn a_late_ring_is_receipted_and_changes_nothing() {
    let (mut rig, session) = at(At::Placed);
    rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_answer(1)) });
    rig.alexa(&session, SignalBody::CallRinging);
    rig.alexa(&session, SignalBody::CallInProgress { answer: Some(echo_answer(1)) });
    assert_eq!(rig.posts(), ["CallAcceptedAck", "CallRingingAck", "CallInProgressAck"]);
    assert_eq!(rig.news("desk-1"), ["call.accepted"]);
}

#[test]
fn an_early_answer_counts_only_before_acceptance_with_or_without_a_description() {
    for state in ALL {
        for answer in [None, Some(echo_answer(1))] {
            let early: &[&str] = if answer.is_some() { &["call.early_answer"] } else { &[] };
            let expected = match state {
                At::Placed => and_told(&["CallInProgressAck"], &[&["call.ringing"], early].concat()),
                At::Ringing => and_told(&["CallInProgressAck"], early),
                At::TalkingTo => and_told(&["CallInProgressAck"], &[]),
                _ => NOTHING,
            };
            let body = SignalBody::CallInProgress { answer: answer.clone() };
            assert_eq!(leads_to(state, body), expected, "{state:?}, answer: {}", answer.is_some());
        }
    }
}

#[test]
fn an_acceptance_counts_once_and_only_in_a_call_to_a_unit() {
    for state in ALL {
        let expected = match state {
            At::Placed | At::Ringing => and_told(&["CallAcceptedAck"], &["call.accepted"]),
            _ => NOTHING,
        };
        assert_eq!(leads_to(state, SignalBody::CallAccepted { answer: Some(echo_answer(1)) }), expected, "{state:?}");
    }
}

#[test]
fn an_acceptance_without_any_description_ends_the_call_as_no_sound() {
    for state in [At::Placed, At::Ringing] {
        let (posts, news) = leads_to(state, SignalBody::CallAccepted { answer: None });
        assert_eq!(news, ["call.ended media_failed Middleware"], "{state:?}");
        assert_eq!(posts, ["CallEnded"], "{state:?}: the end leaves no time for the receipt");
    }
}

#[test]
fn a_second_answer_that_differs_goes_to_the_station_which_decides() {
    let (mut rig, session) = at(At::Ringing);
    rig.alexa(&session, SignalBody::CallInProgress { answer: Some(echo_answer(1)) });
    let other = Sdp::new(echo_answer(1).as_str().replace("Qk3d", "Zz9z")).expect("a description");
    rig.alexa(&session, SignalBody::CallAccepted { answer: Some(other.clone()) });
    let events = rig.events("desk-1");
    let accepted = events.iter().find_map(|event| match event {
        roomline_signaling::staff::Event::CallAccepted { sdp, .. } => sdp.clone(),
        _ => None,
    });
    assert_eq!(accepted, Some(other));
    let call_id = CallId::from_u128(1);
    rig.say("desk-1", CommandBody::CallEnd { call_id, reason: EndReason::MediaFailed }).expect("ended");
    assert_eq!(result_code(&rig), Some(CallResultCode::InternalError));
}

#[test]
fn receipts_change_nothing_in_any_state() {
    for state in ALL {
        for receipt in [SignalBody::CallRingingAck, SignalBody::CallInProgressAck, SignalBody::CallUpdateAck] {
            assert_eq!(leads_to(state, receipt), NOTHING, "{state:?}");
        }
    }
}

#[test]
fn the_receipt_of_our_acceptance_is_as_good_as_its_outcome() {
    for state in ALL {
        let expected = if state == At::Awarded { and_told(&[], &["call.accepted"]) } else { NOTHING };
        assert_eq!(leads_to(state, SignalBody::CallAcceptedAck), expected, "{state:?}");
    }
}

#[test]
fn a_re_offer_is_told_from_acceptance_on_even_before_the_receipt() {
    for state in ALL {
        let expected = if state.is_accepted() { and_told(&[], &["call.update"]) } else { NOTHING };
        assert_eq!(leads_to(state, reoffer(2)), expected, "{state:?}");
    }
}

#[test]
fn a_re_offer_that_came_before_its_acceptance_waits_for_it() {
    for state in [At::Placed, At::Ringing] {
        let (mut rig, session) = at(state);
        rig.alexa(&session, reoffer(2));
        rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_answer(1)) });
        let news = rig.news("desk-1");
        assert!(news.ends_with(&["call.accepted".into(), "call.update".into()]), "{state:?}: {news:?}");
    }
}

#[test]
fn every_kind_of_re_offer_is_answered_with_its_own_word() {
    let kinds = [
        RenegotiationType::Update,
        RenegotiationType::Hold,
        RenegotiationType::Resume,
        RenegotiationType::Unknown("CALL_TRANSFER".into()),
    ];
    for state in ALL.into_iter().filter(|state| state.is_accepted() && *state != At::Awarded) {
        for kind in kinds.clone() {
            let (mut rig, session) = at(state);
            rig.alexa(&session, SignalBody::CallUpdate { kind: kind.clone(), offer: echo_sdp(2) });
            rig.pass(secs(2));
            let SignalBody::CallUpdateResponse { kind: answered, .. } = rig.posted[0].body.clone() else {
                panic!("{state:?}: {kind:?} is not answered")
            };
            assert_eq!(answered, kind, "{state:?}");
        }
    }
}

#[test]
fn an_answer_to_a_re_offer_of_ours_that_nobody_made_changes_nothing() {
    for state in ALL {
        let body = SignalBody::CallUpdateResponse { kind: RenegotiationType::Update, answer: echo_answer(7) };
        assert_eq!(leads_to(state, body), NOTHING, "{state:?}");
    }
}

#[test]
fn a_beginning_rings_only_for_a_session_that_was_never_seen() {
    for state in ALL {
        let (mut rig, session) = at(state);
        rig.alexa(&session, asked_for("102", "front"));
        let expected: &[&str] = if state == At::Unknown { &["call.incoming"] } else { &[] };
        assert_eq!(rig.news("desk-1"), expected, "{state:?}");
        assert_eq!(rig.posts(), [""; 0], "{state:?}");
    }
}

#[test]
fn what_is_ours_alone_to_send_is_passed_over() {
    for state in ALL {
        let SignalBody::InitiateOutboundCall { participants, offer } = asked_for("102", "front") else {
            panic!("a unit calls")
        };
        let body = SignalBody::InitiateInboundCall { participants, offer, caller_name: None };
        assert_eq!(leads_to(state, body), NOTHING, "{state:?}");
    }
}

#[test]
fn an_end_with_every_code_and_without_one_ends_the_call_in_every_state() {
    let codes = [
        None,
        Some(CallResultCode::Success),
        Some(CallResultCode::DeviceBusy),
        Some(CallResultCode::SessionTimeout),
        Some(CallResultCode::Unauthorized),
        Some(CallResultCode::InternalError),
        Some(CallResultCode::Unknown("TEAPOT".into())),
    ];
    for state in ALL.into_iter().filter(|state| state.lives()) {
        for code in codes.clone() {
            let (mut rig, session) = at(state);
            let result = code.clone().map(|code| CallResult { code, message: Some("a reason".into()) });
            rig.alexa(&session, SignalBody::CallEnded { result: result.clone() });
            rig.alexa(&session, SignalBody::CallEnded { result });
            let expected = match (&code, state.is_accepted(), state.is_to_unit()) {
                (Some(CallResultCode::DeviceBusy), ..) => EndReason::Busy,
                (Some(CallResultCode::SessionTimeout), ..) => EndReason::NoAnswer,
                (Some(CallResultCode::Unauthorized), ..) => EndReason::NotAllowed,
                (Some(CallResultCode::InternalError), ..) => EndReason::SignalingFailed,
                (_, true, _) => EndReason::HungUpThere,
                (_, false, true) => EndReason::Declined,
                (_, false, false) => EndReason::Cancelled,
            };
            assert_eq!(rig.last_call().end_reason, Some(expected), "{state:?} {code:?}");
            assert_eq!(rig.news("desk-1").iter().filter(|word| word.starts_with("call.ended")).count(), 1);
            if state == At::Awarded {
                rig.answer_post(PostOutcome::Accepted);
            }
            assert_eq!((rig.posts(), rig.load()), (vec![], (0, 0)), "{state:?} {code:?}: Alexa knows");
            let missed = state == At::Hunting;
            assert_eq!(rig.callbacks("desk-1").len(), usize::from(missed), "{state:?} {code:?}");
        }
    }
}

#[test]
fn an_end_of_ours_is_told_in_every_state_and_nothing_follows_it() {
    for state in ALL.into_iter().filter(|state| state.lives() && *state != At::Hunting) {
        let (mut rig, session) = at(state);
        let call_id = rig.last_call().call_id;
        rig.alexa = Alexa::Answers(PostOutcome::Accepted);
        let expected = if state.is_accepted() { EndReason::HungUpHere } else { EndReason::Cancelled };
        rig.say("desk-1", CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }).expect("ended");
        for body in [SignalBody::CallRinging, SignalBody::CallAccepted { answer: None }, reoffer(3)] {
            rig.alexa(&session, body);
        }
        assert_eq!(rig.posts(), ["CallEnded"], "{state:?}");
        assert_eq!((rig.last_call().end_reason, rig.load()), (Some(expected), (0, 0)), "{state:?}");
    }
}

#[test]
fn a_station_that_was_away_finds_the_answer_to_its_offer_and_not_what_the_echo_said_since() {
    let (mut rig, session) = at(At::Ringing);
    rig.disconnect("desk-1");
    rig.alexa(&session, SignalBody::CallAccepted { answer: Some(echo_answer(1)) });
    rig.alexa(&session, reoffer(2));
    assert_eq!(rig.posts(), ["CallAcceptedAck", "CallUpdateResponse"], "the middleware answers for it");
    rig.crash();
    let own = rig.connect_in("desk-1", Some(CallId::from_u128(1))).own.expect("its call");
    assert_eq!(own.answer, Some(echo_answer(1)));
}

/// The Echo's answer to our offer.
fn echo_answer(version: u64) -> Sdp {
    Sdp::new(echo_sdp(version).as_str().replace("actpass", "passive")).expect("a description")
}

/// The code of the last end that was posted.
fn result_code(rig: &Rig) -> Option<CallResultCode> {
    match &rig.posted.last()?.body {
        SignalBody::CallEnded { result } => result.as_ref().map(|result| result.code.clone()),
        _ => None,
    }
}
