//! The journal of onboarding, and the profile ids that onboarding learns of the directory's units.

use rusqlite::params;

use super::{Store, StoreError};
use crate::property::Known;
use crate::property::step::Step;

impl Store {
    /// Writes down a step that is about to be done.
    pub fn begin_step(&mut self, at_ms: i64, step: &Step) -> Result<i64, StoreError> {
        let text = serde_json::to_string(step).map_err(|_| StoreError::Unreadable("property_journal.step"))?;
        self.connection
            .execute("INSERT INTO property_journal (begun_ms, step) VALUES (?1, ?2)", params![at_ms, text])?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Writes down that it was done, and the id that came with it.
    pub fn end_step(&mut self, entry: i64, at_ms: i64, made: &str) -> Result<(), StoreError> {
        let sql = "UPDATE property_journal SET done_ms = ?2, made = ?3 WHERE entry = ?1";
        self.connection.execute(sql, params![entry, at_ms, made])?;
        Ok(())
    }

    /// What is known of the property: what the journal tells, and whether an account is linked.
    pub fn known_property(&self) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let mut query = self.connection.prepare("SELECT step, made FROM property_journal ORDER BY entry")?;
        let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))?;
        for row in rows {
            let (step, made) = row?;
            let step = serde_json::from_str(&step).map_err(|_| StoreError::Unreadable("property_journal.step"))?;
            known.learn(&step, made.as_deref());
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM linking)";
        known.account_linked = self.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(known)
    }

    /// How many steps were begun, and how many of them done.
    pub fn journal_counts(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT count(*), count(done_ms) FROM property_journal";
        Ok(self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Takes over the communication profiles of units (our id, profile), so that a running server sees them.
    pub fn put_profiles(&mut self, profiles: &[(String, String)]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for (unit_id, profile) in profiles {
            let sql = "UPDATE unit SET communication_profile_id = ?2 WHERE unit_id = ?1";
            transaction.execute(sql, params![unit_id, profile])?;
        }
        transaction.execute("UPDATE directory SET version = version + 1", [])?;
        Ok(transaction.commit()?)
    }
}
