//! `POST /oauth/token`: a code becomes the first pair of tokens, a refresh token the next.
//!
//! Source: RFC 6749 §4.1.3 and §6; RFC 7636 §4.6; RFC 9700 §4.14.2 (rotation of refresh tokens and detection of copies).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::form::Form;
use super::{LONGEST_BODY, Oauth, PURPOSE, Refusal, SCOPE, json_answer};
use crate::body;
use crate::staff::ClientAddress;
use crate::staff::token::{AccessToken, RefreshToken};
use crate::store::linking::{CodeOutcome, NewLinking, PresentedCode, Renewal};
use crate::store::staff::NewAccess;

/// How long an access token lives.
const ACCESS_LIFE: Duration = Duration::from_secs(3600);
/// Alexa gives up after about 4.5 s (UNVERIFIED); an answer of any kind is better than none.
const DEADLINE: Duration = Duration::from_millis(3500);
/// How long a PKCE verifier may be. Source: RFC 7636 §4.1.
const VERIFIER_LEN: std::ops::RangeInclusive<usize> = 43..=128;

/// `POST /oauth/token`
pub(super) async fn exchange(
    State(oauth): State<Arc<Oauth>>,
    ClientAddress(address): ClientAddress,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    // On its own, because a code that was taken must become tokens even if Alexa hangs up.
    let work = tokio::spawn(async move {
        let Ok(body) = body::read(body, LONGEST_BODY).await else {
            return Err(Refusal::Request("the body cannot be read"));
        };
        oauth.tokens(&parts.headers, &Form::parse(&Zeroizing::new(body.to_vec())), address).await
    });
    match tokio::time::timeout(DEADLINE, work).await {
        Ok(Ok(Ok(pair))) => pair.into_answer(),
        Ok(Ok(Err(refusal))) => refusal.into_response(),
        Ok(Err(_)) | Err(_) => Refusal::Unavailable.into_response(),
    }
}

/// What the client gets.
struct TokenPair {
    access: AccessToken,
    refresh: RefreshToken,
}

impl Oauth {
    async fn tokens(&self, headers: &HeaderMap, form: &Form, address: IpAddr) -> Result<TokenPair, Refusal> {
        self.client(headers, form, address)?;
        if form.repeats_any() {
            return Err(Refusal::Request("a field is there twice"));
        }
        match form.get("grant_type") {
            Some("authorization_code") => self.first(form).await,
            Some("refresh_token") => self.next(form).await,
            Some(_) => Err(Refusal::GrantType),
            None => Err(Refusal::Request("grant_type is missing")),
        }
    }

    async fn first(&self, form: &Form) -> Result<TokenPair, Refusal> {
        let code = form.get("code").ok_or(Refusal::Request("code is missing"))?;
        let redirect_uri = form.get("redirect_uri").ok_or(Refusal::Request("redirect_uri is missing"))?;
        let presented = PresentedCode {
            hash: AccessToken::parse(code).ok_or(Refusal::Grant)?.hash(),
            client_id: self.config.client_id.clone(),
            redirect_uri: redirect_uri.to_owned(),
            challenge: form.get("code_verifier").map(challenge_of),
        };
        let (pair, now_ms) = (TokenPair::first(), self.staff.clock.now_ms());
        let linking = NewLinking {
            id: pair.refresh.session(),
            refresh: pair.refresh.hash(),
            access: new_access(&pair.access, now_ms),
        };
        let spend = move |store: &mut crate::store::Store| store.spend_code(&presented, &linking, now_ms);
        match self.staff.database.ask(spend).await? {
            CodeOutcome::Linked { user } => {
                self.audit("link_account", user, "tokens_issued").await?;
                tracing::info!("an account was linked with Alexa");
                Ok(pair)
            }
            CodeOutcome::Replayed { user } => {
                self.audit("link_account", user, "code_replayed").await?;
                tracing::warn!("a code of account linking was used twice: its tokens are void, link once more");
                Err(Refusal::Grant)
            }
            CodeOutcome::Void => Err(Refusal::Grant),
        }
    }

    async fn next(&self, form: &Form) -> Result<TokenPair, Refusal> {
        let token = form.get("refresh_token").ok_or(Refusal::Request("refresh_token is missing"))?;
        let presented = RefreshToken::parse(token).ok_or(Refusal::Grant)?;
        let pair = TokenPair { access: AccessToken::random(), refresh: presented.successor(&self.staff.key, PURPOSE) };
        let (id, client_id, now_ms) = (presented.session(), self.config.client_id.clone(), self.staff.clock.now_ms());
        let (presented, successor, access) = (presented.hash(), pair.refresh.hash(), new_access(&pair.access, now_ms));
        let renew = move |store: &mut crate::store::Store| {
            store.renew_linking(&id, &client_id, &presented, &successor, access, now_ms)
        };
        match self.staff.database.ask(renew).await? {
            Renewal::Done { .. } => Ok(pair),
            Renewal::Reused { user } => {
                self.audit("link_account", user, "token_reused").await?;
                tracing::warn!("a used-up token of account linking came back: the linking is over, link once more");
                Err(Refusal::Grant)
            }
            Renewal::Over => Err(Refusal::Grant),
        }
    }
}

impl TokenPair {
    fn first() -> Self {
        Self { access: AccessToken::random(), refresh: RefreshToken::first() }
    }

    fn into_answer(self) -> Response {
        let body = json!({
            "access_token": self.access.text().0,
            "token_type": "Bearer",
            "expires_in": ACCESS_LIFE.as_secs(),
            "refresh_token": self.refresh.text().0,
            "scope": SCOPE,
        });
        json_answer(StatusCode::OK, &body)
    }
}

fn new_access(access: &AccessToken, now_ms: i64) -> NewAccess {
    let life_ms = i64::try_from(ACCESS_LIFE.as_millis()).expect("an hour is few milliseconds");
    NewAccess { hash: access.hash(), expires_ms: now_ms + life_ms }
}

/// The S256 challenge of a verifier; one of a wrong form fits nothing.
fn challenge_of(verifier: &str) -> String {
    if !VERIFIER_LEN.contains(&verifier.len()) {
        return String::new();
    }
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standards_example() {
        // RFC 7636, appendix B.
        let challenge = challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge_of("short"), "");
    }
}
