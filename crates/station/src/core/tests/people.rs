//! Who is known at a desk: how often their PINs may be tried, who is forgotten, and what the keyring is told.

use super::lock::{RIGHT, pin};
use super::sitting_down::{known, pin_of};
use super::*;
use crate::person::Roster;
use crate::state::{LockState, PinAttempt};

const ELSEWHERE: &str = "https://elsewhere.example.org";

impl FrontDesk {
    fn attempt_of(&self, user: &str) -> PinAttempt {
        let people = self.core.state().people;
        people.known.into_iter().find(|person| person.id == id(user)).expect("known").attempt
    }

    fn forgets_person(&mut self, user: &str, typed: &str) -> Result<(), RequestError> {
        let outcome = self.asks(Request::ForgetPerson { person: id(user), pin: pin(typed) });
        self.computes();
        outcome
    }

    fn until(&self, seconds: u64) -> PinAttempt {
        PinAttempt::Wait { until_ms: self.core.wall.ms_at(self.now) + seconds * 1000 }
    }
}

/// Ends the session of this refresh token.
fn ends(token: &str) -> Ask {
    Ask::EndSession { token: Private(token.into()) }
}

/// Cleo signs in at this server.
fn sign_in_at(server: &str) -> Request {
    let (user, password) = (Private("cleo".to_owned()), Private("secret".to_owned()));
    Request::SignIn { server: Some(server.to_owned()), station_name: None, user, password }
}

#[test]
fn whoever_goes_from_name_to_name_has_five_tries_in_all() {
    let mut desk = FrontDesk::shared();
    desk.types("1111");
    for user in ["tom", "mia", "tom"] {
        desk.sits_down(user, "1111").expect("the desk is locked");
        assert_eq!((desk.attempt_of(user), desk.attempt()), (PinAttempt::Wrong, PinAttempt::None));
    }
    desk.sits_down("mia", "1111").expect("the desk is locked");
    let wait = desk.until(30);
    assert_eq!([desk.attempt(), desk.attempt_of("tom"), desk.attempt_of("mia")], [wait; 3]);
    // Not even the right ones are compared.
    desk.types(RIGHT);
    desk.sits_down("tom", pin_of("tom")).expect("taken");
    assert!(desk.core.state().is_locked());
    desk.waits(secs(30));
    assert_eq!([desk.attempt(), desk.attempt_of("tom"), desk.attempt_of("mia")], [PinAttempt::None; 3]);
    // The next one costs twice as much, whoever's it is.
    desk.forgets_person("tom", "1111").expect("taken");
    assert_eq!(desk.attempt(), desk.until(60));
}

#[test]
fn one_is_compared_at_a_time() {
    let mut desk = FrontDesk::shared();
    desk.asks(Request::Unlock(pin("1111"))).expect("taken");
    desk.asks(Request::SitDown { person: id("tom"), pin: pin(pin_of("tom")) }).expect("taken");
    assert_eq!((desk.attempt(), desk.attempt_of("tom")), (PinAttempt::Checking, PinAttempt::None));
    desk.computes();
    assert_eq!((desk.attempt(), desk.asked.len()), (PinAttempt::Wrong, 0));
}

#[test]
fn a_right_pin_of_ones_own_gives_no_more_tries_at_somebody_elses() {
    let mut desk = FrontDesk::shared();
    for _ in 0..4 {
        desk.sits_down("mia", "1111").expect("the desk is locked");
    }
    desk.changes_to("tom");
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.types("1111");
    assert_eq!(desk.attempt(), PinAttempt::Wrong, "the desk has its tries back");
    desk.types(pin_of("tom"));
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.sits_down("mia", "1111").expect("the desk is locked");
    assert_eq!(desk.attempt_of("mia"), desk.until(30), "her fifth");
    // Whoever else knows a PIN gets in.
    assert_eq!((desk.attempt(), desk.attempt_of("ann")), (PinAttempt::None, PinAttempt::None));
    desk.changes_to("ann");
    assert_eq!(desk.who().as_deref(), Some("ann"));
}

