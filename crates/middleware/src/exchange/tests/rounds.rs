//! Rounds: who runs them, what settles a stop, and what everybody is told.

use roomline_signaling::call::{CallId, EndReason, HandoverId, Private, RoundId};
use roomline_signaling::handover::NewHandover;
use roomline_signaling::outcome::{CallOutcome, Errand, Outcome};
use roomline_signaling::round::{Round, RoundState, SettleStop, Stop, StopOutcome};
use roomline_signaling::staff::{CommandBody, Event, UnitCard};

use super::rig::*;
use crate::calls::{RoundDeed, RoundTurn, Unit};
use crate::exchange::{BadNote, RoundRefusal};

const ALL: [&str; 3] = ["101", "102", "103"];

fn does(rig: &mut Rig, desk: &str, id: u128, deed: RoundDeed) -> Result<Round, RoundRefusal> {
    let (now, who) = (rig.now, Rig::identity(desk));
    let done = rig.exchange().change_round(now, &who, RoundId::from_u128(id), deed).expect("the database works");
    rig.act();
    done
}

fn starts(rig: &mut Rig, desk: &str, id: u128, rooms: &[&str]) -> Result<Round, RoundRefusal> {
    does(rig, desk, id, RoundDeed::Start { units: rooms.iter().map(|room| unit(room)).collect() })
}

fn turns(rig: &mut Rig, desk: &str, id: u128, turn: RoundTurn) -> Result<Round, RoundRefusal> {
    does(rig, desk, id, RoundDeed::Turn(turn))
}

fn says(rig: &mut Rig, desk: &str, room: &str, outcome: StopOutcome) -> Result<Round, RoundRefusal> {
    does(rig, desk, 1, RoundDeed::Settle { unit: unit(room), said: SettleStop { outcome, note: None } })
}

/// A desk calls a room in vain.
fn calls(rig: &mut Rig, desk: &str, call: u128, room: &str) {
    rig.say(desk, place(call, room)).expect("free");
    let call_id = CallId::from_u128(call);
    rig.say(desk, CommandBody::CallEnd { call_id, reason: EndReason::Cancelled }).expect("its own call");
}

/// And says what came of it.
fn came(rig: &mut Rig, desk: &str, call: u128, outcome: Outcome) {
    let outcome = CallOutcome { outcome, note: Some(Private("slept".to_owned())) };
    rig.say(desk, CommandBody::CallOutcome { call_id: CallId::from_u128(call), outcome }).expect("its own call");
}

fn rounds(rig: &mut Rig, desk: &str) -> Vec<Round> {
    let now = rig.now;
    rig.exchange().rounds_of(now, desk).expect("the database works")
}

fn stop(rig: &mut Rig, room: &str) -> Stop {
    let round = rounds(rig, "desk-1").into_iter().find(|round| round.id == RoundId::from_u128(1)).expect("a round");
    round.stops.into_iter().find(|stop| stop.unit_id == unit(room)).expect("a stop")
}

fn outcome(rig: &mut Rig, room: &str) -> Option<StopOutcome> {
    stop(rig, room).done.map(|done| done.outcome)
}

/// The rounds that a desk was told of, by their revision and the rooms that came with it.
fn told(rig: &mut Rig, desk: &str) -> Vec<(u32, Vec<String>)> {
    let news = |event| match event {
        Event::RoundChanged { round } => {
            Some((round.revision, round.stops.into_iter().map(|stop| stop.room).collect()))
        }
        _ => None,
    };
    rig.events(desk).into_iter().filter_map(news).collect()
}

fn front() -> Rig {
    let mut rig = Rig::new();
    for desk in ["desk-1", "desk-2", "ward-1"] {
        rig.connect(desk);
    }
    rig
}

