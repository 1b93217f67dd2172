//! What Alexa is answered: words for people, nothing for signaling, and a deferred response for a call.

use std::sync::atomic::Ordering;

use http::StatusCode;
use serde_json::{Value, json};

use crate::bench::{Bench, SKILL_ID};

fn request(bench: &Bench, request: Value) -> Value {
    let mut request = request;
    request["timestamp"] = bench.clock.now().to_string().into();
    json!({
        "version": "1.0",
        "context": { "System": { "application": { "applicationId": SKILL_ID }, "user": { "userId": "u" } } },
        "request": request,
    })
}

pub(crate) fn call(bench: &Bench, session_id: &str) -> Value {
    let participant = |value: &str, originator: bool| json!({ "id": { "type": "RAW_ADDRESS", "value": value }, "isOriginator": originator });
    request(
        bench,
        json!({
            "type": "Alexa.Comms.CallSignaling.InitiateOutboundCall",
            "sessionId": session_id,
            "participants": [participant("unit-204", true), participant("frontdesk", false)],
            "sdpDetails": { "type": "OFFER", "value": "v=0\r\n" },
        }),
    )
}

pub(crate) fn empty() -> Value {
    json!({ "version": "1.0", "response": {} })
}

async fn said(bench: &Bench, kind: &str, intent: &str) -> (String, bool) {
    said_in(bench, "en-US", kind, intent).await
}

async fn said_in(bench: &Bench, locale: &str, kind: &str, intent: &str) -> (String, bool) {
    let body = request(bench, json!({ "type": kind, "intent": { "name": intent }, "locale": locale }));
    let answer = bench.skill(&body).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/json;charset=UTF-8");
    let response = &answer.body["response"];
    let text = response["outputSpeech"]["text"].as_str().expect("words").to_owned();
    (text, response["shouldEndSession"].as_bool().expect("whether it ends"))
}

#[tokio::test]
async fn whoever_opens_the_skill_by_voice_hears_how_to_call() {
    let bench = Bench::new().await;
    let (text, ends) = said(&bench, "LaunchRequest", "").await;
    assert!(text.contains("Alexa, call front desk") && !ends, "{text}");
    let (text, ends) = said(&bench, "IntentRequest", "AMAZON.HelpIntent").await;
    assert!(text.contains("Alexa, call front desk") && !ends, "{text}");
    let (text, ends) = said(&bench, "IntentRequest", "AMAZON.FallbackIntent").await;
    assert!(text.contains("can't help") && !ends, "{text}");
    for goodbye in ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"] {
        assert_eq!(said(&bench, "IntentRequest", goodbye).await, ("Goodbye.".to_owned(), true));
    }
    assert!(said(&bench, "IntentRequest", "StatusIntent").await.1);
    for unknown in ["AMAZON.YesIntent", "OrderPizzaIntent", ""] {
        let (text, ends) = said(&bench, "IntentRequest", unknown).await;
        assert!(text.contains("can't help") && !ends, "{unknown}: {text}");
    }
}

#[tokio::test]
async fn every_locale_is_spoken_to_in_its_language_and_names_the_ring_group() {
    let bench = Bench::new().await;
    for (locale, welcome, help, fallback, goodbye) in [
        ("en-US", "connects calls", "To talk with the", "I can't help", "Goodbye."),
        ("en-GB", "connects calls", "To talk with the", "I can't help", "Goodbye."),
        ("de-DE", "Mit diesem Skill", "Wenn Sie mit jemandem", "Dabei kann ich nicht", "Auf Wiederhören."),
        ("fr-FR", "Cette skill", "Pour parler", "Je ne peux pas", "Au revoir."),
        ("fr-CA", "Cette skill", "Pour parler", "Je ne peux pas", "Au revoir."),
        ("it-IT", "Questa skill", "Per parlare", "Non posso", "Arrivederci."),
        ("es-ES", "le pone en contacto", "Para hablar", "No puedo", "Adiós."),
        ("es-US", "lo comunica", "Para hablar", "No puedo", "Adiós."),
        ("de-AT", "Mit diesem Skill", "Wenn Sie mit jemandem", "Dabei kann ich nicht", "Auf Wiederhören."),
        ("ja-JP", "connects calls", "To talk with the", "I can't help", "Goodbye."),
    ] {
        for (kind, intent, says, ends) in [
            ("LaunchRequest", "", welcome, false),
            ("IntentRequest", "AMAZON.HelpIntent", help, false),
            ("IntentRequest", "AMAZON.FallbackIntent", fallback, false),
            ("IntentRequest", "OrderPizzaIntent", fallback, false),
            ("IntentRequest", "StatusIntent", help, true),
        ] {
            let (text, ended) = said_in(&bench, locale, kind, intent).await;
            assert!(text.contains(says) && text.to_lowercase().contains("front desk"), "{locale} {intent}: {text}");
            assert_eq!(ended, ends, "{locale} {intent}");
        }
        for intent in ["AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.NavigateHomeIntent"] {
            assert_eq!(said_in(&bench, locale, "IntentRequest", intent).await, (goodbye.to_owned(), true));
        }
    }
}

