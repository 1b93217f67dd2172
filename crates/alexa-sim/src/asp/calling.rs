//! What the property's set-up means for calls: who may call whom, and what is missing if nobody may.

use roomline_signaling::alexa_wire::management::{ContactAddress, WEBRTC_SUBSCRIPTION_SKILL};
use roomline_signaling::call::UnitId;

use super::Asp;
use super::unit::UnitKey;

/// Why a unit can neither call nor be called: the first step of onboarding that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// The Echo stands in no unit.
    #[error("the Echo stands in no unit")]
    NoUnit,
    /// Amazon's skill is missing.
    #[error("the WebRTC subscription skill is not enabled on the unit")]
    NoSubscription,
    /// Our skill is missing.
    #[error("our skill is not enabled on the unit")]
    NoSkill,
    /// Our skill has no account.
    #[error("no account is linked on the unit")]
    NotLinked,
    /// Our skill did not take the grant.
    #[error("the skill did not take the grant for the unit")]
    NotPermitted,
    /// The unit has no calling identity.
    #[error("the unit has no communication profile")]
    NoProfile,
    /// The identity stands for no id of ours, in no network of our skill.
    #[error("the unit's communication profile is associated with no external user of our skill's network")]
    NoAssociation,
    /// The unit has no address book.
    #[error("the unit has no address book")]
    NoAddressBook,
}

impl Asp {
    /// The first step of onboarding that is missing for an Echo's unit.
    #[must_use]
    pub fn gap(&self, echo: &UnitId) -> Option<Gap> {
        let Some(unit) = self.unit_of_echo(echo) else { return Some(Gap::NoUnit) };
        if !self.is_enabled(unit, WEBRTC_SUBSCRIPTION_SKILL) {
            return Some(Gap::NoSubscription);
        }
        let Some(enabled) = self.enabled.get(&(unit, self.our_skill.clone())).filter(|one| one.looks_left == 0) else {
            return Some(Gap::NoSkill);
        };
        if !enabled.linked {
            return Some(Gap::NotLinked);
        }
        if !enabled.permitted {
            return Some(Gap::NotPermitted);
        }
        let Some(profile) = self.profiles.of_unit(unit) else { return Some(Gap::NoProfile) };
        if self.providers.user_of(profile, &self.our_skill).is_none() {
            return Some(Gap::NoAssociation);
        }
        (!self.books.has_unit(unit)).then_some(Gap::NoAddressBook)
    }

    /// The Echo that stands for one of our ids of a unit: one that can ring, else any.
    #[must_use]
    pub fn echo_of_user(&self, user: &str) -> Option<UnitId> {
        self.echo_of_profile(self.providers.profile_of(user, &self.our_skill)?)
    }

    /// The Echo that stands for a communication profile: one that can ring, else any.
    #[must_use]
    pub fn echo_of_profile(&self, profile: &str) -> Option<UnitId> {
        let unit = self.profiles.get(profile).ok()?.unit;
        let here = || self.devices.iter().filter(|device| device.unit == Some(unit) && device.echo.is_some());
        here().find(|device| device.can_ring()).or_else(|| here().next())?.echo.clone()
    }

    /// Our id of an Echo's unit: the raw address of its calls.
    #[must_use]
    pub fn user_of_echo(&self, echo: &UnitId) -> Option<&str> {
        self.providers.user_of(self.profiles.of_unit(self.unit_of_echo(echo)?)?, &self.our_skill)
    }

    /// Whether an address of ours is a contact of an Echo's unit.
    #[must_use]
    pub fn knows(&self, echo: &UnitId, address: &str) -> bool {
        self.staff_contacts(echo).any(|(_, of)| of == address)
    }

    /// The contacts of an Echo's unit that lead to us: name and address.
    pub fn staff_contacts(&self, echo: &UnitId) -> impl Iterator<Item = (&str, &str)> {
        let contacts = self.unit_of_echo(echo).into_iter().flat_map(|unit| self.books.contacts_of(unit));
        contacts.filter_map(|contact| match &contact.address {
            ContactAddress::ProviderContact { id } => Some((contact.name.as_str(), id.as_str())),
            ContactAddress::AlexaCommunicationProfileId(_) | ContactAddress::PhoneNumbers(_) => None,
        })
    }

    /// Whether a call makes an Echo ring: it is suitable and nobody switched on do-not-disturb.
    #[must_use]
    pub fn can_ring(&self, echo: &UnitId) -> bool {
        let mut devices = self.devices.iter().filter(|device| device.echo.as_ref() == Some(echo));
        devices.any(|device| device.is_suitable() && !device.do_not_disturb)
    }

    /// The skill took the grant it got for a unit.
    pub fn permit(&mut self, handle: &UnitId) {
        if let Some(unit) = self.unit_of(handle)
            && let Some(enabled) = self.enabled.get_mut(&(unit, self.our_skill.clone()))
        {
            enabled.permitted = true;
        }
    }

    /// The lasting id by which the skill knows a unit, if it may.
    #[must_use]
    pub fn persistent_unit_id(&self, handle: &UnitId) -> Option<String> {
        let unit = self.units.get(self.unit_of(handle)?)?;
        self.rules.persistent_ids.then(|| unit.skill_id.clone())
    }

    fn unit_of(&self, handle: &UnitId) -> Option<UnitKey> {
        self.units.by_handle(handle).or_else(|| self.unit_of_echo(handle))
    }

    fn unit_of_echo(&self, echo: &UnitId) -> Option<UnitKey> {
        self.devices.iter().find(|device| device.echo.as_ref() == Some(echo))?.unit
    }
}
