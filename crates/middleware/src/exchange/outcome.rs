//! What came of a call, as whoever talked says: stored with it, in the round that it belongs to, and on the call-back list
//! if something is left to do.

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, Direction, EndReason, Private};
use roomline_signaling::outcome::{CallOutcome, Errand, Outcome};
use roomline_signaling::rest::{CallRecord, Callback, CallbackState, ErrorCode};

use super::Exchange;
use super::callbacks::seat;
use super::commands::Problem;
use crate::calls::StationIdentity;
use crate::store::{AuditEntry, StoreError};

/// What is wrong with a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNote {
    /// It is too long.
    #[error("a note has up to 500 characters")]
    Long,
    /// It holds control characters.
    #[error("a note is one line of text")]
    NotOneLine,
}

impl Exchange {
    pub(super) fn take_outcome(
        &mut self,
        now: WallTime,
        who: &StationIdentity,
        id: CallId,
        outcome: CallOutcome,
    ) -> Result<Result<(), Problem>, StoreError> {
        if let Err(fault) = check_note(outcome.note.as_ref()) {
            let code = match fault {
                BadNote::Long => ErrorCode::TooLarge,
                BadNote::NotOneLine => ErrorCode::Malformed,
            };
            return Ok(Err(Problem::new(code, fault.to_string())));
        }
        if let Err(problem) = self.check_owner(&who.station_id, id)? {
            return Ok(Err(problem));
        }
        let Some(record) = self.store.call_record(id)? else { return Ok(Ok(())) };
        if record.outcome.as_ref() == Some(&outcome) {
            return Ok(Ok(()));
        }
        self.store.save_outcome(id, &outcome)?;
        let (seat, unit) = (seat(who), record.unit_id.clone());
        let word = serde_json::to_value(outcome.outcome).ok();
        let word = word.as_ref().and_then(|word| word.as_str());
        let entry =
            AuditEntry { deed: "call.outcome", call: Some(id), unit: unit.as_ref(), seat: Some(&seat), outcome: word };
        self.store.audit(now, entry)?;
        self.settle_by_call(now, who, &record, &outcome)?;
        match self.callback_after(now, who, record, outcome)? {
            Some(callback) => self.keep(now, callback).map(Ok),
            None => Ok(Ok(())),
        }
    }

    /// The call-back under the id of the call as it is after such an outcome; `None`: nothing changes.
    pub(super) fn callback_after(
        &self,
        now: WallTime,
        who: &StationIdentity,
        record: CallRecord,
        CallOutcome { outcome, note }: CallOutcome,
    ) -> Result<Option<Callback>, StoreError> {
        let known = self.store.callback(record.call_id)?;
        let Some(errand) = outcome.errand() else {
            let open = known.filter(|known| !matches!(known.state, CallbackState::Done { .. }));
            return Ok(open.map(|open| settled(open, now, who, record.direction, outcome)));
        };
        if errand.is_call() && known.is_none() {
            // One resident to be called is one line of the list, however often it was tried.
            let same = |open: &Callback| open.unit_id == record.unit_id && open.errand.is_call();
            let open =
                self.callbacks_of(&who.station_name)?.into_iter().find(same).filter(|_| record.unit_id.is_some());
            if let Some(open) = open {
                let note = note.or_else(|| open.note.clone());
                return Ok(Some(Callback { state: CallbackState::Waiting, note, ..open }));
            }
        }
        // Whoever has taken it on by now keeps it.
        let claim = known.map(|known| known.state).filter(|state| matches!(state, CallbackState::Claimed { .. }));
        Ok(Some(Callback {
            id: record.call_id,
            unit_id: record.unit_id,
            name: record.name,
            room: record.room,
            ring_group: record.ring_group,
            called_ms: record.started_ms,
            reason: record.end_reason.unwrap_or(EndReason::HungUpHere),
            opened_by: Some(who.staff.clone()),
            errand,
            note,
            state: claim.unwrap_or(CallbackState::Waiting),
        }))
    }
}

/// Whether a note may be kept.
pub(super) fn check_note(note: Option<&Private<String>>) -> Result<(), BadNote> {
    let Some(Private(note)) = note else { return Ok(()) };
    if note.chars().count() > CallOutcome::LONGEST_NOTE {
        return Err(BadNote::Long);
    }
    if note.chars().any(char::is_control) { Err(BadNote::NotOneLine) } else { Ok(()) }
}

/// An open call-back after an outcome that leaves nothing to do.
fn settled(open: Callback, now: WallTime, who: &StationIdentity, direction: Direction, outcome: Outcome) -> Callback {
    if outcome == Outcome::NoAnswer && direction == Direction::FromUnit {
        // A resident who called still waits; only what staff had added to it is taken back.
        return Callback { opened_by: None, errand: Errand::Call, note: None, ..open };
    }
    let state = CallbackState::Done { staff: who.staff.clone(), at_ms: now.as_millis() };
    Callback { state, ..open }
}
