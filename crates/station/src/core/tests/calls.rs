use roomline_signaling::call::EndReason;
use roomline_signaling::call::description::Flow;
use roomline_signaling::hearing::{Boost, HearingHelp};
use roomline_signaling::outcome::{CallOutcome, Errand, Outcome};
use roomline_signaling::rest::{Callback, CallbackState};
use roomline_signaling::staff::{MediaState, OwnCall, OwnPhase};

use super::*;
use crate::client::{Ask, AskError};
use crate::state::Notice;

const OPEN: MediaAction = MediaAction::SetGate(Flow::SendRecv);

#[test]
fn a_call_to_a_room_goes_through_all_its_truthful_states() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.calls_101();
    assert_eq!(desk.call_state(), Some(CallState::Ringing));
    assert_eq!(desk.did_with_media(), [MediaAction::MakeOffer, MediaAction::PlayRingback]);
    desk.event(Event::CallAccepted { call_id, sdp: Some(theirs("active")) });
    assert_eq!(desk.call_state(), Some(CallState::Connecting));
    desk.media(call_id, MediaEvent::Connected);
    let since_ms = desk.core.wall.ms_at(desk.now);
    assert_eq!(desk.call_state(), Some(CallState::InCall { since_ms }));
    assert_eq!(desk.told(), [CommandBody::CallMedia { call_id, state: MediaState::Connected }]);
    desk.waits(secs(7));
    desk.asks(Request::HangUp).expect("in a call");
    assert_eq!(desk.call_state(), Some(CallState::InCall { since_ms }), "the microphone is still open");
    desk.media(call_id, MediaEvent::Closed);
    let ended = CallState::Ended { reason: EndReason::HungUpHere, rang_for: Duration::ZERO, talked_for: Some(secs(7)) };
    assert_eq!(desk.call_state(), Some(ended));
    desk.asks(Request::CloseCall).expect("always taken");
    assert_eq!(desk.call_state(), None);
}

#[test]
fn one_station_has_one_voice() {
    let mut desk = FrontDesk::ready();
    desk.calls_101();
    assert!(matches!(desk.asks(Request::StartCall(unit("102"))), Err(RequestError::AlreadyInCall { unit: Some(_) })));
    assert_eq!(desk.asks(Request::StartCall(unit("999"))), Err(RequestError::NoSuchUnit));
}

#[test]
fn several_calls_ring_oldest_first_and_the_desk_is_loud() {
    let mut desk = FrontDesk::ready();
    assert_eq!(desk.core.state().ring(), Ring::Silent);
    let first = desk.rings(9);
    desk.waits(secs(1));
    let second = desk.rings(4);
    let state = desk.core.state();
    assert_eq!(state.incoming.iter().map(|call| call.call_id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(state.ring(), Ring::Loud);
    assert_eq!(desk.did_with_media(), [], "no microphone opens for a ring");
    let alerting = |call_id| CommandBody::CallAlerting { call_id };
    assert_eq!(desk.told(), [alerting(first), alerting(second)]);
}

#[test]
fn an_answered_call_leaves_the_ring_at_once_and_opens_the_gate_at_the_award() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.rings(9);
    desk.answers(call_id);
    let state = desk.core.state();
    assert_eq!((state.incoming.len(), state.ring()), (0, Ring::Silent));
    assert_eq!(desk.call_state(), Some(CallState::Connecting));
    assert_eq!(desk.told().last(), Some(&CommandBody::CallClaim { call_id, sdp: ours("active") }));
    assert_eq!(desk.did_with_media(), [MediaAction::MakeAnswer { offer: theirs("actpass") }]);
    desk.event(Event::CallAwarded { call_id });
    assert_eq!(desk.did_with_media(), [OPEN]);
    desk.event(Event::CallAccepted { call_id, sdp: None });
    desk.media(call_id, MediaEvent::Connected);
    assert!(matches!(desk.call_state(), Some(CallState::InCall { .. })));
}

#[test]
fn the_slower_desk_reads_who_answered_whether_the_error_or_the_event_comes_first() {
    for error_first in [true, false] {
        let mut desk = FrontDesk::ready();
        let call_id = desk.rings(9);
        desk.answers(call_id);
        let by = TakenBy { station: "Desk 2".into(), staff: Private("Bob".into()) };
        if error_first {
            desk.refuses(rest::ErrorCode::Taken);
        }
        desk.event(Event::CallTaken { call_id, by: by.clone() });
        desk.media(call_id, MediaEvent::Closed);
        let state = desk.core.state();
        assert_eq!(state.taken.map(|taken| taken.by), Some(by));
        assert_eq!(state.call, None);
        assert!(!desk.did_with_media().contains(&OPEN));
        desk.asks(Request::DismissTaken).expect("always taken");
        assert_eq!(desk.core.state().taken, None);
    }
}

#[test]
fn a_desk_that_only_rang_reads_who_answered() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.rings(9);
    let by = TakenBy { station: "Desk 2".into(), staff: Private("Bob".into()) };
    desk.event(Event::CallTaken { call_id, by });
    let state = desk.core.state();
    assert!(state.taken.is_some() && state.incoming.is_empty());
    assert_eq!(state.ring(), Ring::Silent);
}

