//! Calls and the check of a desk: a resident's goes before it, a test call is watched to its end.

use roomline_signaling::call::EndReason;
use roomline_signaling::staff::EndedBy;

use super::check::headset;
use super::lock::RIGHT;
use super::*;
use crate::request::CheckRequest;
use crate::state::{Check, CheckDoing, CheckFinding, CheckStep, CheckStop};

#[test]
fn a_desk_in_a_call_or_that_rings_is_not_checked() {
    let mut desk = FrontDesk::ready();
    let call = desk.rings(7);
    assert_eq!(desk.asks(Request::Check(CheckRequest::Start)), Err(RequestError::Ringing));
    desk.answers(call);
    let refused = desk.asks(Request::Check(CheckRequest::Start));
    assert!(matches!(refused, Err(RequestError::AlreadyInCall { unit: Some(_) })), "{refused:?}");
    assert_eq!(desk.core.state().check, Check::None);
}

#[test]
fn a_call_that_comes_stops_the_check_at_once_and_rings_as_ever() {
    let mut desk = FrontDesk::checked_at(CheckStep::Ringer);
    assert!(desk.core.state().rings_for_check());
    desk.rings(7);
    let state = desk.core.state();
    assert_eq!((state.ring(), state.rings_for_check()), (Ring::Loud, false));
    assert_eq!(desk.report().stopped, Some(CheckStop::Call));
    assert_eq!(desk.finding(CheckStep::Ringer), CheckFinding::NotReached);
    assert_eq!(desk.finding(CheckStep::TestCall), CheckFinding::NotReached);
}

#[test]
fn a_call_that_is_made_meanwhile_finds_the_devices_closed() {
    let mut desk = FrontDesk::checked_at(CheckStep::Microphone);
    desk.core.request(desk.now, Request::StartCall(unit("101"))).expect("the desk is free");
    let mut actions = Vec::new();
    while let Some(action) = desk.core.poll_action() {
        actions.push(action);
    }
    let place = |wanted: fn(&Action) -> bool| actions.iter().position(wanted).expect("it is wanted");
    let opened = |action: &Action| matches!(action, Action::Media { action: MediaAction::MakeOffer, .. });
    assert!(place(|action| *action == Action::StopTrying) < place(opened), "{actions:?}");
    assert_eq!(desk.report().stopped, Some(CheckStop::Call));
}

#[test]
fn a_locked_desk_is_not_checked_and_locking_it_ends_a_check() {
    let mut desk = FrontDesk::with_pin();
    desk.checks(CheckRequest::Start);
    desk.asks(Request::LockDesk).expect("there is a PIN");
    assert_eq!(desk.report().stopped, Some(CheckStop::Locked));
    assert!(desk.others.contains(&Action::StopTrying), "the microphone is closed");
    assert_eq!(desk.asks(Request::Check(CheckRequest::Start)), Err(RequestError::DeskLocked));
}

#[test]
fn whoever_signs_in_next_finds_nothing_of_it() {
    let mut desk = FrontDesk::checked_at(CheckStep::Microphone);
    desk.hears(Input::Tried {
        number: 1,
        news: TrialNews::Hears { device: headset(), level: roomline_audio::Level::SILENCE },
    });
    desk.asks(Request::SignOut).expect("somebody is signed in");
    assert!(desk.others.contains(&Action::StopTrying));
    assert_eq!(desk.core.state().check, Check::None);
    assert_eq!(desk.asks(Request::Check(CheckRequest::Start)), Err(RequestError::NotSignedIn));
}

#[test]
fn whoever_sits_down_next_finds_nothing_of_it_either() {
    let mut desk = FrontDesk::shared();
    desk.types(RIGHT);
    desk.checks(CheckRequest::Start);
    desk.asks(Request::LockDesk).expect("there is a PIN");
    assert_eq!(desk.report().stopped, Some(CheckStop::Locked));
    desk.changes_to("tom");
    assert_eq!(desk.core.state().check, Check::None);
}

impl FrontDesk {
    /// The check called room 101, and its Echo rings.
    fn test_call_rings() -> (Self, CallId) {
        let mut desk = Self::checked_at(CheckStep::TestCall);
        desk.checks(CheckRequest::Call(unit("101")));
        assert_eq!(desk.doing(), CheckDoing::Calling);
        let call = desk.core.state().call.expect("a call").call_id;
        desk.media(call, MediaEvent::DescriptionReady(ours("actpass")));
        desk.agrees();
        desk.event(Event::CallRinging { call_id: call });
        (desk, call)
    }

