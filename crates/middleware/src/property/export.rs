//! Reads a property that is set up already, by us or by others, and makes the two files that would leave it as it is.

use std::collections::{BTreeMap, BTreeSet};

use roomline_signaling::alexa_wire::management::{ContactAddress, PropertyUnit, Stage};

use super::Known;
use super::desired::{Book, DesiredContact, Echos, Property, PropertyFile, Provider, Skill, fill};
use super::look::id_and_name;
use crate::asp::{Asp, AspError, Carrier, WEBRTC_SUBSCRIPTION_SKILL};
use crate::store::units::StoredUnit;

/// How rooms are mostly called at Amazon, after their names in the room list.
const TEMPLATES: [&str; 4] = ["{room}", "Room {room}", "{wing} {room}", "{floor} {room}"];

/// What we know ourselves of a property.
#[derive(Clone, Copy, Debug)]
pub struct OwnKnowledge<'k> {
    /// The unit that all rooms are under.
    pub root: &'k str,
    /// The service provider's id, if a person names it.
    pub provider: Option<&'k str>,
    /// The journal.
    pub known: &'k Known,
    /// The directory.
    pub directory: &'k [StoredUnit],
}

/// A property as it is, in the form of the two files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// `property.toml`.
    pub file: PropertyFile,
    /// The rooms.
    pub rooms: Vec<StoredUnit>,
    /// What a person must look at, a sentence each.
    pub notes: Vec<String>,
}

/// A unit without units below it.
struct Leaf {
    id: String,
    name: String,
    floor: Option<String>,
    profile: Option<(String, String)>,
    skills: Vec<(String, Stage)>,
    books: Vec<String>,
}

/// Looks at everything under the root. `progress`: rooms so far, and all.
///
/// # Errors
/// [`AspError`].
pub async fn export<C: Carrier>(
    asp: &Asp<C>,
    own: OwnKnowledge<'_>,
    mut progress: impl FnMut(usize, usize),
) -> Result<Exported, AspError> {
    let units = asp.units_under(own.root).await?;
    let mut leaves = leaves(own.root, &units);
    let count = leaves.len();
    for (done, leaf) in leaves.iter_mut().enumerate() {
        look_at(asp, leaf).await?;
        progress(done + 1, count);
    }
    let mut notes = Vec::new();
    let (service_provider, mapped, associations) = provider(asp, own, &leaves, &mut notes).await?;
    let skill = skill(mapped, &leaves, &mut notes);
    let (address_book, contacts) = book(asp, &leaves, &mut notes).await?;
    let rooms = rooms(own.directory, &associations, &leaves);

    let fits = |template: &&str, name: fn(&Leaf) -> Option<&str>| {
        rooms.iter().zip(&leaves).all(|(room, leaf)| name(leaf).is_none_or(|name| fill(template, room) == name))
    };
    let unit_name = TEMPLATES.into_iter().find(|template| fits(template, |leaf| Some(&leaf.name)));
    let profile_name = TEMPLATES.into_iter().find(|one| fits(one, |leaf| Some(&leaf.profile.as_ref()?.1)));
    let property = Property {
        root: own.root.to_owned(),
        unit_name: unit_name.unwrap_or(TEMPLATES[0]).to_owned(),
        // Names that follow no rule stay as they are.
        profile_name: profile_name.unwrap_or_default().to_owned(),
    };
    let echos = Echos::default();
    let file = PropertyFile { property, service_provider, skill, address_book, contacts, echos };
    Ok(Exported { file, rooms, notes })
}

fn leaves(root: &str, units: &[PropertyUnit]) -> Vec<Leaf> {
    let parents: BTreeSet<&str> = units.iter().filter_map(|unit| unit.parent_id.as_deref()).collect();
    let names: BTreeMap<&str, &str> = units.iter().filter_map(id_and_name).collect();
    let leaves = units.iter().filter_map(|unit| {
        let (id, name) = id_and_name(unit)?;
        let floor = unit.parent_id.as_deref().filter(|parent| *parent != root).and_then(|parent| names.get(parent));
        let (floor, name) = (floor.map(|name| (*name).to_owned()), name.to_owned());
        let leaf = Leaf { id: id.to_owned(), name, floor, profile: None, skills: Vec::new(), books: Vec::new() };
        (!parents.contains(id)).then_some(leaf)
    });
    leaves.collect()
}

async fn look_at<C: Carrier>(asp: &Asp<C>, leaf: &mut Leaf) -> Result<(), AspError> {
    let profile = asp.profile_of(&leaf.id).await?;
    leaf.profile = profile.and_then(|found| Some((found.profile_id?.profile_id, found.name.unwrap_or_default())));
    let skills = asp.skills_of(&leaf.id).await?;
    leaf.skills = skills.into_iter().map(|one| (one.skill.id, one.skill.stage)).collect();
    leaf.books = asp.books_of(&leaf.id).await?;
    Ok(())
}

