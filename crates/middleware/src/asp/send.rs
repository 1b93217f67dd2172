//! Patience: what is repeated, how often, and after what sleep. Amazon's limits are not published, so being throttled is
//! normal.
//!
//! Source: *Throttling* of the ASP REST API: sleep twice as long each time, with a maximum count.

use std::time::Duration;

use http::StatusCode;
use roomline_signaling::alexa_wire::management::{ApiError, Pagination};
use serde::de::DeserializeOwned;

use super::{AspError, Carrier, Failure, Reply, Request};

/// How often one request is sent.
const MOST_ATTEMPTS: u32 = 8;
/// The first sleep; each further one is twice as long.
const FIRST_SLEEP: Duration = Duration::from_secs(1);
/// The longest sleep, also of a `Retry-After`.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// The most entries of one list. Amazon's own limits are at 2500.
const MOST_ENTRIES: usize = 20_000;

/// The management API.
#[derive(Clone, Debug)]
pub struct Asp<C> {
    carrier: C,
}

impl<C: Carrier> Asp<C> {
    /// The API behind a carrier.
    pub const fn new(carrier: C) -> Self {
        Self { carrier }
    }

    /// Sends a request and reads its answer.
    pub(super) async fn fetch<T: DeserializeOwned>(&self, request: Request) -> Result<T, AspError> {
        let body = self.send(&request).await?.body;
        serde_json::from_slice(&body).map_err(|_| AspError::Unreadable)
    }

    /// Sends a request whose answer says nothing but its status.
    pub(super) async fn tell(&self, request: Request) -> Result<(), AspError> {
        self.send(&request).await.map(drop)
    }

    /// Gathers all pages of a list. `next`: the request for the page with a token; `split`: its entries and next token.
    pub(super) async fn gather<P: DeserializeOwned, T>(
        &self,
        mut next: impl FnMut(Option<String>) -> Result<Request, AspError>,
        split: impl Fn(P) -> (Vec<T>, Option<Pagination>),
    ) -> Result<Vec<T>, AspError> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        // An empty page may have a successor; a list of nothing but empty pages ends all the same.
        for _ in 0..MOST_ENTRIES {
            let (page, pagination) = split(self.fetch(next(token.take())?).await?);
            all.extend(page);
            token = pagination.and_then(|pagination| pagination.next_token).filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(all);
            }
            if all.len() > MOST_ENTRIES {
                break;
            }
        }
        Err(AspError::TooLong(MOST_ENTRIES))
    }

    async fn send(&self, request: &Request) -> Result<Reply, AspError> {
        let mut sleep = FIRST_SLEEP;
        for attempt in 1..=MOST_ATTEMPTS {
            let last = attempt == MOST_ATTEMPTS;
            let reply = match self.carrier.carry(request).await {
                Ok(reply) if reply.status.is_success() => return Ok(reply),
                Ok(reply) => Some(reply),
                Err(Failure::Silent) => None,
                Err(failure @ (Failure::Consent | Failure::Client)) => return Err(AspError::Credentials(failure)),
            };
            let status = reply.as_ref().map(|reply| reply.status);
            let request_id = reply.as_ref().map_or("", |reply| &reply.request_id);
            tracing::warn!(?request, status = status.map(|status| status.as_u16()), request_id, attempt, "ASP failed");
            match (&reply, status) {
                (Some(reply), Some(StatusCode::TOO_MANY_REQUESTS)) if !last => {
                    // Not done, so even a creation may be sent again.
                    tokio::time::sleep(reply.retry_after.unwrap_or(sleep).min(LONGEST_SLEEP)).await;
                }
                (_, Some(StatusCode::TOO_MANY_REQUESTS)) => return Err(AspError::Throttled),
                (Some(reply), Some(status)) if !status.is_server_error() => return Err(refused(reply)),
                _ if !request.repeatable => return Err(AspError::Uncertain),
                _ if last => return Err(AspError::Unreachable),
                (reply, _) => {
                    let asked = reply.as_ref().and_then(|reply| reply.retry_after);
                    tokio::time::sleep(asked.unwrap_or(sleep).min(LONGEST_SLEEP)).await;
                }
            }
            sleep = (sleep * 2).min(LONGEST_SLEEP);
        }
        Err(AspError::Unreachable)
    }
}

/// Why Amazon did not do it, by who must act.
pub(crate) fn refused(reply: &Reply) -> AspError {
    let error: ApiError = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = error.message.unwrap_or_else(|| "no reason given".to_owned());
    match reply.status {
        StatusCode::UNAUTHORIZED => AspError::Credentials(Failure::Consent),
        StatusCode::FORBIDDEN => AspError::Forbidden { message },
        status => AspError::Refused {
            status: status.as_u16(),
            kind: error.kind.unwrap_or_default(),
            message,
            request_id: reply.request_id.clone(),
        },
    }
}
