//! What is old goes, what somebody still needs stays.

use std::time::Duration;

use roomline_middleware::retention::Forgotten;
use rusqlite::{Connection, params};

use crate::bench::Bench;
use crate::command_line::run;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Writes a call that ended so many milliseconds ago, and its call-back.
fn call(bench: &Bench, number: usize, ago_ms: i64, live: bool, done: bool) {
    let at = bench.clock.now().as_millisecond() - ago_ms;
    let id = format!("0192a5f0-0000-7000-8000-{number:012}");
    let database = Connection::open(&bench.config.database).expect("a database");
    let sql = "INSERT INTO call (call_id, session_id, direction, name, ring_group, started_ms, ended_ms, live)
               VALUES (?1, ?1, 'from_unit', 'Mrs Wiped', 'Front desk', ?2, ?3, ?4)";
    let (ended, live) = if live { (None, Some("{}")) } else { (Some(at), None) };
    database.execute(sql, params![id, at, ended, live]).expect("a call");
    let sql = "INSERT INTO callback (call_id, name, ring_group, called_ms, reason, state, done)
               VALUES (?1, 'Mrs Wiped', 'Front desk', ?2, 'no_answer', '{}', ?3)";
    database.execute(sql, params![id, at, done]).expect("a call-back");
}

fn numbers(bench: &Bench, table: &str) -> Vec<usize> {
    let database = Connection::open(&bench.config.database).expect("a database");
    let mut query = database.prepare(&format!("SELECT call_id FROM {table} ORDER BY call_id")).expect("a query");
    let rows = query.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    rows.map(|id| id.expect("a row")[24..].parse().expect("a number")).collect()
}

#[tokio::test]
async fn calls_and_done_call_backs_go_after_a_year_and_nothing_else() {
    let bench = Bench::new().await;
    call(&bench, 1, 365 * DAY_MS + 1, false, true);
    call(&bench, 2, 365 * DAY_MS, false, true);
    call(&bench, 3, 400 * DAY_MS, false, false);
    call(&bench, 4, 400 * DAY_MS, true, true);
    crate::sign_in::signed_in(&bench, "station-1").await;
    let forgotten = bench.app.forget_old_calls().await.expect("removed");
    assert_eq!(forgotten, Forgotten { calls: 2, callbacks: 2, rounds: 0, handovers: 0 });
    assert_eq!(numbers(&bench, "call"), [2, 4], "a year is kept, and what lives");
    assert_eq!(numbers(&bench, "callback"), [2, 3], "a resident who waits is not forgotten");

    bench.clock.pass(3_000 * 24 * 3600);
    bench.app.forget_old_calls().await.expect("removed");
    let database = Connection::open(&bench.config.database).expect("a database");
    let lines: i64 = database.query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).expect("a number");
    assert_eq!(lines, 1, "the audit trail stays");
}

#[tokio::test]
async fn hand_overs_go_with_the_calls_also_with_notes_that_nobody_has_read() {
    let bench = Bench::new().await;
    let handover = |number: i64, ago_ms: i64| {
        let (id, at) = (format!("0192a5f0-0000-7000-8000-{number:012}"), bench.clock.now().as_millisecond() - ago_ms);
        let database = Connection::open(&bench.config.database).expect("a database");
        let sql =
            "INSERT INTO handover (id, at_ms, station, staff, note) VALUES (?1, ?2, 'Desk 1', 'Ann', 'Mrs Wiped')";
        database.execute(sql, params![id, at]).expect("a hand-over");
        let sql = "INSERT INTO handover_group (handover, place, ring_group) VALUES (?1, 0, 'Front desk')";
        database.execute(sql, [id]).expect("its ring group");
    };
    handover(1, 365 * DAY_MS + 1);
    handover(2, 365 * DAY_MS);
    let forgotten = bench.app.forget_old_calls().await.expect("removed");
    assert_eq!(forgotten, Forgotten { calls: 0, callbacks: 0, rounds: 0, handovers: 1 });
    let database = Connection::open(&bench.config.database).expect("a database");
    let left = |table: &str| -> i64 {
        database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("a number")
    };
    assert_eq!((left("handover"), left("handover_group")), (1, 1));
}

#[tokio::test]
async fn many_old_calls_go_in_small_parts_and_no_later_backup_names_them() {
    let bench = Bench::new().await;
    for number in 0..1_201 {
        call(&bench, number, 366 * DAY_MS, false, true);
    }
    let name = |file: &str| {
        let file = bench.file(file, "");
        std::fs::remove_file(&file).expect("it is ours");
        run(&bench, &["backup", "--out", &file], "").expect("a backup");
        std::fs::read(file).expect("a file").windows(9).any(|bytes| bytes == b"Mrs Wiped")
    };
    assert!(name("before.db"));
    let forgotten = bench.app.forget_old_calls().await.expect("removed");
    assert_eq!(forgotten, Forgotten { calls: 1_201, callbacks: 1_201, rounds: 0, handovers: 0 });
    assert!(!name("after.db"));
}

#[tokio::test]
async fn a_running_server_does_it_by_itself() {
    let bench = Bench::new().await;
    call(&bench, 1, 366 * DAY_MS, false, true);
    let gone = async {
        while !numbers(&bench, "call").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let seen = async {
        tokio::select! {
            () = bench.app.tend() => unreachable!("it goes on for ever"),
            () = gone => {}
        }
    };
    tokio::time::timeout(Duration::from_secs(25), seen).await.expect("removed in time");
}