/// The service provider, the skill it is mapped to, and our ids by profile.
async fn provider<C: Carrier>(
    asp: &Asp<C>,
    own: OwnKnowledge<'_>,
    leaves: &[Leaf],
    notes: &mut Vec<String>,
) -> Result<(Provider, Option<String>, BTreeMap<String, String>), AspError> {
    let unknown = Provider { logical_id: String::new(), name: String::new(), id: None };
    let Some(id) = own.provider.or(own.known.provider.as_deref()) else {
        notes.push(
            "Amazon does not list service providers: name yours with --service-provider, or fill in \
             `service_provider.logical_id` and `.name` to register one"
                .into(),
        );
        return Ok((unknown, None, BTreeMap::new()));
    };
    let Some(found) = asp.provider(id).await? else {
        notes.push(format!("Amazon knows no service provider `{id}`; fill in `service_provider`"));
        return Ok((unknown, None, BTreeMap::new()));
    };
    let name = found.display_name.into_iter().next().map(|name| name.value).unwrap_or_default();
    let logical_id = found.service_provider_logical_id.unwrap_or_else(|| id.to_owned());
    let network = asp.network(id).await?;
    let users = match asp.all_associations(id).await {
        Err(AspError::Refused { .. }) => {
            let guessed = leaves.iter().map(|leaf| slug(&leaf.name));
            let ids: BTreeSet<String> = own.directory.iter().map(|unit| unit.unit_id.clone()).chain(guessed).collect();
            asp.associations(id, &ids.into_iter().collect::<Vec<_>>()).await?
        }
        users => users?,
    };
    let by_profile = users.into_iter().filter_map(|user| Some((user.amazon_id?, user.external_user_id)));
    Ok((Provider { logical_id, name, id: Some(id.to_owned()) }, network, by_profile.collect()))
}

/// The skill that is mapped, else the one most rooms have, in the stage most rooms have.
fn skill(mapped: Option<String>, leaves: &[Leaf], notes: &mut Vec<String>) -> Skill {
    let own = leaves.iter().flat_map(|leaf| &leaf.skills).filter(|(id, _)| id != WEBRTC_SUBSCRIPTION_SKILL);
    let id = mapped.unwrap_or_else(|| {
        notes.push("no service provider is mapped to a skill: look at `skill.id`".into());
        most(own.clone().map(|(id, _)| id)).cloned().unwrap_or_default()
    });
    let stage = most(own.filter(|(one, _)| *one == id).map(|(_, stage)| *stage));
    Skill { id, stage: stage.unwrap_or(Stage::Live) }
}

/// The address book most rooms have, and those in it who are reached through us.
async fn book<C: Carrier>(
    asp: &Asp<C>,
    leaves: &[Leaf],
    notes: &mut Vec<String>,
) -> Result<(Book, Vec<DesiredContact>), AspError> {
    let Some(id) = most(leaves.iter().flat_map(|leaf| &leaf.books)) else {
        notes.push("no room has an address book: fill in `address_book.name` and [[contacts]]".into());
        return Ok((Book { name: String::new() }, Vec::new()));
    };
    let listed = asp.books().await?.into_iter().find(|book| book.address_book_id == *id);
    let name = listed.and_then(|book| book.name).unwrap_or_default();
    let contacts = asp.contacts(id).await?.into_iter().filter_map(|one| one.contact);
    let ours = contacts.filter_map(|contact| match contact.address {
        ContactAddress::ProviderContact { id: address } => Some(DesiredContact { name: contact.name, address }),
        ContactAddress::AlexaCommunicationProfileId(_) | ContactAddress::PhoneNumbers(_) => None,
    });
    let mut named: Vec<DesiredContact> = Vec::new();
    for contact in ours {
        match named.iter().find(|earlier| earlier.name.eq_ignore_ascii_case(&contact.name)) {
            None => named.push(contact),
            Some(earlier) => notes.push(format!(
                "two contacts are called \"{}\": the one for `{}` was left out, that for `{}` is in the file",
                contact.name, contact.address, earlier.address
            )),
        }
    }
    Ok((Book { name }, named))
}

/// The room list: what the directory knows of a room goes before what Amazon calls it.
fn rooms(directory: &[StoredUnit], associations: &BTreeMap<String, String>, leaves: &[Leaf]) -> Vec<StoredUnit> {
    let mut taken = BTreeSet::new();
    let room = |leaf: &Leaf| {
        let here = |unit: &&StoredUnit| unit.amazon_unit.as_deref() == Some(leaf.id.as_str());
        let associated = leaf.profile.as_ref().and_then(|(profile, _)| associations.get(profile)).cloned();
        let ours = match &associated {
            Some(id) => directory.iter().find(|unit| unit.unit_id == *id),
            None => directory.iter().find(here),
        };
        let wished = associated.or_else(|| Some(ours?.unit_id.clone())).unwrap_or_else(|| slug(&leaf.name));
        let unit_id = unique(&mut taken, wished);
        let amazon_unit = Some(leaf.id.clone());
        if let Some(ours) = ours {
            return StoredUnit { unit_id, amazon_unit, ..ours.clone() };
        }
        let profile = leaf.profile.as_ref().map(|(_, name)| name.clone()).filter(|name| !name.trim().is_empty());
        let (room, floor) = (leaf.name.clone(), leaf.floor.clone());
        let name = profile.unwrap_or_else(|| room.clone());
        StoredUnit { unit_id, name, room, floor, amazon_unit, ..StoredUnit::default() }
    };
    leaves.iter().map(room).collect()
}

/// `wished`, or with a number behind it if that is taken.
fn unique(taken: &mut BTreeSet<String>, wished: String) -> String {
    let numbered = (2..).map(|number| format!("{wished}-{number}"));
    let free = std::iter::once(wished.clone()).chain(numbered).find(|id| !taken.contains(id)).unwrap_or(wished.clone());
    taken.insert(free.clone());
    free
}

/// An id of ours from a unit's name: letters Amazon was seen to take.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts = lower.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let slug: String = parts.collect::<Vec<_>>().join("-").chars().take(50).collect();
    if slug.is_empty() { "room".into() } else { slug }
}

/// What comes most often; of several, the greatest.
fn most<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_insert(0_usize) += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(one, _)| one)
}
