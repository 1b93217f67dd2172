//! Reads the body of a request, bounded in length and time.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};

/// How long a body may take. Requests are small; a slow one ties up a connection.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is longer than this many bytes.
    #[error("the request has more than {0} bytes")]
    TooLarge(usize),
    /// It did not come within 5 s.
    #[error("the request did not come in time")]
    TooSlow,
    /// The connection broke.
    #[error("the request broke off")]
    Broken,
}

/// Reads at most `longest` bytes.
pub(crate) async fn read(body: Body, longest: usize) -> Result<Bytes, BodyError> {
    match tokio::time::timeout(TIMEOUT, to_bytes(body, longest)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => {
            let too_long =
                std::error::Error::source(&error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
            Err(if too_long { BodyError::TooLarge(longest) } else { BodyError::Broken })
        }
        Err(_) => Err(BodyError::TooSlow),
    }
}
