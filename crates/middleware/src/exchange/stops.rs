//! The stops of rounds: what is said of a call settles its stop, and what is said of a stop by hand has the consequences of the
//! same word of a call.

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, Direction, RoundId, UnitId};
use roomline_signaling::outcome::{CallOutcome, Outcome};
use roomline_signaling::rest::CallRecord;
use roomline_signaling::round::{Round, SettleStop, Stop, StopDone};

use super::callbacks::seat;
use super::outcome::check_note;
use super::{Exchange, RoundRefusal};
use crate::calls::StationIdentity;
use crate::store::{AuditEntry, StoreError, word};

impl Exchange {
    /// Staff have said what came of a call: so it is also what came of its stop.
    pub(super) fn settle_by_call(
        &mut self,
        now: WallTime,
        who: &StationIdentity,
        record: &CallRecord,
        outcome: &CallOutcome,
    ) -> Result<(), StoreError> {
        let Some(unit) = &record.unit_id else { return Ok(()) };
        let Some(id) = self.store.round_of_call(&who.station_name, unit, record.started_ms)? else { return Ok(()) };
        let Some(round) = self.store.round(id)? else { return Ok(()) };
        let done = StopDone {
            outcome: outcome.outcome.into(),
            note: outcome.note.clone(),
            staff: who.staff.clone(),
            at_ms: now.as_millis(),
            call: Some(record.call_id),
        };
        self.set_stop(now, who, round, unit, done).map(drop)
    }

    pub(super) fn settle_stop(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: RoundId,
        unit: &UnitId,
        said: SettleStop,
    ) -> Result<Result<Round, RoundRefusal>, StoreError> {
        let Some(round) = self.round_for(by, id)? else { return Ok(Err(RoundRefusal::NotFound)) };
        let Some(before) = round.stops.iter().find(|stop| stop.unit_id == *unit).map(|stop| stop.done.clone()) else {
            return Ok(Err(RoundRefusal::NotFound));
        };
        if round.state.is_finished() {
            return Ok(Err(RoundRefusal::Over));
        }
        if let Err(fault) = check_note(said.note.as_ref()) {
            return Ok(Err(fault.into()));
        }
        let SettleStop { outcome, note } = said;
        if before.as_ref().is_some_and(|before| before.outcome == outcome && before.note == note) {
            return Ok(Ok(round));
        }
        let call = before.and_then(|before| before.call);
        let done = StopDone { outcome, note, staff: by.staff.clone(), at_ms: now.as_millis(), call };
        let round = self.set_stop(now, by, round, unit, done)?;
        self.follow(now, by, &round, unit)?;
        Ok(Ok(round))
    }

    fn set_stop(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        mut round: Round,
        unit: &UnitId,
        done: StopDone,
    ) -> Result<Round, StoreError> {
        let Some(stop) = round.stops.iter_mut().find(|stop| stop.unit_id == *unit) else { return Ok(round) };
        let (call, outcome) = (done.call, word(&done.outcome));
        stop.done = Some(done);
        let stop = stop.clone();
        round.revision += 1;
        self.store.save_stop(round.id, round.revision, &stop)?;
        let seat = seat(by);
        let entry =
            AuditEntry { deed: "round.stop", call, unit: Some(unit), seat: Some(&seat), outcome: Some(&outcome) };
        self.store.audit(now, entry)?;
        self.tell_round(now, &round, vec![stop]);
        Ok(round)
    }

    /// What was said of a stop by hand counts for the call that the stop came of, and for the call-back list.
    fn follow(&mut self, now: WallTime, by: &StationIdentity, round: &Round, unit: &UnitId) -> Result<(), StoreError> {
        let Some((place, stop)) = round.stops.iter().enumerate().find(|(_, stop)| stop.unit_id == *unit) else {
            return Ok(());
        };
        let Some(done) = &stop.done else { return Ok(()) };
        // To leave a room out asks for as little as a call that reached nobody.
        let outcome = done.outcome.of_a_call().unwrap_or(Outcome::NoAnswer);
        let said = CallOutcome { outcome, note: done.note.clone() };
        let record = match done.call {
            Some(call) => self.store.call_record(call)?,
            None => None,
        };
        if let Some(record) = &record
            && done.outcome.of_a_call().is_some()
        {
            self.store.save_outcome(record.call_id, &said)?;
        }
        let record = record.unwrap_or_else(|| never_called(now, round, place, stop));
        match self.callback_after(now, by, record, said)? {
            Some(callback) => self.keep(now, callback),
            None => Ok(()),
        }
    }
}

/// A stop without a call in the words of one, so that it may open a call-back and take it back. Its id is the stop's own:
/// always the same, so that whoever changes their mind finds it.
fn never_called(now: WallTime, round: &Round, place: usize, stop: &Stop) -> CallRecord {
    CallRecord {
        call_id: CallId::from_u128(round.id.as_u128() ^ (place + 1) as u128),
        direction: Direction::ToUnit,
        unit_id: Some(stop.unit_id.clone()),
        name: Some(stop.name.clone()),
        room: Some(stop.room.clone()),
        ring_group: round.ring_group.clone(),
        station: None,
        staff: None,
        started_ms: now.as_millis(),
        accepted_ms: None,
        ended_ms: None,
        end_reason: None,
        quality: None,
        outcome: None,
    }
}
