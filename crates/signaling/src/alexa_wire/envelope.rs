//! The envelope around every request to a skill, and what the request inside is.
//!
//! Lenient on purpose: unknown keys are ignored and everything but `request` may be missing, because Amazon documents the
//! envelope for voice requests and not for signaling ones.
//!
//! Source: *Request and Response JSON Reference*; `ask-sdk-model` (Aug 2023).

use roomline_call::Private;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{INTERFACE, WireError, read_request, rescue_request};
use crate::alexa::Signal;

const GRANT: &str = "Alexa.Authorization.Grant";
const SKILL_EVENT: &str = "AlexaSkillEvent.";
const MAX_CODE_LEN: usize = 2048;

/// The body of a request to a skill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// `1.0`; absent in the smart-home form of a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The voice session; absent for signaling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<EnvelopeSession>,
    /// Where the request comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// The message. Private, because it holds descriptions and addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Private<Value>>,
    /// The smart-home form of a message; only ever a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directive: Option<Private<Value>>,
}

/// A voice session; has nothing to do with a call's session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EnvelopeSession {
    /// Whether it begins with this request.
    pub new: bool,
    /// Its id.
    pub session_id: String,
    /// The skill.
    pub application: Application,
    /// What the skill stored in it.
    pub attributes: Map<String, Value>,
    /// The account.
    pub user: User,
}

/// Where a request comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Context {
    /// The one part every request has.
    pub system: System,
}

/// The skill, the account, the device and the unit a request comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct System {
    /// The skill.
    pub application: Application,
    /// The account.
    pub user: User,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// The unit (room).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The region's API, such as `https://api.amazonalexa.com`.
    pub api_endpoint: String,
    /// A short-lived token for this one request; not for signaling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_access_token: Option<Private<String>>,
}

/// A skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Application {
    /// `amzn1.ask.skill.<uuid>`.
    pub application_id: String,
}

/// An account, scoped to the skill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct User {
    /// `amzn1.ask.account.…`.
    pub user_id: String,
    /// The token our OAuth server issued at account linking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<Private<String>>,
    /// What the account granted the skill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Private<Value>>,
}

/// An Echo.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Device {
    /// Its id, scoped to the skill.
    pub device_id: String,
    /// Its lasting id; needs a permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistent_endpoint_id: Option<String>,
    /// What it can do.
    pub supported_interfaces: Map<String, Value>,
}

/// A unit by Alexa's ids. Opaque, and different for every client of its API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Unit {
    /// Scoped to the skill and its enablement.
    pub unit_id: String,
    /// Scoped to the vendor; needs a permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistent_unit_id: Option<String>,
}

/// Why a body is no envelope.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// It is not JSON, or a part has the wrong type.
    #[error("the request's envelope cannot be read")]
    Malformed(#[source] serde_json::Error),
    /// There is neither `request` nor `directive`.
    #[error("the envelope holds no request")]
    Empty,
}

/// What a request asks of a skill.
#[derive(Clone, Debug, PartialEq)]
pub enum SkillRequest {
    /// A message of a call.
    Signal(Signal),
    /// A message of a call that cannot be read as it is: log the error, take what was rescued, and answer as if it had
    /// been good.
    BadSignal {
        /// What is wrong with it.
        error: WireError,
        /// What can be used of it all the same.
        rescued: Option<Signal>,
    },
    /// Alexa hands over an authorization code.
    Grant(Grant),
    /// A grant that holds no code.
    BadGrant,
    /// Somebody opened the skill by voice.
    Launch,
    /// Somebody said one of the skill's sentences.
    Intent {
        /// The intent's name.
        name: String,
    },
    /// The voice session is over; the answer may not speak.
    SessionEnded,
    /// Alexa did not like an earlier answer.
    Exception,
    /// The skill was enabled, disabled, linked or permitted.
    SkillEvent {
        /// The event's name without its prefix.
        name: String,
    },
    /// Something else: answer it empty.
    Unknown {
        /// Its type, at most 64 printable characters.
        kind: String,
    },
}

/// An authorization code for the signaling token, and the form it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// As the `request` of a custom skill: answer with [`super::SkillAnswer::grant_accepted`].
    Request {
        /// The code.
        code: Private<String>,
    },
    /// As a smart-home `directive`: answer with [`super::AnswerEvent::grant_accepted`].
    Directive {
        /// The code.
        code: Private<String>,
        /// The token our OAuth server issued at account linking.
        grantee: Option<Private<String>>,
    },
}

impl Envelope {
    /// Reads a body whose signature was verified.
    ///
    /// # Errors
    /// [`EnvelopeError`]: answer 400.
    pub fn decode(body: &[u8]) -> Result<Self, EnvelopeError> {
        let envelope: Self = serde_json::from_slice(body).map_err(EnvelopeError::Malformed)?;
        if envelope.request.is_none() && envelope.directive.is_none() {
            return Err(EnvelopeError::Empty);
        }
        Ok(envelope)
    }

    /// The skill it is meant for, if it says so.
    #[must_use]
    pub fn application_id(&self) -> Option<&str> {
        let of_context = self.context.as_ref().map(|context| &context.system.application);
        let of_session = self.session.as_ref().map(|session| &session.application);
        let named = |application: &&Application| !application.application_id.is_empty();
        of_context.filter(named).or(of_session.filter(named)).map(|application| application.application_id.as_str())
    }

