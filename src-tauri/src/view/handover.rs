//! The change of shifts as the windows draw it.

use roomline_station::signaling::call::Private;
use roomline_station::signaling::handover::{GroupShift, Handover, TimeToAnswer};
use roomline_station::{HandoverProblem, ReportState, Sending, StationState};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Millis;

/// How one shift goes over into the next. While the desk is locked there is nothing in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HandoverView {
    /// How the shift went.
    pub shift: ShiftView,
    /// How the hand-over that somebody makes here stands.
    pub sending: SendingView,
    /// Notes that nobody has read yet, oldest first.
    pub notes: Vec<NoteView>,
}

/// How the shift went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ShiftView {
    /// Nobody has asked, or the server has not answered yet.
    Loading,
    /// What the server told last.
    Known {
        /// One for each ring group of this desk.
        groups: Vec<GroupShiftView>,
    },
    /// The server could not be asked.
    Failed,
}

/// How the shift went in one ring group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupShiftView {
    /// Its name.
    pub group: String,
    /// Since when.
    pub since_ms: Millis,
    /// Calls from residents.
    pub calls: u32,
    /// Those that a desk answered.
    pub answered: u32,
    /// How soon; absent if none was.
    pub time_to_answer: Option<TimeToAnswerView>,
    /// The last hand-over; absent: there was none.
    pub last: Option<LastHandoverView>,
}

/// How soon calls were answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimeToAnswerView {
    /// Half of them within so many seconds.
    pub median_s: u32,
    /// Nine of ten.
    pub p90_s: u32,
}

/// Who handed over last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LastHandoverView {
    /// Who.
    pub staff: String,
    /// When.
    pub at_ms: Millis,
    /// What they wrote.
    pub note: Option<String>,
    /// Who has read it.
    pub read_by: Option<String>,
}

/// A note that waits to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// For `readHandover`.
    pub id: String,
    /// Who wrote it.
    pub staff: String,
    /// At which desk.
    pub station: String,
    /// When.
    pub at_ms: Millis,
    /// What it says; lines may be broken in it.
    pub note: String,
}

/// How a hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SendingView {
    /// Nobody is handing over.
    Idle,
    /// The server is being told.
    Asking,
    /// It could not be told.
    Failed {
        /// Why.
        problem: HandoverProblemView,
    },
}

/// Why a hand-over was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum HandoverProblemView {
    /// The server does not answer.
    NotReached,
    /// This desk is in no ring group.
    NoRingGroup,
    /// The server does not take it.
    NotTaken,
}

/// What a desk does once the shift is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AfterHandoverView {
    /// It is signed out.
    SignOut,
    /// It is locked.
    Lock,
}

impl HandoverView {
    pub(super) fn of(state: &StationState) -> Self {
        if state.is_locked() {
            return Self { shift: ShiftView::Loading, sending: SendingView::Idle, notes: Vec::new() };
        }
        let change = &state.shift_change;
        Self {
            shift: match &change.report {
                ReportState::Unknown | ReportState::Loading => ShiftView::Loading,
                ReportState::Known(report) => {
                    ShiftView::Known { groups: report.groups.iter().map(GroupShiftView::from).collect() }
                }
                ReportState::Failed => ShiftView::Failed,
            },
            sending: change.sending.into(),
            notes: change.unread.iter().filter_map(NoteView::of).collect(),
        }
    }
}

impl From<&GroupShift> for GroupShiftView {
    fn from(shift: &GroupShift) -> Self {
        Self {
            group: shift.ring_group.clone(),
            since_ms: Millis(shift.since_ms),
            calls: shift.calls,
            answered: shift.answered,
            time_to_answer: shift.time_to_answer.map(TimeToAnswerView::from),
            last: shift.last.as_ref().map(LastHandoverView::from),
        }
    }
}

impl From<TimeToAnswer> for TimeToAnswerView {
    fn from(TimeToAnswer { median_s, p90_s }: TimeToAnswer) -> Self {
        Self { median_s, p90_s }
    }
}

impl From<&Handover> for LastHandoverView {
    fn from(handover: &Handover) -> Self {
        Self {
            staff: handover.staff.0.clone(),
            at_ms: Millis(handover.at_ms),
            note: handover.note.clone().map(Private::into_inner),
            read_by: handover.read.as_ref().map(|read| read.staff.0.clone()),
        }
    }
}

impl NoteView {
    /// `None` for one without a note.
    fn of(handover: &Handover) -> Option<Self> {
        Some(Self {
            id: handover.id.to_string(),
            staff: handover.staff.0.clone(),
            station: handover.station.clone(),
            at_ms: Millis(handover.at_ms),
            note: handover.note.clone()?.into_inner(),
        })
    }
}

impl From<Sending> for SendingView {
    fn from(sending: Sending) -> Self {
        match sending {
            Sending::Idle => Self::Idle,
            Sending::Asking => Self::Asking,
            Sending::Failed(problem) => Self::Failed {
                problem: match problem {
                    HandoverProblem::NotReached => HandoverProblemView::NotReached,
                    HandoverProblem::NoRingGroup => HandoverProblemView::NoRingGroup,
                    HandoverProblem::NotTaken => HandoverProblemView::NotTaken,
                },
            },
        }
    }
}

impl From<AfterHandoverView> for roomline_station::AfterHandover {
    fn from(then: AfterHandoverView) -> Self {
        match then {
            AfterHandoverView::SignOut => Self::SignOut,
            AfterHandoverView::Lock => Self::Lock,
        }
    }
}
