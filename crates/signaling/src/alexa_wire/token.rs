//! Login with Amazon: how a grant becomes a token, and a token a newer one.
//!
//! Source: *Login with Amazon*, authorization code grant, access token, refresh token.

use roomline_call::Private;
use serde::{Deserialize, Serialize};

/// The form posted to `/auth/o2/token`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "grant_type", rename_all = "snake_case")]
pub enum TokenRequest {
    /// Exchanges the code of a grant or of an admin's consent. A code works once.
    AuthorizationCode {
        /// The code.
        code: Private<String>,
        /// The client the code was made for.
        client_id: String,
        /// Its secret.
        client_secret: Private<String>,
        /// Where the browser was sent; an admin's consent only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        redirect_uri: Option<String>,
        /// PKCE; an admin's consent only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code_verifier: Option<Private<String>>,
    },
    /// Asks for a newer access token.
    RefreshToken {
        /// The newest refresh token.
        refresh_token: Private<String>,
        /// The client it belongs to.
        client_id: String,
        /// Its secret.
        client_secret: Private<String>,
    },
}

/// A token, or a pair of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The bearer token, at most 2048 bytes.
    pub access_token: Private<String>,
    /// Replaces the one before; absent means that it stays valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Private<String>>,
    /// `bearer`.
    pub token_type: String,
    /// How long the access token lives, in seconds.
    pub expires_in: u64,
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenError {
    /// For programs.
    pub error: TokenErrorCode,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

/// Why there is no token, for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenErrorCode {
    /// Revoked, expired, used up or another client's: drop the pair and wait for a new grant.
    InvalidGrant,
    /// Wrong client id or secret: a mistake of configuration.
    InvalidClient,
    /// The client may not ask for this.
    UnauthorizedClient,
    /// A field is missing or wrong.
    InvalidRequest,
    /// The grant type is not known.
    UnsupportedGrantType,
    /// A word we do not know; kept as it came.
    #[serde(untagged)]
    Unknown(String),
}

/// The query of the page on which an admin consents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizeQuery {
    /// The security profile.
    pub client_id: String,
    /// Scopes, separated by spaces.
    pub scope: String,
    /// `code`.
    pub response_type: String,
    /// Where the browser comes back to.
    pub redirect_uri: String,
    /// Comes back unchanged.
    pub state: Private<String>,
    /// PKCE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// `S256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<String>,
}
