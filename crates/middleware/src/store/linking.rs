//! Account linking: the codes and tokens that Alexa holds of ours. They come here as hashes.

use rusqlite::{OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::staff::{NewAccess, TokenHash};
use super::{Store, StoreError};

/// How long a spent or expired code is remembered, in milliseconds: a day, so that a late replay is still known as one.
const CODE_MEMORY_MS: i64 = 24 * 3600 * 1000;
/// Codes of one account that may be valid at the same time.
const MOST_CODES: i64 = 10;
/// Linkings of one account; the oldest goes. Units that are linked one by one each need one.
const MOST_LINKINGS: i64 = 5_000;

/// A code to be stored.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its hash.
    pub hash: TokenHash,
    /// The client it is for.
    pub client_id: String,
    /// Where the browser was sent with it.
    pub redirect_uri: String,
    /// The PKCE challenge (S256), if there was one.
    pub challenge: Option<String>,
    /// The account that signed in.
    pub user: String,
    /// When it ends, in milliseconds since 1970.
    pub expires_ms: i64,
}

/// A code as it is presented.
#[derive(Clone, Debug)]
pub struct PresentedCode {
    /// Its hash.
    pub hash: TokenHash,
    /// Who presents it.
    pub client_id: String,
    /// Where it says the browser was sent.
    pub redirect_uri: String,
    /// What its PKCE verifier comes to, if it has one.
    pub challenge: Option<String>,
}

/// The first tokens of a linking.
#[derive(Clone, Debug)]
pub struct NewLinking {
    /// Its random id.
    pub id: String,
    /// The refresh token.
    pub refresh: TokenHash,
    /// The access token.
    pub access: NewAccess,
}

/// What a code was worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// The account is linked; the tokens are valid.
    Linked {
        /// The account.
        user: String,
    },
    /// It was spent before: the tokens it became are void now.
    Replayed {
        /// The account.
        user: String,
    },
    /// Unknown, expired, or bound to something else. It works no more.
    Void,
}

/// What a refresh token was worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The successor is valid and the access token stored.
    Done {
        /// The account.
        user: String,
    },
    /// It was used up before: the linking is over.
    Reused {
        /// The account.
        user: String,
    },
    /// There is no such linking any more.
    Over,
}

/// One linking, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linking {
    /// The account.
    pub user: String,
    /// When it began, in milliseconds since 1970.
    pub created_ms: i64,
    /// When Alexa last asked for a token.
    pub last_used_ms: i64,
}

