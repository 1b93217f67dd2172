//! Ring groups that nobody listens for.

use roomline_station::signaling::staff::Unheard;
use roomline_station::{Reachability, StationState};
use serde::Serialize;
use specta::Type;

/// A ring group that nobody listens for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnheardView {
    /// Its name.
    pub group: String,
    /// The ring group at which its calls ring instead; absent: nobody is there either.
    pub instead: Option<String>,
}

impl UnheardView {
    /// What the server said while this desk could be reached; afterwards nobody knows.
    pub(super) fn all(state: &StationState) -> Vec<Self> {
        match state.reachability {
            Reachability::Reachable => state.unheard.iter().map(Self::from).collect(),
            Reachability::Connecting | Reachability::Unreachable { .. } => Vec::new(),
        }
    }
}

impl From<&Unheard> for UnheardView {
    fn from(unheard: &Unheard) -> Self {
        Self { group: unheard.ring_group.clone(), instead: unheard.instead.clone() }
    }
}
