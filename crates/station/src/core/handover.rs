//! One shift hands over to the next: how it went, the note that is written here, and those that wait to be read.

use std::sync::Arc;
use std::time::Instant;

use rand::rngs::StdRng;
use roomline_signaling::call::{HandoverId, Private};
use roomline_signaling::handover::{Handover, NewHandover, ShiftReport};
use roomline_signaling::rest::ErrorCode;

use super::{Action, Core, ids};
use crate::client::{Ask, AskError};
use crate::request::{AfterHandover, RequestError};
use crate::state::{HandoverProblem, Notice, ReportState, Sending, ShiftChange};

/// See the module.
#[derive(Debug)]
pub(super) struct Shift {
    report: Report,
    wish: Wish,
    unread: Vec<Handover>,
    randomness: StdRng,
}

/// What is known of how the shift went.
#[derive(Debug, Default)]
enum Report {
    #[default]
    Unknown,
    /// An answer is awaited; meanwhile what was told before is shown.
    Asked {
        before: Option<Arc<ShiftReport>>,
    },
    Known(Arc<ShiftReport>),
    Failed,
}

/// The hand-over that somebody makes here.
#[derive(Debug, Default)]
enum Wish {
    #[default]
    None,
    /// An answer is awaited.
    Asked { new: NewHandover, then: AfterHandover },
    /// It may have been stored nevertheless: the same words go again under the same id.
    Failed { new: NewHandover, problem: HandoverProblem },
}

impl Shift {
    pub(super) fn new(randomness: StdRng) -> Self {
        Self { report: Report::default(), wish: Wish::default(), unread: Vec::new(), randomness }
    }

    /// Nobody sits here any more.
    pub(super) fn forget(&mut self) {
        self.put_away();
        self.unread = Vec::new();
    }

    /// Somebody else sits here from now on, who has not handed over anything. The notes wait for whoever reads them.
    pub(super) fn put_away(&mut self) {
        self.report = Report::default();
        self.wish = Wish::default();
    }

    pub(super) fn shown(&self) -> ShiftChange {
        ShiftChange {
            report: match &self.report {
                Report::Unknown => ReportState::Unknown,
                Report::Asked { before: None } => ReportState::Loading,
                Report::Asked { before: Some(report) } | Report::Known(report) => {
                    ReportState::Known(Arc::clone(report))
                }
                Report::Failed => ReportState::Failed,
            },
            sending: match self.wish {
                Wish::None => Sending::Idle,
                Wish::Asked { .. } => Sending::Asking,
                Wish::Failed { problem, .. } => Sending::Failed(problem),
            },
            unread: self.unread.clone(),
        }
    }

    /// A hand-over as it is now.
    pub(super) fn heard(&mut self, handover: Handover) {
        self.unread.retain(|known| known.id != handover.id);
        if handover.is_unread() {
            self.unread.push(handover);
            self.unread.sort_by_key(|handover| (handover.at_ms, handover.id));
        }
    }

    /// Takes what a snapshot says: what was believed before is gone.
    pub(super) fn replace(&mut self, unread: Vec<Handover>) {
        self.unread = unread;
    }

    /// Somebody wants to know how the shift went: whether that is to be asked now.
    fn load(&mut self) -> bool {
        let before = match std::mem::take(&mut self.report) {
            Report::Asked { before } => {
                self.report = Report::Asked { before };
                return false;
            }
            Report::Known(report) => Some(report),
            Report::Unknown | Report::Failed => None,
        };
        self.report = Report::Asked { before };
        true
    }

    fn loaded(&mut self, outcome: Result<ShiftReport, AskError>) {
        if let Report::Asked { .. } = self.report {
            self.report = outcome.map_or(Report::Failed, |report| Report::Known(Arc::new(report)));
        }
    }

