//! A shift is handed over at one desk and found at the other; and a ring group that nobody listens for, as operators see it.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use roomline_middleware::calls::{Socket, ToSocket};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::bench::{Bench, PASSWORD, send};
use crate::command_line::run;
use crate::echos::desk;
use crate::sign_in::signed_in;

const DEADLINE: Duration = Duration::from_secs(20);
const HOUR_MS: i64 = 3_600_000;
const ID: &str = "0192a5f0-0000-7000-8000-0000000000a1";

/// Bob's access token, at a desk of this name.
async fn bob_at(bench: &Bench, station_name: &str) -> String {
    let body = json!({ "user": "bob", "password": PASSWORD, "station_id": "station-2", "station_name": station_name });
    let answer = bench.ask("POST", "/v1/session", None, Some(body)).await;
    answer.body["access_token"].as_str().expect("a token").to_owned()
}

/// Desk 2, connected.
async fn listening(bench: &Bench) -> Socket {
    let mut socket = bench.app.calls().connect(desk()).await.expect("a socket");
    socket.inbox.frame(json!({ "id": "1", "type": "resume" }).to_string()).await;
    socket
}

/// The next message of a type on a socket.
async fn hears(socket: &mut Socket, kind: &str) -> Value {
    let heard = async {
        while let Some(ToSocket::Frame(text)) = socket.outbox.recv().await {
            let message: Value = serde_json::from_str(&text).expect("JSON");
            if message["type"] == kind {
                return message;
            }
        }
        panic!("the socket was closed");
    };
    tokio::time::timeout(DEADLINE, heard).await.expect("heard in time")
}

/// Writes a call from a unit to the front desk; the times in milliseconds after its arrival.
fn call(bench: &Bench, number: usize, ago_ms: i64, awarded: Option<i64>, accepted: Option<i64>, ended: Option<i64>) {
    let at = bench.clock.now().as_millisecond() - ago_ms;
    let id = format!("0192a5f0-0000-7000-8000-{number:012}");
    let sql =
        "INSERT INTO call (call_id, session_id, direction, ring_group, started_ms, awarded_ms, accepted_ms, ended_ms)
               VALUES (?1, ?1, ?2, 'Front desk', ?3, ?4, ?5, ?6)";
    let direction = if number == 0 { "to_unit" } else { "from_unit" };
    let after = |ms: Option<i64>| ms.map(|ms| at + ms);
    let values = params![id, direction, at, after(awarded), after(accepted), after(ended)];
    Connection::open(&bench.config.database).expect("a database").execute(sql, values).expect("a call");
}

async fn metrics(bench: &Bench) -> String {
    let request = Request::get("/metrics").body(Body::empty()).expect("a request");
    send(bench.app.admin_router(), request).await.text
}