impl Store {
    /// Stores a code; `false`: the account has too many of them already.
    pub fn add_code(&mut self, code: &NewCode, now_ms: i64) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM linking_code WHERE expires_ms < ?1", [now_ms - CODE_MEMORY_MS])?;
        let sql = "SELECT count(*) FROM linking_code WHERE user = ?1 AND expires_ms > ?2";
        let valid: i64 = transaction.query_row(sql, params![code.user, now_ms], |row| row.get(0))?;
        if valid >= MOST_CODES {
            return Ok(false);
        }
        let sql = "INSERT INTO linking_code (hash, client_id, redirect_uri, challenge, user, expires_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let NewCode { hash, client_id, redirect_uri, challenge, user, expires_ms } = code;
        transaction.execute(sql, params![hash, client_id, redirect_uri, challenge, user, expires_ms])?;
        transaction.commit()?;
        Ok(true)
    }

    /// Spends a code.
    ///
    /// It works once. Whoever presents it a second time has copied it: then the tokens it became are void, whoever holds
    /// them. A code that is presented with the wrong binding is spent as well.
    ///
    /// Source: RFC 6749 §4.1.2; RFC 9700 §2.1.1 and §4.8.2 (PKCE, downgrade).
    pub fn spend_code(
        &mut self,
        presented: &PresentedCode,
        linking: &NewLinking,
        now_ms: i64,
    ) -> Result<CodeOutcome, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "SELECT client_id, redirect_uri, challenge, user, expires_ms, linking FROM linking_code
                   WHERE hash = ?1";
        let found = transaction
            .query_row(sql, [presented.hash], |row| {
                let binding: (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok((binding, row.get::<_, String>(3)?, row.get::<_, i64>(4)?, row.get::<_, Option<String>>(5)?))
            })
            .optional()?;
        let Some(((client_id, redirect_uri, challenge), user, expires_ms, spent)) = found else {
            return Ok(CodeOutcome::Void);
        };
        let fits = client_id == presented.client_id
            && redirect_uri == presented.redirect_uri
            && challenge == presented.challenge
            && now_ms < expires_ms;
        let outcome = match spent {
            Some(became) => {
                transaction.execute("DELETE FROM linking WHERE id = ?1", [became])?;
                CodeOutcome::Replayed { user }
            }
            None if fits => {
                open_linking(&transaction, &client_id, &user, linking, now_ms)?;
                let sql = "UPDATE linking_code SET linking = ?2 WHERE hash = ?1";
                transaction.execute(sql, params![presented.hash, linking.id])?;
                CodeOutcome::Linked { user }
            }
            None => {
                transaction.execute("DELETE FROM linking_code WHERE hash = ?1", [presented.hash])?;
                CodeOutcome::Void
            }
        };
        transaction.commit()?;
        Ok(outcome)
    }

    /// Spends a refresh token of the linking `id`.
    ///
    /// The newest token moves the linking on to `successor`; the one before it gets the same `successor` again, because
    /// an answer may have been lost. Anything older was copied: the linking is over.
    pub fn renew_linking(
        &mut self,
        id: &str,
        client_id: &str,
        presented: &TokenHash,
        successor: &TokenHash,
        access: NewAccess,
        now_ms: i64,
    ) -> Result<Renewal, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "SELECT user, current, previous FROM linking WHERE id = ?1 AND client_id = ?2";
        let found = transaction
            .query_row(sql, [id, client_id], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, TokenHash>(1)?, row.get::<_, Option<TokenHash>>(2)?))
            })
            .optional()?;
        let Some((user, current, previous)) = found else { return Ok(Renewal::Over) };
        let outcome = if current == *presented {
            let sql = "UPDATE linking SET current = ?2, previous = ?3, last_used_ms = ?4 WHERE id = ?1";
            transaction.execute(sql, params![id, successor, presented, now_ms])?;
            store_access(&transaction, id, access, now_ms)?;
            Renewal::Done { user }
        } else if previous == Some(*presented) && current == *successor {
            transaction.execute("UPDATE linking SET last_used_ms = ?2 WHERE id = ?1", params![id, now_ms])?;
            store_access(&transaction, id, access, now_ms)?;
            Renewal::Done { user }
        } else {
            transaction.execute("DELETE FROM linking WHERE id = ?1", [id])?;
            Renewal::Reused { user }
        };
        transaction.commit()?;
        Ok(outcome)
    }

    /// The account that an access token stands for, if the token is valid.
    pub fn linked_account(
        &self,
        access: &TokenHash,
        client_id: &str,
        now_ms: i64,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT user FROM linking_access JOIN linking ON id = linking
                   WHERE hash = ?1 AND client_id = ?2 AND expires_ms > ?3";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query.query_row(params![access, client_id, now_ms], |row| row.get(0)).optional()?)
    }

    /// Makes an access token void; returns the account it stood for.
    pub fn revoke_access(&mut self, access: &TokenHash) -> Result<Option<String>, StoreError> {
        let sql = "DELETE FROM linking_access WHERE hash = ?1
                   RETURNING (SELECT user FROM linking WHERE id = linking)";
        Ok(self.connection.query_row(sql, [access], |row| row.get(0)).optional()?.flatten())
    }

    /// Ends the linking that a refresh token belongs to; returns the account.
    pub fn revoke_linking(&mut self, id: &str, refresh: &TokenHash) -> Result<Option<String>, StoreError> {
        let sql = "DELETE FROM linking WHERE id = ?1 AND (current = ?2 OR previous = ?2) RETURNING user";
        Ok(self.connection.query_row(sql, params![id, refresh], |row| row.get(0)).optional()?)
    }

    /// Ends all linkings of an account and its codes; returns how many linkings there were.
    pub fn revoke_linkings_of(&mut self, user: &str) -> Result<usize, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("DELETE FROM linking_code WHERE user = ?1", [user])?;
        let ended = transaction.execute("DELETE FROM linking WHERE user = ?1", [user])?;
        transaction.commit()?;
        Ok(ended)
    }

    /// All linkings, the oldest first.
    pub fn linkings(&self) -> Result<Vec<Linking>, StoreError> {
        let mut query =
            self.connection.prepare("SELECT user, created_ms, last_used_ms FROM linking ORDER BY created_ms, id")?;
        let rows = query.query_map([], |row| {
            Ok(Linking { user: row.get(0)?, created_ms: row.get(1)?, last_used_ms: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn open_linking(
    transaction: &Transaction<'_>,
    client_id: &str,
    user: &str,
    linking: &NewLinking,
    now_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO linking (id, client_id, user, current, created_ms, last_used_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
    transaction.execute(sql, params![linking.id, client_id, user, linking.refresh, now_ms])?;
    let sql = "DELETE FROM linking WHERE id IN
               (SELECT id FROM linking WHERE user = ?1 ORDER BY created_ms DESC, id LIMIT -1 OFFSET ?2)";
    transaction.execute(sql, params![user, MOST_LINKINGS])?;
    store_access(transaction, &linking.id, linking.access, now_ms)
}

fn store_access(
    transaction: &Transaction<'_>,
    linking: &str,
    access: NewAccess,
    now_ms: i64,
) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM linking_access WHERE expires_ms <= ?1", [now_ms])?;
    let sql = "INSERT INTO linking_access (hash, linking, expires_ms) VALUES (?1, ?2, ?3)";
    transaction.execute(sql, params![access.hash, linking, access.expires_ms])?;
    Ok(())
}
