//! One exchange of messages, and the order in which Alexa takes them.

use std::collections::BTreeSet;
use std::time::Instant;

use roomline_signaling::alexa::{RenegotiationType, SignalBody};
use roomline_signaling::alexa_wire::WireError;
use roomline_signaling::call::{Address, Direction, Sdp, SessionId, UnitId};

use super::re_offer::{Change, Habits};
use super::strict_sdp::SdpFault;
use super::token::TokenFault;
use crate::asp::Gap;
use crate::media::MediaCall;

/// A call as Alexa sees it.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: SessionId,
    pub(super) call: MediaCall,
    pub(super) unit: UnitId,
    pub(super) direction: Direction,
    /// From a unit: whom the resident asked for.
    pub(super) called: Option<Address>,
    pub(super) phase: Phase,
    /// Names of the POSTs that were taken.
    pub(super) taken: BTreeSet<&'static str>,
    /// Names of the messages that were handed to the skill.
    pub(super) told: BTreeSet<&'static str>,
    /// The staff's last description.
    pub(super) theirs: Option<Sdp>,
    /// The Echo's last description.
    pub(super) ours: Option<Sdp>,
    /// The re-offer that waits for its answer.
    pub(super) re_offer: Option<ReOffer>,
    /// The staff's re-offer that the Echo is answering.
    pub(super) answering: Option<(Sdp, RenegotiationType)>,
    /// Whether a re-offer of staff met one of the Echo's.
    pub(super) collided: bool,
    pub(super) habits: Habits,
    pub(super) alarms: Vec<(Instant, Alarm)>,
}

/// How far a call is.
///
/// ```text
/// from a unit:  Preparing ─► Ringing ────────────► Talking ─► Ended
/// to a unit:                 Ringing ─► PickedUp ─► Talking ─► Ended
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// From a unit: the Echo makes its offer.
    Preparing,
    /// Somebody is called.
    Ringing,
    /// To a unit: the resident answered, the Echo makes its answer.
    PickedUp,
    /// Both sides agreed.
    Talking,
    /// Over.
    Ended,
}

/// A re-offer under way.
#[derive(Clone, Debug)]
pub(super) struct ReOffer {
    pub(super) offer: Sdp,
    pub(super) kind: RenegotiationType,
    pub(super) since: Instant,
}

/// Something that happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    PickUp,
    Decline,
    RingOver,
    PatienceOver,
    HangUp,
    Change(Change),
    ReOfferOverdue,
    Vanish,
}

/// Why a POST is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The token opens nothing.
    #[error("{0}")]
    Token(#[from] TokenFault),
    /// The body is no message.
    #[error("{0}")]
    Malformed(#[from] WireError),
    /// The body is not JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// The session description will not do.
    #[error("{0}")]
    Sdp(#[from] SdpFault),
    /// Only Alexa sends this message, or it belongs to calls of the other direction.
    #[error("this message does not travel this way")]
    WrongDirection,
    /// It cannot come yet, or not any more.
    #[error("this message is out of order")]
    OutOfOrder,
    /// Not exactly one caller and one called.
    #[error("there must be one originator and one other participant")]
    Participants,
    /// The caller is in no address book of the unit.
    #[error("the originator is not a contact of the unit")]
    UnknownCaller,
    /// There is no such unit.
    #[error("the called address is not known")]
    UnknownCallee,
    /// The unit is not set up for calls.
    #[error("the unit is not set up for calls: {0}")]
    NotOnboarded(Gap),
    /// There is no such session.
    #[error("the session was not found")]
    UnknownSession,
    /// The session is over.
    #[error("the session is over")]
    SessionOver,
    /// The Echo's own re-offer is under way.
    #[error("another re-offer is under way")]
    ReOffersCollide,
    /// It was done before.
    #[error("this was done before")]
    AlreadyDone,
    /// A fault was asked for.
    #[error("refused on purpose")]
    Injected(u16),
}

impl Refusal {
    /// The HTTP status.
    ///
    /// Source: UNVERIFIED beyond 401; statuses as the wire facts suggest them.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Token(_) => 401,
            Self::Malformed(_)
            | Self::NotJson
            | Self::Sdp(_)
            | Self::WrongDirection
            | Self::OutOfOrder
            | Self::Participants => 400,
            Self::UnknownCaller | Self::NotOnboarded(_) => 403,
            Self::UnknownCallee | Self::UnknownSession | Self::SessionOver => 404,
            Self::AlreadyDone | Self::ReOffersCollide => 409,
            Self::Injected(status) => *status,
        }
    }
}

