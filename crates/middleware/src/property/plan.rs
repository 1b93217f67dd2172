//! The steps from what Amazon has to what is wanted. Pure: no clock, no network.

use super::Known;
use super::desired::{Desired, DesiredRoom};
use super::journal::KnownRoom;
use super::observed::{Observed, ObservedRoom};
use super::step::{Change, Step};

/// What is said of [`Plan::unlinked`].
pub const UNLINKED: &str = "! no account is linked to our skill yet, and without one nobody can be called: link it first \
                            (docs/skill.md, step 5), or run `property apply` once more afterwards\n";

/// What would be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In this order; those that take away come last.
    pub steps: Vec<Step>,
    /// Rooms that have no unit and shall get none: label and the unit's name.
    pub missing: Vec<(String, String)>,
    /// Whether rooms get, or have, our skill without an account that it could have.
    pub unlinked: bool,
}

impl Plan {
    /// How many steps add, change and take away.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        ['+', '~', '-'].map(|sign| self.steps.iter().filter(|step| step.sign() == sign).count())
    }

    /// The diff, as people read it.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        for lines in self.steps.chunk_by(|one, other| one.sign() == other.sign() && one.is_of_same_room(other)) {
            match lines {
                [Step::Room { label, .. }, _, ..] => {
                    let changes: Vec<_> = lines.iter().filter_map(Step::change).map(ToString::to_string).collect();
                    text.push_str(&format!("{} {} for {label}\n", lines[0].sign(), changes.join(", ")));
                }
                _ => text.extend(lines.iter().map(|step| format!("{step}\n"))),
            }
        }
        for (label, name) in &self.missing {
            let remedy = "rename the unit in the ASP console, correct the file, or use --create-rooms";
            text.push_str(&format!("! there is no unit \"{name}\" for {label}: {remedy}\n"));
        }
        if self.unlinked {
            text.push_str(UNLINKED);
        }
        match (self.counts(), self.missing.len()) {
            ([0, 0, 0], 0) => text.push_str("no changes\n"),
            ([adds, changes, removes], missing) => {
                text.push_str(&format!("{adds} to add, {changes} to change, {removes} to remove"));
                match missing {
                    0 => text.push('\n'),
                    1 => text.push_str("; 1 room has no unit\n"),
                    missing => text.push_str(&format!("; {missing} rooms have no unit\n")),
                }
            }
        }
        text
    }
}

/// Plans. `create_rooms`: whether units that are missing are made.
#[must_use]
pub fn plan(desired: &Desired, observed: &Observed, known: &Known, create_rooms: bool) -> Plan {
    let mut plan = Plan::default();
    let moved = whole_property(desired, observed, known, &mut plan.steps);
    for room in &desired.rooms {
        let now = observed.rooms.get(&room.unit_id).cloned().unwrap_or_default();
        if now.unit.is_none() && !create_rooms {
            plan.missing.push((room.label.clone(), room.unit_name.clone()));
            continue;
        }
        let changes = changes(room, &now, known.account_linked);
        plan.unlinked |= !known.account_linked && (changes.contains(&Change::EnableSkill) || now.linked == Some(false));
        let step = |change| step(&room.unit_id, &room.label, now.unit.as_ref(), change);
        plan.steps.extend(changes.into_iter().map(step));
    }
    for (unit_id, ours) in &known.rooms {
        if desired.rooms.iter().any(|room| &room.unit_id == unit_id) {
            continue;
        }
        let Some(now) = observed.rooms.get(unit_id) else { continue };
        let step = |change| step(unit_id, &ours.label, now.unit.as_ref(), change);
        plan.steps.extend(removals(ours, now).into_iter().map(step));
    }
    let contacts = observed.book.iter().flat_map(|book| book.contacts.keys());
    let unwanted = contacts.filter(|address| is_ours_no_more(address, desired, known) && !moved.contains(address));
    plan.steps.extend(unwanted.map(|address| Step::DeleteContact { address: address.clone() }));
    plan
}

/// Whether we made a contact that the files no longer name.
fn is_ours_no_more(address: &str, desired: &Desired, known: &Known) -> bool {
    known.contacts.contains(address) && desired.file.contacts.iter().all(|contact| contact.address != address)
}

