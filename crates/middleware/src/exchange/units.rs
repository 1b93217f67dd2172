//! The units of the property as calls need them: by our id, and by the ids that Alexa may use for a caller.

use std::collections::HashMap;

use roomline_signaling::alexa::{Participant, ParticipantIdType};
use roomline_signaling::call::{Address, UnitId};
use roomline_signaling::staff::UnitCard;

use crate::calls::{CalleeAddress, RingGroup, Unit};

/// All units.
#[derive(Debug, Default)]
pub(super) struct Units {
    by_id: HashMap<UnitId, Unit>,
    by_profile: HashMap<String, UnitId>,
    by_persistent_id: HashMap<String, UnitId>,
}

impl Units {
    pub(super) fn new(units: Vec<Unit>) -> Self {
        let mut all = Self::default();
        for unit in units {
            let id = unit.card.unit_id.clone();
            let (profile, persistent) = (unit.communication_profile_id.clone(), unit.persistent_unit_id.clone());
            all.by_profile.extend(profile.map(|profile| (profile, id.clone())));
            all.by_persistent_id.extend(persistent.map(|persistent| (persistent, id.clone())));
            all.by_id.insert(id, unit);
        }
        all
    }

    pub(super) fn card(&self, id: &UnitId) -> Option<&UnitCard> {
        self.by_id.get(id).map(|unit| &unit.card)
    }

    /// Who calls: by our own id, else by its communication profile, else by the request's persistent unit id.
    ///
    /// Source: none; Amazon does not document which kind of id names a caller (UNVERIFIED), so all three are tried.
    pub(super) fn caller(&self, caller: Option<&Participant>, persistent_unit_id: Option<&str>) -> Option<UnitId> {
        let value = || Some(caller?.id.value.as_str());
        let ours = || UnitId::new(value()?).ok().filter(|id| self.by_id.contains_key(id));
        let profile = || self.by_profile.get(value()?).cloned();
        let persistent = || self.by_persistent_id.get(persistent_unit_id?).cloned();
        ours().or_else(profile).or_else(persistent)
    }

    /// How Alexa is told which unit is called.
    pub(super) fn address(&self, unit: &UnitId, by: CalleeAddress) -> (ParticipantIdType, String) {
        let profile = self.by_id.get(unit).and_then(|unit| unit.communication_profile_id.clone());
        match (by, profile) {
            (CalleeAddress::CommunicationProfileId, Some(profile)) => {
                (ParticipantIdType::CommunicationProfileId, profile)
            }
            (CalleeAddress::CommunicationProfileId, None) | (CalleeAddress::RawAddress, _) => {
                (ParticipantIdType::RawAddress, unit.as_str().to_owned())
            }
        }
    }
}

/// Who calls and what was called. The flag on the caller decides; without one, the ring group's address does.
pub(super) fn caller_and_callee<'a>(
    participants: &'a [Participant],
    groups: &[RingGroup],
) -> (Option<&'a Participant>, Option<Address>) {
    let is_group = |one: &&Participant| groups.iter().any(|group| group.address.as_str() == one.id.value);
    let called = || participants.iter().filter(|one| !one.is_originator);
    let callee = called().find(is_group).or_else(|| called().next());
    let flagged = participants.iter().find(|one| one.is_originator);
    let caller = flagged.or_else(|| called().find(|one| callee.is_some_and(|callee| callee.id != one.id)));
    (caller, callee.and_then(|callee| Address::new(callee.id.value.clone()).ok()))
}
