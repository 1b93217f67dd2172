//! Sign-in, refresh and sign-out, and everything that must not get in.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::json;

use crate::bench::{Answer, Bench, PASSWORD, send};

const DAY_S: i64 = 24 * 3600;

pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Tokens {
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let text = |key: &str| answer.body[key].as_str().expect("a token").to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }
}

pub(crate) async fn sign_in(bench: &Bench, user: &str, password: &str, station: &str) -> Answer {
    let body = json!({ "user": user, "password": password, "station_id": station, "station_name": "Desk 1" });
    bench.ask("POST", "/v1/session", None, Some(body)).await
}

/// Signs in beside whoever is signed in at that station already.
async fn signed_in_beside(bench: &Bench, user: &str, station: &str) -> Tokens {
    let body = json!({ "user": user, "password": PASSWORD, "station_id": station, "station_name": "Desk 1",
        "others_stay": true });
    Tokens::of(&bench.ask("POST", "/v1/session", None, Some(body)).await)
}

pub(crate) async fn signed_in(bench: &Bench, station: &str) -> Tokens {
    Tokens::of(&sign_in(bench, "ann", PASSWORD, station).await)
}

async fn refresh(bench: &Bench, token: &str, station: &str) -> Answer {
    let body = json!({ "refresh_token": token, "station_id": station });
    bench.ask("POST", "/v1/session/refresh", None, Some(body)).await
}

pub(crate) async fn may_enter(bench: &Bench, access: &str) -> bool {
    let answer = bench.ask("GET", "/v1/directory", Some(access), None).await;
    assert!(matches!(answer.status, StatusCode::OK | StatusCode::UNAUTHORIZED), "{answer:?}");
    answer.status == StatusCode::OK
}

fn refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!((answer.status, &answer.body["code"]), (status, &json!(code)), "{answer:?}");
    assert!(answer.body["message"].is_string());
    assert_eq!(answer.body["reference"].as_str().map(str::len), Some(8));
}

