//! The audit trail: who called whom, when, and how it ended; who cared for whom. Append-only; no audio, no SDP.

use roomline_signaling::call::switchboard::{Seat, WallTime};
use roomline_signaling::call::{CallId, Private, UnitId};
use roomline_signaling::rest::{AuditLine, AuditTrail};
use rusqlite::{Row, params};

use super::{Store, StoreError};

/// Lines on one page of the trail.
const PAGE: usize = 100;

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

/// Who did something that is no call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Doer<'a> {
    /// An account, over the network.
    Account {
        /// What is typed at sign-in.
        account: &'a str,
        /// Where, and the person's name.
        seat: &'a Seat,
    },
    /// Somebody at the command line.
    CommandLine {
        /// The user of the operating system.
        os_user: &'a str,
    },
}

/// A line about something that is no call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed<'a> {
    /// What was done, as one word.
    pub(crate) deed: &'a str,
    /// Who did it.
    pub(crate) by: Doer<'a>,
    /// To whom or to what.
    pub(crate) subject: Option<&'a str>,
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

    /// Adds a line about something that is no call.
    pub(crate) fn audit_deed(&mut self, now: WallTime, deed: Deed<'_>) -> Result<(), StoreError> {
        let Deed { deed, by, subject, outcome } = deed;
        let (account, seat, os_user) = match by {
            Doer::Account { account, seat } => (Some(account), Some(seat), None),
            Doer::CommandLine { os_user } => (None, None, Some(os_user)),
        };
        let sql = "INSERT INTO audit (at_ms, deed, station, staff, outcome, account, os_user, subject)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.connection.prepare_cached(sql)?.execute(params![
            now.as_millis().cast_signed(),
            deed,
            seat.map(|seat| &seat.name),
            seat.map(|seat| &seat.staff.0),
            outcome,
            account,
            os_user,
            subject,
        ])?;
        Ok(())
    }

    /// A page of the trail, the newest line first, older than `cursor`; an unreadable cursor counts as none.
    pub(crate) fn audit_trail(&self, cursor: Option<&str>) -> Result<AuditTrail, StoreError> {
        let before: i64 = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(i64::MAX);
        let sql = "SELECT entry, at_ms, deed, call_id, unit_id, station, staff, account, os_user, subject, outcome
                   FROM audit WHERE entry < ?1 ORDER BY entry DESC LIMIT ?2";
        let mut query = self.connection.prepare_cached(sql)?;
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
        let mut entries: Vec<AuditLine> = query.query_map([before, limit], line)?.collect::<Result<_, _>>()?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let next = entries.last().filter(|_| more).map(|last| last.entry.to_string());
        Ok(AuditTrail { entries, next })
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<AuditLine> {
    let private = |index| row.get::<_, Option<String>>(index).map(|found| found.map(Private));
    Ok(AuditLine {
        entry: row.get::<_, i64>(0)?.cast_unsigned(),
        at_ms: row.get::<_, i64>(1)?.cast_unsigned(),
        deed: row.get(2)?,
        call_id: row.get(3)?,
        unit_id: row.get(4)?,
        station: row.get(5)?,
        staff: private(6)?,
        account: private(7)?,
        os_user: private(8)?,
        subject: private(9)?,
        outcome: row.get(10)?,
    })
}