/// Steps that concern no single room. Returns the addresses of contacts that get another one.
fn whole_property<'o>(
    desired: &Desired,
    observed: &'o Observed,
    known: &Known,
    steps: &mut Vec<Step>,
) -> Vec<&'o String> {
    let mut moved = Vec::new();
    let (wanted, skill) = (&desired.file.service_provider, &desired.file.skill.id);
    let name = wanted.name.clone();
    let map = Step::MapNetwork { skill: skill.clone() };
    match &observed.provider {
        None => steps.extend([Step::CreateProvider { logical_id: wanted.logical_id.clone(), name }, map]),
        Some(now) => {
            if now.name.as_ref().is_some_and(|now| *now != name) {
                steps.push(Step::RenameProvider { name });
            }
            match &now.skill {
                None => steps.push(map),
                Some(now) if now != skill => steps.push(Step::RemapNetwork { skill: skill.clone() }),
                Some(_) => {}
            }
        }
    }
    let name = desired.file.address_book.name.clone();
    match &observed.book {
        None => steps.push(Step::CreateBook { name }),
        Some(book) if book.name != name => steps.push(Step::RenameBook { name }),
        Some(_) => {}
    }
    for contact in &desired.file.contacts {
        let now = observed.book.as_ref().and_then(|book| book.contacts.get(&contact.address));
        let (name, address) = (contact.name.clone(), contact.address.clone());
        match now {
            None => {
                // Residents would have two of that name until the old one may be taken away.
                let old = observed.book.iter().flat_map(|book| &book.contacts).find(|(address, (_, now))| {
                    now.eq_ignore_ascii_case(&name) && is_ours_no_more(address, desired, known)
                });
                match old.filter(|(from, _)| !moved.contains(from)) {
                    Some((from, _)) => {
                        moved.push(from);
                        steps.push(Step::MoveContact { name, from: from.clone(), address });
                    }
                    None => steps.push(Step::AddContact { name, address }),
                }
            }
            Some((_, now)) if *now != name => steps.push(Step::RenameContact { name, address }),
            Some(_) => {}
        }
    }
    moved
}

fn changes(wanted: &DesiredRoom, now: &ObservedRoom, account_linked: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut unless = |there: bool, change: Change| {
        if !there {
            changes.push(change);
        }
    };
    let name = wanted.profile_name.clone();
    let keeps = |now: &String| name.as_ref().is_none_or(|name| now == name);
    unless(now.unit.is_some(), Change::CreateUnit { name: wanted.unit_name.clone() });
    match &now.profile {
        None => unless(false, Change::MakeProfile { name: name.unwrap_or_else(|| wanted.unit_name.clone()) }),
        Some((_, now)) => unless(keeps(now), Change::NameProfile { name: name.unwrap_or_default() }),
    }
    unless(now.subscription, Change::EnableSubscription);
    unless(now.skill, Change::EnableSkill);
    let without_account = now.skill && now.linked == Some(false);
    unless(!without_account || !account_linked, Change::RelinkSkill);
    match (&now.association, &now.profile) {
        (None, _) => unless(false, Change::Associate),
        (Some(points_to), Some((id, _))) if points_to == id => {}
        (Some(_), _) => unless(false, Change::Reassociate),
    }
    unless(now.has_book, Change::GiveBook);
    changes
}

fn removals(ours: &KnownRoom, now: &ObservedRoom) -> Vec<Change> {
    [
        (ours.book && now.has_book, Change::TakeBook),
        (ours.association && now.association.is_some(), Change::Disassociate),
        (ours.skill && now.skill, Change::DisableSkill),
        (ours.subscription && now.subscription, Change::DisableSubscription),
        (ours.profile && now.profile.is_some(), Change::DeleteProfile),
    ]
    .into_iter()
    .filter_map(|(is_there, change)| is_there.then_some(change))
    .collect()
}

fn step(unit_id: &str, label: &str, unit: Option<&String>, change: Change) -> Step {
    Step::Room { unit_id: unit_id.into(), label: label.into(), unit: unit.cloned(), change }
}
