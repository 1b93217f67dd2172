//! The two tokens of a sign-in: opaque random text that is stored as a hash only.
//!
//! A refresh token is followed by one that is computed from it and the server's key. So the server can hand out the same
//! successor twice, when an answer was lost, without storing it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use roomline_signaling::call::Private;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::config::SecretKey;
use crate::store::staff::TokenHash;

/// What refresh tokens of stations are for; those of another purpose have other successors.
pub(crate) const STATIONS: &[u8] = b"roomline refresh token v1";

/// Proves for a quarter of an hour who asks.
pub(crate) struct AccessToken([u8; 32]);

/// Proves for a month that a station may get a new access token. Names its session, so that a used-up one can revoke it.
pub(crate) struct RefreshToken {
    session: Uuid,
    secret: [u8; 32],
}

impl AccessToken {
    /// A new one.
    pub(crate) fn random() -> Self {
        Self(random())
    }

    /// Reads one from a request; `None`: it is none of ours.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// The form that is sent.
    pub(crate) fn text(&self) -> Private<String> {
        Private(URL_SAFE_NO_PAD.encode(self.0))
    }

    /// The form that is stored.
    pub(crate) fn hash(&self) -> TokenHash {
        Sha256::digest(self.0).into()
    }
}

impl RefreshToken {
    /// The first one of a new session.
    pub(crate) fn first() -> Self {
        Self { session: Uuid::new_v4(), secret: random() }
    }

    /// Reads one from a request; `None`: it is none of ours.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 48] = decode(text)?;
        let (session, secret) = bytes.split_at(16);
        Some(Self { session: Uuid::from_slice(session).ok()?, secret: secret.try_into().ok()? })
    }

    /// The session it belongs to.
    pub(crate) fn session(&self) -> String {
        self.session.to_string()
    }

    /// The one that replaces it.
    pub(crate) fn successor(&self, key: &SecretKey, purpose: &[u8]) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).expect("HMAC takes a key of any length");
        mac.update(purpose);
        mac.update(self.session.as_bytes());
        mac.update(&self.secret);
        Self { session: self.session, secret: mac.finalize().into_bytes().into() }
    }

    /// The form that is sent.
    pub(crate) fn text(&self) -> Private<String> {
        Private(URL_SAFE_NO_PAD.encode([self.session.as_bytes().as_slice(), &self.secret].concat()))
    }

    /// The form that is stored.
    pub(crate) fn hash(&self) -> TokenHash {
        Sha256::digest(self.secret).into()
    }
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system has random numbers");
    bytes
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() > N * 4 / 3 + 2 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
