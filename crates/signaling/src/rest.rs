//! The staff protocol, version 1: bodies of the HTTPS requests and answers under `/v1/`.

use roomline_call::{CallId, Direction, EndReason, Private, StationId, UnitId};
use serde::{Deserialize, Serialize};

use crate::hearing::HearingHelp;
use crate::outcome::{CallOutcome, Errand};
use crate::quality::CallQuality;

/// Body of `POST /v1/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The account's name.
    pub user: Private<String>,
    /// The account's password.
    pub password: Private<String>,
    /// The station.
    pub station_id: StationId,
    /// The name people and ring groups know the station by, 1 to 50 characters.
    pub station_name: String,
    /// Whether the sign-ins of other people at this station stay; absent: they end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others_stay: bool,
}

/// Body of `POST /v1/session/refresh`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    /// The newest refresh token, or the one before.
    pub refresh_token: Private<String>,
    /// The station it is bound to.
    pub station_id: StationId,
    /// What the station is called now, 1 to 50 characters; absent: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station_name: Option<String>,
    /// Whether this person sits down there again in place of somebody else, or where nobody was; absent: no.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sits_down: bool,
}

/// Answer to both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Bearer token for everything else.
    pub access_token: Private<String>,
    /// How long it lives, in seconds.
    pub expires_in_s: u64,
    /// For `POST /v1/session/refresh`; replaces the one before.
    pub refresh_token: Private<String>,
    /// Who is signed in.
    pub staff: StaffProfile,
}

/// A staff member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffProfile {
    /// The account's name.
    pub user: Private<String>,
    /// The person's name as colleagues read it.
    pub name: Private<String>,
    /// Ring groups the station is in, its first one first.
    pub ring_groups: Vec<String>,
}

/// Answer to `GET /v1/directory`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// All units, sorted by room.
    pub units: Vec<DirectoryUnit>,
}

/// A unit of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryUnit {
    /// The unit.
    pub unit_id: UnitId,
    /// The resident's name.
    pub name: Private<String>,
    /// The room's name.
    pub room: String,
    /// The floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    /// The wing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wing: Option<String>,
    /// Notes for the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Private<String>>,
    /// The resident's language, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Help for hearing in its calls; absent: none.
    #[serde(default, skip_serializing_if = "HearingHelp::is_none")]
    pub hearing: HearingHelp,
    /// Whether its Echo can be reached.
    pub echo: EchoState,
    /// Since when, in milliseconds since 1970 (UTC); absent if nobody saw the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo_since_ms: Option<u64>,
    /// When it was last seen online; absent while it is, or if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo_seen_ms: Option<u64>,
}

/// How a unit's Echo is now. A unit with several is online if one of them is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEcho {
    /// The unit.
    pub unit_id: UnitId,
    /// Whether its Echo can be reached.
    pub echo: EchoState,
    /// Since when, in milliseconds since 1970 (UTC); absent if nobody saw the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo_since_ms: Option<u64>,
    /// When it was last seen online; absent while it is, or if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo_seen_ms: Option<u64>,
}

/// Whether a unit's Echo can be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EchoState {
    /// Alexa says it is there.
    Online,
    /// Alexa says it is not.
    Offline,
    /// Nobody knows.
    #[default]
    Unknown,
}

/// Answer to `GET /v1/calls?cursor=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLog {
    /// Newest first.
    pub calls: Vec<CallRecord>,
    /// Ask with this for older ones; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One call of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// The call.
    pub call_id: CallId,
    /// Which way it went.
    pub direction: Direction,
    /// The unit; absent: *Unknown room*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    /// The resident's name at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Private<String>>,
    /// The room's name at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The ring group.
    pub ring_group: String,
    /// The station that called or won, and who sat there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The staff member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<Private<String>>,
    /// When it began, in milliseconds since 1970 (UTC).
    pub started_ms: u64,
    /// When it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_ms: Option<u64>,
    /// When it ended; absent while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_ms: Option<u64>,
    /// Why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<EndReason>,
    /// How well it could be heard, as its station reported last; absent: nobody could talk, or it was too short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<CallQuality>,
    /// What came of it, as whoever talked says; absent: nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CallOutcome>,
}

/// Answer to `GET /v1/callbacks`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callbacks {
    /// Oldest first, those not done yet.
    pub callbacks: Vec<Callback>,
}

