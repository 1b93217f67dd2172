//! `/oauth/authorize`: the page on which somebody signs in, and the way back to Alexa with a code.
//!
//! A browser is only ever sent to a redirect URI of the configuration. The page keeps nothing between the two requests: what
//! was asked travels in the form and is checked anew.
//!
//! Source: RFC 6749 §4.1.1 to §4.1.2.1; RFC 7636 §4.3.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::form::Form;
use super::words::{self, Words};
use super::{LONGEST_BODY, Oauth, page};
use crate::body;
use crate::config::OauthConfig;
use crate::staff::token::AccessToken;
use crate::staff::{ClientAddress, CredentialError};
use crate::store::linking::NewCode;

/// How long a code is good.
const CODE_LIFE: Duration = Duration::from_secs(5 * 60);
/// The longest query, in bytes; Alexa's has a few hundred.
const LONGEST_QUERY: usize = 8 * 1024;
/// What the browser says of where a form comes from. Source: Fetch Metadata Request Headers.
const FETCH_SITE: &str = "sec-fetch-site";

/// What the client asks for, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) client_id: String,
    /// One of the configuration.
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    /// PKCE, S256.
    pub(super) challenge: Option<String>,
}

/// Why nobody is asked to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    /// It is not known where to send the browser.
    Stay,
    /// The client is told.
    GoBack { redirect_uri: String, state: Option<String>, error: &'static str },
}

/// `GET /oauth/authorize`
pub(super) async fn ask(State(oauth): State<Arc<Oauth>>, request: Request) -> Response {
    let words = language(request.headers());
    let query = request.uri().query().unwrap_or_default();
    if query.len() > LONGEST_QUERY {
        return page::broken(words, StatusCode::BAD_REQUEST);
    }
    match Asked::read(&Form::parse(query.as_bytes()), &oauth.config) {
        Ok(asked) => page::form(words, &asked, "", None, StatusCode::OK),
        Err(wrong) => wrong.answer(words),
    }
}

/// `POST /oauth/authorize`
pub(super) async fn sign_in(
    State(oauth): State<Arc<Oauth>>,
    ClientAddress(address): ClientAddress,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let words = language(&parts.headers);
    let body = match body::read(body, LONGEST_BODY).await {
        Ok(body) if is_our_own(&parts.headers) => Zeroizing::new(body.to_vec()),
        Ok(_) | Err(_) => return page::broken(words, StatusCode::BAD_REQUEST),
    };
    let form = Form::parse(&body);
    let asked = match Asked::read(&form, &oauth.config) {
        Ok(asked) => asked,
        Err(wrong) => return wrong.answer(words),
    };
    let user = form.get("user").unwrap_or_default();
    let password = Zeroizing::new(form.get("password").unwrap_or_default().to_owned());
    let account = match oauth.staff.account(user, password, address).await {
        Ok(account) => account,
        Err(error) => return trouble(&error, words, &asked, user),
    };
    match oauth.code(&asked, account.user).await {
        Ok(Some(code)) => back(&asked.redirect_uri, &[("code", &code)], asked.state.as_deref()),
        Ok(None) => page::form(words, &asked, user, Some(words.too_many), StatusCode::TOO_MANY_REQUESTS),
        Err(error) => trouble(&error, words, &asked, user),
    }
}

impl Oauth {
    /// A code for an account; `None`: it has too many already.
    async fn code(&self, asked: &Asked, user: String) -> Result<Option<String>, CredentialError> {
        let (code, now_ms) = (AccessToken::random(), self.staff.clock.now_ms());
        let life_ms = i64::try_from(CODE_LIFE.as_millis()).expect("five minutes are few milliseconds");
        let new = NewCode {
            hash: code.hash(),
            client_id: asked.client_id.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            challenge: asked.challenge.clone(),
            user: user.clone(),
            expires_ms: now_ms + life_ms,
        };
        if !self.staff.database.ask(move |store| store.add_code(&new, now_ms)).await? {
            return Ok(None);
        }
        self.audit("link_account", user, "signed_in").await?;
        Ok(Some(code.text().0))
    }
}

