//! The skill endpoint: every request from Alexa comes in here, is verified, and gets the answer of its kind.
//!
//! Call signaling is stored before it is answered and answered without speech. Everything unknown gets the empty answer,
//! because an error would make Alexa speak to the resident.
//!
//! Source: *Request and Response JSON Reference*; Amazon's sample `skill-sample-for-webrtc-asp`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};
use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::alexa_wire::{AnswerEvent, Envelope, Grant, SkillAnswer, SkillRequest, System};
use roomline_signaling::call::Private;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use super::forward::Forward;
use super::speech::Speech;
use super::token::Tokens;
use super::verify::{Verified, Verifier};
use crate::body;
use crate::calls::{Calls, FromAlexa, RingGroup};
use crate::capture::Capture;
use crate::clock::Clock;
use crate::config::DeferredResponse;
use crate::metrics::Histogram;
use crate::oauth::Oauth;

/// The longest request, in bytes: a description of 32 KiB, escaped, and what is around it.
const LONGEST_BODY: usize = 128 * 1024;
/// How long a message may take to be stored. Alexa waits 8 s.
const STORE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a linked account's token may be looked for.
const LINK_TIMEOUT: Duration = Duration::from_secs(2);

/// The one intent of our own: how a call is made. `skill-package` writes its sentences.
pub const STATUS_INTENT: &str = "StatusIntent";

/// Our skill.
#[derive(Debug)]
pub struct Skill {
    /// Decides what comes from Alexa.
    pub verifier: Verifier,
    /// Believes our forwarder; `None`: there is none, and no endpoint for it.
    pub forward: Option<Forward>,
    /// All calls.
    pub calls: Calls,
    /// Takes Grants.
    pub tokens: Tokens,
    /// Wall time.
    pub clock: Clock,
    /// `alexa.deferred_response`.
    pub deferred_response: DeferredResponse,
    /// `alexa.require_linked_account`.
    pub require_linked_account: bool,
    /// Knows the tokens of linked accounts; `None`: nobody can link one.
    pub oauth: Option<Arc<Oauth>>,
    /// The ring groups as they are now; the first one's name is spoken.
    pub ring_groups: watch::Receiver<Vec<RingGroup>>,
    /// Writes requests aside; `None`: nobody asked for that.
    pub capture: Option<Capture>,
    /// What was counted.
    pub counts: Counts,
}

/// What the skill endpoint counts.
#[derive(Debug, Default)]
pub struct Counts {
    /// Requests refused with 400.
    pub refused: AtomicU64,
    /// Calls from a unit without the token of a linked account, or with a bad one.
    pub unlinked: AtomicU64,
    from_alexa: Mutex<Histogram>,
}

impl Counts {
    /// How long messages took from being read to being stored and handed to the stations' sockets.
    #[must_use]
    pub fn from_alexa(&self) -> Histogram {
        *self.from_alexa.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn message_stored(&self, took: Duration) {
        self.from_alexa.lock().unwrap_or_else(PoisonError::into_inner).observe(took);
    }
}

/// `/alexa/skill`, `/alexa/forward` if there is a secret for it, and the icons that the skill's manifest names
pub fn router(skill: Arc<Skill>) -> Router {
    let endpoints = match &skill.forward {
        Some(_) => Router::new().route("/alexa/forward", post(handle_forwarded)),
        None => Router::new(),
    };
    endpoints
        .route("/alexa/skill", post(handle))
        .route("/alexa/icon108.png", get(|| async { icon(include_bytes!("../../assets/icon108.png")) }))
        .route("/alexa/icon512.png", get(|| async { icon(include_bytes!("../../assets/icon512.png")) }))
        .with_state(skill)
}

fn icon(png: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=86400")], png).into_response()
}

async fn handle(State(skill): State<Arc<Skill>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = match body::read(body, LONGEST_BODY).await {
        Ok(body) => body,
        Err(why) => return skill.refuse(&why),
    };
    let read = Instant::now();
    match skill.verifier.verify(&parts.headers, &body, skill.clock.now()).await {
        Ok(request) => skill.answer_and_capture(&request, &body, read).await,
        Err(why) => skill.refuse(&why),
    }
}

async fn handle_forwarded(State(skill): State<Arc<Skill>>, request: Request) -> Response {
    let Some(forward) = &skill.forward else { return StatusCode::NOT_FOUND.into_response() };
    let (parts, body) = request.into_parts();
    let body = match body::read(body, LONGEST_BODY).await {
        Ok(body) => body,
        Err(why) => return skill.refuse(&why),
    };
    let read = Instant::now();
    match skill.verifier.verify_forwarded(forward, &parts.headers, &body, skill.clock.now()) {
        Ok(request) => skill.answer_and_capture(&request, &body, read).await,
        Err(why) => skill.refuse(&why),
    }
}

impl Skill {
    fn refuse(&self, why: &dyn std::error::Error) -> Response {
        self.counts.refused.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(reason = %why, "a request to the skill was refused");
        StatusCode::BAD_REQUEST.into_response()
    }

