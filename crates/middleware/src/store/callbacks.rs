//! The call-backs: residents who called and talked to nobody, until somebody has called them back.

use roomline_signaling::call::{CallId, Private};
use roomline_signaling::rest::{Callback, CallbackState};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Store, StoreError, from_word, word};

const COLUMNS: &str = "call_id, unit_id, name, room, ring_group, called_ms, reason, state, opened_by, errand, note";

impl Store {
    /// Writes a call-back, or what became of it.
    pub(crate) fn save_callback(&mut self, callback: &Callback) -> Result<(), StoreError> {
        let state = serde_json::to_string(&callback.state).map_err(|_| StoreError::Unreadable("callback.state"))?;
        self.connection
            .prepare_cached(
                "INSERT INTO callback (call_id, unit_id, name, room, ring_group, called_ms, reason, state, done, opened_by,
                                       errand, note)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (call_id) DO UPDATE SET
                    state = excluded.state, done = excluded.done, opened_by = excluded.opened_by,
                    errand = excluded.errand, note = excluded.note",
            )?
            .execute(params![
                callback.id.to_string(),
                callback.unit_id.as_ref().map(|unit| unit.as_str()),
                callback.name.as_ref().map(|name| &name.0),
                callback.room,
                callback.ring_group,
                callback.called_ms.cast_signed(),
                word(&callback.reason),
                state,
                matches!(callback.state, CallbackState::Done { .. }),
                callback.opened_by.as_ref().map(|staff| &staff.0),
                word(&callback.errand),
                callback.note.as_ref().map(|note| &note.0),
            ])?;
        Ok(())
    }

    /// A call-back, done or not.
    pub(crate) fn callback(&self, id: CallId) -> Result<Option<Callback>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM callback WHERE call_id = ?1");
        let found = self.connection.prepare_cached(&sql)?.query_row([id.to_string()], |row| Ok(read(row)));
        found.optional()?.transpose()
    }

    /// How many call-backs nobody has done yet.
    pub(crate) fn open_callback_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM callback WHERE NOT done";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// All call-backs that nobody has done yet, oldest first.
    pub(crate) fn open_callbacks(&self) -> Result<Vec<Callback>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM callback WHERE NOT done ORDER BY called_ms, call_id");
        let mut query = self.connection.prepare_cached(&sql)?;
        let rows = query.query_map([], |row| Ok(read(row)))?;
        rows.map(|row| row?).collect()
    }
}

fn read(row: &Row<'_>) -> Result<Callback, StoreError> {
    let id: String = row.get(0)?;
    let unit: Option<String> = row.get(1)?;
    let (reason, state, errand): (String, String, String) = (row.get(6)?, row.get(7)?, row.get(9)?);
    Ok(Callback {
        id: id.parse().map_err(|_| StoreError::Unreadable("callback.call_id"))?,
        unit_id: unit.map(|unit| unit.parse().map_err(|_| StoreError::Unreadable("callback.unit_id"))).transpose()?,
        name: row.get::<_, Option<String>>(2)?.map(Private),
        room: row.get(3)?,
        ring_group: row.get(4)?,
        called_ms: row.get::<_, i64>(5)?.cast_unsigned(),
        reason: from_word(&reason, "callback.reason")?,
        opened_by: row.get::<_, Option<String>>(8)?.map(Private),
        errand: from_word(&errand, "callback.errand")?,
        note: row.get::<_, Option<String>>(10)?.map(Private),
        state: serde_json::from_str(&state).map_err(|_| StoreError::Unreadable("callback.state"))?,
    })
}
