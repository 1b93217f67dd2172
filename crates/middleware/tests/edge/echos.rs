//! From Amazon's list of Echos to a station's socket and its directory, through the whole middleware.

use std::time::Duration;

use axum::body::Body;
use http::Request;
use roomline_middleware::calls::{StationIdentity, ToSocket};
use roomline_middleware::store::echo::FoundRoom;
use roomline_signaling::call::StationId;
use roomline_signaling::rest::{EchoState, UnitEcho};
use serde_json::{Value, json};

use crate::bench::{Bench, send};
use crate::sign_in::signed_in;

const DEADLINE: Duration = Duration::from_secs(20);
const MANAGED: &str = "management_client_id = \"profile\"\nmanagement_client_secret = \"profile secret\"\n\
                       management_refresh_token = \"consent\"\necho_poll_s = 3600";

pub(crate) fn desk() -> StationIdentity {
    StationIdentity {
        station_id: StationId::new("station-2").expect("an id"),
        station_name: "Desk 2".into(),
        user: "bob".to_owned().into(),
        staff: "Bob".to_owned().into(),
        session: "of Bob".into(),
    }
}

#[tokio::test]
async fn an_echo_that_amazon_lists_as_reachable_is_online_on_the_socket_and_in_the_directory() {
    let bench = Bench::with(MANAGED).await;
    let token = signed_in(&bench, "station-1").await.access;
    let room = FoundRoom {
        unit_id: "unit-204".into(),
        amazon_unit: "amzn1.alexa.unit.did.204".into(),
        profile_name: Some("204".into()),
    };
    bench.store().put_property_rooms("amzn1.alexa.unit.did.HOUSE", &[room]).expect("written");
    let before = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    assert_eq!(before.body["units"][0]["echo"], "unknown");

    let mut socket = bench.app.calls().connect(desk()).await.expect("a socket");
    socket.inbox.frame(json!({ "id": "1", "type": "resume" }).to_string()).await;
    let app = bench.app.clone();
    let tending = tokio::spawn(async move { app.tend().await });
    let told = async {
        while let Some(ToSocket::Frame(text)) = socket.outbox.recv().await {
            let message: Value = serde_json::from_str(&text).expect("JSON");
            if message["type"] == "echo.changed" {
                return message["units"].clone();
            }
        }
        panic!("the socket was closed");
    };
    let told = tokio::time::timeout(DEADLINE, told).await.expect("told in time");
    assert_eq!(told, json!([{ "unit_id": "unit-204", "echo": "online" }]));
    assert_eq!(bench.amazon.script().units_asked, ["amzn1.alexa.unit.did.204"]);
    let sent = bench.amazon.script().token_requests[0].clone();
    assert_eq!((sent["refresh_token"].as_str(), sent["client_id"].as_str()), ("consent", "profile"));

    let after = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    assert_eq!(after.body["units"][0]["echo"], "online");
    assert_ne!(after.headers["etag"], before.headers["etag"]);
    let metrics = Request::get("/metrics").body(Body::empty()).expect("a request");
    let metrics = send(bench.app.admin_router(), metrics).await.text;
    assert!(metrics.contains("\nroomline_echos_online 1\n"), "{metrics}");
    tending.abort();
}

#[tokio::test]
async fn what_nobody_watches_any_more_is_not_known() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let unit_id = "unit-204".parse().expect("an id");
    let offline = UnitEcho { unit_id, echo: EchoState::Offline, echo_since_ms: Some(1), echo_seen_ms: None };
    bench.store().put_echos(&[offline]).expect("written");
    let shown = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    let unit = json!({ "unit_id": "unit-204", "name": "Mrs Jones", "room": "204", "echo": "unknown" });
    assert_eq!(shown.body["units"], json!([unit]));
}
