//! Service providers: us as a calling network, the skill that signals for it, and which profile each of our ids stands for.

use std::collections::BTreeMap;

use roomline_signaling::alexa_wire::management::{
    DisplayName, ExternalUser, ExternalUserQuery, NetworkMapping, ServiceProvider, WEBRTC_SUBSCRIPTION_SKILL,
};

use super::paging::{Cut, GENERAL};
use super::{Answer, Asp, Trouble};

/// The longest id of ours that is taken; UNVERIFIED.
const LONGEST_ID: usize = 64;
const PROFILE: &str = "communication-profile";

/// All service providers of the organisation.
#[derive(Clone, Debug, Default)]
pub(super) struct Providers(BTreeMap<String, Provider>);

#[derive(Clone, Debug)]
struct Provider {
    logical_id: String,
    display_name: Vec<DisplayName>,
    network: Option<NetworkMapping>,
    /// Our id → the communication profile.
    users: BTreeMap<String, String>,
}

impl Providers {
    fn get(&self, id: &str) -> Result<&Provider, Trouble> {
        self.0.get(id).ok_or_else(|| Trouble::not_found("the service provider"))
    }

    fn get_mut(&mut self, id: &str) -> Result<&mut Provider, Trouble> {
        self.0.get_mut(id).ok_or_else(|| Trouble::not_found("the service provider"))
    }

    /// Whether any id of ours stands for a profile.
    pub(super) fn has_user_of(&self, profile: &str) -> bool {
        self.0.values().any(|provider| provider.users.values().any(|of| of == profile))
    }

    /// Forgets the ids that stand for a profile.
    pub(super) fn forget_profile(&mut self, profile: &str) {
        for provider in self.0.values_mut() {
            provider.users.retain(|_, of| of != profile);
        }
    }

    /// The profile one of our ids stands for, in a network that a skill signals for.
    pub(super) fn profile_of(&self, user: &str, skill: &str) -> Option<&str> {
        self.of_skill(skill).find_map(|provider| provider.users.get(user)).map(String::as_str)
    }

    /// Our id of a profile, in a network that a skill signals for.
    pub(super) fn user_of(&self, profile: &str, skill: &str) -> Option<&str> {
        let mut users = self.of_skill(skill).flat_map(|provider| &provider.users);
        users.find(|(_, of)| *of == profile).map(|(user, _)| user.as_str())
    }

    fn of_skill(&self, skill: &str) -> impl Iterator<Item = &Provider> {
        self.0.values().filter(move |provider| {
            provider
                .network
                .as_ref()
                .is_some_and(|NetworkMapping::Skill { skill_configuration }| skill_configuration.skill_id == skill)
        })
    }
}

impl Asp {
    pub(super) fn create_provider(&mut self, new: ServiceProvider) -> Result<Answer, Trouble> {
        let logical_id = new.service_provider_logical_id.filter(|id| !id.is_empty());
        let logical_id = logical_id.ok_or_else(|| Trouble::invalid("serviceProviderLogicalId is missing"))?;
        check_display_name(&new.display_name)?;
        if self.providers.0.values().any(|provider| provider.logical_id == logical_id) {
            return Err(Trouble::conflict("serviceProviderLogicalId is used already"));
        }
        let id = format!("amzn1.comms.csp.id.{}", self.uuid());
        let display_name = new.display_name;
        let provider = Provider { logical_id, display_name, network: None, users: BTreeMap::new() };
        self.providers.0.insert(id.clone(), provider);
        let body = ServiceProvider { service_provider_id: Some(id), ..ServiceProvider::default() };
        Ok(Answer::json(201, &body))
    }

    pub(super) fn get_provider(&self, id: &str) -> Result<Answer, Trouble> {
        let provider = self.providers.get(id)?;
        let body = ServiceProvider {
            service_provider_id: Some(id.into()),
            service_provider_logical_id: Some(provider.logical_id.clone()),
            display_name: provider.display_name.clone(),
        };
        Ok(Answer::json(200, &body))
    }

    pub(super) fn update_provider(&mut self, id: &str, new: ServiceProvider) -> Result<Answer, Trouble> {
        let provider = self.providers.get_mut(id)?;
        check_display_name(&new.display_name)?;
        if new.service_provider_logical_id.is_some_and(|id| id != provider.logical_id) {
            return Err(Trouble::invalid("serviceProviderLogicalId cannot be changed"));
        }
        provider.display_name = new.display_name;
        Ok(Answer::empty(200))
    }

