//! A session description as it travels: bounded text whose content never reaches a log.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A session description (SDP) as bare text with all ICE candidates inside.
///
/// At least 1 and at most [`Sdp::MAX_LEN`] bytes; nothing else is checked here. `Debug` shows the length only, because
/// candidates are addresses of people's devices.
///
/// Source: RFC 8866; `docs/protocol.md` (32 KiB limit).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sdp(String);

/// Why a text is no session description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// There was no text.
    #[error("the session description is empty")]
    Empty,
    /// The text is longer than [`Sdp::MAX_LEN`] bytes.
    #[error("the session description has {len} bytes, more than {max} are refused", max = Sdp::MAX_LEN)]
    TooLong {
        /// Length of the refused text in bytes.
        len: usize,
    },
}

impl Sdp {
    /// The longest description that is accepted, in bytes.
    pub const MAX_LEN: usize = 32 * 1024;

    /// Takes a text as a session description.
    ///
    /// # Errors
    /// [`SdpError`] when it is empty or too long: refuse the message that carried it.
    pub fn new(text: impl Into<String>) -> Result<Self, SdpError> {
        let text = text.into();
        match text.len() {
            0 => Err(SdpError::Empty),
            len if len > Self::MAX_LEN => Err(SdpError::TooLong { len }),
            _ => Ok(Self(text)),
        }
    }

    /// Stands for a description that was sent and could not be taken: no parser reads it either.
    #[must_use]
    pub fn unusable() -> Self {
        Self("unusable".to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sdp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sdp({} bytes)", self.0.len())
    }
}

impl TryFrom<String> for Sdp {
    type Error = SdpError;

    fn try_from(text: String) -> Result<Self, SdpError> {
        Self::new(text)
    }
}

impl From<Sdp> for String {
    fn from(sdp: Sdp) -> Self {
        sdp.0
    }
}
