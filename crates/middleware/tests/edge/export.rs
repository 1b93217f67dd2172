//! `calls export` from the command line to the file.

use rusqlite::Connection;

use crate::bench::Bench;
use crate::command_line::run;

/// Writes calls that began at these times into the log.
fn calls_at(bench: &Bench, times: &[&str]) {
    let database = Connection::open(&bench.config.database).expect("a database");
    for (number, time) in times.iter().enumerate() {
        let started = time.parse::<jiff::Timestamp>().expect("a time").as_millisecond();
        let id = format!("0192a5f0-0000-7000-8000-{number:012}");
        let sql =
            "INSERT INTO call (call_id, session_id, direction, name, ring_group, started_ms, ended_ms, end_reason)
                   VALUES (?1, ?1, 'from_unit', '=Mrs Jones', 'Front desk', ?2, ?2, 'no_answer')";
        database.execute(sql, rusqlite::params![id, started]).expect("a call");
    }
}

#[tokio::test]
async fn the_calls_of_a_span_of_days_come_out_oldest_first() {
    let bench = Bench::new().await;
    let times =
        ["2026-10-31T23:59:59.999Z", "2026-11-30T23:59:59.999Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"];
    calls_at(&bench, &times);
    let span = ["--from", "2026-11-01", "--to", "2026-11-30"];
    let csv = run(&bench, &[&["calls", "export", "--format", "csv"][..], &span].concat(), "").expect("an export");
    let starts: Vec<&str> = csv.lines().skip(1).map(|line| line.split(',').nth(8).expect("a cell")).collect();
    assert_eq!(starts, ["2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z"]);
    assert!(csv.contains("'=Mrs Jones"), "{csv}");

    let all = run(&bench, &["calls", "export", "--format", "json"], "").expect("an export");
    let all: Vec<serde_json::Value> = serde_json::from_str(&all).expect("JSON");
    let starts: Vec<&str> = all.iter().map(|call| call["started"].as_str().expect("a time")).collect();
    assert_eq!(starts, [times[0], times[2], times[1], times[3]]);

    let wrong = run(&bench, &["calls", "export", "--format", "csv", "--from", "2026-11-02", "--to", "2026-11-01"], "");
    assert!(wrong.expect_err("refused").contains("is not before"));
    let wrong = run(&bench, &["calls", "export", "--format", "csv", "--from", "yesterday"], "");
    assert!(wrong.expect_err("refused").contains("2026-11-01"));
}

#[tokio::test]
async fn an_export_of_many_pages_has_every_call_once_and_a_line_in_the_audit_trail() {
    let bench = Bench::new().await;
    // Pages of a thousand, and the same moment on both sides of a page's end.
    calls_at(&bench, &vec!["2026-11-01T12:00:00Z"; 2_100]);
    let file = bench.file("calls.csv", "something else");
    let arguments = ["calls", "export", "--format", "csv", "--out", &file];
    assert!(run(&bench, &arguments, "").expect_err("it is there").contains("replace it with --force"));
    let said = run(&bench, &[&arguments[..], &["--force"]].concat(), "").expect("an export");
    assert!(said.ends_with("calls.csv holds 2100 calls.\n"), "{said}");
    let text = std::fs::read_to_string(&file).expect("a file");
    let ids: std::collections::BTreeSet<&str> =
        text.lines().skip(1).map(|line| line.split(',').next().expect("a cell")).collect();
    assert_eq!((ids.len(), text.lines().count()), (2_100, 2_101));

    let database = Connection::open(&bench.config.database).expect("a database");
    let sql = "SELECT os_user, subject FROM audit WHERE deed = 'calls.export'";
    let line: (String, String) =
        database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("one line, of the one that was done");
    assert!(!line.0.is_empty() && line.1 == "1970-01-01T00:00:00Z/", "{line:?}");
}
