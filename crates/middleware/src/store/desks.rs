//! What outlives a station's socket: which desks a person set to away; and ends that came before their beginning.

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{SessionId, StationId};
use rusqlite::params;

use super::{Store, StoreError};

impl Store {
    /// Whether a person set this desk to away.
    pub(crate) fn is_away(&self, station: &StationId) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM away WHERE station_id = ?1")?.exists([station.as_str()])?)
    }

    /// Writes what a person set.
    pub(crate) fn set_away(&mut self, station: &StationId, away: bool) -> Result<(), StoreError> {
        let sql = if away {
            "INSERT OR IGNORE INTO away (station_id) VALUES (?1)"
        } else {
            "DELETE FROM away WHERE station_id = ?1"
        };
        self.connection.prepare_cached(sql)?.execute([station.as_str()])?;
        Ok(())
    }

    /// Remembers that a session ended before it was heard of; forgets those that ended before `oldest`.
    pub(crate) fn ended_early(
        &mut self,
        session: &SessionId,
        now: WallTime,
        oldest: WallTime,
    ) -> Result<(), StoreError> {
        let oldest = oldest.as_millis().cast_signed();
        self.connection.prepare_cached("DELETE FROM ended_early WHERE at_ms < ?1")?.execute([oldest])?;
        let sql = "INSERT OR IGNORE INTO ended_early (session_id, at_ms) VALUES (?1, ?2)";
        self.connection.prepare_cached(sql)?.execute(params![session.as_str(), now.as_millis().cast_signed()])?;
        Ok(())
    }

    /// Whether a session ended since `oldest` before it was heard of; asked once.
    pub(crate) fn take_ended_early(&mut self, session: &SessionId, oldest: WallTime) -> Result<bool, StoreError> {
        let sql = "DELETE FROM ended_early WHERE session_id = ?1 AND at_ms >= ?2";
        let values = params![session.as_str(), oldest.as_millis().cast_signed()];
        Ok(self.connection.prepare_cached(sql)?.execute(values)? == 1)
    }
}