#[test]
fn a_second_call_rings_quietly_and_takes_the_voice_only_at_its_award() {
    let mut desk = FrontDesk::ready();
    let first = desk.talks_with_101();
    let second = desk.rings(9);
    assert_eq!(desk.core.state().ring(), Ring::Quiet);
    desk.answers(second);
    let state = desk.core.state();
    assert_eq!(state.incoming[0].state, IncomingState::Answering);
    assert_eq!(state.call.expect("the first").call_id, first);
    assert_eq!(desk.did_with_media(), [MediaAction::MakeAnswer { offer: theirs("actpass") }], "the first is untouched");
    desk.forget();

    desk.event(Event::CallAwarded { call_id: second });
    assert_eq!(
        desk.media,
        [(first, MediaAction::Close), (second, OPEN)],
        "the first gate shuts before the second opens"
    );
    assert_eq!(desk.told(), [], "the middleware ended the first in the same moment");
    let call = desk.core.state().call.expect("the second");
    assert_eq!((call.call_id, call.state), (second, CallState::Connecting));
}

#[test]
fn a_lost_second_claim_leaves_the_first_call_untouched() {
    let mut desk = FrontDesk::ready();
    let first = desk.talks_with_101();
    let second = desk.rings(9);
    desk.answers(second);
    desk.refuses(rest::ErrorCode::Taken);
    desk.media(second, MediaEvent::Closed);
    let state = desk.core.state();
    assert_eq!(state.call.expect("the first").call_id, first);
    assert!(matches!(desk.call_state(), Some(CallState::InCall { .. })));
    assert!(!desk.media.contains(&(first, MediaAction::Close)));
}

#[test]
fn an_answer_without_devices_leaves_the_call_ringing_and_says_so() {
    let mut desk = FrontDesk::ready();
    let call = desk.rings(9);
    desk.asks(Request::Answer(call)).expect("it rings");
    desk.hears(Input::SoundTrouble(Some(crate::state::SoundTrouble::NoMicrophone)));
    desk.media(call, MediaEvent::Failed);
    let state = desk.core.state();
    assert_eq!(state.notice, Some(Notice::AnswerFailed));
    assert_eq!(state.sound.trouble, Some(crate::state::SoundTrouble::NoMicrophone));
    assert_eq!((state.call, state.incoming.len()), (None, 1));
    assert!(
        !desk.told().iter().any(|told| matches!(told, CommandBody::CallClaim { .. } | CommandBody::CallDecline { .. }))
    );
}