    /// `read`: when the request was there.
    async fn answer_and_capture(&self, request: &Verified, body: &[u8], read: Instant) -> Response {
        let begun = Instant::now();
        let answer = self.answer(request, read).await;
        if let Some(capture) = &self.capture {
            capture.request(body, answer.status(), begun.elapsed());
        }
        answer
    }

    async fn answer(&self, request: &Verified, read: Instant) -> Response {
        let envelope = request.envelope();
        match envelope.read() {
            SkillRequest::Signal(signal) => self.signal(signal, envelope, read).await,
            SkillRequest::BadSignal { error, rescued: Some(signal) } => {
                let session_id = signal.session_id.as_str();
                tracing::warn!(%error, session_id, "a message from Alexa cannot be read whole");
                // Nobody rings for it, so nothing is deferred.
                match self.signal(signal, envelope, read).await {
                    taken if taken.status().is_success() => json(&SkillAnswer::empty()),
                    failed => failed,
                }
            }
            SkillRequest::BadSignal { error, rescued: None } => {
                tracing::warn!(%error, "a message from Alexa cannot be read and is ignored");
                json(&SkillAnswer::empty())
            }
            SkillRequest::Grant(grant) => self.grant(&grant, envelope).await,
            SkillRequest::BadGrant => {
                tracing::warn!("a grant from Alexa holds no code");
                json(&SkillAnswer::empty())
            }
            SkillRequest::Launch => {
                let (speech, group) = (Speech::of(envelope.locale()), self.group());
                json(&SkillAnswer::ask(&speech.welcome(&group), speech.reprompt()))
            }
            SkillRequest::Intent { name } => json(&intent(&name, Speech::of(envelope.locale()), &self.group())),
            SkillRequest::SessionEnded => {
                let (reason, fault) = (word(envelope, "/reason"), word(envelope, "/error/type"));
                tracing::info!(reason, fault, "a voice session ended");
                json(&SkillAnswer::empty())
            }
            SkillRequest::Exception => {
                let (fault, request_id) = (word(envelope, "/error/type"), word(envelope, "/cause/requestId"));
                tracing::error!(fault, request_id, "Alexa did not like an answer of the skill");
                json(&SkillAnswer::empty())
            }
            SkillRequest::SkillEvent { name } => self.skill_event(&name, envelope).await,
            SkillRequest::Unknown { kind } => {
                tracing::info!(kind, "a request of unknown type is answered empty");
                json(&SkillAnswer::empty())
            }
        }
    }

