//! Units: organisation, property, floors and rooms, and the ids by which each client knows them.

use std::collections::BTreeMap;

use roomline_signaling::alexa_wire::management::{PropertyUnit, Text, TypedText};
use roomline_signaling::call::UnitId;

use super::paging::{Cut, UNITS};
use super::{Answer, Asp, Request, Trouble};

/// The deepest level; the organisation is 0. Source: up to 15 levels.
const DEEPEST: u8 = 14;
/// The longest name that is taken; UNVERIFIED.
const LONGEST_NAME: usize = 100;

/// A unit, whichever id it was named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UnitKey(u32);

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// How the simulator calls it: a room's handle, or one of its own.
    pub(super) handle: UnitId,
    /// Its id for clients of the API.
    pub(super) rest_id: String,
    /// Its id in the console.
    pub(super) console_id: String,
    /// Its lasting id for the skill.
    pub(super) skill_id: String,
    pub(super) name: String,
    pub(super) parent: Option<UnitKey>,
    pub(super) level: u8,
}

/// The tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    by_key: BTreeMap<UnitKey, Unit>,
    by_id: BTreeMap<String, UnitKey>,
    next: u32,
}

impl Units {
    /// The organisation.
    pub(super) fn root(&self) -> Option<&Unit> {
        self.by_key.values().find(|unit| unit.parent.is_none())
    }

    /// The unit that any client's id names.
    pub(super) fn find(&self, id: &str) -> Result<UnitKey, Trouble> {
        self.by_id.get(id).copied().ok_or_else(|| Trouble::not_found("the unit"))
    }

    pub(super) fn get(&self, key: UnitKey) -> Option<&Unit> {
        self.by_key.get(&key)
    }

    pub(super) fn by_handle(&self, handle: &UnitId) -> Option<UnitKey> {
        self.by_key.iter().find(|(_, unit)| unit.handle == *handle).map(|(key, _)| *key)
    }

    pub(super) fn rest_id(&self, key: UnitKey) -> String {
        self.by_key.get(&key).map_or_else(String::new, |unit| unit.rest_id.clone())
    }

    /// The unit itself and everything above it.
    pub(super) fn upwards(&self, key: UnitKey) -> impl Iterator<Item = UnitKey> {
        std::iter::successors(Some(key), |key| self.by_key.get(key)?.parent)
    }

    pub(super) fn insert(&mut self, unit: Unit) -> UnitKey {
        let key = UnitKey(self.next);
        self.next += 1;
        for id in [&unit.rest_id, &unit.console_id, &unit.skill_id] {
            self.by_id.insert(id.clone(), key);
        }
        self.by_key.insert(key, unit);
        key
    }

    fn remove(&mut self, key: UnitKey) {
        self.by_key.remove(&key);
        self.by_id.retain(|_, of| *of != key);
    }

    fn children(&self, of: UnitKey) -> impl Iterator<Item = UnitKey> {
        self.by_key.iter().filter(move |(_, unit)| unit.parent == Some(of)).map(|(key, _)| *key)
    }

    /// Everything below a unit, `depth` levels down, every unit before what is below it.
    fn below(&self, key: UnitKey, depth: u8) -> Vec<UnitKey> {
        let mut found = Vec::new();
        for child in self.children(key) {
            found.push(child);
            if depth > 1 {
                found.extend(self.below(child, depth - 1));
            }
        }
        found
    }

    fn shown(&self, key: UnitKey, whole: bool) -> PropertyUnit {
        let Some(unit) = self.by_key.get(&key) else { return PropertyUnit::default() };
        let id = Some(unit.rest_id.clone());
        if !whole {
            return PropertyUnit { id, ..PropertyUnit::default() };
        }
        PropertyUnit {
            id,
            parent_id: unit.parent.map(|parent| self.rest_id(parent)),
            level: Some(unit.level),
            name: Some(TypedText { kind: Some("PLAIN".into()), value: Text { text: unit.name.clone() } }),
        }
    }
}

