//! What was said of calls and not told: it outlives a restart, and is told once, by nobody but whoever said it.

use roomline_signaling::outcome::{CallOutcome, Outcome};

use super::lock::RIGHT;
use super::*;
use crate::unsaid::UnsaidOutcome;

const NOTE: &str = "She fell in the bath.";
const ELSEWHERE: &str = "https://elsewhere.example.org";
const WEEK: Duration = secs(7 * 24 * 3600);

fn visit() -> CallOutcome {
    CallOutcome { outcome: Outcome::NeedsVisit, note: Some(Private(NOTE.to_owned())) }
}

/// Something that an earlier run could not tell.
fn unsaid(user: &str, call: u128) -> UnsaidOutcome {
    UnsaidOutcome { person: id(user), call_id: CallId::from_u128(call), outcome: visit(), said_ms: 1_000_000 }
}

/// How the middleware is told.
fn told_of(call_id: CallId) -> CommandBody {
    CommandBody::CallOutcome { call_id, outcome: visit() }
}

impl FrontDesk {
    /// What the file of earlier runs held.
    fn opens_unsaid(&mut self, outcomes: Vec<UnsaidOutcome>) {
        self.hears(Input::UnsaidOpened { server: SERVER.into(), outcomes });
    }

    /// What is to be kept since the last look; `None`: what was kept before.
    fn keeps_now(&mut self) -> Option<Vec<UnsaidOutcome>> {
        let mut last = None;
        self.others.retain(|action| match action {
            Action::KeepUnsaid { outcomes, .. } => {
                last = Some(outcomes.clone());
                false
            }
            _ => true,
        });
        last
    }

    /// What the middleware was told of what came of calls, and has not answered.
    fn outcomes_told(&self) -> Vec<CommandBody> {
        let told = self.commands.iter().map(|command| command.body.clone());
        told.filter(|body| matches!(body, CommandBody::CallOutcome { .. })).collect()
    }

    /// A call with room 101 is over, and everybody knows.
    fn has_talked(&mut self) -> CallId {
        let call_id = self.talks_with_101();
        self.asks(Request::HangUp).expect("in a call");
        self.media(call_id, MediaEvent::Closed);
        self.agrees();
        self.forget();
        call_id
    }

    /// And the server is gone when somebody says what came of it.
    fn says_it_offline(&mut self) -> CallId {
        let call_id = self.has_talked();
        self.socket(link::Input::Closed(None));
        self.asks(Request::SettleCall(visit())).expect("it is over");
        call_id
    }

    /// Somebody signs in with a password where nobody is.
    fn is_signed_in_by(&mut self, user: &str) {
        self.signs_in_as(user).expect("nobody is signed in");
        self.hears(Input::Answer(Answer::SignedIn(Ok(session_of(user, "b1", "b2")))));
    }
}

#[test]
fn what_was_said_without_a_server_is_told_once_after_a_restart() {
    let mut before = FrontDesk::ready();
    before.opens_unsaid(Vec::new());
    assert_eq!(before.keeps_now(), None, "nothing has changed");
    let call_id = before.says_it_offline();
    let kept = before.keeps_now().expect("it is kept");
    assert_eq!(kept, [UnsaidOutcome { call_id, ..unsaid("ann", 0) }]);
    before.waits(secs(60));
    assert_eq!(before.keeps_now(), None, "nothing has changed");

    let mut desk = FrontDesk::starting();
    desk.opens_vault(only_ann("r1", None));
    desk.opens_unsaid(kept);
    assert_eq!(desk.outcomes_told(), [], "nobody is signed in yet");
    desk.refreshed("r1", Ok(session("a1", "r2")));
    desk.connects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), [told_of(call_id)]);
    assert_eq!(desk.keeps_now(), None, "it may still be lost");
    desk.agrees();
    assert_eq!(desk.keeps_now(), Some(Vec::new()));
    desk.reconnects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), []);
}

#[test]
fn what_the_file_held_is_told_too_if_it_is_opened_late() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid(vec![unsaid("tom", 1), unsaid("ann", 2)]);
    assert_eq!(desk.outcomes_told(), [told_of(CallId::from_u128(2))]);
    desk.agrees();
    assert_eq!(desk.keeps_now(), Some(vec![unsaid("tom", 1)]));
}

#[test]
fn what_was_said_before_the_file_was_opened_is_kept_beside_what_it_held() {
    let mut desk = FrontDesk::ready();
    let call_id = desk.says_it_offline();
    assert_eq!(desk.keeps_now(), None, "it would take the place of what the file holds");
    desk.opens_unsaid(vec![unsaid("tom", 1)]);
    let calls: Vec<CallId> = desk.keeps_now().expect("kept").iter().map(|one| one.call_id).collect();
    assert_eq!(calls, [CallId::from_u128(1), call_id]);
}

#[test]
fn what_is_said_with_a_server_is_kept_until_it_is_answered() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid(Vec::new());
    let call_id = desk.has_talked();
    desk.asks(Request::SettleCall(visit())).expect("it is over");
    assert_eq!(desk.outcomes_told(), [told_of(call_id)]);
    assert_eq!(desk.keeps_now().map(|kept| kept.len()), Some(1));
    desk.refuses(rest::ErrorCode::NotAllowed);
    assert_eq!(desk.keeps_now(), Some(Vec::new()), "no other answer will come");
    assert_eq!(desk.core.state().notice, Some(Notice::OutcomeLost));
}

