//! The desks as the switchboard sees them: who is connected, who takes calls, who is in one.

use std::collections::BTreeMap;

use super::{Seat, WallTime};
use crate::{CallId, StationId};

/// All connected stations, and which of them are in a call.
#[derive(Clone, Debug)]
pub struct Floor {
    desks: BTreeMap<StationId, Desk>,
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
        Self { desks: BTreeMap::new(), in_call: BTreeMap::new(), waits_for_desks_until }
    }

    pub(super) fn came(&mut self, seat: Seat, available: bool) {
        self.desks.insert(seat.station.clone(), Desk { seat, available });
    }

    pub(super) fn gone(&mut self, station: &StationId) {
        self.desks.remove(station);
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

    /// The call a station is in.
    #[must_use]
    pub fn call_of(&self, station: &StationId) -> Option<CallId> {
        self.in_call.get(station).copied()
    }

    /// The moment from which a ring group without a desk counts as empty.
    pub(super) fn waits_for_desks_until(&self) -> WallTime {
        self.waits_for_desks_until
    }
}
