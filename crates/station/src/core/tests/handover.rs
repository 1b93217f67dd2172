//! A shift is handed over here: what is asked, what is done then, and what is kept when it cannot be told.

use roomline_signaling::call::HandoverId;
use roomline_signaling::handover::{Handover, NewHandover, NoteRead, ShiftReport};
use roomline_signaling::staff::Unheard;

use super::lock::RIGHT;
use super::*;
use crate::pin::Pin;
use crate::request::AfterHandover;
use crate::state::{HandoverProblem, LockState, Notice, ReportState, Sending};

fn said(note: &str, then: AfterHandover) -> Request {
    Request::HandOver { note: Some(Private(note.to_owned())), then }
}

fn note(id: u128, at_ms: u64) -> Handover {
    Handover {
        id: HandoverId::from_u128(id),
        ring_groups: vec!["Front desk".into()],
        at_ms,
        station: "Desk 1".into(),
        staff: Private("Tom".into()),
        note: Some(Private("The lift is out of order.".into())),
        read: None,
    }
}

impl FrontDesk {
    fn with_a_pin() -> Self {
        let mut desk = Self::ready();
        desk.asks(Request::SetPin(Pin::new("1357").expect("a PIN"))).expect("somebody is signed in");
        desk.hears(Input::PinMade(Some("1357".to_owned().into())));
        desk.forget();
        desk
    }

    /// The hand-over that the middleware was asked to store, if it was.
    fn told_of_a_handover(&mut self) -> Option<NewHandover> {
        match self.asked.pop_front()? {
            Ask::HandOver { new, .. } => Some(new),
            other => panic!("{other:?}"),
        }
    }

    fn is_taken(&mut self, new: &NewHandover) {
        let stored = Handover { id: new.id, note: new.note.clone(), ..note(0, 5) };
        self.hears(Input::Answer(Answer::HandedOver(Ok(stored))));
    }

    fn is_not_taken(&mut self, error: AskError) {
        self.hears(Input::Answer(Answer::HandedOver(Err(error))));
    }

    fn sending(&self) -> Sending {
        self.core.state().shift_change.sending
    }

    fn unread(&self) -> Vec<u128> {
        self.core.state().shift_change.unread.iter().map(|unread| unread.id.as_u128()).collect()
    }

    fn is_signed_in(&self) -> bool {
        matches!(self.core.state().sign_in, SignIn::SignedIn { .. })
    }
}

#[test]
fn whoever_hands_over_is_signed_out_once_it_is_stored_and_not_before() {
    let mut desk = FrontDesk::ready();
    desk.asks(said("the lift", AfterHandover::SignOut)).expect("somebody is signed in");
    assert_eq!((desk.sending(), desk.is_signed_in()), (Sending::Asking, true));
    let new = desk.told_of_a_handover().expect("asked");
    assert_eq!(new.note, Some(Private("the lift".to_owned())));
    desk.asks(said("the lift", AfterHandover::SignOut)).expect("a second click does no harm");
    assert_eq!(desk.told_of_a_handover(), None);
    desk.is_taken(&new);
    assert!(!desk.is_signed_in());
    assert!(matches!(desk.asked.pop_front(), Some(Ask::SignOut { .. })));
    assert_eq!((desk.sending(), desk.unread()), (Sending::Idle, vec![]), "nothing is left for whoever comes next");
}

#[test]
fn a_desk_with_a_pin_is_locked_instead_and_shows_its_own_note_to_whoever_opens_it() {
    let mut desk = FrontDesk::ready();
    assert_eq!(desk.asks(said("the lift", AfterHandover::Lock)), Err(RequestError::NoPin));
    let mut desk = FrontDesk::with_a_pin();
    desk.asks(said("the lift", AfterHandover::Lock)).expect("there is a PIN");
    let new = desk.told_of_a_handover().expect("asked");
    assert_eq!(desk.core.state().lock, LockState::Open);
    desk.is_taken(&new);
    assert!(desk.core.state().is_locked() && desk.is_signed_in());
    assert_eq!(desk.unread(), [new.id.as_u128()]);
}

