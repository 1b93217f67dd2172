//! Messages of the staff protocol as JSON text: read within limits, and every failure told apart.

use roomline_call::{CallId, CommandId};
use serde::Serialize;

use super::{Command, CommandBody, Event, ServerMessage};

/// The longest message either side accepts, in bytes.
pub const MAX_MESSAGE_LEN: usize = 64 * 1024;

/// Why a message could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// It is longer than [`MAX_MESSAGE_LEN`].
    #[error("the message has {0} bytes, more than {MAX_MESSAGE_LEN} are refused")]
    TooLong(usize),
    /// It is not JSON, or a field is missing or wrong.
    #[error("the message cannot be read")]
    Malformed {
        /// The command's id, if that much could be read.
        id: Option<CommandId>,
        /// What the parser says (it may quote the message: not for the log).
        #[source]
        source: serde_json::Error,
    },
    /// Its type is not one of ours.
    #[error("the message's type is not known")]
    UnknownType {
        /// The command's id, if that much could be read.
        id: Option<CommandId>,
    },
}

impl CommandBody {
    /// Every type a command may have.
    pub const TYPES: [&'static str; 12] = [
        "resume",
        "call.place",
        "call.alerting",
        "call.claim",
        "call.decline",
        "call.end",
        "call.media",
        "call.update_answer",
        "call.update",
        "call.quality",
        "call.outcome",
        "presence.set",
    ];

    /// The call it speaks of.
    #[must_use]
    pub const fn call_id(&self) -> Option<CallId> {
        match self {
            Self::Resume { call, .. } => *call,
            Self::PresenceSet { .. } => None,
            Self::CallPlace { call_id, .. }
            | Self::CallAlerting { call_id }
            | Self::CallClaim { call_id, .. }
            | Self::CallDecline { call_id }
            | Self::CallEnd { call_id, .. }
            | Self::CallMedia { call_id, .. }
            | Self::CallUpdateAnswer { call_id, .. }
            | Self::CallUpdate { call_id, .. }
            | Self::CallQuality { call_id, .. }
            | Self::CallOutcome { call_id, .. } => Some(*call_id),
        }
    }
}

impl Command {
    /// Reads a command; unknown fields are ignored.
    ///
    /// # Errors
    /// [`DecodeError`]: answer it with its code and go on; close the socket only if it happens again and again.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let value = read_value(text)?;
        let id = value.get("id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
        match value.get("type").and_then(|kind| kind.as_str()) {
            Some(kind) if !CommandBody::TYPES.contains(&kind) => Err(DecodeError::UnknownType { id }),
            _ => serde_json::from_value(value).map_err(|source| DecodeError::Malformed { id, source }),
        }
    }

    /// Writes the command as JSON.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::to_string(self).expect("a command has only string keys")
    }
}

impl ServerMessage {
    const REPLIES: [&'static str; 4] = ["ok", "error", "welcome", "snapshot"];

    /// Reads a message; unknown fields are ignored.
    ///
    /// # Errors
    /// [`DecodeError`]: log it without its content and go on; a message of unknown type may come from a newer middleware.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let malformed = |source| DecodeError::Malformed { id: None, source };
        let value = read_value(text)?;
        let kind = value.get("type").and_then(|kind| kind.as_str()).unwrap_or_default();
        if Self::REPLIES.contains(&kind) {
            return serde_json::from_value(value).map(Self::Reply).map_err(malformed);
        }
        let Some(seq) = value.get("seq").and_then(serde_json::Value::as_u64) else {
            return Err(DecodeError::UnknownType { id: None });
        };
        match serde_json::from_value(value) {
            Ok(event) => Ok(Self::Event { seq, event }),
            Err(source) if source.to_string().starts_with("unknown variant") => {
                Err(DecodeError::UnknownType { id: None })
            }
            Err(source) => Err(malformed(source)),
        }
    }

    /// Writes the message as JSON.
    #[must_use]
    pub fn encode(&self) -> String {
        #[derive(Serialize)]
        struct Numbered<'a> {
            seq: u64,
            #[serde(flatten)]
            event: &'a Event,
        }
        match self {
            Self::Reply(reply) => serde_json::to_string(reply),
            Self::Event { seq, event } => serde_json::to_string(&Numbered { seq: *seq, event }),
        }
        .expect("a message has only string keys")
    }
}

fn read_value(text: &str) -> Result<serde_json::Value, DecodeError> {
    if text.len() > MAX_MESSAGE_LEN {
        return Err(DecodeError::TooLong(text.len()));
    }
    serde_json::from_str(text).map_err(|source| DecodeError::Malformed { id: None, source })
}