#[test]
fn whoever_sits_down_next_says_nothing_in_the_name_of_somebody_else() {
    let mut desk = FrontDesk::shared();
    desk.opens_unsaid(Vec::new());
    desk.types(RIGHT);
    let call_id = desk.says_it_offline();
    assert_eq!(desk.keeps_now().map(|kept| kept.len()), Some(1));
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.changes_to("tom");
    assert_eq!(desk.outcomes_told(), []);
    assert_eq!(desk.keeps_now(), None, "it waits for Ann");

    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.changes_to("ann");
    assert_eq!(desk.outcomes_told(), [told_of(call_id)]);
    desk.agrees();
    assert_eq!(desk.keeps_now(), Some(Vec::new()));
}

#[test]
fn where_nothing_can_be_kept_it_is_told_under_another_name_rather_than_never() {
    let mut desk = FrontDesk::shared();
    desk.types(RIGHT);
    let call_id = desk.says_it_offline();
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.changes_to("tom");
    assert_eq!(desk.outcomes_told(), [told_of(call_id)]);
    desk.agrees();
    assert_eq!(desk.keeps_now(), None);
}

#[test]
fn whoever_signs_out_without_a_server_tells_it_when_they_are_back() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid(Vec::new());
    let call_id = desk.says_it_offline();
    desk.asks(Request::SignOut).expect("somebody is signed in");
    assert_eq!(desk.keeps_now().map(|kept| kept.len()), Some(1));
    desk.is_signed_in_by("tom");
    desk.connects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), []);
    desk.asks(Request::SignOut).expect("somebody is signed in");
    desk.is_signed_in_by("ann");
    desk.connects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), [told_of(call_id)]);
}

#[test]
fn for_whoever_stays_away_it_waits_a_week() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid(Vec::new());
    desk.says_it_offline();
    desk.asks(Request::SignOut).expect("somebody is signed in");
    assert!(desk.keeps_now().is_some());
    desk.waits(WEEK);
    desk.core.handle_timeout(desk.now);
    desk.drain();
    assert_eq!(desk.keeps_now(), None);
    desk.waits(secs(1));
    desk.core.handle_timeout(desk.now);
    desk.drain();
    assert_eq!(desk.keeps_now(), Some(Vec::new()));
    desk.is_signed_in_by("ann");
    desk.connects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), []);
}

#[test]
fn whoever_is_here_tells_it_however_long_the_server_was_away() {
    let mut desk = FrontDesk::starting();
    desk.opens_vault(only_ann("r1", None));
    desk.waits(WEEK + secs(60));
    desk.opens_unsaid(vec![unsaid("tom", 1), unsaid("ann", 2)]);
    assert_eq!(desk.keeps_now(), Some(vec![unsaid("ann", 2)]));
    desk.refreshed("r1", Ok(session("a1", "r2")));
    desk.connects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), [told_of(CallId::from_u128(2))]);
}

#[test]
fn of_too_many_the_oldest_go() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid((1..=64).map(|call| unsaid("tom", call)).collect());
    assert_eq!(desk.keeps_now(), None);
    let call_id = desk.says_it_offline();
    let kept = desk.keeps_now().expect("kept");
    let ends = [kept.first(), kept.last()].map(|one| one.map(|one| one.call_id));
    assert_eq!((kept.len(), ends), (64, [Some(CallId::from_u128(2)), Some(call_id)]));
}

#[test]
fn at_another_server_nobody_is_told_of_the_calls_of_the_first() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid(vec![unsaid("tom", 1)]);
    desk.asks(Request::SignOut).expect("somebody is signed in");
    let request = Request::SignIn {
        server: Some(ELSEWHERE.into()),
        station_name: None,
        user: Private("tom".into()),
        password: Private("secret".into()),
    };
    desk.asks(request.clone()).expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Err(AskError::Unreachable))));
    assert_eq!(desk.keeps_now(), None, "nothing was decided yet");
    desk.asks(request).expect("nobody is signed in");
    desk.hears(Input::Answer(Answer::SignedIn(Ok(session_of("tom", "b1", "b2")))));
    assert!(desk.others.contains(&Action::KeepUnsaid { server: ELSEWHERE.into(), outcomes: Vec::new() }));
    desk.connects(&Snapshot::default());
    assert_eq!(desk.outcomes_told(), []);
}

#[test]
fn a_call_that_the_server_still_believes_in_is_ended_though_something_was_said_of_it() {
    let mut desk = FrontDesk::ready();
    desk.socket(link::Input::Closed(None));
    desk.opens_unsaid(vec![unsaid("ann", 7)]);
    desk.waits(secs(1));
    let call_id = CallId::from_u128(7);
    let own = roomline_signaling::staff::OwnCall {
        call_id,
        direction: roomline_signaling::call::Direction::ToUnit,
        unit: None,
        phase: roomline_signaling::staff::OwnPhase::Accepted,
        answer: None,
        update: None,
        own_update: None,
    };
    desk.connects(&Snapshot { own: Some(own), ..Snapshot::default() });
    let reason = roomline_signaling::call::EndReason::StationLost;
    assert_eq!(desk.told(), [told_of(call_id), CommandBody::CallEnd { call_id, reason }]);
    assert!(desk.core.link.unanswered().any(|body| *body == told_of(call_id)), "the end does not take it back");
}

#[test]
fn no_note_is_in_what_a_log_would_write() {
    let mut desk = FrontDesk::ready();
    desk.opens_unsaid(vec![unsaid("tom", 1)]);
    desk.says_it_offline();
    let opened = Input::UnsaidOpened { server: SERVER.into(), outcomes: vec![unsaid("ann", 2)] };
    let written = format!("{:?} {:?} {opened:?}", desk.core, desk.others);
    assert!(written.contains("KeepUnsaid") && !written.contains("bath"));
}