    pub(super) fn delete_provider(&mut self, id: &str) -> Result<Answer, Trouble> {
        let provider = self.providers.get(id)?;
        if provider.network.is_some() || !provider.users.is_empty() {
            return Err(Trouble::invalid("the service provider has a network mapping or external users"));
        }
        self.providers.0.remove(id);
        Ok(Answer::empty(204))
    }

    pub(super) fn set_network(&mut self, id: &str, new: NetworkMapping, create: bool) -> Result<Answer, Trouble> {
        let NetworkMapping::Skill { skill_configuration } = &new;
        if skill_configuration.skill_id != self.our_skill {
            return Err(Trouble::not_found("the skill"));
        }
        let provider = self.providers.get_mut(id)?;
        match (&provider.network, create) {
            (Some(_), true) => return Err(Trouble::conflict("the service provider has a network mapping already")),
            (None, false) => return Err(Trouble::not_found("the network mapping")),
            _ => provider.network = Some(new.clone()),
        }
        Ok(Answer::json(if create { 201 } else { 200 }, &new))
    }

    pub(super) fn get_network(&self, id: &str) -> Result<Answer, Trouble> {
        let network = self.providers.get(id)?.network.as_ref();
        Ok(Answer::json(200, network.ok_or_else(|| Trouble::not_found("the network mapping"))?))
    }

    pub(super) fn delete_network(&mut self, id: &str) -> Result<Answer, Trouble> {
        let network = self.providers.get_mut(id)?.network.take();
        network.map(|_| Answer::empty(204)).ok_or_else(|| Trouble::not_found("the network mapping"))
    }

    pub(super) fn associate_account(&mut self, id: &str, new: ExternalUser, create: bool) -> Result<Answer, Trouble> {
        let user = &new.external_user_id;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._@-".contains(c);
        if !(1..=LONGEST_ID).contains(&user.len()) || !user.chars().all(is_plain) {
            return Err(Trouble::invalid(format!("externalUserId must be 1 to {LONGEST_ID} of A-Z a-z 0-9 . _ @ -")));
        }
        if new.amazon_id_type.as_deref() != Some(PROFILE) {
            return Err(Trouble::invalid(format!("amazonIdType must be {PROFILE}")));
        }
        let profile = new.amazon_id.as_deref().ok_or_else(|| Trouble::invalid("amazonId is missing"))?;
        let known = self.providers.get(id)?.users.contains_key(user);
        let unit = self.profiles.get(profile)?.unit;
        if !self.is_enabled(unit, WEBRTC_SUBSCRIPTION_SKILL) {
            return Err(Trouble::too_early("the WebRTC subscription skill is not enabled on the unit"));
        }
        match (create, known) {
            (true, true) => return Err(Trouble::conflict("externalUserId is associated already")),
            (false, false) => return Err(Trouble::not_found("the external user")),
            _ => {}
        }
        let provider = self.providers.get_mut(id)?;
        if provider.users.iter().any(|(other, of)| of == profile && other != user) {
            return Err(Trouble::conflict("the communication profile is associated with another externalUserId"));
        }
        provider.users.insert(user.clone(), profile.into());
        Ok(Answer::json(if create { 201 } else { 200 }, &new))
    }

    pub(super) fn dissociate_account(&mut self, id: &str, gone: &ExternalUser) -> Result<Answer, Trouble> {
        let removed = self.providers.get_mut(id)?.users.remove(&gone.external_user_id);
        removed.map(|_| Answer::empty(204)).ok_or_else(|| Trouble::not_found("the external user"))
    }

    /// The service provider that was registered first, as a person who noted its id knows it.
    #[must_use]
    pub fn first_provider(&self) -> Option<&str> {
        self.providers.0.keys().next().map(String::as_str)
    }

    pub(super) fn query_accounts(&self, id: &str, query: ExternalUserQuery) -> Result<Answer, Trouble> {
        let wanted = query.filters.external_user_ids;
        let question = format!("{id}/{}", wanted.join(","));
        let cut = Cut::of_body(question, query.pagination_context.as_ref(), GENERAL)?;
        let users = &self.providers.get(id)?.users;
        let found = users.iter().filter(|(user, _)| wanted.is_empty() || wanted.contains(user));
        let found = found.map(|(user, profile)| ExternalUser {
            external_user_id: user.clone(),
            amazon_id: Some(profile.clone()),
            amazon_id_type: Some(PROFILE.into()),
        });
        Ok(Answer::json(200, &cut.page(found.collect())))
    }
}

fn check_display_name(names: &[DisplayName]) -> Result<(), Trouble> {
    match names.iter().find(|name| name.locale != "en-US" || name.value.is_empty()) {
        Some(_) => Err(Trouble::invalid("displayName takes a value in the locale en-US only")),
        None => Ok(()),
    }
}
