//! Alexa grants us a token: the code is exchanged before the answer, and what was got is sealed.

use http::StatusCode;
use serde_json::{Value, json};

use crate::bench::{Bench, SKILL_ID};

pub(crate) fn grant(bench: &Bench, unit: &str, code: &str) -> Value {
    json!({
        "version": "1.0",
        "context": { "System": {
            "application": { "applicationId": SKILL_ID },
            "user": { "userId": "amzn1.ask.account.A" },
            "unit": { "unitId": unit },
        } },
        "request": {
            "type": "Alexa.Authorization.Grant", "requestId": "r", "timestamp": bench.clock.now().to_string(),
            "body": { "grant": { "type": "OAuth2.AuthorizationCode", "code": code } },
        },
    })
}

fn directive(code: &str) -> Value {
    json!({ "directive": {
        "header": { "namespace": "Alexa.Authorization", "name": "AcceptGrant", "payloadVersion": "3", "messageId": "m" },
        "payload": {
            "grant": { "type": "OAuth2.AuthorizationCode", "code": code },
            "grantee": { "type": "BearerToken", "token": "linked" },
        },
    } })
}

#[tokio::test]
async fn the_code_of_a_grant_is_exchanged_before_it_is_answered() {
    let bench = Bench::new().await;
    let answer = bench.skill(&grant(&bench, "unit", "CODE")).await;
    assert_eq!(answer.body["response"]["event"]["header"]["name"], "AcceptGrant.Response");
    assert_eq!(answer.body["response"]["event"]["payload"], json!({}));
    let requests = bench.amazon.script().token_requests.clone();
    let expected = [
        ("client_id", "client"),
        ("client_secret", "client secret"),
        ("code", "CODE"),
        ("grant_type", "authorization_code"),
    ];
    assert_eq!(requests, [expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into()]);
    assert!(bench.app.readiness().await.granted);
}

#[tokio::test]
async fn the_smart_home_form_of_a_grant_is_answered_in_its_own_form() {
    let bench = Bench::new().await;
    let answer = bench.skill(&directive("CODE")).await;
    assert_eq!(answer.body["event"]["header"]["name"], "AcceptGrant.Response");
    bench.amazon.will_refuse_tokens(400, "invalid_grant");
    let answer = bench.skill(&directive("USED")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["event"]["payload"]["type"], "ACCEPT_GRANT_FAILED");
}

#[tokio::test]
async fn a_grant_whose_code_is_refused_fails_visibly_and_changes_nothing() {
    let bench = Bench::new().await;
    bench.amazon.will_refuse_tokens(400, "invalid_grant");
    let answer = bench.skill(&grant(&bench, "unit", "USED")).await;
    assert_eq!((answer.status, answer.body), (StatusCode::INTERNAL_SERVER_ERROR, Value::Null));
    assert!(!bench.app.readiness().await.granted);
}

#[tokio::test]
async fn tokens_survive_a_restart_and_are_never_on_the_disk_in_clear() {
    let mut bench = Bench::new().await;
    bench.skill(&grant(&bench, "unit", "CODE")).await;
    bench.restart().await;
    assert!(bench.app.readiness().await.granted);
    let bytes = bench.database_bytes();
    assert!(bytes.windows(5).any(|bytes| bytes == b"amzn1"), "the grantor is there");
    assert!(!bytes.windows(4).any(|bytes| bytes == b"Atza" || bytes == b"Atzr"), "no token is");
}

#[tokio::test]
async fn a_disabled_skill_loses_its_token_and_no_other() {
    let bench = Bench::new().await;
    bench.skill(&grant(&bench, "unit-1", "ONE")).await;
    bench.skill(&grant(&bench, "unit-2", "TWO")).await;
    let disabled = |unit: &str| {
        let mut event = grant(&bench, unit, "");
        event["request"]["type"] = "AlexaSkillEvent.SkillDisabled".into();
        event
    };
    bench.skill(&disabled("unit-2")).await;
    assert_eq!(bench.store().grants().expect("grants").len(), 1);
    assert!(bench.app.readiness().await.granted);

    bench.skill(&grant(&bench, "unit-2", "TWO")).await;
    let mut of_all = disabled("unit-1");
    of_all["context"]["System"]["unit"] = Value::Null;
    bench.skill(&of_all).await;
    assert!(!bench.app.readiness().await.granted, "without a unit all of the account are gone");
}
