//! What the switchboard wants done, in the words of calls.

use serde::{Deserialize, Serialize};

use super::{Seat, WallTime};
use crate::{Address, CallId, EndReason, Sdp, StationId, UnitId, UpdateId};

/// Something to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Tell a station.
    Tell {
        /// The station.
        station: StationId,
        /// The call.
        call: CallId,
        /// The news.
        news: News,
    },
    /// Say something to Alexa, after everything said before in the same session.
    Say {
        /// The call.
        call: CallId,
        /// What.
        say: Say,
    },
    /// Take back what Alexa was not told yet; one message that is just being posted is only not repeated.
    Unsay {
        /// The call.
        call: CallId,
        /// What it was about.
        topic: Topic,
    },
    /// The call is over: drop what was not delivered, and tell Alexa the reason unless she ended it.
    Over {
        /// The call.
        call: CallId,
        /// What to tell Alexa; absent if she knows.
        tell_alexa: Option<EndReason>,
    },
    /// A resident called and talked to nobody: write the call-back.
    OpenCallback {
        /// The call.
        call: CallId,
        /// How it ended.
        reason: EndReason,
    },
    /// Sound flows for the first time: whoever was to call this resident back need not any more.
    Talked {
        /// The call.
        call: CallId,
    },
    /// Somebody came, left, got or lost a call: the desks look different now.
    DesksChanged,
}

/// News for one station about one call.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// A call from a unit rings here.
    Incoming(Incoming),
    /// To a unit: the Echo rings.
    Ringing,
    /// To a unit: an answer ahead of acceptance.
    EarlyAnswer(Sdp),
    /// To a unit: the resident picked up. From a unit: Alexa took our acceptance.
    Accepted(Option<Sdp>),
    /// This station's claim won.
    Awarded,
    /// Another station's claim won.
    Taken(Seat),
    /// It does not ring here any more.
    Withdrawn,
    /// The Echo re-offers.
    Update(Update),
    /// The Echo answered this station's own re-offer.
    UpdateAnswered {
        /// Which re-offer.
        update: UpdateId,
        /// The answer.
        answer: Sdp,
    },
    /// This station's own re-offer led to nothing; the call goes on as it was.
    UpdateFailed {
        /// Which re-offer.
        update: UpdateId,
    },
    /// The call is over.
    Ended {
        /// Why.
        reason: EndReason,
        /// Who ended it.
        by: Side,
    },
}

/// A call from a unit that rings at a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Who calls.
    pub unit: Option<UnitId>,
    /// The ring group that was called.
    pub group: String,
    /// The Echo's offer.
    pub offer: Sdp,
    /// Until when it rings at most.
    pub until: WallTime,
    /// Names of the other stations that ring.
    pub also: Vec<String>,
}

/// A re-offer that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Its id.
    pub id: UpdateId,
    /// What for, in Alexa's word.
    pub kind: String,
    /// The offer.
    pub offer: Sdp,
}

/// A side of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The station that is in the call.
    Station,
    /// The Echo, or Alexa for it.
    Unit,
    /// The middleware.
    Middleware,
}

/// A message to Alexa.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum Say {
    /// Staff calls a unit.
    Offer {
        /// The ring group that calls.
        from: Address,
        /// The unit.
        unit: UnitId,
        /// The station's offer.
        offer: Sdp,
    },
    /// A desk rings.
    Ringing,
    /// We heard that the Echo rings.
    RingingHeard,
    /// We heard that the Echo prepares.
    PreparingHeard,
    /// Somebody answered.
    Acceptance {
        /// The winner's answer.
        answer: Sdp,
    },
    /// We heard that the resident picked up.
    AcceptanceHeard,
    /// The answer to a re-offer.
    UpdateAnswer {
        /// Which re-offer.
        update: UpdateId,
        /// What it was for, in Alexa's word.
        kind: String,
        /// The answer.
        answer: Sdp,
    },
    /// The station's own re-offer.
    UpdateOffer {
        /// Which re-offer.
        update: UpdateId,
        /// How often it was offered before: each round is a message of its own.
        round: u32,
        /// The offer.
        offer: Sdp,
    },
    /// We heard the Echo's answer to it.
    UpdateHeard {
        /// Which re-offer.
        update: UpdateId,
    },
    /// The call is over.
    Ended {
        /// Why.
        reason: EndReason,
    },
}

/// What a message to Alexa is about; the same topic is not delivered twice in a session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// [`Say::Offer`].
    Offer,
    /// [`Say::Ringing`].
    Ringing,
    /// [`Say::RingingHeard`].
    RingingHeard,
    /// [`Say::PreparingHeard`].
    PreparingHeard,
    /// [`Say::Acceptance`].
    Acceptance,
    /// [`Say::AcceptanceHeard`].
    AcceptanceHeard,
    /// [`Say::UpdateAnswer`] to this re-offer.
    UpdateAnswer(UpdateId),
    /// [`Say::UpdateOffer`] of this re-offer in this round.
    UpdateOffer(UpdateId, u32),
    /// [`Say::UpdateHeard`] of this re-offer.
    UpdateHeard(UpdateId),
    /// [`Say::Ended`].
    Ended,
}

impl Say {
    /// What it is about.
    #[must_use]
    pub fn topic(&self) -> Topic {
        match self {
            Self::Offer { .. } => Topic::Offer,
            Self::Ringing => Topic::Ringing,
            Self::RingingHeard => Topic::RingingHeard,
            Self::PreparingHeard => Topic::PreparingHeard,
            Self::Acceptance { .. } => Topic::Acceptance,
            Self::AcceptanceHeard => Topic::AcceptanceHeard,
            Self::UpdateAnswer { update, .. } => Topic::UpdateAnswer(update.clone()),
            Self::UpdateOffer { update, round, .. } => Topic::UpdateOffer(update.clone(), *round),
            Self::UpdateHeard { update } => Topic::UpdateHeard(update.clone()),
            Self::Ended { .. } => Topic::Ended,
        }
    }
}
