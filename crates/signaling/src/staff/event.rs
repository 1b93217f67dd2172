//! What the middleware tells a station without being asked.

use roomline_call::{CallId, EndReason, Private, Sdp, UpdateId};
use serde::{Deserialize, Serialize};

use super::{Desk, Incoming, Unheard, Update};
use crate::handover::Handover;
use crate::rest::{Callback, UnitEcho};
use crate::round::Round;

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Event {
    /// A call from a unit rings here.
    #[serde(rename = "call.incoming")]
    CallIncoming(Incoming),
    /// To a unit: the Echo rings.
    #[serde(rename = "call.ringing")]
    CallRinging {
        /// The call.
        call_id: CallId,
    },
    /// To a unit: an answer ahead of acceptance.
    #[serde(rename = "call.early_answer")]
    CallEarlyAnswer {
        /// The call.
        call_id: CallId,
        /// The Echo's answer.
        sdp: Sdp,
    },
    /// To a unit: the resident picked up. From a unit: Alexa took our acceptance.
    #[serde(rename = "call.accepted")]
    CallAccepted {
        /// The call.
        call_id: CallId,
        /// The Echo's answer, to a unit only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sdp: Option<Sdp>,
    },
    /// From a unit: this station's claim won.
    #[serde(rename = "call.awarded")]
    CallAwarded {
        /// The call.
        call_id: CallId,
    },
    /// From a unit: another station's claim won.
    #[serde(rename = "call.taken")]
    CallTaken {
        /// The call.
        call_id: CallId,
        /// Who won.
        by: TakenBy,
    },
    /// From a unit: it no longer rings here, and nobody here needs to know more.
    #[serde(rename = "call.withdrawn")]
    CallWithdrawn {
        /// The call.
        call_id: CallId,
    },
    /// The Echo re-offers.
    #[serde(rename = "call.update")]
    CallUpdate {
        /// The call.
        call_id: CallId,
        /// The re-offer.
        #[serde(flatten)]
        update: Update,
    },
    /// The Echo answered this station's own re-offer.
    #[serde(rename = "call.update_answered")]
    CallUpdateAnswered {
        /// The call.
        call_id: CallId,
        /// Which re-offer.
        update_id: UpdateId,
        /// The answer.
        sdp: Sdp,
    },
    /// This station's own re-offer led to nothing; the call goes on as it was.
    #[serde(rename = "call.update_failed")]
    CallUpdateFailed {
        /// The call.
        call_id: CallId,
        /// Which re-offer.
        update_id: UpdateId,
    },
    /// The call is over.
    #[serde(rename = "call.ended")]
    CallEnded {
        /// The call.
        call_id: CallId,
        /// Why.
        reason: EndReason,
        /// Which side ended it.
        by: EndedBy,
    },
    /// The directory changed: fetch it again.
    #[serde(rename = "directory.changed")]
    DirectoryChanged,
    /// Echos came or went; everything else in the directory is as it was.
    #[serde(rename = "echo.changed")]
    EchoChanged {
        /// The units whose Echo is another way now, at most [`MOST_ECHOS`].
        units: Vec<UnitEcho>,
    },
    /// The desks of this station's ring groups changed, or who listens for them.
    #[serde(rename = "presence.changed")]
    PresenceChanged {
        /// All of them.
        desks: Vec<Desk>,
        /// Ring groups that nobody listens for now, as far as they are this station's business.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unheard: Vec<Unheard>,
    },
    /// A call-back was opened, claimed, released or done.
    #[serde(rename = "callback.changed")]
    CallbackChanged {
        /// As it is now.
        callback: Callback,
    },
    /// A round was started, resumed, paused or finished, or something came of a stop.
    #[serde(rename = "round.changed")]
    RoundChanged {
        /// As it is now, but only with the stops that this change concerns.
        round: Round,
    },
    /// Somebody handed over to this station's ring groups, or read the note.
    #[serde(rename = "handover.changed")]
    HandoverChanged {
        /// As it is now.
        handover: Handover,
    },
}

/// How many units one [`Event::EchoChanged`] tells of, so that it stays a short message.
pub const MOST_ECHOS: usize = 100;

/// Who answered a call elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBy {
    /// The station's name.
    pub station: String,
    /// The staff member's name.
    pub staff: Private<String>,
}

/// Which side ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// This station.
    You,
    /// The Echo, or Alexa for it.
    Unit,
    /// The middleware: a deadline or a fault.
    Middleware,
}
