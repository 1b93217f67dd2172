//! What stations read: directory, call log, call-backs, ICE servers; and what the operator's tools read.

use axum::body::Body;
use http::{Request, StatusCode};
use roomline_middleware::store::units::StoredUnit;
use serde_json::json;

use crate::bench::{Bench, send};
use crate::sign_in::signed_in;

#[tokio::test]
async fn the_directory_is_sent_once_until_it_changes() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let first = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    let unit = json!({ "unit_id": "unit-204", "name": "Mrs Jones", "room": "204", "echo": "unknown" });
    assert_eq!(first.body, json!({ "units": [unit] }));
    assert_eq!(first.headers["cache-control"], "private, no-cache");

    let again = || {
        let request = Request::get("/v1/directory")
            .header("authorization", format!("Bearer {token}"))
            .header("if-none-match", first.headers["etag"].clone());
        send(bench.app.staff_router(), request.body(Body::empty()).expect("a request"))
    };
    let second = again().await;
    assert_eq!((second.status, &second.headers["etag"]), (StatusCode::NOT_MODIFIED, &first.headers["etag"]));

    let other = StoredUnit { unit_id: "a".into(), name: "Mr Lee".into(), room: "9".into(), ..StoredUnit::default() };
    bench.store().import_units(&[other]).expect("an import");
    let third = again().await;
    assert_eq!((third.status, &third.body["units"][0]["name"]), (StatusCode::OK, &json!("Mr Lee")));
}

#[tokio::test]
async fn a_new_property_has_no_calls_and_no_call_backs() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let calls = bench.ask("GET", "/v1/calls", Some(&token), None).await;
    assert_eq!((calls.status, calls.body), (StatusCode::OK, json!({ "calls": [] })));
    let nonsense = bench.ask("GET", "/v1/calls?cursor=nonsense", Some(&token), None).await;
    assert_eq!((nonsense.status, nonsense.body), (StatusCode::OK, json!({ "calls": [] })));
    let callbacks = bench.ask("GET", "/v1/callbacks", Some(&token), None).await;
    assert_eq!((callbacks.status, callbacks.body), (StatusCode::OK, json!({ "callbacks": [] })));
}

#[tokio::test]
async fn a_call_back_that_is_not_there_cannot_be_claimed() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let id = "01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f";
    for path in
        [format!("{id}/claim"), format!("{id}/release"), format!("{id}/done"), format!("{id}/x"), "x/claim".into()]
    {
        let answer = bench.ask("POST", &format!("/v1/callbacks/{path}"), Some(&token), None).await;
        assert_eq!((answer.status, &answer.body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{path}");
    }
}

#[tokio::test]
async fn turn_credentials_name_the_station_and_when_they_end() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let answer = bench.ask("GET", "/v1/ice-servers", Some(&token), None).await;
    assert_eq!(answer.body["expires_in_s"], 3600);
    let turn = &answer.body["servers"][0];
    let ends = bench.clock.now().as_second() + 6 * 3600;
    assert_eq!(
        (&turn["urls"], &turn["username"]),
        (&json!(["turn:turn.example.org"]), &json!(format!("{ends}:station-1")))
    );
    assert_eq!(turn["credential"].as_str().map(str::len), Some(28));
}

#[tokio::test]
async fn the_operator_sees_health_readiness_and_figures() {
    let bench = Bench::new().await;
    let get = |path: &str| send(bench.app.admin_router(), Request::get(path).body(Body::empty()).expect("a request"));
    assert_eq!(get("/healthz").await.body, json!({ "status": "ok" }));
    assert_eq!(get("/readyz").await.body, json!({ "ready": true, "granted": false, "unheard": ["Front desk"] }));
    assert_eq!(get("/metrics").await.status, StatusCode::OK);
    bench.app.calls().stop().await;
    let stopped = get("/readyz").await;
    assert_eq!((stopped.status, &stopped.body["ready"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(false)));
    let public = send(bench.app.router(), Request::get("/healthz").body(Body::empty()).expect("a request")).await;
    assert_eq!(public.status, StatusCode::NOT_FOUND, "not for the public");
}
