//! What Amazon has now, as far as it concerns us; and what a step makes of it.

use std::collections::BTreeMap;

use super::step::{Change, Step};

/// What Amazon has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Us.
    pub provider: Option<ObservedProvider>,
    /// The address book.
    pub book: Option<ObservedBook>,
    /// Rooms, wanted or once ours, by our id.
    pub rooms: BTreeMap<String, ObservedRoom>,
}

/// Us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservedProvider {
    /// Amazon's id.
    pub id: String,
    /// The name; `None`: Amazon does not say.
    pub name: Option<String>,
    /// The skill it is mapped to.
    pub skill: Option<String>,
}

/// The address book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservedBook {
    /// Amazon's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Contacts that are reached through us: address to id and name.
    pub contacts: BTreeMap<String, (String, String)>,
}

/// A room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservedRoom {
    /// Its unit.
    pub unit: Option<String>,
    /// What the unit is called.
    pub unit_name: Option<String>,
    /// Its profile's id and name.
    pub profile: Option<(String, String)>,
    /// Whether WebRTC calling is on.
    pub subscription: bool,
    /// Whether our skill is enabled, in the wanted stage.
    pub skill: bool,
    /// Whether our skill has an account; `None`: Amazon does not say.
    pub linked: Option<bool>,
    /// Whether Amazon is still enabling one of the two.
    pub enabling: bool,
    /// The profile our id points to.
    pub association: Option<String>,
    /// Whether it has the address book.
    pub has_book: bool,
}

impl Observed {
    /// Takes over what a step did; `made`: the id that came with it.
    pub fn record(&mut self, step: &Step, made: &str) {
        let provider = |id: &str, name: &str| ObservedProvider { id: id.into(), name: Some(name.into()), skill: None };
        match step {
            Step::CreateProvider { name, .. } => self.provider = Some(provider(made, name)),
            Step::RenameProvider { name } => self.provider.iter_mut().for_each(|one| one.name = Some(name.clone())),
            Step::MapNetwork { skill } | Step::RemapNetwork { skill } => {
                self.provider.iter_mut().for_each(|one| one.skill = Some(skill.clone()));
            }
            Step::CreateBook { name } => {
                self.book = Some(ObservedBook { id: made.into(), name: name.clone(), contacts: BTreeMap::new() });
            }
            Step::RenameBook { name } => self.book.iter_mut().for_each(|book| book.name.clone_from(name)),
            Step::AddContact { name, address } => self.book.iter_mut().for_each(|book| {
                book.contacts.insert(address.clone(), (made.into(), name.clone()));
            }),
            Step::RenameContact { name, address } => {
                let contact = self.book.as_mut().and_then(|book| book.contacts.get_mut(address));
                contact.into_iter().for_each(|contact| contact.1.clone_from(name));
            }
            Step::MoveContact { name, from, address } => self.book.iter_mut().for_each(|book| {
                if let Some((id, _)) = book.contacts.remove(from) {
                    book.contacts.insert(address.clone(), (id, name.clone()));
                }
            }),
            Step::DeleteContact { address } => self.book.iter_mut().for_each(|book| {
                book.contacts.remove(address);
            }),
            Step::Room { unit_id, change, .. } => self.rooms.entry(unit_id.clone()).or_default().record(change, made),
        }
    }
}

impl ObservedRoom {
    fn record(&mut self, change: &Change, made: &str) {
        match change {
            Change::CreateUnit { .. } => self.unit = Some(made.into()),
            Change::MakeProfile { name } => self.profile = Some((made.into(), name.clone())),
            Change::NameProfile { name } => self.profile.iter_mut().for_each(|profile| profile.1.clone_from(name)),
            Change::EnableSubscription => self.subscription = true,
            Change::DisableSubscription => self.subscription = false,
            Change::EnableSkill => self.skill = true,
            Change::RelinkSkill => self.linked = Some(true),
            Change::DisableSkill => self.skill = false,
            Change::Associate | Change::Reassociate => {
                self.association = self.profile.as_ref().map(|(id, _)| id.clone());
            }
            Change::Disassociate => self.association = None,
            Change::GiveBook => self.has_book = true,
            Change::TakeBook => self.has_book = false,
            Change::DeleteProfile => self.profile = None,
        }
    }
}
