//! What came of a call, as whoever talked says: stored with it, and on the call-back list if something is left to do.

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::outcome::{CallOutcome, Outcome};
use roomline_signaling::rest::{CallRecord, Callback, CallbackState, ErrorCode};

use super::Exchange;
use super::callbacks::seat;
use super::commands::Problem;
use crate::calls::StationIdentity;
use crate::store::{AuditEntry, StoreError};

impl Exchange {
    pub(super) fn take_outcome(
        &mut self,
        now: WallTime,
        who: &StationIdentity,
        id: CallId,
        outcome: CallOutcome,
    ) -> Result<Result<(), Problem>, StoreError> {
        let is_long = |note: &str| note.chars().count() > CallOutcome::LONGEST_NOTE;
        if outcome.note.as_ref().is_some_and(|note| is_long(&note.0)) {
            return Ok(Err(Problem::new(ErrorCode::TooLarge, "a note has up to 500 characters")));
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
        match self.callback_after(now, who, record, outcome)? {
            Some(callback) => self.keep(now, callback).map(Ok),
            None => Ok(Ok(())),
        }
    }

    /// The call-back under the id of the call as it is after such an outcome; `None`: nothing changes.
    fn callback_after(
        &self,
        now: WallTime,
        who: &StationIdentity,
        record: CallRecord,
        CallOutcome { outcome, note }: CallOutcome,
    ) -> Result<Option<Callback>, StoreError> {
        if let Some(errand) = outcome.errand() {
            return Ok(Some(Callback {
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
                state: CallbackState::Waiting,
            }));
        }
        let is_settled = |known: &Callback| match outcome {
            Outcome::Reached => true,
            // A resident who called still waits; what staff had opened they take back.
            Outcome::NoAnswer | Outcome::CallAgain | Outcome::NeedsVisit => known.opened_by.is_some(),
        };
        let known = self.store.callback(record.call_id)?;
        let open = known.filter(|known| !matches!(known.state, CallbackState::Done { .. }) && is_settled(known));
        let state = CallbackState::Done { staff: who.staff.clone(), at_ms: now.as_millis() };
        Ok(open.map(|open| Callback { state, ..open }))
    }
}