#[tokio::test]
async fn what_is_handed_over_at_one_desk_is_found_and_read_at_the_other() {
    let bench = Bench::new().await;
    let ann = signed_in(&bench, "station-1").await.access;
    let mut desk_2 = listening(&bench).await;
    let note = "Mrs Jones has a visitor until four.\nThe lift is out of order.";
    let handed = bench.ask("POST", "/v1/handover", Some(&ann), Some(json!({ "id": ID, "note": note }))).await;
    assert_eq!(handed.status, StatusCode::OK, "{handed:?}");
    let told = hears(&mut desk_2, "handover.changed").await;
    assert_eq!(told["handover"], handed.body);
    assert_eq!((&told["handover"]["staff"], &told["handover"]["station"]), (&json!("Ann"), &json!("Desk 1")));

    let again = bench.ask("POST", "/v1/handover", Some(&ann), Some(json!({ "id": ID, "note": note }))).await;
    assert_eq!(again.body, handed.body, "stored once");
    let bob = bob_at(&bench, "Desk 2").await;
    let report = bench.ask("GET", "/v1/handover", Some(&bob), None).await;
    assert_eq!(report.body["groups"][0]["last"], handed.body);

    let path = format!("/v1/handover/{ID}/read");
    let read = bench.ask("POST", &path, Some(&bob), None).await;
    assert_eq!((read.status, &read.body["read"]["staff"]), (StatusCode::OK, &json!("Bob")));
    assert_eq!(hears(&mut desk_2, "handover.changed").await["handover"], read.body);
    assert_eq!(bench.ask("POST", &path, Some(&ann), None).await.body, read.body, "the first who reads it is kept");

    run(&bench, &["staff", "role", "bob", "admin"], "").expect("a role");
    let trail = bench.ask("GET", "/v1/audit", Some(&bob), None).await;
    let lines = trail.body["entries"].as_array().expect("a list").iter();
    let deeds: Vec<_> = lines
        .filter(|line| line["deed"].as_str().is_some_and(|deed| deed.contains("handover")))
        .map(|line| (line["deed"].clone(), line["account"].clone(), line["subject"].clone()))
        .collect();
    let read_by_bob = (json!("handover.read"), json!("bob"), json!(ID));
    let looked = (json!("read_handover"), json!("bob"), Value::Null);
    assert_eq!(deeds, [read_by_bob, looked, (json!("handover"), json!("ann"), json!(ID))]);
    assert!(!trail.text.contains("visitor"), "what was written is nobody's business there");
}

#[tokio::test]
async fn the_shift_is_summed_up_from_the_calls_since_the_last_hand_over_a_day_at_most() {
    let bench = Bench::new().await;
    let ann = signed_in(&bench, "station-1").await.access;
    let empty = bench.ask("GET", "/v1/handover", Some(&ann), None).await;
    let yesterday = bench.clock.now().as_millisecond() - 24 * HOUR_MS;
    let nothing = json!({ "ring_group": "Front desk", "since_ms": yesterday, "calls": 0, "answered": 0, "missed": 0,
        "callbacks_waiting": 0, "callbacks_claimed": 0 });
    assert_eq!(empty.body, json!({ "groups": [nothing] }));

    call(&bench, 0, HOUR_MS, None, Some(5_000), Some(60_000));
    for (number, wait_ms) in (1..).zip([4_000, 8_001, 30_000]) {
        call(&bench, number, HOUR_MS, Some(wait_ms), Some(wait_ms + 200), Some(90_000));
    }
    // One that goes on, one that nobody took, one whose award Alexa refused, one that rings, one of the shift before.
    call(&bench, 4, HOUR_MS, Some(2_000), Some(2_200), None);
    call(&bench, 5, HOUR_MS, None, None, Some(30_000));
    call(&bench, 6, HOUR_MS, Some(3_000), None, Some(30_000));
    call(&bench, 7, 1_000, None, None, None);
    call(&bench, 8, 25 * HOUR_MS, Some(1_000), Some(1_200), Some(60_000));
    let shift = bench.ask("GET", "/v1/handover", Some(&ann), None).await.body["groups"][0].clone();
    assert_eq!([&shift["calls"], &shift["answered"], &shift["missed"]], [&json!(6), &json!(4), &json!(2)]);
    assert_eq!(shift["time_to_answer"], json!({ "median_s": 4, "p90_s": 30 }));

    let at = bench.clock.now().as_millisecond() - 2 * HOUR_MS;
    let database = Connection::open(&bench.config.database).expect("a database");
    let sql = "INSERT INTO handover (id, at_ms, station, staff) VALUES (?1, ?2, 'Desk 2', 'Bob')";
    database.execute(sql, params![ID, at]).expect("a hand-over");
    let sql = "INSERT INTO handover_group (handover, place, ring_group) VALUES (?1, 0, 'Front desk')";
    database.execute(sql, [ID]).expect("its ring group");
    let shift = bench.ask("GET", "/v1/handover", Some(&ann), None).await.body["groups"][0].clone();
    assert_eq!((&shift["since_ms"], &shift["last"]["staff"]), (&json!(at), &json!("Bob")));
    assert_eq!(shift["calls"], 6);
}