#[test]
fn a_round_is_settled_by_its_calls_and_ends_when_somebody_says_so() {
    let mut rig = front();
    let round = starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
    assert_eq!((round.ring_group.as_str(), round.started_by.0.as_str()), ("front", "Ann at desk-1"));
    assert_eq!(told(&mut rig, "desk-2"), [(1, vec![])]);
    for (call, room, said) in [(1, "101", Outcome::Reached), (2, "102", Outcome::NoAnswer)] {
        calls(&mut rig, "desk-1", call, room);
        came(&mut rig, "desk-1", call, said);
        let done = stop(&mut rig, room).done.expect("settled");
        assert_eq!((done.outcome, done.call), (said.into(), Some(CallId::from_u128(call))));
        assert_eq!((done.note, done.staff.0.as_str()), (Some(Private("slept".to_owned())), "Ann at desk-1"));
    }
    assert_eq!(told(&mut rig, "desk-2"), [(2, vec!["101".to_owned()]), (3, vec!["102".to_owned()])]);
    says(&mut rig, "desk-1", "103", StopOutcome::Skipped).expect("it is in the round");
    assert_eq!(rounds(&mut rig, "desk-2")[0].state.runs_at(), Some("desk-1"), "until somebody finishes it");
    came(&mut rig, "desk-1", 2, Outcome::Reached);
    assert_eq!(outcome(&mut rig, "102"), Some(StopOutcome::Reached), "a slip is mended");
    turns(&mut rig, "desk-1", 1, RoundTurn::Finish).expect("it runs here");
    assert!(
        matches!(&rounds(&mut rig, "desk-2")[0].state, RoundState::Finished { staff, .. } if staff.0 == "Ann at desk-1")
    );
    assert_eq!((rounds(&mut rig, "ward-1"), told(&mut rig, "ward-1")), (vec![], vec![]), "another ring group");
}

#[test]
fn what_is_done_twice_is_done_once_and_told_once() {
    let mut rig = front();
    let first = starts(&mut rig, "desk-1", 1, &ALL);
    assert_eq!(starts(&mut rig, "desk-1", 1, &ALL), first);
    assert_eq!(starts(&mut rig, "desk-1", 1, &ALL[..2]), Err(RoundRefusal::ForeignId));
    assert_eq!(starts(&mut rig, "ward-1", 1, &ALL), Err(RoundRefusal::ForeignId));
    for turn in [RoundTurn::Resume, RoundTurn::Pause, RoundTurn::Resume, RoundTurn::Finish] {
        for _ in 0..2 {
            turns(&mut rig, "desk-1", 1, turn).expect("its own round");
            rig.pass(secs(1));
        }
    }
    let revisions: Vec<u32> = told(&mut rig, "desk-2").into_iter().map(|(revision, _)| revision).collect();
    assert_eq!(revisions, [1, 2, 3, 4], "it ran here already when it was first resumed");

    starts(&mut rig, "desk-1", 2, &ALL).expect("the other one is finished");
    let settle =
        || RoundDeed::Settle { unit: unit("101"), said: SettleStop { outcome: StopOutcome::Skipped, note: None } };
    let settled = does(&mut rig, "desk-1", 2, settle());
    rig.pass(secs(1));
    assert_eq!(does(&mut rig, "desk-2", 2, settle()), settled);
    assert_eq!(told(&mut rig, "desk-2").len(), 2);
}

#[test]
fn a_round_is_paused_here_and_goes_on_there_or_is_taken_over() {
    let mut rig = front();
    starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
    turns(&mut rig, "desk-1", 1, RoundTurn::Pause).expect("it runs here");
    assert_eq!(rounds(&mut rig, "desk-2")[0].state.runs_at(), None);
    turns(&mut rig, "desk-2", 1, RoundTurn::Resume).expect("nobody runs it");
    calls(&mut rig, "desk-2", 1, "101");
    came(&mut rig, "desk-2", 1, Outcome::Reached);
    assert_eq!(stop(&mut rig, "101").done.expect("settled").staff.0, "Ann at desk-2");

    turns(&mut rig, "desk-1", 1, RoundTurn::Resume).expect("taken over");
    for late in [RoundTurn::Pause, RoundTurn::Finish] {
        assert_eq!(turns(&mut rig, "desk-2", 1, late), Err(RoundRefusal::RunsElsewhere));
    }
    assert_eq!(rounds(&mut rig, "desk-1")[0].state.runs_at(), Some("desk-1"));
    starts(&mut rig, "desk-2", 2, &["103"]).expect("none runs here any more");
    assert_eq!(turns(&mut rig, "desk-2", 1, RoundTurn::Resume), Err(RoundRefusal::OneRunsHere));
    assert_eq!(starts(&mut rig, "desk-2", 3, &["103"]), Err(RoundRefusal::OneRunsHere));
    says(&mut rig, "desk-2", "102", StopOutcome::Skipped).expect("what is true of a room may be said at any desk");
    turns(&mut rig, "desk-1", 1, RoundTurn::Finish).expect("it runs here");
    for late in [RoundTurn::Pause, RoundTurn::Resume] {
        assert_eq!(turns(&mut rig, "desk-1", 1, late), Err(RoundRefusal::Over));
    }
    assert_eq!(says(&mut rig, "desk-1", "103", StopOutcome::Reached), Err(RoundRefusal::Over));
}

