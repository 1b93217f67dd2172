//! Asks Amazon what there is of a property.

use std::collections::{BTreeMap, BTreeSet};

use roomline_signaling::alexa_wire::management::{ContactAddress, EnablementStatus, LinkStatus, PropertyUnit, Stage};

use super::Known;
use super::desired::Desired;
use super::observed::{Observed, ObservedBook, ObservedProvider, ObservedRoom};
use crate::asp::{Asp, AspError, Carrier, WEBRTC_SUBSCRIPTION_SKILL};

/// Why a property could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// Amazon.
    #[error(transparent)]
    Asp(#[from] AspError),
    /// The property is not there.
    #[error(
        "`property.root` is `{0}`, and Amazon knows no such unit of your organisation; docs/onboarding.md says where its id is \
         found"
    )]
    NoRoot(String),
    /// Names do not say which unit is meant.
    #[error(
        "two units of the property are called \"{0}\"; rename one in the ASP console, or name its id in the column `amazon_unit`"
    )]
    Ambiguous(String),
    /// More than one address book could be ours.
    #[error("there are two address books called \"{0}\"; rename or delete one, or change `address_book.name`")]
    AmbiguousBook(String),
}

/// Looks at everything that is wanted, or was once made by us. `progress`: rooms looked at so far.
///
/// # Errors
/// [`LookError`].
pub async fn look<C: Carrier>(
    asp: &Asp<C>,
    desired: &Desired,
    known: &Known,
    mut progress: impl FnMut(usize),
) -> Result<Observed, LookError> {
    let provider = provider(asp, desired, known).await?;
    let book = book(asp, desired, known).await?;
    let root = &desired.file.property.root;
    let units = asp.units_under(root).await.map_err(|error| match error {
        error if error.is_absent() => LookError::NoRoot(root.clone()),
        error => error.into(),
    })?;
    let rooms = match_rooms(desired, known, &units)?;
    let associations: BTreeMap<_, _> = match &provider {
        None => BTreeMap::new(),
        Some(provider) => {
            let ids: Vec<_> = rooms.keys().cloned().collect();
            let found = asp.associations(&provider.id, &ids).await?;
            found.into_iter().filter_map(|one| Some((one.external_user_id, one.amazon_id?))).collect()
        }
    };
    let names: BTreeMap<&str, &str> = units.iter().filter_map(id_and_name).collect();
    let mut observed = Observed { provider, book, rooms: BTreeMap::new() };
    for (unit_id, unit) in rooms {
        let mut room = ObservedRoom { association: associations.get(&unit_id).cloned(), ..ObservedRoom::default() };
        if let Some(unit) = unit {
            look_at_room(asp, desired, observed.book.as_ref(), &unit, &mut room).await?;
            room.unit_name = names.get(unit.as_str()).map(|name| (*name).to_owned());
            room.unit = Some(unit);
        }
        observed.rooms.insert(unit_id, room);
        progress(observed.rooms.len());
    }
    Ok(observed)
}

async fn provider<C: Carrier>(
    asp: &Asp<C>,
    desired: &Desired,
    known: &Known,
) -> Result<Option<ObservedProvider>, AspError> {
    let Some(id) = desired.file.service_provider.id.as_ref().or(known.provider.as_ref()) else { return Ok(None) };
    let Some(found) = asp.provider(id).await? else { return Ok(None) };
    let name = found.display_name.into_iter().next().map(|name| name.value);
    Ok(Some(ObservedProvider { id: id.clone(), name, skill: asp.network(id).await? }))
}

