//! Rounds and their stops, until a while after somebody finished them.

use roomline_signaling::call::{Private, RoundId, UnitId};
use roomline_signaling::round::{Round, RoundState, Stop};
use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;

use super::{Store, StoreError};

const COLUMNS: &str = "round_id, ring_group, started_by, started_ms, revision, state";

impl Store {
    /// Writes a round that begins, with its stops.
    pub(crate) fn add_round(&mut self, round: &Round) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO round (round_id, ring_group, started_by, started_ms, revision, state, station)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                round.id.to_string(),
                round.ring_group,
                round.started_by.0,
                round.started_ms.cast_signed(),
                round.revision,
                json(&round.state, "round.state")?,
                round.state.runs_at().unwrap_or_default(),
            ])?;
        let mut add = self
            .connection
            .prepare_cached("INSERT INTO stop (round_id, place, unit_id, name, room) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for (place, stop) in (0_i64..).zip(&round.stops) {
            add.execute(params![round.id.to_string(), place, stop.unit_id.as_str(), stop.name.0, stop.room])?;
        }
        Ok(())
    }

    /// Writes who cares for a round now.
    pub(crate) fn save_round(&mut self, round: &Round) -> Result<(), StoreError> {
        let (since_ms, finished_ms) = match round.state {
            RoundState::Running { since_ms, .. } | RoundState::Paused { since_ms, .. } => (since_ms, None),
            RoundState::Finished { at_ms, .. } => (at_ms, Some(at_ms)),
        };
        // One that is finished after a pause was left when the pause began.
        self.connection
            .prepare_cached(
                "UPDATE round SET revision = ?2, state = ?3, station = coalesce(?4, station),
                                  left_ms = CASE WHEN ?4 IS NULL THEN coalesce(left_ms, ?5) END, finished_ms = ?6
                 WHERE round_id = ?1",
            )?
            .execute(params![
                round.id.to_string(),
                round.revision,
                json(&round.state, "round.state")?,
                round.state.runs_at(),
                since_ms.cast_signed(),
                finished_ms.map(u64::cast_signed),
            ])?;
        Ok(())
    }

    /// Writes what came of a stop, and the revision that its round has by that.
    pub(crate) fn save_stop(&mut self, id: RoundId, revision: u32, stop: &Stop) -> Result<(), StoreError> {
        let done = stop.done.as_ref().map(|done| json(done, "stop.done")).transpose()?;
        let id = id.to_string();
        self.connection
            .prepare_cached("UPDATE stop SET done = ?3 WHERE round_id = ?1 AND unit_id = ?2")?
            .execute(params![id, stop.unit_id.as_str(), done])?;
        self.connection
            .prepare_cached("UPDATE round SET revision = ?2 WHERE round_id = ?1")?
            .execute(params![id, revision])?;
        Ok(())
    }

    /// A round with its stops.
    pub(crate) fn round(&self, id: RoundId) -> Result<Option<Round>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM round WHERE round_id = ?1");
        let found = self.connection.prepare_cached(&sql)?.query_row([id.to_string()], |row| Ok(read(row)));
        let Some(mut round) = found.optional()?.transpose()? else { return Ok(None) };
        round.stops = self.stops(id)?;
        Ok(Some(round))
    }

    /// The rounds that nobody has finished, oldest first, without their stops.
    pub(crate) fn open_rounds(&self) -> Result<Vec<Round>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM round WHERE finished_ms IS NULL ORDER BY started_ms, round_id");
        let mut query = self.connection.prepare_cached(&sql)?;
        let rows = query.query_map([], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The rounds that were finished since, newest first, without their stops.
    pub(crate) fn finished_rounds(&self, since_ms: u64) -> Result<Vec<Round>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM round WHERE finished_ms >= ?1 ORDER BY finished_ms DESC, round_id");
        let mut query = self.connection.prepare_cached(&sql)?;
        let rows = query.query_map([since_ms.cast_signed()], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The stops of a round in their order.
    pub(crate) fn stops(&self, id: RoundId) -> Result<Vec<Stop>, StoreError> {
        let sql = "SELECT unit_id, name, room, done FROM stop WHERE round_id = ?1 ORDER BY place";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map([id.to_string()], |row| Ok(read_stop(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The round that runs at the station of this name.
    pub(crate) fn round_at(&self, station: &str) -> Result<Option<RoundId>, StoreError> {
        let sql = "SELECT round_id FROM round WHERE station = ?1 AND left_ms IS NULL";
        let found = self.connection.prepare_cached(sql)?.query_row([station], |row| row.get::<_, String>(0));
        found.optional()?.map(|id| id.parse().map_err(|_| StoreError::Unreadable("round.round_id"))).transpose()
    }

    /// The round that a call of the station of this name belongs to: it has the unit, was started before the call began, and
    /// runs there, or ran there last and was left later. A word about a call may come after the round was paused or finished.
    pub(crate) fn round_of_call(
        &self,
        station: &str,
        unit: &UnitId,
        began_ms: u64,
    ) -> Result<Option<RoundId>, StoreError> {
        let sql = "SELECT round_id FROM round JOIN stop USING (round_id)
                   WHERE station = ?1 AND unit_id = ?2 AND started_ms <= ?3 AND (left_ms IS NULL OR left_ms >= ?3)
                   ORDER BY left_ms IS NOT NULL, left_ms DESC LIMIT 1";
        let asked = params![station, unit.as_str(), began_ms.cast_signed()];
        let found = self.connection.prepare_cached(sql)?.query_row(asked, |row| row.get::<_, String>(0));
        found.optional()?.map(|id| id.parse().map_err(|_| StoreError::Unreadable("round.round_id"))).transpose()
    }
}

fn json(value: &impl Serialize, column: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable(column))
}

fn read(row: &Row<'_>) -> Result<Round, StoreError> {
    let (id, state): (String, String) = (row.get(0)?, row.get(5)?);
    Ok(Round {
        id: id.parse().map_err(|_| StoreError::Unreadable("round.round_id"))?,
        ring_group: row.get(1)?,
        started_by: Private(row.get(2)?),
        started_ms: row.get::<_, i64>(3)?.cast_unsigned(),
        revision: row.get(4)?,
        state: serde_json::from_str(&state).map_err(|_| StoreError::Unreadable("round.state"))?,
        stops: Vec::new(),
    })
}

fn read_stop(row: &Row<'_>) -> Result<Stop, StoreError> {
    let (unit, done): (String, Option<String>) = (row.get(0)?, row.get(3)?);
    Ok(Stop {
        unit_id: unit.parse().map_err(|_| StoreError::Unreadable("stop.unit_id"))?,
        name: Private(row.get(1)?),
        room: row.get(2)?,
        done: done
            .map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Unreadable("stop.done")))
            .transpose()?,
    })
}
