//! `Alexa.Comms.CallSignaling` 1.0: the twelve messages, whichever way they travel.
//!
//! This is the one file that knows Alexa's inverted words: an *outbound* call goes from an Echo to staff
//! ([`SignalBody::InitiateOutboundCall`]), an *inbound* call from staff to an Echo.

use roomline_call::{Sdp, SessionId};
use serde::{Deserialize, Serialize};

/// One message of one session.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// The session it belongs to: chosen by us for a call to a unit, by Alexa for one from a unit.
    pub session_id: SessionId,
    /// What it says.
    pub body: SignalBody,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub enum SignalBody {
    /// Alexa → us: a resident's Echo calls staff.
    InitiateOutboundCall {
        /// Caller and callee.
        participants: Vec<Participant>,
        /// The Echo's offer.
        offer: Sdp,
    },
    /// Us → Alexa: staff calls a unit.
    InitiateInboundCall {
        /// Caller and callee.
        participants: Vec<Participant>,
        /// The station's offer.
        offer: Sdp,
        /// Name shown on the Echo, at most 50 characters (effect UNVERIFIED).
        caller_name: Option<String>,
    },
    /// The called end rings.
    CallRinging,
    /// [`SignalBody::CallRinging`] arrived.
    CallRingingAck,
    /// The called end prepares; may carry its answer ahead of acceptance.
    CallInProgress {
        /// The early answer.
        answer: Option<Sdp>,
    },
    /// [`SignalBody::CallInProgress`] arrived.
    CallInProgressAck,
    /// The called end picked up.
    CallAccepted {
        /// The answer; absent if an early one already came.
        answer: Option<Sdp>,
    },
    /// [`SignalBody::CallAccepted`] arrived.
    CallAcceptedAck,
    /// A re-offer in a running call.
    CallUpdate {
        /// What it is for; `None` on receive means [`RenegotiationType::Update`].
        kind: RenegotiationType,
        /// The offer.
        offer: Sdp,
    },
    /// The answer to a [`SignalBody::CallUpdate`].
    CallUpdateResponse {
        /// Repeats the kind of the offer.
        kind: RenegotiationType,
        /// The answer.
        answer: Sdp,
    },
    /// [`SignalBody::CallUpdateResponse`] arrived.
    CallUpdateAck,
    /// The call is over. There is no ack.
    CallEnded {
        /// Why; missing means a normal end.
        result: Option<CallResult>,
    },
}

/// A caller or callee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// Who it is.
    pub id: ParticipantId,
    /// Whether it is the caller.
    #[serde(default)]
    pub is_originator: bool,
}

/// A participant's address and its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantId {
    /// How to read `value`.
    #[serde(rename = "type")]
    pub kind: ParticipantIdType,
    /// The address. At most 512 bytes are accepted.
    pub value: String,
}

/// How a participant's address is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ParticipantIdType {
    /// An Alexa communication profile.
    CommunicationProfileId,
    /// An E.164 number.
    PhoneNumber,
    /// An address of our own network, used as it is.
    RawAddress,
    /// A kind we do not know; kept as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// What a re-offer is for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RenegotiationType {
    /// Any change of media.
    #[default]
    #[serde(rename = "CALL_UPDATE")]
    Update,
    /// Puts the call on hold.
    #[serde(rename = "CALL_HOLD")]
    Hold,
    /// Takes the call off hold.
    #[serde(rename = "CALL_RESUME")]
    Resume,
    /// A kind we do not know; kept and repeated as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// How Alexa names a call's end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallResult {
    /// The code.
    pub code: CallResultCode,
    /// Free text; never shown to staff.
    #[serde(default, alias = "Message", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The codes of [`CallResult`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallResultCode {
    /// A normal end.
    Success,
    /// The device is busy.
    DeviceBusy,
    /// Nobody answered in time.
    SessionTimeout,
    /// Not allowed. Sent with Z, read with S as well.
    #[serde(alias = "UNAUTHORISED")]
    Unauthorized,
    /// A fault.
    InternalError,
    /// A code we do not know; kept as it came.
    #[serde(untagged)]
    Unknown(String),
}