#[test]
fn what_could_not_be_told_is_told_again_under_the_same_id_and_other_words_under_another() {
    let mut desk = FrontDesk::ready();
    desk.asks(said("the lift", AfterHandover::SignOut)).expect("taken");
    let first = desk.told_of_a_handover().expect("asked");
    for (error, problem) in [
        (AskError::Unreachable, HandoverProblem::NotReached),
        (AskError::Refused(rest::ErrorCode::NoRingGroup), HandoverProblem::NoRingGroup),
        (AskError::Refused(rest::ErrorCode::NotFound), HandoverProblem::NotTaken),
        (AskError::Refused(rest::ErrorCode::Internal), HandoverProblem::NotReached),
    ] {
        desk.is_not_taken(error);
        assert_eq!((desk.sending(), desk.is_signed_in()), (Sending::Failed(problem), true));
        desk.asks(said("the lift", AfterHandover::SignOut)).expect("taken");
        assert_eq!(desk.told_of_a_handover(), Some(first.clone()));
    }
    desk.is_not_taken(AskError::Unreachable);
    desk.asks(said("the lift, and 204", AfterHandover::SignOut)).expect("taken");
    let other = desk.told_of_a_handover().expect("asked");
    assert_ne!(other.id, first.id, "the first may have been stored");
}

#[test]
fn nobody_is_signed_out_in_the_middle_of_a_call() {
    let mut desk = FrontDesk::ready();
    desk.talks_with_101();
    let refused = desk.asks(said("the lift", AfterHandover::SignOut));
    assert!(matches!(refused, Err(RequestError::AlreadyInCall { .. })), "{refused:?}");
    assert_eq!(desk.told_of_a_handover(), None);

    let mut desk = FrontDesk::ready();
    desk.asks(said("the lift", AfterHandover::SignOut)).expect("taken");
    let new = desk.told_of_a_handover().expect("asked");
    let call = desk.rings(9);
    desk.answers(call);
    desk.event(Event::CallAwarded { call_id: call });
    desk.is_taken(&new);
    assert!(desk.is_signed_in() && desk.core.state().call.is_some());
    assert_eq!(desk.core.state().notice, Some(Notice::StillSignedIn));
    assert_eq!(desk.sending(), Sending::Idle, "it is handed over all the same");
}

#[test]
fn whoever_sits_down_next_finds_the_notes_and_nothing_of_a_hand_over_that_was_begun() {
    let mut desk = FrontDesk::shared();
    desk.event(Event::HandoverChanged { handover: note(1, 10) });
    desk.types(RIGHT);
    desk.asks(Request::LoadShift).expect("somebody is signed in");
    desk.hears(Input::Answer(Answer::Shift(Ok(ShiftReport::default()))));
    desk.asked.clear();
    desk.asks(said("the lift", AfterHandover::SignOut)).expect("taken");
    let new = desk.told_of_a_handover().expect("asked");
    desk.asks(Request::LockDesk).expect("there is a PIN");
    desk.changes_to("tom");
    let change = desk.core.state().shift_change;
    assert_eq!((change.report, change.sending), (ReportState::Unknown, Sending::Idle));
    desk.is_taken(&new);
    assert_eq!(desk.who().as_deref(), Some("tom"), "nobody is signed out for somebody else");
    assert_eq!(desk.unread(), [1]);
}

#[test]
fn a_lock_waits_for_no_call() {
    let mut desk = FrontDesk::with_a_pin();
    desk.talks_with_101();
    desk.asks(said("the lift", AfterHandover::Lock)).expect("there is a PIN");
    let new = desk.told_of_a_handover().expect("asked");
    desk.is_taken(&new);
    assert!(desk.core.state().is_locked() && desk.core.state().call.is_some());
}

#[test]
fn how_the_shift_went_is_asked_once_at_a_time_and_shown_until_newer_figures_come() {
    let mut desk = FrontDesk::ready();
    let report = |desk: &FrontDesk| desk.core.state().shift_change.report;
    assert_eq!(report(&desk), ReportState::Unknown);
    for _ in 0..2 {
        desk.asks(Request::LoadShift).expect("somebody is signed in");
    }
    assert_eq!(desk.asked.drain(..).collect::<Vec<_>>(), [Ask::Shift { access: Private("a1".to_owned()) }]);
    assert_eq!(report(&desk), ReportState::Loading);
    let known = ShiftReport::default();
    desk.hears(Input::Answer(Answer::Shift(Ok(known.clone()))));
    assert_eq!(report(&desk), ReportState::Known(known.clone().into()));
    desk.asks(Request::LoadShift).expect("somebody is signed in");
    assert_eq!(report(&desk), ReportState::Known(known.into()), "what is known stays in sight");
    desk.hears(Input::Answer(Answer::Shift(Err(AskError::Unreachable))));
    assert_eq!(report(&desk), ReportState::Failed);
    desk.asks(Request::LoadShift).expect("somebody is signed in");
    assert_eq!(report(&desk), ReportState::Loading);
    desk.asks(Request::SignOut).expect("somebody is signed in");
    desk.hears(Input::Answer(Answer::Shift(Ok(ShiftReport::default()))));
    assert_eq!(report(&desk), ReportState::Unknown, "nobody asks any more");
}

