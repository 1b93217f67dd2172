//! What Alexa must still be told: written before it is said, so that a crash forgets nothing.

use roomline_signaling::call::switchboard::{Say, Topic, WallTime};
use roomline_signaling::call::{CallId, SessionId};
use rusqlite::params;

use super::{Store, StoreError};

/// A message to Alexa as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredLetter {
    /// Its number: a later one of the same session is said later.
    pub letter: i64,
    /// The call.
    pub call: CallId,
    /// Alexa's session.
    pub session: SessionId,
    /// What it is about.
    pub topic: Topic,
    /// What it says; absent once it was delivered.
    pub say: Option<Say>,
    /// When it is too late to say it.
    pub deadline: WallTime,
    /// How often it was tried.
    pub attempts: u32,
}

impl Store {
    /// Writes a message; returns its number.
    pub(crate) fn add_letter(
        &mut self,
        call: CallId,
        session: &SessionId,
        say: &Say,
        deadline: WallTime,
    ) -> Result<i64, StoreError> {
        let sql = "INSERT INTO outbox (call_id, session_id, topic, say, deadline_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
        let deadline = deadline.as_millis().cast_signed();
        let values = params![call.to_string(), session.as_str(), json(&say.topic())?, json(say)?, deadline];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Notes an attempt, before it is made.
    pub(crate) fn attempt_letter(&mut self, letter: i64) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET attempts = attempts + 1 WHERE letter = ?1";
        self.connection.prepare_cached(sql)?.execute([letter])?;
        Ok(())
    }

    /// Notes that Alexa took a message: only its topic is kept.
    pub(crate) fn letter_delivered(&mut self, letter: i64) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET say = NULL WHERE letter = ?1";
        self.connection.prepare_cached(sql)?.execute([letter])?;
        Ok(())
    }

    /// Forgets a message as if it had never been written.
    pub(crate) fn drop_letter(&mut self, letter: i64) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM outbox WHERE letter = ?1")?.execute([letter])?;
        Ok(())
    }

    /// Forgets all messages of a session.
    pub(crate) fn drop_session(&mut self, session: &SessionId) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM outbox WHERE session_id = ?1")?.execute([session.as_str()])?;
        Ok(())
    }

    /// All messages in order.
    pub(crate) fn letters(&self) -> Result<Vec<StoredLetter>, StoreError> {
        let sql = "SELECT letter, call_id, session_id, topic, say, deadline_ms, attempts FROM outbox ORDER BY letter";
        let mut query = self.connection.prepare(sql)?;
        let rows = query.query_map([], |row| Ok(stored_letter(row)))?;
        rows.map(|row| row?).collect()
    }
}

fn stored_letter(row: &rusqlite::Row<'_>) -> Result<StoredLetter, StoreError> {
    let unreadable = StoreError::Unreadable("outbox");
    let texts: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
    let say: Option<String> = row.get(4)?;
    let read = || {
        Some(StoredLetter {
            letter: row.get(0).ok()?,
            call: texts[0].parse().ok()?,
            session: texts[1].parse().ok()?,
            topic: serde_json::from_str(&texts[2]).ok()?,
            say: say.map(|say| serde_json::from_str(&say)).transpose().ok()?,
            deadline: WallTime::from_millis(row.get::<_, i64>(5).ok()?.cast_unsigned()),
            attempts: row.get(6).ok()?,
        })
    };
    read().ok_or(unreadable)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("outbox"))
}
