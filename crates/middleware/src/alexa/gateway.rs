//! Posts our messages to Alexa's one signaling endpoint, and says what became of each.
//!
//! Source: `docs/protocol.md` §5; statuses are UNVERIFIED but for 2xx.

use std::time::Duration;

use http::{StatusCode, header};
use roomline_signaling::alexa::Signal;
use roomline_signaling::alexa_wire::{SIGNALING_PATH, write_post};
use tokio::time::Instant;
use url::Url;

use super::token::{Access, Tokens};
use crate::calls::{Gateway, PostOutcome};
use crate::capture::{self, Capture};
use crate::http_client::{self, ClientError, Deadlines, Trust};

const DEADLINES: Deadlines = Deadlines { connect: Duration::from_secs(2), total: Duration::from_secs(5) };
/// What Amazon's support asks for.
const REQUEST_ID: &str = "x-amzn-requestid";

/// The way to Alexa.
#[derive(Debug)]
pub struct AlexaGateway {
    client: reqwest::Client,
    url: Url,
    tokens: Tokens,
    capture: Option<Capture>,
}

impl AlexaGateway {
    /// `api_url`: the region's API.
    ///
    /// # Errors
    /// [`ClientError`]: name it to the operator and stop.
    pub fn new(api_url: &Url, trust: Trust<'_>, tokens: Tokens) -> Result<Self, ClientError> {
        let mut url = api_url.clone();
        url.set_path(&format!("{}{SIGNALING_PATH}", api_url.path().trim_end_matches('/')));
        Ok(Self { client: http_client::build(&url, trust, DEADLINES)?, url, tokens, capture: None })
    }

    /// Writes posts aside from now on.
    #[must_use]
    pub fn capturing(self, capture: Option<Capture>) -> Self {
        Self { capture, ..self }
    }

    async fn post_with_a_good_token(&self, signal: &Signal) -> PostOutcome {
        let access = match self.tokens.of_session(&signal.session_id).await {
            Ok(access) => access,
            Err(error) => return no_token(&error),
        };
        match self.post_once(signal, &access).await {
            Answer::Final(outcome) => outcome,
            Answer::TokenRefused => match self.tokens.renewed(&access).await {
                Ok(newer) => match self.post_once(signal, &newer).await {
                    Answer::Final(outcome) => outcome,
                    Answer::TokenRefused | Answer::Forbidden => self.post_with_another_grant(signal, &newer).await,
                },
                Err(error) => no_token(&error),
            },
            Answer::Forbidden => self.post_with_another_grant(signal, &access).await,
        }
    }

    async fn post_with_another_grant(&self, signal: &Signal, refused: &Access) -> PostOutcome {
        let Some(other) = self.tokens.other(refused).await else { return PostOutcome::Forbidden };
        let Answer::Final(outcome) = self.post_once(signal, &other).await else { return PostOutcome::Forbidden };
        if outcome == PostOutcome::Accepted
            && let Err(error) = self.tokens.prefer(&other).await
        {
            tracing::warn!(%error, "which grant works could not be stored");
        }
        outcome
    }

    async fn post_once(&self, signal: &Signal, access: &Access) -> Answer {
        let message = write_post(signal);
        let begun = Instant::now();
        let request = self.client.post(self.url.clone()).bearer_auth(&access.token.0).json(&message);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => {
                // `error` may hold the URL, never the message or the token.
                let timeout = error.is_timeout();
                tracing::warn!(kind = signal.body.name(), timeout, "Alexa could not be reached");
                if let Some(capture) = &self.capture {
                    capture.post(&message, None, begun.elapsed());
                }
                return Answer::Final(PostOutcome::Retry { after: None });
            }
        };
        let status = answer.status();
        if !status.is_success() {
            // The body may repeat addresses and descriptions.
            let request_id = answer.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
            let (status, session_id) = (status.as_u16(), signal.session_id.as_str());
            tracing::warn!(kind = signal.body.name(), session_id, status, request_id, "Alexa did not take a message");
        }
        let decided = Answer::of(status, answer.headers());
        if let Some(capture) = &self.capture {
            // Masked as a whole: what Alexa says there is not known yet.
            let body = http_client::read_bounded(answer, capture::LONGEST_BODY).await.unwrap_or_default();
            capture.post(&message, Some((status, &body)), begun.elapsed());
        }
        decided
    }
}

impl Gateway for AlexaGateway {
    async fn post(&self, signal: Signal, deadline: Duration) -> PostOutcome {
        let posted = tokio::time::timeout(deadline, self.post_with_a_good_token(&signal)).await;
        posted.unwrap_or(PostOutcome::Retry { after: None })
    }
}

/// What Alexa answered to one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Final(PostOutcome),
    /// 401
    TokenRefused,
    /// 403
    Forbidden,
}

impl Answer {
    fn of(status: StatusCode, headers: &http::HeaderMap) -> Self {
        Self::Final(match status {
            StatusCode::UNAUTHORIZED => return Self::TokenRefused,
            StatusCode::FORBIDDEN => return Self::Forbidden,
            status if status.is_success() || status == StatusCode::CONFLICT => PostOutcome::Accepted,
            StatusCode::NOT_FOUND => PostOutcome::Gone,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => retry(headers),
            status if status.is_server_error() => retry(headers),
            _ => PostOutcome::Refused,
        })
    }
}

fn retry(headers: &http::HeaderMap) -> PostOutcome {
    let seconds = headers.get(header::RETRY_AFTER).and_then(|after| after.to_str().ok()?.trim().parse().ok());
    PostOutcome::Retry { after: seconds.map(Duration::from_secs) }
}

fn no_token(error: &super::token::TokenError) -> PostOutcome {
    tracing::error!(%error, "there is no token for Alexa");
    PostOutcome::Retry { after: None }
}