#[test]
fn wrong_pins_at_somebody_who_is_here_count_when_they_have_left() {
    let mut desk = FrontDesk::shared();
    for _ in 0..4 {
        desk.types("1111");
    }
    desk.changes_to("tom");
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.sits_down("ann", "1111").expect("the desk is locked");
    assert_eq!(desk.attempt_of("ann"), desk.until(30));
}

#[test]
fn a_restart_leaves_one_try_for_the_desk_and_one_for_each() {
    let mut desk = FrontDesk::starting();
    let others = vec![known("tom", "t1"), known("mia", "m1")];
    desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others });
    desk.refreshed("r1", Ok(session("a1", "r2")));
    desk.connects(&Snapshot::default());
    desk.types("1111");
    let wait = desk.until(30);
    assert_eq!([desk.attempt(), desk.attempt_of("tom")], [wait; 2]);
    desk.waits(secs(30));
    desk.changes_to("tom");
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.sits_down("mia", "1111").expect("the desk is locked");
    assert_eq!((desk.attempt_of("mia"), desk.attempt()), (desk.until(30), PinAttempt::None));
}

#[test]
fn signing_somebody_out_gives_no_new_tries() {
    let mut desk = FrontDesk::shared();
    for _ in 0..4 {
        desk.types("1111");
    }
    desk.asks(Request::SignOut).expect("somebody is signed in");
    desk.sits_down("tom", "1111").expect("nobody is signed in");
    assert_eq!(desk.attempt_of("tom"), desk.until(30));
    // Somebody with a password has them all.
    desk.signs_in_as("cleo").expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("cleo", "c1", "c2")))));
    desk.asks(Request::SetPin(pin("4680"))).expect("somebody is signed in");
    desk.computes();
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.types("1111");
    assert_eq!(desk.attempt(), PinAttempt::Wrong);
}

#[test]
fn whoever_signs_out_is_known_no_more_and_the_others_sit_down_where_nobody_is() {
    let mut desk = FrontDesk::shared();
    desk.asks(Request::SignOut).expect("somebody is signed in");
    let state = desk.core.state();
    assert_eq!(state.sign_in, SignIn::SignedOut { problem: None });
    assert_eq!(state.notice, Some(Notice::SignedOut { name: Private("Ann".into()) }));
    assert!(desk.asked.contains(&Ask::SignOut { access: Private("access of ann".into()) }));
    assert!(desk.forgets("ann"));
    assert_eq!(desk.roster(), Some(&Roster { here: None, others: vec![id("mia"), id("tom")] }));
    assert_eq!(desk.known(), ["Mia", "Tom"]);

    desk.forget();
    desk.sits_down("tom", pin_of("tom")).expect("nobody is signed in");
    desk.refreshed("t1+", Ok(session_of("tom", "b1", "t2")));
    assert_eq!((desk.who().as_deref(), desk.lock_state()), (Some("tom"), LockState::Open));
    assert!(desk.others.contains(&Action::Connect { access: Private("b1".into()) }));
    assert!(desk.asked.contains(&Ask::Directory { access: Private("b1".into()) }));
    assert_eq!(desk.core.state().notice, None);
}

#[test]
fn at_a_start_where_nobody_sat_the_others_are_known() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(KeptPeople { here: None, others: vec![known("tom", "t1"), kept("mia", "m1", None)] });
    assert_eq!(desk.core.state().sign_in, SignIn::SignedOut { problem: None });
    assert_eq!(desk.known(), ["Tom"], "without a PIN nobody can say who they are");
    desk.changes_to("tom");
    assert_eq!(desk.who().as_deref(), Some("tom"));
    assert!(desk.forgets("mia"));
}