#[tokio::test]
async fn the_right_password_opens_the_house() {
    let bench = Bench::new().await;
    let answer = sign_in(&bench, "Ann", PASSWORD, "station-1").await;
    assert_eq!(answer.body["expires_in_s"], 900);
    assert_eq!(answer.body["staff"], json!({ "user": "ann", "name": "Ann", "ring_groups": ["Front desk"] }));
    assert!(may_enter(&bench, &Tokens::of(&answer).access).await);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_user_and_an_endless_password_look_alike() {
    let bench = Bench::new().await;
    let endless = "x".repeat(10_000);
    let mut bodies = Vec::new();
    for (user, password) in [("ann", "wrong password"), ("nobody", PASSWORD), ("bob", endless.as_str())] {
        let answer = sign_in(&bench, user, password, "station-1").await;
        refused(&answer, StatusCode::UNAUTHORIZED, "wrong_credentials");
        bodies.push(answer.body["message"].clone());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn a_disabled_account_is_told_so_only_with_the_right_password() {
    let bench = Bench::new().await;
    refused(&sign_in(&bench, "dan", PASSWORD, "s").await, StatusCode::FORBIDDEN, "disabled");
    refused(&sign_in(&bench, "dan", "wrong password", "s").await, StatusCode::UNAUTHORIZED, "wrong_credentials");
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_refused_without_being_quoted() {
    let bench = Bench::new().await;
    let ask = |body: String| {
        let request = Request::post("/v1/session").body(Body::from(body)).expect("a request");
        send(bench.app.staff_router(), request)
    };
    for body in ["", "{", "[]", "{\"user\":\"secret\",\"password\":5}"] {
        let answer = ask(body.to_owned()).await;
        refused(&answer, StatusCode::BAD_REQUEST, "malformed");
        assert!(!answer.body.to_string().contains("secret"));
    }
    refused(&ask("x".repeat(17 * 1024)).await, StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    for (id, name) in [("", "Desk"), (&*"x".repeat(65), "Desk"), ("s", " "), ("s", &*"x".repeat(51)), ("s", "a\u{1b}b")]
    {
        let body = json!({ "user": "ann", "password": PASSWORD, "station_id": id, "station_name": name });
        refused(&ask(body.to_string()).await, StatusCode::BAD_REQUEST, "malformed");
    }
}

#[tokio::test]
async fn an_access_token_lasts_a_quarter_of_an_hour() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    bench.clock.pass(899);
    assert!(may_enter(&bench, &tokens.access).await);
    bench.clock.pass(1);
    let answer = bench.ask("GET", "/v1/directory", Some(&tokens.access), None).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "unauthorized");
    let newer = Tokens::of(&refresh(&bench, &tokens.refresh, "station-1").await);
    assert!(may_enter(&bench, &newer.access).await);
}

#[tokio::test]
async fn what_is_no_access_token_opens_nothing() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    for token in ["", "x", &tokens.refresh, &"A".repeat(43), &"A".repeat(10_000)] {
        assert!(!may_enter(&bench, token).await, "{token}");
    }
    for path in ["/v1/directory", "/v1/calls", "/v1/callbacks", "/v1/ice-servers"] {
        refused(&bench.ask("GET", path, None, None).await, StatusCode::UNAUTHORIZED, "unauthorized");
    }
}

#[tokio::test]
async fn a_refresh_token_moves_on_each_time() {
    let bench = Bench::new().await;
    let first = signed_in(&bench, "station-1").await;
    let second = Tokens::of(&refresh(&bench, &first.refresh, "station-1").await);
    let third = Tokens::of(&refresh(&bench, &second.refresh, "station-1").await);
    assert!(first.refresh != second.refresh && second.refresh != third.refresh);
    assert!(may_enter(&bench, &third.access).await);
}

#[tokio::test]
async fn the_previous_token_gets_the_same_successor_until_that_one_was_shown() {
    let bench = Bench::new().await;
    let first = signed_in(&bench, "station-1").await;
    let second = Tokens::of(&refresh(&bench, &first.refresh, "station-1").await);
    for _ in 0..2 {
        let again = Tokens::of(&refresh(&bench, &first.refresh, "station-1").await);
        assert_eq!(again.refresh, second.refresh, "an answer may have been lost");
    }
    let third = Tokens::of(&refresh(&bench, &second.refresh, "station-1").await);
    refused(&refresh(&bench, &first.refresh, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
    for token in [&second.refresh, &third.refresh] {
        refused(&refresh(&bench, token, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
    }
    assert!(!may_enter(&bench, &third.access).await, "the whole family is revoked");
}

#[tokio::test]
async fn two_refreshes_at_once_get_the_same_successor() {
    let bench = Bench::new().await;
    let first = signed_in(&bench, "station-1").await;
    let refreshes = (0..8).map(|_| refresh(&bench, &first.refresh, "station-1"));
    let answers = futures_util::future::join_all(refreshes).await;
    let tokens: Vec<_> = answers.iter().map(Tokens::of).collect();
    assert!(tokens.iter().all(|one| one.refresh == tokens[0].refresh));
    assert!(may_enter(&bench, &tokens[0].access).await && may_enter(&bench, &tokens[7].access).await);
}

#[tokio::test]
async fn a_refresh_token_shown_by_another_station_ends_the_sign_in() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    refused(&refresh(&bench, &tokens.refresh, "station-2").await, StatusCode::UNAUTHORIZED, "session_over");
    refused(&refresh(&bench, &tokens.refresh, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
    assert!(!may_enter(&bench, &tokens.access).await);
}

#[tokio::test]
async fn a_sign_in_lasts_thirty_days_from_its_last_use() {
    let bench = Bench::new().await;
    let mut tokens = signed_in(&bench, "station-1").await;
    for _ in 0..3 {
        bench.clock.pass(30 * DAY_S);
        tokens = Tokens::of(&refresh(&bench, &tokens.refresh, "station-1").await);
    }
    bench.clock.pass(30 * DAY_S + 1);
    refused(&refresh(&bench, &tokens.refresh, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused() {
    let bench = Bench::new().await;
    for token in ["", "x", &"A".repeat(64), &"A".repeat(10_000)] {
        refused(&refresh(&bench, token, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
    }
}

#[tokio::test]
async fn signing_out_ends_both_tokens() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    let answer = bench.ask("DELETE", "/v1/session", Some(&tokens.access), None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(!may_enter(&bench, &tokens.access).await);
    refused(&refresh(&bench, &tokens.refresh, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
}

#[tokio::test]
async fn signing_in_again_replaces_the_sign_in_of_that_station_only() {
    let bench = Bench::new().await;
    let (one, two) = (signed_in(&bench, "station-1").await, signed_in(&bench, "station-2").await);
    let newer = signed_in(&bench, "station-1").await;
    assert!(!may_enter(&bench, &one.access).await);
    assert!(may_enter(&bench, &two.access).await && may_enter(&bench, &newer.access).await);
}

#[tokio::test]
async fn whoever_signs_in_beside_others_ends_only_their_own_older_sign_in() {
    let bench = Bench::new().await;
    let ann = signed_in(&bench, "station-1").await;
    let bob = signed_in_beside(&bench, "bob", "station-1").await;
    assert!(may_enter(&bench, &ann.access).await && may_enter(&bench, &bob.access).await);
    let ann = Tokens::of(&refresh(&bench, &ann.refresh, "station-1").await);
    let again = signed_in_beside(&bench, "Bob", "station-1").await;
    assert!(!may_enter(&bench, &bob.access).await, "one sign-in for each person");
    assert!(may_enter(&bench, &ann.access).await && may_enter(&bench, &again.access).await);
    // Whoever does not say so has the desk alone.
    let alone = signed_in(&bench, "station-1").await;
    assert!(!may_enter(&bench, &ann.access).await && !may_enter(&bench, &again.access).await);
    assert!(may_enter(&bench, &alone.access).await);
}

#[tokio::test]
async fn a_ninth_person_at_a_station_ends_the_sign_in_that_was_used_longest_ago() {
    let bench = Bench::new().await;
    let hash = roomline_middleware::staff::password::hash(PASSWORD).expect("a hash");
    let users: Vec<String> = (1..=9).map(|number| format!("person{number}")).collect();
    let mut tokens = Vec::new();
    for user in &users {
        assert!(bench.store().add_account(user, user, &hash, 0).expect("an account"));
        tokens.push(signed_in_beside(&bench, user, "station-1").await);
        bench.clock.pass(1);
        if tokens.len() == 8 {
            // The first comes back: now the second is the oldest.
            tokens[0] = Tokens::of(&refresh(&bench, &tokens[0].refresh, "station-1").await);
            bench.clock.pass(1);
        }
    }
    let mut may = Vec::new();
    for token in &tokens {
        may.push(may_enter(&bench, &token.access).await);
    }
    assert_eq!(may, [true, false, true, true, true, true, true, true, true]);
}

#[tokio::test]
async fn a_refresh_says_what_the_station_is_called_now() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    let renamed = |token: &str, name: &str| {
        let body = json!({ "refresh_token": token, "station_id": "station-1", "station_name": name });
        bench.ask("POST", "/v1/session/refresh", None, Some(body))
    };
    for name in ["", " ", &"x".repeat(51), "a\u{1b}b"] {
        refused(&renamed(&tokens.refresh, name).await, StatusCode::BAD_REQUEST, "malformed");
    }
    let elsewhere = renamed(&tokens.refresh, "Cellar").await;
    assert_eq!(elsewhere.body["staff"]["ring_groups"], json!([]), "no ring group has a desk of this name");
    let again = refresh(&bench, &Tokens::of(&elsewhere).refresh, "station-1").await;
    assert_eq!(again.body["staff"]["ring_groups"], json!([]), "it is remembered");
    let back = renamed(&Tokens::of(&again).refresh, " Desk 1 ").await;
    assert_eq!(back.body["staff"]["ring_groups"], json!(["Front desk"]));
}

#[tokio::test]
async fn disabling_an_account_or_setting_a_new_password_signs_out_everywhere() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    assert!(bench.store().disable_account("ANN").expect("an account"));
    assert!(!may_enter(&bench, &tokens.access).await);
    refused(&refresh(&bench, &tokens.refresh, "station-1").await, StatusCode::UNAUTHORIZED, "session_over");
}

#[tokio::test]
async fn no_token_and_no_password_is_on_the_disk_in_clear() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    let bytes = bench.database_bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("station-1") && holds("$argon2id$"));
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(&bench.config.database).expect("a file").permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o077, 0, "only its owner reads it");
    }
    assert!(!holds(&tokens.access) && !holds(&tokens.refresh) && !holds(PASSWORD));
}

#[tokio::test]
async fn many_sign_ins_at_once_all_get_their_turn() {
    let bench = Bench::new().await;
    let sign_ins = (0..12).map(|number| {
        let station = format!("station-{number}");
        let bench = &bench;
        async move { sign_in(bench, "ann", PASSWORD, &station).await.status }
    });
    let statuses = futures_util::future::join_all(sign_ins).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
}

#[tokio::test]
async fn a_path_or_method_that_is_not_there_is_said_in_the_protocols_form() {
    let bench = Bench::new().await;
    refused(&bench.ask("GET", "/v1/nothing", None, None).await, StatusCode::NOT_FOUND, "not_found");
    refused(&bench.ask("PUT", "/v1/session", None, None).await, StatusCode::NOT_FOUND, "not_found");
}

#[tokio::test]
async fn the_audit_trail_says_who_came_looked_and_went() {
    let bench = Bench::new().await;
    let tokens = signed_in(&bench, "station-1").await;
    for path in ["/v1/directory", "/v1/calls", "/v1/callbacks"] {
        assert_eq!(bench.ask("GET", path, Some(&tokens.access), None).await.status, StatusCode::OK);
    }
    // A token is refreshed every few minutes: that is nobody's coming. Somebody who sits down is.
    let again = Tokens::of(&refresh(&bench, &tokens.refresh, "station-1").await);
    let body = json!({ "refresh_token": again.refresh, "station_id": "station-1", "sits_down": true });
    assert_eq!(bench.ask("POST", "/v1/session/refresh", None, Some(body)).await.status, StatusCode::OK);
    bench.ask("DELETE", "/v1/session", Some(&tokens.access), None).await;
    let database = rusqlite::Connection::open(&bench.config.database).expect("a database");
    let mut query = database.prepare("SELECT deed, station, staff FROM audit ORDER BY entry").expect("a query");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    let trail: Vec<(String, String, String)> = rows.collect::<Result<_, _>>().expect("rows");
    let deeds: Vec<_> = trail.iter().map(|(deed, ..)| deed.as_str()).collect();
    assert_eq!(deeds, ["sign_in", "read_directory", "read_calls", "read_callbacks", "sit_down", "sign_out"]);
    assert!(trail.iter().all(|(_, station, staff)| station == "Desk 1" && staff == "Ann"));
}

#[tokio::test]
async fn a_changed_file_changes_the_ring_groups_and_a_broken_one_does_not() {
    let bench = Bench::new().await;
    let groups = |answer: Answer| answer.body["staff"]["ring_groups"].clone();
    let text = std::fs::read_to_string(bench.config_file()).expect("a file");
    std::fs::write(bench.config_file(), text.replace("Front desk", "Reception")).expect("a file");
    assert_eq!(bench.app.reload(&bench.config_file()).await.expect("a reload"), 1);
    assert_eq!(groups(sign_in(&bench, "ann", PASSWORD, "s").await), json!(["Reception"]));

    std::fs::write(bench.config_file(), text.replace("frontdesk", "")).expect("a file");
    let error = bench.app.reload(&bench.config_file()).await.expect_err("a mistake").to_string();
    assert!(error.contains("line ") && error.contains("`address`"), "{error}");
    assert_eq!(groups(sign_in(&bench, "ann", PASSWORD, "s").await), json!(["Reception"]));
}
