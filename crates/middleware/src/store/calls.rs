//! The calls: whole while they live, a line of the log for ever.

use roomline_signaling::call::switchboard::{Call, Side, State};
use roomline_signaling::call::{CallId, EndReason, Private, SessionId, StationId};
use roomline_signaling::outcome::CallOutcome;
use roomline_signaling::rest::{CallLog, CallRecord};
use roomline_signaling::staff::UnitCard;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Store, StoreError, from_word, quality, word};

/// Calls on one page of the log.
const PAGE: usize = 50;
/// Calls that are exported at a time.
const EXPORTED: i64 = 1_000;

/// What a [`CallRecord`] is made of.
const COLUMNS: &str =
    "call_id, direction, unit_id, name, room, ring_group, station, staff, started_ms, accepted_ms, ended_ms,
                       end_reason, quality, outcome, note";

/// How a call that is over ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCall {
    /// The station that placed or won it.
    pub station_id: Option<StationId>,
    /// Its name.
    pub station: Option<String>,
    /// The staff member.
    pub staff: Option<Private<String>>,
    /// Why it ended and who ended it; absent while it lives.
    pub end: Option<(EndReason, Side)>,
}

impl Store {
    /// Writes a call as it is now. `card`: its unit as staff know it at the moment.
    pub(crate) fn save_call(&mut self, call: &Call, card: Option<&UnitCard>) -> Result<(), StoreError> {
        let live = (!call.is_over()).then(|| serde_json::to_string(call)).transpose();
        let end = match call.state() {
            State::Ended { reason, by, at, .. } => Some((word(reason), word(by), at.as_millis())),
            _ => None,
        };
        let seat = call.seat();
        self.connection
            .prepare_cached(
                "INSERT INTO call (call_id, session_id, direction, unit_id, name, room, ring_group, station_id, station,
                                   staff, started_ms, accepted_ms, ended_ms, end_reason, ended_by, live, awarded_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
                 ON CONFLICT (call_id) DO UPDATE SET
                    station_id = excluded.station_id, station = excluded.station, staff = excluded.staff,
                    accepted_ms = excluded.accepted_ms, ended_ms = excluded.ended_ms,
                    end_reason = excluded.end_reason, ended_by = excluded.ended_by, live = excluded.live,
                    awarded_ms = excluded.awarded_ms",
            )?
            .execute(params![
                call.id().to_string(),
                call.session().as_str(),
                word(&call.direction()),
                call.unit().map(|unit| unit.as_str()),
                card.map(|card| &card.name.0),
                card.map(|card| &card.room),
                call.group(),
                seat.map(|seat| seat.station.as_str()),
                seat.map(|seat| &seat.name),
                seat.map(|seat| &seat.staff.0),
                call.started().as_millis().cast_signed(),
                call.accepted_at().map(|at| at.as_millis().cast_signed()),
                end.as_ref().map(|(_, _, at)| at.cast_signed()),
                end.as_ref().map(|(reason, ..)| reason),
                end.as_ref().map(|(_, by, _)| by),
                live.map_err(|_| StoreError::Unreadable("call.live"))?,
                call.awarded_at().map(|at| at.as_millis().cast_signed()),
            ])?;
        Ok(())
    }