#[tokio::test]
async fn what_is_no_hand_over_is_refused_with_its_code_and_stores_nothing() {
    let bench = Bench::new().await;
    let ann = signed_in(&bench, "station-1").await.access;
    let kiosk = bob_at(&bench, "Kiosk").await;
    let note = |note: &str| json!({ "id": ID, "note": note });
    let read = format!("/v1/handover/{ID}/read");
    for (path, token, body, status, code) in [
        ("/v1/handover", Some(&ann), note(&"ü".repeat(501)), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        ("/v1/handover", Some(&ann), note(&"ü".repeat(20_000)), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        ("/v1/handover", Some(&ann), note("a\u{1b}[2J"), StatusCode::BAD_REQUEST, "malformed"),
        ("/v1/handover", Some(&ann), json!({ "id": "1" }), StatusCode::BAD_REQUEST, "malformed"),
        ("/v1/handover", Some(&ann), json!({ "note": "no id" }), StatusCode::BAD_REQUEST, "malformed"),
        ("/v1/handover", Some(&kiosk), note("a word"), StatusCode::FORBIDDEN, "no_ring_group"),
        ("/v1/handover", None, note("a word"), StatusCode::UNAUTHORIZED, "unauthorized"),
        (&read, Some(&ann), Value::Null, StatusCode::NOT_FOUND, "not_found"),
        ("/v1/handover/1/read", Some(&ann), Value::Null, StatusCode::NOT_FOUND, "not_found"),
        (&read, None, Value::Null, StatusCode::UNAUTHORIZED, "unauthorized"),
    ] {
        let answer = bench.ask("POST", path, token.map(String::as_str), Some(body)).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{path}: {answer:?}");
    }
    assert_eq!(bench.ask("GET", "/v1/handover", Some(&kiosk), None).await.body, json!({ "groups": [] }));
    let report = bench.ask("GET", "/v1/handover", Some(&ann), None).await;
    assert_eq!(report.body["groups"][0]["last"], Value::Null);
}

#[tokio::test]
async fn a_ring_group_that_nobody_listens_for_is_told_to_its_desk_and_to_the_operator() {
    let bench = Bench::new().await;
    let count = |page: &str| -> String {
        let sample = "roomline_ring_group_reachable_desks{group=\"Front desk\"} ";
        page.lines().find_map(|line| line.strip_prefix(sample)).expect("a sample").to_owned()
    };
    assert_eq!(count(&metrics(&bench).await), "0");
    let mut desk_2 = listening(&bench).await;
    hears(&mut desk_2, "snapshot").await;
    assert_eq!(count(&metrics(&bench).await), "1");
    assert!(bench.app.readiness().await.unheard.is_empty());
    desk_2.inbox.frame(json!({ "id": "2", "type": "presence.set", "presence": "away" }).to_string()).await;
    // After a start the desks have their time to come back: until then only the desk itself is shown otherwise.
    let mut unheard = Value::Null;
    while unheard.is_null() {
        unheard = hears(&mut desk_2, "presence.changed").await["unheard"].clone();
    }
    assert_eq!(unheard, json!([{ "ring_group": "Front desk" }]));
    assert_eq!(count(&metrics(&bench).await), "0");
    let ready = send(bench.app.admin_router(), Request::get("/readyz").body(Body::empty()).expect("a request")).await;
    assert_eq!((ready.status, &ready.body["unheard"]), (StatusCode::OK, &json!(["Front desk"])));
    desk_2.inbox.frame(json!({ "id": "3", "type": "presence.set", "presence": "available" }).to_string()).await;
    assert_eq!(hears(&mut desk_2, "presence.changed").await["unheard"], Value::Null);
    assert_eq!(count(&metrics(&bench).await), "1");
    assert!(metrics(&bench).await.contains("roomline_time_to_answer_seconds_count{group=\"Front desk\"} 0\n"));
}
