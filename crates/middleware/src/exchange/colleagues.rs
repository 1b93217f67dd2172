//! The desks of a station's ring groups, as all of them see each other.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use roomline_signaling::call::switchboard::{self, Floor, RingGroup};
use roomline_signaling::staff::Desk;

use super::snapshot::presence;

/// Which desks see which, and how the connected ones were when they were last looked at.
#[derive(Debug, Default)]
pub(super) struct Colleagues {
    /// Who sees a desk is whom it sees: ring groups are shared.
    seen_by: BTreeMap<String, BTreeSet<String>>,
    known: HashMap<String, Desk>,
    looked: bool,
}

/// All desks at one moment, and whose view changed since the moment before.
pub(super) struct Room<'a> {
    seen_by: &'a BTreeMap<String, BTreeSet<String>>,
    connected: HashMap<&'a str, Desk>,
    concerned: HashSet<&'a str>,
    everybody: bool,
}

impl Colleagues {
    pub(super) fn new(groups: &[RingGroup]) -> Self {
        let mut seen_by: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for group in groups {
            for station in &group.stations {
                seen_by.entry(station.clone()).or_default().extend(group.stations.iter().cloned());
            }
        }
        Self { seen_by, ..Self::default() }
    }

    /// Looks at the floor once, for however many stations. With thousands of desks only the few whose colleagues changed
    /// since the last look need to be told.
    pub(super) fn look_at<'a>(&'a mut self, floor: &'a Floor) -> Room<'a> {
        let Self { seen_by, known, looked } = self;
        let connected = connected(floor, floor.desks());
        let mut changed: Vec<&str> = Vec::new();
        for (name, desk) in &connected {
            if known.get(*name) != Some(desk) {
                known.insert((*name).to_owned(), desk.clone());
                changed.push(*name);
            }
        }
        let mut concerned: HashSet<&str> = HashSet::new();
        let views = |name: &str| seen_by.get(name).into_iter().flatten().map(String::as_str);
        known.retain(|name, _| {
            let stays = connected.contains_key(name.as_str());
            if !stays {
                concerned.extend(views(name));
            }
            stays
        });
        concerned.extend(changed.into_iter().flat_map(views));
        let everybody = !std::mem::replace(looked, true);
        Room { seen_by, connected, concerned, everybody }
    }

    /// The desks that the station of this name sees, by name.
    pub(super) fn desks_of(&self, station_name: &str, floor: &Floor) -> Vec<Desk> {
        let Some(names) = self.seen_by.get(station_name) else { return Vec::new() };
        seen(names, &connected(floor, names.iter().flat_map(|name| floor.desks_named(name))))
    }
}

impl Room<'_> {
    /// Whether the view of the station of this name changed.
    pub(super) fn concerns(&self, station_name: &str) -> bool {
        self.everybody || self.concerned.contains(station_name)
    }

    /// The desks that the station of this name sees, by name.
    pub(super) fn desks_of(&self, station_name: &str) -> Vec<Desk> {
        self.seen_by.get(station_name).map(|names| seen(names, &self.connected)).unwrap_or_default()
    }
}

/// How `desks` of the floor are, by name.
fn connected<'f>(floor: &Floor, desks: impl Iterator<Item = &'f switchboard::Desk>) -> HashMap<&'f str, Desk> {
    let mut connected: HashMap<&str, Desk> = HashMap::new();
    for found in desks {
        let busy = floor.call_of(&found.seat.station).is_some();
        let desk = connected.entry(&found.seat.name).or_insert_with(|| desk(found));
        // More than one station may have a name: the desk takes calls if one of them does.
        desk.busy &= busy;
        desk.presence = presence(found.available || desk.presence == presence(true));
    }
    connected
}

fn seen(names: &BTreeSet<String>, connected: &HashMap<&str, Desk>) -> Vec<Desk> {
    names.iter().map(|name| connected.get(name.as_str()).cloned().unwrap_or_else(|| empty(name))).collect()
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