#[test]
fn whoever_hands_over_leaves_the_round_of_their_desk_to_whoever_goes_on() {
    let mut rig = Rig::new();
    starts(&mut rig, "desk-1", 1, &ALL).expect("a round");
    starts(&mut rig, "desk-2", 2, &ALL).expect("another");
    let new = NewHandover { id: HandoverId::from_u128(1), note: None };
    let now = rig.now;
    rig.exchange().hand_over(now, &Rig::identity("desk-1"), new).expect("the database works").expect("stored");
    rig.act();
    let rounds = rounds(&mut rig, "desk-2");
    assert!(matches!(&rounds[0].state, RoundState::Paused { staff, .. } if staff.0 == "Ann at desk-1"));
    assert_eq!(rounds[1].state.runs_at(), Some("desk-2"), "nobody has left that desk");
    turns(&mut rig, "desk-3", 1, RoundTurn::Resume).expect("it waits for anybody");
}

#[test]
fn a_word_about_a_call_of_the_round_counts_however_late_it_comes() {
    for turn in [RoundTurn::Pause, RoundTurn::Finish] {
        let mut rig = front();
        starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
        calls(&mut rig, "desk-1", 1, "101");
        rig.pass(secs(5));
        turns(&mut rig, "desk-1", 1, turn).expect("it runs here");
        rig.pass(secs(5));
        calls(&mut rig, "desk-1", 2, "102");
        turns(&mut rig, "desk-2", 1, RoundTurn::Finish).expect("nobody runs it");
        for call in [1, 2] {
            came(&mut rig, "desk-1", call, Outcome::Reached);
        }
        assert_eq!(outcome(&mut rig, "101"), Some(StopOutcome::Reached), "{turn:?}");
        assert_eq!(outcome(&mut rig, "102"), None, "it was called after the round had been left");
    }
}

#[test]
fn what_is_said_of_a_call_and_its_stop_are_stored_together_or_not_at_all() {
    let mut rig = front();
    starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
    calls(&mut rig, "desk-1", 1, "101");
    let said = CallOutcome { outcome: Outcome::NeedsVisit, note: None };
    rig.say_in_vain("desk-1", CommandBody::CallOutcome { call_id: CallId::from_u128(1), outcome: said }, "stop");
    assert_eq!((rig.last_call().outcome, outcome(&mut rig, "101")), (None, None));
    assert_eq!(rig.callbacks("desk-1"), []);
    rig.connect("desk-1");
    came(&mut rig, "desk-1", 1, Outcome::NeedsVisit);
    assert_eq!(rig.last_call().outcome.map(|told| told.outcome), Some(Outcome::NeedsVisit));
    assert_eq!(outcome(&mut rig, "101"), Some(StopOutcome::NeedsVisit));
}

#[test]
fn other_calls_settle_nothing() {
    let mut rig = front();
    calls(&mut rig, "desk-1", 1, "101");
    rig.pass(secs(1));
    starts(&mut rig, "desk-1", 1, &["101", "102"]).expect("two rooms");
    came(&mut rig, "desk-1", 1, Outcome::Reached);
    assert_eq!(outcome(&mut rig, "101"), None, "it was called before the round began");
    calls(&mut rig, "desk-2", 2, "101");
    came(&mut rig, "desk-2", 2, Outcome::Reached);
    assert_eq!(outcome(&mut rig, "101"), None, "it was called at a desk where the round does not run");
    calls(&mut rig, "desk-1", 3, "103");
    came(&mut rig, "desk-1", 3, Outcome::Reached);
    assert_eq!(rounds(&mut rig, "desk-1")[0].revision, 1, "a room that is not in the round");
}