#[test]
fn a_hang_up_while_the_middleware_is_away_is_delivered_afterwards() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.talks_with_101();
    desk.socket(link::Input::Closed(None));
    desk.asks(Request::HangUp).expect("in a call");
    desk.media(call_id, MediaEvent::Closed);
    assert!(desk.call_state().expect("shown").is_ended());
    desk.forget();
    desk.waits(secs(1));
    let own = OwnCall {
        call_id,
        direction: roomline_signaling::call::Direction::ToUnit,
        unit: None,
        phase: OwnPhase::Accepted,
        answer: None,
        update: None,
        own_update: None,
    };
    desk.connects(&Snapshot { own: Some(own), ..Snapshot::default() });
    let told = desk.told();
    let end = |reason| CommandBody::CallEnd { call_id, reason };
    assert!(told.contains(&end(EndReason::HungUpHere)), "{told:?}");
    assert!(!told.contains(&end(EndReason::StationLost)), "the end is on its way already: {told:?}");
}

#[test]
fn sound_goes_on_while_the_middleware_is_away_and_the_resume_names_the_call() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.talks_with_101();
    desk.socket(link::Input::Closed(None));
    desk.waits(Duration::from_millis(500));
    assert!(matches!(desk.call_state(), Some(CallState::InCall { .. })));
    desk.socket(link::Input::Opened);
    let resume = desk.commands.pop_back().expect("a resume").body;
    assert!(matches!(resume, CommandBody::Resume { call: Some(named), .. } if named == call_id));
}

#[test]
fn a_snapshot_without_the_call_ends_it_and_one_with_it_catches_up() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.calls_101();
    let own = OwnCall {
        call_id,
        direction: roomline_signaling::call::Direction::ToUnit,
        unit: None,
        phase: OwnPhase::Accepted,
        answer: Some(theirs("active")),
        update: None,
        own_update: None,
    };
    desk.reconnects(&Snapshot { own: Some(own), ..Snapshot::default() });
    assert_eq!(desk.call_state(), Some(CallState::Connecting), "the acceptance was missed and caught up");
    desk.reconnects(&Snapshot::default());
    desk.media(call_id, MediaEvent::Closed);
    let Some(CallState::Ended { reason, .. }) = desk.call_state() else { panic!("still on") };
    assert_eq!(reason, EndReason::SignalingFailed);
}

#[test]
fn a_snapshot_replaces_what_rings() {
    let mut desk = FrontDesk::ready();
    desk.rings(9);
    let other = CallId::from_u128(7);
    desk.reconnects(&Snapshot { incoming: vec![incoming(other)], ..Snapshot::default() });
    let state = desk.core.state();
    assert_eq!(state.incoming.iter().map(|call| call.call_id).collect::<Vec<_>>(), [other]);
}

#[test]
fn an_offer_that_the_middleware_never_saw_is_placed_after_the_reconnect() {
    let mut desk = FrontDesk::ready();
    desk.asks(Request::StartCall(unit("101"))).expect("the desk is free");
    let call = desk.core.state().call.expect("a call").call_id;
    desk.socket(link::Input::Closed(None));
    desk.media(call, MediaEvent::DescriptionReady(ours("actpass")));
    desk.forget();
    desk.waits(secs(1));
    desk.connects(&Snapshot::default());
    assert!(matches!(desk.told()[..], [CommandBody::CallPlace { call_id, .. }] if call_id == call));
    assert_eq!(desk.call_state(), Some(CallState::Calling));
}

#[test]
fn a_snapshot_that_comes_before_the_offer_left_does_not_end_the_call() {
    let mut desk = FrontDesk::ready();
    desk.asks(Request::StartCall(unit("101"))).expect("the desk is free");
    desk.reconnects(&Snapshot::default());
    assert_eq!(desk.call_state(), Some(CallState::Calling));
}

