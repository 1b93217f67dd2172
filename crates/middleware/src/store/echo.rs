//! What is known of the Echos and of the property at Amazon beside the directory.

use std::collections::BTreeMap;

use roomline_signaling::call::UnitId;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::{EchoState, UnitEcho};
use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError, from_word, word};
use crate::echo::sight::Sight;
use crate::echo::{Drift, Memory, Property, Room};

/// What `property apply` found of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRoom {
    /// Our id.
    pub unit_id: String,
    /// Amazon's id of its unit.
    pub amazon_unit: String,
    /// What its profile shall be called.
    pub profile_name: Option<String>,
}

/// What the last look at the property found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DriftReport {
    /// When it went through, in milliseconds since 1970; `None`: the property was never looked at.
    pub looked_ms: Option<u64>,
    /// Every difference.
    pub found: Vec<Drift>,
}

/// How many Echos are how, and how many differences there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EchoFigures {
    /// Rooms that are online.
    pub online: u64,
    /// Rooms that are offline.
    pub offline: u64,
    /// All other rooms.
    pub unknown: u64,
    /// Differences between Amazon and the directory.
    pub drift: u64,
}

impl Store {
    /// Takes over what `property apply` found: all rooms, and the unit they are under. A running server sees it.
    pub fn put_property_rooms(&mut self, root: &str, rooms: &[FoundRoom]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute("UPDATE echo_watch SET root = ?1", [root])?;
        transaction.execute("DELETE FROM property_room", [])?;
        // It was about how things were before; the next look tells what is left of it.
        transaction.execute("DELETE FROM drift", [])?;
        for room in rooms {
            transaction.execute(PUT_ROOM, params![room.unit_id, room.amazon_unit, room.profile_name])?;
        }
        transaction.execute("UPDATE directory SET version = version + 1", [])?;
        Ok(transaction.commit()?)
    }

    /// Takes over which of Amazon's units a room is.
    pub fn put_property_room(&mut self, room: &FoundRoom) -> Result<(), StoreError> {
        self.connection.execute(PUT_ROOM, params![room.unit_id, room.amazon_unit, room.profile_name])?;
        Ok(())
    }

    /// The property as the directory and `property apply` know it; rooms of an older `apply` by its journal.
    pub fn property_at_amazon(&self) -> Result<Property, StoreError> {
        let root = self.connection.query_row("SELECT root FROM echo_watch", [], |row| row.get(0))?;
        let journal = self.known_property()?;
        let mut query = self.connection.prepare_cached(
            "SELECT unit_id, coalesce(unit.amazon_unit, property_room.amazon_unit), communication_profile_id, profile_name
             FROM unit LEFT JOIN property_room USING (unit_id)",
        )?;
        let rows = query.query_map([], |row| {
            let room = Room { unit: row.get(1)?, profile: row.get(2)?, profile_name: row.get(3)? };
            Ok((row.get::<_, String>(0)?, room))
        })?;
        let mut rooms = BTreeMap::new();
        for row in rows {
            let (id, mut room) = row?;
            room.unit = room.unit.or_else(|| journal.rooms.get(&id)?.unit.clone());
            // An id that cannot be read is in no directory either.
            if let Ok(id) = UnitId::new(id) {
                rooms.insert(id, room);
            }
        }
        Ok(Property { root, rooms })
    }

