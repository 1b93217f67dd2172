//! Rounds from desk to desk: over HTTPS and the socket, through the whole middleware.

use std::time::Duration;

use http::StatusCode;
use roomline_middleware::calls::{Socket, StationIdentity, ToSocket};
use roomline_middleware::directory;
use roomline_middleware::store::units::StoredUnit;
use roomline_signaling::call::StationId;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::bench::{Answer, Bench, PASSWORD};
use crate::command_line::run;
use crate::sign_in::sign_in;

const DEADLINE: Duration = Duration::from_secs(20);
/// Beside the bench's ring group of Desk 1 and Desk 2.
const CARE: &str = "[[ring_groups]]\nname = \"Care\"\naddress = \"care\"\nstations = [\"Ward A\"]";
const ID: &str = "0192a5f0-0000-7000-8000-000000000010";
const CALL: &str = "0192a5f0-0000-7000-8000-000000000001";

/// A desk with its person, over HTTPS and on the socket.
struct Desk<'b> {
    bench: &'b Bench,
    token: String,
    socket: Socket,
}

impl<'b> Desk<'b> {
    async fn of(bench: &'b Bench, user: &str, name: &str) -> Self {
        let body = json!({ "user": user, "password": PASSWORD, "station_id": name, "station_name": name });
        let answer = bench.ask("POST", "/v1/session", None, Some(body)).await;
        let token = answer.body["access_token"].as_str().expect("a token").to_owned();
        let who = StationIdentity {
            station_id: StationId::new(name).expect("an id"),
            station_name: name.into(),
            user: user.to_owned().into(),
            staff: answer.body["staff"]["name"].as_str().expect("a name").to_owned().into(),
            session: format!("of {user}"),
        };
        let mut socket = bench.app.calls().connect(who).await.expect("a socket");
        socket.inbox.frame(json!({ "id": "resume", "type": "resume" }).to_string()).await;
        Self { bench, token, socket }
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.bench.ask(method, &format!("/v1/rounds{path}"), Some(&self.token), body).await
    }

    async fn starts(&self, units: &[&str]) -> Answer {
        self.ask("POST", "", Some(json!({ "id": ID, "units": units }))).await
    }

    async fn turns(&self, turn: &str) -> Answer {
        self.ask("POST", &format!("/{ID}/{turn}"), None).await
    }

    async fn settles(&self, unit: &str, body: Value) -> Answer {
        self.ask("PUT", &format!("/{ID}/stops/{unit}"), Some(body)).await
    }

    async fn sees(&self) -> Value {
        let answer = self.ask("GET", "", None).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.body["rounds"].clone()
    }

    /// Says something on the socket, to which `ok` is the answer.
    async fn says(&mut self, id: &str, command: Value) {
        let mut command = command;
        command["id"] = id.into();
        self.socket.inbox.frame(command.to_string()).await;
        let heard = self.hears(|message| message["id"] == id).await;
        assert_eq!(heard["type"], "ok", "{heard}");
    }

    async fn hears(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let hearing = async {
            while let Some(ToSocket::Frame(text)) = self.socket.outbox.recv().await {
                let message: Value = serde_json::from_str(&text).expect("JSON");
                if wanted(&message) {
                    return message;
                }
            }
            panic!("the socket was closed");
        };
        tokio::time::timeout(DEADLINE, hearing).await.expect("heard in time")
    }

    /// The round of the next `round.changed`.
    async fn is_told(&mut self) -> Value {
        self.hears(|message| message["type"] == "round.changed").await["round"].take()
    }
}

/// A bench with two ring groups and three rooms.
async fn bench() -> Bench {
    let bench = Bench::with(CARE).await;
    let room = |room: &str| StoredUnit {
        unit_id: format!("unit-{room}"),
        name: format!("Resident of {room}"),
        room: room.into(),
        ..StoredUnit::default()
    };
    let mut store = bench.store();
    store.import_units(&["101", "102", "103"].map(room)).expect("a directory");
    let units = directory::for_calls(store.units().expect("units"));
    bench.app.calls().directory_changed(units).await.expect("calls are served");
    bench
}

fn refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{answer:?}");
}

fn place(unit: &str) -> Value {
    let sdp = "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n\
               a=ice-ufrag:desk\r\na=ice-pwd:u7Xb2LrT0sYpVn4eWc8aHd1f\r\na=fingerprint:sha-256 0A:1B\r\n\
               a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\n";
    json!({ "type": "call.place", "call_id": CALL, "unit_id": unit, "sdp": sdp })
}

