//! Delegated account linking as the Alexa app does it: the login page, the form, the code, the token, and newer ones.
//!
//! Source: *Account linking for smart properties*; the OAuth steps are general knowledge of Alexa (UNVERIFIED in detail).

mod form;

use std::time::{Duration, Instant};

use roomline_signaling::alexa_wire::TokenResponse;
use roomline_signaling::call::Private;
use serde::Deserialize;
use url::Url;

use crate::simulator::Simulator;

/// How long a step of the login may take. Source: Alexa gives a token call about 4 seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// The longest page that is read.
const LONGEST_PAGE: usize = 256 * 1024;
/// Where the login page comes back to; nobody listens there, only the address is read.
const REDIRECT: &str = "https://pitangui.amazon.com/api/skill/link/M00000ROSEWOOD";

/// What the app is told to do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The login page.
    pub authorize_url: Url,
    /// Where codes become tokens.
    pub token_url: Url,
    /// Alexa's client id at that server.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Private<String>,
    /// Who logs in.
    pub user: Private<String>,
    /// With which password.
    pub password: Private<String>,
    /// Scopes, separated by spaces.
    #[serde(default)]
    pub scope: String,
    /// Where the login page is to come back to, if not to the app's usual address.
    #[serde(default)]
    pub redirect_uri: Option<Url>,
}

/// A linked account.
#[derive(Clone, Debug)]
pub struct Account {
    access_token: Private<String>,
    refresh_token: Option<Private<String>>,
    token_url: Url,
    client_id: String,
    client_secret: Private<String>,
    renew_at: Instant,
}

/// Why the account is not linked. Says which step failed, and never what was typed.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The server did not answer.
    #[error("{0} was not reached")]
    Unreachable(&'static str),
    /// It answered something else than expected.
    #[error("{what} answered {status}")]
    Refused {
        /// Which door.
        what: &'static str,
        /// With which status.
        status: u16,
    },
    /// The page holds no form with the fields `user` and `password`.
    #[error("the login page holds no form with the fields user and password")]
    NoForm,
    /// The server came back without a code, to another address or with another state.
    #[error("the login did not come back with a code for us")]
    NoCode,
    /// The token cannot be read.
    #[error("the token's answer cannot be read")]
    NoToken,
}

impl Account {
    /// The token that requests to the skill carry.
    #[must_use]
    pub const fn access_token(&self) -> &Private<String> {
        &self.access_token
    }

    /// Whether it is time for a newer token.
    #[must_use]
    pub fn is_stale(&self, now: Instant) -> bool {
        now >= self.renew_at && self.refresh_token.is_some()
    }

    /// Asks for a newer token.
    ///
    /// # Errors
    /// [`LinkError`]: the old one stays.
    pub async fn renewed(&self, simulator: &Simulator) -> Result<Self, LinkError> {
        let refresh = self.refresh_token.as_ref().ok_or(LinkError::NoToken)?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.0.as_str())];
        let fresh = ask_for_token(&self.token_url, &self.client_id, &self.client_secret, &form, simulator).await?;
        Ok(Self { refresh_token: fresh.refresh_token.or_else(|| self.refresh_token.clone()), ..fresh })
    }
}

/// Links the account: from the login page to the first token.
///
/// # Errors
/// [`LinkError`] says which step failed.
pub async fn link(simulator: &Simulator, login: &Login) -> Result<Account, LinkError> {
    let client = simulator.client();
    let state = uuid::Uuid::new_v4().to_string();
    let redirect = login.redirect_uri.as_ref().map_or(REDIRECT, Url::as_str);
    let mut page_url = login.authorize_url.clone();
    page_url
        .query_pairs_mut()
        .append_pair("client_id", &login.client_id)
        .append_pair("response_type", "code")
        .append_pair("state", &state)
        .append_pair("redirect_uri", redirect);
    if !login.scope.is_empty() {
        page_url.query_pairs_mut().append_pair("scope", &login.scope);
    }
    let page = client.get(page_url.clone()).timeout(PATIENCE).send().await;
    let page = page.map_err(|_| LinkError::Unreachable("the login page"))?;
    if !page.status().is_success() {
        return Err(LinkError::Refused { what: "the login page", status: page.status().as_u16() });
    }
    let cookies: Vec<String> = page
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.trim().to_owned()))
        .collect();
    let html = read(page).await.ok_or(LinkError::Unreachable("the login page"))?;
    let form = form::read(&html).ok_or(LinkError::NoForm)?;
    let action = page_url.join(&form.action).map_err(|_| LinkError::NoForm)?;
    let fields = form.fill(&login.user.0, &login.password.0);
    let mut request = client.post(action.clone()).timeout(PATIENCE).form(&fields);
    request = request.header("origin", page_url.origin().ascii_serialization());
    if !cookies.is_empty() {
        request = request.header("cookie", cookies.join("; "));
    }
    let back = request.send().await.map_err(|_| LinkError::Unreachable("the login form"))?;
    if !back.status().is_redirection() {
        return Err(LinkError::Refused { what: "the login form", status: back.status().as_u16() });
    }
    let location = back.headers().get("location").and_then(|location| location.to_str().ok());
    let code = code_of(location.ok_or(LinkError::NoCode)?, redirect, &state).ok_or(LinkError::NoCode)?;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", redirect)];
    ask_for_token(&login.token_url, &login.client_id, &login.client_secret, &form, simulator).await
}

fn code_of(location: &str, redirect: &str, state: &str) -> Option<String> {
    let (location, redirect) = (Url::parse(location).ok()?, Url::parse(redirect).ok()?);
    let value = |key: &str| location.query_pairs().find(|(of, _)| of == key).map(|(_, value)| value.into_owned());
    let ours = location.origin() == redirect.origin() && location.path() == redirect.path();
    value("code").filter(|_| ours && value("state").as_deref() == Some(state))
}

async fn ask_for_token(
    token_url: &Url,
    client_id: &str,
    client_secret: &Private<String>,
    form: &[(&str, &str)],
    simulator: &Simulator,
) -> Result<Account, LinkError> {
    let what = "the token door";
    let request = simulator.client().post(token_url.clone()).timeout(PATIENCE);
    let answer = request.basic_auth(client_id, Some(&client_secret.0)).form(form).send().await;
    let answer = answer.map_err(|_| LinkError::Unreachable(what))?;
    if !answer.status().is_success() {
        return Err(LinkError::Refused { what, status: answer.status().as_u16() });
    }
    let text = read(answer).await.ok_or(LinkError::Unreachable(what))?;
    let tokens: TokenResponse = serde_json::from_str(&text).map_err(|_| LinkError::NoToken)?;
    let life = Duration::from_secs(tokens.expires_in.min(86_400));
    Ok(Account {
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token,
        token_url: token_url.clone(),
        client_id: client_id.into(),
        client_secret: client_secret.clone(),
        renew_at: simulator.clock().now() + life.mul_f64(0.9),
    })
}

async fn read(mut answer: reqwest::Response) -> Option<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.ok()? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST_PAGE {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}
