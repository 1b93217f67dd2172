//! What the operator's tools may count: well formed, documented, and true.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use http::Request;

use crate::bench::{Bench, send};
use crate::speech::{call, fixture};

async fn page(bench: &Bench) -> String {
    let answer = send(bench.app.admin_router(), Request::get("/metrics").body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.headers["content-type"], "text/plain; version=0.0.4");
    answer.text
}

/// The name of each metric and its kind.
fn kinds(page: &str) -> BTreeMap<&str, &str> {
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let kinds: Vec<_> = types.collect();
    let once: BTreeMap<_, _> = kinds.iter().copied().collect();
    assert_eq!(kinds.len(), once.len(), "no name comes twice");
    once
}

fn value(page: &str, sample: &str) -> f64 {
    let line = page.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{sample} is missing in\n{page}")).parse().expect("a number")
}

#[tokio::test]
async fn every_metric_is_documented_and_every_documented_metric_is_there() {
    let bench = Bench::new().await;
    let page = page(&bench).await;
    let documented = include_str!("../../../../docs/operations.md");
    let rows: BTreeMap<&str, &str> = documented
        .lines()
        .filter_map(|line| line.strip_prefix("| `roomline_"))
        .filter_map(|row| {
            let (name, rest) = row.split_once("` | ")?;
            Some((name, rest.split([',', ' ']).next()?))
        })
        .collect();
    let exported: BTreeMap<&str, &str> = kinds(&page)
        .into_iter()
        .map(|(name, kind)| (name.strip_prefix("roomline_").expect("our prefix"), kind))
        .collect();
    assert_eq!(rows, exported, "names and kinds of docs/operations.md and of /metrics");
}

#[tokio::test]
async fn every_line_is_a_sample_of_a_metric_with_help_and_type() {
    let bench = Bench::new().await;
    let page = page(&bench).await;
    let kinds = kinds(&page);
    let helped: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
    assert_eq!(helped, kinds.keys().copied().collect());
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        let (sample, number) = line.rsplit_once(' ').expect("a name and a number");
        number.parse::<f64>().expect("a number");
        let name = sample.split('{').next().expect("a name");
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|ending| name.strip_suffix(ending));
        let kind = kinds.get(name).or_else(|| kinds.get(family?));
        assert!(kind.is_some(), "{line}");
        assert!(name.ends_with("_total") == (kind == Some(&"counter")), "{line}");
    }
}

#[tokio::test]
async fn a_call_and_its_end_are_counted() {
    let bench = Bench::new().await;
    let before = page(&bench).await;
    assert_eq!(value(&before, "roomline_from_alexa_seconds_count"), 0.0);
    assert_eq!(value(&before, "roomline_calls_ended_total{reason=\"cancelled\"}"), 0.0);
    let mut over = fixture("a2s.CallEnded");
    over["request"]["sessionId"] = "session-1".into();
    over["request"]["timestamp"] = bench.clock.now().to_string().into();
    let mut asked = call(&bench, "session-1");
    asked["request"]["sdpDetails"] = fixture("a2s.InitiateOutboundCall")["request"]["sdpDetails"].clone();
    for body in [asked, over] {
        assert_eq!(bench.skill(&body).await.status, 200);
    }
    let after = page(&bench).await;
    assert_eq!(value(&after, "roomline_from_alexa_seconds_count"), 2.0);
    assert_eq!(value(&after, "roomline_calls_ended_total{reason=\"cancelled\"}"), 1.0, "{after}");
    assert_eq!(value(&after, "roomline_callbacks_open"), 1.0);
    assert_eq!(value(&after, "roomline_calls"), 0.0);
    assert_eq!(value(&after, "roomline_database_errors_total"), 0.0);
}
