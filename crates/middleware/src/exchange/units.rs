//! The units of the property as calls need them: by our id, and by the ids that Alexa may use for a caller.

use std::collections::HashMap;

use roomline_signaling::alexa::{Participant, ParticipantIdType};
use roomline_signaling::call::{Address, UnitId};
use roomline_signaling::staff::UnitCard;

use crate::calls::{CalleeAddress, FromAlexa, Unit};

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
    pub(super) fn caller(&self, participants: &[Participant], message: &FromAlexa) -> Option<UnitId> {
        let caller = participants.iter().find(|participant| participant.is_originator)?;
        let ours = || UnitId::new(caller.id.value.clone()).ok().filter(|id| self.by_id.contains_key(id));
        let profile = || self.by_profile.get(&caller.id.value).cloned();
        let persistent = || self.by_persistent_id.get(&message.persistent_unit_id.as_ref()?.0).cloned();
        ours().or_else(profile).or_else(persistent)
    }

    /// What was called.
    pub(super) fn callee(participants: &[Participant]) -> Option<Address> {
        let callee = participants.iter().find(|participant| !participant.is_originator)?;
        Address::new(callee.id.value.clone()).ok()
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
