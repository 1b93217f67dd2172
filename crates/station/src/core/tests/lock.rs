use roomline_signaling::call::RoundId;
use roomline_signaling::round::{SettleStop, StopOutcome};

use super::*;
use crate::pin::{Pin, PinHash};
use crate::request::CheckRequest;
use crate::state::{LockState, PinAttempt};

pub(super) const RIGHT: &str = "1357";

impl FrontDesk {
    /// Ready, with a PIN.
    pub(super) fn with_pin() -> Self {
        let mut desk = Self::ready();
        desk.asks(Request::SetPin(pin(RIGHT))).expect("somebody is signed in");
        desk.computes();
        desk.forget();
        desk
    }

    pub(super) fn locked() -> Self {
        let mut desk = Self::with_pin();
        desk.asks(Request::LockDesk).expect("there is a PIN");
        desk
    }

    pub(super) fn types(&mut self, typed: &str) {
        self.asks(Request::Unlock(pin(typed))).expect("a PIN may be typed at any time");
        self.computes();
    }

    /// What the driver does on another thread. The hash is the PIN itself here.
    pub(super) fn computes(&mut self) {
        for action in std::mem::take(&mut self.others) {
            match action {
                Action::MakePin(pin) => self.hears(Input::PinMade(Some(hash_of(&pin)))),
                Action::CheckPin { pin, hash } => self.hears(Input::PinChecked { right: hash == hash_of(&pin) }),
                other => self.others.push(other),
            }
        }
    }

    pub(super) fn lock_state(&self) -> LockState {
        self.core.state().lock
    }

    pub(super) fn attempt(&self) -> PinAttempt {
        let LockState::Locked { attempt } = self.lock_state() else { panic!("the desk is open") };
        attempt
    }
}

pub(super) fn pin(typed: &str) -> Pin {
    Pin::new(typed).expect("a PIN")
}

fn hash_of(pin: &Pin) -> PinHash {
    let typed = (0..=9_999).map(|n| format!("{n:04}")).find(|typed| *pin == self::pin(typed));
    typed.expect("the tests use four digits").into()
}

#[test]
fn a_desk_without_a_pin_cannot_be_locked() {
    let mut desk = FrontDesk::ready();
    assert_eq!(desk.lock_state(), LockState::NoPin);
    assert_eq!(desk.asks(Request::LockDesk), Err(RequestError::NoPin));
    assert_eq!(desk.lock_state(), LockState::NoPin);
}

#[test]
fn the_right_pin_opens_a_locked_desk() {
    let mut desk = FrontDesk::with_pin();
    assert_eq!(desk.lock_state(), LockState::Open);
    desk.asks(Request::LockDesk).expect("there is a PIN");
    assert_eq!(desk.attempt(), PinAttempt::None);
    desk.asks(Request::Unlock(pin(RIGHT))).expect("taken");
    assert_eq!(desk.attempt(), PinAttempt::Checking);
    desk.computes();
    assert_eq!(desk.lock_state(), LockState::Open);
}

#[test]
fn after_five_wrong_pins_one_waits_longer_each_time_and_nothing_is_compared_meanwhile() {
    let mut desk = FrontDesk::locked();
    for _ in 0..4 {
        desk.types("1111");
        assert_eq!(desk.attempt(), PinAttempt::Wrong);
    }
    for wait in [30, 60, 120, 240, 300, 300] {
        desk.types("1111");
        let PinAttempt::Wait { until_ms } = desk.attempt() else { panic!("{:?}", desk.attempt()) };
        assert_eq!(until_ms, desk.core.wall.ms_at(desk.now) + wait * 1000);
        // Even the right one.
        desk.waits(secs(wait - 1));
        desk.socket(link::Input::Alive);
        desk.types(RIGHT);
        assert!(matches!(desk.attempt(), PinAttempt::Wait { .. }));
        desk.waits(secs(1));
        assert_eq!(desk.attempt(), PinAttempt::None);
    }
    desk.types(RIGHT);
    assert_eq!(desk.lock_state(), LockState::Open);
    // Whoever knows the PIN has five tries again.
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.types("1111");
    assert_eq!(desk.attempt(), PinAttempt::Wrong);
}