#[test]
fn notes_wait_until_somebody_has_read_them_here_or_elsewhere() {
    let mut desk = FrontDesk::ready();
    desk.reconnects(&Snapshot { handovers: vec![note(1, 10)], ..Snapshot::default() });
    desk.event(Event::HandoverChanged { handover: note(3, 30) });
    desk.event(Event::HandoverChanged { handover: note(2, 20) });
    desk.event(Event::HandoverChanged { handover: Handover { note: None, ..note(4, 40) } });
    assert_eq!(desk.unread(), [1, 2, 3]);
    let by = NoteRead { staff: Private("Ann".into()), at_ms: 50 };
    desk.event(Event::HandoverChanged { handover: Handover { read: Some(by.clone()), ..note(2, 20) } });
    assert_eq!(desk.unread(), [1, 3]);

    desk.forget();
    let id = HandoverId::from_u128(1);
    desk.asks(Request::ReadNote(id)).expect("somebody is signed in");
    assert_eq!(desk.asked.pop_front(), Some(Ask::NoteRead { access: Private("a1".to_owned()), id }));
    assert_eq!(desk.unread(), [1, 3], "until the middleware knows");
    desk.hears(Input::Answer(Answer::NoteRead(id, Err(AskError::Unreachable))));
    assert_eq!((desk.unread(), desk.core.state().notice), (vec![1, 3], Some(Notice::NotReached)));
    desk.hears(Input::Answer(Answer::NoteRead(id, Ok(Handover { read: Some(by), ..note(1, 10) }))));
    assert_eq!(desk.unread(), [3]);
    desk.asks(Request::ReadNote(id)).expect("it is read already");
    assert_eq!(desk.asked, []);
    let gone = HandoverId::from_u128(3);
    desk.hears(Input::Answer(Answer::NoteRead(gone, Err(AskError::Refused(rest::ErrorCode::NotFound)))));
    assert_eq!(desk.unread(), [0; 0]);
    desk.reconnects(&Snapshot::default());
    assert_eq!(desk.unread(), [0; 0]);
}

#[test]
fn a_locked_desk_hands_nothing_over_and_reads_nothing() {
    let mut desk = FrontDesk::with_a_pin();
    desk.event(Event::HandoverChanged { handover: note(1, 10) });
    desk.asks(Request::LockDesk).expect("there is a PIN");
    let id = HandoverId::from_u128(1);
    for request in [said("the lift", AfterHandover::SignOut), Request::ReadNote(id), Request::LoadShift] {
        assert_eq!(desk.asks(request.clone()), Err(RequestError::DeskLocked), "{request:?}");
    }
    assert_eq!(desk.asked, []);
}

#[test]
fn no_word_of_a_note_stands_in_the_log_of_a_request() {
    let request = said("Mrs Jones fell", AfterHandover::SignOut);
    assert!(!format!("{request:?} {:?}", note(1, 1)).contains("Jones"));
}

#[test]
fn whom_nobody_listens_for_is_told_by_the_snapshot_and_by_events() {
    let mut desk = FrontDesk::ready();
    let unheard = vec![Unheard { ring_group: "Front desk".into(), instead: None }];
    desk.reconnects(&Snapshot { unheard: unheard.clone(), ..Snapshot::default() });
    assert_eq!(desk.core.state().unheard, unheard);
    desk.event(Event::PresenceChanged { desks: Vec::new(), unheard: Vec::new() });
    assert_eq!(desk.core.state().unheard, []);
    desk.event(Event::PresenceChanged { desks: Vec::new(), unheard: unheard.clone() });
    assert_eq!(desk.core.state().unheard, unheard);
    desk.asks(Request::SignOut).expect("somebody is signed in");
    assert_eq!(desk.core.state().unheard, []);
}
