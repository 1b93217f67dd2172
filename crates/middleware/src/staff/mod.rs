//! The stations' side of the server: sign-in, directory, call log, call-backs, and the socket on which calls happen.

pub mod delay;
pub mod password;
mod problem;
mod sign_in;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::post;
use tokio::sync::watch;

use crate::calls::{Calls, RingGroup};
use crate::clock::Clock;
use crate::config::{IceConfig, SecretKey};
use crate::database::Database;

pub use problem::Problem;

/// What requests of stations need.
#[derive(Debug)]
pub struct Staff {
    /// All calls.
    pub calls: Calls,
    /// Accounts, sign-ins and units.
    pub database: Database,
    /// Derives refresh tokens.
    pub key: SecretKey,
    /// Wall time.
    pub clock: Clock,
    /// Checks passwords.
    pub passwords: password::Passwords,
    /// Slows guessing down.
    pub delays: delay::Delays,
    /// STUN and TURN.
    pub ice: IceConfig,
    /// The ring groups as they are now.
    pub ring_groups: watch::Receiver<Vec<RingGroup>>,
}

/// Everything under `/v1/`.
pub fn router(staff: Arc<Staff>) -> Router {
    Router::new()
        .route("/v1/session", post(sign_in::sign_in).delete(sign_in::sign_out))
        .route("/v1/session/refresh", post(sign_in::refresh))
        .with_state(staff)
}
