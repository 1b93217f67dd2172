//! How Alexa's messages look as JSON, in both directions: tolerant when reading, exact when writing.
//!
//! A message reaches the skill as the `request` object of an [`Envelope`] and travels from us to Alexa as the flat body of
//! a POST. One reader understands both, one writer makes each. The envelope, the answers of a skill, Login with Amazon and
//! the management API have a file each; `tests/fixtures/alexa` holds an example of everything.
//!
//! Source: Alexa Smart Properties, `Alexa.Comms.CallSignaling` 1.0 (Nov 28, 2023); Amazon's
//! `skill-sample-for-webrtc-asp` (Jul 16, 2024).

mod answer;
mod envelope;
pub mod management;
mod token;

use roomline_call::{Sdp, SessionId};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

pub use answer::{
    AnswerEvent, Directive, EventHeader, GrantOutcome, GrantPayload, Reprompt, Response, SkillAnswer, Speech,
};
pub use envelope::{
    Application, Context, Device, Envelope, EnvelopeError, EnvelopeSession, Grant, SkillRequest, System, Unit, User,
};
pub use token::{AuthorizeQuery, TokenError, TokenErrorCode, TokenRequest, TokenResponse};

use crate::alexa::{CallResult, CallResultCode, Participant, RenegotiationType, Signal, SignalBody};

/// What every message's `type` begins with.
pub const INTERFACE: &str = "Alexa.Comms.CallSignaling.";
/// The path of the one REST endpoint that takes our messages.
pub const SIGNALING_PATH: &str = "/v1/communications/signaling";
/// The longest `callerName` that is sent, in characters.
///
/// Source: limit of contact names in ASP address books; that of `callerName` is UNVERIFIED.
pub const MAX_CALLER_NAME_CHARS: usize = 50;

const MAX_PARTICIPANTS: usize = 16;
const MAX_ADDRESS_LEN: usize = 512;
const MAX_WORD_LEN: usize = 64;
const MAX_RESULT_MESSAGE_CHARS: usize = 256;

/// Why a JSON object is no message of the interface. Never quotes what was read, but for an unknown type's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Its `type` is not one of the twelve: answer 200 and ignore it.
    #[error("the message type {0:?} is not known")]
    UnknownType(String),
    /// A field that the message needs is not there.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field has the wrong type, is empty or too long.
    #[error("the field {0} cannot be read")]
    Malformed(&'static str),
    /// An offer stands where an answer belongs, or the other way round.
    #[error("the session description is not of the type {0}")]
    WrongSdpType(&'static str),
}

/// What Alexa adds to a message when it hands it to a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHead {
    /// Alexa's id of this one request.
    pub request_id: String,
    /// When it was made: ISO 8601, UTC.
    pub timestamp: String,
    /// The device's locale.
    pub locale: String,
}

impl SignalBody {
    /// The message's name without the interface, such as `CallRinging`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::InitiateOutboundCall { .. } => "InitiateOutboundCall",
            Self::InitiateInboundCall { .. } => "InitiateInboundCall",
            Self::CallRinging => "CallRinging",
            Self::CallRingingAck => "CallRingingAck",
            Self::CallInProgress { .. } => "CallInProgress",
            Self::CallInProgressAck => "CallInProgressAck",
            Self::CallAccepted { .. } => "CallAccepted",
            Self::CallAcceptedAck => "CallAcceptedAck",
            Self::CallUpdate { .. } => "CallUpdate",
            Self::CallUpdateResponse { .. } => "CallUpdateResponse",
            Self::CallUpdateAck => "CallUpdateAck",
            Self::CallEnded { .. } => "CallEnded",
        }
    }

    /// The session description it carries, if any.
    #[must_use]
    pub const fn sdp(&self) -> Option<&Sdp> {
        match self {
            Self::InitiateOutboundCall { offer, .. }
            | Self::InitiateInboundCall { offer, .. }
            | Self::CallUpdate { offer, .. } => Some(offer),
            Self::CallInProgress { answer } | Self::CallAccepted { answer } => answer.as_ref(),
            Self::CallUpdateResponse { answer, .. } => Some(answer),
            Self::CallRinging
            | Self::CallRingingAck
            | Self::CallInProgressAck
            | Self::CallAcceptedAck
            | Self::CallUpdateAck
            | Self::CallEnded { .. } => None,
        }
    }
}

