//! The people of a desk: everybody who signed in there with a password and set a PIN. Each has a refresh token and a PIN of their own.

use std::fmt::Write as _;

use roomline_signaling::call::Private;
use sha2::{Digest as _, Sha256};

use crate::pin::PinHash;

/// How many people may be known at one desk, whoever sits there included.
pub(crate) const MOST_PEOPLE: usize = 8;
/// How much of the hash names somebody, in bytes: two of eight people never share it.
const LENGTH: usize = 16;

/// Names a person at a server without telling the name: what is kept outside of the keyring is kept under this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

impl PersonId {
    /// The id of an account at a server.
    #[must_use]
    pub fn of(server: &str, user: &str) -> Self {
        // The line feed is in neither of the two, so that no two pairs are one text.
        let hash = Sha256::digest(format!("{server}\n{user}"));
        let mut id = String::new();
        for byte in &hash[..LENGTH] {
            // Writing into a text cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        Self(id)
    }

    /// Reads one that was written down; `None`: it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let fits = text.len() == 2 * LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// As it is written down.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is kept of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPerson {
    /// Who it is.
    pub id: PersonId,
    /// The account's name; empty if a version kept it that did not write it down.
    pub user: Private<String>,
    /// The person's name as colleagues read it; empty like the account's.
    pub name: Private<String>,
    /// The newest refresh token.
    pub token: Private<String>,
    /// What is kept of the PIN, if there is one.
    pub pin: Option<PinHash>,
}

/// Who is known at a desk, as it was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPeople {
    /// Who sat here last and did not sign out.
    pub here: Option<KeptPerson>,
    /// The others, whoever was here last first.
    pub others: Vec<KeptPerson>,
}

/// Who is known at a desk, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Who sits here.
    pub here: Option<PersonId>,
    /// The others, whoever was here last first.
    pub others: Vec<PersonId>,
}

impl Roster {
    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.here.is_none() && self.others.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_people_and_servers_apart_and_no_name() {
        let id = PersonId::of("https://calls.example.org", "ann");
        assert_eq!(id, PersonId::of("https://calls.example.org", "ann"));
        assert_ne!(id, PersonId::of("https://calls.example.org", "ben"));
        assert_ne!(id, PersonId::of("https://calls.example.com", "ann"));
        assert!(!id.as_str().contains("ann"));
    }

    #[test]
    fn what_was_written_down_is_read_again_and_nothing_else() {
        let id = PersonId::of("https://calls.example.org", "ann");
        assert_eq!(PersonId::read(id.as_str()), Some(id));
        for broken in ["", "ann", &"a".repeat(31), &"a".repeat(33), &"A".repeat(32), &"g".repeat(32), &"é".repeat(16)]
        {
            assert_eq!(PersonId::read(broken), None, "{broken}");
        }
    }
}
