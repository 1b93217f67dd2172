//! The units of the property in the two shapes that others need: what calls know of one, and what stations show.

use std::collections::BTreeMap;

use roomline_signaling::call::{IdError, Private, UnitId};
use roomline_signaling::rest::{Directory, DirectoryUnit, UnitEcho};
use roomline_signaling::staff::UnitCard;

use crate::calls::Unit;
use crate::echo::sight::Sight;
use crate::store::units::StoredUnit;

/// What calls know of the units. An id that cannot be read is left out; the import lets none in.
#[must_use]
pub fn for_calls(units: Vec<StoredUnit>) -> Vec<Unit> {
    units.into_iter().filter_map(|unit| for_call(unit).ok()).collect()
}

/// What stations show of the units. A unit that is not in `echos` was never asked for.
#[must_use]
pub fn for_stations(units: Vec<StoredUnit>, echos: &BTreeMap<UnitId, Sight>) -> Directory {
    Directory { units: units.into_iter().filter_map(|unit| for_station(unit, echos).ok()).collect() }
}

fn for_call(unit: StoredUnit) -> Result<Unit, IdError> {
    let card = UnitCard {
        unit_id: UnitId::new(unit.unit_id)?,
        name: Private(unit.name),
        room: unit.room,
        notes: unit.notes.map(Private),
    };
    let StoredUnit { communication_profile_id, persistent_unit_id, .. } = unit;
    Ok(Unit { card, communication_profile_id, persistent_unit_id })
}

fn for_station(unit: StoredUnit, echos: &BTreeMap<UnitId, Sight>) -> Result<DirectoryUnit, IdError> {
    let unit_id = UnitId::new(unit.unit_id)?;
    let sight = echos.get(&unit_id).copied().unwrap_or_default();
    let UnitEcho { unit_id, echo, echo_since_ms, echo_seen_ms } = sight.of(unit_id);
    Ok(DirectoryUnit {
        unit_id,
        name: Private(unit.name),
        room: unit.room,
        floor: unit.floor,
        wing: unit.wing,
        notes: unit.notes.map(Private),
        language: unit.language,
        hearing: unit.hearing.unwrap_or_default(),
        echo,
        echo_since_ms,
        echo_seen_ms,
    })
}