#[tokio::test]
async fn a_round_goes_from_desk_to_desk_until_it_is_finished() {
    let bench = bench().await;
    let mut one = Desk::of(&bench, "ann", "Desk 1").await;
    let mut two = Desk::of(&bench, "bob", "Desk 2").await;

    let started = one.starts(&["unit-101", "unit-102", "unit-103"]).await;
    assert_eq!(started.status, StatusCode::OK, "{started:?}");
    let round = &started.body;
    assert_eq!((&round["ring_group"], &round["started_by"]), (&json!("Front desk"), &json!("Ann")));
    assert_eq!((&round["state"]["state"], &round["state"]["station"]), (&json!("running"), &json!("Desk 1")));
    assert_eq!(round["stops"][0], json!({ "unit_id": "unit-101", "name": "Resident of 101", "room": "101" }));
    assert_eq!(two.is_told().await["stops"], json!([]));
    assert_eq!(two.sees().await, json!([round]));

    one.says("1", place("unit-101")).await;
    one.says("2", json!({ "type": "call.end", "call_id": CALL, "reason": "cancelled" })).await;
    let outcome = json!({ "type": "call.outcome", "call_id": CALL, "outcome": "needs_visit", "note": "her lamp" });
    one.says("3", outcome).await;
    let told = two.is_told().await;
    assert_eq!((&told["revision"], &told["stops"][0]["room"]), (&json!(2), &json!("101")));
    let done = &told["stops"][0]["done"];
    assert_eq!(
        (&done["outcome"], &done["note"], &done["staff"]),
        (&json!("needs_visit"), &json!("her lamp"), &json!("Ann"))
    );
    assert_eq!(done["call"], CALL);
    let callbacks = bench.ask("GET", "/v1/callbacks", Some(&two.token), None).await;
    assert_eq!(callbacks.body["callbacks"][0]["errand"], "visit");

    assert_eq!(one.turns("pause").await.body["state"]["state"], "paused");
    assert_eq!(two.turns("resume").await.body["state"]["station"], "Desk 2");
    let skipped = two.settles("unit-102", json!({ "outcome": "skipped" })).await;
    assert_eq!(skipped.body["stops"][1]["done"]["staff"], "Bob", "{skipped:?}");
    refused(&one.turns("finish").await, StatusCode::CONFLICT, "taken");
    assert_eq!(one.turns("resume").await.body["state"]["station"], "Desk 1", "taken over");
    one.settles("unit-103", json!({ "outcome": "reached" })).await;
    let finished = one.turns("finish").await;
    assert_eq!((&finished.body["state"]["state"], &finished.body["revision"]), (&json!("finished"), &json!(8)));
    assert_eq!(two.sees().await, json!([finished.body]));
    refused(&two.turns("resume").await, StatusCode::CONFLICT, "round_over");
    refused(&two.settles("unit-103", json!({ "outcome": "skipped" })).await, StatusCode::CONFLICT, "round_over");
}

#[tokio::test]
async fn a_repeated_start_is_the_same_round_and_a_second_one_has_to_wait() {
    let bench = bench().await;
    let desk = Desk::of(&bench, "ann", "Desk 1").await;
    let first = desk.starts(&["unit-101", "unit-102"]).await;
    let again = desk.starts(&["unit-101", "unit-102"]).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    refused(&desk.starts(&["unit-102"]).await, StatusCode::FORBIDDEN, "not_allowed");
    let second = json!({ "id": CALL, "units": ["unit-103"] });
    refused(&desk.ask("POST", "", Some(second)).await, StatusCode::CONFLICT, "round_running");
    assert_eq!(desk.sees().await, json!([first.body]));
}

#[tokio::test]
async fn another_ring_group_sees_nothing_and_changes_nothing() {
    let bench = bench().await;
    let desk = Desk::of(&bench, "ann", "Desk 1").await;
    let mut ward = Desk::of(&bench, "bob", "Ward A").await;
    let started = desk.starts(&["unit-101"]).await;
    assert_eq!(ward.sees().await, json!([]));
    for turn in ["resume", "pause", "finish"] {
        refused(&ward.turns(turn).await, StatusCode::NOT_FOUND, "not_found");
    }
    refused(&ward.settles("unit-101", json!({ "outcome": "reached" })).await, StatusCode::NOT_FOUND, "not_found");
    refused(&ward.starts(&["unit-101"]).await, StatusCode::FORBIDDEN, "not_allowed");
    assert_eq!(desk.sees().await, json!([started.body]));

    let own = json!({ "id": CALL, "units": ["unit-102"] });
    assert_eq!(ward.ask("POST", "", Some(own)).await.body["ring_group"], "Care");
    assert_eq!(ward.is_told().await["ring_group"], "Care", "the first that it hears of");
    let stranger = Desk::of(&bench, "bob", "Attic").await;
    assert_eq!(stranger.sees().await, json!([]));
    refused(&stranger.starts(&["unit-103"]).await, StatusCode::FORBIDDEN, "not_allowed");
    let own = json!({ "id": "0192a5f0-0000-7000-8000-000000000011", "units": ["unit-103"] });
    refused(&stranger.ask("POST", "", Some(own)).await, StatusCode::FORBIDDEN, "no_ring_group");
}

