//! Passwords: hashed with argon2id, two at a time, because each takes 19 MiB and a good part of a second.

use std::sync::Arc;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Passwords checked at the same time.
const AT_ONCE: usize = 2;
/// How long a sign-in waits for its turn.
const WAIT: Duration = Duration::from_secs(10);
/// The longest password that is looked at, in bytes: more would only cost time.
pub const LONGEST: usize = 256;
/// The shortest that may be set, in characters. Source: NIST SP 800-63B §3.1.1.2 (8 with a second factor, 15 without,
/// are its figures; a front desk behind a locked door gets the first).
pub const SHORTEST: usize = 8;

/// Why a password was not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many people sign in at the same moment.
    #[error("too many people sign in at the same moment; try again in a few seconds")]
    Crowded,
    /// It may not be set.
    #[error("a password has {SHORTEST} characters or more, and {LONGEST} bytes at most; choose another")]
    Unfit,
    /// The system has no random numbers or no memory.
    #[error("the password could not be hashed")]
    Failed,
}

/// Checks passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to check.
    ///
    /// # Errors
    /// [`PasswordError::Failed`] without random numbers.
    pub fn new() -> Result<Self, PasswordError> {
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), nobody: hash("nobody has this password")?.into() })
    }

    /// Whether `password` is the one behind `stored`. Without `stored` (no such user) it takes as long and is wrong.
    ///
    /// # Errors
    /// [`PasswordError::Crowded`]: nothing was checked.
    pub async fn check(&self, stored: Option<String>, password: Zeroizing<String>) -> Result<bool, PasswordError> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(PasswordError::Crowded)?;
        let nobody = Arc::clone(&self.nobody);
        let check = move || {
            let _turn = turn;
            let known = stored.is_some();
            let right = verify(stored.as_deref().unwrap_or(&nobody), &password);
            known && right
        };
        tokio::task::spawn_blocking(check).await.map_err(|_| PasswordError::Failed)
    }
}

/// Hashes a password that somebody chose.
///
/// # Errors
/// [`PasswordError::Unfit`]: ask for another.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(PasswordError::Unfit);
    }
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| PasswordError::Failed)?;
    Ok(hash.to_string())
}

fn verify(stored: &str, password: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    password.len() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
}