/// A resident to be called back or visited, because nobody talked with them or because staff say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// Its id: that of the call that led to it, or one of its own if it came of a stop that nobody called.
    pub id: CallId,
    /// The unit; absent: *Unknown room*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    /// The resident's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Private<String>>,
    /// The room's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The ring group first called.
    pub ring_group: String,
    /// When the resident called, in milliseconds since 1970 (UTC).
    pub called_ms: u64,
    /// How the call ended.
    pub reason: EndReason,
    /// Who opened it after a call of theirs; absent: the resident, by calling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<Private<String>>,
    /// What it asks for.
    #[serde(default, skip_serializing_if = "Errand::is_call")]
    pub errand: Errand,
    /// What whoever opened it wants colleagues to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private<String>>,
    /// Who cares for it.
    pub state: CallbackState,
}

/// Who cares for a call-back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CallbackState {
    /// Nobody yet.
    Waiting,
    /// Somebody said they will call.
    Claimed {
        /// The station's name.
        station: String,
        /// The staff member's name.
        staff: Private<String>,
        /// When, in milliseconds since 1970 (UTC).
        since_ms: u64,
    },
    /// Somebody called back.
    Done {
        /// The staff member's name.
        staff: Private<String>,
        /// When, in milliseconds since 1970 (UTC).
        at_ms: u64,
    },
}

/// Answer to `GET /v1/ice-servers`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServers {
    /// STUN and TURN servers.
    pub servers: Vec<IceServer>,
    /// When to ask again, in seconds.
    pub expires_in_s: u64,
}

/// A STUN or TURN server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// `stun:` and `turn:` URLs.
    pub urls: Vec<String>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Private<String>>,
    /// For TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Private<String>>,
}

/// Answer to `GET /v1/audit?cursor=…`; for administrators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditTrail {
    /// Newest first.
    pub entries: Vec<AuditLine>,
    /// Ask with this for older ones; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Who did what, when, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number; they only grow.
    pub entry: u64,
    /// When, in milliseconds since 1970 (UTC).
    pub at_ms: u64,
    /// What was done, as one word.
    pub deed: String,
    /// The call it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The unit it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<String>,
    /// The station where it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<Private<String>>,
    /// The person's account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Private<String>>,
    /// For what was typed at the server's command line: the user of the operating system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os_user: Option<Private<String>>,
    /// To whom or to what it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Private<String>>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// Answer to `GET /v1/sessions`; for administrators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// The one used last first.
    pub sessions: Vec<SessionRecord>,
}

/// Who is signed in where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// For `DELETE /v1/sessions/{id}`.
    pub id: String,
    /// The account's name.
    pub user: Private<String>,
    /// The person's name.
    pub name: Private<String>,
    /// `staff` or `admin`.
    pub role: String,
    /// The station.
    pub station_id: String,
    /// Its name.
    pub station: String,
    /// When its tokens were last renewed, in milliseconds since 1970 (UTC).
    pub last_used_ms: u64,
}

/// Every error's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// For programs.
    pub code: ErrorCode,
    /// For the log. Never shown to staff.
    pub message: String,
    /// Where the middleware's log speaks of it.
    pub reference: String,
}

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// User name or password is not right.
    WrongCredentials,
    /// The access token is missing, expired or revoked: refresh it.
    Unauthorized,
    /// The refresh token is expired, revoked or used twice: sign in again.
    SessionOver,
    /// The account is disabled.
    Disabled,
    /// The message is not readable.
    Malformed,
    /// The message or a field is too long.
    TooLarge,
    /// The message's type is not known.
    UnknownType,
    /// Too many messages or attempts: wait.
    TooMany,
    /// There is no such thing.
    NotFound,
    /// This station may not do that.
    NotAllowed,
    /// The station is in no ring group, so it has no address to call from.
    NoRingGroup,
    /// The unit is in a call already.
    UnitBusy,
    /// This station is in a call already.
    StationBusy,
    /// Another station's claim won.
    Taken,
    /// The call is over.
    CallOver,
    /// A round runs at this station already.
    RoundRunning,
    /// The round is finished.
    RoundOver,
    /// The session description cannot be used.
    BadSdp,
    /// `resume` must come first.
    ResumeFirst,
    /// A fault of the middleware.
    Internal,
    /// A code of a newer middleware.
    #[serde(other)]
    Unknown,
}
