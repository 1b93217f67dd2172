//! The desk of somebody who is signed in: line, calls, call-backs, rounds, sound.

use roomline_station::signaling::call::Private;
use roomline_station::signaling::outcome::Errand;
use roomline_station::signaling::rest::{Callback, CallbackState, Directory, StaffProfile};
use roomline_station::signaling::staff::{Desk, Presence, TakenBy};
use roomline_station::{Notice, PersonId, Reachability, Remembering, StationState, Taken, UnreachableReason};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    CallView, CheckView, DevicesView, HandoverView, IncomingView, LockView, Millis, PeopleView, QualityView, RoundView,
    UnheardView, WhoView,
};

/// Everything the signed-in window shows, but for the list of residents.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeskView {
    /// The name of whoever sits here.
    pub staff: String,
    /// Who that is without a name: what is kept for a person is kept under this.
    pub person: String,
    /// The desk's name.
    pub station: String,
    /// Whether it is open to whoever stands before it. While it is locked nothing here names a resident.
    pub lock: LockView,
    /// Who else may sit down here.
    pub people: PeopleView,
    /// Whether calls can reach it.
    pub reach: ReachView,
    /// Whether it takes calls.
    pub presence: PresenceView,
    /// Its call.
    pub call: CallView,
    /// How well that call can be heard; absent while nothing is known.
    pub quality: Option<QualityView>,
    /// Calls that ring here, oldest first.
    pub incoming: Vec<IncomingView>,
    /// The last ring that another desk answered.
    pub taken: Option<TakenView>,
    /// Residents to be called back, oldest first.
    pub callbacks: Vec<CallbackView>,
    /// Rounds: this desk's own first, then paused ones, those of other desks, finished ones.
    pub rounds: Vec<RoundView>,
    /// Microphone and speaker.
    pub devices: DevicesView,
    /// How its check stands.
    pub check: CheckView,
    /// What it has to do without.
    pub lacks: Vec<LackView>,
    /// The other desks of its ring groups.
    pub mates: Vec<MateView>,
    /// Ring groups that nobody listens for, as far as they are its business.
    pub unheard: Vec<UnheardView>,
    /// How one shift goes over into the next.
    pub handover: HandoverView,
    /// Something that could not be done.
    pub notice: Option<NoticeView>,
}

/// Whether calls can reach this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReachView {
    /// The first connection is being made.
    Connecting,
    /// Calls ring here.
    Reachable,
    /// The server is there, and no ring group has a desk of this name: calls can be made, none rings here.
    InNoRingGroup,
    /// Calls do not ring here.
    Unreachable {
        /// Since when.
        since_ms: Millis,
        /// Why, as far as it is known.
        reason: UnreachableView,
    },
}

/// Why this desk cannot be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum UnreachableView {
    /// The network or the server is gone.
    NoAnswer,
    /// The server's certificate is not trusted.
    WrongCertificate,
    /// The server has a fault.
    ServerFault,
    /// Another program is connected as this desk.
    Replaced,
}

/// Whether a desk takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PresenceView {
    /// It rings.
    Available,
    /// It rings only if nobody else can.
    Away,
}

/// A ring that another desk answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakenView {
    /// Tells one from the next.
    pub call_id: String,
    /// Who called.
    pub who: WhoView,
    /// The desk that answered.
    pub station: String,
    /// Who sat there.
    pub staff: String,
}

/// A resident to be called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallbackView {
    /// For the call-back commands.
    pub id: String,
    /// Who called.
    pub who: WhoView,
    /// When; if staff opened it, when their call began.
    pub called_ms: Millis,
    /// Who opened it after a call of theirs; absent: the resident, by calling.
    pub opened_by: Option<String>,
    /// What it asks for.
    pub errand: ErrandView,
    /// What whoever opened it wants colleagues to know.
    pub note: Option<String>,
    /// Who cares for it.
    pub state: CallbackStateView,
}

