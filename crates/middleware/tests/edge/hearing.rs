//! Help for hearing: set at one desk, known to all, kept with the resident.

use std::time::Duration;

use http::StatusCode;
use roomline_middleware::calls::ToSocket;
use serde_json::{Value, json};

use crate::bench::{Bench, PASSWORD};
use crate::command_line::run;
use crate::echos::desk;
use crate::sign_in::{sign_in, signed_in};

const DEADLINE: Duration = Duration::from_secs(20);
/// Of the one room on the bench.
const PATH: &str = "/v1/units/unit-204/hearing";

fn help(gain_db: u8) -> Value {
    json!({ "resident": { "gain_db": gain_db, "presence_db": 6 }, "desk": { "gain_db": 0, "presence_db": 0 } })
}

#[tokio::test]
async fn one_desk_sets_it_and_every_desk_hears_that_the_directory_changed() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let before = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    assert_eq!(before.body["units"][0]["hearing"], Value::Null, "nobody needs help unless somebody says so");

    let mut socket = bench.app.calls().connect(desk()).await.expect("a socket");
    socket.inbox.frame(json!({ "id": "1", "type": "resume" }).to_string()).await;
    let set = bench.ask("PUT", PATH, Some(&token), Some(help(9))).await;
    assert_eq!(set.status, StatusCode::NO_CONTENT, "{set:?}");
    let told = async {
        while let Some(ToSocket::Frame(text)) = socket.outbox.recv().await {
            let message: Value = serde_json::from_str(&text).expect("JSON");
            if message["type"] == "directory.changed" {
                return;
            }
        }
        panic!("the socket was closed");
    };
    tokio::time::timeout(DEADLINE, told).await.expect("told in time");
    let after = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    assert_eq!(after.body["units"][0]["hearing"], help(9));
    assert_ne!(after.headers["etag"], before.headers["etag"]);
}

#[tokio::test]
async fn who_changed_it_is_written_down_once_for_each_change() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    for gain_db in [9, 9, 0] {
        bench.ask("PUT", PATH, Some(&token), Some(help(gain_db))).await;
    }
    run(&bench, &["staff", "role", "bob", "admin"], "").expect("a role");
    let bob = sign_in(&bench, "bob", PASSWORD, "station-9").await;
    let trail = bench.ask("GET", "/v1/audit", bob.body["access_token"].as_str(), None).await;
    let entries = trail.body["entries"].as_array().expect("a list");
    let set: Vec<_> = entries.iter().filter(|entry| entry["deed"] == "set_hearing").collect();
    assert_eq!(set.len(), 2, "{trail:?}");
    assert!(set.iter().all(|entry| entry["subject"] == "unit-204" && entry["account"] == "ann"), "{set:?}");
}

#[tokio::test]
async fn what_is_too_much_not_readable_or_about_nobody_changes_nothing() {
    let bench = Bench::new().await;
    let token = signed_in(&bench, "station-1").await.access;
    let directory = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    for (path, token, body, status, code) in [
        (PATH, Some(&token), help(19), StatusCode::BAD_REQUEST, "malformed"),
        (PATH, Some(&token), json!({ "resident": { "gain_db": -1 } }), StatusCode::BAD_REQUEST, "malformed"),
        (PATH, Some(&token), json!("loud"), StatusCode::BAD_REQUEST, "malformed"),
        ("/v1/units/nobody/hearing", Some(&token), help(9), StatusCode::NOT_FOUND, "not_found"),
        (PATH, None, help(9), StatusCode::UNAUTHORIZED, "unauthorized"),
    ] {
        let answer = bench.ask("PUT", path, token.map(String::as_str), Some(body)).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{answer:?}");
    }
    let after = bench.ask("GET", "/v1/directory", Some(&token), None).await;
    assert_eq!(after.body, directory.body);
}
