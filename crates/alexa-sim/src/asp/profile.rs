//! Communication profiles: the calling identity of a unit.

use std::collections::BTreeMap;

use roomline_signaling::alexa_wire::management::{Batch, Entity, Named, Profile, ProfileId};

use super::unit::UnitKey;
use super::{Answer, Asp, Request, Trouble};

/// What every profile is called until somebody sets its name. Source: observed in `asp-cli-for-nodejs`.
const FIRST_NAME: &str = "Guest";

/// All profiles, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Profiles(BTreeMap<String, Owned>);

/// A profile and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Owned {
    pub(super) unit: UnitKey,
    pub(super) name: String,
}

impl Profiles {
    pub(super) fn get(&self, id: &str) -> Result<&Owned, Trouble> {
        self.0.get(id).ok_or_else(|| Trouble::not_found("the communication profile"))
    }

    /// The profile of a unit.
    pub(super) fn of_unit(&self, unit: UnitKey) -> Option<&str> {
        self.0.iter().find(|(_, owned)| owned.unit == unit).map(|(id, _)| id.as_str())
    }

    pub(super) fn insert(&mut self, id: String, unit: UnitKey, name: &str) {
        self.0.insert(id, Owned { unit, name: name.into() });
    }
}

impl Asp {
    pub(super) fn create_profile(&mut self, new: Profile) -> Result<Answer, Trouble> {
        if new.entity.kind != "UNIT" {
            return Err(Trouble::invalid("entity.type must be UNIT"));
        }
        let name = new.name.map(checked_name).transpose()?;
        let unit = self.units.find(&new.entity.id)?;
        let id = match self.profiles.of_unit(unit).map(str::to_owned) {
            Some(id) => {
                if let (Some(owned), Some(name)) = (self.profiles.0.get_mut(&id), name) {
                    owned.name = name;
                }
                id
            }
            None => {
                let id = format!("amzn1.alexa.communications.profile.did.{}", self.letters());
                self.profiles.insert(id.clone(), unit, FIRST_NAME);
                id
            }
        };
        let body = Profile { name: None, ..self.shown_profile(&id)? };
        Ok(Answer::json(201, &body))
    }

    pub(super) fn create_profiles(&mut self, batch: Batch<Profile>) -> Result<Answer, Trouble> {
        self.each(batch, Self::create_profile)
    }

    pub(super) fn get_profile(&self, id: &str) -> Result<Answer, Trouble> {
        Ok(Answer::json(200, &self.shown_profile(id)?))
    }

    pub(super) fn profile_of_unit(&self, request: &Request) -> Result<Answer, Trouble> {
        if request.needed("entity.type")? != "UNIT" {
            return Err(Trouble::invalid("entity.type must be UNIT"));
        }
        let unit = self.units.find(request.needed("entity.id")?)?;
        let id = self.profiles.of_unit(unit).ok_or_else(|| Trouble::not_found("the communication profile"))?;
        self.get_profile(id)
    }

    pub(super) fn rename_profile(&mut self, id: &str, Named { name }: Named) -> Result<Answer, Trouble> {
        let name = checked_name(name)?;
        let owned = self.profiles.0.get_mut(id).ok_or_else(|| Trouble::not_found("the communication profile"))?;
        owned.name = name;
        Ok(Answer::json(200, &self.shown_profile(id)?))
    }

    pub(super) fn delete_profile(&mut self, id: &str) -> Result<Answer, Trouble> {
        self.profiles.get(id)?;
        self.forget_profile(id);
        Ok(Answer::empty(204))
    }

    /// Forgets a profile, the contacts that point to it and the ids of ours that stand for it.
    pub(super) fn forget_profile(&mut self, id: &str) {
        self.profiles.0.remove(id);
        self.books.forget_profile(id);
        self.providers.forget_profile(id);
    }

    fn shown_profile(&self, id: &str) -> Result<Profile, Trouble> {
        let owned = self.profiles.get(id)?;
        Ok(Profile {
            entity: Entity { kind: "UNIT".into(), id: self.units.rest_id(owned.unit) },
            profile_id: Some(ProfileId { profile_id: id.into() }),
            name: Some(owned.name.clone()),
        })
    }
}

/// A name of 1 to 50 characters.
pub(super) fn checked_name(name: String) -> Result<String, Trouble> {
    if name.trim().is_empty() || name.chars().count() > 50 {
        return Err(Trouble::invalid("name must have 1 to 50 characters"));
    }
    Ok(name)
}
