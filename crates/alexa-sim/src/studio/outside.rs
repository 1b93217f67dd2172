//! An Echo whose sound is made by a program outside, such as a browser: it fetches what is wanted and brings what it made.

use roomline_audio::Gate;
use roomline_signaling::call::{Sdp, UnitId};
use serde::{Deserialize, Serialize};

use crate::media::{MediaCall, MediaFact, MediaOrder};

/// What a program outside must know of a call.
#[derive(Clone, Debug, Serialize)]
pub struct Outside {
    /// The call; goes into everything the program says.
    pub call: MediaCall,
    /// The unit.
    #[serde(skip)]
    pub unit: UnitId,
    /// What the program is to make, if anything.
    pub wants: Option<Wanted>,
    /// The staff's offer, to be answered.
    pub offer: Option<Sdp>,
    /// The staff's answer, to be taken.
    pub answer: Option<Sdp>,
    /// Whether the call is accepted: speak and listen.
    pub open: bool,
    /// Whether sound may leave.
    pub sends: bool,
    /// Whether sound may be heard.
    pub receives: bool,
    /// Whether the call is over.
    pub closed: bool,
}

/// What a program outside is to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// An offer with audio and video.
    Offer,
    /// An answer to the staff's offer.
    Answer,
}

/// What a program outside says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct OutsideWord {
    /// Of which call.
    pub call: MediaCall,
    /// What.
    #[serde(flatten)]
    pub what: OutsideFact,
}

/// What a program outside says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideFact {
    /// Here is what was wanted, complete.
    Sdp(Sdp),
    /// Sound can travel.
    Connected(bool),
    /// It cannot be done.
    Failed(bool),
    /// The first 20 ms above −40 dBFS were heard, so loud in dBFS.
    FirstAudio(f32),
}

/// Why what was said does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideError {
    /// There is no such call of this Echo, or its sound is not made outside.
    #[error("this Echo has no such call whose sound is made outside")]
    NoSuchCall,
    /// Nothing is wanted now.
    #[error("neither an offer nor an answer is wanted now")]
    NotWanted,
}

impl Outside {
    pub(super) const fn new(call: MediaCall, unit: UnitId) -> Self {
        Self {
            call,
            unit,
            wants: None,
            offer: None,
            answer: None,
            open: false,
            sends: false,
            receives: false,
            closed: false,
        }
    }

    pub(super) fn take(&mut self, order: MediaOrder) {
        match order {
            MediaOrder::Offer { .. } => self.wants = Some(Wanted::Offer),
            MediaOrder::Answer { offer, .. } | MediaOrder::Reanswer { offer, .. } => {
                (self.wants, self.offer) = (Some(Wanted::Answer), Some(offer))
            }
            MediaOrder::Accept { answer } => self.answer = Some(answer),
            MediaOrder::Open { .. } => {
                self.open = true;
                self.gate(Gate::SendReceive);
            }
            MediaOrder::Gate(gate) => self.gate(gate),
            MediaOrder::Close | MediaOrder::Vanish => {
                self.closed = true;
                self.wants = None;
                self.gate(Gate::Inactive);
            }
        }
    }

    pub(super) fn hear(&mut self, fact: OutsideFact) -> Result<MediaFact, OutsideError> {
        match fact {
            OutsideFact::Sdp(sdp) => match self.wants.take() {
                Some(Wanted::Offer) => Ok(MediaFact::Offered(sdp)),
                Some(Wanted::Answer) => Ok(MediaFact::Answered(sdp)),
                None => Err(OutsideError::NotWanted),
            },
            OutsideFact::Connected(true) => Ok(MediaFact::Connected),
            OutsideFact::Connected(false) => Ok(MediaFact::Lost),
            OutsideFact::Failed(_) => Ok(MediaFact::Failed),
            OutsideFact::FirstAudio(level_dbfs) => Ok(MediaFact::FirstAudio { level_dbfs }),
        }
    }

    const fn gate(&mut self, gate: Gate) {
        self.sends = gate.sends();
        self.receives = gate.receives();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper;
    use crate::script::{IceStart, MediaKind, SpeakFrom, Voice};

    #[test]
    fn an_answer_is_wanted_once_and_the_gate_follows_the_call() {
        let unit: UnitId = "room-101".parse().expect("an id");
        let mut outside = Outside::new(MediaCall(3), unit.clone());
        let (kind, offer) = (MediaKind::External, paper::audio_offer(1));
        let (ice, voice) = (IceStart::AtOffer, Voice::Silent);
        outside.take(MediaOrder::Answer { unit, kind, offer: offer.clone(), ice, voice });
        assert_eq!((outside.wants, outside.offer.as_ref()), (Some(Wanted::Answer), Some(&offer)));
        let word = serde_json::json!({ "call": 3, "sdp": paper::answer(&offer, 2) });
        let word: OutsideWord = serde_json::from_value(word).expect("a word");
        assert!(matches!(outside.hear(word.what.clone()), Ok(MediaFact::Answered(_))));
        assert_eq!(outside.hear(word.what), Err(OutsideError::NotWanted));
        outside.take(MediaOrder::Open { speaks: SpeakFrom::Connected });
        assert!(outside.open && outside.sends && outside.receives);
        outside.take(MediaOrder::Close);
        assert!(outside.closed && !outside.sends);
    }
}
