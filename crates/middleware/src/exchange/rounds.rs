//! Rounds: rooms that are called one after the other. A round runs at one station at a time and belongs to the ring group;
//! what is said of a call settles its stop, what is said of a stop by hand has the consequences of the same word of a call.

use std::collections::BTreeSet;
use std::time::Duration;

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, Direction, RoundId, UnitId};
use roomline_signaling::outcome::{CallOutcome, Outcome};
use roomline_signaling::rest::CallRecord;
use roomline_signaling::round::{Round, RoundState, SettleStop, Stop, StopDone};
use roomline_signaling::staff::Event;

use super::Exchange;
use super::callbacks::{concerns, seat};
use super::outcome::{BadNote, check_note};
use crate::calls::{RoundDeed, RoundTurn, StationIdentity};
use crate::store::{AuditEntry, Deed, Doer, StoreError, word};

/// How many rounds of one ring group may be open at a time: more are forgotten ones, which somebody should finish first.
const OPEN_AT_MOST: usize = 16;
/// How many rounds a station is told of.
const LISTED: usize = 32;
/// How long a finished round is listed, for whoever wants its report.
const LISTED_FOR: Duration = Duration::from_secs(24 * 3600);

/// Why a round is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundRefusal {
    /// There is none that this station may see, or the room is not in it.
    #[error("there is no such round, or no such room in it")]
    NotFound,
    /// Another round has this id.
    #[error("another round has this id")]
    ForeignId,
    /// The station is in no ring group.
    #[error("this station is in no ring group, which could share the round")]
    NoRingGroup,
    /// No room is named, or one twice.
    #[error("a round has rooms, none of them twice")]
    BadRooms,
    /// Too many rooms are named.
    #[error("a round has at most 200 rooms")]
    TooManyRooms,
    /// The directory has no such room.
    #[error("a room is not in the directory")]
    NoSuchUnit,
    /// Too many rounds are open.
    #[error("the ring group has 16 rounds that nobody has finished: finish some")]
    TooManyRounds,
    /// Another round runs at this station.
    #[error("a round runs at this station already")]
    OneRunsHere,
    /// It runs at another station.
    #[error("the round runs at another station: take it over first")]
    RunsElsewhere,
    /// It is finished.
    #[error("the round is finished")]
    Over,
    /// The note is not one that is kept.
    #[error(transparent)]
    Note(#[from] BadNote),
}

