//! Who stays known at this desk, and what the vault is told of them.

use std::time::Instant;

use roomline_signaling::call::Private;

use super::attempts::Attempts;
use super::lock::Lock;
use super::people::Person;
use super::session::Here;
use super::{Action, Core};
use crate::client::Ask;
use crate::person::{KeptPeople, KeptPerson, PersonId, Roster};
use crate::state::{Notice, Remembering};

impl Core {
    /// Whether people stay known here while somebody else sits at the desk: only a keyring may hold what that takes.
    pub(super) fn keeps_people(&self) -> bool {
        self.setup.remembering == Remembering::Keyring
    }

    /// Whether who is known is known at the server that is spoken with.
    pub(super) fn knows_people(&self) -> bool {
        self.keeps_people() && self.people.server() == self.server()
    }

    pub(super) fn vault_opened(&mut self, now: Instant, remembering: Remembering, server: String, people: KeptPeople) {
        self.setup.remembering = remembering;
        if server != self.server() {
            // Somebody was quicker than the vault and went to another server.
            return;
        }
        let KeptPeople { here, mut others } = people;
        let has_name = |person: &KeptPerson| !person.user.0.is_empty();
        if others.iter().chain(&here).any(|person| person.pin.is_some()) {
            self.attempts = Attempts::after_restart();
        }
        if self.session.is_starting() {
            self.people.restored(server, others);
            if let Some(here) = &here {
                self.lock = Lock::restored(here.pin.clone());
                // What an earlier version kept without a name is no entry of ours.
                if has_name(here) {
                    self.people.note_kept(&here.id);
                }
            }
            return self.session.start(now, here.as_ref());
        }
        others.extend(here.filter(has_name));
        self.people.restored(server, others);
        self.seated();
    }

    /// Somebody has just sat down, or the vault has told who is known: nobody is known twice, and no more than may be.
    pub(super) fn seated(&mut self) {
        if let Some(here) = self.here() {
            self.people.remove(&here);
        }
        while let Some(Person { token, name, .. }) = self.people.pop_oldest_of_too_many() {
            tracing::info!("somebody who was here longest ago is known no more");
            self.actions.push_back(Action::Ask(Ask::EndSession { token }));
            self.desk.notice(Notice::MadeRoom { name });
        }
        self.keep_roster();
        self.say_unsaid();
    }

    /// Keeps whoever sits here, with token and PIN in one.
    pub(super) fn keep_here(&mut self) {
        let (server, Some(here)) = (self.server(), self.session.here()) else { return };
        if self.people.server() != server {
            self.leave_server(&server);
        }
        self.unsaid.move_to(&server);
        let Here { user, name, token } = here;
        let id = PersonId::of(&server, &user.0);
        self.people.note_kept(&id);
        let person = KeptPerson { id, user, name, token, pin: self.lock.pin().cloned() };
        self.actions.push_back(Action::KeepPerson { server, person });
    }

    /// Keeps who is known, and forgets whoever is not any more: themselves first, so that nothing is left of them whatever happens.
    pub(super) fn keep_roster(&mut self) {
        let server = self.people.server().to_owned();
        let (roster, gone) = self.people.roster(self.here());
        for person in gone {
            self.actions.push_back(Action::ForgetPerson { server: server.clone(), person });
        }
        self.actions.push_back(Action::KeepRoster { server, roster });
    }

    /// Whoever leaves the desk to somebody else stays known with a PIN. Gives back the token of whoever does not.
    pub(super) fn make_known(&mut self, left: Here) -> Option<Private<String>> {
        let Here { user, name, token } = left;
        let pin = std::mem::take(&mut self.lock).into_pin();
        match pin.filter(|_| self.keeps_people() && !user.0.is_empty()) {
            Some((pin, tries)) => {
                let id = PersonId::of(&self.server(), &user.0);
                self.people.add(Person { id, user, name, token, pin, tries });
                None
            }
            None => Some(token),
        }
    }

    /// This desk belongs to another server now: nothing is kept for the old one.
    fn leave_server(&mut self, server: &str) {
        let (old, gone) = self.people.move_to(server);
        if old.is_empty() {
            return;
        }
        // Also of nobody, for what an earlier version kept there goes with that.
        for person in gone {
            self.actions.push_back(Action::ForgetPerson { server: old.clone(), person });
        }
        self.actions.push_back(Action::KeepRoster { server: old, roster: Roster::default() });
    }

    /// Whoever has a session here.
    pub(super) fn here(&self) -> Option<PersonId> {
        self.session.here().map(|here| PersonId::of(&self.server(), &here.user.0))
    }
}