    /// The request's `type`, if it has one.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.request.as_ref()?.0.get("type")?.as_str()
    }

    /// The request's time stamp (ISO 8601), if it has one.
    #[must_use]
    pub fn timestamp(&self) -> Option<&str> {
        self.request.as_ref()?.0.get("timestamp")?.as_str()
    }

    /// The locale that the Echo speaks, such as `en-US`; empty if the request does not say.
    #[must_use]
    pub fn locale(&self) -> &str {
        self.request.as_ref().and_then(|request| request.0.get("locale")?.as_str()).unwrap_or_default()
    }

    /// Whether it is one of the skill events, whose time stamp may be older.
    #[must_use]
    pub fn is_skill_event(&self) -> bool {
        self.kind().is_some_and(|kind| kind.starts_with(SKILL_EVENT))
    }

    /// What it asks.
    #[must_use]
    pub fn read(&self) -> SkillRequest {
        let Some(Private(request)) = &self.request else {
            return self
                .directive
                .as_ref()
                .and_then(directive_grant)
                .map_or(SkillRequest::BadGrant, SkillRequest::Grant);
        };
        match self.kind().unwrap_or_default() {
            kind if kind.starts_with(INTERFACE) => {
                let rescue = |error| SkillRequest::BadSignal { error, rescued: rescue_request(request) };
                read_request(request).map_or_else(rescue, SkillRequest::Signal)
            }
            GRANT => code_of(&request["body"]["grant"])
                .map_or(SkillRequest::BadGrant, |code| SkillRequest::Grant(Grant::Request { code })),
            "LaunchRequest" => SkillRequest::Launch,
            "IntentRequest" => SkillRequest::Intent { name: word(request["intent"]["name"].as_str()) },
            "SessionEndedRequest" => SkillRequest::SessionEnded,
            "System.ExceptionEncountered" => SkillRequest::Exception,
            kind => match kind.strip_prefix(SKILL_EVENT) {
                Some(name) => SkillRequest::SkillEvent { name: word(Some(name)) },
                None => SkillRequest::Unknown { kind: word(Some(kind)) },
            },
        }
    }
}

impl Grant {
    /// The code.
    #[must_use]
    pub const fn code(&self) -> &Private<String> {
        match self {
            Self::Request { code } | Self::Directive { code, .. } => code,
        }
    }

    /// The `request` that hands `code` to a custom skill, without what Alexa adds to every request.
    #[must_use]
    pub fn write_request(code: &str) -> Value {
        serde_json::json!({
            "type": GRANT,
            "body": { "grant": { "type": "OAuth2.AuthorizationCode", "code": code } },
        })
    }
}

fn directive_grant(Private(directive): &Private<Value>) -> Option<Grant> {
    let header = &directive["header"];
    if header["namespace"] != "Alexa.Authorization" || header["name"] != "AcceptGrant" {
        return None;
    }
    let payload = &directive["payload"];
    let grantee = payload["grantee"]["token"].as_str().filter(|token| token.len() <= MAX_CODE_LEN);
    Some(Grant::Directive { code: code_of(&payload["grant"])?, grantee: grantee.map(|token| Private(token.into())) })
}

fn code_of(grant: &Value) -> Option<Private<String>> {
    let code = grant["code"].as_str().filter(|code| (1..=MAX_CODE_LEN).contains(&code.len()))?;
    (grant["type"] == "OAuth2.AuthorizationCode").then(|| Private(code.into()))
}

fn word(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().filter(char::is_ascii_graphic).take(64).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_needs_nothing_around_it() {
        let envelope = Envelope::decode(br#"{"request":{"type":"LaunchRequest"},"new":{}}"#).expect("an envelope");
        assert_eq!(envelope.read(), SkillRequest::Launch);
        assert_eq!(envelope.application_id(), None);
    }

    #[test]
    fn a_body_without_a_request_is_refused() {
        assert!(matches!(Envelope::decode(b"{}"), Err(EnvelopeError::Empty)));
        assert!(matches!(Envelope::decode(b"[1]"), Err(EnvelopeError::Malformed(_))));
        assert!(matches!(Envelope::decode(b"\xff"), Err(EnvelopeError::Malformed(_))));
    }

    #[test]
    fn a_grant_without_a_code_is_told_apart() {
        for grant in [json!({}), json!({ "type": "OAuth2.AuthorizationCode", "code": "" }), json!({ "code": "c" })] {
            let body = json!({ "request": { "type": GRANT, "body": { "grant": grant } } });
            let envelope = Envelope::decode(body.to_string().as_bytes()).expect("an envelope");
            assert_eq!(envelope.read(), SkillRequest::BadGrant, "{body}");
        }
    }

    #[test]
    fn the_skill_is_also_read_from_the_voice_session() {
        let body = json!({ "session": { "application": { "applicationId": "amzn1.ask.skill.x" } }, "request": {} });
        let envelope = Envelope::decode(body.to_string().as_bytes()).expect("an envelope");
        assert_eq!(envelope.application_id(), Some("amzn1.ask.skill.x"));
    }

    #[test]
    fn neither_tokens_nor_messages_are_printed() {
        let body = json!({
            "context": { "System": { "user": { "accessToken": "secret" }, "apiAccessToken": "secret" } },
            "request": { "type": "x", "sdpDetails": { "value": "secret" } },
            "directive": { "payload": "secret" },
        });
        let envelope = Envelope::decode(body.to_string().as_bytes()).expect("an envelope");
        assert!(!format!("{envelope:?}").contains("secret"));
    }
}