#[test]
fn a_ninth_person_takes_the_place_of_whoever_was_away_for_longest() {
    let mut desk = FrontDesk::starting();
    let others = (1..=7).map(|number| known(&format!("p{number}"), &format!("t{number}"))).collect();
    desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others });
    desk.refreshed("r1", Ok(session("a1", "r2")));
    assert_eq!(desk.known().len(), 7, "eight with her");
    desk.forget();
    desk.signs_in_as("cleo").expect("the desk is locked");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("cleo", "c1", "c2")))));
    let state = desk.core.state();
    assert_eq!(state.notice, Some(Notice::MadeRoom { name: Private("P7".into()) }));
    assert!(desk.asked.contains(&ends("t7")));
    assert!(desk.forgets("p7"));
    assert_eq!((state.people.known.len(), desk.known().first().map(String::as_str)), (7, Some("Ann")));
}

#[test]
fn whoever_wants_to_be_known_no_more_says_so_with_their_pin() {
    let mut desk = FrontDesk::shared();
    desk.forgets_person("tom", "1111").expect("the desk is locked");
    assert_eq!((desk.attempt_of("tom"), desk.known().len()), (PinAttempt::Wrong, 2));
    desk.forgets_person("tom", pin_of("tom")).expect("the desk is locked");
    assert_eq!(desk.known(), ["Mia"]);
    assert_eq!(desk.asked, [ends("t1+")]);
    assert!(desk.forgets("tom"));
    assert_eq!(desk.core.state().notice, Some(Notice::PersonForgotten { name: Private("Tom".into()) }));
    assert_eq!(desk.who().as_deref(), Some("ann"));
    // Whoever is signed in forgets themselves by signing out, and nobody else.
    assert_eq!(desk.forgets_person("ann", RIGHT), Err(RequestError::NoSuchPerson));
    desk.types(RIGHT);
    assert_eq!(desk.forgets_person("mia", pin_of("mia")), Err(RequestError::SignedIn));
}

#[test]
fn without_a_keyring_nobody_stays_known() {
    let mut desk = FrontDesk::starting();
    let (remembering, people) = (Remembering::KeyringUnavailable, KeptPeople::default());
    desk.hears(Input::VaultOpened { remembering, server: SERVER.into(), people });
    desk.signs_in().expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session("a1", "r1")))));
    desk.asks(Request::SetPin(pin(RIGHT))).expect("somebody is signed in");
    desk.computes();
    desk.asks(Request::ChangePerson).expect("there is a PIN");
    desk.asked.clear();
    desk.signs_in_as("tom").expect("the desk is locked");
    assert!(matches!(desk.asked.pop_front(), Some(Ask::SignIn { others_stay: false, .. })));
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("tom", "b1", "t1")))));
    assert_eq!((desk.who().as_deref(), desk.known().len()), (Some("tom"), 0));
    assert!(desk.asked.contains(&ends("r1")));
}

#[test]
fn a_keyring_that_fails_later_offers_nobody() {
    let mut desk = FrontDesk::shared();
    desk.hears(Input::VaultFailed);
    assert_eq!(desk.known().len(), 0);
    assert_eq!(desk.sits_down("tom", pin_of("tom")), Err(RequestError::NoSuchPerson));
}

#[test]
fn whom_an_earlier_version_kept_has_a_name_once_the_server_tells_it() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(KeptPeople { here: Some(kept("", "r1", Some(RIGHT))), others: Vec::new() });
    assert_eq!(desk.asked.pop_front(), Some(refresh("r1")));
    desk.refreshed("r1", Ok(session("a1", "r2")));
    assert!(desk.core.state().is_locked(), "the PIN counts as before");
    assert!(desk.keeps(kept("ann", "r2", Some(RIGHT))));
    assert_eq!(desk.roster(), Some(&Roster { here: Some(id("ann")), others: Vec::new() }));
    assert!(!desk.others.iter().any(|action| matches!(action, Action::ForgetPerson { .. })));
    desk.types(RIGHT);
    assert_eq!(desk.lock_state(), LockState::Open);
}

