//! Hand-overs from one shift to the next, and what a shift is summed up from.

use roomline_signaling::call::{HandoverId, Private};
use roomline_signaling::handover::{Handover, NoteRead};
use rusqlite::{Params, Row, params};

use super::{Store, StoreError};

const COLUMNS: &str = "handover.id, at_ms, station, staff, note, read_by, read_ms";

/// The calls from units of one ring group since a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GroupCalls {
    /// Those that a desk answered.
    pub(crate) answered: u32,
    /// Those that were over before.
    pub(crate) missed: u32,
    /// From arrival to award, of those that were answered, in milliseconds and in no order. One that was answered before awards
    /// were written down is missing.
    pub(crate) waits_ms: Vec<u64>,
}

impl Store {
    /// Writes a new hand-over.
    pub(crate) fn save_handover(&mut self, handover: &Handover) -> Result<(), StoreError> {
        let Handover { id, ring_groups, at_ms, station, staff, note, read } = handover;
        let id = id.to_string();
        self.connection
            .prepare_cached(
                "INSERT INTO handover (id, at_ms, station, staff, note, read_by, read_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                id,
                at_ms.cast_signed(),
                station,
                staff.0,
                note.as_ref().map(|note| &note.0),
                read.as_ref().map(|read| &read.staff.0),
                read.as_ref().map(|read| read.at_ms.cast_signed()),
            ])?;
        let sql = "INSERT INTO handover_group (handover, place, ring_group) VALUES (?1, ?2, ?3)";
        let mut insert = self.connection.prepare_cached(sql)?;
        for (place, group) in (0_i64..).zip(ring_groups) {
            insert.execute(params![id, place, group])?;
        }
        Ok(())
    }

    /// Writes who has read a note.
    pub(crate) fn note_was_read(&mut self, id: HandoverId, read: &NoteRead) -> Result<(), StoreError> {
        let sql = "UPDATE handover SET read_by = ?2, read_ms = ?3 WHERE id = ?1";
        let values = params![id.to_string(), read.staff.0, read.at_ms.cast_signed()];
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// A hand-over.
    pub(crate) fn handover(&self, id: HandoverId) -> Result<Option<Handover>, StoreError> {
        self.handovers("WHERE handover.id = ?1", [id.to_string()]).map(|found| found.into_iter().next())
    }

    /// The last hand-over to a ring group.
    pub(crate) fn last_handover(&self, ring_group: &str) -> Result<Option<Handover>, StoreError> {
        let one =
            "JOIN handover_group ON handover = handover.id WHERE ring_group = ?1 ORDER BY at_ms DESC, id DESC LIMIT 1";
        self.handovers(one, [ring_group]).map(|found| found.into_iter().next())
    }

    /// All with a note that nobody has read yet, oldest first.
    pub(crate) fn unread_handovers(&self) -> Result<Vec<Handover>, StoreError> {
        self.handovers("WHERE note IS NOT NULL AND read_ms IS NULL ORDER BY at_ms, id", [])
    }

    /// What became of the calls of a ring group that arrived since a moment; what still rings is not among them.
    pub(crate) fn group_calls(&self, ring_group: &str, since_ms: u64) -> Result<GroupCalls, StoreError> {
        let sql = "SELECT accepted_ms IS NOT NULL, awarded_ms - started_ms FROM call
                   WHERE direction = 'from_unit' AND ring_group = ?1 AND started_ms >= ?2
                   AND (accepted_ms IS NOT NULL OR ended_ms IS NOT NULL)";
        let mut query = self.connection.prepare_cached(sql)?;
        let mut rows = query.query(params![ring_group, since_ms.cast_signed()])?;
        let mut calls = GroupCalls::default();
        while let Some(row) = rows.next()? {
            let (answered, wait_ms): (bool, Option<i64>) = (row.get(0)?, row.get(1)?);
            if answered {
                calls.answered += 1;
                calls.waits_ms.extend(wait_ms.map(|wait| wait.max(0).cast_unsigned()));
            } else {
                calls.missed += 1;
            }
        }
        Ok(calls)
    }

    /// `which`: joins, conditions and order, with their values.
    fn handovers(&self, which: &str, values: impl Params) -> Result<Vec<Handover>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM handover {which}");
        let mut query = self.connection.prepare_cached(&sql)?;
        let rows = query.query_map(values, |row| Ok(read(row)))?;
        let mut found = rows.map(|row| row?).collect::<Result<Vec<_>, StoreError>>()?;
        let mut groups = self
            .connection
            .prepare_cached("SELECT ring_group FROM handover_group WHERE handover = ?1 ORDER BY place")?;
        for handover in &mut found {
            let names = groups.query_map([handover.id.to_string()], |row| row.get(0))?;
            handover.ring_groups = names.collect::<Result<_, _>>()?;
        }
        Ok(found)
    }
}

/// A row without its ring groups.
fn read(row: &Row<'_>) -> Result<Handover, StoreError> {
    let id: String = row.get(0)?;
    let reader: (Option<String>, Option<i64>) = (row.get(5)?, row.get(6)?);
    let read = match reader {
        (Some(staff), Some(at_ms)) => Some(NoteRead { staff: Private(staff), at_ms: at_ms.cast_unsigned() }),
        _ => None,
    };
    Ok(Handover {
        id: id.parse().map_err(|_| StoreError::Unreadable("handover.id"))?,
        ring_groups: Vec::new(),
        at_ms: row.get::<_, i64>(1)?.cast_unsigned(),
        station: row.get(2)?,
        staff: Private(row.get(3)?),
        note: row.get::<_, Option<String>>(4)?.map(Private),
        read,
    })
}
