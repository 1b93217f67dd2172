//! Two real Echos talk with each other, because the test passes their descriptions on: both call flows, over real doors
//! and with real sound.

use crate::bench::Bench;
use roomline_audio::tone::tone_level;
use roomline_signaling::alexa::{
    CallResult, CallResultCode, Participant, ParticipantId, ParticipantIdType, SignalBody,
};
use roomline_signaling::call::{Sdp, description};
use serde_json::json;

const CALLED: &str = "b-is-called";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_echo_hears_the_others_tone() {
    let mut bench = Bench::start("tone").await;
    bench.script("room-102", json!({ "voice": { "tone": 500.0 }, "hangs_up_after_ms": 2000 })).await;
    bench.script("room-101", json!({ "voice": { "tone": 900.0 }, "when_called": { "answer_after_ms": 0 } })).await;
    let (_, _, answer) = connect(&mut bench).await;
    assert!(answer.as_str().contains("m=video"), "an Echo takes the video section as well");
    for unit in ["room-101", "room-102"] {
        let level = bench.event(unit, "first_audio").await["level_dbfs"].as_f64().expect("a level");
        assert!(level > -40.0, "{unit}: {level}");
    }
    end_by_resident(&mut bench).await;
    expect_tones(&bench).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_echo_that_begins_ice_at_acceptance_is_not_connected_before_and_heard_after() {
    let mut bench = Bench::start("late-ice").await;
    bench.script("room-102", json!({ "voice": { "tone": 500.0 }, "hangs_up_after_ms": 2000 })).await;
    let late =
        json!({ "voice": { "tone": 900.0 }, "ice": "at_acceptance", "when_called": { "answer_after_ms": 1500 } });
    bench.script("room-101", late).await;
    // The caller gets the early answer, and starts to knock at a silent door.
    connect_with(&mut bench, When::Early).await;
    let connected = bench.event("room-101", "connected").await["seq"].as_u64();
    assert!(bench.event("room-101", "accepted").await["seq"].as_u64() < connected);
    end_by_resident(&mut bench).await;
    expect_tones(&bench).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sound_goes_on_after_mute_and_unmute() {
    let mut bench = Bench::start("mute").await;
    let re_offers = json!([{ "after_ms": 300, "change": "muted" }, { "after_ms": 600, "change": "unmuted" }]);
    let caller = json!({ "voice": { "tone": 500.0 }, "hangs_up_after_ms": 3000, "re_offers": re_offers });
    bench.script("room-102", caller).await;
    bench.script("room-101", json!({ "voice": { "tone": 900.0 }, "when_called": { "answer_after_ms": 0 } })).await;
    let (session, mut theirs, mut ours) = connect(&mut bench).await;
    let mut answered = 0;
    while answered < 2 {
        if let SignalBody::CallUpdate { kind, offer } = bench.signal().await.body {
            let answer = description::answer_reoffer(&ours, &theirs, &offer).expect("a plain re-offer").sdp;
            (theirs, ours) = (offer, answer.clone());
            assert_eq!(bench.post(&session, SignalBody::CallUpdateResponse { kind, answer }).await, 200);
            answered += 1;
        }
    }
    end_by_resident(&mut bench).await;
    let called = bench.heard_by("room-101").await;
    let tail = &called[called.len() - 48_000..];
    assert!(tone_level(tail, 500.0).dbfs() > -20.0, "the unmuted tone comes back: {}", tone_level(tail, 500.0));
    let quiet = called.chunks(4_800).map(|chunk| tone_level(chunk, 500.0).dbfs()).fold(0.0, f32::min);
    assert!(quiet < -60.0, "a tenth of a second was muted: {quiet}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_echo_that_loses_power_says_nothing_and_is_missed_by_the_other() {
    let mut bench = Bench::start("vanish").await;
    bench.script("room-102", json!({ "voice": { "tone": 500.0 } })).await;
    let called = json!({ "when_called": { "answer_after_ms": 0 }, "vanishes_after_ms": 500 });
    bench.script("room-101", called).await;
    connect(&mut bench).await;
    bench.event("room-101", "vanished").await;
    bench.event("room-102", "lost").await;
    bench.act("room-102", json!({ "act": "hang_up" })).await;
    let ended = loop {
        let signal = bench.signal().await;
        if matches!(signal.body, SignalBody::CallEnded { .. }) {
            break signal.session_id;
        }
    };
    assert_ne!(ended.as_str(), CALLED, "only the one who hung up says so");
    let heard = bench.heard_by("room-101").await;
    assert!(heard.len() < 48_000, "what was heard before is kept: {} samples", heard.len());
}

#[derive(PartialEq)]
enum When {
    Early,
    Accepted,
}

/// Room 102 asks for the front desk, which is room 101: returns the asking session, its offer and the answer it got.
async fn connect(bench: &mut Bench) -> (String, Sdp, Sdp) {
    connect_with(bench, When::Accepted).await
}

async fn connect_with(bench: &mut Bench, when: When) -> (String, Sdp, Sdp) {
    bench.act("room-102", json!({ "act": "ask", "ring_group": "Front desk" })).await;
    let asked = bench.signal().await;
    let session = asked.session_id.to_string();
    let SignalBody::InitiateOutboundCall { offer, .. } = asked.body else { panic!("a call from a unit") };
    assert_eq!(bench.post(&session, SignalBody::CallRinging).await, 200);
    assert_eq!(bench.post(CALLED, inbound(offer.clone())).await, 200);
    let mut given = None;
    loop {
        match bench.signal().await.body {
            SignalBody::CallInProgress { answer: Some(answer) } if when == When::Early => {
                let body = SignalBody::CallInProgress { answer: Some(answer.clone()) };
                assert_eq!(bench.post(&session, body).await, 200);
                given = Some(answer);
            }
            SignalBody::CallAccepted { answer } => {
                let answer = answer.expect("the answer");
                assert_eq!(bench.post(CALLED, SignalBody::CallAcceptedAck).await, 200);
                let body = SignalBody::CallAccepted { answer: Some(answer.clone()) };
                assert_eq!(bench.post(&session, body).await, 200);
                assert!(given.is_none_or(|given| given == answer), "an early answer is the answer");
                return (session, offer, answer);
            }
            _ => {}
        }
    }
}

/// The script of the caller hangs up; the called one is told.
async fn end_by_resident(bench: &mut Bench) {
    while !matches!(bench.signal().await.body, SignalBody::CallEnded { .. }) {}
    let result = Some(CallResult { code: CallResultCode::Success, message: None });
    assert_eq!(bench.post(CALLED, SignalBody::CallEnded { result }).await, 200);
}

async fn expect_tones(bench: &Bench) {
    for (unit, theirs, own) in [("room-101", 500.0, 900.0), ("room-102", 900.0, 500.0)] {
        let heard = bench.heard_by(unit).await;
        let tail = &heard[heard.len() - 24_000..];
        let (theirs, own) = (tone_level(tail, theirs), tone_level(tail, own));
        assert!(theirs.dbfs() > -20.0, "{unit} hears the other: {theirs}");
        assert!(own.dbfs() < -50.0, "{unit} does not hear itself: {own}");
    }
}

fn inbound(offer: Sdp) -> SignalBody {
    let raw = |value: &str| ParticipantId { kind: ParticipantIdType::RawAddress, value: value.into() };
    let participants = vec![
        Participant { id: raw("frontdesk"), is_originator: true },
        Participant { id: raw("room-101"), is_originator: false },
    ];
    SignalBody::InitiateInboundCall { participants, offer, caller_name: None }
}
