//! What is old enough to be forgotten: calls that are over, call-backs that are done, rounds that are finished, hand-overs;
//! never the audit trail.

use rusqlite::{TransactionBehavior, params};

use super::{Store, StoreError};

/// How many rows a round has with its stops, more or less: so many fewer of them are removed at a time.
const ROWS_OF_A_ROUND: i64 = 50;

/// How much was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Calls.
    pub calls: usize,
    /// Call-backs.
    pub callbacks: usize,
    /// Rounds.
    pub rounds: usize,
    /// Hand-overs with their notes, read or not.
    pub handovers: usize,
}

impl Store {
    /// Removes at most `most` of each that were over before a time, the oldest first. The rows are overwritten; of what
    /// SQLite moved earlier, parts may stay in the file's free space, but in no backup.
    ///
    /// A resident who still waits is no matter of age: an open call-back stays, and so does a round that nobody has finished.
    pub(crate) fn forget(&mut self, before_ms: i64, most: usize) -> Result<Forgotten, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        // Source: SQLite, PRAGMA secure_delete.
        self.connection.pragma_update(None, "secure_delete", true)?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let calls = transaction.execute(
            "DELETE FROM call WHERE call_id IN
             (SELECT call_id FROM call WHERE live IS NULL AND ended_ms < ?1 ORDER BY ended_ms LIMIT ?2)",
            params![before_ms, most],
        )?;
        let callbacks = transaction.execute(
            "DELETE FROM callback WHERE call_id IN
             (SELECT call_id FROM callback WHERE done AND called_ms < ?1 ORDER BY called_ms LIMIT ?2)",
            params![before_ms, most],
        )?;
        let rounds = transaction.execute(
            "DELETE FROM round WHERE round_id IN
             (SELECT round_id FROM round WHERE finished_ms < ?1 ORDER BY finished_ms LIMIT ?2)",
            params![before_ms, (most / ROWS_OF_A_ROUND).max(1)],
        )?;
        let handovers = transaction.execute(
            "DELETE FROM handover WHERE id IN (SELECT id FROM handover WHERE at_ms < ?1 ORDER BY at_ms LIMIT ?2)",
            params![before_ms, most],
        )?;
        transaction.commit()?;
        Ok(Forgotten { calls, callbacks, rounds, handovers })
    }
}