/// Reads a message: the `request` of an envelope or the body of a POST. Unknown fields are ignored.
///
/// # Errors
/// [`WireError`]: on the skill's side log it and answer 200, on Alexa's side answer 400.
pub fn read_request(request: &Value) -> Result<Signal, WireError> {
    let kind = request.get("type").and_then(Value::as_str).ok_or(WireError::Missing("type"))?;
    let name = kind.strip_prefix(INTERFACE).ok_or_else(|| unknown(kind))?;
    let body = match name {
        "InitiateOutboundCall" => {
            SignalBody::InitiateOutboundCall { participants: participants(request)?, offer: offer(request)? }
        }
        "InitiateInboundCall" => SignalBody::InitiateInboundCall {
            participants: participants(request)?,
            offer: offer(request)?,
            caller_name: caller_name(request)?,
        },
        "CallRinging" => SignalBody::CallRinging,
        "CallRingingAck" => SignalBody::CallRingingAck,
        "CallInProgress" => SignalBody::CallInProgress { answer: answer_if_any(request)? },
        "CallInProgressAck" => SignalBody::CallInProgressAck,
        "CallAccepted" => SignalBody::CallAccepted { answer: answer_if_any(request)? },
        "CallAcceptedAck" => SignalBody::CallAcceptedAck,
        "CallUpdate" => SignalBody::CallUpdate { kind: renegotiation(request)?, offer: offer(request)? },
        "CallUpdateResponse" => SignalBody::CallUpdateResponse {
            kind: renegotiation(request)?,
            answer: answer_if_any(request)?.ok_or(WireError::Missing("sdpDetails"))?,
        },
        "CallUpdateAck" => SignalBody::CallUpdateAck,
        "CallEnded" => SignalBody::CallEnded { result: result(request) },
        _ => return Err(unknown(kind)),
    };
    let session_id = text(request, "sessionId", SessionId::MAX_LEN)?.ok_or(WireError::Missing("sessionId"))?;
    let session_id = SessionId::new(session_id).map_err(|_| WireError::Malformed("sessionId"))?;
    Ok(Signal { session_id, body })
}

/// Reads what can be used of a message of Alexa's that [`read_request`] refuses, because a resident waits behind it: an
/// offer nobody can read ends its call cleanly, an answer that cannot be read counts as missing, participants as unknown.
#[must_use]
pub fn rescue_request(request: &Value) -> Option<Signal> {
    let mut request = request.clone();
    if participants(&request).is_err() {
        request["participants"] = json!([]);
    }
    let fields = request.as_object_mut()?;
    match fields.get("type")?.as_str()?.strip_prefix(INTERFACE)? {
        "InitiateOutboundCall" | "CallUpdate" => {
            if offer(&Value::Object(fields.clone())).is_err() {
                fields.insert("sdpDetails".into(), json!({ "type": "OFFER", "value": Sdp::unusable() }));
            }
        }
        "CallInProgress" | "CallAccepted" => drop(fields.remove("sdpDetails")),
        _ => return None,
    }
    read_request(&request).ok()
}

/// Writes the body of our POST to [`SIGNALING_PATH`]: flat, without envelope, request id or time stamp.
#[must_use]
pub fn write_post(signal: &Signal) -> Value {
    Value::Object(fields(signal))
}

/// Writes the `request` object that Alexa hands to a skill.
#[must_use]
pub fn write_request(signal: &Signal, head: &RequestHead) -> Value {
    let mut fields = fields(signal);
    fields.insert("requestId".into(), json!(head.request_id));
    fields.insert("timestamp".into(), json!(head.timestamp));
    fields.insert("locale".into(), json!(head.locale));
    Value::Object(fields)
}

fn fields(signal: &Signal) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("type".into(), json!(format!("{INTERFACE}{}", signal.body.name())));
    fields.insert("sessionId".into(), json!(signal.session_id));
    if let Some(sdp) = signal.body.sdp() {
        fields.insert("sdpDetails".into(), json!({ "type": sdp_type(&signal.body), "value": sdp }));
    }
    match &signal.body {
        SignalBody::InitiateOutboundCall { participants, .. } => {
            fields.insert("participants".into(), json!(participants));
        }
        SignalBody::InitiateInboundCall { participants, caller_name, .. } => {
            fields.insert("participants".into(), json!(participants));
            if let Some(name) = caller_name {
                let name: String = name.chars().take(MAX_CALLER_NAME_CHARS).collect();
                fields.insert("customParams".into(), json!({ "callerName": name }));
            }
        }
        SignalBody::CallUpdate { kind, .. } | SignalBody::CallUpdateResponse { kind, .. } => {
            fields.insert("renegotiationType".into(), json!(kind));
        }
        SignalBody::CallEnded { result: Some(result) } => {
            fields.insert("callResult".into(), json!(result));
        }
        SignalBody::CallEnded { result: None }
        | SignalBody::CallRinging
        | SignalBody::CallRingingAck
        | SignalBody::CallInProgress { .. }
        | SignalBody::CallInProgressAck
        | SignalBody::CallAccepted { .. }
        | SignalBody::CallAcceptedAck
        | SignalBody::CallUpdateAck => {}
    }
    fields
}

