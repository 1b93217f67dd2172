//! How people are kept in the keyring, and how what an earlier version kept becomes one of them.

use std::collections::BTreeSet;

use roomline_signaling::call::Private;
use serde::{Deserialize, Serialize};

use super::{Secret, Vault, VaultError};
use crate::person::{KeptPeople, KeptPerson, MOST_PEOPLE, PersonId, Roster};
use crate::pin::PinHash;

/// The longest entry that is read, in bytes. Ours are a tenth of that.
const LONGEST: usize = 4096;

/// The entry of one person.
#[derive(Serialize, Deserialize)]
struct PersonEntry {
    user: Private<String>,
    name: Private<String>,
    token: Private<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pin: Option<Private<String>>,
}

/// The entry that says who is known.
#[derive(Serialize, Deserialize)]
struct PeopleEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    here: Option<String>,
    others: Vec<String>,
}

/// Everybody who is kept for a server.
///
/// # Errors
/// [`VaultError`]: it cannot be known. Nobody counts then, for a token without its PIN would open a desk that was locked; and nothing
/// may be written, for it would take the place of what could not be read.
pub(super) async fn read(vault: &Vault, server: &str) -> Result<KeptPeople, VaultError> {
    let Some(text) = vault.read(server, Secret::People).await? else {
        return Ok(KeptPeople { here: old(vault, server).await?, others: Vec::new() });
    };
    let roster = roster_in(&text.0);
    let mut people = KeptPeople::default();
    if let Some(id) = roster.here {
        people.here = person(vault, server, id).await?;
    }
    for id in roster.others {
        people.others.extend(person(vault, server, id).await?);
    }
    Ok(people)
}

/// A person as text for the keyring.
pub(super) fn text_of(person: KeptPerson) -> Private<String> {
    let KeptPerson { id: _, user, name, token, pin } = person;
    written(&PersonEntry { user, name, token, pin: pin.map(PinHash::into_text) })
}

/// Who is known as text for the keyring.
pub(super) fn text_of_all(roster: &Roster) -> Private<String> {
    let id = |id: &PersonId| id.as_str().to_owned();
    written(&PeopleEntry { here: roster.here.as_ref().map(id), others: roster.others.iter().map(id).collect() })
}

fn written(entry: &impl Serialize) -> Private<String> {
    Private(serde_json::to_string(entry).expect("a few texts are JSON"))
}

/// One person; `None`: the entry is not there, or holds no person.
async fn person(vault: &Vault, server: &str, id: PersonId) -> Result<Option<KeptPerson>, VaultError> {
    let text = vault.read(server, Secret::Person(id.clone())).await?;
    let entry = text.filter(|text| text.0.len() <= LONGEST).and_then(|text| serde_json::from_str(&text.0).ok());
    let Some(PersonEntry { user, name, token, pin }) = entry else {
        tracing::warn!("the keyring holds nothing of somebody who should be known here");
        return Ok(None);
    };
    Ok(Some(KeptPerson { id, user, name, token, pin: pin.map(|pin| pin.into_inner().into()) }))
}

/// What an entry says about who is known; whatever in it is nobody's id counts as nobody.
fn roster_in(text: &str) -> Roster {
    let entry: Option<PeopleEntry> = if text.len() <= LONGEST { serde_json::from_str(text).ok() } else { None };
    let Some(PeopleEntry { here, others }) = entry else {
        tracing::warn!("what the keyring holds of the people at this desk cannot be read");
        return Roster::default();
    };
    let here = here.as_deref().and_then(PersonId::read);
    let mut seen: BTreeSet<PersonId> = here.iter().cloned().collect();
    let others = others.iter().filter_map(|id| PersonId::read(id)).filter(|id| seen.insert(id.clone()));
    Roster { here, others: others.take(MOST_PEOPLE - 1).collect() }
}

/// Whom a version kept that knew one person at a time, without a name: the next answer of the server tells it.
async fn old(vault: &Vault, server: &str) -> Result<Option<KeptPerson>, VaultError> {
    let token = vault.read(server, Secret::OldToken).await?;
    let pin = vault.read(server, Secret::OldPin).await?;
    let nameless = || Private(String::new());
    Ok(token.map(|token| KeptPerson {
        id: PersonId::of(server, ""),
        user: nameless(),
        name: nameless(),
        token,
        pin: pin.map(|pin| pin.into_inner().into()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(user: &str) -> PersonId {
        PersonId::of("https://calls.example.org", user)
    }

    #[test]
    fn what_is_written_of_eight_people_is_read_again_and_fits_into_every_keyring() {
        let others: Vec<PersonId> = (1..MOST_PEOPLE).map(|number| id(&number.to_string())).collect();
        let roster = Roster { here: Some(id("ann")), others };
        let text = text_of_all(&roster);
        assert_eq!(roster_in(&text.0), roster);
        // Windows takes 2560 bytes for one entry, two for each letter.
        assert!(text.0.len() < 1280, "{}", text.0.len());
        assert!(!text.0.contains("ann"));
    }

    #[test]
    fn an_entry_that_somebody_spoiled_names_nobody_twice_and_nobody_who_is_not() {
        for spoiled in ["", "{", "7", "[]", "{}", r#"{"others":[1]}"#, &"x".repeat(LONGEST + 1)] {
            assert_eq!(roster_in(spoiled), Roster::default(), "{spoiled}");
        }
        let (ann, ben) = (id("ann"), id("ben"));
        let (a, b) = (ann.as_str(), ben.as_str());
        let text = format!(r#"{{"here":"{a}","others":["{b}","nobody","{a}","{b}"]}}"#);
        assert_eq!(roster_in(&text), Roster { here: Some(ann), others: vec![ben] });
        let many: Vec<String> = (0..20).map(|number| id(&number.to_string()).as_str().to_owned()).collect();
        let text = serde_json::json!({ "others": many }).to_string();
        assert_eq!(roster_in(&text).others.len(), MOST_PEOPLE - 1);
    }
}