impl Asp {
    /// Adds a unit. `handle` and `skill_id`: as the simulated room has them; `None` for a unit nobody lives in.
    pub(super) fn add_unit(&mut self, name: &str, parent: Option<UnitKey>, room: Option<(UnitId, String)>) -> UnitKey {
        let did = |letters: String| format!("amzn1.alexa.unit.did.{letters}");
        let (rest_id, console_id, skill_id) = (did(self.letters()), did(self.letters()), did(self.letters()));
        let level = parent.and_then(|parent| self.units.get(parent)).map_or(0, |parent| parent.level + 1);
        let own = || format!("unit-of-asp-{}", self.units.next).parse().expect("a short plain id");
        let (handle, skill_id) = room.unwrap_or_else(|| (own(), skill_id));
        self.units.insert(Unit { handle, rest_id, console_id, skill_id, name: name.into(), parent, level })
    }

    pub(super) fn list_units(&self, request: &Request) -> Result<Answer, Trouble> {
        let cut = Cut::of_query(request, UNITS)?;
        let parent = self.units.find(request.needed("parentId")?)?;
        let depth = match request.value("queryDepth") {
            None => 1,
            Some("all") => u8::MAX,
            Some(depth) => depth.parse().ok().filter(|depth| *depth > 0).ok_or_else(|| bad_depth(depth))?,
        };
        let whole = request.expands("all");
        let page = cut.page(self.units.below(parent, depth));
        let results: Vec<PropertyUnit> = page.results.into_iter().map(|key| self.units.shown(key, whole)).collect();
        let pagination_context = page.pagination_context;
        Ok(Answer::json(200, &roomline_signaling::alexa_wire::management::Page { results, pagination_context }))
    }

    pub(super) fn get_unit(&self, unit: &str) -> Result<Answer, Trouble> {
        Ok(Answer::json(200, &self.units.shown(self.units.find(unit)?, true)))
    }

    pub(super) fn create_unit(&mut self, new: PropertyUnit) -> Result<Answer, Trouble> {
        let name = checked_name(new.name)?;
        let parent = new.parent_id.ok_or_else(|| Trouble::invalid("parentId is missing"))?;
        let parent = self.units.find(&parent)?;
        if self.units.get(parent).is_some_and(|parent| parent.level >= DEEPEST) {
            return Err(Trouble::limit("a property has at most 15 levels"));
        }
        let key = self.add_unit(&name, Some(parent), None);
        Ok(Answer::json(201, &self.units.shown(key, false)))
    }

    pub(super) fn rename_unit(&mut self, unit: &str, new: PropertyUnit) -> Result<Answer, Trouble> {
        let key = self.units.find(unit)?;
        let name = checked_name(new.name)?;
        if let Some(unit) = self.units.by_key.get_mut(&key) {
            unit.name = name;
        }
        Ok(Answer::empty(204))
    }

    pub(super) fn delete_unit(&mut self, unit: &str) -> Result<Answer, Trouble> {
        let key = self.units.find(unit)?;
        if self.units.get(key).is_none_or(|unit| unit.parent.is_none()) {
            return Err(Trouble::invalid("the organisation cannot be deleted"));
        }
        if self.units.children(key).next().is_some() {
            return Err(Trouble::invalid("the unit has children"));
        }
        let profile = self.profiles.of_unit(key);
        if self.books.has_unit(key) || profile.is_some_and(|profile| self.providers.has_user_of(profile)) {
            return Err(Trouble::invalid("the unit has associations"));
        }
        if let Some(profile) = profile.map(str::to_owned) {
            self.forget_profile(&profile);
        }
        for device in self.devices.iter_mut().filter(|device| device.unit == Some(key)) {
            device.unit = None;
        }
        self.enabled.retain(|(unit, _), _| *unit != key);
        self.units.remove(key);
        Ok(Answer::empty(204))
    }
}

fn checked_name(name: Option<TypedText>) -> Result<String, Trouble> {
    let name = name.ok_or_else(|| Trouble::invalid("name is missing"))?;
    if name.kind.as_deref() != Some("PLAIN") {
        return Err(Trouble::invalid("name.type must be PLAIN"));
    }
    let text = name.value.text;
    if text.trim().is_empty() || text.chars().count() > LONGEST_NAME {
        return Err(Trouble::invalid(format!("name must have 1 to {LONGEST_NAME} characters")));
    }
    Ok(text)
}

fn bad_depth(depth: &str) -> Trouble {
    Trouble::invalid(format!(
        "queryDepth must be a number from 1 or all, not {}",
        depth.chars().take(20).collect::<String>()
    ))
}