#[test]
fn a_call_that_the_middleware_believes_in_and_this_desk_does_not_is_ended() {
    let mut desk = FrontDesk::ready();
    let call_id = CallId::from_u128(77);
    let own = OwnCall {
        call_id,
        direction: roomline_signaling::call::Direction::ToUnit,
        unit: None,
        phase: OwnPhase::Accepted,
        answer: None,
        update: None,
        own_update: None,
    };
    desk.reconnects(&Snapshot { own: Some(own), ..Snapshot::default() });
    assert_eq!(desk.told(), [CommandBody::CallEnd { call_id, reason: EndReason::StationLost }]);
}

#[test]
fn every_call_starts_unmuted() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.asks(Request::SetMuted(true)).expect("always taken");
    assert!(desk.others.contains(&Action::SetMuted(true)));
    desk.asks(Request::HangUp).expect("in a call");
    desk.media(call, MediaEvent::Closed);
    desk.rings(9);
    desk.answers(CallId::from_u128(9));
    assert!(!desk.core.state().sound.muted);
    assert_eq!(desk.others.last(), Some(&Action::SetMuted(false)));
}

#[test]
fn what_came_of_a_call_is_told_once_the_server_is_back_and_only_the_last_word() {
    let mut desk = FrontDesk::ready();
    let outcome = |outcome| CallOutcome { outcome, note: Some(Private("after lunch".into())) };
    assert_eq!(desk.asks(Request::SettleCall(outcome(Outcome::Reached))), Err(RequestError::NoSuchCall));
    let call_id = desk.talks_with_101();
    assert_eq!(desk.asks(Request::SettleCall(outcome(Outcome::Reached))), Err(RequestError::NoSuchCall), "it goes on");
    desk.asks(Request::HangUp).expect("in a call");
    desk.media(call_id, MediaEvent::Closed);
    desk.agrees();
    desk.socket(link::Input::Closed(None));
    desk.asks(Request::SettleCall(outcome(Outcome::NeedsVisit))).expect("it is over");
    assert_eq!(desk.call_state(), None, "put away");
    desk.told();
    desk.waits(Duration::from_millis(500));
    desk.connects(&Snapshot::default());
    let said = CommandBody::CallOutcome { call_id, outcome: outcome(Outcome::NeedsVisit) };
    assert_eq!(desk.commands.back().map(|command| &command.body), Some(&said));
    desk.refuses(rest::ErrorCode::NotAllowed);
    assert_eq!(desk.core.state().notice, Some(Notice::OutcomeLost));
}

#[test]
fn of_a_call_that_the_server_refused_nobody_says_what_came_of_it() {
    let mut desk = FrontDesk::ready();
    desk.asks(Request::StartCall(unit("101"))).expect("the desk is free");
    let call_id = desk.core.state().call.expect("a call").call_id;
    desk.media(call_id, MediaEvent::DescriptionReady(ours("actpass")));
    desk.refuses(rest::ErrorCode::UnitBusy);
    desk.media(call_id, MediaEvent::Closed);
    assert!(desk.core.state().call.is_some_and(|call| call.state.is_ended() && !call.known_there));
    let outcome = CallOutcome { outcome: Outcome::CallAgain, note: None };
    assert_eq!(desk.asks(Request::SettleCall(outcome)), Err(RequestError::NoSuchCall));
}

#[test]
fn of_many_wishes_for_hearing_one_is_asked_at_a_time_and_the_last_counts() {
    let mut desk = FrontDesk::ready();
    let louder = |gain_db| HearingHelp { resident: Boost { gain_db, presence_db: 0 }, ..HearingHelp::default() };
    let asked = |desk: &mut FrontDesk| -> Vec<u8> {
        let of = |ask: Ask| if let Ask::Hearing { help, .. } = ask { Some(help.resident.gain_db) } else { None };
        desk.asked.drain(..).filter_map(of).collect()
    };
    for gain_db in [3, 6, 9] {
        desk.asks(Request::SetHearing(unit("101"), louder(gain_db))).expect("a known room");
    }
    assert_eq!(asked(&mut desk), [3]);
    desk.hears(Input::Answer(Answer::Hearing(Ok(()))));
    assert_eq!(asked(&mut desk), [9]);
    desk.hears(Input::Answer(Answer::Hearing(Ok(()))));
    assert_eq!(asked(&mut desk), [0_u8; 0]);
}

