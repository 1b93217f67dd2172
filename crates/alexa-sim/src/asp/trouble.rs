//! Why the management API refuses a request, and how it says so.

use roomline_signaling::alexa_wire::management::ApiError;

use super::Answer;

/// A refusal: a status, a word for programs and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Trouble {
    /// The HTTP status.
    pub status: u16,
    /// The word for programs.
    pub kind: &'static str,
    /// The sentence for people.
    pub message: String,
}

impl Trouble {
    /// A word or a body that will not do.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "InvalidRequestException", message: message.into() }
    }

    /// An id that stands for nothing.
    pub(super) fn not_found(what: &str) -> Self {
        Self { status: 404, kind: "ResourceNotFoundException", message: format!("{what} was not found") }
    }

    /// Something that is there already.
    ///
    /// Source: the status is UNVERIFIED (409 or 400).
    pub(super) fn conflict(message: impl Into<String>) -> Self {
        Self { status: 409, kind: "ResourceConflictException", message: message.into() }
    }

    /// A step that another one must come before.
    ///
    /// Source: the status is UNVERIFIED.
    pub(super) fn too_early(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "PreconditionFailedException", message: message.into() }
    }

    /// More of something than Amazon allows.
    pub(super) fn limit(message: impl Into<String>) -> Self {
        Self { status: 400, kind: "LimitExceededException", message: message.into() }
    }

    /// The token opens nothing.
    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self { status: 401, kind: "UnauthorizedException", message: message.into() }
    }

    /// The token is good, but lacks a scope.
    pub(crate) fn forbidden(scope: &str) -> Self {
        Self { status: 403, kind: "ForbiddenException", message: format!("the token lacks the scope {scope}") }
    }

    /// Too many requests.
    pub(super) fn throttled() -> Self {
        Self { status: 429, kind: "ThrottlingException", message: "Request Throttled".into() }
    }

    /// Amazon's own fault.
    pub(super) fn internal(status: u16) -> Self {
        Self { status, kind: "InternalServerException", message: "an internal error occurred".into() }
    }
}

impl From<Trouble> for Answer {
    fn from(trouble: Trouble) -> Self {
        let Trouble { status, kind, message } = trouble;
        let body = ApiError { kind: Some(kind.into()), message: Some(message) };
        Self { body: serde_json::to_value(body).ok(), ..Self::empty(status) }
    }
}
