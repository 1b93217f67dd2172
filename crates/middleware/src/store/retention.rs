//! What is old enough to be forgotten: calls that are over, call-backs that are done, hand-overs; never the audit trail.

use rusqlite::{TransactionBehavior, params};

use super::{Store, StoreError};

/// How much was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Calls.
    pub calls: usize,
    /// Call-backs.
    pub callbacks: usize,
    /// Hand-overs with their notes, read or not.
    pub handovers: usize,
}

impl Forgotten {
    /// The largest of these numbers.
    pub(crate) fn most(self) -> usize {
        self.calls.max(self.callbacks).max(self.handovers)
    }
}

impl Store {
    /// Removes at most `most` of each that were over before a time, the oldest first. The rows are overwritten; of what
    /// SQLite moved earlier, parts may stay in the file's free space, but in no backup.
    ///
    /// A resident who still waits is no matter of age: an open call-back stays.
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
        let handovers = transaction.execute(
            "DELETE FROM handover WHERE id IN (SELECT id FROM handover WHERE at_ms < ?1 ORDER BY at_ms LIMIT ?2)",
            params![before_ms, most],
        )?;
        transaction.commit()?;
        Ok(Forgotten { calls, callbacks, handovers })
    }
}