    fn talks(&mut self, call: CallId) {
        self.event(Event::CallAccepted { call_id: call, sdp: Some(theirs("active")) });
        self.media(call, MediaEvent::Connected);
        self.agrees();
    }
}

#[test]
fn a_test_call_in_which_both_could_talk_passes_with_its_end() {
    let (mut desk, call) = FrontDesk::test_call_rings();
    desk.talks(call);
    desk.waits(secs(4));
    desk.event(Event::CallEnded { call_id: call, reason: EndReason::HungUpThere, by: EndedBy::Unit });
    desk.media(call, MediaEvent::Closed);
    let reason = Some(EndReason::HungUpThere);
    assert_eq!(desk.finding(CheckStep::TestCall), CheckFinding::Talked { reason });
    assert_eq!(desk.report().stopped, None);
    assert!(desk.core.state().call.is_some(), "what came of it is asked as ever");
}

#[test]
fn a_test_call_that_nobody_takes_is_no_failure_and_one_without_sound_is() {
    let (mut desk, call) = FrontDesk::test_call_rings();
    desk.event(Event::CallEnded { call_id: call, reason: EndReason::Declined, by: EndedBy::Unit });
    desk.media(call, MediaEvent::Closed);
    let CheckFinding::CallNotTaken { reason: EndReason::Declined, .. } = desk.finding(CheckStep::TestCall) else {
        panic!("{:?}", desk.finding(CheckStep::TestCall))
    };

    let (mut desk, call) = FrontDesk::test_call_rings();
    desk.event(Event::CallAccepted { call_id: call, sdp: Some(theirs("active")) });
    desk.media(call, MediaEvent::Failed);
    desk.media(call, MediaEvent::Closed);
    let reason = EndReason::MediaFailed;
    assert_eq!(desk.finding(CheckStep::TestCall), CheckFinding::CallFailed { reason });
}

#[test]
fn a_long_talk_ends_the_check_and_not_the_call() {
    let (mut desk, call) = FrontDesk::test_call_rings();
    desk.talks(call);
    for _ in 0..180 {
        desk.waits(secs(1));
        desk.socket(link::Input::Alive);
    }
    assert_eq!(desk.finding(CheckStep::TestCall), CheckFinding::Talked { reason: None });
    assert!(matches!(desk.call_state(), Some(CallState::InCall { .. })));
}

#[test]
fn whoever_stops_the_check_hangs_up_its_call() {
    let (mut desk, call) = FrontDesk::test_call_rings();
    desk.checks(CheckRequest::Stop);
    desk.media(call, MediaEvent::Closed);
    let ended = matches!(desk.call_state(), Some(CallState::Ended { .. }));
    assert!(ended, "{:?}", desk.call_state());
    assert_eq!(desk.finding(CheckStep::TestCall), CheckFinding::NotReached);
}

#[test]
fn a_room_that_is_chosen_too_late_is_not_called() {
    let mut desk = FrontDesk::checked_at(CheckStep::TestCall);
    desk.checks(CheckRequest::Skip(CheckStep::TestCall));
    desk.checks(CheckRequest::Call(unit("101")));
    assert_eq!(desk.core.state().call, None);
    assert_eq!(desk.report().stopped, None);
}

#[test]
fn a_room_that_is_gone_may_be_chosen_anew() {
    let mut desk = FrontDesk::checked_at(CheckStep::TestCall);
    let gone = desk.asks(Request::Check(CheckRequest::Call(unit("999"))));
    assert_eq!(gone, Err(RequestError::NoSuchUnit));
    assert_eq!(desk.doing(), CheckDoing::Choosing);
}

#[test]
fn the_last_calls_are_remembered_without_whom_they_were_with() {
    let mut desk = FrontDesk::ready();
    for _ in 0..25 {
        let call = desk.talks_with_101();
        desk.waits(secs(1));
        desk.socket(link::Input::Alive);
        desk.asks(Request::HangUp).expect("in a call");
        desk.media(call, MediaEvent::Closed);
        desk.agrees();
    }
    let recent = desk.core.state().recent;
    let last = recent.last().expect("a call");
    assert_eq!((recent.len(), last.reason, last.talked_for), (20, EndReason::HungUpHere, Some(secs(1))));
    assert_eq!(last.ended_ms, desk.core.wall.ms_at(desk.now));
}
