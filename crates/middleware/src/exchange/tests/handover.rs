//! One shift hands over to the next: what goes back, who is told, and when a note has been read.

use roomline_signaling::alexa::SignalBody;
use roomline_signaling::call::{HandoverId, Private};
use roomline_signaling::handover::{Handover, NewHandover, NoteRead};
use roomline_signaling::rest::CallbackState;
use roomline_signaling::staff::Event;

use super::super::HandoverRefusal;
use super::rig::*;
use crate::calls::{CallbackDeed, StationIdentity};

fn new(id: u128, note: &str) -> NewHandover {
    let note = (!note.is_empty()).then(|| Private(note.to_owned()));
    NewHandover { id: HandoverId::from_u128(id), note }
}

fn hands_over(rig: &mut Rig, who: &StationIdentity, new: NewHandover) -> Result<Handover, HandoverRefusal> {
    let now = rig.now;
    let handed = rig.exchange().hand_over(now, who, new).expect("the database works");
    rig.act();
    handed
}

fn reads(rig: &mut Rig, station: &str, id: u128) -> Result<Handover, HandoverRefusal> {
    let now = rig.now;
    let (who, id) = (Rig::identity(station), HandoverId::from_u128(id));
    let read = rig.exchange().note_was_read(now, &who, id).expect("the database works");
    rig.act();
    read
}

/// So many residents gave up; whoever sits at the given desks has taken one of them on each.
fn owed(rig: &mut Rig, claimed_by: &[&StationIdentity]) {
    for (number, who) in claimed_by.iter().enumerate() {
        let session = rig.asks("101", "front", &format!("missed-{number}"));
        rig.alexa(&session, SignalBody::CallEnded { result: None });
        let id = rig.callbacks("desk-1").last().expect("a call-back").id;
        let now = rig.now;
        let claimed = rig.exchange().change_callback(now, who, id, CallbackDeed::Claim);
        claimed.expect("the database works").expect("it is open");
        rig.act();
        rig.pass(secs(1));
    }
}

/// Who has claimed which of the call-backs, oldest first.
fn claims(rig: &mut Rig) -> Vec<Option<String>> {
    let staff = |state: CallbackState| match state {
        CallbackState::Claimed { staff, .. } => Some(staff.0),
        CallbackState::Waiting | CallbackState::Done { .. } => None,
    };
    rig.callbacks("desk-1").into_iter().map(|owed| staff(owed.state)).collect()
}

#[test]
fn what_the_leaving_person_had_claimed_goes_back_and_what_others_have_does_not() {
    let mut rig = Rig::new();
    let (ann, bob) = (Rig::identity("desk-1"), Rig::identity("desk-2"));
    // Ann sat at another desk before, and somebody who has left sat at hers.
    let ann_there = StationIdentity { staff: ann.staff.clone(), ..Rig::identity("desk-3") };
    let before_ann = StationIdentity { staff: Private("Cleo".into()), ..ann.clone() };
    owed(&mut rig, &[&ann, &bob, &ann_there, &before_ann]);
    rig.connect("desk-2");
    hands_over(&mut rig, &ann, new(1, "")).expect("stored");
    assert_eq!(claims(&mut rig), [None, Some("Ann at desk-2".into()), None, None]);
    assert_eq!(rig.news("desk-2"), ["callback.changed", "callback.changed", "callback.changed", "handover.changed"]);
    let released = "callback.release handover";
    assert_eq!(rig.deeds()[..4], [released, released, released, "handover"]);
}

