//! Who else may sit down at this desk, as the windows show it. Names of staff only.

use roomline_station::{KnownPerson, StationState, TakeoverState};
use serde::Serialize;
use specta::Type;

use super::{PinAttemptView, RememberingView, SignInProblemView};

/// Who may sit down here in place of whoever is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PeopleView {
    /// Whether anybody can with a PIN: people are known only where a keyring keeps them.
    pub remembering: RememberingView,
    /// Everybody known here but whoever is signed in, by name.
    pub known: Vec<PersonView>,
    /// How it stands with whoever sits down.
    pub takeover: TakeoverView,
}

/// Somebody who is known at this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// For `sitDown` and `forgetPerson`; tells no name.
    pub id: String,
    /// The account's name.
    pub user: String,
    /// The person's name.
    pub name: String,
    /// How the last attempt with their PIN stands.
    pub attempt: PinAttemptView,
}

/// How it stands with somebody who sits down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TakeoverView {
    /// Nobody does.
    None,
    /// The server is being asked.
    Asking {
        /// For whom; absent: somebody who signs in with a password.
        person: Option<String>,
    },
    /// It came to nothing.
    Failed {
        /// The account's name.
        user: String,
        /// The person's name.
        name: String,
        /// Who, if they are known here still; else they sign in with the password.
        person: Option<String>,
        /// Why.
        problem: SignInProblemView,
    },
}

impl PeopleView {
    pub(super) fn of(state: &StationState) -> Self {
        Self {
            remembering: state.setup.remembering.into(),
            known: state.people.known.iter().map(PersonView::from).collect(),
            takeover: (&state.people.takeover).into(),
        }
    }
}

impl From<&KnownPerson> for PersonView {
    fn from(person: &KnownPerson) -> Self {
        Self {
            id: person.id.as_str().to_owned(),
            user: person.user.0.clone(),
            name: person.name.0.clone(),
            attempt: person.attempt.into(),
        }
    }
}

impl From<&TakeoverState> for TakeoverView {
    fn from(takeover: &TakeoverState) -> Self {
        let id = |person: &Option<roomline_station::PersonId>| person.as_ref().map(|id| id.as_str().to_owned());
        match takeover {
            TakeoverState::None => Self::None,
            TakeoverState::Asking { person } => Self::Asking { person: id(person) },
            TakeoverState::Failed { user, name, person, problem } => Self::Failed {
                user: user.0.clone(),
                name: name.0.clone(),
                person: id(person),
                problem: (*problem).into(),
            },
        }
    }
}
