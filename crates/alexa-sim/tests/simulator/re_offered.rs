//! A real Echo's stack answers a re-offer of staff that restarts ICE. Staff is on paper: no sound is looked at here.

use roomline_alexa_sim::paper;
use roomline_signaling::alexa::{Participant, ParticipantId, ParticipantIdType, RenegotiationType, SignalBody};
use roomline_signaling::call::Sdp;
use roomline_signaling::call::description::Description;
use serde_json::json;

use crate::bench::Bench;

const SESSION: &str = "b-is-re-offered";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_echo_answers_an_ice_restart_of_staff_with_new_credentials() {
    let mut bench = Bench::start("restart").await;
    bench.script("room-101", json!({ "when_called": { "answer_after_ms": 0 }, "voice": "silent" })).await;
    let offer = paper::audio_offer(1);
    assert_eq!(bench.post(SESSION, call(offer.clone())).await, 200);
    let answer = loop {
        if let SignalBody::CallAccepted { answer: Some(answer) } = bench.signal().await.body {
            break answer;
        }
    };
    let restart = offer.as_str().replace("a=ice-ufrag:fr001", "a=ice-ufrag:re001").replace("-of-001-x", "-of-001-y");
    let offer = Sdp::new(restart.replace(" 2 IN IP4", " 3 IN IP4")).expect("a description");
    let update = SignalBody::CallUpdate { kind: RenegotiationType::Update, offer };
    assert_eq!(bench.post(SESSION, update).await, 200);
    let again = loop {
        if let SignalBody::CallUpdateResponse { answer, .. } = bench.signal().await.body {
            break answer;
        }
    };
    let (first, second) = (read(&answer), read(&again));
    assert_ne!(first.ice_ufrag(), second.ice_ufrag(), "both ends restart");
    assert_eq!(first.fingerprint(), second.fingerprint(), "DTLS goes on");
    assert_eq!(bench.post(SESSION, SignalBody::CallUpdateAck).await, 200);
    assert_eq!(bench.post(SESSION, SignalBody::CallEnded { result: None }).await, 200);
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("a description")
}

fn call(offer: Sdp) -> SignalBody {
    let raw = |value: &str| ParticipantId { kind: ParticipantIdType::RawAddress, value: value.into() };
    let caller = Participant { id: raw("frontdesk"), is_originator: true };
    let called = Participant { id: raw("room-101"), is_originator: false };
    SignalBody::InitiateInboundCall { participants: vec![caller, called], offer, caller_name: None }
}