async fn book<C: Carrier>(asp: &Asp<C>, desired: &Desired, known: &Known) -> Result<Option<ObservedBook>, LookError> {
    let name = &desired.file.address_book.name;
    let books = asp.books().await?;
    let ours = books.iter().find(|book| known.book.as_ref() == Some(&book.address_book_id));
    let mut named = books.iter().filter(|book| book.name.as_ref() == Some(name));
    let (first, second) = (named.next(), named.next());
    if ours.is_none() && second.is_some() {
        return Err(LookError::AmbiguousBook(name.clone()));
    }
    let Some(found) = ours.or(first) else { return Ok(None) };
    let mut contacts = BTreeMap::new();
    for listed in asp.contacts(&found.address_book_id).await? {
        let Some(contact) = listed.contact else { continue };
        if let ContactAddress::ProviderContact { id: address } = contact.address {
            contacts.entry(address).or_insert((listed.contact_id, contact.name));
        }
    }
    let name = found.name.clone().unwrap_or_default();
    Ok(Some(ObservedBook { id: found.address_book_id.clone(), name, contacts }))
}

/// A unit's id and name.
pub(super) fn id_and_name(unit: &PropertyUnit) -> Option<(&str, &str)> {
    Some((unit.id.as_deref()?, unit.name.as_ref()?.value.text.trim()))
}

/// Which unit each room has: the one that the room list names, else the one of its name, else what we once used, as long as
/// it is there.
fn match_rooms(
    desired: &Desired,
    known: &Known,
    units: &[PropertyUnit],
) -> Result<BTreeMap<String, Option<String>>, LookError> {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for unit in units {
        ids.extend(unit.id.as_deref());
        if let Some((id, name)) = id_and_name(unit) {
            by_name.entry(name).or_default().push(id);
        }
    }
    let mut rooms = BTreeMap::new();
    for (unit_id, room) in &known.rooms {
        rooms.insert(unit_id.clone(), room.unit.clone().filter(|unit| ids.contains(unit.as_str())));
    }
    for room in &desired.rooms {
        let once_used = rooms.remove(&room.unit_id).flatten();
        let unit = match (&room.amazon_unit, by_name.get(room.unit_name.as_str()).map(Vec::as_slice)) {
            (Some(id), _) => ids.contains(id.as_str()).then(|| id.clone()),
            (None, None | Some([])) => once_used,
            (None, Some([one])) => Some((*one).to_owned()),
            (None, Some(several)) => match once_used.filter(|unit| several.contains(&unit.as_str())) {
                Some(unit) => Some(unit),
                None => return Err(LookError::Ambiguous(room.unit_name.clone())),
            },
        };
        rooms.insert(room.unit_id.clone(), unit);
    }
    Ok(rooms)
}

async fn look_at_room<C: Carrier>(
    asp: &Asp<C>,
    desired: &Desired,
    book: Option<&ObservedBook>,
    unit: &str,
    room: &mut ObservedRoom,
) -> Result<(), AspError> {
    let profile = asp.profile_of(unit).await?;
    room.profile = profile.and_then(|found| Some((found.profile_id?.profile_id, found.name.unwrap_or_default())));
    let skill = &desired.file.skill;
    let skills = asp.skills_of(unit).await?;
    let find = |id: &str, stage| skills.iter().find(|one| one.skill.id == id && one.skill.stage == stage);
    let (subscription, ours) = (find(WEBRTC_SUBSCRIPTION_SKILL, Stage::Live), find(&skill.id, skill.stage));
    (room.subscription, room.skill) = (subscription.is_some(), ours.is_some());
    room.linked = ours.and_then(|ours| Some(ours.account_link.as_ref()?.status == LinkStatus::Linked));
    room.enabling = [subscription, ours].into_iter().flatten().any(|one| one.status != EnablementStatus::Enabled);
    room.has_book = match book {
        Some(book) => asp.books_of(unit).await?.contains(&book.id),
        None => false,
    };
    Ok(())
}

/// Whether a skill is there; `Some(false)`: Amazon is still at it.
pub(super) async fn skill_is_ready<C: Carrier>(
    asp: &Asp<C>,
    skill: &str,
    unit: &str,
    stage: Stage,
) -> Result<Option<bool>, AspError> {
    let found = asp.skill_of(skill, unit, stage).await?;
    Ok(found.map(|found| found.status == EnablementStatus::Enabled))
}
