//! What Amazon has that differs from our directory.

use std::collections::BTreeSet;
use std::fmt;

use roomline_signaling::call::UnitId;

use super::port::Room;
use super::question::FoundUnit;

/// One difference. Its `Display` is a sentence for the administrator, with the names in it; the log has counts only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Drift {
    /// A unit of the property that no room of the directory names.
    UnitWithoutRoom {
        /// Amazon's id.
        unit: String,
        /// What it is called.
        name: Option<String>,
    },
    /// A room whose unit is not in the property any more.
    UnitGone {
        /// Our id of the room.
        room: UnitId,
        /// Amazon's id of what is gone.
        unit: String,
    },
    /// A room whose communication profile is not there any more: it can neither call nor be called.
    ProfileGone {
        /// Our id of the room.
        room: UnitId,
    },
    /// A room whose communication profile has another name than `property apply` gave it.
    ProfileRenamed {
        /// Our id of the room.
        room: UnitId,
        /// Its name at Amazon.
        name: String,
    },
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnitWithoutRoom { unit, name } => {
                let name = name.as_deref().unwrap_or("without a name");
                write!(
                    f,
                    "the unit \"{name}\" ({unit}) is in no room of the directory; add the room, or delete the unit"
                )
            }
            Self::UnitGone { room, .. } => {
                write!(f, "the unit of {room} is not in the property any more; run `property plan`")
            }
            Self::ProfileGone { room } => {
                write!(f, "the communication profile of {room} is gone, it cannot be called; run `property apply`")
            }
            Self::ProfileRenamed { room, name } => {
                write!(f, "the communication profile of {room} is called \"{name}\" now; run `property apply`")
            }
        }
    }
}

/// How the property's tree differs from the rooms. Floors and other units with units below them are no rooms.
pub(super) fn of_tree<'r>(
    tree: &[FoundUnit],
    rooms: impl Iterator<Item = (&'r UnitId, &'r Room)> + Clone,
) -> Vec<Drift> {
    let parents: BTreeSet<&str> = tree.iter().filter_map(|unit| unit.parent.as_deref()).collect();
    let named: BTreeSet<&str> = rooms.clone().filter_map(|(_, room)| room.unit.as_deref()).collect();
    let there: BTreeSet<&str> = tree.iter().map(|unit| unit.id.as_str()).collect();
    let stray = tree.iter().filter(|unit| !parents.contains(unit.id.as_str()) && !named.contains(unit.id.as_str()));
    let stray = stray.map(|unit| Drift::UnitWithoutRoom { unit: unit.id.clone(), name: unit.name.clone() });
    let gone = rooms.filter_map(|(id, room)| {
        let unit = room.unit.as_ref().filter(|unit| !there.contains(unit.as_str()))?;
        Some(Drift::UnitGone { room: id.clone(), unit: unit.clone() })
    });
    stray.chain(gone).collect()
}
