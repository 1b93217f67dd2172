//! The staff protocol, version 1: what station and middleware say over the WebSocket `/v1/events`.
//!
//! The station speaks first ([`CommandBody::Resume`]). Every command is answered once by [`Reply::Ok`] or
//! [`Reply::Error`]; events carry a number each and are replayed after a reconnect. `docs/protocol.md` has an example of
//! every message, and a test parses them.

mod desk;
mod event;
mod text;

use roomline_call::{CallId, CommandId, Direction, EndReason, Private, Sdp, StreamId, UnitId, UpdateId};
use serde::{Deserialize, Serialize};

use crate::handover::Handover;
use crate::outcome::CallOutcome;
use crate::quality::CallQuality;
use crate::rest::{Callback, ErrorCode};
use crate::round::Round;

pub use desk::{Desk, Presence, Unheard};
pub use event::{EndedBy, Event, MOST_ECHOS, TakenBy};
pub use text::{DecodeError, MAX_MESSAGE_LEN};

/// A command from a station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// Chosen by the station; the answer carries it.
    pub id: CommandId,
    /// What is asked.
    #[serde(flatten)]
    pub body: CommandBody,
}

/// What a station asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CommandBody {
    /// The first message of every socket: where the station left off.
    #[serde(rename = "resume")]
    Resume {
        /// The stream it followed, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stream: Option<StreamId>,
        /// The last event it has of that stream.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seq: Option<u64>,
        /// The call it is in, from its click on Call or Answer on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<CallId>,
    },
    /// Calls a unit. Idempotent by `call_id`.
    #[serde(rename = "call.place")]
    CallPlace {
        /// Minted by the station.
        call_id: CallId,
        /// Whom to call.
        unit_id: UnitId,
        /// Name of the ring group the station calls for; its first if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ring_group: Option<String>,
        /// The complete offer.
        sdp: Sdp,
    },
    /// A call from a unit rings at this station.
    #[serde(rename = "call.alerting")]
    CallAlerting {
        /// The call.
        call_id: CallId,
    },
    /// Somebody at this station answers; awarded to the first.
    #[serde(rename = "call.claim")]
    CallClaim {
        /// The call.
        call_id: CallId,
        /// The complete answer.
        sdp: Sdp,
    },
    /// This station does not take the call.
    #[serde(rename = "call.decline")]
    CallDecline {
        /// The call.
        call_id: CallId,
    },
    /// This station ends its call.
    #[serde(rename = "call.end")]
    CallEnd {
        /// The call.
        call_id: CallId,
        /// Why.
        reason: EndReason,
    },
    /// What this station hears of the media path.
    #[serde(rename = "call.media")]
    CallMedia {
        /// The call.
        call_id: CallId,
        /// How the path is.
        state: MediaState,
    },
    /// The answer to a re-offer.
    #[serde(rename = "call.update_answer")]
    CallUpdateAnswer {
        /// The call.
        call_id: CallId,
        /// The re-offer it answers.
        update_id: UpdateId,
        /// The answer.
        sdp: Sdp,
    },
    /// This station re-offers itself, to restart ICE. Idempotent by `update_id`.
    #[serde(rename = "call.update")]
    CallUpdate {
        /// The call.
        call_id: CallId,
        /// Minted by the station.
        update_id: UpdateId,
        /// The complete offer.
        sdp: Sdp,
    },
    /// How well this station's call could be heard so far: at most every 30 s, and once when it is over.
    #[serde(rename = "call.quality")]
    CallQuality {
        /// The call.
        call_id: CallId,
        /// What was measured.
        #[serde(flatten)]
        quality: CallQuality,
    },
    /// A person says what came of this station's call. Each replaces the one before.
    #[serde(rename = "call.outcome")]
    CallOutcome {
        /// The call.
        call_id: CallId,
        /// What came of it.
        #[serde(flatten)]
        outcome: CallOutcome,
    },
    /// A person says whether this desk takes calls.
    #[serde(rename = "presence.set")]
    PresenceSet {
        /// The new presence.
        presence: Presence,
    },
}

/// The media path of a call, told by its station.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    /// Sound can flow for the first time.
    Connected,
    /// The path broke.
    Lost,
    /// The path is back.
    Restored,
}

