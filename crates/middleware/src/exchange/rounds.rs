//! Rounds: rooms that are called one after the other. A round runs at one station at a time and belongs to the ring group.

use std::collections::BTreeSet;
use std::time::Duration;

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{RoundId, UnitId};
use roomline_signaling::round::{Round, RoundState, Stop};
use roomline_signaling::staff::Event;

use super::Exchange;
use super::callbacks::{concerns, seat};
use super::outcome::BadNote;
use crate::calls::{RoundDeed, RoundTurn, StationIdentity};
use crate::store::{Deed, Doer, StoreError};

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

    /// Whoever leaves a desk leaves the round that runs there to whoever goes on with it.
    pub(super) fn leave_round(&mut self, now: WallTime, by: &StationIdentity) -> Result<(), StoreError> {
        match self.store.round_at(&by.station_name)? {
            Some(id) => self.turn_round(now, by, id, RoundTurn::Pause).map(drop),
            None => Ok(()),
        }
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

    /// A round that this station may see, with its stops.
    pub(super) fn round_for(&self, by: &StationIdentity, id: RoundId) -> Result<Option<Round>, StoreError> {
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
    pub(super) fn tell_round(&mut self, now: WallTime, round: &Round, stops: Vec<Stop>) {
        let groups = self.switchboard.ring_groups();
        let event = Event::RoundChanged { round: Round { stops, ..round.clone() } };
        self.fanout.tell_all(now, &event, |name| concerns(groups, &round.ring_group, name));
    }
}
