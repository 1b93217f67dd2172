//! Somebody else sits down: with a PIN, or for the first time with a password.

use super::lock::{RIGHT, pin};
use super::*;
use crate::person::Roster;
use crate::state::{LockState, PinAttempt, TakeoverState};

/// The PIN of each.
pub(super) fn pin_of(user: &str) -> &'static str {
    match user {
        "ann" => RIGHT,
        "tom" => "2468",
        "mia" => "3579",
        _ => "4680",
    }
}

pub(super) fn known(user: &str, token: &str) -> KeptPerson {
    kept(user, token, Some(pin_of(user)))
}

impl FrontDesk {
    /// Ann sits at a locked desk; Mia and Tom are known there. Each has just used their PIN, so that no try is spent.
    pub(super) fn shared() -> Self {
        let mut desk = Self::starting();
        let others = vec![known("tom", "t1"), known("mia", "m1")];
        desk.opens_vault(KeptPeople { here: Some(known("ann", "r1")), others });
        desk.refreshed("r1", Ok(session("a1", "r2")));
        desk.connects(&Snapshot::default());
        desk.hears(Input::Answer(Answer::Directory(Ok(Some(directory().into())))));
        for user in ["tom", "mia", "ann"] {
            desk.changes_to(user);
            desk.asks(Request::LockDesk).expect("there is a PIN");
        }
        desk.forget();
        desk
    }

    pub(super) fn sits_down(&mut self, user: &str, typed: &str) -> Result<(), RequestError> {
        let outcome = self.asks(Request::SitDown { person: id(user), pin: pin(typed) });
        self.computes();
        outcome
    }

    /// Somebody sits down with the right PIN, and the server agrees.
    pub(super) fn changes_to(&mut self, user: &str) {
        self.sits_down(user, pin_of(user)).expect("the desk is locked");
        let Some(Ask::Refresh { token, .. }) = self.asked.pop_back() else { panic!("the server is asked") };
        self.refreshed(&token.0, Ok(session_of(user, &format!("access of {user}"), &format!("{}+", token.0))));
        self.renews();
    }

    /// The connection of whoever has just sat down stands, and goes on where the desk left off.
    fn renews(&mut self) {
        self.socket(link::Input::Opened);
        let stream = StreamId::new("s0").expect("an id");
        self.says(&ServerMessage::Reply(Reply::Welcome { stream, seq: self.seq, resumed: true }));
    }

    pub(super) fn who(&self) -> Option<String> {
        match self.core.state().sign_in {
            SignIn::SignedIn { staff } => Some(staff.user.0),
            SignIn::SignedOut { .. } | SignIn::SigningIn => None,
        }
    }

    /// Who else is known, by the name that is shown.
    pub(super) fn known(&self) -> Vec<String> {
        self.core.state().people.known.into_iter().map(|person| person.name.0).collect()
    }

    pub(super) fn roster(&self) -> Option<&Roster> {
        self.others.iter().rev().find_map(|action| match action {
            Action::KeepRoster { roster, .. } => Some(roster),
            _ => None,
        })
    }

    pub(super) fn keeps(&self, person: KeptPerson) -> bool {
        self.others.contains(&Action::KeepPerson { server: SERVER.into(), person })
    }

    pub(super) fn forgets(&self, user: &str) -> bool {
        self.others.contains(&Action::ForgetPerson { server: SERVER.into(), person: id(user) })
    }
}

fn roster(here: &str, others: &[&str]) -> Roster {
    Roster { here: Some(id(here)), others: others.iter().map(|user| id(user)).collect() }
}

fn failed(user: &str, person: Option<PersonId>, problem: SignInProblem) -> TakeoverState {
    TakeoverState::Failed { user: Private(user.into()), name: Private(name_of(user)), person, problem }
}

const OVER: AskError = AskError::Refused(rest::ErrorCode::SessionOver);

#[test]
fn the_right_pin_changes_the_person_and_what_rings_rings_on() {
    let mut desk = FrontDesk::shared();
    let call = desk.rings(7);
    desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
    assert_eq!(
        desk.asked,
        [Ask::Refresh { token: Private("t1+".into()), station_name: "Desk 1".into(), sits_down: true }]
    );
    let state = desk.core.state();
    assert_eq!(state.people.takeover, TakeoverState::Asking { person: Some(id("tom")) });
    assert_eq!((desk.who().as_deref(), state.is_locked(), state.ring()), (Some("ann"), true, Ring::Loud));

    desk.refreshed("t1+", Ok(session_of("tom", "b1", "t2")));
    let state = desk.core.state();
    assert_eq!((desk.who().as_deref(), state.lock, state.ring()), (Some("tom"), LockState::Open, Ring::Loud));
    assert_eq!((state.people.takeover, state.reachability), (TakeoverState::None, Reachability::Reachable));
    assert!(desk.others.contains(&Action::Connect { access: Private("b1".into()) }));
    assert!(!desk.others.contains(&Action::Drop), "the connection that stands stays until the new one does");
    assert!(desk.keeps(known("tom", "t2")));
    assert_eq!(desk.roster(), Some(&roster("tom", &["ann", "mia"])));
    assert_eq!(desk.known(), ["Ann", "Mia"]);
    assert!(!desk.core.state().directory.units.is_empty(), "the residents are the same");

    // Answered in the moment in which no connection stands.
    desk.answers(call);
    desk.forget_commands();
    desk.renews();
    assert!(desk.told().iter().any(|body| matches!(body, CommandBody::CallClaim { .. })), "it is told afterwards");
}

