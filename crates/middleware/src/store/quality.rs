//! How well calls could be heard, beside the calls.

use roomline_signaling::call::CallId;
use roomline_signaling::quality::CallQuality;
use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError};

impl Store {
    /// Writes what a call's station measured, in place of what it said before. The last word stays: what comes after it, by a
    /// repeated or overtaken message, is not written.
    ///
    /// Returns whether it was written.
    pub(crate) fn save_quality(&mut self, id: CallId, quality: &CallQuality) -> Result<bool, StoreError> {
        if self.quality(id)?.is_some_and(|known| known.last) {
            return Ok(false);
        }
        let json = serde_json::to_string(quality).map_err(|_| StoreError::Unreadable("call.quality"))?;
        let sql = "UPDATE call SET quality = ?2 WHERE call_id = ?1";
        Ok(self.connection.prepare_cached(sql)?.execute(params![id.to_string(), json])? > 0)
    }

    /// What is known of a call so far.
    pub(crate) fn quality(&self, id: CallId) -> Result<Option<CallQuality>, StoreError> {
        let sql = "SELECT quality FROM call WHERE call_id = ?1";
        let found = self.connection.prepare_cached(sql)?.query_row([id.to_string()], |row| row.get(0)).optional()?;
        found.flatten().map(|json: String| read(&json)).transpose()
    }
}

/// Reads the column.
pub(super) fn read(json: &str) -> Result<CallQuality, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable("call.quality"))
}
