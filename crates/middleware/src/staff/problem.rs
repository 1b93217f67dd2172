//! What a station is told when a request fails: a code for its program, a sentence and a reference for the log.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use roomline_signaling::rest::{ErrorBody, ErrorCode};

use super::CredentialError;
use super::delay::TooMany;
use super::password::PasswordError;
use crate::body::BodyError;
use crate::calls::{CallbackError, HandoverError, NotServing, RoundError};
use crate::exchange::{BadNote, HandoverRefusal, RoundRefusal};
use crate::store::StoreError;

/// Why a request of a station failed. The message never quotes the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// For the station's program.
    pub code: ErrorCode,
    /// For the log.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    const fn status(&self) -> StatusCode {
        match self.code {
            ErrorCode::WrongCredentials | ErrorCode::Unauthorized | ErrorCode::SessionOver => StatusCode::UNAUTHORIZED,
            ErrorCode::Disabled | ErrorCode::NotAllowed | ErrorCode::NoRingGroup => StatusCode::FORBIDDEN,
            ErrorCode::Malformed | ErrorCode::UnknownType | ErrorCode::BadSdp | ErrorCode::ResumeFirst => {
                StatusCode::BAD_REQUEST
            }
            ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::UnitBusy
            | ErrorCode::StationBusy
            | ErrorCode::Taken
            | ErrorCode::CallOver
            | ErrorCode::RoundRunning
            | ErrorCode::RoundOver => StatusCode::CONFLICT,
            ErrorCode::Internal | ErrorCode::Unknown => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let reference = format!("{:08x}", rand::random::<u32>());
        let status = self.status();
        if self.code == ErrorCode::Internal {
            tracing::error!(reference, message = self.message, "a request of a station failed");
        } else {
            tracing::info!(reference, code = ?self.code, message = self.message, "a request of a station was refused");
        }
        // A fault of ours is told in general words: SQLite's would say where the database is.
        let message =
            if self.code == ErrorCode::Internal { "the middleware cannot do this now".into() } else { self.message };
        (status, Json(ErrorBody { code: self.code, message, reference })).into_response()
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::new(ErrorCode::Internal, error.to_string())
    }
}

impl From<NotServing> for Problem {
    fn from(error: NotServing) -> Self {
        Self::new(ErrorCode::Internal, error.to_string())
    }
}

impl From<TooMany> for Problem {
    fn from(error: TooMany) -> Self {
        Self::new(ErrorCode::TooMany, error.to_string())
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        let code = match error {
            PasswordError::Crowded => ErrorCode::TooMany,
            PasswordError::Unfit => ErrorCode::Malformed,
            PasswordError::Failed => ErrorCode::Internal,
        };
        Self::new(code, error.to_string())
    }
}

impl From<CredentialError> for Problem {
    fn from(error: CredentialError) -> Self {
        match error {
            CredentialError::Wrong => Self::new(ErrorCode::WrongCredentials, error.to_string()),
            CredentialError::Disabled => Self::new(ErrorCode::Disabled, error.to_string()),
            CredentialError::TooMany(error) => error.into(),
            CredentialError::Password(error) => error.into(),
            CredentialError::Store(error) => error.into(),
        }
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        let code = match error {
            BodyError::TooLarge(_) => ErrorCode::TooLarge,
            BodyError::TooSlow | BodyError::Broken => ErrorCode::Malformed,
        };
        Self::new(code, error.to_string())
    }
}

impl From<CallbackError> for Problem {
    fn from(error: CallbackError) -> Self {
        let code = match error {
            CallbackError::NotFound => ErrorCode::NotFound,
            CallbackError::ClaimedByAnother => ErrorCode::Taken,
            CallbackError::NotServing(_) => ErrorCode::Internal,
        };
        Self::new(code, error.to_string())
    }
}

impl From<RoundError> for Problem {
    fn from(error: RoundError) -> Self {
        let refusal = match error {
            RoundError::Refused(refusal) => refusal,
            RoundError::NotServing(error) => return error.into(),
        };
        let code = match refusal {
            RoundRefusal::NotFound | RoundRefusal::NoSuchUnit => ErrorCode::NotFound,
            RoundRefusal::ForeignId => ErrorCode::NotAllowed,
            RoundRefusal::NoRingGroup => ErrorCode::NoRingGroup,
            RoundRefusal::BadRooms | RoundRefusal::Note(BadNote::NotOneLine) => ErrorCode::Malformed,
            RoundRefusal::TooManyRooms | RoundRefusal::Note(BadNote::Long) => ErrorCode::TooLarge,
            RoundRefusal::TooManyRounds => ErrorCode::TooMany,
            RoundRefusal::OneRunsHere => ErrorCode::RoundRunning,
            RoundRefusal::RunsElsewhere => ErrorCode::Taken,
            RoundRefusal::Over => ErrorCode::RoundOver,
        };
        Self::new(code, refusal.to_string())
    }
}

impl From<HandoverError> for Problem {
    fn from(error: HandoverError) -> Self {
        let code = match error {
            HandoverError::Refused(HandoverRefusal::NotFound) => ErrorCode::NotFound,
            HandoverError::Refused(HandoverRefusal::NoRingGroup) => ErrorCode::NoRingGroup,
            HandoverError::Refused(HandoverRefusal::Foreign) => ErrorCode::NotAllowed,
            HandoverError::Refused(HandoverRefusal::LongNote) => ErrorCode::TooLarge,
            HandoverError::Refused(HandoverRefusal::NoText) => ErrorCode::Malformed,
            HandoverError::NotServing(_) => ErrorCode::Internal,
        };
        Self::new(code, error.to_string())
    }
}