#[test]
fn a_ring_that_is_answered_while_the_server_is_asked_goes_on_with_whoever_sits_down() {
    let mut desk = FrontDesk::shared();
    let call = desk.rings(7);
    desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
    desk.answers(call);
    desk.refreshed("t1+", Ok(session_of("tom", "b1", "t2")));
    assert_eq!(desk.who().as_deref(), Some("tom"));
    assert_eq!(desk.core.state().call.map(|call| call.call_id), Some(call));
    assert!(!desk.did_with_media().contains(&MediaAction::Close));
    desk.forget_commands();
    desk.socket(link::Input::Opened);
    let resume = desk.commands.pop_back().expect("a resume").body;
    assert!(matches!(resume, CommandBody::Resume { call: Some(named), .. } if named == call), "{resume:?}");
}

#[test]
fn in_a_call_nobody_changes_the_person() {
    let mut desk = FrontDesk::shared();
    desk.types(RIGHT);
    desk.talks_with_101();
    assert_eq!(desk.asks(Request::ChangePerson), Err(RequestError::InCall));
    assert!(!desk.core.state().is_locked(), "nothing was changed");
    desk.asks(Request::LockDesk).expect("there is a PIN");
    assert_eq!(desk.sits_down("tom", pin_of("tom")), Err(RequestError::InCall));
    assert_eq!(desk.signs_in_as("cleo"), Err(RequestError::InCall));
    assert_eq!((desk.asked.len(), desk.attempt()), (0, PinAttempt::None), "no PIN was compared");
    // Leaving the desk altogether is possible: nobody else hears the resident.
    desk.asks(Request::HangUp).expect("a call");
    assert_eq!(desk.sits_down("tom", pin_of("tom")), Ok(()));
}

#[test]
fn changing_the_person_begins_with_the_lock() {
    let mut desk = FrontDesk::with_pin();
    desk.asks(Request::ChangePerson).expect("there is a PIN");
    assert!(desk.core.state().is_locked());
    assert_eq!(FrontDesk::ready().asks(Request::ChangePerson), Err(RequestError::NoPin));
    assert_eq!(FrontDesk::started().asks(Request::ChangePerson), Err(RequestError::NotSignedIn));
}

#[test]
fn nobody_sits_down_at_an_open_desk_or_while_the_server_is_asked_or_unknown() {
    let mut desk = FrontDesk::shared();
    assert_eq!(desk.sits_down("cleo", "4680"), Err(RequestError::NoSuchPerson));
    assert_eq!(desk.sits_down("ann", RIGHT), Err(RequestError::NoSuchPerson), "she is here, and unlocks");
    desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
    assert_eq!(desk.sits_down("mia", pin_of("mia")), Err(RequestError::SigningIn));
    assert_eq!(desk.signs_in_as("cleo"), Err(RequestError::SigningIn));
    desk.refreshed("t1+", Ok(session_of("tom", "b1", "t2")));
    assert_eq!(desk.sits_down("mia", pin_of("mia")), Err(RequestError::SignedIn));
}

#[test]
fn whom_the_server_refuses_is_forgotten_and_whoever_was_here_still_is() {
    for (error, problem) in
        [(OVER, SignInProblem::SessionOver), (AskError::Refused(rest::ErrorCode::Disabled), SignInProblem::Disabled)]
    {
        let mut desk = FrontDesk::shared();
        desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
        desk.refreshed("t1+", Err(error));
        let state = desk.core.state();
        assert_eq!(state.people.takeover, failed("tom", None, problem));
        assert_eq!((desk.who().as_deref(), state.is_locked()), (Some("ann"), true));
        assert!(desk.forgets("tom"));
        assert_eq!(desk.roster(), Some(&roster("ann", &["mia"])));
        assert_eq!(desk.known(), ["Mia"]);
        // The next attempt puts the sentence away.
        desk.types(RIGHT);
        assert_eq!(desk.core.state().people.takeover, TakeoverState::None);
    }
}

#[test]
fn a_server_that_does_not_answer_costs_nobody_their_place() {
    let mut desk = FrontDesk::shared();
    desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
    desk.refreshed("t1+", Err(AskError::Unreachable));
    assert_eq!(desk.core.state().people.takeover, failed("tom", Some(id("tom")), SignInProblem::Unreachable));
    assert!(!desk.forgets("tom"));
    desk.changes_to("tom");
    assert_eq!(desk.who().as_deref(), Some("tom"));
}