    /// The calls that lived when the program last stopped.
    pub(crate) fn live_calls(&self) -> Result<Vec<Call>, StoreError> {
        let mut query = self.connection.prepare("SELECT live FROM call WHERE live IS NOT NULL")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|json| serde_json::from_str(&json?).map_err(|_| StoreError::Unreadable("call.live"))).collect()
    }

    /// Whether a session was ever seen.
    pub(crate) fn knows_session(&self, session: &SessionId) -> Result<bool, StoreError> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM call WHERE session_id = ?1")?.exists([session.as_str()])?)
    }

    /// A call that was ever stored.
    pub(crate) fn past_call(&self, id: CallId) -> Result<Option<PastCall>, StoreError> {
        let sql = "SELECT station_id, station, staff, end_reason, ended_by FROM call WHERE call_id = ?1";
        let found = self
            .connection
            .prepare_cached(sql)?
            .query_row([id.to_string()], |row| {
                let station_id: Option<String> = row.get(0)?;
                let end: (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
                Ok((station_id, row.get(1)?, row.get(2)?, end))
            })
            .optional()?;
        let Some((station_id, station, staff, end)) = found else { return Ok(None) };
        let end = match end {
            (Some(reason), Some(by)) => {
                Some((from_word(&reason, "call.end_reason")?, from_word(&by, "call.ended_by")?))
            }
            _ => None,
        };
        let staff: Option<String> = staff;
        let station_id = station_id.and_then(|id| StationId::new(id).ok());
        Ok(Some(PastCall { station_id, station, staff: staff.map(Private), end }))
    }

    /// A call as the log has it.
    pub(crate) fn call_record(&self, id: CallId) -> Result<Option<CallRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM call WHERE call_id = ?1");
        let found = self.connection.prepare_cached(&sql)?.query_row([id.to_string()], |row| Ok(record(row)));
        found.optional()?.transpose()
    }

    /// Writes what came of a call, in place of what was said before.
    pub(crate) fn save_outcome(&mut self, id: CallId, outcome: &CallOutcome) -> Result<(), StoreError> {
        let CallOutcome { outcome, note } = outcome;
        self.connection
            .prepare_cached("UPDATE call SET outcome = ?2, note = ?3 WHERE call_id = ?1")?
            .execute(params![id.to_string(), word(outcome), note.as_ref().map(|note| &note.0)])?;
        Ok(())
    }

    /// A page of the call log, newest first, older than `cursor`; an unreadable cursor counts as none.
    pub(crate) fn call_log(&self, cursor: Option<&str>) -> Result<CallLog, StoreError> {
        let readable = cursor.and_then(|cursor| {
            let (started, id) = cursor.split_once('~')?;
            Some((started.parse::<i64>().ok()?, id.to_owned()))
        });
        let (started, id) = readable.unwrap_or((i64::MAX, String::new()));
        let sql = format!(
            "SELECT {COLUMNS} FROM call WHERE (started_ms, call_id) < (?1, ?2)
             ORDER BY started_ms DESC, call_id DESC LIMIT ?3"
        );
        let mut query = self.connection.prepare_cached(&sql)?;
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
        let rows = query.query_map(params![started, id, limit], |row| Ok(record(row)))?;
        let mut calls = rows.map(|row| row?).collect::<Result<Vec<_>, StoreError>>()?;
        let more = calls.len() > PAGE;
        calls.truncate(PAGE);
        let next = calls.last().filter(|_| more).map(|last| format!("{}~{}", last.started_ms, last.call_id));
        Ok(CallLog { calls, next })
    }

    /// The next calls that began in a span of time, the oldest first; `last`: beginning and id of the one before them.
    pub(crate) fn calls_between(
        &self,
        from_ms: i64,
        to_ms: i64,
        last: Option<&(u64, String)>,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM call WHERE (started_ms, call_id) > (?1, ?2) AND started_ms < ?3
             ORDER BY started_ms, call_id LIMIT ?4"
        );
        // No id is empty: the first page begins with whatever began in that very millisecond.
        let (started, id) = last.map_or((from_ms, ""), |(started, id)| (started.cast_signed(), id.as_str()));
        let mut query = self.connection.prepare_cached(&sql)?;
        let rows = query.query_map(params![started, id, to_ms, EXPORTED], |row| Ok(record(row)))?;
        rows.map(|row| row?).collect()
    }
}

fn record(row: &Row<'_>) -> Result<CallRecord, StoreError> {
    let id: String = row.get(0)?;
    let direction: String = row.get(1)?;
    let unit: Option<String> = row.get(2)?;
    let reason: Option<String> = row.get(11)?;
    let (outcome, note): (Option<String>, Option<String>) = (row.get(13)?, row.get(14)?);
    let note = note.map(Private);
    Ok(CallRecord {
        call_id: id.parse().map_err(|_| StoreError::Unreadable("call.call_id"))?,
        direction: from_word(&direction, "call.direction")?,
        unit_id: unit.map(|unit| unit.parse().map_err(|_| StoreError::Unreadable("call.unit_id"))).transpose()?,
        name: row.get::<_, Option<String>>(3)?.map(Private),
        room: row.get(4)?,
        ring_group: row.get(5)?,
        station: row.get(6)?,
        staff: row.get::<_, Option<String>>(7)?.map(Private),
        started_ms: row.get::<_, i64>(8)?.cast_unsigned(),
        accepted_ms: row.get::<_, Option<i64>>(9)?.map(i64::cast_unsigned),
        ended_ms: row.get::<_, Option<i64>>(10)?.map(i64::cast_unsigned),
        end_reason: reason.map(|reason| from_word(&reason, "call.end_reason")).transpose()?,
        quality: row.get::<_, Option<String>>(12)?.map(|json| quality::read(&json)).transpose()?,
        outcome: outcome
            .map(|word| Ok::<_, StoreError>(CallOutcome { outcome: from_word(&word, "call.outcome")?, note }))
            .transpose()?,
    })
}