#[test]
fn whoever_returns_after_a_restart_gives_way_to_whoever_is_at_the_desk() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others: vec![known("tom", "t1")] });
    desk.refreshed("r1", Err(AskError::Unreachable));
    desk.changes_to("tom");
    assert_eq!((desk.who().as_deref(), desk.known()), (Some("tom"), vec!["Ann".to_owned()]));
    // A mistyped password is no reason to know nobody.
    let mut desk = FrontDesk::starting();
    desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others: vec![known("tom", "t1")] });
    desk.refreshed("r1", Err(AskError::Unreachable));
    desk.signs_in_as("cleo").expect("the form is shown");
    desk.hears(Input::Answer(Answer::SignedIn(Err(AskError::Refused(rest::ErrorCode::WrongCredentials)))));
    assert_eq!(desk.known(), ["Ann", "Tom"]);
    assert!(!desk.forgets("ann") && !desk.asked.contains(&ends("r1")));
    desk.changes_to("ann");
    assert_eq!(desk.who().as_deref(), Some("ann"));
}

#[test]
fn whoever_gave_way_to_an_attempt_at_another_server_is_known_at_their_own() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others: vec![known("tom", "t1")] });
    desk.refreshed("r1", Err(AskError::Unreachable));
    for server in [ELSEWHERE, SERVER] {
        desk.asks(sign_in_at(server)).expect("the form is shown");
        desk.hears(Input::Answer(Answer::SignedIn(Err(AskError::Unreachable))));
    }
    assert_eq!(desk.known(), ["Ann", "Tom"]);
    desk.changes_to("ann");
    assert_eq!(desk.who().as_deref(), Some("ann"));
    assert!(!desk.forgets("ann"));
}

#[test]
fn what_an_earlier_version_kept_for_the_old_server_goes_too() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(KeptPeople { here: Some(kept("", "r1", Some(RIGHT))), others: Vec::new() });
    desk.refreshed("r1", Err(AskError::Unreachable));
    desk.asks(sign_in_at(ELSEWHERE)).expect("the form is shown");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("cleo", "c1", "c2")))));
    let nobody = Action::KeepRoster { server: SERVER.into(), roster: Roster::default() };
    assert!(desk.others.contains(&nobody), "the keeper forgets the old entries with that");
}

#[test]
fn a_desk_that_goes_to_another_server_keeps_nobody_of_the_old_one() {
    let mut desk = FrontDesk::shared();
    desk.asks(Request::SignOut).expect("somebody is signed in");
    desk.asks(sign_in_at(ELSEWHERE)).expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Err(AskError::Unreachable))));
    assert_eq!(desk.known().len(), 0, "no token is shown to another server");
    assert!(!desk.forgets("tom"));
    desk.asks(sign_in_at(ELSEWHERE)).expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("cleo", "c1", "c2")))));
    assert!(desk.forgets("tom") && desk.forgets("mia"));
    let nobody = Action::KeepRoster { server: SERVER.into(), roster: Roster::default() };
    assert!(desk.others.contains(&nobody));
}

#[test]
fn somebody_who_was_quicker_than_the_keyring_keeps_the_desk_and_the_others_stay_known() {
    let mut desk = FrontDesk::starting();
    desk.signs_in_as("tom").expect("nobody is signed in");
    assert!(matches!(desk.asked.pop_front(), Some(Ask::SignIn { others_stay: true, .. })), "it may keep somebody");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("tom", "b1", "t9")))));
    let others = vec![known("tom", "t1"), known("mia", "m1")];
    desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others });
    assert_eq!((desk.who().as_deref(), desk.known()), (Some("tom"), vec!["Ann".to_owned(), "Mia".to_owned()]));
    assert_eq!(desk.roster().and_then(|roster| roster.here.clone()), Some(id("tom")));
}
