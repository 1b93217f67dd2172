//! What keeps a property from calling, in sentences, each with its remedy. Pure: the looking is done before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::desired::{Desired, DesiredRoom};
use super::echos::Echo;
use super::observed::{Observed, ObservedRoom};
use super::plan::Plan;
use super::step::{Change, Step};

/// Amazon grants it per industry and tells nobody through the API.
const UNSEEN: &str = "What cannot be seen from here: whether your subscription allows calls from staff to Echos. Ask the \
                      Solution Architect, or call one room.";

/// Of so many rooms the same is said but once.
const MANY: usize = 4;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The room, as people call it; `None`: the whole property.
    pub room: Option<String>,
    /// What is wrong and what to do.
    pub fault: Fault,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A step of onboarding was never done, or undone.
    Undone(Step),
    /// The room has no unit of this name.
    NoUnit(String),
    /// Its unit is called otherwise.
    Renamed {
        /// What it is called.
        is: String,
        /// What the files call it.
        wanted: String,
    },
    /// Amazon is still enabling a skill.
    Enabling,
    /// Our skill has no account in this room.
    NotLinked,
    /// Alexa gave the server no token.
    NoGrant,
    /// A contact whose address no ring group has.
    NoRingGroup {
        /// What residents say.
        contact: String,
        /// Its address.
        address: String,
    },
    /// There is no Echo.
    NoEcho,
    /// The Echo cannot be reached.
    Offline(String),
    /// The Echo's model cannot take calls.
    Unsuitable {
        /// The Echo.
        echo: String,
        /// Its model.
        model: String,
    },
    /// Nobody may disturb the Echo.
    DoNotDisturb(String),
}

/// What is known besides what Amazon has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OurSide {
    /// Whether Alexa gave the server a token.
    pub granted: bool,
    /// The addresses of the ring groups.
    pub ring_groups: BTreeSet<String>,
}

/// How a property is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The property's first, then room by room.
    pub findings: Vec<Finding>,
    /// How many rooms there are.
    pub rooms: usize,
}

impl Status {
    /// Rooms without a finding of their own.
    #[must_use]
    pub fn good_rooms(&self) -> usize {
        let bad: BTreeSet<_> = self.findings.iter().filter_map(|finding| finding.room.as_ref()).collect();
        self.rooms - bad.len().min(self.rooms)
    }

    /// As people read it: a line for each finding, one for many rooms of which the same is said, then the sum.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut said = BTreeSet::new();
        for finding in &self.findings {
            let fault = finding.fault.to_string();
            let rooms = self.rooms_with(&fault);
            if rooms.len() < MANY {
                text.push_str(&format!("! {finding}\n"));
            } else if said.insert(fault.clone()) {
                text.push_str(&format!("! {}: {fault}\n", self.many(&rooms)));
            }
        }
        let (good, rooms) = (self.good_rooms(), self.rooms);
        let order = if self.findings.is_empty() { "in order" } else { "not in order" };
        text.push_str(&format!("The property is {order}; {good} of {rooms} rooms are.\n{UNSEEN}\n"));
        text
    }

    fn rooms_with(&self, fault: &str) -> Vec<&str> {
        let same = self.findings.iter().filter(|finding| finding.fault.to_string() == fault);
        same.filter_map(|finding| finding.room.as_deref()).collect()
    }

    fn many(&self, rooms: &[&str]) -> String {
        match rooms.len() {
            all if all == self.rooms => format!("all {all} rooms"),
            count => format!("{count} rooms ({})", rooms.join(", ")),
        }
    }
}

/// Judges. `plan`: made from the same look.
#[must_use]
pub fn status(
    desired: &Desired,
    observed: &Observed,
    plan: &Plan,
    echos: &BTreeMap<String, Vec<Echo>>,
    ours: &OurSide,
) -> Status {
    let mut findings = Vec::new();
    let mut find = |room: Option<&str>, fault| findings.push(Finding { room: room.map(str::to_owned), fault });
    for step in plan.steps.iter().filter(|step| !matches!(step, Step::Room { .. })) {
        find(None, Fault::Undone(step.clone()));
    }
    if !ours.granted {
        find(None, Fault::NoGrant);
    }
    for contact in desired.file.contacts.iter().filter(|contact| !ours.ring_groups.contains(&contact.address)) {
        let (contact, address) = (contact.name.clone(), contact.address.clone());
        find(None, Fault::NoRingGroup { contact, address });
    }
    let mut undone: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        if let Step::Room { unit_id, .. } = step {
            undone.entry(unit_id).or_default().push(step);
        }
    }
    for room in &desired.rooms {
        let Some(now) = observed.rooms.get(&room.unit_id).filter(|now| now.unit.is_some()) else {
            find(Some(&room.label), Fault::NoUnit(room.unit_name.clone()));
            continue;
        };
        for step in undone.remove(room.unit_id.as_str()).unwrap_or_default() {
            find(Some(&room.label), Fault::Undone(step.clone()));
        }
        let models = &desired.file.echos.models;
        let echos = echos.get(&room.unit_id).map_or(&[][..], Vec::as_slice);
        for fault in of_room(room, now).into_iter().chain(of_echos(echos, models)) {
            find(Some(&room.label), fault);
        }
    }
    // What is left is ours in rooms that the files no longer name.
    for step in undone.into_values().flatten() {
        if let Step::Room { label, .. } = step {
            find(Some(label), Fault::Undone(step.clone()));
        }
    }
    Status { findings, rooms: desired.rooms.len() }
}

