//! Why a command was refused, as a code the window may branch on; the sentence for people lives in `ui/src/text`.

use roomline_station::{BadPin, RequestError};
use serde::Serialize;
use specta::Type;

/// Why a command was refused; nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Type)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CommandError {
    /// Nobody is signed in: sign in first.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The server cannot be reached: the call would go nowhere.
    #[error("this desk cannot be reached")]
    Unreachable,
    /// One station, one voice: hang up first.
    #[error("already in a call")]
    AlreadyInCall {
        /// With whom; absent: an unknown room.
        name: Option<String>,
    },
    /// Somebody else may sit down when the call is over.
    #[error("this desk is in a call")]
    InCall,
    /// A resident calls this desk: answer first.
    #[error("somebody calls this desk")]
    Ringing,
    /// The directory has no such unit.
    #[error("there is no such unit")]
    NoSuchUnit,
    /// The call is over or never rang here.
    #[error("there is no such call")]
    NoSuchCall,
    /// The call-back is done, or its room is not known.
    #[error("there is no such call-back")]
    NoSuchCallback,
    /// A round runs at this desk already: pause or finish it.
    #[error("a round runs at this desk already")]
    RoundRunning,
    /// The round is over or was never told, or the room is not in it.
    #[error("there is no such round")]
    NoSuchRound,
    /// No room was chosen, or more than 200.
    #[error("a round has 1 to 200 rooms")]
    EmptyRound,
    /// The report could not be written.
    #[error("the report could not be written")]
    NotWritten,
    /// The administrator has fixed this setting.
    #[error("the administrator has fixed this setting")]
    Locked,
    /// A sign-in is going on already.
    #[error("a sign-in is going on already")]
    SigningIn,
    /// Somebody is signed in already: lock the desk or sign out first.
    #[error("somebody is signed in already")]
    SignedIn,
    /// This person is not known here (any more): sign in with the password.
    #[error("this person is not known at this desk")]
    NoSuchPerson,
    /// A desk's name has 1 to 50 characters.
    #[error("the desk's name must have 1 to 50 characters")]
    StationName,
    /// The desk is locked: unlock it first.
    #[error("the desk is locked")]
    DeskLocked,
    /// Nobody could unlock the desk again: set a PIN first.
    #[error("there is no PIN to unlock the desk with")]
    NoPin,
    /// A PIN has four to eight digits.
    #[error("a PIN has four to eight digits")]
    BadPin,
    /// A PIN that is easy to guess is not taken.
    #[error("this PIN is too easy to guess")]
    EasyPin,
    /// What belongs into the report could not be read in time.
    #[error("the report could not be made")]
    NotMade,
    /// The station has stopped: start the program again.
    #[error("the station has stopped")]
    Stopped,
    /// An id from the window cannot be read: a fault of ours.
    #[error("the window sent something that cannot be read")]
    Malformed,
}

impl From<RequestError> for CommandError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::NotSignedIn => Self::NotSignedIn,
            RequestError::Unreachable => Self::Unreachable,
            RequestError::AlreadyInCall { unit } => Self::AlreadyInCall { name: unit.map(|unit| unit.name.0) },
            RequestError::InCall => Self::InCall,
            RequestError::Ringing => Self::Ringing,
            RequestError::NoSuchUnit => Self::NoSuchUnit,
            RequestError::NoSuchCall => Self::NoSuchCall,
            RequestError::NoSuchCallback => Self::NoSuchCallback,
            RequestError::RoundRunning => Self::RoundRunning,
            RequestError::NoSuchRound => Self::NoSuchRound,
            RequestError::EmptyRound => Self::EmptyRound,
            RequestError::Locked => Self::Locked,
            RequestError::SigningIn => Self::SigningIn,
            RequestError::SignedIn => Self::SignedIn,
            RequestError::NoSuchPerson => Self::NoSuchPerson,
            RequestError::StationName => Self::StationName,
            RequestError::DeskLocked => Self::DeskLocked,
            RequestError::NoPin => Self::NoPin,
            RequestError::Stopped => Self::Stopped,
        }
    }
}

impl From<BadPin> for CommandError {
    fn from(why: BadPin) -> Self {
        match why {
            BadPin::Digits => Self::BadPin,
            BadPin::Easy => Self::EasyPin,
        }
    }
}
