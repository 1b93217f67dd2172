//! What two descriptions agreed on, and the answer to a re-offer that changes none of it.
//!
//! The WebRTC stack answers a re-offer with the wrong direction, and the middleware has no stack at all; so re-offers
//! that leave ICE, certificate and codec alone are answered here, by station and middleware alike, from the texts of
//! the last two descriptions.
//!
//! Source: RFC 3264 §6.1 and §8 (answers, direction), RFC 8842 §5.3 (the DTLS role stays), RFC 9143 (BUNDLE).

use super::{Codec, Description, DescriptionError, Flow, Media, Setup, answer};
use crate::Sdp;

/// What our last description and the Echo's last description agreed on.
#[derive(Clone, Debug)]
pub struct Agreement {
    pub(super) ours: Description,
    theirs: Description,
    codec: Codec,
    role: Setup,
}

/// What a re-offer wants, measured by the agreement before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reoffer {
    /// Directions or nothing at all: [`Agreement::answer`] answers it.
    Plain,
    /// The re-offer we answered last, once more: the same answer goes out again.
    Repeat,
    /// Older than the last one handled: ignored.
    Stale,
    /// Other ICE credentials or another certificate: only the WebRTC stack can answer.
    IceRestart,
    /// The negotiated codec is gone or has another payload type: only the WebRTC stack can answer.
    CodecChange,
}

/// Our answer to a re-offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanswer {
    /// The answer; from now on our last description.
    pub sdp: Sdp,
    /// Which way our audio flows from now on: the gate follows it.
    pub flow: Flow,
}

/// Why two descriptions are no agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgreementError {
    /// One of the descriptions cannot be read.
    #[error("a stored session description cannot be read: {0}")]
    Unreadable(#[from] DescriptionError),
    /// They have no voice codec in common.
    #[error("the two sides have no audio codec in common")]
    NoCommonCodec,
    /// Neither says who opens the DTLS handshake.
    #[error("neither side says who opens the DTLS handshake")]
    NoRole,
}

/// Why a re-offer has no answer of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReofferError {
    /// The re-offer itself cannot be read: refuse it.
    #[error("the re-offer cannot be read: {0}")]
    Unreadable(DescriptionError),
    /// The descriptions before it are no agreement: end the call, the media is lost.
    #[error(transparent)]
    NoAgreement(#[from] AgreementError),
    /// Older than the last one handled: ignore it.
    #[error("the re-offer is older than the last one handled")]
    Stale,
    /// Only a WebRTC stack can answer: hand it over, or end the call if there is none.
    #[error("the re-offer changes the transport or the codec")]
    NeedsStack,
}

/// Answers a re-offer from texts alone: our last description, the Echo's last one, and the re-offer.
///
/// A repeated re-offer gets our last description again.
///
/// # Errors
/// [`ReofferError`] names the remedy of each case.
pub fn answer_reoffer(ours: &Sdp, theirs_before: &Sdp, reoffer: &Sdp) -> Result<Reanswer, ReofferError> {
    let wanted = Description::parse(reoffer).map_err(ReofferError::Unreadable)?;
    let agreement = Agreement::between(ours, theirs_before)?;
    match agreement.classify(&wanted) {
        Reoffer::Plain => agreement.answer(&wanted).map_err(ReofferError::Unreadable),
        Reoffer::Repeat => {
            Ok(Reanswer { sdp: ours.clone(), flow: agreement.ours.audio_flow().unwrap_or(Flow::Inactive) })
        }
        Reoffer::Stale => Err(ReofferError::Stale),
        Reoffer::IceRestart | Reoffer::CodecChange => Err(ReofferError::NeedsStack),
    }
}

/// Says what a re-offer wants, from texts alone; see [`answer_reoffer`].
///
/// # Errors
/// [`ReofferError::Unreadable`] or [`ReofferError::NoAgreement`].
pub fn classify_reoffer(ours: &Sdp, theirs_before: &Sdp, reoffer: &Sdp) -> Result<Reoffer, ReofferError> {
    let wanted = Description::parse(reoffer).map_err(ReofferError::Unreadable)?;
    Ok(Agreement::between(ours, theirs_before)?.classify(&wanted))
}

