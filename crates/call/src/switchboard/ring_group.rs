//! A ring group: the desks that a resident's "call the front desk" rings together, and who is rung after them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Address;

/// Stations that ring together when a resident calls one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RingGroup {
    /// What staff call the group.
    pub name: String,
    /// What the residents' Echos call, and what they see when this group calls them.
    pub address: Address,
    /// Names of the stations that ring, all at once.
    pub stations: Vec<String>,
    /// How long they ring before the next group is tried, in seconds.
    #[serde(default = "RingGroup::default_ring_for_s")]
    pub ring_for_s: u32,
    /// Name of the group that rings next.
    #[serde(default)]
    pub then: Option<String>,
}

impl RingGroup {
    /// How long a group rings unless it says otherwise, in seconds.
    pub const DEFAULT_RING_FOR_S: u32 = 30;

    /// How long the stations ring before the next group is tried.
    #[must_use]
    pub fn ring_for(&self) -> Duration {
        Duration::from_secs(self.ring_for_s.into())
    }

    /// Whether the station of this name is in the group.
    #[must_use]
    pub fn rings(&self, station: &str) -> bool {
        self.stations.iter().any(|name| name == station)
    }

    const fn default_ring_for_s() -> u32 {
        Self::DEFAULT_RING_FOR_S
    }
}
