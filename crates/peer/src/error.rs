//! Why a peer could not do what it was asked.

use roomline_call::description::{AgreementError, DescriptionError};

/// Why a peer could not be made or could not take a description. After any of these the call has no media: end it.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The computer has no network address that could be offered.
    #[error("no usable network address: check the network, a VPN's or a container's address is never offered")]
    NoAddress,
    /// Gathering ended without a single candidate.
    #[error("no ICE candidate was found in time: check the network")]
    NoCandidate,
    /// The far end's description cannot be read.
    #[error("the far end's session description cannot be read: {0}")]
    Unreadable(#[from] DescriptionError),
    /// Both descriptions have no audio codec in common.
    #[error("no agreement with the far end: {0}")]
    NoAgreement(#[from] AgreementError),
    /// The first answer was taken already; a later one is compared, never handed in.
    #[error("an answer was taken already")]
    AlreadyAnswered,
    /// The WebRTC stack refused. Its own words may quote addresses, so only the step is kept.
    #[error("the WebRTC stack failed to {step}")]
    Stack {
        /// What it was asked to do.
        step: &'static str,
    },
}

impl PeerError {
    /// Keeps the step and drops the stack's words.
    pub(crate) fn stack<E>(step: &'static str) -> impl FnOnce(E) -> Self {
        move |_| Self::Stack { step }
    }
}