#[tokio::test]
async fn what_cannot_be_read_or_cannot_be_is_refused_by_its_code() {
    let bench = bench().await;
    let desk = Desk::of(&bench, "ann", "Desk 1").await;
    let many: Vec<String> = (0..201).map(|number| format!("unit-{number}")).collect();
    let (bad, missing) = (StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND);
    for (body, status, code) in [
        (json!({}), bad, "malformed"),
        (json!({ "id": "x", "units": ["unit-101"] }), bad, "malformed"),
        (json!({ "id": ID, "units": [""] }), bad, "malformed"),
        (json!({ "id": ID, "units": [] }), bad, "malformed"),
        (json!({ "id": ID, "units": ["unit-101", "unit-101"] }), bad, "malformed"),
        (json!({ "id": ID, "units": ["unit-101", "unit-999"] }), missing, "not_found"),
        (json!({ "id": ID, "units": many }), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
        (json!({ "id": ID, "units": "x".repeat(20_000) }), StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
    ] {
        refused(&desk.ask("POST", "", Some(body)).await, status, code);
    }
    assert_eq!(desk.sees().await, json!([]));
    desk.starts(&["unit-101"]).await;
    for (unit, body, status, code) in [
        ("unit-102", json!({ "outcome": "reached" }), missing, "not_found"),
        ("%00", json!({ "outcome": "reached" }), missing, "not_found"),
        ("unit-101", json!({ "outcome": "sung" }), bad, "malformed"),
        ("unit-101", json!({ "outcome": "reached", "note": "a\nb" }), bad, "malformed"),
        (
            "unit-101",
            json!({ "outcome": "reached", "note": "x".repeat(501) }),
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
        ),
    ] {
        refused(&desk.settles(unit, body).await, status, code);
    }
    for path in [format!("/{ID}/dance"), "/x/pause".into(), format!("/{CALL}/pause")] {
        refused(&desk.ask("POST", &path, None).await, missing, "not_found");
    }
    for (method, path) in [("GET", "/v1/rounds".to_owned()), ("POST", format!("/v1/rounds/{ID}/pause"))] {
        refused(&bench.ask(method, &path, None, None).await, StatusCode::UNAUTHORIZED, "unauthorized");
    }
    assert_eq!(desk.sees().await[0]["revision"], 1);
}

#[tokio::test]
async fn who_did_what_with_a_round_is_written_down_once() {
    let bench = bench().await;
    let desk = Desk::of(&bench, "ann", "Desk 1").await;
    for _ in 0..2 {
        desk.starts(&["unit-101", "unit-102"]).await;
        desk.settles("unit-101", json!({ "outcome": "skipped" })).await;
    }
    for turn in ["pause", "resume", "finish", "finish"] {
        desk.turns(turn).await;
    }
    run(&bench, &["staff", "role", "bob", "admin"], "").expect("a role");
    let bob = sign_in(&bench, "bob", PASSWORD, "station-9").await;
    let trail = bench.ask("GET", "/v1/audit", bob.body["access_token"].as_str(), None).await;
    let of_rounds = |entry: &&Value| entry["deed"].as_str().is_some_and(|deed| deed.starts_with("round."));
    let mut entries: Vec<Value> =
        trail.body["entries"].as_array().expect("a list").iter().filter(of_rounds).cloned().collect();
    entries.reverse();
    let deeds: Vec<&str> = entries.iter().filter_map(|entry| entry["deed"].as_str()).collect();
    assert_eq!(deeds, ["round.start", "round.stop", "round.pause", "round.resume", "round.finish"]);
    assert!(entries.iter().all(|entry| entry["staff"] == "Ann" && entry["station"] == "Desk 1"), "{entries:?}");
    assert_eq!((&entries[0]["subject"], &entries[0]["outcome"]), (&json!(ID), &json!("2 rooms")));
    assert_eq!((&entries[1]["unit_id"], &entries[1]["outcome"]), (&json!("unit-101"), &json!("skipped")));
}

#[tokio::test]
async fn finished_rounds_go_with_the_calls_of_their_time_and_open_ones_stay() {
    let bench = bench().await;
    let desk = Desk::of(&bench, "ann", "Desk 1").await;
    desk.starts(&["unit-101", "unit-102"]).await;
    desk.turns("finish").await;
    let open = json!({ "id": CALL, "units": ["unit-103"] });
    desk.ask("POST", "", Some(open)).await;
    let database = Connection::open(&bench.config.database).expect("a database");
    let rows = |table: &str| -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        database.query_row(&count, [], |row| row.get(0)).expect("a number")
    };
    // Both were started, and one finished, at the wall time of this computer.
    let old = bench.clock.now().as_millisecond() - 366 * 24 * 3600 * 1000;
    bench.app.forget_old_calls().await.expect("removed");
    assert_eq!((rows("round"), rows("stop")), (2, 3), "what is of today stays");
    database.execute("UPDATE round SET started_ms = ?1", [old]).expect("written");
    database.execute("UPDATE round SET finished_ms = ?1 WHERE finished_ms IS NOT NULL", [old]).expect("written");
    assert_eq!(bench.app.forget_old_calls().await.expect("removed").rounds, 1);
    assert_eq!((rows("round"), rows("stop")), (1, 1));
}