#[test]
fn somebody_new_signs_in_beside_whoever_is_here_and_nobody_is_signed_out_for_that() {
    let mut desk = FrontDesk::shared();
    let call = desk.rings(7);
    desk.signs_in_as("cleo").expect("the desk is locked");
    let Some(Ask::SignIn { others_stay: true, .. }) = desk.asked.pop_front() else { panic!("the server is asked") };
    assert_eq!((desk.who().as_deref(), desk.core.state().ring()), (Some("ann"), Ring::Loud));
    desk.hears(Input::Answer(Answer::SignedIn(Err(AskError::Refused(rest::ErrorCode::WrongCredentials)))));
    let refused = TakeoverState::Failed {
        user: Private("cleo".into()),
        name: Private("cleo".into()),
        person: None,
        problem: SignInProblem::WrongCredentials,
    };
    assert_eq!((desk.core.state().people.takeover, desk.who().as_deref()), (refused, Some("ann")));

    desk.signs_in_as("cleo").expect("the desk is locked");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("cleo", "c1", "c2")))));
    let state = desk.core.state();
    assert_eq!((desk.who().as_deref(), state.lock, state.ring()), (Some("cleo"), LockState::NoPin, Ring::Loud));
    assert_eq!(desk.roster(), Some(&roster("cleo", &["ann", "mia", "tom"])));
    assert!(!desk.asked.iter().any(|ask| matches!(ask, Ask::SignOut { .. } | Ask::EndSession { .. })));
    assert!(state.incoming.iter().any(|ringing| ringing.call_id == call));
}

#[test]
fn beside_somebody_one_signs_in_at_the_same_server_and_under_the_same_name() {
    let mut desk = FrontDesk::shared();
    let (user, password) = (Private("cleo".to_owned()), Private("secret".to_owned()));
    let server = Some("https://elsewhere.example.org".to_owned());
    let elsewhere = Request::SignIn { server, station_name: None, user: user.clone(), password: password.clone() };
    assert_eq!(desk.asks(elsewhere), Err(RequestError::SignedIn));
    let station_name = Some("Desk 9".to_owned());
    assert_eq!(desk.asks(Request::SignIn { server: None, station_name, user, password }), Err(RequestError::SignedIn));
    assert_eq!((desk.core.server().as_str(), desk.asked.len()), (SERVER, 0));
}

#[test]
fn whoever_forgot_their_pin_signs_in_beside_themselves_and_is_known_once() {
    let mut desk = FrontDesk::shared();
    desk.signs_in_as("ann").expect("the desk is locked");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session("a9", "r9")))));
    assert_eq!((desk.who().as_deref(), desk.lock_state()), (Some("ann"), LockState::NoPin));
    assert_eq!(desk.roster(), Some(&roster("ann", &["mia", "tom"])));
    assert!(desk.keeps(kept("ann", "r9", None)));
}

#[test]
fn whoever_unlocks_the_desk_before_the_server_answers_keeps_it() {
    let mut desk = FrontDesk::shared();
    desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
    desk.types(RIGHT);
    assert_eq!(desk.core.state().people.takeover, TakeoverState::None);
    desk.refreshed("t1+", Ok(session_of("tom", "b1", "t2")));
    assert_eq!((desk.who().as_deref(), desk.lock_state()), (Some("ann"), LockState::Open));
    assert!(desk.keeps(known("tom", "t2")), "his newest token is kept all the same");

    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.signs_in_as("cleo").expect("the desk is locked");
    desk.types(RIGHT);
    desk.asked.clear();
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("cleo", "c1", "c2")))));
    assert_eq!(desk.who().as_deref(), Some("ann"));
    assert_eq!(desk.asked, [Ask::SignOut { access: Private("c1".into()) }], "nobody needs this session");
}

#[test]
fn what_the_server_answers_for_whoever_has_left_is_not_taken_for_whoever_is_here() {
    let mut desk = FrontDesk::shared();
    desk.sits_down("tom", pin_of("tom")).expect("the desk is locked");
    desk.socket(link::Input::Closed(Some(4401)));
    desk.waits(secs(6));
    assert!(desk.asked.contains(&refresh("r2+")), "Ann's token was due, too: {:?}", desk.asked);
    desk.refreshed("t1+", Ok(session_of("tom", "b1", "t2")));
    desk.refreshed("r2+", Ok(session("a3", "r3")));
    assert_eq!(desk.who().as_deref(), Some("tom"));
    assert!(desk.keeps(known("ann", "r3")));
    desk.forget();
    desk.refreshed("r3", Err(OVER));
    assert_eq!((desk.who().as_deref(), desk.known()), (Some("tom"), vec!["Mia".to_owned()]));
    assert!(desk.forgets("ann"));
    desk.refreshed("whatever", Err(OVER));
    assert_eq!(desk.who().as_deref(), Some("tom"));
}

#[test]
fn whoever_sits_down_next_has_nothing_to_say_of_what_is_over() {
    let mut desk = FrontDesk::shared();
    desk.types(RIGHT);
    let call = desk.talks_with_101();
    desk.asks(Request::HangUp).expect("a call");
    desk.media(call, MediaEvent::Closed);
    desk.asks(Request::LockDesk).expect("there is a PIN");
    assert!(desk.core.state().call.is_some());
    desk.changes_to("tom");
    assert_eq!(desk.core.state().call, None);
}
