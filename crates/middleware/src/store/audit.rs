//! The audit trail: who called whom, when, and how it ended; who cared for whom. Append-only; no audio, no SDP.

use roomline_signaling::call::switchboard::{Seat, WallTime};
use roomline_signaling::call::{CallId, UnitId};
use rusqlite::params;

use super::{Store, StoreError};

/// One line of the audit trail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuditEntry<'a> {
    /// What was done, as one word.
    pub(crate) deed: &'a str,
    /// The call it concerns.
    pub(crate) call: Option<CallId>,
    /// The unit it concerns.
    pub(crate) unit: Option<&'a UnitId>,
    /// Who did it; absent: Alexa or the middleware.
    pub(crate) seat: Option<&'a Seat>,
    /// What became of it.
    pub(crate) outcome: Option<&'a str>,
}

impl Store {
    /// Adds a line.
    pub(crate) fn audit(&mut self, now: WallTime, entry: AuditEntry<'_>) -> Result<(), StoreError> {
        let AuditEntry { deed, call, unit, seat, outcome } = entry;
        let sql = "INSERT INTO audit (at_ms, deed, call_id, unit_id, station, staff, outcome)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.connection.prepare_cached(sql)?.execute(params![
            now.as_millis().cast_signed(),
            deed,
            call.map(|call| call.to_string()),
            unit.map(|unit| unit.as_str()),
            seat.map(|seat| &seat.name),
            seat.map(|seat| &seat.staff.0),
            outcome,
        ])?;
        Ok(())
    }
}
