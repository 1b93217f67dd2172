//! Requests that Alexa's key signed but that are wrong inside: JSON, time, skill, and messages that mean nothing.

use serde_json::{Value, json};

use super::{Case, Expected, PRIVATE, Scene, envelope};
use crate::bench::SKILL_ID;

pub(super) fn cases(scene: &Scene) -> Vec<Case> {
    [unreadable(scene), at_the_wrong_time(scene), for_another_skill(scene), without_meaning(scene)]
        .into_iter()
        .flatten()
        .collect()
}

fn unreadable(scene: &Scene) -> Vec<Case> {
    let text = envelope(&scene.bench, json!({ "type": "LaunchRequest" })).to_string();
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let twice = format!("{},\"request\":{{}}}}", &text[..text.len() - 1]);
    [
        ("an empty body", Vec::new()),
        ("a word", b"hello".to_vec()),
        ("a list", b"[]".to_vec()),
        ("null", b"null".to_vec()),
        ("a number", b"1e999".to_vec()),
        ("bytes that are no text", vec![0xff; 64]),
        ("zeros", vec![0; 64]),
        ("half a request", text.as_bytes()[..text.len() / 2].to_vec()),
        ("two requests in one body", [text.as_bytes(), text.as_bytes()].concat()),
        ("a request with a mark before it", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("a request in UTF-16", utf_16),
        ("a request with single quotes", text.replace('"', "'").into_bytes()),
        ("a request with a comment", format!("{text}// end").into_bytes()),
        ("a request with two requests inside", twice.into_bytes()),
        ("braces without end", b"{".repeat(60_000)),
        ("lists in lists without end", b"[".repeat(60_000)),
        ("an object in objects, sixty thousand deep", [b"{\"request\":".repeat(10_000), b"1".to_vec()].concat()),
        ("more than 128 KiB", vec![b' '; 129 * 1024]),
        ("no request", b"{\"version\":\"1.0\"}".to_vec()),
        ("a request that is null", json!({ "request": null }).to_string().into_bytes()),
        ("a context that is a list", json!({ "context": [1], "request": {} }).to_string().into_bytes()),
        (
            "a user id that is an object",
            json!({ "context": { "System": { "user": { "userId": {} } } }, "request": {} }).to_string().into_bytes(),
        ),
        ("a half pair of surrogates", text.replace("Mrs", "\\ud800").into_bytes()),
        ("a request that is a text", signed_text(scene, "/request", "LaunchRequest".into())),
        ("a request that is a list", signed_text(scene, "/request", json!([{ "type": "LaunchRequest" }]))),
    ]
    .into_iter()
    .map(|(name, body)| Case { name, wire: scene.signed(body), expected: Expected::Refused })
    .collect()
}

fn at_the_wrong_time(scene: &Scene) -> Vec<Case> {
    let now = scene.bench.clock.now();
    let ago = |seconds: i64| json!((now - jiff::SignedDuration::from_secs(seconds)).to_string());
    let launch = "LaunchRequest";
    [
        ("a time of null", launch, Value::Null),
        ("a time in seconds", launch, json!(now.as_second())),
        ("an empty time", launch, json!("")),
        ("a time in words", launch, json!("yesterday")),
        ("a day that does not exist", launch, json!("2026-02-30T12:00:00Z")),
        ("a time without a zone", launch, json!("2026-11-23T12:00:00")),
        ("the year 99999", launch, json!("99999-11-23T12:00:00Z")),
        ("a time before Alexa", launch, json!("1970-01-01T00:00:00Z")),
        ("151 seconds ago", launch, ago(151)),
        ("in 151 seconds", launch, ago(-151)),
        ("a call of a day ago", "Alexa.Comms.CallSignaling.InitiateOutboundCall", ago(86_400)),
        ("a grant of 151 seconds ago", "Alexa.Authorization.Grant", ago(151)),
        ("a skill event of an hour ago", "AlexaSkillEvent.SkillDisabled", ago(3601)),
        ("a skill event of tomorrow", "AlexaSkillEvent.SkillDisabled", ago(-86_400)),
        ("a type that only looks like a skill event", "alexaskillevent.SkillDisabled", ago(3000)),
    ]
    .into_iter()
    .map(|(name, kind, time)| {
        let mut body = envelope(&scene.bench, json!({ "type": kind }));
        body["request"]["timestamp"] = time;
        Case { name, wire: scene.signed(body.to_string().into_bytes()), expected: Expected::Refused }
    })
    .collect()
}

fn for_another_skill(scene: &Scene) -> Vec<Case> {
    let of_context = "/context/System/application/applicationId";
    let mut cases: Vec<_> = [
        ("another skill", of_context, json!("amzn1.ask.skill.other")),
        ("no skill", of_context, json!("")),
        ("our skill in capitals", of_context, json!(SKILL_ID.to_uppercase())),
        ("our skill and a blank", of_context, json!(format!("{SKILL_ID} "))),
        ("our skill and more", of_context, json!(format!("{SKILL_ID}0"))),
        ("a skill that is a list", of_context, json!([SKILL_ID])),
        ("a skill that is a number", of_context, json!(7)),
        ("a context without a system", "/context", json!({})),
        ("no context", "/context", Value::Null),
    ]
    .into_iter()
    .map(|(name, place, value)| Case {
        name,
        wire: scene.signed(signed_text(scene, place, value)),
        expected: Expected::Refused,
    })
    .collect();
    let mut both = envelope(&scene.bench, json!({ "type": "LaunchRequest" }));
    both["session"] = json!({ "application": { "applicationId": SKILL_ID } });
    both["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.other".into();
    let wire = scene.signed(both.to_string().into_bytes());
    cases.push(Case { name: "our skill in the session and another one outside", wire, expected: Expected::Refused });
    cases
}

fn without_meaning(scene: &Scene) -> Vec<Case> {
    let signal = |name: &str| format!("Alexa.Comms.CallSignaling.{name}");
    let person = |value: &str| json!({ "id": { "type": "RAW_ADDRESS", "value": value } });
    let call = |participants: Value, kind: &str, sdp: Value| {
        json!({
            "type": signal("InitiateOutboundCall"), "sessionId": "s", "participants": participants,
            "sdpDetails": { "type": kind, "value": sdp },
        })
    };
    let two = || json!([person(PRIVATE[0]), person("frontdesk")]);
    let offer = || json!(format!("v=0\r\nc=IN IP4 {}\r\n", PRIVATE[1]));
    let grant = |grant: Value| json!({ "type": "Alexa.Authorization.Grant", "body": { "grant": grant } });
    let mut cases: Vec<_> = [
        ("a request without a type", json!({})),
        ("a type that is a number", json!({ "type": 7 })),
        ("an empty type", json!({ "type": "" })),
        ("a type nobody knows", json!({ "type": "Something.Else" })),
        ("a type that colours the log", json!({ "type": "\u{1b}[31mred\r\nline" })),
        ("a type of 60 KiB", json!({ "type": "x".repeat(60 * 1024) })),
        ("a name in the type", json!({ "type": format!("Call {}", "of a resident") })),
        ("a message nobody knows", json!({ "type": signal("Teleport"), "sessionId": "s" })),
        ("a message without a session", json!({ "type": signal("CallRinging") })),
        ("a session that is a number", json!({ "type": signal("CallRinging"), "sessionId": 7 })),
        ("an empty session", json!({ "type": signal("CallRinging"), "sessionId": "" })),
        ("a session of 2 KiB", json!({ "type": signal("CallRinging"), "sessionId": "s".repeat(2048) })),
        ("a session with a line break", json!({ "type": signal("CallRinging"), "sessionId": "s\n" })),
        ("a call of one", call(json!(person(PRIVATE[0])), "OFFER", offer())),
        ("a call of seventeen", call(json!(vec![person(PRIVATE[0]); 17]), "OFFER", offer())),
        ("a call of texts", call(json!([PRIVATE[0], "frontdesk"]), "OFFER", offer())),
        ("a call of 2 KiB of address", call(json!([person(&"x".repeat(2048)), person("frontdesk")]), "OFFER", offer())),
        ("a call with an answer", call(two(), "ANSWER", offer())),
        ("a call with no description", call(two(), "OFFER", Value::Null)),
        ("a call with an empty description", call(two(), "OFFER", json!(""))),
        ("a call with 33 KiB of description", call(two(), "OFFER", json!("x".repeat(33 * 1024)))),
        ("a call with a description that is an object", call(two(), "OFFER", json!({ "sdp": PRIVATE[1] }))),
        ("an acceptance with an offer", json!({ "type": signal("CallAccepted"), "sessionId": "s", "sdpDetails": { "type": "OFFER", "value": offer() } })),
        ("an update without a description", json!({ "type": signal("CallUpdate"), "sessionId": "s" })),
        ("an end with a number as its result", json!({ "type": signal("CallEnded"), "sessionId": "s", "callResult": 7 })),
        ("our own message sent to us", json!({ "type": signal("InitiateInboundCall"), "sessionId": "s" })),
        ("a grant without anything", json!({ "type": "Alexa.Authorization.Grant" })),
        ("a grant without a code", grant(json!({ "type": "OAuth2.AuthorizationCode" }))),
        ("a grant with a code that is a list", grant(json!({ "type": "OAuth2.AuthorizationCode", "code": ["c"] }))),
        ("a grant with a code of 3 KiB", grant(json!({ "type": "OAuth2.AuthorizationCode", "code": "c".repeat(3072) }))),
        ("a grant of another kind", grant(json!({ "type": "Password", "code": PRIVATE[2] }))),
        ("the end of a voice session with a story", json!({ "type": "SessionEndedRequest", "reason": PRIVATE[0], "error": { "type": "said Mrs Hostile", "message": PRIVATE[0] } })),
        ("an exception with a story", json!({ "type": "System.ExceptionEncountered", "error": { "type": "ERROR", "message": PRIVATE[0] }, "cause": { "requestId": PRIVATE[0] } })),
        ("a skill event with an odd name", json!({ "type": "AlexaSkillEvent.\u{7}", "body": { "name": PRIVATE[0] } })),
    ]
    .into_iter()
    .map(|(name, request)| Case {
        name,
        wire: scene.signed(envelope(&scene.bench, request).to_string().into_bytes()),
        expected: Expected::Empty,
    })
    .collect();
    for (name, directive) in [
        ("a directive that is a text", json!({ "directive": PRIVATE[0] })),
        (
            "a directive that turns on a light",
            json!({ "directive": { "header": { "namespace": "Alexa.PowerController", "name": "TurnOn" } } }),
        ),
    ] {
        let wire = scene.signed(directive.to_string().into_bytes());
        cases.push(Case { name, wire, expected: Expected::Empty });
    }
    cases
}

/// A launch with one value replaced.
fn signed_text(scene: &Scene, place: &str, value: Value) -> Vec<u8> {
    let mut body = envelope(&scene.bench, json!({ "type": "LaunchRequest" }));
    *body.pointer_mut(place).expect("a place") = value;
    body.to_string().into_bytes()
}
