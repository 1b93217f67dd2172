//! Both call flows, re-offers, ends and every refusal, in virtual time.

use std::time::Duration;

use roomline_signaling::alexa::{CallResultCode, RenegotiationType, SignalBody};
use roomline_signaling::alexa_wire::write_post;
use serde_json::json;

use super::testing::{Bench, SESSION, ended, inbound, unit};
use super::{Act, ActError, Change, EchoState, Ender, Happened, Service, check_answer};
use crate::faults::{Fault, FaultKind};
use crate::media::MediaOrder;
use crate::paper;
use crate::property::Property;
use crate::script::{Script, TimedChange, WhenCalled};

#[test]
fn a_call_to_a_unit_rings_answers_early_and_is_accepted() {
    let mut bench = Bench::new();
    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 200);
    assert_eq!(bench.names(), ["CallRinging", "CallInProgress"]);
    assert_eq!(bench.post(SESSION, SignalBody::CallRingingAck), 200);
    assert_eq!(bench.post(SESSION, SignalBody::CallInProgressAck), 200);
    let early = bench.last().sdp().cloned();
    bench.act("room-101", Act::Answer);
    assert_eq!(bench.names()[2..], ["CallAccepted"]);
    assert_eq!((bench.last().sdp().cloned(), early.is_some()), (early, true));
    assert_eq!(bench.post(SESSION, SignalBody::CallAcceptedAck), 200);
    assert_eq!(bench.service.echo(&unit("room-101")).map(|echo| echo.state), Some(EchoState::Talking));
    assert_eq!(bench.post(SESSION, ended()), 200);
    assert_eq!(bench.names().len(), 3, "an end from staff is not echoed");
    assert_eq!(bench.orders.last().map(|(_, order)| order), Some(&MediaOrder::Close));
}

#[test]
fn without_an_early_answer_the_description_comes_with_the_acceptance() {
    let when_called = WhenCalled::AnswerAfterMs(2_000);
    let mut bench = Bench::new().script(Script { early_answer: false, when_called, ..Script::default() });
    bench.post(SESSION, inbound("frontdesk", "room-101"));
    bench.run_for(Duration::from_millis(1_999));
    assert_eq!(bench.names(), ["CallRinging"]);
    bench.run_for(Duration::from_millis(1));
    assert_eq!(bench.names(), ["CallRinging", "CallAccepted"]);
    assert!(bench.last().sdp().is_some());
}

#[test]
fn a_call_from_a_unit_is_offered_acknowledged_and_accepted() {
    let mut bench = Bench::new();
    let (session, offer) = bench.ask();
    let SignalBody::InitiateOutboundCall { participants, .. } = bench.last() else { panic!("an outbound call") };
    let addresses: Vec<&str> = participants.iter().map(|one| one.id.value.as_str()).collect();
    assert_eq!(addresses, ["room-102", "frontdesk"]);
    assert_eq!(bench.post(&session, SignalBody::CallRinging), 200);
    let answer = Some(paper::answer(&offer, 2));
    assert_eq!(bench.post(&session, SignalBody::CallAccepted { answer }), 200);
    assert_eq!(bench.names(), ["InitiateOutboundCall", "CallRingingAck", "CallAcceptedAck"]);
    bench.act("room-102", Act::HangUp);
    assert!(matches!(bench.last(), SignalBody::CallEnded { .. }));
    assert_eq!(bench.post(&session, ended()), 409, "both hung up");
}

#[test]
fn a_resident_who_waits_too_long_gives_up_and_an_echo_stops_ringing() {
    let mut bench = Bench::new().script(Script { patience_ms: 5_000, rings_for_ms: 6_000, ..Script::default() });
    bench.ask();
    bench.post(SESSION, inbound("nurses", "room-101"));
    bench.run_for(Duration::from_secs(6));
    let ends: Vec<Happened> =
        bench.happened().into_iter().filter(|what| matches!(what, Happened::Ended { .. })).collect();
    let gave_up = Happened::Ended { code: Some(CallResultCode::Success), by: Ender::Resident };
    let rang_out = Happened::Ended { code: Some(CallResultCode::SessionTimeout), by: Ender::Alexa };
    assert_eq!(ends, [gave_up, rang_out]);
}