const fn sdp_type(body: &SignalBody) -> &'static str {
    match body {
        SignalBody::CallInProgress { .. } | SignalBody::CallAccepted { .. } | SignalBody::CallUpdateResponse { .. } => {
            "ANSWER"
        }
        _ => "OFFER",
    }
}

fn unknown(kind: &str) -> WireError {
    WireError::UnknownType(kind.chars().filter(char::is_ascii_graphic).take(MAX_WORD_LEN).collect())
}

fn participants(request: &Value) -> Result<Vec<Participant>, WireError> {
    const FIELD: &str = "participants";
    let participants: Vec<Participant> = field(request, FIELD)?.ok_or(WireError::Missing(FIELD))?;
    let bounded = participants.len() <= MAX_PARTICIPANTS
        && participants.iter().all(|participant| {
            let kind = json!(participant.id.kind).as_str().map_or(0, str::len);
            (1..=MAX_ADDRESS_LEN).contains(&participant.id.value.len()) && (1..=MAX_WORD_LEN).contains(&kind)
        });
    if bounded { Ok(participants) } else { Err(WireError::Malformed(FIELD)) }
}

fn offer(request: &Value) -> Result<Sdp, WireError> {
    sdp(request, "OFFER")?.ok_or(WireError::Missing("sdpDetails"))
}

fn answer_if_any(request: &Value) -> Result<Option<Sdp>, WireError> {
    sdp(request, "ANSWER")
}

fn sdp(request: &Value, expected: &'static str) -> Result<Option<Sdp>, WireError> {
    const VALUE: &str = "sdpDetails.value";
    let Some(details) = request.get("sdpDetails").filter(|details| !details.is_null()) else { return Ok(None) };
    let kind = text(details, "type", MAX_WORD_LEN)?.ok_or(WireError::Missing("sdpDetails.type"))?;
    if !kind.eq_ignore_ascii_case(expected) {
        return Err(WireError::WrongSdpType(expected));
    }
    let value = text(details, "value", Sdp::MAX_LEN).map_err(|_| WireError::Malformed(VALUE))?;
    let value = value.ok_or(WireError::Missing(VALUE))?;
    Sdp::new(value).map(Some).map_err(|_| WireError::Malformed(VALUE))
}

fn caller_name(request: &Value) -> Result<Option<String>, WireError> {
    let Some(params) = request.get("customParams") else { return Ok(None) };
    Ok(text(params, "callerName", MAX_ADDRESS_LEN)?.map(str::to_owned))
}

fn renegotiation(request: &Value) -> Result<RenegotiationType, WireError> {
    const FIELD: &str = "renegotiationType";
    match text(request, FIELD, MAX_WORD_LEN)? {
        None => Ok(RenegotiationType::Update),
        Some(_) => field(request, FIELD).map(Option::unwrap_or_default),
    }
}

/// Reads `callResult`; one that cannot be read counts as missing, because an end must never be lost over its reason.
fn result(request: &Value) -> Option<CallResult> {
    let mut result: CallResult = field(request, "callResult").ok()??;
    if let CallResultCode::Unknown(code) = &mut result.code {
        *code = code.chars().take(MAX_WORD_LEN).collect();
    }
    result.message = result.message.map(|message| message.chars().take(MAX_RESULT_MESSAGE_CHARS).collect());
    Some(result)
}

fn text<'a>(object: &'a Value, name: &'static str, max: usize) -> Result<Option<&'a str>, WireError> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if (1..=max).contains(&text.len()) => Ok(Some(text)),
        Some(_) => Err(WireError::Malformed(name)),
    }
}

fn field<T: DeserializeOwned>(object: &Value, name: &'static str) -> Result<Option<T>, WireError> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => T::deserialize(value).map(Some).map_err(|_| WireError::Malformed(name)),
    }
}

#[cfg(test)]
mod tests;