impl Session {
    /// A new call.
    pub(super) fn new(id: SessionId, call: MediaCall, unit: UnitId, direction: Direction) -> Self {
        let phase = match direction {
            Direction::FromUnit => Phase::Preparing,
            Direction::ToUnit => Phase::Ringing,
        };
        Self {
            id,
            call,
            unit,
            direction,
            called: None,
            phase,
            taken: BTreeSet::new(),
            told: BTreeSet::new(),
            theirs: None,
            ours: None,
            re_offer: None,
            answering: None,
            collided: false,
            habits: Habits::OPEN,
            alarms: Vec::new(),
        }
    }

    /// Whether a message may come now.
    pub(super) fn admit(&self, body: &SignalBody) -> Result<(), Refusal> {
        let name = body.name();
        match body {
            SignalBody::CallEnded { .. } if self.phase == Phase::Ended => return Err(Refusal::AlreadyDone),
            SignalBody::CallEnded { .. } => return Ok(()),
            _ if self.phase == Phase::Ended => return Err(Refusal::SessionOver),
            _ => {}
        }
        match (self.direction, body) {
            (_, SignalBody::InitiateInboundCall { .. }) => Err(Refusal::AlreadyDone),
            (_, SignalBody::InitiateOutboundCall { .. }) => Err(Refusal::WrongDirection),
            (
                Direction::FromUnit,
                SignalBody::CallRinging | SignalBody::CallInProgress { .. } | SignalBody::CallAccepted { .. },
            ) => {
                if self.taken.contains(name) {
                    Err(Refusal::AlreadyDone)
                } else if self.phase == Phase::Ringing {
                    Ok(())
                } else {
                    Err(Refusal::OutOfOrder)
                }
            }
            (
                Direction::ToUnit,
                SignalBody::CallRingingAck | SignalBody::CallInProgressAck | SignalBody::CallAcceptedAck,
            ) => {
                let acknowledged = name.trim_end_matches("Ack");
                if self.taken.contains(name) {
                    Err(Refusal::AlreadyDone)
                } else if self.told.contains(acknowledged) {
                    Ok(())
                } else {
                    Err(Refusal::OutOfOrder)
                }
            }
            (_, SignalBody::CallUpdate { offer, .. }) if self.phase == Phase::Talking => {
                if self.theirs.as_ref() == Some(offer)
                    || self.answering.as_ref().is_some_and(|(asked, _)| asked == offer)
                {
                    Err(Refusal::AlreadyDone)
                } else if self.re_offer.is_some() || self.answering.is_some() {
                    Err(Refusal::ReOffersCollide)
                } else {
                    Ok(())
                }
            }
            (_, SignalBody::CallUpdateResponse { .. }) if self.re_offer.is_some() => Ok(()),
            (_, SignalBody::CallUpdateResponse { .. }) if self.taken.contains(name) => Err(Refusal::AlreadyDone),
            (_, SignalBody::CallUpdateAck) if self.told.contains("CallUpdateResponse") => Ok(()),
            (_, SignalBody::CallUpdate { .. } | SignalBody::CallUpdateResponse { .. } | SignalBody::CallUpdateAck) => {
                Err(Refusal::OutOfOrder)
            }
            (
                Direction::FromUnit,
                SignalBody::CallRingingAck | SignalBody::CallInProgressAck | SignalBody::CallAcceptedAck,
            )
            | (
                Direction::ToUnit,
                SignalBody::CallRinging | SignalBody::CallInProgress { .. } | SignalBody::CallAccepted { .. },
            ) => Err(Refusal::WrongDirection),
            (_, SignalBody::CallEnded { .. }) => Ok(()),
        }
    }

    /// The next alarm that is due, taken out.
    pub(super) fn due_alarm(&mut self, now: Instant) -> Option<Alarm> {
        let index =
            (0..self.alarms.len()).filter(|index| self.alarms[*index].0 <= now).min_by_key(|i| self.alarms[*i].0)?;
        Some(self.alarms.remove(index).1)
    }
}
