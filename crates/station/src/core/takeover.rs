//! Somebody else sits down at this desk. Until the server has agreed whoever is signed in stays so, and calls ring on.

use roomline_signaling::call::Private;

use crate::person::PersonId;
use crate::state::{SignInProblem, TakeoverState};

/// See the module.
///
/// ```text
///  None ──right PIN──► Known ──the server agrees──► None: they sit here
///   │ ▲                  └─────refused─────► Failed ──next attempt──┐
///   │ └──────────────────────────────────────────────────────────────┘
///   └──password beside whoever is signed in──► New ──as above
/// ```
#[derive(Debug, Default)]
pub(super) enum Takeover {
    #[default]
    None,
    /// The PIN of somebody who is known here was right; the server is asked for a new access token with this refresh token.
    Known { person: PersonId, token: Private<String> },
    /// Somebody types a password while the desk is locked.
    New { user: Private<String> },
    /// It came to nothing.
    Failed { user: Private<String>, name: Private<String>, person: Option<PersonId>, problem: SignInProblem },
}

impl Takeover {
    /// Whether the server is being asked.
    pub(super) const fn is_asking(&self) -> bool {
        matches!(self, Self::Known { .. } | Self::New { .. })
    }

    /// Whether a refresh with this token is for whoever sits down.
    pub(super) fn awaits(&self, presented: &Private<String>) -> bool {
        matches!(self, Self::Known { token, .. } if token == presented)
    }

    /// What went wrong before is of no interest any more.
    pub(super) fn put_away(&mut self) {
        if let Self::Failed { .. } = self {
            *self = Self::None;
        }
    }

    pub(super) fn shown(&self) -> TakeoverState {
        match self {
            Self::None => TakeoverState::None,
            Self::Known { person, .. } => TakeoverState::Asking { person: Some(person.clone()) },
            Self::New { .. } => TakeoverState::Asking { person: None },
            Self::Failed { user, name, person, problem } => TakeoverState::Failed {
                user: user.clone(),
                name: name.clone(),
                person: person.clone(),
                problem: *problem,
            },
        }
    }
}
