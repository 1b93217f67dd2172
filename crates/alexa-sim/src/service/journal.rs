//! What happened, in order, with the time: the figures of the demo and the proof of the tests are read from it.

use std::collections::VecDeque;
use std::time::Instant;

use roomline_signaling::alexa::CallResultCode;
use roomline_signaling::call::{SessionId, UnitId};
use serde::Serialize;

use crate::media::MediaCall;

const KEPT: usize = 10_000;

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: u64,
    /// When it happened.
    #[serde(skip)]
    pub at: Instant,
    /// The unit concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The session concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// What happened.
    #[serde(flatten)]
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Happened {
    /// A resident asked for staff.
    Asked {
        /// The ring group's name.
        ring_group: String,
    },
    /// `InitiateOutboundCall` was handed to the skill.
    Offered,
    /// The first desk rings: `CallRinging` arrived.
    StaffRings,
    /// `InitiateInboundCall` arrived and was taken.
    Called,
    /// The Echo rings.
    Ringing,
    /// The Echo's answer goes out ahead of acceptance.
    EarlyAnswer,
    /// The resident picked up, or declined.
    PickedUp,
    /// From a unit: staff's `CallAccepted` arrived. To a unit: ours goes out.
    Accepted,
    /// Sound can travel.
    Connected,
    /// Sound cannot travel any more.
    Lost,
    /// The first 20 ms above −40 dBFS were heard by the Echo.
    FirstAudio {
        /// How loud they were.
        level_dbfs: f32,
    },
    /// What the Echo heard can be fetched.
    Recorded {
        /// By the number of the call.
        call: MediaCall,
    },
    /// The Echo re-offers.
    ReOffered {
        /// In Alexa's word.
        kind: String,
    },
    /// The re-offer was answered.
    ReOfferAnswered {
        /// After how many milliseconds.
        after_ms: u64,
    },
    /// The Echo lost power.
    Vanished,
    /// The call is over.
    Ended {
        /// In Alexa's word; absent if none was given.
        code: Option<CallResultCode>,
        /// Who ended it.
        by: Ender,
    },
    /// A POST was taken.
    Took {
        /// Its name.
        message: &'static str,
    },
    /// A POST was refused.
    Refused {
        /// Its name, if it could be read.
        message: String,
        /// With this status.
        status: u16,
        /// Why.
        reason: String,
    },
    /// A request could not be handed to the skill.
    Undeliverable {
        /// Its name.
        message: &'static str,
        /// The skill's status, if there was an answer.
        status: Option<u16>,
    },
    /// The skill answered something that Alexa would not like.
    BadAnswer {
        /// To what.
        message: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// The skill took the grant.
    GrantTaken,
    /// A request to the management API was answered.
    Managed {
        /// Such as `POST /v1/addressBooks`; ids are left out.
        operation: String,
        /// With this status.
        status: u16,
    },
    /// Whoever made the last request to the management API is to be killed now; it is never answered.
    DieNow,
    /// A token was issued.
    TokenIssued,
    /// A token was refused.
    TokenRefused,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ender {
    /// The resident.
    Resident,
    /// The staff's side.
    Staff,
    /// Alexa: a time was over, or something failed.
    Alexa,
}

/// The last entries.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    seq: u64,
}

impl Journal {
    /// Writes an entry.
    pub fn write(&mut self, at: Instant, unit: Option<UnitId>, session: Option<SessionId>, what: Happened) {
        self.seq += 1;
        self.entries.push_back(Entry { seq: self.seq, at, unit, session, what });
        if self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }

    /// The entries after `seq`, oldest first.
    pub fn after(&self, seq: u64) -> impl Iterator<Item = &Entry> {
        let first = self.entries.partition_point(|entry| entry.seq <= seq);
        self.entries.range(first..)
    }

    /// The number of the newest entry.
    #[must_use]
    pub const fn newest(&self) -> u64 {
        self.seq
    }
}