#[test]
fn a_locked_desk_rings_and_is_answered_and_takes_nothing_that_names_somebody() {
    let mut desk = FrontDesk::locked();
    let call = desk.rings(7);
    assert_eq!(desk.core.state().ring(), Ring::Loud);
    let (round, said) = (RoundId::from_u128(1), SettleStop { outcome: StopOutcome::Skipped, note: None });
    for request in [
        Request::StartCall(unit("101")),
        Request::CallBack(call),
        Request::ClaimCallback(call),
        Request::ReleaseCallback(call),
        Request::FinishCallback(call),
        Request::StartRound(vec![unit("101")]),
        Request::ResumeRound(round),
        Request::PauseRound(round),
        Request::FinishRound(round),
        Request::SettleStop { round, unit: unit("101"), said },
        Request::SetPresence(Presence::Away),
        Request::ChooseDevices(ChosenDevices::default()),
        Request::SetPin(pin("2468")),
        Request::RemovePin,
        Request::Check(CheckRequest::Start),
    ] {
        assert_eq!(desk.asks(request.clone()), Err(RequestError::DeskLocked), "{request:?}");
    }
    assert_eq!(desk.asks(Request::Answer(call)), Ok(()));
    assert!(desk.core.state().call.is_some());
    assert_eq!(desk.asks(Request::SetMuted(true)), Ok(()));
    assert_eq!(desk.asks(Request::HangUp), Ok(()));
    assert!(desk.core.state().is_locked());
}

#[test]
fn a_restart_leaves_a_locked_desk_locked_with_a_single_try() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(only_ann("r1", Some(RIGHT)));
    desk.refreshed("r1", Ok(session("a1", "r2")));
    assert_eq!(desk.attempt(), PinAttempt::None);
    desk.types("1111");
    assert!(matches!(desk.attempt(), PinAttempt::Wait { .. }));
    desk.waits(secs(30));
    desk.types(RIGHT);
    assert_eq!(desk.lock_state(), LockState::Open);
}

#[test]
fn whoever_signs_out_takes_the_pin_along() {
    let mut desk = FrontDesk::locked();
    desk.asks(Request::SignOut).expect("somebody is signed in");
    assert!(desk.others.contains(&Action::ForgetPerson { server: SERVER.into(), person: id("ann") }));
    desk.signs_in().expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session("b1", "s1")))));
    assert_eq!(desk.lock_state(), LockState::NoPin);
}

#[test]
fn a_wrong_password_after_a_restart_does_not_cost_the_desk_its_pin() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(only_ann("r1", Some(RIGHT)));
    desk.refreshed("r1", Err(AskError::Unreachable));
    desk.signs_in().expect("the form is shown");
    desk.hears(Input::Answer(Answer::SignedIn(Err(AskError::Refused(rest::ErrorCode::WrongCredentials)))));
    assert!(!desk.others.iter().any(|action| matches!(action, Action::ForgetPerson { .. })));
}

#[test]
fn whoever_knows_the_password_needs_no_pin_of_an_earlier_session() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(only_ann("r1", Some(RIGHT)));
    desk.refreshed("r1", Err(AskError::Unreachable));
    desk.signs_in().expect("the form is shown");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session("b1", "s1")))));
    assert_eq!(desk.lock_state(), LockState::NoPin);
    // Both in one: no moment has the new token with the old PIN, or the old one without its PIN.
    let of_ann: Vec<&Action> = desk
        .others
        .iter()
        .filter(|action| matches!(action, Action::KeepPerson { .. } | Action::ForgetPerson { .. }))
        .collect();
    assert_eq!(of_ann, [&Action::KeepPerson { server: SERVER.into(), person: kept("ann", "s1", None) }]);
}

#[test]
fn a_new_pin_replaces_the_old_one_and_a_removed_one_is_gone() {
    let mut desk = FrontDesk::with_pin();
    desk.asks(Request::SetPin(pin("2468"))).expect("somebody is signed in");
    // Until it is made the old one counts; one that could not be made changes nothing.
    assert_eq!(desk.lock_state(), LockState::Open);
    desk.computes();
    assert!(
        desk.others.contains(&Action::KeepPerson { server: SERVER.into(), person: kept("ann", "r1", Some("2468")) })
    );
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.types(RIGHT);
    assert_eq!(desk.attempt(), PinAttempt::Wrong);
    desk.types("2468");
    assert_eq!(desk.lock_state(), LockState::Open);
    desk.asks(Request::SetPin(pin("9753"))).expect("somebody is signed in");
    desk.hears(Input::PinMade(None));
    assert_eq!(desk.lock_state(), LockState::Open);
    desk.asks(Request::RemovePin).expect("somebody is signed in");
    assert_eq!(desk.lock_state(), LockState::NoPin);
    let without = Action::KeepPerson { server: SERVER.into(), person: kept("ann", "r1", None) };
    assert!(desk.others.contains(&without));
}