/// A message from the middleware.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerMessage {
    /// Outside the numbering.
    Reply(Reply),
    /// A numbered event.
    Event {
        /// Its number in the stream, from 1.
        seq: u64,
        /// What happened.
        event: Event,
    },
}

/// What the middleware says outside the numbering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a snapshot is rare and moved once; a box would show in every match")]
pub enum Reply {
    /// The command was done (or had been done before).
    Ok {
        /// The command's id.
        id: CommandId,
    },
    /// The command was not done.
    Error {
        /// The command's id; absent if it could not be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<CommandId>,
        /// What went wrong, for programs.
        code: ErrorCode,
        /// What went wrong, for the log. Never shown to staff.
        message: String,
        /// Where the middleware's log speaks of it.
        reference: String,
        /// With `unit_busy`: the desk that talks with the unit, or the ring group at which it rings. For staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// The answer to `resume`.
    Welcome {
        /// The stream from now on.
        stream: StreamId,
        /// The number of its last event so far.
        seq: u64,
        /// Whether missed events follow (`true`) or a [`Reply::Snapshot`] (`false`).
        resumed: bool,
    },
    /// Replaces everything the station believed.
    Snapshot(Snapshot),
}

/// Everything a station must know to start anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Calls that ring here, oldest first.
    pub incoming: Vec<Incoming>,
    /// The call this station is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnCall>,
    /// Call-backs of this station's ring groups that nobody has done yet.
    pub callbacks: Vec<Callback>,
    /// Rounds of this station's ring groups, as `GET /v1/rounds` has them.
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// This desk's presence.
    pub presence: Presence,
    /// The desks of this station's ring groups, itself included.
    pub desks: Vec<Desk>,
    /// Ring groups that nobody listens for, as far as they are this station's business.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<Unheard>,
    /// Hand-overs to this station's ring groups with a note that nobody has read yet, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<Handover>,
}

/// A call from a unit that rings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The call.
    pub call_id: CallId,
    /// Who calls; absent: *Unknown room*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCard>,
    /// The ring group that was called.
    pub ring_group: String,
    /// The Echo's offer.
    pub sdp: Sdp,
    /// How long it will ring at most from now, all steps together, in milliseconds.
    pub remaining_ms: u64,
    /// Names of the other stations that ring.
    pub also_ringing: Vec<String>,
}

/// What is shown of a unit in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCard {
    /// The unit.
    pub unit_id: UnitId,
    /// The resident's name.
    pub name: Private<String>,
    /// The room's name.
    pub room: String,
    /// Notes for whoever talks with the resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Private<String>>,
}

/// A station's own call, as the middleware has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnCall {
    /// The call.
    pub call_id: CallId,
    /// Which way it goes.
    pub direction: Direction,
    /// The other end; absent: *Unknown room*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCard>,
    /// How far it is.
    pub phase: OwnPhase,
    /// The Echo's answer, early or final, to a call to a unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Sdp>,
    /// A re-offer that waits for this station's answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<Update>,
    /// This station's newest re-offer of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_update: Option<OwnUpdate>,
}

/// A station's own re-offer, as the middleware has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnUpdate {
    /// Which one.
    pub update_id: UpdateId,
    /// What became of it.
    #[serde(flatten)]
    pub state: OwnUpdateState,
}

/// What became of a station's own re-offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OwnUpdateState {
    /// Its answer is waited for.
    Waiting,
    /// The Echo answered.
    Answered {
        /// The answer.
        sdp: Sdp,
    },
    /// It led to nothing.
    Failed,
}

/// How far a station's own call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnPhase {
    /// To a unit: Alexa has or will get the offer.
    Placed,
    /// To a unit: the Echo rings.
    Ringing,
    /// From a unit: this station won; Alexa is being told.
    Awarded,
    /// Accepted by Alexa, or by the Echo.
    Accepted,
}

/// A re-offer from the Echo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Ties the answer to it.
    pub update_id: UpdateId,
    /// What it is for, in Alexa's word.
    pub kind: String,
    /// The offer.
    pub sdp: Sdp,
}
