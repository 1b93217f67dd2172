//! What the operator's tools ask on the loopback listener: is it alive, is it ready, what did it count.

use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{StatusCode, header};

use crate::app::App;

/// `/healthz`, `/readyz` and `/metrics`
pub fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(serde_json::json!({ "status": "ok" })) }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn ready(State(app): State<App>) -> Response {
    let readiness = app.readiness().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

/// Source: Prometheus text format 0.0.4.
async fn metrics(State(app): State<App>) -> Response {
    let readiness = app.readiness().await;
    let counts = app.counts();
    let load = app.calls().load().await.unwrap_or_default();
    let figures = [
        ("roomline_calls", "gauge", "Calls that live.", load.live_calls as u64),
        ("roomline_undelivered", "gauge", "Messages that Alexa has not taken yet.", load.undelivered as u64),
        (
            "roomline_alexa_repeated_total",
            "counter",
            "Messages from Alexa that had been heard before in the same call.",
            load.heard.repeated,
        ),
        ("roomline_alexa_late_total", "counter", "Messages from Alexa about calls that were over.", load.heard.late),
        ("roomline_ready", "gauge", "Whether requests can be served.", u64::from(readiness.ready)),
        ("roomline_alexa_granted", "gauge", "Whether Alexa granted a token.", u64::from(readiness.granted)),
        (
            "roomline_skill_refused_total",
            "counter",
            "Requests to the skill that were not Alexa's.",
            counts.refused.load(Ordering::Relaxed),
        ),
        (
            "roomline_skill_unlinked_total",
            "counter",
            "Calls from a unit without the token of a linked account, or with a bad one.",
            counts.unlinked.load(Ordering::Relaxed),
        ),
    ];
    let lines = figures
        .map(|(name, kind, help, value)| format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], lines.concat()).into_response()
}
