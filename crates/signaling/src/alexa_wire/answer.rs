//! What a skill answers: nothing, a few words, a deferred call, or that a grant was taken.
//!
//! Answers to call signaling never speak: speech there would be said aloud in a resident's room.
//!
//! Source: `ask-sdk-model` (Aug 2023); the deferred form from Amazon's WebRTC sample (Jul 28, 2023); the grant's answer
//! from *Alexa.Authorization Interface 3*.

use roomline_call::SessionId;
use serde::{Deserialize, Serialize};

/// The body of a skill's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillAnswer {
    /// `1.0`.
    pub version: String,
    /// The answer itself.
    pub response: Response,
}

/// What is inside a [`SkillAnswer`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Response {
    /// What the Echo says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_speech: Option<Speech>,
    /// What the Echo says if nobody reacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reprompt: Option<Reprompt>,
    /// What the Echo or Alexa is to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
    /// Whether the Echo stops listening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub should_end_session: Option<bool>,
    /// The outcome of a grant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<GrantOutcome>,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Speech {
    /// Without markup.
    PlainText {
        /// The sentence.
        text: String,
    },
}

/// A sentence said if nobody reacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reprompt {
    /// The sentence.
    pub output_speech: Speech,
}

/// What the Echo or Alexa is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Directive {
    /// The outcome of the call comes later, by its own messages.
    #[serde(rename = "Alexa.Comms.CallSignaling.InitiateOutboundCall", rename_all = "camelCase")]
    DeferredCall {
        /// Our id of the call; we repeat Alexa's session id.
        provider_session_id: SessionId,
    },
}

/// The bare answer to the smart-home form of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerEvent {
    /// The outcome.
    pub event: GrantOutcome,
}

/// Whether a grant was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantOutcome {
    /// Names the outcome.
    pub header: EventHeader,
    /// Why it was not taken; empty if it was.
    pub payload: GrantPayload,
}

/// Names an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventHeader {
    /// `Alexa.Authorization`.
    pub namespace: String,
    /// `AcceptGrant.Response` or `ErrorResponse`.
    pub name: String,
    /// `3`.
    pub payload_version: String,
    /// A fresh UUID.
    pub message_id: String,
}

/// Why a grant was not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantPayload {
    /// `ACCEPT_GRANT_FAILED`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// For Amazon's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl SkillAnswer {
    /// Nothing to say: the answer to all signaling but the first message, and to everything unknown.
    #[must_use]
    pub fn empty() -> Self {
        Self { version: "1.0".into(), response: Response::default() }
    }

    /// The call was taken and its outcome follows: the answer to `InitiateOutboundCall`.
    #[must_use]
    pub fn deferred(session_id: SessionId) -> Self {
        let directives = vec![Directive::DeferredCall { provider_session_id: session_id }];
        Self { response: Response { directives, ..Response::default() }, ..Self::empty() }
    }

    /// Says `text` and stops listening.
    #[must_use]
    pub fn tell(text: &str) -> Self {
        let response = Response {
            output_speech: Some(Speech::plain(text)),
            should_end_session: Some(true),
            ..Response::default()
        };
        Self { response, ..Self::empty() }
    }

    /// Says `text`, listens, and says `reprompt` if nobody reacts.
    #[must_use]
    pub fn ask(text: &str, reprompt: &str) -> Self {
        let response = Response {
            output_speech: Some(Speech::plain(text)),
            reprompt: Some(Reprompt { output_speech: Speech::plain(reprompt) }),
            should_end_session: Some(false),
            ..Response::default()
        };
        Self { response, ..Self::empty() }
    }

    /// The grant of a `request` was taken. `message_id`: a fresh UUID.
    #[must_use]
    pub fn grant_accepted(message_id: String) -> Self {
        let event = Some(AnswerEvent::grant_accepted(message_id).event);
        Self { response: Response { event, ..Response::default() }, ..Self::empty() }
    }
}

impl AnswerEvent {
    /// The grant of a `directive` was taken. `message_id`: a fresh UUID.
    #[must_use]
    pub fn grant_accepted(message_id: String) -> Self {
        let payload = GrantPayload::default();
        Self { event: GrantOutcome { header: EventHeader::new("AcceptGrant.Response", message_id), payload } }
    }

    /// The grant of a `directive` was not taken. `message_id`: a fresh UUID.
    #[must_use]
    pub fn grant_failed(message_id: String, message: &str) -> Self {
        let payload = GrantPayload { kind: Some("ACCEPT_GRANT_FAILED".into()), message: Some(message.into()) };
        Self { event: GrantOutcome { header: EventHeader::new("ErrorResponse", message_id), payload } }
    }
}

impl GrantOutcome {
    /// Whether the skill took the grant.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.header.namespace == "Alexa.Authorization" && self.header.name == "AcceptGrant.Response"
    }
}

impl Speech {
    fn plain(text: &str) -> Self {
        Self::PlainText { text: text.into() }
    }
}

impl EventHeader {
    fn new(name: &str, message_id: String) -> Self {
        Self { namespace: "Alexa.Authorization".into(), name: name.into(), payload_version: "3".into(), message_id }
    }
}
