//! Alexa's Grants: sealed before they come here, so that a copy of the database opens nothing.

use rusqlite::params;

use super::{Store, StoreError};

/// A stored Grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedGrant {
    /// Whose it is: the account's id and, where Alexa named one, the unit's.
    pub grantor: String,
    /// The encrypted tokens.
    pub sealed: Vec<u8>,
}

impl Store {
    /// All Grants, the current one first.
    pub fn grants(&self) -> Result<Vec<SealedGrant>, StoreError> {
        let mut query = self.connection.prepare("SELECT grantor, sealed FROM alexa_grant ORDER BY used DESC")?;
        let rows = query.query_map([], |row| Ok(SealedGrant { grantor: row.get(0)?, sealed: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Stores a Grant over that of the same grantor and makes it the current one.
    pub fn put_grant(&mut self, grant: &SealedGrant) -> Result<(), StoreError> {
        let sql = "INSERT INTO alexa_grant (grantor, sealed, used)
                   VALUES (?1, ?2, (SELECT coalesce(max(used), 0) + 1 FROM alexa_grant))
                   ON CONFLICT DO UPDATE SET sealed = excluded.sealed, used = excluded.used";
        self.connection.execute(sql, params![grant.grantor, grant.sealed])?;
        Ok(())
    }

    /// Stores newer tokens of a Grant, if there is none yet as the current one.
    pub fn update_grant(&mut self, grant: &SealedGrant) -> Result<(), StoreError> {
        let sql = "UPDATE alexa_grant SET sealed = ?2 WHERE grantor = ?1";
        match self.connection.execute(sql, params![grant.grantor, grant.sealed])? {
            0 => self.put_grant(grant),
            _ => Ok(()),
        }
    }

    /// Removes a Grant.
    pub fn remove_grant(&mut self, grantor: &str) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM alexa_grant WHERE grantor = ?1", [grantor])?;
        Ok(())
    }
}
