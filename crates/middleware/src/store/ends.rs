//! Ends that Alexa could not be told in time: kept until she speaks of the session again.

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, EndReason, SessionId};
use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError, from_word, word};

impl Store {
    /// Remembers that Alexa does not know of a call's end; forgets those from before `oldest`.
    pub(crate) fn end_untold(
        &mut self,
        (session, call): (&SessionId, CallId),
        reason: EndReason,
        now: WallTime,
        oldest: WallTime,
    ) -> Result<(), StoreError> {
        let oldest = oldest.as_millis().cast_signed();
        self.connection.prepare_cached("DELETE FROM untold_end WHERE at_ms < ?1")?.execute([oldest])?;
        let sql = "INSERT OR REPLACE INTO untold_end (session_id, call_id, reason, at_ms) VALUES (?1, ?2, ?3, ?4)";
        let values = params![session.as_str(), call.to_string(), word(&reason), now.as_millis().cast_signed()];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// The end of a session that Alexa still does not know; asked once.
    pub(crate) fn take_untold_end(&mut self, session: &SessionId) -> Result<Option<(CallId, EndReason)>, StoreError> {
        let sql = "DELETE FROM untold_end WHERE session_id = ?1 RETURNING call_id, reason";
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row([session.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        let Some((call, reason)) = found else { return Ok(None) };
        let call = call.parse().map_err(|_| StoreError::Unreadable("untold_end.call_id"))?;
        Ok(Some((call, from_word(&reason, "untold_end.reason")?)))
    }
}
