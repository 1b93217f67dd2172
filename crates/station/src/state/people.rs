//! Who else may sit down at a desk.

use roomline_signaling::call::Private;

use super::{PinAttempt, SignInProblem};
use crate::person::PersonId;

/// Who may sit down at this desk with a PIN in place of whoever is signed in, and how the last attempt of somebody stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Everybody known here but whoever is signed in, by name. Nobody is where no keyring keeps them.
    pub known: Vec<KnownPerson>,
    /// How it stands with whoever sits down.
    pub takeover: TakeoverState,
}

/// Somebody who is known at this desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    /// For [`Request::SitDown`](crate::Request::SitDown) and [`Request::ForgetPerson`](crate::Request::ForgetPerson).
    pub id: PersonId,
    /// The account's name.
    pub user: Private<String>,
    /// The person's name as colleagues read it.
    pub name: Private<String>,
    /// How the last attempt with their PIN stands.
    pub attempt: PinAttempt,
}

/// How it stands with somebody who sits down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TakeoverState {
    /// Nobody does.
    #[default]
    None,
    /// The server is being asked.
    Asking {
        /// For whom; absent: somebody who signs in with a password.
        person: Option<PersonId>,
    },
    /// It came to nothing, and whoever was signed in still is.
    Failed {
        /// The account's name.
        user: Private<String>,
        /// The person's name; of somebody who is not known here the account's.
        name: Private<String>,
        /// Who, if they are known here still; else they sign in with the password.
        person: Option<PersonId>,
        /// Why.
        problem: SignInProblem,
    },
}
