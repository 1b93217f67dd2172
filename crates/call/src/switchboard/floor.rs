//! The desks as the switchboard sees them: who is connected, who takes calls, who is in one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Seat, WallTime};
use crate::{CallId, StationId};

/// All connected stations, and which of them are in a call.
#[derive(Clone, Debug)]
pub struct Floor {
    desks: BTreeMap<StationId, Desk>,
    /// The same by name, because rings know them by that; a replaced computer may share its name with the old one.
    by_name: BTreeMap<String, BTreeSet<StationId>>,
    in_call: BTreeMap<StationId, CallId>,
    waits_for_desks_until: WallTime,
}

/// A connected station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Who sits there.
    pub seat: Seat,
    /// Whether it takes calls; only a person says no.
    pub available: bool,
}

impl Floor {
    pub(super) fn new(waits_for_desks_until: WallTime) -> Self {
        Self { desks: BTreeMap::new(), by_name: BTreeMap::new(), in_call: BTreeMap::new(), waits_for_desks_until }
    }

    pub(super) fn came(&mut self, seat: Seat, available: bool) {
        self.gone(&seat.station);
        self.by_name.entry(seat.name.clone()).or_default().insert(seat.station.clone());
        self.desks.insert(seat.station.clone(), Desk { seat, available });
    }

    pub(super) fn gone(&mut self, station: &StationId) {
        let Some(Desk { seat, .. }) = self.desks.remove(station) else { return };
        if let Some(namesakes) = self.by_name.get_mut(&seat.name) {
            namesakes.remove(station);
            if namesakes.is_empty() {
                self.by_name.remove(&seat.name);
            }
        }
    }

    pub(super) fn set_available(&mut self, station: &StationId, available: bool) {
        if let Some(desk) = self.desks.get_mut(station) {
            desk.available = available;
        }
    }

    pub(super) fn set_in_call(&mut self, in_call: BTreeMap<StationId, CallId>) -> bool {
        let changed = self.in_call != in_call;
        self.in_call = in_call;
        changed
    }

    /// The connected station of this id.
    #[must_use]
    pub fn desk(&self, station: &StationId) -> Option<&Desk> {
        self.desks.get(station)
    }

    /// All connected stations.
    pub fn desks(&self) -> impl Iterator<Item = &Desk> {
        self.desks.values()
    }

    /// The connected stations of this name.
    pub fn desks_named(&self, name: &str) -> impl Iterator<Item = &Desk> {
        self.by_name.get(name).into_iter().flatten().filter_map(|station| self.desks.get(station))
    }

    /// The call a station is in.
    #[must_use]
    pub fn call_of(&self, station: &StationId) -> Option<CallId> {
        self.in_call.get(station).copied()
    }

    /// The moment from which a ring group without a desk counts as empty.
    #[must_use]
    pub fn waits_for_desks_until(&self) -> WallTime {
        self.waits_for_desks_until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Private;

    fn seat(station: &str, name: &str) -> Seat {
        let station = StationId::new(station).expect("an id");
        Seat { station, name: name.to_owned(), staff: Private("Ann".to_owned()) }
    }

    fn named(floor: &Floor, name: &str) -> Vec<String> {
        floor.desks_named(name).map(|desk| desk.seat.station.as_str().to_owned()).collect()
    }

    #[test]
    fn desks_are_found_by_their_names_also_after_they_got_another() {
        let mut floor = Floor::new(WallTime::default());
        floor.came(seat("old", "Desk 1"), true);
        floor.came(seat("new", "Desk 1"), true);
        assert_eq!(named(&floor, "Desk 1"), ["new", "old"]);
        floor.came(seat("old", "Desk 2"), true);
        assert_eq!((named(&floor, "Desk 1"), named(&floor, "Desk 2")), (vec!["new".into()], vec!["old".into()]));
        floor.gone(&seat("new", "").station);
        assert!(named(&floor, "Desk 1").is_empty() && floor.desks().count() == 1);
        assert!(floor.by_name.len() == 1, "nothing is kept of names that nobody has");
    }
}
