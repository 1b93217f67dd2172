//! Who else is known at this desk: everybody who signed in here, set a PIN, and has left the desk to somebody since.

use std::collections::BTreeSet;
use std::time::Instant;

use roomline_signaling::call::Private;

use super::Wall;
use super::attempts::Attempts;
use super::tries::Tries;
use crate::person::{KeptPerson, MOST_PEOPLE, PersonId, Roster};
use crate::state::KnownPerson;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Where they are signed in. At another server they mean nothing, and no token of theirs is shown there.
    server: String,
    /// Whoever was here last first.
    others: Vec<Person>,
    /// Who has an entry in the vault, whoever sits here included.
    kept: BTreeSet<PersonId>,
}

/// Somebody who may sit down here with a PIN.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) user: Private<String>,
    pub(super) name: Private<String>,
    pub(super) token: Private<String>,
    pub(super) pin: crate::pin::PinHash,
    pub(super) tries: Tries,
}

impl People {
    /// The vault was opened: whoever stands there without a PIN could not prove who they are, and is known no more.
    pub(super) fn restored(&mut self, server: String, others: Vec<KeptPerson>) {
        self.server = server;
        for KeptPerson { id, user, name, token, pin } in others {
            self.kept.insert(id.clone());
            if let Some(pin) = pin
                && self.find(&id).is_none()
            {
                self.others.push(Person { id, user, name, token, pin, tries: Tries::after_restart() });
            }
        }
    }

    /// Where they are signed in; empty before anybody was.
    pub(super) fn server(&self) -> &str {
        &self.server
    }

    /// This desk belongs to another server from now on: gives back whose entries for the old one are to be forgotten.
    pub(super) fn move_to(&mut self, server: &str) -> (String, BTreeSet<PersonId>) {
        self.others.clear();
        (std::mem::replace(&mut self.server, server.to_owned()), std::mem::take(&mut self.kept))
    }

    pub(super) fn find(&self, id: &PersonId) -> Option<&Person> {
        self.others.iter().find(|person| person.id == *id)
    }

    pub(super) fn find_mut(&mut self, id: &PersonId) -> Option<&mut Person> {
        self.others.iter_mut().find(|person| person.id == *id)
    }

    /// The one whose newest refresh token this is.
    pub(super) fn with_token(&self, token: &Private<String>) -> Option<PersonId> {
        self.others.iter().find(|person| person.token == *token).map(|person| person.id.clone())
    }

    /// Somebody leaves the desk to somebody else.
    pub(super) fn add(&mut self, person: Person) {
        self.remove(&person.id);
        self.others.insert(0, person);
    }

    pub(super) fn remove(&mut self, id: &PersonId) -> Option<Person> {
        let at = self.others.iter().position(|person| person.id == *id)?;
        Some(self.others.remove(at))
    }

    /// Whoever was away for longest, if there are more than may be known beside somebody who sits here.
    pub(super) fn pop_oldest_of_too_many(&mut self) -> Option<Person> {
        if self.others.len() < MOST_PEOPLE { None } else { self.others.pop() }
    }

    /// Somebody's entry is written to the vault.
    pub(super) fn note_kept(&mut self, id: &PersonId) {
        self.kept.insert(id.clone());
    }

    /// Who is known with `here`, and whose entries the vault has to forget for that.
    pub(super) fn roster(&mut self, here: Option<PersonId>) -> (Roster, Vec<PersonId>) {
        let others = self.others.iter().map(|person| person.id.clone()).collect();
        let roster = Roster { here, others };
        let is_known = |id: &PersonId| roster.here.as_ref() == Some(id) || roster.others.contains(id);
        let gone: Vec<PersonId> = self.kept.iter().filter(|id| !is_known(id)).cloned().collect();
        self.kept.retain(is_known);
        (roster, gone)
    }

    /// As people at the desk are shown them, by name.
    pub(super) fn shown(&self, attempts: &Attempts, wall: Wall) -> Vec<KnownPerson> {
        let shown = |person: &Person| KnownPerson {
            id: person.id.clone(),
            user: person.user.clone(),
            name: person.name.clone(),
            attempt: attempts.shown(Some(&person.id), &person.tries, wall),
        };
        let mut people: Vec<KnownPerson> = self.others.iter().map(shown).collect();
        people.sort_by(|one, other| (&one.name, &one.user).cmp(&(&other.name, &other.user)));
        people
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.others.iter_mut().for_each(|person| person.tries.handle_timeout(now));
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.others.iter().filter_map(|person| person.tries.wait_until()).min()
    }
}

impl Person {
    /// For the vault.
    pub(super) fn to_kept(&self) -> KeptPerson {
        KeptPerson {
            id: self.id.clone(),
            user: self.user.clone(),
            name: self.name.clone(),
            token: self.token.clone(),
            pin: Some(self.pin.clone()),
        }
    }
}
