//! Rounds in the house: what the middleware's HTTPS side answers a desk about them.

use roomline_middleware::calls::{RoundDeed, RoundError, RoundTurn};
use roomline_middleware::staff::Problem;
use roomline_signaling::call::RoundId;
use roomline_signaling::round::{Round, Rounds};
use roomline_station::client::{self, AskError};

use super::House;
use crate::middleware::{identity, wall};

impl House {
    pub(super) fn rounds(&mut self, name: &str) -> Result<Rounds, AskError> {
        let now = wall(self.now);
        let exchange = self.middleware.exchange().ok_or(AskError::Unreachable)?;
        Ok(Rounds { rounds: exchange.rounds_of(now, name).expect("the database is whole") })
    }

    pub(super) fn round(&mut self, name: &str, id: RoundId, deed: client::RoundDeed) -> Result<Round, AskError> {
        let deed = match deed {
            client::RoundDeed::Start { units } => RoundDeed::Start { units },
            client::RoundDeed::Resume => RoundDeed::Turn(RoundTurn::Resume),
            client::RoundDeed::Pause => RoundDeed::Turn(RoundTurn::Pause),
            client::RoundDeed::Finish => RoundDeed::Turn(RoundTurn::Finish),
            client::RoundDeed::Settle { unit, said } => RoundDeed::Settle { unit, said },
        };
        let now = wall(self.now);
        let exchange = self.middleware.exchange().ok_or(AskError::Unreachable)?;
        let outcome = exchange.change_round(now, &identity(name), id, deed).expect("the database is whole");
        outcome.map_err(|refusal| AskError::Refused(Problem::from(RoundError::from(refusal)).code))
    }
}
