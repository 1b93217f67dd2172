//! Who somebody is, by user name and password: the one place where passwords are asked for and guessing is slowed down.

use std::net::IpAddr;

use zeroize::Zeroizing;

use super::Staff;
use super::delay::TooMany;
use super::password::PasswordError;
use crate::store::StoreError;
use crate::store::staff::Account;

/// The longest account name that is looked for, in characters.
const LONGEST_NAME: usize = 50;

/// Why somebody is not let in. Never says whether there is such an account.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialError {
    /// The one or the other.
    #[error("user name or password is not right")]
    Wrong,
    /// Both are right, but the account may not be used.
    #[error("the account is disabled")]
    Disabled,
    /// Too many wrong ones came before.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The password was not checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The accounts could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Staff {
    /// The account behind a user name and a password that were typed at `address`.
    ///
    /// # Errors
    /// [`CredentialError`]: let nobody in.
    pub(crate) async fn account(
        &self,
        user: &str,
        password: Zeroizing<String>,
        address: IpAddr,
    ) -> Result<Account, CredentialError> {
        let user: String = user.trim().chars().take(LONGEST_NAME).collect();
        self.delays.turn(&user, address).await?;
        let asked = user.clone();
        let account = self.database.ask(move |store| store.account(&asked)).await?;
        let stored = account.as_ref().map(|account| account.password.clone());
        let right = self.passwords.check(stored, password).await?;
        let Some(account) = account.filter(|_| right) else {
            self.delays.wrong(&user, address);
            return Err(CredentialError::Wrong);
        };
        self.delays.right(&user, address);
        if account.disabled { Err(CredentialError::Disabled) } else { Ok(account) }
    }
}