impl Exchange {
    /// The rounds of the ring groups of a station: the open ones, oldest first, then those that were finished not long ago.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub fn rounds_of(&self, now: WallTime, station_name: &str) -> Result<Vec<Round>, StoreError> {
        self.round_heads(now, station_name)?.into_iter().map(|head| self.whole(head)).collect()
    }

    /// Starts a round, hands it on, or says what came of one of its stops. A repeated deed changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] as for [`Exchange::handle_input`]; the inner error is for the person.
    pub fn change_round(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: RoundId,
        deed: RoundDeed,
    ) -> Result<Result<Round, RoundRefusal>, StoreError> {
        self.in_transaction(now, |exchange| match deed {
            RoundDeed::Start { units } => exchange.start_round(now, by, id, &units),
            RoundDeed::Turn(turn) => exchange.turn_round(now, by, id, turn),
            RoundDeed::Settle { unit, said } => exchange.settle_stop(now, by, id, &unit, said),
        })
    }

    /// The same rounds as [`Exchange::rounds_of`], without their stops.
    pub(super) fn round_heads(&self, now: WallTime, station_name: &str) -> Result<Vec<Round>, StoreError> {
        let since_ms = now.as_millis().saturating_sub(u64::try_from(LISTED_FOR.as_millis()).unwrap_or(u64::MAX));
        let mut heads = self.store.open_rounds()?;
        heads.extend(self.store.finished_rounds(since_ms)?);
        heads.retain(|round| self.concerns(&round.ring_group, station_name));
        heads.truncate(LISTED);
        Ok(heads)
    }

    /// A round with its stops.
    pub(super) fn whole(&self, head: Round) -> Result<Round, StoreError> {
        Ok(Round { stops: self.store.stops(head.id)?, ..head })
    }

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

    fn start_round(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: RoundId,
        units: &[UnitId],
    ) -> Result<Result<Round, RoundRefusal>, StoreError> {
        if let Some(known) = self.store.round(id)? {
            let is_same = known.stops.iter().map(|stop| &stop.unit_id).eq(units);
            let is_repeated = is_same && self.concerns(&known.ring_group, &by.station_name);
            return Ok(if is_repeated { Ok(known) } else { Err(RoundRefusal::ForeignId) });
        }
        let mut groups = self.switchboard.ring_groups().iter();
        let Some(ring_group) = groups.find(|group| group.rings(&by.station_name)).map(|group| group.name.clone())
        else {
            return Ok(Err(RoundRefusal::NoRingGroup));
        };
        let stops = match self.stops_of(units) {
            Ok(stops) => stops,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if self.store.round_at(&by.station_name)?.is_some() {
            return Ok(Err(RoundRefusal::OneRunsHere));
        }
        if self.store.open_rounds()?.iter().filter(|open| open.ring_group == ring_group).count() >= OPEN_AT_MOST {
            return Ok(Err(RoundRefusal::TooManyRounds));
        }
        let (station, staff, now_ms) = (by.station_name.clone(), by.staff.clone(), now.as_millis());
        let round = Round {
            id,
            ring_group,
            started_by: staff.clone(),
            started_ms: now_ms,
            revision: 1,
            state: RoundState::Running { station, staff, since_ms: now_ms },
            stops,
        };
        self.store.add_round(&round)?;
        self.audit_round(now, by, "round.start", id, Some(&format!("{} rooms", round.stops.len())))?;
        self.tell_round(now, &round, Vec::new());
        Ok(Ok(round))
    }

    /// The stops of a round that begins.
    fn stops_of(&self, units: &[UnitId]) -> Result<Vec<Stop>, RoundRefusal> {
        if units.len() > Round::MOST_STOPS {
            return Err(RoundRefusal::TooManyRooms);
        }
        if units.is_empty() || units.iter().collect::<BTreeSet<_>>().len() < units.len() {
            return Err(RoundRefusal::BadRooms);
        }
        let stop = |unit: &UnitId| {
            let card = self.units.card(unit).ok_or(RoundRefusal::NoSuchUnit)?;
            Ok(Stop { unit_id: unit.clone(), name: card.name.clone(), room: card.room.clone(), done: None })
        };
        units.iter().map(stop).collect()
    }

    fn turn_round(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: RoundId,
        turn: RoundTurn,
    ) -> Result<Result<Round, RoundRefusal>, StoreError> {
        let Some(mut round) = self.round_for(by, id)? else { return Ok(Err(RoundRefusal::NotFound)) };
        let (station, staff, now_ms) = (by.station_name.clone(), by.staff.clone(), now.as_millis());
        let another_runs_here = self.store.round_at(&station)?.is_some_and(|running| running != id);
        let state = match (turn, &round.state) {
            (RoundTurn::Pause, RoundState::Paused { .. }) | (RoundTurn::Finish, RoundState::Finished { .. }) => {
                return Ok(Ok(round));
            }
            (_, RoundState::Finished { .. }) => return Ok(Err(RoundRefusal::Over)),
            (RoundTurn::Resume, RoundState::Running { station: at, staff: who, .. })
                if *at == station && *who == staff =>
            {
                return Ok(Ok(round));
            }
            (RoundTurn::Resume, _) if another_runs_here => return Ok(Err(RoundRefusal::OneRunsHere)),
            (RoundTurn::Resume, _) => RoundState::Running { station, staff, since_ms: now_ms },
            // Whoever clicks here has not seen yet that somebody has taken it over.
            (RoundTurn::Pause | RoundTurn::Finish, RoundState::Running { station: at, .. }) if *at != station => {
                return Ok(Err(RoundRefusal::RunsElsewhere));
            }
            (RoundTurn::Pause, RoundState::Running { .. }) => RoundState::Paused { staff, since_ms: now_ms },
            (RoundTurn::Finish, _) => RoundState::Finished { staff, at_ms: now_ms },
        };
        round.state = state;
        round.revision += 1;
        self.store.save_round(&round)?;
        let deed = match turn {
            RoundTurn::Resume => "round.resume",
            RoundTurn::Pause => "round.pause",
            RoundTurn::Finish => "round.finish",
        };
        self.audit_round(now, by, deed, id, None)?;
        self.tell_round(now, &round, Vec::new());
        Ok(Ok(round))
    }

    fn settle_stop(
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

    /// A round that this station may see, with its stops.
    fn round_for(&self, by: &StationIdentity, id: RoundId) -> Result<Option<Round>, StoreError> {
        Ok(self.store.round(id)?.filter(|round| self.concerns(&round.ring_group, &by.station_name)))
    }

    fn audit_round(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        deed: &str,
        id: RoundId,
        outcome: Option<&str>,
    ) -> Result<(), StoreError> {
        let (seat, subject) = (seat(by), id.to_string());
        let by = Doer::Account { account: &by.user.0, seat: &seat };
        self.store.audit_deed(now, Deed { deed, by, subject: Some(&subject), outcome })
    }

    /// Tells every station of the ring group. `stops`: what of them is new.
    fn tell_round(&mut self, now: WallTime, round: &Round, stops: Vec<Stop>) {
        let groups = self.switchboard.ring_groups();
        let event = Event::RoundChanged { round: Round { stops, ..round.clone() } };
        self.fanout.tell_all(now, &event, |name| concerns(groups, &round.ring_group, name));
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
