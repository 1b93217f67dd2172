//! Why a call of the management API failed, by who must act.

use super::Failure;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AspError {
    /// We must act: the consent, or client id and secret.
    #[error(
        "{0}; check `alexa.management_client_id`, its secret and `alexa.management_refresh_token`, and consent once more"
    )]
    Credentials(Failure),
    /// We must act: the token is good and may not do this.
    #[error(
        "Amazon does not allow us this ({message}); grant the client API access in the ASP console, and have the Solution Architect add the scope amazon_communication::service_provider"
    )]
    Forbidden {
        /// What Amazon says.
        message: String,
    },
    /// Amazon is busy, still after all our patience: try again later.
    #[error("Amazon throttles us; wait some minutes and do the same again")]
    Throttled,
    /// Amazon does not take this object.
    #[error("Amazon refuses: {message} (status {status}, request {request_id})")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Amazon's word for programs.
        kind: String,
        /// Amazon's sentence.
        message: String,
        /// For Amazon's support.
        request_id: String,
    },
    /// The network or Amazon failed in a creation: it may have had its effect. Look before doing it again.
    #[error("Amazon did not say whether it was done; do the same again, it looks first")]
    Uncertain,
    /// The network or Amazon failed, still after all our patience.
    #[error("Amazon cannot be reached; check the network and do the same again")]
    Unreachable,
    /// An answer that we do not understand.
    #[error("Amazon's answer cannot be read")]
    Unreadable,
    /// A list that does not end.
    #[error("Amazon's list has more than {0} entries")]
    TooLong(usize),
}

impl AspError {
    /// Whether the object is not there.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

/// Turns "not there" into `None`.
pub(super) fn optional<T>(answer: Result<T, AspError>) -> Result<Option<T>, AspError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_absent() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes "not there" as deleted.
pub(super) fn gone(answer: Result<(), AspError>) -> Result<(), AspError> {
    optional(answer).map(drop)
}
