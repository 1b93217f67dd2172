//! What our database tells, mostly from the journal of earlier runs: which objects are ours, so that only those are ever taken away.
//!
//! A step that was begun counts, even if nobody wrote down its end: it was only begun because its object was not there.

use std::collections::{BTreeMap, BTreeSet};

use super::step::{Change, Step};

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Our service provider, which Amazon does not list.
    pub provider: Option<String>,
    /// The address book.
    pub book: Option<String>,
    /// Addresses of contacts that we made.
    pub contacts: BTreeSet<String>,
    /// Rooms that we touched, by our id.
    pub rooms: BTreeMap<String, KnownRoom>,
    /// Whether an account is linked now; the journal does not tell.
    pub account_linked: bool,
}

/// A room that we touched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownRoom {
    /// What people called it then.
    pub label: String,
    /// Its unit.
    pub unit: Option<String>,
    /// Whether its profile is ours.
    pub profile: bool,
    /// Whether we switched WebRTC calling on.
    pub subscription: bool,
    /// Whether we enabled our skill.
    pub skill: bool,
    /// Whether the association is ours.
    pub association: bool,
    /// Whether we gave the book.
    pub book: bool,
}

impl Known {
    /// Takes over one entry; `made`: the id, once the step is done.
    pub fn learn(&mut self, step: &Step, made: Option<&str>) {
        let made = made.map(str::to_owned);
        match step {
            Step::CreateProvider { .. } => self.provider = made.or_else(|| self.provider.take()),
            Step::CreateBook { .. } => self.book = made.or_else(|| self.book.take()),
            Step::AddContact { address, .. } => drop(self.contacts.insert(address.clone())),
            Step::MoveContact { from, address, .. } => {
                self.contacts.insert(address.clone());
                if made.is_some() {
                    self.contacts.remove(from);
                }
            }
            Step::DeleteContact { address } if made.is_some() => drop(self.contacts.remove(address)),
            Step::Room { unit_id, label, unit, change } => {
                let room = self.rooms.entry(unit_id.clone()).or_default();
                room.label.clone_from(label);
                if let Some(unit) = unit {
                    room.unit = Some(unit.clone());
                }
                room.learn(change, made);
            }
            _ => {}
        }
    }
}

impl KnownRoom {
    fn learn(&mut self, change: &Change, made: Option<String>) {
        let done = made.is_some();
        match change {
            Change::CreateUnit { .. } => self.unit = made.or_else(|| self.unit.take()),
            Change::MakeProfile { .. } => self.profile = true,
            Change::EnableSubscription => self.subscription = true,
            Change::EnableSkill => self.skill = true,
            Change::Associate | Change::Reassociate => self.association = true,
            Change::GiveBook => self.book = true,
            Change::TakeBook if done => self.book = false,
            Change::Disassociate if done => self.association = false,
            Change::DisableSkill if done => self.skill = false,
            Change::DisableSubscription if done => self.subscription = false,
            Change::DeleteProfile if done => self.profile = false,
            _ => {}
        }
    }
}
