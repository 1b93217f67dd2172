//! The units of the property, as imported.

use roomline_signaling::hearing::{Boost, HearingHelp};
use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};

use super::{Store, StoreError};

/// A unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredUnit {
    /// Our id for it, its `externalUserId` at Alexa.
    pub unit_id: String,
    /// The resident's name.
    pub name: String,
    /// The room's name.
    pub room: String,
    /// The floor.
    pub floor: Option<String>,
    /// The wing.
    pub wing: Option<String>,
    /// Notes for the caller.
    pub notes: Option<String>,
    /// The resident's language (BCP 47).
    pub language: Option<String>,
    /// Its communication profile at Alexa.
    pub communication_profile_id: Option<String>,
    /// Its persistent unit id in skill requests.
    pub persistent_unit_id: Option<String>,
    /// Its id in the management API: as the room list names it, else as `property apply` found it.
    pub amazon_unit: Option<String>,
    /// Help for hearing in its calls. To an import, `None` says that what staff have set stays.
    pub hearing: Option<HearingHelp>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Units that are there now.
    pub total: usize,
    /// Those that were not there before.
    pub added: usize,
    /// Those that were there and are not any more.
    pub removed: usize,
}

impl Store {
    /// All units, by room as people count them (9 before 10).
    pub fn units(&self) -> Result<Vec<StoredUnit>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT unit_id, name, room, floor, wing, notes, language, communication_profile_id, persistent_unit_id,
                    coalesce(unit.amazon_unit, property_room.amazon_unit),
                    resident_gain_db, resident_presence_db, desk_gain_db, desk_presence_db
             FROM unit LEFT JOIN property_room USING (unit_id)",
        )?;
        let rows = query.query_map([], |row| {
            Ok(StoredUnit {
                unit_id: row.get(0)?,
                name: row.get(1)?,
                room: row.get(2)?,
                floor: row.get(3)?,
                wing: row.get(4)?,
                notes: row.get(5)?,
                language: row.get(6)?,
                communication_profile_id: row.get(7)?,
                persistent_unit_id: row.get(8)?,
                amazon_unit: row.get(9)?,
                hearing: hearing(row, 10)?,
            })
        })?;
        let mut units: Vec<_> = rows.collect::<Result<_, _>>()?;
        units.sort_by_cached_key(|unit| (as_counted(&unit.room), unit.unit_id.clone()));
        Ok(units)
    }

    /// Makes `units` the whole directory. What Alexa told us about a unit that stays is kept.
    pub fn import_units(&mut self, units: &[StoredUnit]) -> Result<Imported, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let count = "SELECT count(*) FROM unit";
        let before: usize = transaction.query_row(count, [], |row| row.get(0))?;
        transaction.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS listed (unit_id TEXT PRIMARY KEY) STRICT; DELETE FROM listed",
        )?;
        for unit in units {
            transaction.execute("INSERT INTO listed VALUES (?1)", [&unit.unit_id])?;
        }
        let removed = transaction.execute("DELETE FROM unit WHERE unit_id NOT IN (SELECT unit_id FROM listed)", [])?;
        for unit in units {
            transaction.execute(
                "INSERT INTO unit (unit_id, name, room, floor, wing, notes, language, amazon_unit)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT DO UPDATE SET name = excluded.name, room = excluded.room, floor = excluded.floor,
                     wing = excluded.wing, notes = excluded.notes, language = excluded.language,
                     amazon_unit = excluded.amazon_unit",
                params![
                    unit.unit_id,
                    unit.name,
                    unit.room,
                    unit.floor,
                    unit.wing,
                    unit.notes,
                    unit.language,
                    unit.amazon_unit
                ],
            )?;
            if let Some(help) = unit.hearing {
                write_hearing(&transaction, &unit.unit_id, help)?;
            }
        }
        transaction.execute(NEW_VERSION, [])?;
        transaction.commit()?;
        let total = units.len();
        Ok(Imported { total, added: total + removed - before, removed })
    }

    /// Sets the help for hearing in the calls of a unit; `None` if there is no such unit, else whether it is another than before.
    pub fn set_hearing(&mut self, unit_id: &str, help: HearingHelp) -> Result<Option<bool>, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let query = "SELECT resident_gain_db, resident_presence_db, desk_gain_db, desk_presence_db FROM unit WHERE unit_id = ?1";
        let before = transaction.query_row(query, [unit_id], |row| hearing(row, 0)).optional()?;
        let Some(before) = before else { return Ok(None) };
        if before.unwrap_or_default() == help {
            return Ok(Some(false));
        }
        write_hearing(&transaction, unit_id, help)?;
        transaction.execute(NEW_VERSION, [])?;
        transaction.commit()?;
        Ok(Some(true))
    }

    /// Counts the changes so far.
    pub fn directory_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("SELECT version FROM directory")?.query_row([], |row| row.get(0))?)
    }
}