#[tokio::test]
async fn a_ring_group_that_was_renamed_is_spoken_by_its_new_name() {
    let bench = Bench::new().await;
    let text = std::fs::read_to_string(bench.config_file()).expect("a file");
    std::fs::write(bench.config_file(), text.replace("Front desk", "Nurses")).expect("a file");
    bench.app.reload(&bench.config_file()).await.expect("a reload");
    let (text, _) = said(&bench, "LaunchRequest", "").await;
    assert_eq!(text, "This skill connects calls with the nurses. Say: Alexa, call nurses.");
}

#[tokio::test]
async fn what_is_not_for_us_gets_the_empty_answer() {
    let bench = Bench::new().await;
    for kind in [
        "SessionEndedRequest",
        "System.ExceptionEncountered",
        "AlexaSkillEvent.SkillEnabled",
        "AlexaSkillEvent.SkillAccountLinked",
        "Alexa.Comms.CallSignaling.SomethingNew",
        "Alexa.Comms.CallSignaling.CallRinging",
        "Something.Else",
    ] {
        let answer = bench.skill(&request(&bench, json!({ "type": kind }))).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, empty()), "{kind}");
    }
}

#[tokio::test]
async fn a_call_from_a_unit_gets_the_deferred_response() {
    let bench = Bench::new().await;
    let deferred = json!({ "version": "1.0", "response": { "directives": [{
        "type": "Alexa.Comms.CallSignaling.InitiateOutboundCall", "providerSessionId": "session-1",
    }] } });
    for _ in 0..2 {
        assert_eq!(bench.skill(&call(&bench, "session-1")).await.body, deferred, "also when it is repeated");
    }
    assert_eq!(bench.app.counts().unlinked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_deferred_response_is_empty_if_configured_so() {
    let bench = Bench::with("deferred_response = \"empty\"").await;
    assert_eq!(bench.skill(&call(&bench, "session-1")).await.body, empty());
}

#[tokio::test]
async fn a_call_that_cannot_be_read_whole_is_written_down_and_called_back() {
    let spoil: [fn(&mut Value); 5] = [
        |request| request["sdpDetails"]["value"] = "x".repeat(33 * 1024).into(),
        |request| request["sdpDetails"]["type"] = "ANSWER".into(),
        |request| request["sdpDetails"] = Value::Null,
        |request| request["participants"] = "nobody".into(),
        |request| request["participants"] = Value::Null,
    ];
    for spoil in spoil {
        let bench = Bench::new().await;
        let mut broken = call(&bench, "session-1");
        spoil(&mut broken["request"]);
        assert_eq!(bench.skill(&broken).await.status, StatusCode::OK);
        let callbacks = bench.app.calls().callbacks("Desk 1").await.expect("calls are served").callbacks;
        assert_eq!(callbacks.len(), 1, "{}", broken["request"]["type"]);
    }
}

/// A file of `tests/fixtures/alexa`.
pub(crate) fn fixture(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/alexa/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a fixture");
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test]
async fn every_example_of_a_request_gets_the_answer_of_its_kind() {
    let bench = Bench::new().await;
    for (request, answer) in [
        ("a2s.InitiateOutboundCall", "rsp.DeferredOutboundCall"),
        ("a2s.InitiateOutboundCall.profileCaller", "rsp.DeferredOutboundCall"),
        ("a2s.CallRinging", "rsp.Empty"),
        ("a2s.CallRingingAck", "rsp.Empty"),
        ("a2s.CallInProgress", "rsp.Empty"),
        ("a2s.CallInProgressAck", "rsp.Empty"),
        ("a2s.CallAccepted", "rsp.Empty"),
        ("a2s.CallAcceptedAck", "rsp.Empty"),
        ("a2s.CallUpdate", "rsp.Empty"),
        ("a2s.CallUpdate.hold", "rsp.Empty"),
        ("a2s.CallUpdateResponse", "rsp.Empty"),
        ("a2s.CallUpdateAck", "rsp.Empty"),
        ("a2s.CallEnded", "rsp.Empty"),
        ("a2s.CallEnded.noResult", "rsp.Empty"),
        ("a2s.CallEnded.timeout", "rsp.Empty"),
        ("a2s.CallSignaling.unknown", "rsp.Empty"),
        ("a2s.UnknownRequest", "rsp.Empty"),
        ("a2s.SessionEndedRequest", "rsp.Empty"),
        ("a2s.SystemExceptionEncountered", "rsp.Empty"),
        ("a2s.SkillEnabled", "rsp.Empty"),
        ("a2s.SkillDisabled", "rsp.Empty"),
        ("a2s.SkillAccountLinked", "rsp.Empty"),
        ("a2s.LaunchRequest", "rsp.Launch"),
        ("a2s.AuthorizationGrant", "rsp.AcceptGrant.wrapped"),
        ("a2s.AcceptGrantDirective", "rsp.AcceptGrant.bare"),
    ] {
        let mut body = fixture(request);
        if let Some(request) = body.get_mut("request") {
            request["timestamp"] = bench.clock.now().to_string().into();
        }
        let mut expected = fixture(answer);
        let mut answered = bench.skill(&body).await;
        assert_eq!(answered.status, StatusCode::OK, "{request}");
        for event in ["/response/event/header/messageId", "/event/header/messageId"] {
            for id in [expected.pointer_mut(event), answered.body.pointer_mut(event)].into_iter().flatten() {
                *id = Value::Null;
            }
        }
        assert_eq!(answered.body, expected, "{request}");
    }
}
