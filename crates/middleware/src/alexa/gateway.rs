//! Posts our messages to Alexa's one signaling endpoint, and says what became of each.
//!
//! Source: `docs/protocol.md` §5; statuses are UNVERIFIED but for 2xx.

use std::time::Duration;

use http::header;
use roomline_signaling::alexa::Signal;
use roomline_signaling::alexa_wire::{SIGNALING_PATH, write_post};
use tokio::time::Instant;
use url::Url;

use super::token::{Access, Tokens};
use crate::calls::{Gateway, PostOutcome};
use crate::capture::{self, Capture};
use crate::http_client::{self, ClientError, Deadlines, Trust};

/// How long one attempt waits for its answer.
pub const ATTEMPT_TIME: Duration = Duration::from_secs(5);
const DEADLINES: Deadlines = Deadlines { connect: Duration::from_secs(2), total: ATTEMPT_TIME };
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
        let decided = Answer::of(status.as_u16(), retry_after(answer.headers()));
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
pub enum Answer {
    /// That is what became of it.
    Final(PostOutcome),
    /// 401: once more with a newer token.
    TokenRefused,
    /// 403: not with this token.
    Forbidden,
}

impl Answer {
    /// Reads a status; `retry_after`: the pause that Alexa wishes for. The one table of statuses, for the stories too.
    #[must_use]
    pub const fn of(status: u16, retry_after: Option<Duration>) -> Self {
        Self::Final(match status {
            401 => return Self::TokenRefused,
            403 => return Self::Forbidden,
            200..=299 | 409 => PostOutcome::Accepted,
            404 => PostOutcome::Gone,
            408 | 429 | 500..=599 => PostOutcome::Retry { after: retry_after },
            _ => PostOutcome::Refused,
        })
    }
}

fn retry_after(headers: &http::HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn no_token(error: &super::token::TokenError) -> PostOutcome {
    tracing::error!(%error, "there is no token for Alexa");
    PostOutcome::Retry { after: None }
}