    async fn signal(&self, signal: Signal, envelope: &Envelope, read: Instant) -> Response {
        let answer = match (&signal.body, self.deferred_response) {
            (SignalBody::InitiateOutboundCall { .. }, DeferredResponse::Directive) => {
                SkillAnswer::deferred(signal.session_id.clone())
            }
            _ => SkillAnswer::empty(),
        };
        let system = system(envelope);
        self.tokens.heard(&signal.session_id, &grantor(envelope));
        let mut admitted = true;
        if matches!(signal.body, SignalBody::InitiateOutboundCall { .. }) {
            let linked = self.linked(system).await;
            if linked != Linked::Yes {
                self.counts.unlinked.fetch_add(1, Ordering::Relaxed);
                let (session_id, refused) = (signal.session_id.as_str(), self.require_linked_account);
                tracing::warn!(
                    session_id,
                    refused,
                    token = linked.word(),
                    "a call from a unit without a linked account"
                );
                match linked {
                    Linked::Unknown if refused => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
                    _ => admitted = !refused,
                }
            }
        }
        let persistent_unit_id = system.and_then(|system| system.unit.as_ref()?.persistent_unit_id.clone());
        let message = FromAlexa { signal, persistent_unit_id: persistent_unit_id.map(Private), admitted };
        let stored = tokio::time::timeout(STORE_TIMEOUT, self.calls.alexa(message)).await;
        if let Ok(Ok(())) = stored {
            self.counts.message_stored(read.elapsed());
        }
        match stored {
            Ok(Ok(())) if admitted => json(&answer),
            Ok(Ok(())) => json(&SkillAnswer::empty()),
            Ok(Err(_)) | Err(_) => {
                tracing::error!("a message from Alexa could not be stored: Alexa is told to repeat it");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    }

    /// The group that people are told to call.
    fn group(&self) -> String {
        self.ring_groups.borrow().first().map(|group| group.name.clone()).unwrap_or_default()
    }

    /// Whether the token that came with a request was issued at account linking.
    async fn linked(&self, system: Option<&System>) -> Linked {
        let Some(token) = system.and_then(|system| system.user.access_token.as_ref()) else { return Linked::Missing };
        let Some(oauth) = &self.oauth else { return Linked::Bad };
        match tokio::time::timeout(LINK_TIMEOUT, oauth.is_linked(&token.0)).await {
            Ok(Ok(true)) => Linked::Yes,
            Ok(Ok(false)) => Linked::Bad,
            Ok(Err(error)) => {
                tracing::error!(%error, "a linked account's token could not be looked up");
                Linked::Unknown
            }
            Err(_) => Linked::Unknown,
        }
    }

    async fn grant(&self, grant: &Grant, envelope: &Envelope) -> Response {
        let accepted = self.tokens.accept(grantor(envelope), &grant.code().0).await;
        let message_id = Uuid::new_v4().to_string();
        if let Err(error) = &accepted {
            tracing::error!(%error, "a grant from Alexa could not be taken");
        }
        match (grant, accepted) {
            (Grant::Request { .. }, Ok(())) => json(&SkillAnswer::grant_accepted(message_id)),
            (Grant::Directive { .. }, Ok(())) => json(&AnswerEvent::grant_accepted(message_id)),
            // Without a success Alexa takes the permission back or repeats; which is UNVERIFIED.
            (Grant::Request { .. }, Err(_)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            (Grant::Directive { .. }, Err(_)) => json(&AnswerEvent::grant_failed(message_id, "code exchange failed")),
        }
    }

    async fn skill_event(&self, name: &str, envelope: &Envelope) -> Response {
        tracing::info!(name, "the skill's state changed at Alexa");
        if name == "SkillDisabled"
            && let Err(error) = self.tokens.forget(&grantor(envelope)).await
        {
            tracing::error!(%error, "the token of a disabled skill could not be deleted");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        json(&SkillAnswer::empty())
    }
}

/// What the token of a request is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Linked {
    /// It is ours and valid.
    Yes,
    /// There is none.
    Missing,
    /// It is not ours, expired or revoked.
    Bad,
    /// The database does not say.
    Unknown,
}

impl Linked {
    const fn word(self) -> &'static str {
        match self {
            Self::Yes => "good",
            Self::Missing => "missing",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }
}

fn intent(name: &str, speech: &Speech, group: &str) -> SkillAnswer {
    match name {
        "AMAZON.HelpIntent" => SkillAnswer::ask(&speech.help(group), speech.reprompt()),
        "AMAZON.StopIntent" | "AMAZON.CancelIntent" | "AMAZON.NavigateHomeIntent" => {
            SkillAnswer::tell(speech.goodbye())
        }
        STATUS_INTENT => SkillAnswer::tell(&speech.help(group)),
        _ => SkillAnswer::ask(&speech.not_understood(group), speech.reprompt()),
    }
}

fn system(envelope: &Envelope) -> Option<&System> {
    envelope.context.as_ref().map(|context| &context.system)
}

/// One of Amazon's words out of the request, for the log. Amazon's sentences may repeat what somebody said.
fn word<'e>(envelope: &'e Envelope, pointer: &str) -> &'e str {
    let found = envelope.request.as_ref().and_then(|request| request.0.pointer(pointer)?.as_str());
    let is_word = |text: &&str| text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_graphic());
    found.filter(is_word).unwrap_or_default()
}

/// Whose a Grant is: the account and, where Alexa names one, the unit.
fn grantor(envelope: &Envelope) -> String {
    let Some(system) = system(envelope) else { return "directive".to_owned() };
    let unit = system.unit.as_ref().map(|unit| unit.persistent_unit_id.as_ref().unwrap_or(&unit.unit_id).as_str());
    format!("{} {}", system.user.user_id, unit.unwrap_or_default())
}

fn json(answer: &impl Serialize) -> Response {
    let body = serde_json::to_vec(answer).expect("an answer has only string keys");
    ([(header::CONTENT_TYPE, "application/json;charset=UTF-8")], body).into_response()
}
