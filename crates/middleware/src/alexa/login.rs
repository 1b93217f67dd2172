//! Login with Amazon: the one form that turns a code or a refresh token into an access token.
//!
//! Source: *Login with Amazon*, access token, refresh token, authorization code grant.

use std::time::Duration;

use roomline_signaling::alexa_wire::{TokenError, TokenErrorCode, TokenRequest, TokenResponse};
use roomline_signaling::call::Private;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::http_client::{self, ClientError, Deadlines, Trust};

const DEADLINES: Deadlines = Deadlines { connect: Duration::from_secs(2), total: Duration::from_secs(5) };
/// Both tokens have 2 KiB at most.
const LONGEST_ANSWER: usize = 16 * 1024;

/// Our account at Login with Amazon.
#[derive(Debug)]
pub struct Login {
    client: reqwest::Client,
    url: Url,
    client_id: String,
    client_secret: SecretString,
}

/// Why there is no token, by who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The code or the refresh token is used up, expired or revoked: only a new Grant helps.
    #[error("Amazon does not take the code or the refresh token any more; enable the skill once more")]
    Void,
    /// Client id or secret are wrong: the administrator must act.
    #[error(
        "Amazon refuses our client; check `alexa.signaling_client_id` and `alexa.signaling_client_secret` against \
         the developer console"
    )]
    Misconfigured,
    /// Amazon does not answer or is busy: try again later.
    #[error("Login with Amazon cannot be reached or is busy")]
    Unavailable,
}

impl Login {
    /// An account for the token endpoint at `url`.
    ///
    /// # Errors
    /// [`ClientError`]: name it to the operator and stop.
    pub fn new(
        url: Url,
        trust: Trust<'_>,
        client_id: String,
        client_secret: SecretString,
    ) -> Result<Self, ClientError> {
        Ok(Self { client: http_client::build(&url, trust, DEADLINES)?, url, client_id, client_secret })
    }

    /// Exchanges the code of a Grant; it works once.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn exchange(&self, code: &str) -> Result<TokenResponse, LoginError> {
        self.ask(&TokenRequest::AuthorizationCode {
            code: Private(code.into()),
            client_id: self.client_id.clone(),
            client_secret: self.secret(),
            redirect_uri: None,
            code_verifier: None,
        })
        .await
    }

    /// Asks for a newer access token.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn refresh(&self, refresh_token: &str) -> Result<TokenResponse, LoginError> {
        self.ask(&TokenRequest::RefreshToken {
            refresh_token: Private(refresh_token.into()),
            client_id: self.client_id.clone(),
            client_secret: self.secret(),
        })
        .await
    }

    async fn ask(&self, request: &TokenRequest) -> Result<TokenResponse, LoginError> {
        let answer = self.client.post(self.url.clone()).form(request).send().await;
        let answer = answer.map_err(|_| LoginError::Unavailable)?;
        let status = answer.status();
        let body = http_client::read_bounded(answer, LONGEST_ANSWER).await.ok_or(LoginError::Unavailable)?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| LoginError::Unavailable);
        }
        let error: Option<TokenError> = serde_json::from_slice(&body).ok();
        let error = match error.map(|error| error.error) {
            Some(TokenErrorCode::InvalidGrant) => LoginError::Void,
            Some(
                TokenErrorCode::InvalidClient
                | TokenErrorCode::UnauthorizedClient
                | TokenErrorCode::InvalidRequest
                | TokenErrorCode::UnsupportedGrantType,
            ) => LoginError::Misconfigured,
            Some(TokenErrorCode::Unknown(_)) | None => LoginError::Unavailable,
        };
        tracing::warn!(status = status.as_u16(), %error, "Login with Amazon gave no token");
        Err(error)
    }

    fn secret(&self) -> Private<String> {
        Private(self.client_secret.expose_secret().to_owned())
    }
}
