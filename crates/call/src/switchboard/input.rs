//! What the switchboard is told, in the words of calls.
//!
//! Alexa's and the staff protocol's own words are put in their place by the exchange.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Topic;
use crate::{Address, CallId, EndReason, Private, Sdp, SessionId, StationId, UnitId, UpdateId};

/// A station with its name and whoever is signed in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The station.
    pub station: StationId,
    /// The name that people and ring groups know it by.
    pub name: String,
    /// The staff member's name.
    pub staff: Private<String>,
}

/// A fact for the switchboard.
#[derive(Clone, Debug)]
pub enum Input {
    /// A station connected, or another person or presence is there now.
    DeskCame {
        /// Who it is.
        seat: Seat,
        /// Whether it takes calls.
        available: bool,
        /// The call it says it is in.
        call: Option<CallId>,
    },
    /// A station's last socket is gone.
    DeskGone {
        /// The station.
        station: StationId,
    },
    /// A person said whether a desk takes calls.
    PresenceSet {
        /// The station.
        station: StationId,
        /// Whether it takes calls.
        available: bool,
    },
    /// A station asks for something about a call.
    FromDesk {
        /// The station.
        station: StationId,
        /// The call.
        call: CallId,
        /// What it asks or tells.
        deed: Deed,
    },
    /// A unit calls; never seen before.
    Asked {
        /// The new call's id.
        call: CallId,
        /// Alexa's id for it.
        session: SessionId,
        /// What the Echo called; absent if the message did not say.
        address: Option<Address>,
        /// Who calls; absent: nobody knows.
        unit: Option<UnitId>,
        /// The Echo's offer.
        offer: Sdp,
        /// Why it is only written down; absent: it rings.
        unrung: Option<Unrung>,
    },
    /// Alexa speaks of a session.
    FromAlexa {
        /// The session.
        session: SessionId,
        /// What she says.
        heard: Heard,
    },
    /// The exchange is about to post our acceptance for the first time: from now on no other desk may win.
    AcceptanceAttempted {
        /// The call.
        call: CallId,
    },
    /// What became of a message to Alexa.
    Delivered {
        /// The call.
        call: CallId,
        /// Which message.
        topic: Topic,
        /// What became of it.
        delivery: Delivery,
    },
}

/// What a station asks or tells about a call.
#[derive(Clone, Debug)]
pub enum Deed {
    /// It calls a unit.
    Place {
        /// Alexa's id for the call, chosen by us.
        session: SessionId,
        /// Whom.
        unit: UnitId,
        /// For which ring group; its first if absent.
        group: Option<String>,
        /// Its offer.
        offer: Sdp,
    },
    /// It rings.
    Alerting,
    /// Somebody answers.
    Claim {
        /// Its answer.
        answer: Sdp,
    },
    /// It does not take the call.
    Decline,
    /// It ends the call.
    End {
        /// Why.
        reason: EndReason,
    },
    /// How the media path is.
    Sound(Sound),
    /// It answers a re-offer.
    AnswerUpdate {
        /// Which one.
        update: UpdateId,
        /// Its answer.
        answer: Sdp,
    },
    /// It re-offers itself, to restart ICE.
    OfferUpdate {
        /// The re-offer's id.
        update: UpdateId,
        /// The offer.
        offer: Sdp,
        /// How long it stands back each time the Echo's re-offer comes first: drawn by the driver, so that two ends that
        /// collided do not collide again.
        again_after: Duration,
    },
}

/// The media path of a call, as its station tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Nothing has flowed yet.
    #[default]
    Never,
    /// Sound can flow.
    Flows,
    /// The path broke; the station ends the call if it stays so.
    Lost,
}

/// Why a call from a unit never rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrung {
    /// Its end was heard of before it.
    EndedAlready,
    /// The property takes no calls of this unit, such as one without a linked account.
    NotAdmitted,
}

/// What Alexa says about a session we know.
#[derive(Clone, Debug)]
pub enum Heard {
    /// To a unit: the Echo rings.
    Rings,
    /// To a unit: an answer may come ahead of acceptance.
    Prepares {
        /// The early answer.
        answer: Option<Sdp>,
    },
    /// To a unit: the resident picked up.
    PicksUp {
        /// The answer; absent if an early one came.
        answer: Option<Sdp>,
    },
    /// From a unit: our acceptance arrived, whatever became of the POST.
    TookAcceptance,
    /// The Echo re-offers.
    Reoffers {
        /// The new re-offer's id.
        update: UpdateId,
        /// What for, in Alexa's word.
        kind: String,
        /// The offer.
        offer: Sdp,
    },
    /// The Echo answers our re-offer.
    AnswersUpdate {
        /// The answer.
        answer: Sdp,
    },
    /// The call is over at Alexa.
    Ends {
        /// Why.
        reason: EndReason,
    },
}

/// What became of a message to Alexa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// She took it.
    Taken,
    /// She refuses its content.
    Refused,
    /// She does not let us.
    Forbidden,
    /// She does not know the session.
    SessionGone,
    /// Its time was over.
    TooLate,
}

/// Why a station's wish was not fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The station is in no ring group: it has no address to call from.
    #[error("this station is in no ring group, so it has no address to call from")]
    NoRingGroup,
    /// The station is not in that ring group.
    #[error("this station is not in the ring group it wants to call for")]
    ForeignRingGroup,
    /// The unit is in a call.
    #[error("the unit is in a call with {0}")]
    UnitBusy(String),
    /// The station is in a call.
    #[error("this station is in a call already")]
    StationBusy,
    /// Another station's claim won.
    #[error("another station answered")]
    Taken,
    /// The call is over.
    #[error("the call is over")]
    CallOver,
    /// There is no such call.
    #[error("there is no such call")]
    UnknownCall,
    /// The call is not this station's.
    #[error("the call is not this station's")]
    ForeignCall,
    /// Re-offers of our own are switched off.
    #[error("re-offers of our own are switched off (alexa.ice_restart)")]
    ReofferOff,
    /// Nobody accepted the call yet.
    #[error("the call is not accepted yet")]
    NotAccepted,
    /// Another re-offer of this station waits for its answer.
    #[error("another re-offer of this station waits for its answer")]
    ReofferWaits,
}
