//! `POST /oauth/revoke`: the client is done with a token. Whatever it shows, it is told that the token is void now.
//!
//! Source: RFC 7009.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use zeroize::Zeroizing;

use super::form::Form;
use super::{LONGEST_BODY, Oauth, Refusal};
use crate::body;
use crate::staff::ClientAddress;
use crate::staff::token::{AccessToken, RefreshToken};

/// `POST /oauth/revoke`
pub(super) async fn revoke(
    State(oauth): State<Arc<Oauth>>,
    ClientAddress(address): ClientAddress,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let revoked = match body::read(body, LONGEST_BODY).await {
        Ok(body) => oauth.void(&parts.headers, &Form::parse(&Zeroizing::new(body.to_vec())), address).await,
        Err(_) => Err(Refusal::Request("the body cannot be read")),
    };
    match revoked {
        Ok(()) => (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

impl Oauth {
    /// A refresh token ends the whole linking, an access token itself only. `token_type_hint` is not needed: the two
    /// differ in length.
    async fn void(&self, headers: &HeaderMap, form: &Form, address: IpAddr) -> Result<(), Refusal> {
        self.client(headers, form, address)?;
        let token = form.get("token").ok_or(Refusal::Request("token is missing"))?;
        let database = &self.staff.database;
        let (user, outcome) = if let Some(refresh) = RefreshToken::parse(token) {
            let (id, hash) = (refresh.session(), refresh.hash());
            (database.ask(move |store| store.revoke_linking(&id, &hash)).await?, "revoked_by_alexa")
        } else if let Some(access) = AccessToken::parse(token) {
            let hash = access.hash();
            (database.ask(move |store| store.revoke_access(&hash)).await?, "access_revoked_by_alexa")
        } else {
            (None, "")
        };
        if let Some(user) = user {
            self.audit("link_account", user, outcome).await?;
            tracing::info!(outcome, "a linked token was revoked");
        }
        Ok(())
    }
}
