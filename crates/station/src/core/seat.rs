//! Who sits at this desk: PINs that are tried, and people who change places.

use std::time::Instant;

use roomline_signaling::call::Private;
use roomline_signaling::rest;

use super::attempts::Purpose;
use super::lock::Lock;
use super::people::Person;
use super::session::{is_final, problem_of};
use super::takeover::Takeover;
use super::{Action, Core};
use crate::client::{Ask, AskError};
use crate::person::PersonId;
use crate::pin::Pin;
use crate::request::RequestError;
use crate::state::Notice;

impl Core {
    pub(super) fn sign_in(
        &mut self,
        (server, station_name): (Option<String>, Option<String>),
        user: Private<String>,
        password: Private<String>,
    ) -> Result<(), RequestError> {
        if self.takeover.is_asking() {
            return Err(RequestError::SigningIn);
        }
        let setup = self.setup_with(server, station_name)?;
        // Nobody is signed out before the vault has told whether people stay known here.
        let others_stay = self.keeps_people() || self.session.is_starting();
        if self.session.is_signed_in() && self.lock.is_locked() {
            // Whoever is signed in is so at this server and under this name.
            if setup != self.setup {
                return Err(RequestError::SignedIn);
            }
            self.calls.check_silence()?;
            self.takeover = Takeover::New { user: user.clone() };
            let (server, station_name) = (self.server(), self.station_name());
            self.actions.push_back(Action::Ask(Ask::SignIn { server, station_name, user, password, others_stay }));
            return Ok(());
        }
        if let Some(left) = self.session.sign_in(&setup, user, password, others_stay)? {
            // A wrong password costs nobody their session: it stays in the vault. They are known at the server that was spoken with.
            let _not_kept = self.make_known(left);
        }
        self.setup = setup;
        self.takeover = Takeover::None;
        Ok(())
    }

    /// Somebody wants to sit down here with a PIN.
    pub(super) fn sit_down(&mut self, person: PersonId, pin: Pin) -> Result<(), RequestError> {
        self.check_change()?;
        self.calls.check_silence()?;
        self.try_pin(pin, Purpose::SitDown(person))
    }

    /// Somebody wants to be known here no more.
    pub(super) fn forget_person(&mut self, person: PersonId, pin: Pin) -> Result<(), RequestError> {
        self.check_change()?;
        self.try_pin(pin, Purpose::Forget(person))
    }

    /// A PIN was typed: has it compared, unless that has to wait.
    pub(super) fn try_pin(&mut self, pin: Pin, purpose: Purpose) -> Result<(), RequestError> {
        let (hash, tries) = match purpose.of() {
            Some(id) => {
                let person = self.people.find(id).ok_or(RequestError::NoSuchPerson)?;
                (&person.pin, &person.tries)
            }
            None => match self.lock.pin().filter(|_| self.lock.is_locked()) {
                Some(hash) => (hash, self.lock.tries()),
                None => return Ok(()),
            },
        };
        if self.attempts.begin(tries, purpose) {
            self.takeover.put_away();
            self.actions.push_back(Action::CheckPin { pin, hash: hash.clone() });
        }
        Ok(())
    }

    /// A PIN was compared.
    pub(super) fn pin_checked(&mut self, now: Instant, right: bool) {
        let Some(purpose) = self.attempts.take_checked() else { return };
        let own = match purpose.of() {
            Some(id) => self.people.find_mut(id).map(|person| &mut person.tries),
            None => Some(self.lock.tries_mut()),
        };
        let Some(own) = own else { return };
        if !right {
            return self.attempts.was_wrong(now, own, &purpose);
        }
        self.attempts.was_right(own);
        match purpose {
            Purpose::Unlock => {
                self.lock.open();
                // Whoever was signed in is back before the server has answered for somebody else.
                self.takeover = Takeover::None;
            }
            Purpose::SitDown(id) => {
                let Some(token) = self.people.find(&id).map(|person| person.token.clone()) else { return };
                self.ask_refresh(token.clone(), true);
                self.takeover = Takeover::Known { person: id, token };
            }
            Purpose::Forget(id) => {
                let Some(Person { token, name, .. }) = self.people.remove(&id) else { return };
                self.actions.push_back(Action::Ask(Ask::EndSession { token }));
                self.keep_roster();
                self.desk.notice(Notice::PersonForgotten { name });
            }
        }
    }

