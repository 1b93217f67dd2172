//! What the operator's tools ask on the loopback listener: is it alive, is it ready, what did it count.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{StatusCode, header};

use crate::app::App;
use crate::metrics;

/// `/healthz`, `/readyz` and `/metrics`
pub fn router(app: App) -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(serde_json::json!({ "status": "ok" })) }))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
        .with_state(app)
}

async fn ready(State(app): State<App>) -> Response {
    let readiness = app.readiness().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

async fn figures(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics::page(&app).await).into_response()
}
