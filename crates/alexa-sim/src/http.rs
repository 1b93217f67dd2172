//! The simulator's doors: Amazon's addresses, the control API, and a page to play the residents.

mod amazon;
mod asp;
mod control;
mod onboarding;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Html;
use axum::routing::get;

use crate::simulator::Simulator;

pub(crate) use amazon::TOKEN_PATH;

/// The largest body that is read: a description of 32 KiB as JSON, with room.
const LARGEST_BODY: usize = 256 * 1024;

/// Everything that is served.
pub(crate) fn router(simulator: Simulator) -> Router {
    Router::new()
        .merge(amazon::routes())
        .merge(asp::routes())
        .nest("/control", control::routes().merge(onboarding::routes()))
        .route("/", get(|| async { Html(include_str!("http/page.html")) }))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(simulator)
}