#[test]
fn a_note_is_shown_to_the_ring_groups_desks_until_somebody_has_read_it() {
    let mut rig = Rig::new();
    rig.connect("desk-2");
    rig.connect("ward-1");
    let handed = hands_over(&mut rig, &Rig::identity("desk-1"), new(1, "The lift\nis out of order.")).expect("stored");
    assert_eq!(handed.ring_groups, ["front"]);
    assert_eq!(rig.events("desk-2"), [Event::HandoverChanged { handover: handed.clone() }]);
    assert_eq!(rig.news("ward-1"), [""; 0], "another ring group");
    assert_eq!(rig.connect("desk-3").handovers, std::slice::from_ref(&handed));
    assert_eq!(rig.connect("ward-1").handovers, []);
    rig.crash();
    assert_eq!(rig.connect("desk-3").handovers, std::slice::from_ref(&handed), "also after a restart");

    rig.pass(secs(60));
    assert_eq!(reads(&mut rig, "ward-1", 1), Err(HandoverRefusal::NotFound));
    let read = reads(&mut rig, "desk-3", 1).expect("its own group's");
    let by = NoteRead { staff: Private("Ann at desk-3".into()), at_ms: rig.now.as_millis() };
    assert_eq!(read, Handover { read: Some(by), ..handed });
    assert_eq!(rig.events("desk-3"), [Event::HandoverChanged { handover: read.clone() }]);
    assert_eq!(rig.connect("desk-2").handovers, []);
    rig.pass(secs(60));
    assert_eq!(reads(&mut rig, "desk-2", 1), Ok(read), "the first who reads it is kept");
    assert_eq!(rig.deeds()[..2], ["handover.read", "handover"]);
}

#[test]
fn told_twice_it_is_stored_once_and_nothing_goes_back_a_second_time() {
    let mut rig = Rig::new();
    let ann = Rig::identity("desk-1");
    let first = hands_over(&mut rig, &ann, new(1, "a word")).expect("stored");
    owed(&mut rig, &[&ann]);
    rig.connect("desk-2");
    assert_eq!(hands_over(&mut rig, &ann, new(1, "a word")), Ok(first));
    assert_eq!(claims(&mut rig), [Some("Ann at desk-1".into())], "she has taken it on since");
    assert_eq!(rig.news("desk-2"), [""; 0]);
    assert_eq!(hands_over(&mut rig, &Rig::identity("desk-2"), new(1, "mine")), Err(HandoverRefusal::Foreign));
}

#[test]
fn what_is_no_note_and_a_desk_in_no_ring_group_store_nothing() {
    let mut rig = Rig::new();
    let ann = Rig::identity("desk-1");
    let longest = "ß".repeat(Handover::LONGEST_NOTE);
    let tries = [(format!("{longest}!"), HandoverRefusal::LongNote), ("a\u{1b}[2J".into(), HandoverRefusal::NoText)];
    for (note, refusal) in tries {
        assert_eq!(hands_over(&mut rig, &ann, new(1, &note)), Err(refusal));
    }
    assert_eq!(hands_over(&mut rig, &Rig::identity("kiosk"), new(1, "")), Err(HandoverRefusal::NoRingGroup));
    assert_eq!(reads(&mut rig, "desk-1", 1), Err(HandoverRefusal::NotFound), "none of them was stored");
    let handed = hands_over(&mut rig, &ann, new(1, &longest)).expect("it is no longer than it may be");
    assert_eq!(handed.note, Some(Private(longest)));
    assert_eq!(hands_over(&mut rig, &ann, new(2, " \n ")).expect("stored").note, None, "nothing to say is no note");
}

#[test]
fn of_many_notes_that_nobody_reads_the_newest_are_told_and_no_message_is_too_long() {
    let mut rig = Rig::new();
    for id in 0..25 {
        hands_over(&mut rig, &Rig::identity("desk-1"), new(id, &"\"ü".repeat(250))).expect("stored");
        rig.pass(secs(60));
    }
    let snapshot = rig.connect("desk-2");
    let later = rig.events("desk-2").into_iter().map(|event| match event {
        Event::HandoverChanged { handover } => handover,
        other => panic!("{other:?}"),
    });
    let told: Vec<_> = snapshot.handovers.into_iter().chain(later).map(|handover| handover.id.as_u128()).collect();
    assert_eq!(told, (5..25).collect::<Vec<_>>());
}

#[test]
fn a_note_for_a_ring_group_that_is_gone_is_the_first_ones() {
    let mut rig = Rig::new();
    hands_over(&mut rig, &Rig::identity("ward-1"), new(1, "a word")).expect("stored");
    assert_eq!(rig.connect("desk-1").handovers, []);
    rig.input(super::super::Input::RingGroupsChanged(vec![group("front", &["desk-1"], None)]));
    assert_eq!(rig.connect("desk-1").handovers.len(), 1);
}
