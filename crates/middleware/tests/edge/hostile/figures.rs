//! How long good requests take while hostile ones come, beside a quiet server. Reported, never judged here: a busy machine
//! must not fail a test.
//!
//! `cargo xtask bench skill` runs this and shows the figures.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::wire::Reply;
use super::{Case, Scene};

/// Good requests of the quiet phase and of the flood; while hostile ones come at a steady pace there are as many as fit.
const GOOD: usize = 400;
/// A scanner of the kind that every public server meets sends far fewer.
const STEADY: Duration = Duration::from_millis(10);
/// How often the steady attacker goes through all cases.
const ROUNDS: usize = 3;
/// How many send as fast as they can in the flood.
const FLOODERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn good_requests_are_answered_while_hostile_ones_come() {
    let scene = Scene::set().await;
    let cases: Arc<Vec<Case>> = Arc::new(scene.cases());
    good(&scene, |count| count < 50).await;
    let quiet = good(&scene, |count| count < GOOD).await;

    let (over, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let attacker = {
        let (cases, address) = (cases.clone(), scene.address);
        tokio::spawn(async move {
            let mut pace = tokio::time::interval(STEADY);
            for case in cases.iter().cycle().take(ROUNDS * cases.len()) {
                pace.tick().await;
                case.wire.send(address).await;
            }
        })
    };
    let begun = Instant::now();
    let steady = good(&scene, |_| !attacker.is_finished()).await;
    let steady_rate = (ROUNDS * cases.len()) as f64 / begun.elapsed().as_secs_f64();
    attacker.await.expect("an attacker who stops");

    let flooders: Vec<_> = (0..FLOODERS)
        .map(|flooder| {
            let (cases, over, sent, address) = (cases.clone(), over.clone(), sent.clone(), scene.address);
            tokio::spawn(async move {
                for case in cases.iter().cycle().skip(flooder * cases.len() / FLOODERS) {
                    if over.load(Ordering::SeqCst) {
                        return;
                    }
                    case.wire.send(address).await;
                    sent.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    let begun = Instant::now();
    let flooded = good(&scene, |count| count < GOOD).await;
    let rate = sent.load(Ordering::SeqCst) as f64 / begun.elapsed().as_secs_f64();
    over.store(true, Ordering::SeqCst);
    for flooder in flooders {
        flooder.await.expect("a flooder who stops");
    }
    report(&quiet, (&steady, steady_rate), (&flooded, rate));
}

/// Sends good requests one after the other while `more` says so; returns how long each took, the shortest first.
async fn good(scene: &Scene, more: impl Fn(usize) -> bool) -> Vec<Duration> {
    let wire = scene.genuine();
    let mut times = Vec::new();
    while more(times.len()) {
        let begun = Instant::now();
        let reply = wire.send(scene.address).await;
        times.push(begun.elapsed());
        assert!(matches!(reply, Reply::Http { status: 200, .. }), "{reply:?}");
    }
    times.sort();
    times
}

fn report(quiet: &[Duration], (steady, steady_rate): (&[Duration], f64), (flooded, flood_rate): (&[Duration], f64)) {
    let at = |times: &[Duration], percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1000.0;
    let figure = |name: &str, times, percent, target: Option<f64>| {
        let (value, baseline) = (at(times, percent), at(quiet, percent));
        json!({ "name": name, "value": value, "unit": "ms", "baseline": baseline, "ratio": value / baseline, "target": target })
    };
    let rate = |name: &str, value: f64| json!({ "name": name, "value": value, "unit": "1/s", "baseline": null, "ratio": null, "target": null });
    let figures = json!([
        figure("good_request_p50_ms", steady, 50, None),
        figure("good_request_p99_ms", steady, 99, Some(2.0 * at(quiet, 99))),
        rate("hostile_requests_per_s", steady_rate),
        figure("flooded.good_request_p50_ms", flooded, 50, None),
        figure("flooded.good_request_p99_ms", flooded, 99, None),
        rate("flooded.hostile_requests_per_s", flood_rate),
    ]);
    eprintln!("{figures:#}");
    if let Some(file) = std::env::var_os("ROOMLINE_BENCH_JSON") {
        let commit = std::env::var("ROOMLINE_BENCH_COMMIT").unwrap_or_default();
        let machine = std::env::var("ROOMLINE_BENCH_MACHINE").unwrap_or_default();
        let bench = json!({ "bench": "skill", "commit": commit, "machine": machine, "figures": figures });
        std::fs::write(file, format!("{bench:#}\n")).expect("a file");
    }
}
