//! What a person does with a round, and the handle's way to the thread that does it.

use roomline_signaling::call::{RoundId, UnitId};
use roomline_signaling::round::{Round, Rounds, SettleStop};

use super::driver::Message;
use super::{Calls, NotServing, StationIdentity, ask};
use crate::exchange::RoundRefusal;

/// What a person does with a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoundDeed {
    /// "I call these rooms."
    Start {
        /// In this order.
        units: Vec<UnitId>,
    },
    /// It changes hands.
    Turn(RoundTurn),
    /// "This came of that room."
    Settle {
        /// The room.
        unit: UnitId,
        /// What came of it.
        said: SettleStop,
    },
}

/// How a round changes hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundTurn {
    /// "I go on with it, here."
    Resume,
    /// "Somebody else may go on with it."
    Pause,
    /// "It is over."
    Finish,
}

/// Why a round was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoundError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] RoundRefusal),
    /// Calls are not served.
    #[error(transparent)]
    NotServing(#[from] NotServing),
}

impl Calls {
    /// The rounds of the ring groups of the station of this name: the open ones, then those finished in the last 24 hours.
    ///
    /// # Errors
    /// [`NotServing`]: answer 503.
    pub async fn rounds(&self, station_name: &str) -> Result<Rounds, NotServing> {
        let station_name = station_name.to_owned();
        let rounds = ask(&self.thread, |answer| Message::Rounds { station_name, answer }).await?;
        Ok(Rounds { rounds })
    }

    /// Does something with a round for the person at this station; gives it back as it is then.
    ///
    /// # Errors
    /// [`RoundError`] says what to answer.
    pub async fn round(&self, by: StationIdentity, id: RoundId, deed: RoundDeed) -> Result<Round, RoundError> {
        Ok(ask(&self.thread, |answer| Message::Round { by, id, deed, answer }).await??)
    }
}
