//! Decides whether a request to the skill endpoint comes from Alexa, is fresh and is meant for us.
//!
//! Everything is decided on the raw bytes before they are parsed, and there is no switch that turns any of it off: tests
//! bring a certificate chain of their own. A [`Verified`] can be made nowhere else, so nothing unverified reaches the
//! call parser.
//!
//! Source: Amazon's reference verifier in `ask-sdk-express-adapter` (Apr 2023).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use roomline_signaling::alexa_wire::Envelope;

use super::certificate::{CertificateError, Certificates};
use super::forward::{Forward, ForwardError};

const CERTIFICATE_URL: &str = "signaturecertchainurl";
const SIGNATURE: &str = "signature-256";
/// How old a request may be, and how far ahead its clock may run.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(150);
/// How old a skill event may be: Alexa repeats those for an hour.
const SKILL_EVENT_TOLERANCE: SignedDuration = SignedDuration::from_secs(3600);

/// A request that comes from Alexa and is meant for this skill.
#[derive(Clone, Debug)]
pub struct Verified(Envelope);

impl Verified {
    /// The request.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.0
    }
}

/// Why a request is refused. Holds nothing of the request, so that it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header is missing or empty.
    #[error("the header {0} is missing")]
    MissingHeader(&'static str),
    /// The signature's header is not base64.
    #[error("the signature is not base64")]
    SignatureUnreadable,
    /// Certificate or signature.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Our forwarder.
    #[error(transparent)]
    Forward(#[from] ForwardError),
    /// The body is no request to a skill.
    #[error("the body is no skill request")]
    Unreadable,
    /// There is no time stamp, or none that can be read.
    #[error("the time stamp is missing or unreadable")]
    NoTimestamp,
    /// The time stamp is too old.
    #[error("the request is {age_s} s old: was it repeated, or does this computer's clock run fast?")]
    Stale {
        /// Its age in seconds.
        age_s: i64,
    },
    /// The time stamp lies in the future.
    #[error("the request is {ahead_s} s ahead of this computer's clock: does it run slow?")]
    FromTheFuture {
        /// Seconds from now.
        ahead_s: i64,
    },
    /// The request is for another skill.
    #[error("the request is for another skill: is `alexa.skill_id` right?")]
    OtherSkill,
}

/// Verifies requests for one skill.
#[derive(Debug)]
pub struct Verifier {
    certificates: Certificates,
    skill_id: String,
}

impl Verifier {
    /// Verifies requests for `skill_id` that are signed with one of `certificates`.
    #[must_use]
    pub const fn new(certificates: Certificates, skill_id: String) -> Self {
        Self { certificates, skill_id }
    }

    /// Verifies one request as of `now`.
    ///
    /// # Errors
    /// [`Refusal`]: answer 400 and nothing else.
    pub async fn verify(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Verified, Refusal> {
        let url = header(headers, CERTIFICATE_URL)?;
        let signature = STANDARD.decode(header(headers, SIGNATURE)?).map_err(|_| Refusal::SignatureUnreadable)?;
        self.certificates.check(url, &signature, body, now).await?;
        self.admit(body, now)
    }

    /// Verifies one request that our own forwarder took from Alexa and passed on.
    ///
    /// # Errors
    /// [`Refusal`]: answer 400 and nothing else.
    pub fn verify_forwarded(
        &self,
        forward: &Forward,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Verified, Refusal> {
        forward.check(headers, body, now)?;
        self.admit(body, now)
    }

    /// Decides on a body whose sender is known.
    fn admit(&self, body: &[u8], now: Timestamp) -> Result<Verified, Refusal> {
        let envelope = Envelope::decode(body).map_err(|_| Refusal::Unreadable)?;
        // The smart-home form of a grant has neither time stamp nor skill id. Its code proves both: Login with Amazon
        // takes it once, within minutes, and only from the client it was made for.
        if envelope.request.is_some() {
            check_time(&envelope, now)?;
            if envelope.application_id() != Some(self.skill_id.as_str()) {
                return Err(Refusal::OtherSkill);
            }
        }
        Ok(Verified(envelope))
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Refusal> {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if value.is_empty() { Err(Refusal::MissingHeader(name)) } else { Ok(value) }
}

fn check_time(envelope: &Envelope, now: Timestamp) -> Result<(), Refusal> {
    let made: Timestamp = envelope.timestamp().and_then(|text| text.parse().ok()).ok_or(Refusal::NoTimestamp)?;
    let age = now.duration_since(made);
    let tolerance = if envelope.is_skill_event() { SKILL_EVENT_TOLERANCE } else { TOLERANCE };
    if age > tolerance {
        return Err(Refusal::Stale { age_s: age.as_secs() });
    }
    if age < -TOLERANCE {
        return Err(Refusal::FromTheFuture { ahead_s: -age.as_secs() });
    }
    Ok(())
}