    /// How the Echos are. Units that are not among them were never asked for.
    pub fn echos(&self) -> Result<BTreeMap<UnitId, Sight>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT unit_id, state, since_ms, seen_ms FROM echo")?;
        let rows = query.query_map([], |row| {
            let time = |index| row.get::<_, Option<u64>>(index).map(|ms| ms.map(WallTime::from_millis));
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, time(2)?, time(3)?))
        })?;
        let mut echos = BTreeMap::new();
        for row in rows {
            let (id, state, since, seen) = row?;
            if let Ok(id) = UnitId::new(id) {
                echos.insert(id, Sight { state: from_word::<EchoState>(&state, "echo.state")?, since, seen });
            }
        }
        Ok(echos)
    }

    /// Takes over how these Echos are now. Units that left the directory meanwhile are left out.
    pub fn put_echos(&mut self, echos: &[UnitEcho]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for UnitEcho { unit_id, echo, echo_since_ms, echo_seen_ms } in echos {
            transaction.execute(
                "INSERT INTO echo SELECT unit_id, ?2, ?3, ?4 FROM unit WHERE unit_id = ?1
                 ON CONFLICT DO UPDATE SET state = excluded.state, since_ms = excluded.since_ms,
                     seen_ms = excluded.seen_ms",
                params![unit_id.as_str(), word(echo), echo_since_ms, echo_seen_ms],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// What an earlier run kept.
    pub fn echo_memory(&self) -> Result<Memory, StoreError> {
        let sql = "SELECT round_ms, look_ms FROM echo_watch";
        let (round, look) = self
            .connection
            .query_row(sql, [], |row| Ok((row.get::<_, Option<u64>>(0)?, row.get::<_, Option<u64>>(1)?)))?;
        let time = |ms: Option<u64>| ms.map(WallTime::from_millis);
        Ok(Memory { sights: self.echos()?, round_at: time(round), look_at: time(look) })
    }

    /// Takes over when the last round that went through began.
    pub fn put_echo_round(&mut self, at: WallTime) -> Result<(), StoreError> {
        self.connection.execute("UPDATE echo_watch SET round_ms = ?1", [at.as_millis()])?;
        Ok(())
    }

    /// Takes over what a look at the property found.
    pub fn put_drift(&mut self, at: WallTime, found: &[Drift]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute("UPDATE echo_watch SET look_ms = ?1", [at.as_millis()])?;
        transaction.execute("DELETE FROM drift", [])?;
        for one in found {
            let text = serde_json::to_string(one).map_err(|_| StoreError::Unreadable("drift.found"))?;
            transaction.execute("INSERT INTO drift VALUES (?1)", [text])?;
        }
        Ok(transaction.commit()?)
    }

    /// What the last look at the property found.
    pub fn drift(&self) -> Result<DriftReport, StoreError> {
        let looked_ms = self.connection.query_row("SELECT look_ms FROM echo_watch", [], |row| row.get(0))?;
        let mut query = self.connection.prepare("SELECT found FROM drift ORDER BY rowid")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        let read = |text: rusqlite::Result<String>| {
            serde_json::from_str(&text?).map_err(|_| StoreError::Unreadable("drift.found"))
        };
        Ok(DriftReport { looked_ms, found: rows.map(read).collect::<Result<_, _>>()? })
    }

    /// How many Echos are how, and how many differences there are.
    pub fn echo_figures(&self) -> Result<EchoFigures, StoreError> {
        let count = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, u64>(0)).optional();
        let (online, offline) = (
            count("SELECT count(*) FROM echo WHERE state = 'online'")?.unwrap_or_default(),
            count("SELECT count(*) FROM echo WHERE state = 'offline'")?.unwrap_or_default(),
        );
        let rooms = count("SELECT count(*) FROM unit")?.unwrap_or_default();
        let drift = count("SELECT count(*) FROM drift")?.unwrap_or_default();
        Ok(EchoFigures { online, offline, unknown: rooms.saturating_sub(online + offline), drift })
    }
}

/// A unit that left the directory meanwhile is left out.
const PUT_ROOM: &str = "INSERT INTO property_room SELECT unit_id, ?2, ?3 FROM unit WHERE unit_id = ?1
    ON CONFLICT DO UPDATE SET amazon_unit = excluded.amazon_unit, profile_name = excluded.profile_name";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::units::StoredUnit;

    fn id(room: &str) -> UnitId {
        UnitId::new(room).expect("an id")
    }

    fn furnished(rooms: &[&str]) -> Store {
        let mut store = Store::in_memory().expect("memory");
        import(&mut store, rooms);
        store
    }

    fn import(store: &mut Store, rooms: &[&str]) {
        let unit = |room: &&str| StoredUnit { unit_id: (*room).into(), room: (*room).into(), ..StoredUnit::default() };
        store.import_units(&rooms.iter().map(unit).collect::<Vec<_>>()).expect("an import");
    }

    fn online(room: &str) -> UnitEcho {
        UnitEcho { unit_id: id(room), echo: EchoState::Online, echo_since_ms: Some(7), echo_seen_ms: None }
    }

    #[test]
    fn what_is_known_of_an_echo_goes_with_its_room() {
        let mut store = furnished(&["a", "b"]);
        store.put_echos(&[online("a"), online("b"), online("nobody")]).expect("written");
        let offline = UnitEcho { echo: EchoState::Offline, echo_seen_ms: Some(5), ..online("b") };
        store.put_echos(&[offline]).expect("written");
        store.put_echo_round(WallTime::from_millis(9)).expect("written");
        let (since, seen) = (Some(WallTime::from_millis(7)), Some(WallTime::from_millis(5)));
        let expected = [
            (id("a"), Sight { state: EchoState::Online, since, seen: None }),
            (id("b"), Sight { state: EchoState::Offline, since, seen }),
        ];
        let memory = store.echo_memory().expect("read");
        assert_eq!((memory.sights, memory.round_at), (expected.into(), Some(WallTime::from_millis(9))));
        import(&mut store, &["b", "c"]);
        let figures = EchoFigures { online: 0, offline: 1, unknown: 1, drift: 0 };
        assert_eq!(store.echo_figures().expect("read"), figures);
    }

    #[test]
    fn a_rooms_unit_is_what_apply_found_and_else_what_its_journal_says() {
        use crate::property::step::{Change, Step};
        let mut store = furnished(&["a", "b", "c"]);
        for (room, unit) in [("a", "old"), ("b", "of-journal")] {
            let change = Change::EnableSkill;
            let step = Step::Room { unit_id: room.into(), label: room.into(), unit: Some(unit.into()), change };
            store.begin_step(1, &step).expect("written");
        }
        let found = |room: &str, unit: &str| FoundRoom {
            unit_id: room.into(),
            amazon_unit: unit.into(),
            profile_name: Some("Room".into()),
        };
        let version = store.directory_version().expect("a version");
        store.put_property_rooms("root", &[found("a", "new"), found("nobody", "x")]).expect("written");
        assert!(store.directory_version().expect("a version") > version, "a running server looks again");
        let Property { root, rooms } = store.property_at_amazon().expect("read");
        let units: Vec<_> = rooms.values().map(|room| room.unit.as_deref()).collect();
        assert_eq!((root.as_deref(), units), (Some("root"), vec![Some("new"), Some("of-journal"), None]));
        assert_eq!(rooms[&id("a")].profile_name.as_deref(), Some("Room"));
    }

    #[test]
    fn a_look_replaces_what_the_one_before_found() {
        let mut store = furnished(&["a"]);
        assert_eq!(store.drift().expect("read"), DriftReport::default());
        let first = [Drift::ProfileGone { room: id("a") }, Drift::UnitGone { room: id("a"), unit: "u".into() }];
        store.put_drift(WallTime::from_millis(3), &first).expect("written");
        assert_eq!(store.drift().expect("read"), DriftReport { looked_ms: Some(3), found: first.to_vec() });
        store.put_drift(WallTime::from_millis(4), &[]).expect("written");
        assert_eq!(store.drift().expect("read"), DriftReport { looked_ms: Some(4), found: Vec::new() });
    }
}
