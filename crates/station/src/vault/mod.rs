//! Where the refresh token lives between two starts: in the operating system's keyring, or nowhere.

/// Where the refresh token is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VaultChoice {
    /// In the operating system's keyring; if that does not answer within 3 s, as [`VaultChoice::Memory`].
    #[default]
    Keyring,
    /// In memory only: sign in each time.
    Memory,
}