    /// Somebody hands over: gives back what is to be asked now, unless that is under way.
    fn hand_over(&mut self, ms: u64, note: Option<Private<String>>, then: AfterHandover) -> Option<NewHandover> {
        let id = match &self.wish {
            Wish::Asked { .. } => return None,
            Wish::Failed { new, .. } if new.note == note => new.id,
            Wish::Failed { .. } | Wish::None => HandoverId::from_u128(ids::uuid(ms, &mut self.randomness)),
        };
        let new = NewHandover { id, note };
        self.wish = Wish::Asked { new: new.clone(), then };
        Some(new)
    }

    /// What became of it; gives back what is to be done then.
    fn handed_over(&mut self, outcome: Result<Handover, AskError>) -> Option<AfterHandover> {
        let Wish::Asked { new, then } = std::mem::take(&mut self.wish) else { return None };
        match outcome {
            Ok(handover) => {
                self.heard(handover);
                // Another shift begins.
                self.report = Report::default();
                Some(then)
            }
            Err(error) => {
                self.wish = Wish::Failed { new, problem: problem_of(error) };
                None
            }
        }
    }
}

impl Core {
    /// Asks how the shift went.
    pub(super) fn load_shift(&mut self) -> Result<(), RequestError> {
        let access = self.session.access()?.clone();
        if self.shift.load() {
            self.actions.push_back(Action::Ask(Ask::Shift { access }));
        }
        Ok(())
    }

    /// Hands over, if afterwards can be done what is to be done then.
    pub(super) fn hand_over(
        &mut self,
        now: Instant,
        note: Option<Private<String>>,
        then: AfterHandover,
    ) -> Result<(), RequestError> {
        let access = self.session.access()?.clone();
        match then {
            AfterHandover::SignOut => self.calls.check_voice_is_free()?,
            AfterHandover::Lock if self.lock.pin().is_none() => return Err(RequestError::NoPin),
            AfterHandover::Lock => {}
        }
        if let Some(new) = self.shift.hand_over(self.wall.ms_at(now), note, then) {
            self.actions.push_back(Action::Ask(Ask::HandOver { access, new }));
        }
        Ok(())
    }

    /// Marks a note as read; one that somebody else has read meanwhile needs no word more.
    pub(super) fn read_note(&mut self, id: HandoverId) -> Result<(), RequestError> {
        let access = self.session.access()?.clone();
        if self.shift.unread.iter().any(|unread| unread.id == id) {
            self.actions.push_back(Action::Ask(Ask::NoteRead { access, id }));
        }
        Ok(())
    }

    pub(super) fn shift_loaded(&mut self, outcome: Result<ShiftReport, AskError>) {
        self.shift.loaded(outcome);
    }

    pub(super) fn handed_over(&mut self, now: Instant, outcome: Result<Handover, AskError>) {
        let Some(then) = self.shift.handed_over(outcome) else { return };
        let done = match then {
            // A call that came in between goes on, and with it whoever talks.
            AfterHandover::SignOut => self.calls.check_voice_is_free().map(|()| self.sign_out(now)),
            AfterHandover::Lock => self.lock.lock(),
        };
        if done.is_err() {
            self.desk.notice(Notice::StillSignedIn);
        }
    }

    pub(super) fn note_was_read(&mut self, id: HandoverId, outcome: Result<Handover, AskError>) {
        match outcome {
            Ok(handover) => self.shift.heard(handover),
            Err(AskError::Refused(ErrorCode::NotFound)) => self.shift.unread.retain(|unread| unread.id != id),
            Err(_) => self.desk.notice(Notice::NotReached),
        }
    }
}

fn problem_of(error: AskError) -> HandoverProblem {
    match error {
        AskError::Refused(ErrorCode::NoRingGroup) => HandoverProblem::NoRingGroup,
        AskError::Refused(ErrorCode::Internal | ErrorCode::TooMany | ErrorCode::Unauthorized)
        | AskError::Unreachable
        | AskError::WrongCertificate
        | AskError::PlainHttp
        | AskError::BadAddress
        | AskError::NotRoomline => HandoverProblem::NotReached,
        AskError::Refused(_) => HandoverProblem::NotTaken,
    }
}