#[test]
fn each_call_is_helped_as_its_resident_needs_it_and_a_change_counts_at_once() {
    let mut desk = FrontDesk::ready();
    let louder = |gain_db| HearingHelp { resident: Boost { gain_db, presence_db: 0 }, ..HearingHelp::default() };
    let helped = |desk: &FrontDesk| {
        let told = |action: &Action| if let Action::SetHearing(help) = action { Some(*help) } else { None };
        desk.others.iter().rev().find_map(told)
    };
    let needing = |gain_db| {
        let mut directory = directory();
        directory.units[0].hearing = louder(gain_db);
        Input::Answer(Answer::Directory(Ok(Some(directory.into()))))
    };
    desk.hears(needing(9));
    assert_eq!(helped(&desk), None, "nobody is in a call");
    let call = desk.calls_101();
    assert_eq!(helped(&desk), Some(louder(9)));

    desk.asks(Request::SetHearing(unit("101"), louder(14))).expect("a known room");
    assert!(matches!(desk.asked.back(), Some(Ask::Hearing { help, .. }) if *help == louder(14)));
    desk.hears(Input::Answer(Answer::Hearing(Ok(()))));
    assert!(matches!(desk.asked.back(), Some(Ask::Directory { .. })), "{:?}", desk.asked.back());
    desk.hears(needing(14));
    assert_eq!(helped(&desk), Some(louder(14)));

    desk.asks(Request::HangUp).expect("in a call");
    desk.media(call, MediaEvent::Closed);
    desk.rings(9);
    desk.answers(CallId::from_u128(9));
    assert_eq!(helped(&desk), Some(HearingHelp::default()), "the next resident hears well");
    desk.hears(needing(14));
    desk.asks(Request::SetHearing(unit("102"), louder(9))).expect("a known room");
    desk.hears(Input::Answer(Answer::Hearing(Err(AskError::Unreachable))));
    assert_eq!(desk.core.state().notice, Some(Notice::NotReached));
    assert_eq!(desk.asks(Request::SetHearing(unit("999"), louder(9))), Err(RequestError::NoSuchUnit));
}

#[test]
fn calling_back_claims_the_call_back_and_calls_the_room() {
    let mut desk = FrontDesk::ready();
    let id = CallId::from_u128(50);
    let callback = Callback {
        id,
        unit_id: Some(unit("101")),
        name: None,
        room: Some("101".into()),
        ring_group: "Front desk".into(),
        called_ms: 5,
        reason: EndReason::NoAnswer,
        opened_by: None,
        errand: Errand::Call,
        note: None,
        state: CallbackState::Waiting,
    };
    desk.event(Event::CallbackChanged { callback: callback.clone() });
    assert_eq!(desk.core.state().callbacks, std::slice::from_ref(&callback));
    desk.asks(Request::CallBack(id)).expect("its room is known");
    assert_eq!(desk.call_state(), Some(CallState::Calling));
    let deed = CallbackDeed::Claim;
    assert!(desk.asked.contains(&Ask::Callback { access: Private("a1".to_owned()), id, deed }));
    let done = CallbackState::Done { staff: Private("Ann".into()), at_ms: 9 };
    desk.event(Event::CallbackChanged { callback: Callback { state: done, ..callback } });
    assert_eq!(desk.core.state().callbacks, []);
    assert_eq!(desk.asks(Request::FinishCallback(id)), Err(RequestError::NoSuchCallback));
}

#[test]
fn no_ring_lasts_longer_than_any_call_may_ring_whatever_the_middleware_says() {
    let mut desk = FrontDesk::ready();
    let endless = Incoming { remaining_ms: u64::MAX, ..incoming(CallId::from_u128(9)) };
    desk.event(Event::CallIncoming(endless));
    desk.waits(secs(63));
    assert_eq!(desk.core.state().incoming, []);
}