fn of_room(wanted: &DesiredRoom, now: &ObservedRoom) -> Vec<Fault> {
    let renamed = now.unit_name.clone().filter(|name| wanted.amazon_unit.is_none() && *name != wanted.unit_name);
    let renamed = renamed.map(|is| Fault::Renamed { is, wanted: wanted.unit_name.clone() });
    let enabling = now.enabling.then_some(Fault::Enabling);
    let unlinked = (now.linked == Some(false)).then_some(Fault::NotLinked);
    [renamed, enabling, unlinked].into_iter().flatten().collect()
}

/// One Echo that a call can ring is enough: what is wrong with another beside it keeps nobody from talking.
fn of_echos(echos: &[Echo], models: &[String]) -> Vec<Fault> {
    let suits = |model: &String| models.iter().any(|known| model.starts_with(known.as_str()));
    let faults = |echo: &Echo| {
        let name = || echo.name.clone();
        let unsuitable = echo.model.clone().filter(|model| !suits(model));
        let unsuitable = unsuitable.map(|model| Fault::Unsuitable { echo: name(), model });
        let offline = (echo.online == Some(false)).then(|| Fault::Offline(name()));
        let quiet = (echo.do_not_disturb == Some(true)).then(|| Fault::DoNotDisturb(name()));
        [unsuitable, offline, quiet].into_iter().flatten().collect::<Vec<_>>()
    };
    let each: Vec<_> = echos.iter().map(faults).collect();
    if each.is_empty() {
        return vec![Fault::NoEcho];
    }
    if each.iter().any(Vec::is_empty) { Vec::new() } else { each.into_iter().flatten().collect() }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.room {
            Some(room) => write!(f, "{room}: {}", self.fault),
            None => write!(f, "property: {}", self.fault),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undone(step) => {
                let what = undone(step);
                let more = if step.removes() { " --allow-removals" } else { "" };
                write!(f, "{what}; run `property apply{more}`")
            }
            Self::NoUnit(name) => write!(
                f,
                "there is no unit \"{name}\"; rename the unit in the ASP console, name its id in the column `amazon_unit`, or \
                 run `property apply --create-rooms`"
            ),
            Self::Renamed { is, wanted } => write!(
                f,
                "its unit is called \"{is}\" and the files say \"{wanted}\"; rename it in the ASP console or correct the file"
            ),
            Self::Enabling => f.write_str("Amazon is still enabling a skill; look again in some minutes"),
            Self::NotLinked => f.write_str(
                "our skill has no linked account, so nobody can be called; link the account as docs/skill.md says (step 5), \
                 then run `property apply`",
            ),
            Self::NoGrant => f.write_str(
                "Alexa gave the server no token, so no call can be signaled; see that Alexa reaches `server.public_url`, then \
                 disable and enable the skill in one room; where no account is linked yet, that and `property apply` come first",
            ),
            Self::NoRingGroup { contact, address } => write!(
                f,
                "residents who call \"{contact}\" reach nobody: no [[ring_groups]] has the address `{address}`; add one, or \
                 correct the contact"
            ),
            Self::NoEcho => f.write_str("there is no Echo in its unit; set one up and assign it in the ASP console"),
            Self::Offline(echo) => {
                write!(f, "the Echo \"{echo}\" is offline; look at its plug and at the Wi-Fi in the room")
            }
            Self::Unsuitable { echo, model } => write!(
                f,
                "the Echo \"{echo}\" is of the model \"{model}\", which is not known to take such calls; replace it, or add it to \
                 `echos.models` if calls work"
            ),
            Self::DoNotDisturb(echo) => {
                write!(f, "the Echo \"{echo}\" is set to do not disturb; switch that off if the resident agrees")
            }
        }
    }
}

/// What is the case as long as a step is not done.
fn undone(step: &Step) -> String {
    match step {
        Step::CreateProvider { .. } => "no service provider is registered for us".into(),
        Step::RenameProvider { name } => format!("the service provider is not called \"{name}\""),
        Step::MapNetwork { .. } => "the service provider is mapped to no skill".into(),
        Step::RemapNetwork { .. } => "the service provider is mapped to another skill".into(),
        Step::CreateBook { name } => format!("there is no address book \"{name}\""),
        Step::RenameBook { name } => format!("the address book is not called \"{name}\""),
        Step::AddContact { name, .. } => format!("the address book lacks \"{name}\", so nobody can call them"),
        Step::RenameContact { name, address } => format!("the contact for {address} is not called \"{name}\""),
        Step::MoveContact { name, from, .. } => format!("the contact \"{name}\" still calls {from}"),
        Step::DeleteContact { address } => format!("the address book still has the contact for {address}"),
        Step::Room { change, .. } => undone_in_room(change).into(),
    }
}

const fn undone_in_room(change: &Change) -> &'static str {
    match change {
        Change::CreateUnit { .. } => "it has no unit",
        Change::MakeProfile { .. } => "it has no communication profile",
        Change::NameProfile { .. } => "its communication profile has another name",
        Change::EnableSubscription => "Amazon's calling skill is not enabled",
        Change::EnableSkill => "our skill is not enabled",
        Change::RelinkSkill => "our skill was enabled before the account was linked, so nobody can be called",
        Change::Associate => "Amazon does not know our id of it",
        Change::Reassociate => "our id of it points to another communication profile",
        Change::GiveBook => "it has no address book, so it can neither call nor be called",
        Change::TakeBook => "it still has the address book",
        Change::Disassociate => "Amazon still knows our id of it",
        Change::DisableSkill => "our skill is still enabled",
        Change::DisableSubscription => "Amazon's calling skill is still enabled",
        Change::DeleteProfile => "it still has the communication profile we made",
    }
}
