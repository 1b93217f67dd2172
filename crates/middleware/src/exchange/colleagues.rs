//! The desks of a station's ring groups, as all of them see each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use roomline_signaling::call::switchboard::{self, Floor, RingGroup};
use roomline_signaling::staff::Desk;

use super::snapshot::presence;

/// Which desks see which.
#[derive(Debug, Default)]
pub(super) struct Colleagues(BTreeMap<String, BTreeSet<String>>);

/// All desks at one moment.
pub(super) struct Room<'a> {
    colleagues: &'a Colleagues,
    connected: HashMap<&'a str, Desk>,
}

impl Colleagues {
    pub(super) fn new(groups: &[RingGroup]) -> Self {
        let mut seen_by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for group in groups {
            for station in &group.stations {
                seen_by.entry(station.clone()).or_default().extend(group.stations.iter().cloned());
            }
        }
        Self(seen_by)
    }

    /// Looks at the floor once, for however many stations.
    pub(super) fn of<'a>(&'a self, floor: &'a Floor) -> Room<'a> {
        let mut connected: HashMap<&str, Desk> = HashMap::new();
        for found in floor.desks() {
            let busy = floor.call_of(&found.seat.station).is_some();
            let desk = connected.entry(&found.seat.name).or_insert_with(|| desk(found));
            // More than one station may have a name: the desk takes calls if one of them does.
            desk.busy &= busy;
            desk.presence = presence(found.available || desk.presence == presence(true));
        }
        Room { colleagues: self, connected }
    }
}

impl Room<'_> {
    /// The desks that the station of this name sees, by name.
    pub(super) fn desks_of(&self, station_name: &str) -> Vec<Desk> {
        let names = self.colleagues.0.get(station_name).into_iter().flatten();
        names.map(|name| self.connected.get(name.as_str()).cloned().unwrap_or_else(|| empty(name))).collect()
    }
}

fn desk(found: &switchboard::Desk) -> Desk {
    Desk {
        station: found.seat.name.clone(),
        staff: Some(found.seat.staff.clone()),
        presence: presence(found.available),
        connected: true,
        busy: true,
    }
}

fn empty(name: &str) -> Desk {
    Desk { station: name.to_owned(), staff: None, presence: presence(true), connected: false, busy: false }
}