#[test]
fn an_echo_in_a_call_is_busy_and_one_without_power_is_silent() {
    let mut bench = Bench::new();
    bench.post(SESSION, inbound("frontdesk", "room-101"));
    assert_eq!(bench.post("another", inbound("nurses", "room-101")), 200);
    let SignalBody::CallEnded { result: Some(result) } = bench.last() else { panic!("an end") };
    assert_eq!(result.code, CallResultCode::DeviceBusy);

    bench.act("room-103", Act::Vanish);
    let before = bench.heard.len();
    assert_eq!(bench.post("third", inbound("nurses", "room-103")), 200);
    bench.run_for(Duration::from_secs(100));
    assert!(bench.heard[before..].iter().all(|signal| signal.session_id.as_str() != "third"));
}

#[test]
fn a_re_offer_comes_when_the_script_says_and_its_answer_is_judged() {
    let re_offers = vec![TimedChange { after_ms: 0, change: Change::Nothing }];
    let mut bench = Bench::new().script(Script { re_offers, ..Script::default() });
    let (session, offer) = bench.ask();
    bench.post(&session, SignalBody::CallAccepted { answer: Some(paper::answer(&offer, 2)) });
    bench.run_for(Duration::ZERO);
    let SignalBody::CallUpdate { kind, offer } = bench.last().clone() else { panic!("a re-offer") };
    assert_eq!(kind, RenegotiationType::Update);

    let wrong = paper::answer(&offer, 2).as_str().replace("setup:active", "setup:actpass").parse_sdp();
    assert_eq!(bench.post(&session, SignalBody::CallUpdateResponse { kind: kind.clone(), answer: wrong }), 400);
    bench.run_for(Duration::from_millis(120));
    let answer = paper::answer(&offer, 2);
    assert_eq!(
        bench.post(&session, SignalBody::CallUpdateResponse { kind: kind.clone(), answer: answer.clone() }),
        200
    );
    assert_eq!(bench.last(), &SignalBody::CallUpdateAck);
    assert!(bench.happened().contains(&Happened::ReOfferAnswered { after_ms: 120 }));
    assert_eq!(bench.post(&session, SignalBody::CallUpdateResponse { kind, answer }), 409);
}

#[test]
fn mute_hold_and_camera_close_the_gate_only_when_the_answer_is_there() {
    let mut bench = Bench::new();
    let (session, offer) = bench.ask();
    bench.post(&session, SignalBody::CallAccepted { answer: Some(paper::answer(&offer, 2)) });
    bench.act("room-102", Act::Change { change: Change::Held });
    let SignalBody::CallUpdate { kind, offer } = bench.last().clone() else { panic!("a re-offer") };
    assert_eq!(kind, RenegotiationType::Hold);
    assert!(!bench.orders.iter().any(|(_, order)| matches!(order, MediaOrder::Gate(_))));
    let answer = paper::answer(&offer, 2).as_str().replacen("a=sendrecv", "a=recvonly", 1).parse_sdp();
    assert_eq!(bench.post(&session, SignalBody::CallUpdateResponse { kind, answer }), 200);
    assert_eq!(
        bench.orders.last().map(|(_, order)| order.clone()),
        Some(MediaOrder::Gate(roomline_audio::Gate::SendOnly))
    );
    assert_eq!(bench.service.echo(&unit("room-102")).map(|echo| echo.held), Some(true));
}

#[test]
fn a_re_offer_without_an_answer_kills_the_call() {
    let mut bench = Bench::new();
    let (session, offer) = bench.ask();
    bench.post(&session, SignalBody::CallAccepted { answer: Some(paper::answer(&offer, 2)) });
    bench.act("room-102", Act::Change { change: Change::Muted });
    bench.run_for(Duration::from_secs(10));
    let SignalBody::CallEnded { result: Some(result) } = bench.last() else { panic!("an end") };
    assert_eq!(result.code, CallResultCode::InternalError);
}

#[test]
fn every_breach_of_the_order_has_its_status() {
    let mut bench = Bench::new();
    assert_eq!(bench.post("nobody", SignalBody::CallRinging), 404);
    let (session, offer) = bench.ask();
    let answer = Some(paper::answer(&offer, 2));
    assert_eq!(bench.post(&session, SignalBody::CallRingingAck), 400, "an ack of the other direction");
    assert_eq!(bench.post(&session, SignalBody::CallUpdateAck), 400, "nothing to acknowledge");
    assert_eq!(bench.post(&session, SignalBody::CallAccepted { answer: None }), 400, "no answer at all");
    assert_eq!(bench.post(&session, SignalBody::CallAccepted { answer: answer.clone() }), 200);
    assert_eq!(bench.post(&session, SignalBody::CallAccepted { answer }), 409, "twice");
    assert_eq!(bench.post(&session, SignalBody::CallRinging), 400, "ringing after acceptance");
    assert_eq!(bench.post(&session, ended()), 200);
    assert_eq!(bench.post(&session, SignalBody::CallRinging), 404, "the session is over");

    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 200);
    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 409, "the same call twice");
    assert_eq!(bench.post(SESSION, SignalBody::CallAcceptedAck), 400, "nothing was accepted");
    assert_eq!(bench.post(SESSION, SignalBody::CallRinging), 400, "only Alexa says so");
}