impl Agreement {
    /// Reads what two descriptions, one offer and one answer in whichever order, agreed on.
    ///
    /// # Errors
    /// [`AgreementError`]: there can be no media between the two, end the call.
    pub fn between(ours: &Sdp, theirs: &Sdp) -> Result<Self, AgreementError> {
        let (ours, theirs) = (Description::parse(ours)?, Description::parse(theirs)?);
        let role = match (ours.setup(), theirs.setup()) {
            (Some(Setup::Active), _) => Setup::Active,
            (Some(Setup::Passive), _) => Setup::Passive,
            (_, Some(Setup::Active)) => Setup::Passive,
            (_, Some(Setup::Passive)) => Setup::Active,
            (Some(Setup::ActPass) | None, Some(Setup::ActPass) | None) => return Err(AgreementError::NoRole),
        };
        let we_answered = ours.setup() != Some(Setup::ActPass);
        let (answered, offered) =
            if we_answered { (&ours, theirs.audio_codecs()) } else { (&theirs, ours.audio_codecs()) };
        let common = |codec: &Codec| codec.is_voice() && offered.iter().any(|other| other.is_same_encoding(codec));
        let chosen = answered.audio_codecs().into_iter().find(common).ok_or(AgreementError::NoCommonCodec)?;
        // The number under which the Echo knows the codec is the one that its re-offers must keep.
        let as_theirs = theirs.audio_codecs().into_iter().find(|codec| codec.is_same_encoding(&chosen));
        Ok(Self { codec: as_theirs.unwrap_or(chosen), ours, theirs, role })
    }

    /// The negotiated codec under the Echo's payload type.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.codec
    }

    /// The negotiated codec under our own payload type: what the Echo should send with.
    #[must_use]
    pub fn our_codec(&self) -> Codec {
        let ours = self.ours.audio_codecs().into_iter().find(|codec| codec.is_same_encoding(&self.codec));
        ours.unwrap_or_else(|| self.codec.clone())
    }

    /// Our side of the DTLS handshake; never [`Setup::ActPass`].
    #[must_use]
    pub fn role(&self) -> Setup {
        self.role
    }

    /// The same agreement with the side of the handshake that was taken at first: a stack that answers an ICE restart may
    /// name the other, but DTLS goes on.
    #[must_use]
    pub fn with_role(self, role: Setup) -> Self {
        Self { role, ..self }
    }

    /// Says what a re-offer wants.
    #[must_use]
    pub fn classify(&self, reoffer: &Description) -> Reoffer {
        let we_answered = self.ours.setup() != Some(Setup::ActPass);
        if we_answered && *reoffer == self.theirs {
            return Reoffer::Repeat;
        }
        if reoffer.is_older_than(&self.theirs) {
            return Reoffer::Stale;
        }
        if !reoffer.same_transport(&self.theirs) {
            return Reoffer::IceRestart;
        }
        let keeps_codec =
            |codec: &Codec| codec.is_same_encoding(&self.codec) && codec.payload_type == self.codec.payload_type;
        let removed = reoffer.audio().is_none_or(Media::is_refused);
        if removed || reoffer.audio_codecs().iter().any(keeps_codec) { Reoffer::Plain } else { Reoffer::CodecChange }
    }

    /// Answers a [`Reoffer::Plain`]: our last description reduced to the negotiated codec, in the re-offer's order of
    /// m-lines (all but one audio section refused), our DTLS role as established, the direction mirrored, the version
    /// one higher.
    ///
    /// # Errors
    /// [`DescriptionError::TooLong`] when the answer would be longer than a description may be.
    pub fn answer(&self, reoffer: &Description) -> Result<Reanswer, DescriptionError> {
        answer::composed(self, reoffer, self.ours.version().unwrap_or(0).wrapping_add(1))
    }

    /// Completes the WebRTC stack's answer (our side of this agreement) to an offer of which the stack saw the voice
    /// only: the other sections are refused in their places, of the codecs only the negotiated one is left, and the
    /// version is at least `version`.
    ///
    /// # Errors
    /// As [`Agreement::answer`].
    pub fn complete(&self, offer: &Description, version: u64) -> Result<Reanswer, DescriptionError> {
        answer::composed(self, offer, self.ours.version().unwrap_or(0).max(version))
    }
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod tests;
