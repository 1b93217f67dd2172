//! Staff accounts and sign-ins: who may use a station, and which tokens speak for whom. Tokens are stored as hashes.

use roomline_signaling::call::Private;
use roomline_signaling::rest::SessionRecord;
use rusqlite::{OptionalExtension as _, TransactionBehavior, params};

use super::{Store, StoreError};

/// The SHA-256 of a token.
pub type TokenHash = [u8; 32];

/// How long a sign-in lasts without use, in milliseconds: 30 days.
pub const SESSION_LIFE_MS: i64 = 30 * 24 * 3600 * 1000;

/// What an account may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// To call and to answer.
    #[default]
    Staff,
    /// Also to read the audit trail and to end other people's sign-ins.
    Admin,
}

impl Role {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }

    /// What is not known may nothing more.
    fn read(word: &str) -> Self {
        if word == Self::Admin.word() { Self::Admin } else { Self::Staff }
    }
}

/// Sign-ins that are listed at most: more stations than a property has.
const MOST_SHOWN: i64 = 500;

/// Sign-ins that one station has at most: as many people as may be known at a desk.
const MOST_AT_A_STATION: i64 = 8;

/// What a new sign-in leaves of the older ones at its station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// All of them end.
    End,
    /// Only those of the same account end.
    OthersStay,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What is typed at sign-in; not case-sensitive.
    pub user: String,
    /// The person's name.
    pub name: String,
    /// The password's hash in PHC form.
    pub password: String,
    /// Whether it may not be used.
    pub disabled: bool,
    /// What it may.
    pub role: Role,
}

/// A sign-in of one person at one station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    /// Its random id.
    pub id: String,
    /// The account.
    pub user: String,
    /// The person's name.
    pub name: String,
    /// The station.
    pub station_id: String,
    /// The station's name.
    pub station_name: String,
    /// What the account may at this moment.
    pub role: Role,
}

/// An access token to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewAccess {
    /// Its hash.
    pub hash: TokenHash,
    /// When it ends, in milliseconds since 1970.
    pub expires_ms: i64,
}

/// What a refresh token was worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The session goes on; the successor is valid and the access token stored.
    Done(StaffSession),
    /// It was used up before, or shown by another station: the session is revoked.
    Revoked,
    /// There is no such session any more.
    Over,
}

