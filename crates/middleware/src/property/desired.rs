//! `property.toml` and the rooms: what the property should be.

use roomline_signaling::alexa_wire::management::{CALLING_MODELS, Stage};
use roomline_signaling::call::{Address, UnitId};
use serde::{Deserialize, Serialize};

use crate::store::units::StoredUnit;

/// Amazon's limit for names of books and contacts, in characters.
const LONGEST_NAME: usize = 50;

/// `property.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyFile {
    /// `[property]`.
    pub property: Property,
    /// `[service_provider]`.
    pub service_provider: Provider,
    /// `[skill]`.
    pub skill: Skill,
    /// `[address_book]`.
    pub address_book: Book,
    /// `[[contacts]]`: whom residents can call, and who can call them.
    #[serde(default)]
    pub contacts: Vec<DesiredContact>,
    /// `[echos]`.
    #[serde(default)]
    pub echos: Echos,
}

/// What is asked of the Echos.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Echos {
    /// How the names of models begin that can take calls.
    pub models: Vec<String>,
}

impl Default for Echos {
    fn default() -> Self {
        Self { models: CALLING_MODELS.map(str::to_owned).to_vec() }
    }
}

/// The property itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// The unit all rooms are under.
    pub root: String,
    /// What a room's unit is called, with `{room}`, `{floor}` and `{wing}`; it is found by this name unless the room list
    /// names its id.
    #[serde(default = "room")]
    pub unit_name: String,
    /// What its communication profile is called, likewise; empty: names stay as they are.
    #[serde(default = "room")]
    pub profile_name: String,
}

/// Us at Amazon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Our own unique id.
    pub logical_id: String,
    /// For Amazon's analytics.
    pub name: String,
    /// Amazon's id, if it was registered elsewhere: it cannot be looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Our skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// `amzn1.ask.skill.…`.
    pub id: String,
    /// Which version.
    pub stage: Stage,
}

/// The one address book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Its name.
    pub name: String,
}

/// A ring group as residents know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DesiredContact {
    /// What residents say: "call …".
    pub name: String,
    /// The ring group's address.
    pub address: String,
}

/// Everything that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desired {
    /// The file.
    pub file: PropertyFile,
    /// The rooms.
    pub rooms: Vec<DesiredRoom>,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredRoom {
    /// Our id.
    pub unit_id: String,
    /// What people call it.
    pub label: String,
    /// What its unit is called.
    pub unit_name: String,
    /// What its profile is called; `None`: as it is.
    pub profile_name: Option<String>,
    /// Its unit, if the room list names it.
    pub amazon_unit: Option<String>,
}

impl Desired {
    /// Puts the file and the directory's rooms together.
    ///
    /// # Errors
    /// Every mistake, a sentence each.
    pub fn read(text: &str, units: &[StoredUnit]) -> Result<Self, Vec<String>> {
        let file: PropertyFile = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut mistakes = mistakes(&file);
        let rooms: Vec<_> = units.iter().map(|unit| room_of(&file.property, unit)).collect();
        let mut names = std::collections::BTreeMap::new();
        for room in &rooms {
            if !fits_amazon(&room.unit_id) {
                let id = &room.unit_id;
                mistakes.push(format!("the unit_id `{id}` has letters other than A-Z, a-z, 0-9 and . _ @ -"));
            }
            if room.amazon_unit.is_some() {
                continue;
            }
            if let Some(other) = names.insert(&room.unit_name, room) {
                let (name, [one, two]) = (&room.unit_name, [&other.unit_id, &room.unit_id]);
                mistakes.push(format!(
                    "the rooms with the unit_id {one} and {two} would both be the unit \"{name}\"; take one out of the room \
                     list, name its `amazon_unit` there, or tell them apart in `property.unit_name`, as in \"{{wing}} {{room}}\""
                ));
            }
        }
        if mistakes.is_empty() { Ok(Self { file, rooms }) } else { Err(mistakes) }
    }
}

fn mistakes(file: &PropertyFile) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |good: bool, what: String| {
        if !good {
            found.push(what);
        }
    };
    let name_fits = |name: &str| (1..=LONGEST_NAME).contains(&name.chars().count());
    let root = &file.property.root;
    check(!root.is_empty(), "`property.root` is empty; copy the property's unit id".into());
    check(
        !root.ends_with("EXAMPLE"),
        "`property.root` is still that of the example; copy the property's unit id".into(),
    );
    check(file.skill.id.starts_with("amzn1.ask.skill."), "`skill.id` does not start with amzn1.ask.skill.".into());
    check(!file.service_provider.logical_id.is_empty(), "`service_provider.logical_id` is empty".into());
    check(name_fits(&file.address_book.name), "`address_book.name` does not have 1 to 50 characters".into());
    check(!file.contacts.is_empty(), "there is no [[contacts]]; nobody could be called".into());
    for (index, contact) in file.contacts.iter().enumerate() {
        let (name, address) = (&contact.name, &contact.address);
        check(name_fits(name), format!("the contact \"{name}\" does not have 1 to 50 characters"));
        check(Address::new(address.clone()).is_ok(), format!("the address of the contact \"{name}\" cannot be used"));
        for earlier in &file.contacts[..index] {
            check(&earlier.address != address, format!("two contacts have the address `{address}`"));
            check(!earlier.name.eq_ignore_ascii_case(name), format!("two contacts are called \"{name}\""));
        }
    }
    found
}

/// A name for a unit or profile, from its template.
pub(super) fn fill(template: &str, unit: &StoredUnit) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let filled = template.replace("{room}", &unit.room);
    filled.replace("{floor}", &part(&unit.floor)).replace("{wing}", &part(&unit.wing)).trim().to_owned()
}

fn room_of(property: &Property, unit: &StoredUnit) -> DesiredRoom {
    DesiredRoom {
        unit_id: unit.unit_id.clone(),
        label: unit.room.clone(),
        unit_name: fill(&property.unit_name, unit),
        profile_name: Some(fill(&property.profile_name, unit)).filter(|name| !name.is_empty()),
        amazon_unit: unit.amazon_unit.clone(),
    }
}

/// Amazon's limits for an `externalUserId` are UNVERIFIED: these letters were seen.
fn fits_amazon(unit_id: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte);
    UnitId::new(unit_id).is_ok() && unit_id.bytes().all(letter)
}

fn room() -> String {
    "{room}".into()
}