impl Asked {
    fn read(form: &Form, config: &OauthConfig) -> Result<Self, Wrong> {
        let client_id = form.get("client_id").filter(|id| *id == config.client_id).ok_or(Wrong::Stay)?;
        let redirect_uri = form.get("redirect_uri").unwrap_or_default();
        let redirect_uri = config.redirect_uris.iter().find(|known| *known == redirect_uri).ok_or(Wrong::Stay)?;
        let state = form.get("state").map(str::to_owned);
        let refused = |error| Wrong::GoBack { redirect_uri: redirect_uri.clone(), state: state.clone(), error };
        if form.repeats_any() || form.get("response_type").is_none() {
            return Err(refused("invalid_request"));
        }
        if form.get("response_type") != Some("code") {
            return Err(refused("unsupported_response_type"));
        }
        // What is asked for beyond calls is not given, and the token's answer says so: RFC 6749 §3.3.
        if !form.get("scope").unwrap_or_default().bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(refused("invalid_scope"));
        }
        let challenge = match (form.get("code_challenge"), form.get("code_challenge_method")) {
            (None, None) => None,
            (Some(challenge), Some("S256")) if is_challenge(challenge) => Some(challenge.to_owned()),
            _ => return Err(refused("invalid_request")),
        };
        Ok(Self { client_id: client_id.to_owned(), redirect_uri: redirect_uri.clone(), state, challenge })
    }

    /// What the form carries on.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let pkce = self.challenge.as_deref().map(|challenge| ("code_challenge", challenge));
        [("response_type", "code"), ("client_id", &*self.client_id), ("redirect_uri", &*self.redirect_uri)]
            .into_iter()
            .chain(self.state.as_deref().map(|state| ("state", state)))
            .chain(pkce)
            .chain(pkce.map(|_| ("code_challenge_method", "S256")))
    }
}

impl Wrong {
    fn answer(self, words: &Words) -> Response {
        match self {
            Self::Stay => {
                tracing::warn!(
                    "account linking was asked for by an unknown client or for an unknown redirect URI: compare \
                     `oauth.client_id` and `oauth.redirect_uris` with the developer console"
                );
                page::broken(words, StatusCode::BAD_REQUEST)
            }
            Self::GoBack { redirect_uri, state, error } => {
                tracing::warn!(error, "account linking was asked for in a wrong way");
                back(&redirect_uri, &[("error", error)], state.as_deref())
            }
        }
    }
}

fn trouble(error: &CredentialError, words: &Words, asked: &Asked, user: &str) -> Response {
    let (sentence, status) = match error {
        CredentialError::Wrong => (words.wrong, StatusCode::FORBIDDEN),
        CredentialError::Disabled => (words.disabled, StatusCode::FORBIDDEN),
        CredentialError::TooMany(_) => (words.too_many, StatusCode::TOO_MANY_REQUESTS),
        CredentialError::Password(_) | CredentialError::Store(_) => {
            (words.unavailable, StatusCode::SERVICE_UNAVAILABLE)
        }
    };
    match error {
        CredentialError::Store(_) => tracing::error!(%error, "nobody can sign in to link an account"),
        _ => tracing::info!(%error, "a sign-in to link an account was refused"),
    }
    page::form(words, asked, user, Some(sentence), status)
}

/// Sends the browser to the client.
fn back(redirect_uri: &str, fields: &[(&str, &str)], state: Option<&str>) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    query.extend_pairs(state.map(|state| ("state", state)));
    let joint = if redirect_uri.contains('?') { '&' } else { '?' };
    let location = format!("{redirect_uri}{joint}{}", query.finish());
    (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

/// Whether a form was sent by our own page, so that nobody is signed in to a stranger's account unawares.
///
/// A browser too old for Fetch Metadata still names the origin; what is no browser names neither and is not fooled.
fn is_our_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(FETCH_SITE) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == text("host")
}

fn language(headers: &HeaderMap) -> &'static Words {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    words::preferred(accept.unwrap_or_default())
}

/// 43 characters of base64url: a SHA-256.
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
