//! The stations' side of the server: sign-in, directory, call log, call-backs, rounds, hand-overs, the socket on which calls
//! happen, and what administrators look at.

mod admin;
mod credentials;
pub mod delay;
mod handover;
mod hearing;
mod ice;
mod lists;
pub mod password;
mod problem;
mod rounds;
mod sign_in;
mod socket;
pub(crate) mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post, put};
use roomline_signaling::call::switchboard::{Seat, WallTime};
use roomline_signaling::call::{Private, StationId};
use roomline_signaling::rest::ErrorCode;
use tokio::sync::watch;

use crate::calls::{Calls, RingGroup};
use crate::clock::Clock;
use crate::config::{IceConfig, SecretKey};
use crate::database::Database;
use crate::store::staff::StaffSession;
use crate::store::{Deed, Doer, Store};

pub(crate) use credentials::CredentialError;
pub use problem::Problem;
pub(crate) use sign_in::ClientAddress;

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
    /// Whether Amazon is asked whether Echos can be reached.
    pub watches_echos: bool,
    /// The ring groups as they are now.
    pub ring_groups: watch::Receiver<Vec<RingGroup>>,
}

impl Staff {
    /// Writes into the audit trail who looked at what, or came and went.
    async fn audit(&self, deed: &'static str, session: &StaffSession) -> Result<(), Problem> {
        self.audit_of(deed, session, None).await
    }

    /// The same about something that was done to somebody.
    async fn audit_of(
        &self,
        deed: &'static str,
        session: &StaffSession,
        subject: Option<String>,
    ) -> Result<(), Problem> {
        let now = WallTime::from_millis(self.clock.now_ms().unsigned_abs());
        let seat = Seat {
            station: StationId::new(session.station_id.clone()).map_err(|_| unreadable())?,
            name: session.station_name.clone(),
            staff: Private(session.name.clone()),
        };
        let account = session.user.clone();
        let entry = move |store: &mut Store| {
            let by = Doer::Account { account: &account, seat: &seat };
            store.audit_deed(now, Deed { deed, by, subject: subject.as_deref(), outcome: None })
        };
        Ok(self.database.ask(entry).await?)
    }
}

fn unreadable() -> Problem {
    Problem::new(ErrorCode::Internal, "a stored station id cannot be read")
}

/// Everything under `/v1/`.
pub fn router(staff: Arc<Staff>) -> Router {
    Router::new()
        .route("/v1/session", post(sign_in::sign_in).delete(sign_in::sign_out))
        .route("/v1/session/refresh", post(sign_in::refresh))
        .route("/v1/directory", get(lists::directory))
        .route("/v1/units/{unit_id}/hearing", put(hearing::set))
        .route("/v1/calls", get(lists::calls))
        .route("/v1/callbacks", get(lists::callbacks))
        .route("/v1/callbacks/{id}/{deed}", post(lists::callback))
        .route("/v1/rounds", get(rounds::list).post(rounds::start))
        .route("/v1/rounds/{id}/{turn}", post(rounds::turn))
        .route("/v1/rounds/{id}/stops/{unit_id}", put(rounds::settle))
        .route("/v1/handover", get(handover::report).post(handover::hand_over))
        .route("/v1/handover/{id}/read", post(handover::was_read))
        .route("/v1/ice-servers", get(ice::servers))
        .route("/v1/events", get(socket::events))
        .route("/v1/audit", get(admin::trail))
        .route("/v1/sessions", get(admin::sessions))
        .route("/v1/sessions/{id}", delete(admin::end_session))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .with_state(staff)
}

async fn unknown() -> Problem {
    Problem::new(ErrorCode::NotFound, "there is nothing of this name, or it takes another method")
}
