//! How well calls could be heard, as their stations report it. Nothing is decided by it: it is stored, and counted once the
//! call is over.

use roomline_signaling::call::{CallId, StationId};
use roomline_signaling::quality::CallQuality;
use roomline_signaling::rest::ErrorCode;

use super::Exchange;
use super::commands::Problem;
use crate::store::StoreError;

impl Exchange {
    pub(super) fn take_quality(
        &mut self,
        station: &StationId,
        call_id: CallId,
        quality: &CallQuality,
    ) -> Result<Result<(), Problem>, StoreError> {
        if !quality.is_plausible() {
            return Ok(Err(Problem::new(ErrorCode::Malformed, "a figure of the quality is none that can be")));
        }
        if let Err(problem) = self.check_owner(station, call_id)? {
            return Ok(Err(problem));
        }
        if self.store.save_quality(call_id, quality)? && quality.last {
            self.figures.quality.call_over(quality);
        }
        Ok(Ok(()))
    }

    /// Whether a call is or was this station's. What is said of a call may come long after its end, from a desk that was cut off.
    pub(super) fn check_owner(&self, station: &StationId, call_id: CallId) -> Result<Result<(), Problem>, StoreError> {
        let live = self.switchboard.call(call_id).filter(|call| !call.is_over());
        let owner = match live {
            Some(call) => call.seat().map(|seat| seat.station.clone()),
            None => match self.store.past_call(call_id)? {
                Some(past) => past.station_id,
                None => return Ok(Err(Problem::new(ErrorCode::NotFound, "there was never such a call"))),
            },
        };
        let is_owner = owner.as_ref() == Some(station);
        Ok(if is_owner { Ok(()) } else { Err(Problem::new(ErrorCode::NotAllowed, "another station's call")) })
    }
}