/// What a call-back asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ErrandView {
    /// A call.
    Call,
    /// A visit.
    Visit,
}

/// Who cares for a call-back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CallbackStateView {
    /// Nobody yet.
    Waiting,
    /// Whoever is signed in, at this desk.
    Mine {
        /// Since when.
        since_ms: Millis,
    },
    /// Somebody else, mostly at another desk.
    Theirs {
        /// The desk.
        station: String,
        /// Who sits there.
        staff: String,
        /// Since when.
        since_ms: Millis,
    },
}

/// Something a desk works without, only less well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LackView {
    /// A keyring: somebody has to sign in after every start.
    Keyring,
    /// Notifications of the desktop: calls ring and stand in the windows only.
    Notifications,
}

/// Another desk of this desk's ring groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MateView {
    /// The desk's name.
    pub station: String,
    /// Who sits there.
    pub staff: Option<String>,
    /// Whether calls ring there.
    pub rings: bool,
}

/// Something that could not be done, or was done to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NoticeView {
    /// The call-back is done or another desk cares for it.
    CallbackGone,
    /// The server could not be asked.
    NotReached,
    /// The answer could not be prepared; the call goes on ringing.
    AnswerFailed,
    /// What somebody said came of a call was not taken.
    OutcomeLost,
    /// Somebody was quicker with a round: it runs elsewhere, is finished, or another runs here.
    RoundMoved,
    /// The shift is handed over, and whoever did it is still signed in: a call came in between.
    StillSignedIn,
    /// Somebody signed out and is not known at this desk any more.
    SignedOut {
        /// Their name.
        name: String,
    },
    /// Somebody wanted to be known at this desk no more, and is not.
    PersonForgotten {
        /// Their name.
        name: String,
    },
    /// Somebody who was away for longest is not known any more, because too many people are.
    MadeRoom {
        /// Their name.
        name: String,
    },
}

impl DeskView {
    pub(super) fn of(state: &StationState, staff: &StaffProfile, notified: bool) -> Self {
        let directory = &state.directory;
        let here = &state.setup.station_name;
        let keyring = state.setup.remembering != Remembering::KeyringUnavailable;
        // What is to be done for whom is nothing for a stranger's eyes.
        let callbacks: &[Callback] = if state.is_locked() { &[] } else { &state.callbacks };
        let lacks = [(keyring, LackView::Keyring), (notified, LackView::Notifications)];
        Self {
            staff: staff.name.0.clone(),
            person: PersonId::of(state.setup.server.as_deref().unwrap_or_default(), &staff.user.0).as_str().to_owned(),
            station: here.clone(),
            lock: state.lock.into(),
            people: PeopleView::of(state),
            reach: state.into(),
            presence: state.presence.into(),
            call: CallView::of(state.call.as_ref(), state),
            quality: state.quality.map(QualityView::from),
            incoming: state.incoming.iter().map(|call| IncomingView::of(call, state)).collect(),
            taken: state.taken.as_ref().map(|taken| TakenView::of(taken, state)),
            callbacks: callbacks.iter().filter_map(|owed| CallbackView::of(owed, (here, staff), directory)).collect(),
            rounds: RoundView::all(state),
            devices: (&state.sound).into(),
            check: state.into(),
            lacks: lacks.into_iter().filter_map(|(has, lack)| (!has).then_some(lack)).collect(),
            unheard: UnheardView::all(state),
            handover: HandoverView::of(state),
            mates: state.desks.iter().filter(|desk| desk.station != *here).map(MateView::from).collect(),
            notice: state.notice.as_ref().map(NoticeView::from),
        }
    }
}

impl From<&StationState> for ReachView {
    fn from(state: &StationState) -> Self {
        match state.reachability {
            Reachability::Connecting => Self::Connecting,
            Reachability::Reachable if !state.is_in_ring_group() => Self::InNoRingGroup,
            Reachability::Reachable => Self::Reachable,
            Reachability::Unreachable { since_ms, reason } => {
                Self::Unreachable { since_ms: Millis(since_ms), reason: reason.into() }
            }
        }
    }
}