    pub(super) fn signed_in(&mut self, now: Instant, outcome: Result<rest::Session, AskError>) {
        match (std::mem::take(&mut self.takeover), outcome) {
            (Takeover::New { .. }, Ok(session)) => {
                self.attempts.was_proved();
                self.change_person(now, session, Lock::default());
            }
            (Takeover::New { user }, Err(error)) => {
                let (name, problem) = (user.clone(), problem_of(error));
                self.takeover = Takeover::Failed { user, name, person: None, problem };
            }
            (other, outcome) => {
                self.takeover = other;
                match outcome {
                    // Whoever was here came back before the server answered: nobody needs this session.
                    Ok(session) if !self.session.is_signing_in() => {
                        self.actions.push_back(Action::Ask(Ask::SignOut { access: session.access_token }));
                    }
                    outcome => self.session.signed_in(now, outcome),
                }
            }
        }
    }

    /// A refresh was answered, for whomever it was asked.
    pub(super) fn refreshed(
        &mut self,
        now: Instant,
        token: &Private<String>,
        outcome: Result<rest::Session, AskError>,
    ) {
        if self.takeover.awaits(token) {
            self.refreshed_for_takeover(now, outcome);
        } else if self.session.awaits(token) {
            self.check.renewed(now, &outcome);
            self.session.refreshed(now, outcome);
        } else if let Some(id) = self.people.with_token(token) {
            self.refreshed_in_absence(&id, outcome);
        }
    }

    fn refreshed_for_takeover(&mut self, now: Instant, outcome: Result<rest::Session, AskError>) {
        let Takeover::Known { person: id, .. } = std::mem::take(&mut self.takeover) else { return };
        match outcome {
            Ok(session) => match self.people.remove(&id) {
                Some(person) => self.change_person(now, session, Lock::opened(person.pin)),
                None => self.actions.push_back(Action::Ask(Ask::SignOut { access: session.access_token })),
            },
            Err(error) => {
                let problem = problem_of(error);
                tracing::warn!(?problem, "somebody who is known here could not be signed in");
                let Some(Person { user, name, .. }) = self.people.find(&id) else { return };
                let (user, name) = (user.clone(), name.clone());
                if is_final(error) {
                    self.people.remove(&id);
                    self.keep_roster();
                    self.takeover = Takeover::Failed { user, name, person: None, problem };
                } else {
                    self.takeover = Takeover::Failed { user, name, person: Some(id), problem };
                }
            }
        }
    }

    /// The server answers for somebody who has left the desk meanwhile.
    fn refreshed_in_absence(&mut self, id: &PersonId, outcome: Result<rest::Session, AskError>) {
        match outcome {
            Ok(session) => {
                let server = self.people.server().to_owned();
                let Some(person) = self.people.find_mut(id) else { return };
                person.token = session.refresh_token;
                let person = person.to_kept();
                self.actions.push_back(Action::KeepPerson { server, person });
            }
            Err(error) if is_final(error) => {
                self.people.remove(id);
                self.keep_roster();
            }
            Err(_) => {}
        }
    }

    /// Somebody else sits here from now on. What rings rings on, and a call that was answered meanwhile goes on.
    fn change_person(&mut self, now: Instant, session: rest::Session, lock: Lock) {
        let goes_on = self.session.is_signed_in();
        if let Some(token) = self.session.leave().and_then(|left| self.make_known(left)) {
            self.actions.push_back(Action::Ask(Ask::EndSession { token }));
        }
        self.lock = lock;
        self.attempts.forget_last();
        tracing::info!("somebody else sits at this desk");
        self.session.change(now, session, goes_on);
    }

    pub(super) fn ask_refresh(&mut self, token: Private<String>, sits_down: bool) {
        let station_name = self.station_name();
        self.actions.push_back(Action::Ask(Ask::Refresh { token, station_name, sits_down }));
    }

    /// Whether somebody other than whoever is signed in may type a PIN now.
    fn check_change(&self) -> Result<(), RequestError> {
        if self.takeover.is_asking() || self.session.is_signing_in() {
            return Err(RequestError::SigningIn);
        }
        if self.session.is_signed_in() && !self.lock.is_locked() {
            return Err(RequestError::SignedIn);
        }
        if self.knows_people() { Ok(()) } else { Err(RequestError::NoSuchPerson) }
    }

    fn station_name(&self) -> String {
        self.setup.station_name.trim().to_owned()
    }
}
