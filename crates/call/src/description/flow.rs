//! The two attributes that an answer must turn round: which way media flows, and who opens the DTLS handshake.

use super::Line;

/// Which way media flows, seen from the author of the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Both ways.
    SendRecv,
    /// The author sends only.
    SendOnly,
    /// The author listens only.
    RecvOnly,
    /// Neither way, for now.
    Inactive,
}

impl Flow {
    /// The same flow seen from the other side; what an answer says that accepts all of an offer.
    ///
    /// Source: RFC 3264 §6.1.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::SendOnly => Self::RecvOnly,
            Self::RecvOnly => Self::SendOnly,
            Self::SendRecv | Self::Inactive => self,
        }
    }

    /// Whether the author sends.
    #[must_use]
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the author receives.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// The attribute's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    pub(super) fn among(lines: &[Line]) -> Option<Self> {
        lines.iter().filter(|line| line.letter == 'a').find_map(|line| Self::read(line.value.trim()))
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive].into_iter().find(|flow| flow.as_str() == word)
    }
}

/// The side taken in the DTLS handshake.
///
/// Source: RFC 8842, RFC 5763.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setup {
    /// Opens the handshake (DTLS client).
    Active,
    /// Waits for the handshake (DTLS server).
    Passive,
    /// Leaves the choice to the answerer; only ever in an offer.
    ActPass,
}

impl Setup {
    /// The attribute's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Passive => "passive",
            Self::ActPass => "actpass",
        }
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        [Self::Active, Self::Passive, Self::ActPass].into_iter().find(|setup| setup.as_str() == word)
    }
}