#[test]
fn participants_and_descriptions_are_judged() {
    let mut bench = Bench::new();
    assert_eq!(bench.post("a", inbound("reception", "room-101")), 403);
    assert_eq!(bench.post("b", inbound("frontdesk", "room-999")), 404);
    let mut value = write_post(&roomline_signaling::alexa::Signal {
        session_id: "c".parse().expect("an id"),
        body: inbound("frontdesk", "room-101"),
    });
    value["participants"][1]["isOriginator"] = json!(true);
    assert_eq!(bench.post_value(&value).status(), 400, "two callers");
    value["participants"][1]["isOriginator"] = json!(false);
    value["sdpDetails"]["value"] = json!("v=0\r\ns=-\r\n");
    assert_eq!(bench.post_value(&value).status(), 400, "no audio");
    assert_eq!(bench.post_value(&json!([])).status(), 400);
    assert!(bench.heard.is_empty());
}

#[test]
fn a_bad_token_is_refused_before_anything_else() {
    let mut bench = Bench::new();
    let good = std::mem::replace(&mut bench.token, "Atza|guessed".into());
    assert_eq!(bench.post("nobody", SignalBody::CallRinging), 401);
    bench.token = good;
    bench.service.faults_mut().set(vec![Fault { what: FaultKind::ExpireToken, message: None, times: 1 }]);
    assert_eq!(bench.post("nobody", SignalBody::CallRinging), 401);
    assert_eq!(bench.service.post(bench.now, None, b"{}").status(), 401);
}

#[test]
fn faults_refuse_delay_and_double() {
    let mut bench = Bench::new();
    let fault = |what, message: &str| Fault { what, message: Some(message.into()), times: 1 };
    bench.service.faults_mut().set(vec![
        fault(FaultKind::Refuse(503), "InitiateInboundCall"),
        fault(FaultKind::Duplicate, "CallRinging"),
        fault(FaultKind::SlowMs(700), "CallRingingAck"),
        fault(FaultKind::Drop, "CallAccepted"),
    ]);
    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 503);
    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 200);
    assert_eq!(bench.names(), ["CallRinging", "CallRinging", "CallInProgress"]);
    let ack = roomline_signaling::alexa::Signal {
        session_id: SESSION.parse().expect("an id"),
        body: SignalBody::CallRingingAck,
    };
    assert_eq!(bench.post_value(&write_post(&ack)).after, Duration::from_millis(700));
    bench.act("room-101", Act::Answer);
    assert_eq!(bench.names().len(), 3, "the acceptance was lost");
}

#[test]
fn a_message_may_be_done_and_its_answer_be_an_error_all_the_same() {
    let mut bench = Bench::new();
    let what = FaultKind::FailAfter(503);
    bench.service.faults_mut().set(vec![Fault { what, message: Some("InitiateInboundCall".into()), times: 1 }]);
    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 503);
    assert_eq!(bench.names(), ["CallRinging", "CallInProgress"], "the Echo rings");
    assert_eq!(bench.post(SESSION, inbound("frontdesk", "room-101")), 409);
    assert_eq!(bench.names().len(), 2, "and does not ring twice");
}

#[test]
fn a_message_may_be_done_and_nobody_be_told() {
    let mut bench = Bench::new();
    let what = FaultKind::LoseAnswer;
    bench.service.faults_mut().set(vec![Fault { what, message: Some("InitiateInboundCall".into()), times: 1 }]);
    let offer = roomline_signaling::alexa::Signal {
        session_id: SESSION.parse().expect("an id"),
        body: inbound("frontdesk", "room-101"),
    };
    assert!(bench.post_value(&write_post(&offer)).lost);
    assert_eq!(bench.names(), ["CallRinging", "CallInProgress"], "the Echo rings");
    let again = bench.post_value(&write_post(&offer));
    assert_eq!((again.lost, again.status()), (false, 409));
}