impl From<UnreachableReason> for UnreachableView {
    fn from(reason: UnreachableReason) -> Self {
        match reason {
            UnreachableReason::NoAnswer => Self::NoAnswer,
            UnreachableReason::WrongCertificate => Self::WrongCertificate,
            UnreachableReason::ServerFault => Self::ServerFault,
            UnreachableReason::Replaced => Self::Replaced,
        }
    }
}

impl From<Presence> for PresenceView {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Available => Self::Available,
            Presence::Away => Self::Away,
        }
    }
}

impl From<PresenceView> for Presence {
    fn from(presence: PresenceView) -> Self {
        match presence {
            PresenceView::Available => Self::Available,
            PresenceView::Away => Self::Away,
        }
    }
}

impl TakenView {
    fn of(taken: &Taken, state: &StationState) -> Self {
        let TakenBy { station, staff } = &taken.by;
        Self {
            call_id: taken.call_id.to_string(),
            who: WhoView::of(taken.unit.as_ref(), state),
            station: station.clone(),
            staff: staff.0.clone(),
        }
    }
}

impl CallbackView {
    /// `None` for one that is done: it is no longer owed. What somebody claimed who sat here before is theirs, not that of whoever
    /// sits here now.
    fn of(callback: &Callback, (here, sitting): (&str, &StaffProfile), directory: &Directory) -> Option<Self> {
        let who = match (&callback.unit_id, &callback.name, &callback.room) {
            (Some(unit_id), Some(name), Some(room)) => {
                let unit = directory.units.iter().find(|unit| unit.unit_id == *unit_id);
                WhoView::resident(unit_id, name, room, unit)
            }
            _ => WhoView::UnknownRoom,
        };
        let state = match &callback.state {
            CallbackState::Waiting => CallbackStateView::Waiting,
            CallbackState::Claimed { station, staff, since_ms } if station == here && *staff == sitting.name => {
                CallbackStateView::Mine { since_ms: Millis(*since_ms) }
            }
            CallbackState::Claimed { station, staff, since_ms } => CallbackStateView::Theirs {
                station: station.clone(),
                staff: staff.0.clone(),
                since_ms: Millis(*since_ms),
            },
            CallbackState::Done { .. } => return None,
        };
        Some(Self {
            id: callback.id.to_string(),
            who,
            called_ms: Millis(callback.called_ms),
            opened_by: callback.opened_by.clone().map(Private::into_inner),
            errand: match callback.errand {
                Errand::Call => ErrandView::Call,
                Errand::Visit => ErrandView::Visit,
            },
            note: callback.note.clone().map(Private::into_inner),
            state,
        })
    }
}

impl From<&Desk> for MateView {
    fn from(desk: &Desk) -> Self {
        Self {
            station: desk.station.clone(),
            staff: desk.staff.clone().map(Private::into_inner),
            rings: desk.connected && desk.presence == Presence::Available,
        }
    }
}

impl From<&Notice> for NoticeView {
    fn from(notice: &Notice) -> Self {
        match notice {
            Notice::CallbackGone => Self::CallbackGone,
            Notice::NotReached => Self::NotReached,
            Notice::AnswerFailed => Self::AnswerFailed,
            Notice::OutcomeLost => Self::OutcomeLost,
            Notice::RoundMoved => Self::RoundMoved,
            Notice::StillSignedIn => Self::StillSignedIn,
            Notice::SignedOut { name } => Self::SignedOut { name: name.0.clone() },
            Notice::PersonForgotten { name } => Self::PersonForgotten { name: name.0.clone() },
            Notice::MadeRoom { name } => Self::MadeRoom { name: name.0.clone() },
        }
    }
}