#[test]
fn whoever_mends_a_stop_by_hand_mends_the_call_and_the_call_back_list() {
    let mut rig = front();
    starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
    calls(&mut rig, "desk-1", 1, "101");
    came(&mut rig, "desk-1", 1, Outcome::NoAnswer);
    says(&mut rig, "desk-2", "101", StopOutcome::NeedsVisit).expect("it is in the round");
    assert_eq!(rig.last_call().outcome.map(|told| told.outcome), Some(Outcome::NeedsVisit));
    let open = rig.callbacks("desk-1");
    assert_eq!((open.len(), open[0].id, open[0].errand), (1, CallId::from_u128(1), Errand::Visit));
    assert_eq!(open[0].opened_by, Some(Private("Ann at desk-2".to_owned())));
    assert_eq!(stop(&mut rig, "101").done.expect("settled").call, Some(CallId::from_u128(1)));
    says(&mut rig, "desk-1", "101", StopOutcome::Skipped).expect("it is in the round");
    assert_eq!(rig.callbacks("desk-1"), []);
    assert_eq!(rig.last_call().outcome.map(|told| told.outcome), Some(Outcome::NeedsVisit), "no word about the call");
}

#[test]
fn a_stop_that_nobody_called_may_need_a_visit_too_and_a_changed_mind_takes_it_back() {
    let mut rig = front();
    starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
    for room in ["101", "102"] {
        says(&mut rig, "desk-1", room, StopOutcome::NeedsVisit).expect("it is in the round");
    }
    let open = rig.callbacks("desk-2");
    let rooms: Vec<_> = open.iter().map(|callback| callback.room.clone().expect("a room")).collect();
    assert_eq!(rooms, ["101", "102"]);
    assert!(open.iter().all(|callback| callback.errand == Errand::Visit));
    says(&mut rig, "desk-1", "101", StopOutcome::CallAgain).expect("it is in the round");
    assert_eq!(rig.callbacks("desk-2").len(), 2, "the same line asks for something else");
    says(&mut rig, "desk-1", "101", StopOutcome::Skipped).expect("it is in the round");
    says(&mut rig, "desk-1", "102", StopOutcome::Reached).expect("it is in the round");
    assert_eq!(rig.callbacks("desk-2"), []);
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let mut rig = front();
    for (desk, rooms, refusal) in [
        ("desk-1", &[][..], RoundRefusal::BadRooms),
        ("desk-1", &["101", "102", "101"], RoundRefusal::BadRooms),
        ("desk-1", &["101", "cellar"], RoundRefusal::NoSuchUnit),
        ("desk-1", &["101"; Round::MOST_STOPS + 1], RoundRefusal::TooManyRooms),
        ("attic", &["101"], RoundRefusal::NoRingGroup),
    ] {
        assert_eq!(starts(&mut rig, desk, 1, rooms), Err(refusal));
    }
    assert_eq!(rounds(&mut rig, "desk-1"), []);
    starts(&mut rig, "desk-1", 1, &["101"]).expect("one room");
    let note = |note: String| SettleStop { outcome: StopOutcome::Reached, note: Some(Private(note)) };
    for (desk, id, room, said, refusal) in [
        ("desk-1", 2, "101", note(String::new()), RoundRefusal::NotFound),
        ("desk-1", 1, "102", note(String::new()), RoundRefusal::NotFound),
        ("ward-1", 1, "101", note(String::new()), RoundRefusal::NotFound),
        ("desk-1", 1, "101", note("x".repeat(501)), RoundRefusal::Note(BadNote::Long)),
        ("desk-1", 1, "101", note("a\nb".into()), RoundRefusal::Note(BadNote::NotOneLine)),
    ] {
        assert_eq!(does(&mut rig, desk, id, RoundDeed::Settle { unit: unit(room), said }), Err(refusal));
    }
    for turn in [RoundTurn::Resume, RoundTurn::Pause, RoundTurn::Finish] {
        assert_eq!(turns(&mut rig, "ward-1", 1, turn), Err(RoundRefusal::NotFound));
    }
    assert_eq!(rounds(&mut rig, "desk-1")[0].revision, 1);
}

