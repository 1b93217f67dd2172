//! Two roles: what only an administrator may, and who did what.

use http::StatusCode;
use serde_json::{Value, json};

use crate::bench::{Bench, PASSWORD};
use crate::command_line::run;
use crate::sign_in::{may_enter, sign_in, signed_in};

/// Bob is an administrator from now on; returns his access token.
async fn admin(bench: &Bench) -> String {
    run(bench, &["staff", "role", "bob", "admin"], "").expect("a role");
    let answer = sign_in(bench, "bob", PASSWORD, "station-9").await;
    answer.body["access_token"].as_str().expect("a token").to_owned()
}

async fn trail(bench: &Bench, token: &str) -> Vec<Value> {
    let answer = bench.ask("GET", "/v1/audit", Some(token), None).await;
    answer.body["entries"].as_array().unwrap_or_else(|| panic!("a list, not {answer:?}")).clone()
}

fn said(entry: &Value, key: &str) -> String {
    entry[key].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn roles_are_given_taken_and_listed() {
    let bench = Bench::new().await;
    run(&bench, &["staff", "add", "eve", "--name", "Eve", "--role", "admin"], PASSWORD).expect("added");
    run(&bench, &["staff", "role", "ANN", "admin"], "").expect("a role");
    let list = run(&bench, &["staff", "list"], "").expect("a list");
    let line = |user: &str| list.lines().find(|line| line.starts_with(user)).expect("a line").to_owned();
    for (user, role) in [("ann", "admin"), ("bob", "staff"), ("dan", "staff"), ("eve", "admin")] {
        assert!(line(user).contains(&format!(" {role} ")), "{list}");
    }
    run(&bench, &["staff", "role", "ann", "staff"], "").expect("a role");
    assert!(
        run(&bench, &["staff", "list"], "")
            .expect("a list")
            .lines()
            .any(|line| line.starts_with("ann ") && line.contains(" staff "))
    );
    for (arguments, says) in [
        (&["staff", "role", "nobody", "admin"][..], "there is no account nobody"),
        (&["staff", "role", "ann", "king"], "staff, admin"),
        (&["staff", "add", "x", "--name", "X", "--role", "king"], "staff, admin"),
    ] {
        let error = run(&bench, arguments, PASSWORD).expect_err("an error");
        assert!(error.contains(says), "{error}");
    }
}

#[tokio::test]
async fn staff_may_not_what_administrators_may_and_a_lost_role_counts_at_once() {
    let bench = Bench::new().await;
    let staff = signed_in(&bench, "station-1").await.access;
    let admin = admin(&bench).await;
    let ask = |method: &'static str, path: &'static str, token: String| {
        let bench = &bench;
        async move { bench.ask(method, path, Some(&token), None).await }
    };
    let doors = [("GET", "/v1/audit"), ("GET", "/v1/sessions"), ("DELETE", "/v1/sessions/x")];
    for (method, path) in doors {
        let refused = ask(method, path, staff.clone()).await;
        assert_eq!((refused.status, &refused.body["code"]), (StatusCode::FORBIDDEN, &json!("not_allowed")), "{path}");
        assert_eq!(bench.ask(method, path, None, None).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(ask("GET", "/v1/audit", admin.clone()).await.status, StatusCode::OK);
    run(&bench, &["staff", "role", "bob", "staff"], "").expect("a role");
    assert_eq!(ask("GET", "/v1/audit", admin.clone()).await.status, StatusCode::FORBIDDEN);
    assert!(may_enter(&bench, &admin).await, "and is staff as before");
}

#[tokio::test]
async fn an_administrator_ends_the_sign_in_of_somebody_else() {
    let bench = Bench::new().await;
    let ann = signed_in(&bench, "station-1").await.access;
    let admin = admin(&bench).await;
    let sessions = bench.ask("GET", "/v1/sessions", Some(&admin), None).await.body["sessions"].clone();
    let of = |user: &str| {
        let found = sessions.as_array().expect("a list").iter().find(|session| session["user"] == user);
        found.expect("a sign-in").clone()
    };
    assert_eq!((said(&of("ann"), "name"), said(&of("ann"), "station")), ("Ann".into(), "Desk 1".into()));
    assert_eq!((said(&of("ann"), "role"), said(&of("bob"), "role")), ("staff".into(), "admin".into()));
    assert!(!sessions.to_string().contains(&ann), "no token is told");

    let path = format!("/v1/sessions/{}", said(&of("ann"), "id"));
    assert_eq!(bench.ask("DELETE", &path, Some(&admin), None).await.status, StatusCode::NO_CONTENT);
    assert!(!may_enter(&bench, &ann).await);
    let again = bench.ask("DELETE", &path, Some(&admin), None).await;
    assert_eq!((again.status, &again.body["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    let ends: Vec<Value> =
        trail(&bench, &admin).await.into_iter().filter(|entry| entry["deed"] == "session.end").collect();
    assert_eq!(ends.len(), 1);
    assert_eq!((said(&ends[0], "account"), said(&ends[0], "subject")), ("bob".into(), "ann".into()));
}

#[tokio::test]
async fn every_administrative_deed_says_who_did_it() {
    let bench = Bench::new().await;
    let admin = admin(&bench).await;
    let rooms = bench.file("rooms.csv", "unit_id,name,room\nunit-1,Mr Lee,101\n");
    let copy = format!("{rooms}.db");
    run(&bench, &["staff", "add", "eve", "--name", "Eve"], PASSWORD).expect("added");
    run(&bench, &["staff", "reset", "eve"], PASSWORD).expect("reset");
    run(&bench, &["staff", "disable", "eve"], "").expect("disabled");
    run(&bench, &["directory", "import", &rooms], "").expect("an import");
    run(&bench, &["backup", "--out", &copy], "").expect("a backup");
    run(&bench, &["calls", "export", "--format", "json"], "").expect("an export");
    // There is no such file: it is refused, and that is a deed too.
    let apply = ["property", "apply", "--file", "/nowhere", "--rooms", &rooms];
    // On a thread of its own, because it brings its own runtime.
    let applied = std::thread::scope(|scope| scope.spawn(|| run(&bench, &apply, "")).join().expect("no panic"));
    applied.expect_err("no property");
    assert_eq!(bench.ask("GET", "/v1/sessions", Some(&admin), None).await.status, StatusCode::OK);

    let mut entries = trail(&bench, &admin).await;
    entries.reverse();
    let lines: Vec<(String, String, String)> =
        entries.iter().map(|entry| (said(entry, "deed"), said(entry, "subject"), said(entry, "outcome"))).collect();
    let line = |deed: &str, subject: &str, outcome: &str| (deed.to_owned(), subject.to_owned(), outcome.to_owned());
    assert_eq!(
        lines,
        [
            line("staff.role", "bob", "admin"),
            line("sign_in", "", ""),
            line("staff.add", "eve", "staff"),
            line("staff.reset", "eve", ""),
            line("staff.disable", "eve", ""),
            line("directory.import", "rooms.csv", "1 rooms, 1 new, 1 removed"),
            line("backup", "rooms.csv.db", ""),
            line("calls.export", "1970-01-01T00:00:00Z/", ""),
            line("property.apply", "", "failed"),
            line("read_sessions", "", ""),
            line("read_audit", "", ""),
        ]
    );
    for entry in entries {
        let typed = matches!(
            said(&entry, "deed").split('.').next(),
            Some("staff" | "directory" | "backup" | "calls" | "property")
        );
        assert_eq!(typed, !said(&entry, "os_user").is_empty(), "{entry}");
        assert_eq!(!typed, said(&entry, "account") == "bob", "{entry}");
    }
}

#[tokio::test]
async fn the_trail_is_read_page_by_page_newest_first() {
    let bench = Bench::new().await;
    let admin = admin(&bench).await;
    let ann = signed_in(&bench, "station-1").await.access;
    for _ in 0..250 {
        bench.ask("GET", "/v1/callbacks", Some(&ann), None).await;
    }
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = bench.ask("GET", &format!("/v1/audit?cursor={cursor}"), Some(&admin), None).await;
        let entries = answer.body["entries"].as_array().expect("a list");
        assert!(entries.len() <= 100);
        numbers.extend(entries.iter().map(|entry| entry["entry"].as_u64().expect("a number")));
        match answer.body["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    // Three pages are read, and each reading is a line, seen by the first one only of its own.
    assert_eq!(numbers.len(), 1 + 2 + 250 + 1);
    assert!(numbers.is_sorted_by(|newer, older| newer > older));
    let first = bench.ask("GET", "/v1/audit?cursor=nonsense", Some(&admin), None).await;
    assert_eq!(first.body["entries"].as_array().map(Vec::len), Some(100));
}