const NEW_VERSION: &str = "UPDATE directory SET version = version + 1";

/// The four numbers from the column `first` on; `None` if nobody has said anything of them.
fn hearing(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<HearingHelp>> {
    let boost = |first: usize| -> rusqlite::Result<Option<Boost>> {
        let (gain_db, presence_db): (Option<u8>, Option<u8>) = (row.get(first)?, row.get(first + 1)?);
        Ok(gain_db.zip(presence_db).map(|(gain_db, presence_db)| Boost { gain_db, presence_db }))
    };
    Ok(boost(first)?.zip(boost(first + 2)?).map(|(resident, desk)| HearingHelp { resident, desk }))
}

fn write_hearing(connection: &rusqlite::Connection, unit_id: &str, help: HearingHelp) -> rusqlite::Result<()> {
    let HearingHelp { resident, desk } = help;
    connection
        .prepare_cached(
            "UPDATE unit SET resident_gain_db = ?2, resident_presence_db = ?3, desk_gain_db = ?4, desk_presence_db = ?5
             WHERE unit_id = ?1",
        )?
        .execute(params![unit_id, resident.gain_db, resident.presence_db, desk.gain_db, desk.presence_db])?;
    Ok(())
}

/// Splits a room's name into texts and numbers, so that 9 comes before 10.
fn as_counted(room: &str) -> Vec<(u64, String)> {
    let mut parts = vec![(0_u64, String::new())];
    for letter in room.chars() {
        let last = parts.last_mut().expect("it begins with one part");
        match letter.to_digit(10) {
            Some(digit) if last.1.is_empty() => last.0 = last.0.saturating_mul(10).saturating_add(digit.into()),
            Some(digit) => parts.push((digit.into(), String::new())),
            None => last.1.extend(letter.to_lowercase()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(unit_id: &str, room: &str) -> StoredUnit {
        StoredUnit { unit_id: unit_id.into(), room: room.into(), name: "Mrs Jones".into(), ..StoredUnit::default() }
    }

    #[test]
    fn rooms_are_sorted_as_people_count() {
        let mut store = Store::in_memory().expect("a database");
        let rooms = ["10", "9", "Annex 2", "101b", "Annex 10", "101a"];
        let units: Vec<_> = rooms.iter().map(|room| unit(room, room)).collect();
        store.import_units(&units).expect("an import");
        let sorted: Vec<_> = store.units().expect("units").into_iter().map(|unit| unit.room).collect();
        assert_eq!(sorted, ["Annex 2", "Annex 10", "9", "10", "101a", "101b"]);
    }

    #[test]
    fn an_import_is_the_whole_directory_and_counts_what_changed() {
        let mut store = Store::in_memory().expect("a database");
        let first = store.import_units(&[unit("a", "1"), unit("b", "2")]).expect("an import");
        assert_eq!(first, Imported { total: 2, added: 2, removed: 0 });
        let second = store.import_units(&[unit("b", "2"), unit("c", "3"), unit("d", "4")]).expect("an import");
        assert_eq!(second, Imported { total: 3, added: 2, removed: 1 });
        assert_eq!(store.directory_version().expect("a version"), 2);
    }

    #[test]
    fn what_staff_have_set_stays_until_the_room_list_says_otherwise() {
        let mut store = Store::in_memory().expect("a database");
        let help = |gain_db| HearingHelp { resident: Boost { gain_db, presence_db: 6 }, desk: Boost::default() };
        let stored = |store: &Store| store.units().expect("units")[0].hearing;
        store.import_units(&[unit("a", "1")]).expect("an import");
        assert_eq!(stored(&store), None);
        assert_eq!(store.set_hearing("nobody", help(9)).expect("an answer"), None);
        assert_eq!(store.set_hearing("a", HearingHelp::default()).expect("an answer"), Some(false), "as it is");
        assert_eq!(store.directory_version().expect("a version"), 1);
        assert_eq!(store.set_hearing("a", help(9)).expect("an answer"), Some(true));
        assert_eq!((stored(&store), store.directory_version().expect("a version")), (Some(help(9)), 2));
        store.import_units(&[unit("a", "1")]).expect("an import");
        assert_eq!(stored(&store), Some(help(9)), "the list says nothing of it");
        let said = StoredUnit { hearing: Some(help(3)), ..unit("a", "1") };
        store.import_units(&[said]).expect("an import");
        assert_eq!(stored(&store), Some(help(3)));
        assert!(store.set_hearing("a", help(19)).is_err(), "more than there is");
    }
}
