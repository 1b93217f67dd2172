//! The way to Amazon over HTTPS, under the management token.

use std::time::Duration;

use http::{StatusCode, header};
use roomline_signaling::call::Private;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use super::{Carrier, Failure, Host, Reply, Request};
use crate::alexa::login::{Login, LoginError};
use crate::http_client::{self, ClientError, Deadlines, Trust};

const DEADLINES: Deadlines = Deadlines { connect: Duration::from_secs(5), total: Duration::from_secs(20) };
/// A page of units with everything in it has some 100 KiB.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;
const REQUEST_ID: &str = "x-amzn-requestid";
/// A token is renewed when this part of its life is over.
const REFRESH_AT_PERCENT: u64 = 90;

/// Where the management API is and who we are to it.
#[derive(Debug)]
pub struct Management<'m> {
    /// `alexa.api_url`.
    pub api_url: &'m Url,
    /// `alexa.webrtc_admin_url`.
    pub webrtc_admin_url: &'m Url,
    /// Login with Amazon, as the security profile.
    pub login: Login,
    /// The administrator's consent.
    pub refresh_token: SecretString,
}

/// The way over HTTPS.
#[derive(Debug)]
pub struct HttpCarrier {
    api: (reqwest::Client, Url),
    webrtc_admin: (reqwest::Client, Url),
    login: Login,
    /// Held while it is renewed, so that there is one refresh at a time.
    token: Mutex<Token>,
}

#[derive(Debug)]
struct Token {
    refresh: SecretString,
    access: Option<(Private<String>, Instant)>,
}

impl HttpCarrier {
    /// The way to `management`.
    ///
    /// # Errors
    /// [`ClientError`]: name it to the operator and stop.
    pub fn new(management: Management<'_>, trust: Trust<'_>) -> Result<Self, ClientError> {
        let client = |url: &Url| Ok::<_, ClientError>((http_client::build(url, trust, DEADLINES)?, url.clone()));
        Ok(Self {
            api: client(management.api_url)?,
            webrtc_admin: client(management.webrtc_admin_url)?,
            login: management.login,
            token: Mutex::new(Token { refresh: management.refresh_token, access: None }),
        })
    }

    /// A token other than the one that was refused.
    async fn token(&self, refused: Option<&Private<String>>) -> Result<Private<String>, Failure> {
        let mut token = self.token.lock().await;
        if let Some((access, renew_at)) = &token.access
            && refused != Some(access)
            && Instant::now() < *renew_at
        {
            return Ok(access.clone());
        }
        let answer = self.login.refresh(token.refresh.expose_secret()).await.map_err(|error| match error {
            LoginError::Void => Failure::Consent,
            LoginError::Misconfigured => Failure::Client,
            LoginError::Unavailable => Failure::Silent,
        })?;
        let life = Duration::from_secs(answer.expires_in * REFRESH_AT_PERCENT / 100);
        if let Some(newer) = answer.refresh_token {
            token.refresh = newer.0.into();
        }
        token.access = Some((answer.access_token.clone(), Instant::now() + life));
        Ok(answer.access_token)
    }

    async fn carry_once(&self, request: &Request, token: &Private<String>) -> Result<Reply, Failure> {
        let (client, base) = match request.host {
            Host::Api => &self.api,
            Host::WebrtcAdmin => &self.webrtc_admin,
        };
        let mut post = client
            .request(request.method.clone(), address(base, request))
            .bearer_auth(&token.0)
            .header(header::ACCEPT, "application/json");
        if let Some(body) = &request.body {
            post = post.header(header::CONTENT_TYPE, "application/json").body(body.clone());
        }
        let answer = post.send().await.map_err(|_| Failure::Silent)?;
        let text = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        let retry_after = text("retry-after").and_then(|after| after.trim().parse().ok()).map(Duration::from_secs);
        let request_id = text(REQUEST_ID).unwrap_or_default().to_owned();
        let status = answer.status();
        let body = http_client::read_bounded(answer, LONGEST_ANSWER).await.ok_or(Failure::Silent)?;
        Ok(Reply { status, retry_after, request_id, body })
    }
}

impl Carrier for HttpCarrier {
    async fn carry(&self, request: &Request) -> Result<Reply, Failure> {
        let token = self.token(None).await?;
        let reply = self.carry_once(request, &token).await?;
        if reply.status != StatusCode::UNAUTHORIZED {
            return Ok(reply);
        }
        let newer = self.token(Some(&token)).await?;
        self.carry_once(request, &newer).await
    }
}

/// The URL of a request, every id in it encoded.
fn address(base: &Url, request: &Request) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(&request.path);
    }
    if !request.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&request.query);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_paths_and_queries_are_encoded() {
        let base: Url = "https://api.amazonalexa.com".parse().expect("a URL");
        let request = Request::get(&["v1", "units", "a/b?c"]).query("unitId", "d&e=f");
        assert_eq!(
            address(&base, &request).as_str(),
            "https://api.amazonalexa.com/v1/units/a%2Fb%3Fc?unitId=d%26e%3Df"
        );
    }
}