#[test]
fn a_re_offer_of_staff_is_answered_with_new_credentials_only_if_ice_restarts() {
    let mut bench = Bench::new();
    let (session, offer) = bench.ask();
    let answer = paper::answer(&offer, 2);
    bench.post(&session, SignalBody::CallAccepted { answer: Some(answer) });
    for (who, changes) in [(2, false), (3, true)] {
        let offer = paper::audio_offer(who);
        let update = SignalBody::CallUpdate { kind: RenegotiationType::Update, offer: offer.clone() };
        assert_eq!(bench.post(&session, update.clone()), 200);
        let SignalBody::CallUpdateResponse { answer, .. } = bench.last().clone() else { panic!("no answer") };
        assert_eq!(check_answer(offer.as_str(), answer.as_str()), Ok(()));
        assert_eq!(answer.as_str().contains("a=ice-ufrag:fr007"), changes);
        assert_eq!(bench.post(&session, update), 409, "it was answered before");
        assert_eq!(bench.post(&session, SignalBody::CallUpdateAck), 200);
    }
}

#[test]
fn two_re_offers_may_meet_and_the_echos_wins() {
    let mut bench = Bench::new().script(Script { re_offers_collide: true, ..Script::default() });
    let (session, offer) = bench.ask();
    bench.post(&session, SignalBody::CallAccepted { answer: Some(paper::answer(&offer, 2)) });
    let ours = SignalBody::CallUpdate { kind: RenegotiationType::Update, offer: paper::audio_offer(3) };
    assert_eq!(bench.post(&session, ours.clone()), 409);
    let SignalBody::CallUpdate { kind, offer } = bench.last().clone() else { panic!("the Echo's re-offer") };
    assert_eq!(bench.post(&session, ours.clone()), 409, "until the Echo's is answered");
    let answer = paper::answer(&offer, 2);
    assert_eq!(bench.post(&session, SignalBody::CallUpdateResponse { kind, answer }), 200);
    assert_eq!(bench.post(&session, ours), 200);
    assert_eq!(bench.last().name(), "CallUpdateResponse");
}

#[test]
fn a_skill_that_does_not_answer_ends_the_resident_s_call() {
    let mut bench = Bench::new();
    bench.skill_is_up = false;
    bench.ask();
    assert_eq!(bench.service.echo(&unit("room-102")).map(|echo| echo.state), Some(EchoState::Idle));
    assert_eq!(bench.names(), ["InitiateOutboundCall"], "no end is told for a call that never was");
}

#[test]
fn what_cannot_be_done_is_said() {
    let (mut service, now) = (Service::new(Property::rosewood(), 1), super::testing::start());
    let mut act = |room: &str, act| service.act(now, &unit(room), &act).expect_err("impossible");
    assert_eq!(act("room-999", Act::Answer), ActError::UnknownUnit);
    assert_eq!(act("room-101", Act::Answer), ActError::NoSuchCall);
    let unknown = act("room-101", Act::Ask { ring_group: "Kitchen".into() });
    assert_eq!(unknown.to_string(), "there is no such ring group; residents know Front desk and Nurses");
}

#[test]
fn a_resident_asks_by_the_contact_s_name_or_the_ring_group_s_address() {
    for said in ["Front desk", "Front Desk", "frontdesk", "FRONTDESK"] {
        let mut bench = Bench::new();
        bench.act("room-102", Act::Ask { ring_group: said.into() });
        let asked = Happened::Asked { ring_group: "Front desk".into() };
        assert!(bench.happened().contains(&asked), "{said}: {:?}", bench.happened());
        let SignalBody::InitiateOutboundCall { participants, .. } = bench.last() else { panic!("{said}: a call") };
        assert_eq!(participants[1].id.value, "frontdesk", "{said}");
    }
}

#[test]
fn the_same_seed_gives_the_same_messages() {
    let run = || {
        let mut bench = Bench::new();
        let (session, _) = bench.ask();
        (session, bench.token)
    };
    assert_eq!(run(), run());
}

trait ParseSdp {
    fn parse_sdp(self) -> roomline_signaling::call::Sdp;
}

impl ParseSdp for String {
    fn parse_sdp(self) -> roomline_signaling::call::Sdp {
        roomline_signaling::call::Sdp::new(self).expect("a short text")
    }
}