impl Store {
    /// The account of this name, if there is one.
    pub fn account(&self, user: &str) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT user, name, password, disabled, role FROM staff WHERE user = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([user], account).optional()?)
    }

    /// All accounts by name.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT user, name, password, disabled, role FROM staff ORDER BY user";
        let mut query = self.connection.prepare(sql)?;
        let rows = query.query_map([], account)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Adds an account; `false`: the name is taken.
    pub fn add_account(&mut self, user: &str, name: &str, password: &str, now_ms: i64) -> Result<bool, StoreError> {
        let sql = "INSERT OR IGNORE INTO staff (user, name, password, created_ms) VALUES (?1, ?2, ?3, ?4)";
        Ok(self.connection.execute(sql, params![user, name, password, now_ms])? == 1)
    }

    /// Gives an account a role, which counts from its next request on; `false`: there is none.
    pub fn set_role(&mut self, user: &str, role: Role) -> Result<bool, StoreError> {
        Ok(self.connection.execute("UPDATE staff SET role = ?2 WHERE user = ?1", [user, role.word()])? == 1)
    }

    /// Disables an account and ends its sign-ins; `false`: there is none.
    pub fn disable_account(&mut self, user: &str) -> Result<bool, StoreError> {
        self.change_account(user, "UPDATE staff SET disabled = 1 WHERE user = ?1 AND ?2 = ''", "")
    }

    /// Gives an account a new password, enables it and ends its sign-ins; `false`: there is none.
    pub fn reset_account(&mut self, user: &str, password: &str) -> Result<bool, StoreError> {
        self.change_account(user, "UPDATE staff SET disabled = 0, password = ?2 WHERE user = ?1", password)
    }

    /// Opens a session and ends what it leaves no room for: the ids of these are returned.
    pub fn open_session(
        &mut self,
        session: &StaffSession,
        older: Older,
        refresh: &TokenHash,
        access: NewAccess,
        now_ms: i64,
    ) -> Result<Vec<String>, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let staying = match older {
            Older::End => 0,
            Older::OthersStay => MOST_AT_A_STATION - 1,
        };
        let ended = transaction
            .prepare(
                "DELETE FROM staff_session WHERE last_used_ms < ?2 OR station_id = ?1 AND id NOT IN (
                     SELECT id FROM staff_session WHERE station_id = ?1 AND user <> ?3
                     ORDER BY last_used_ms DESC, id LIMIT ?4)
                 RETURNING id",
            )?
            .query_map(params![session.station_id, now_ms - SESSION_LIFE_MS, session.user, staying], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        transaction.execute(
            "INSERT INTO staff_session (id, user, station_id, station_name, current, last_used_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![session.id, session.user, session.station_id, session.station_name, refresh, now_ms],
        )?;
        store_access(&transaction, &session.id, access, now_ms)?;
        transaction.commit()?;
        Ok(ended)
    }

    /// Spends a refresh token.
    ///
    /// The newest token moves the session on to `successor`; the one before it gets the same `successor` again, because
    /// an answer may have been lost. Anything older was copied: the session is revoked. Of the station its id, and its name
    /// if that may have changed.
    pub fn rotate(
        &mut self,
        id: &str,
        (station_id, station_name): (&str, Option<&str>),
        presented: &TokenHash,
        successor: &TokenHash,
        access: NewAccess,
        now_ms: i64,
    ) -> Result<Rotation, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "SELECT id, staff.user, name, station_id, station_name, role, current, previous, last_used_ms
                   FROM staff_session JOIN staff ON staff.user = staff_session.user WHERE id = ?1 AND NOT disabled";
        let found = transaction
            .query_row(sql, [id], |row| {
                let tokens: (TokenHash, Option<TokenHash>) = (row.get(6)?, row.get(7)?);
                Ok((session(row)?, tokens, row.get::<_, i64>(8)?))
            })
            .optional()?;
        let Some((mut session, (current, previous), last_used_ms)) = found else { return Ok(Rotation::Over) };
        let moved = if current == *presented {
            Some((successor, Some(presented)))
        } else {
            let repeated = previous.as_ref().is_some_and(|previous| previous == presented) && current == *successor;
            repeated.then_some((&current, previous.as_ref()))
        };
        let outcome = match moved {
            _ if now_ms - last_used_ms > SESSION_LIFE_MS => Rotation::Over,
            Some(tokens) if session.station_id == station_id => {
                if let Some(name) = station_name {
                    name.clone_into(&mut session.station_name);
                }
                transaction.execute(
                    "UPDATE staff_session SET current = ?2, previous = ?3, last_used_ms = ?4, station_name = ?5
                     WHERE id = ?1",
                    params![id, tokens.0, tokens.1, now_ms, session.station_name],
                )?;
                store_access(&transaction, id, access, now_ms)?;
                Rotation::Done(session)
            }
            _ => Rotation::Revoked,
        };
        if !matches!(outcome, Rotation::Done(_)) {
            transaction.execute("DELETE FROM staff_session WHERE id = ?1", [id])?;
        }
        transaction.commit()?;
        Ok(outcome)
    }

    /// The session an access token speaks for, if it is valid.
    pub fn session_of(&self, access: &TokenHash, now_ms: i64) -> Result<Option<StaffSession>, StoreError> {
        let sql = "SELECT id, staff.user, name, station_id, station_name, role FROM staff_access
                   JOIN staff_session ON id = session JOIN staff ON staff.user = staff_session.user
                   WHERE hash = ?1 AND expires_ms > ?2 AND NOT disabled";
        Ok(self.connection.prepare_cached(sql)?.query_row(params![access, now_ms], session).optional()?)
    }

    /// Whether a session has not ended.
    pub fn session_lives(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM staff_session WHERE id = ?1")?.exists([id])?)
    }

    /// The sign-ins, the one used last first; not more than [`MOST_SHOWN`].
    pub fn sessions(&self) -> Result<Vec<SessionRecord>, StoreError> {
        let sql = "SELECT id, staff.user, name, station_id, station_name, role, last_used_ms FROM staff_session
                   JOIN staff ON staff.user = staff_session.user ORDER BY last_used_ms DESC, id LIMIT ?1";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query.query_map([MOST_SHOWN], |row| {
            let StaffSession { id, user, name, station_id, station_name, role } = session(row)?;
            Ok(SessionRecord {
                id,
                user: Private(user),
                name: Private(name),
                role: role.word().to_owned(),
                station_id,
                station: station_name,
                last_used_ms: row.get::<_, i64>(6)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends a session and all its tokens; returns whose it was.
    pub fn close_session_of(&mut self, id: &str) -> Result<Option<String>, StoreError> {
        let sql = "DELETE FROM staff_session WHERE id = ?1 RETURNING user";
        Ok(self.connection.query_row(sql, [id], |row| row.get(0)).optional()?)
    }

    /// Ends a session and all its tokens.
    pub fn close_session(&mut self, id: &str) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM staff_session WHERE id = ?1", [id])?;
        Ok(())
    }

    fn change_account(&mut self, user: &str, sql: &str, password: &str) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changed = transaction.execute(sql, [user, password])? == 1;
        transaction.execute("DELETE FROM staff_session WHERE user = ?1", [user])?;
        transaction.commit()?;
        Ok(changed)
    }
}

fn account(row: &rusqlite::Row<'_>) -> rusqlite::Result<Account> {
    let role = Role::read(&row.get::<_, String>(4)?);
    Ok(Account { user: row.get(0)?, name: row.get(1)?, password: row.get(2)?, disabled: row.get(3)?, role })
}

fn session(row: &rusqlite::Row<'_>) -> rusqlite::Result<StaffSession> {
    Ok(StaffSession {
        id: row.get(0)?,
        user: row.get(1)?,
        name: row.get(2)?,
        station_id: row.get(3)?,
        station_name: row.get(4)?,
        role: Role::read(&row.get::<_, String>(5)?),
    })
}

fn store_access(
    transaction: &rusqlite::Transaction<'_>,
    session: &str,
    access: NewAccess,
    now_ms: i64,
) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM staff_access WHERE expires_ms <= ?1", [now_ms])?;
    let sql = "INSERT INTO staff_access (hash, session, expires_ms) VALUES (?1, ?2, ?3)";
    transaction.execute(sql, params![access.hash, session, access.expires_ms])?;
    Ok(())
}
