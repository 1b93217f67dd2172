//! How questions are asked and answers read, by Amazon's own examples. Origin: tests/fixtures/alexa/manifest.json.

use std::time::Duration;

use http::{Method, StatusCode};
use roomline_signaling::rest::EchoState;
use serde_json::{Value, json};

use super::super::question::{Answer, FoundEcho, FoundProfile, FoundUnit, Question};
use crate::asp::{Failure, Reply};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../../tests/fixtures/alexa/rest.", $name, ".json"))
    };
}

fn echos() -> Question {
    Question::Echos { units: vec!["amzn1.alexa.unit.did.EXAMPLEUNIT0204".into()], page: None }
}

fn reply(status: u16, body: &str) -> Result<Reply, Failure> {
    let status = StatusCode::from_u16(status).expect("a status");
    Ok(Reply { status, retry_after: None, request_id: String::new(), body: body.to_owned().into() })
}

#[test]
fn echos_are_asked_for_as_amazons_example_does() {
    let request = echos().request().expect("a request");
    let body: Value = serde_json::from_slice(request.body.as_ref().expect("a body")).expect("JSON");
    assert_eq!(body, serde_json::from_str::<Value>(fixture!("endpointQuery.request")).expect("JSON"));
    assert_eq!((request.method, request.path.join("/")), (Method::POST, "v2/endpointQuery".to_owned()));
}

#[test]
fn a_list_without_connectivity_says_nothing_about_it() {
    let found = FoundEcho {
        endpoint: "amzn1.alexa.endpoint.EXAMPLEENDPOINT0204".into(),
        units: vec!["amzn1.alexa.unit.did.EXAMPLEUNIT0204".into()],
        state: None,
    };
    let read = echos().read(reply(200, fixture!("endpoints.list.response")));
    assert_eq!(read, Answer::Echos { found: vec![found], next: None });
}

#[test]
fn reachable_unreachable_and_devices_that_are_no_echos_are_told_apart() {
    let device = |maker: Value, value: &str| {
        json!({ "id": "e", "manufacturer": maker, "associatedUnits": [{ "id": "u" }],
            "features": [{ "name": "connectivity", "properties": [{ "name": "reachability",
                "value": { "value": value }, "timeOfSample": "2025-03-04T10:10:00Z" }] }] })
    };
    let maker = |name: &str| json!({ "value": { "text": name } });
    let nobody = Value::Null;
    let results = [device(maker("Amazon"), "OK"), device(nobody, "UNREACHABLE"), device(maker("Lumen & Sons"), "OK")];
    let body = json!({ "results": results, "paginationContext": { "nextToken": "t" } }).to_string();
    let echo = |state: EchoState| FoundEcho { endpoint: "e".into(), units: vec!["u".into()], state: Some(state) };
    let found = vec![echo(EchoState::Online), echo(EchoState::Offline)];
    assert_eq!(echos().read(reply(200, &body)), Answer::Echos { found, next: Some("t".into()) });
}

#[test]
fn the_other_answers_are_read_by_amazons_examples() {
    let reach = Question::Reach { endpoint: "e".into() };
    assert_eq!(reach.read(reply(200, fixture!("endpoint.connectivity.response"))), Answer::Reach(EchoState::Online));
    assert_eq!(reach.read(reply(404, "")), Answer::Reach(EchoState::Unknown));
    let units = Question::Units { root: "r".into(), page: Some("p".into()) };
    let query = units.request().expect("a request").query;
    assert!(query.contains(&("nextToken", "p".into())) && query.contains(&("parentId", "r".into())), "{query:?}");
    let example: Value = serde_json::from_str(fixture!("units.list.response")).expect("JSON");
    let first = &example["results"][0];
    let Answer::Units { found, .. } = units.read(reply(200, fixture!("units.list.response"))) else { panic!("units") };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (id, parent) = (text(&first["id"]).expect("an id"), text(&first["parentId"]));
    assert_eq!(found[0], FoundUnit { id, parent, name: text(&first["name"]["value"]["text"]) });
    let profile = Question::Profile { id: "p".into() };
    let example: Value = serde_json::from_str(fixture!("profile.get.response")).expect("JSON");
    let found = FoundProfile { unit: text(&example["entity"]["id"]).expect("a unit"), name: text(&example["name"]) };
    assert_eq!(profile.read(reply(200, fixture!("profile.get.response"))), Answer::Profile(Some(found)));
    assert_eq!(profile.read(reply(404, "")), Answer::Profile(None));
}

#[test]
fn failures_are_told_apart_by_what_helps() {
    for status in [429, 408, 500, 502, 503] {
        assert_eq!(echos().read(reply(status, "")), Answer::Later { after: None }, "{status}");
    }
    let wish = Some(Duration::from_secs(7));
    let throttled = reply(429, "").map(|reply| Reply { retry_after: wish, ..reply });
    assert_eq!(echos().read(throttled), Answer::Later { after: wish });
    assert_eq!(echos().read(Err(Failure::Silent)), Answer::Later { after: None });
    assert!(matches!(echos().read(reply(200, "<html>")), Answer::Unreadable { status: 200, .. }));
    for status in [400, 404] {
        assert_eq!(echos().read(reply(status, "")), Answer::Refused, "{status}");
    }
    assert!(matches!(echos().read(reply(403, "")), Answer::Locked(_)));
    assert!(matches!(echos().read(reply(401, "")), Answer::Locked(_)));
    assert!(matches!(echos().read(Err(Failure::Consent)), Answer::Locked(_)));
}
