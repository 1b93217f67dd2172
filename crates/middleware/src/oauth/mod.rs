//! Account linking: an OAuth 2.0 authorization server with one client, Alexa.
//!
//! Alexa sends a person's browser to the linking page. Whoever signs in there gives Alexa a code, which it exchanges for
//! tokens; an access token then comes with every call from a unit. Nothing else opens with these tokens.
//!
//! Source: RFC 6749; RFC 7636 (PKCE); RFC 7009 (revocation); RFC 9700 (best current practice).

mod authorize;
mod client;
mod form;
mod page;
mod revoke;
mod token;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use roomline_signaling::call::switchboard::{Seat, WallTime};
use roomline_signaling::call::{Private, StationId};
use serde_json::json;

use crate::config::OauthConfig;
use crate::staff::Staff;
use crate::staff::token::AccessToken;
use crate::store::{Deed, Doer, Store, StoreError};

use client::Failures;

/// What linked tokens open, as Alexa asks for it.
pub const SCOPE: &str = "calls";
/// Refresh tokens of linkings have other successors than those of stations.
const PURPOSE: &[u8] = b"roomline linking token v1";
/// The longest request, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// The authorization server.
#[derive(Debug)]
pub struct Oauth {
    staff: Arc<Staff>,
    config: OauthConfig,
    failures: Failures,
}

impl Oauth {
    /// Serves the client of `config`; accounts are those of `staff`.
    #[must_use]
    pub fn new(staff: Arc<Staff>, config: OauthConfig) -> Self {
        Self { staff, config, failures: Failures::default() }
    }

    /// Whether an access token that came with a request is one of ours, and valid.
    ///
    /// # Errors
    /// [`StoreError`]: nobody knows.
    pub async fn is_linked(&self, token: &str) -> Result<bool, StoreError> {
        let Some(token) = AccessToken::parse(token) else { return Ok(false) };
        let (hash, client_id, now_ms) = (token.hash(), self.config.client_id.clone(), self.staff.clock.now_ms());
        let account = self.staff.database.ask(move |store| store.linked_account(&hash, &client_id, now_ms)).await?;
        Ok(account.is_some())
    }

    /// Writes into the audit trail what became of an account's linking.
    async fn audit(&self, deed: &'static str, user: String, outcome: &'static str) -> Result<(), StoreError> {
        let now = WallTime::from_millis(self.staff.clock.now_ms().unsigned_abs());
        let entry = move |store: &mut Store| {
            let name = store.account(&user)?.map_or_else(|| user.clone(), |account| account.name);
            let station = StationId::new("account-linking").expect("a short id");
            let seat = Seat { station, name: "account linking".into(), staff: Private(name) };
            let by = Doer::Account { account: &user, seat: &seat };
            store.audit_deed(now, Deed { deed, by, subject: None, outcome: Some(outcome) })
        };
        self.staff.database.ask(entry).await
    }
}

/// `/oauth/authorize`, `/oauth/token` and `/oauth/revoke`
pub fn router(oauth: Arc<Oauth>) -> Router {
    Router::new()
        .route("/oauth/authorize", get(authorize::ask).post(authorize::sign_in))
        .route("/oauth/token", post(token::exchange))
        .route("/oauth/revoke", post(revoke::revoke))
        .with_state(oauth)
}

/// Why the client is refused, as it is told.
///
/// Source: RFC 6749 §5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// A field is missing, repeated or unreadable.
    Request(&'static str),
    /// Wrong id or secret.
    Client,
    /// The code or the token is void.
    Grant,
    /// Neither a code nor a refresh token is offered.
    GrantType,
    /// Too many wrong secrets came from this address.
    TooMany,
    /// A fault of ours.
    Unavailable,
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "account linking cannot use the database");
        Self::Unavailable
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::Request(what) => (StatusCode::BAD_REQUEST, "invalid_request", what),
            Self::Client => (StatusCode::UNAUTHORIZED, "invalid_client", "the client id or secret is not right"),
            Self::Grant => (StatusCode::BAD_REQUEST, "invalid_grant", "the code or token is not valid any more"),
            Self::GrantType => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", "use authorization_code or refresh_token")
            }
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "invalid_client", "too many wrong secrets; wait a minute"),
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "try again in a few seconds")
            }
        };
        tracing::info!(error, status = status.as_u16(), description, "a request for linked tokens was refused");
        let mut answer = json_answer(status, &json!({ "error": error, "error_description": description }));
        if self == Self::Client {
            let challenge = http::HeaderValue::from_static("Basic realm=\"roomline\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}

/// Tokens are kept by no cache. Source: RFC 6749 §5.1.
fn json_answer(status: StatusCode, body: &serde_json::Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json;charset=UTF-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
    ];
    (status, headers, body.to_string()).into_response()
}