#[test]
fn rounds_that_nobody_finishes_do_not_pile_up_for_ever() {
    let mut rig = front();
    for id in 1..=16 {
        starts(&mut rig, "desk-1", id, &["101"]).expect("one at a time");
        turns(&mut rig, "desk-1", id, RoundTurn::Pause).expect("it runs here");
    }
    assert_eq!(starts(&mut rig, "desk-1", 17, &["101"]), Err(RoundRefusal::TooManyRounds));
    turns(&mut rig, "desk-2", 1, RoundTurn::Finish).expect("nobody runs it");
    starts(&mut rig, "desk-1", 17, &["101"]).expect("one less is open");
}

#[test]
fn a_finished_round_is_listed_for_a_day() {
    let mut rig = front();
    starts(&mut rig, "desk-1", 1, &["101"]).expect("one room");
    turns(&mut rig, "desk-1", 1, RoundTurn::Finish).expect("it runs here");
    rig.pass(secs(24 * 3600));
    starts(&mut rig, "desk-1", 2, &["102"]).expect("one room");
    let ids: Vec<u128> = rounds(&mut rig, "desk-2").iter().map(|round| round.id.as_u128()).collect();
    assert_eq!(ids, [2, 1], "the open one first");
    rig.pass(secs(1));
    assert_eq!(rounds(&mut rig, "desk-2").len(), 1);
}

#[test]
fn a_round_outlives_a_crash_and_stands_in_every_snapshot_of_its_group() {
    let mut rig = front();
    starts(&mut rig, "desk-1", 1, &ALL).expect("three rooms");
    says(&mut rig, "desk-1", "102", StopOutcome::Skipped).expect("it is in the round");
    let before = rounds(&mut rig, "desk-1");
    rig.crash();
    assert_eq!(rig.connect("desk-2").rounds, before);
    assert_eq!(rig.connect("ward-1").rounds, []);
    rig.connect("desk-1");
    calls(&mut rig, "desk-1", 1, "101");
    came(&mut rig, "desk-1", 1, Outcome::Reached);
    assert_eq!(outcome(&mut rig, "101"), Some(StopOutcome::Reached));
}

#[test]
fn the_longest_round_there_can_be_is_told_in_messages_that_are_not_too_long() {
    let mut rig = Rig::new();
    let card = |number: usize| UnitCard {
        unit_id: unit(&format!("{number:#>64}")),
        name: Private("𝄞".repeat(100)),
        room: "𝄞".repeat(50),
        notes: None,
    };
    let room = |number| Unit { card: card(number), communication_profile_id: None, persistent_unit_id: None };
    rig.settings.units = (0..Round::MOST_STOPS).map(room).collect();
    rig.crash();
    rig.connect("desk-1");
    let units: Vec<_> = rig.settings.units.iter().map(|unit| unit.card.unit_id.clone()).collect();
    does(&mut rig, "desk-1", 1, RoundDeed::Start { units: units.clone() }).expect("as many as may be");
    for unit in units {
        let note = Some(Private("𝄞".repeat(CallOutcome::LONGEST_NOTE)));
        let said = SettleStop { outcome: StopOutcome::Reached, note };
        does(&mut rig, "desk-1", 1, RoundDeed::Settle { unit, said }).expect("it is in the round");
    }
    // Reading them checks the length of every message.
    assert_eq!(told(&mut rig, "desk-1").len(), 201);
    assert_eq!(rig.connect("desk-2").rounds, [], "it has no room");
    assert_eq!(told(&mut rig, "desk-2"), [(201, vec![])], "so it is only named");
    assert!(rounds(&mut rig, "desk-2")[0].stops.iter().all(|stop| stop.done.is_some()));
}
