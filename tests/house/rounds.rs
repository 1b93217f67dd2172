//! A round: rooms called one after the other, at one desk and then at another, whatever the network does.

use roomline_signaling::call::{Private, RoundId, UnitId};
use roomline_signaling::outcome::{CallOutcome, Outcome};
use roomline_signaling::round::{Round, RoundState, SettleStop, StopOutcome};
use roomline_station::Request;
use roomline_testkit::{DeskView, House, secs};

use crate::{answers_after, house};

fn room(id: &str) -> UnitId {
    UnitId::new(id).expect("an id")
}

/// Desk 1 starts a round of three rooms.
fn started(seed: u64) -> (House, RoundId) {
    let mut house = house(seed);
    house.script(&answers_after(1_000));
    let rooms = ["room-101", "room-102", "room-103"].map(room).to_vec();
    house.ask_desk("Desk 1", Request::StartRound(rooms)).expect("none runs here");
    house.run_for(secs(2));
    let id = seen(&house, "Desk 1").id;
    (house, id)
}

/// The one round that a desk shows.
fn seen(house: &House, desk: &str) -> Round {
    let [round] = <[Round; 1]>::try_from(house.state(desk).rounds).expect("one round");
    round
}

fn outcomes(house: &House, desk: &str) -> Vec<Option<StopOutcome>> {
    seen(house, desk).stops.iter().map(|stop| stop.done.as_ref().map(|done| done.outcome)).collect()
}

/// A desk talks with a room and hangs up.
fn talks(house: &mut House, desk: &str, room: &str) {
    house.calls(desk, room);
    house.run_until("both talk", secs(10), |house| house.view(desk) == DeskView::Call("In call"));
    house.run_for(secs(2));
    house.hangs_up(desk);
    house.run_for(secs(2));
}

fn says(house: &mut House, desk: &str, outcome: Outcome) {
    let note = Some(Private("well".to_owned()));
    house.ask_desk(desk, Request::SettleCall(CallOutcome { outcome, note })).expect("a call is over");
}

#[test]
fn a_desk_calls_room_after_room_and_another_goes_on_where_it_stopped() {
    let (mut house, id) = started(71);
    assert_eq!(seen(&house, "Desk 2"), seen(&house, "Desk 1"), "both have it whole");
    talks(&mut house, "Desk 1", "room-101");
    says(&mut house, "Desk 1", Outcome::Reached);
    house.run_for(secs(1));
    assert_eq!(outcomes(&house, "Desk 2"), [Some(StopOutcome::Reached), None, None]);

    house.ask_desk("Desk 1", Request::PauseRound(id)).expect("it runs here");
    house.run_for(secs(1));
    house.ask_desk("Desk 2", Request::ResumeRound(id)).expect("nobody runs it");
    house.run_for(secs(1));
    assert_eq!(seen(&house, "Desk 1").state.runs_at(), Some("Desk 2"));
    let said = SettleStop { outcome: StopOutcome::Skipped, note: None };
    house.ask_desk("Desk 2", Request::SettleStop { round: id, unit: room("room-102"), said }).expect("it is in it");
    talks(&mut house, "Desk 2", "room-103");
    says(&mut house, "Desk 2", Outcome::NeedsVisit);
    house.ask_desk("Desk 2", Request::FinishRound(id)).expect("it runs here");
    house.run_for(secs(1));
    let all = [Some(StopOutcome::Reached), Some(StopOutcome::Skipped), Some(StopOutcome::NeedsVisit)];
    for desk in ["Desk 1", "Desk 2"] {
        assert_eq!(outcomes(&house, desk), all, "{desk}");
        assert!(matches!(seen(&house, desk).state, RoundState::Finished { .. }), "{desk}");
    }
    assert_eq!(house.callbacks("Desk 1").len(), 1, "the visit");
    assert_eq!(house.state("Ward A").rounds, [], "another ring group");
}

#[test]
fn what_was_said_without_a_network_is_in_the_round_though_another_desk_finished_it() {
    let (mut house, id) = started(72);
    talks(&mut house, "Desk 1", "room-101");
    house.unplug("Desk 1");
    says(&mut house, "Desk 1", Outcome::Reached);
    house.run_for(secs(5));
    assert_eq!(outcomes(&house, "Desk 2"), [None; 3]);
    house.plug_in("Desk 1");
    house.run_for(secs(15));
    assert_eq!(outcomes(&house, "Desk 2"), [Some(StopOutcome::Reached), None, None]);

    house.unplug("Desk 1");
    house.ask_desk("Desk 2", Request::ResumeRound(id)).expect("taken over");
    house.run_for(secs(1));
    house.ask_desk("Desk 2", Request::FinishRound(id)).expect("it runs here");
    house.run_for(secs(1));
    house.plug_in("Desk 1");
    house.run_for(secs(15));
    assert_eq!(seen(&house, "Desk 1"), seen(&house, "Desk 2"), "what was missed is told");
}

#[test]
fn a_round_outlives_a_crash_of_the_middleware_and_a_restart_of_its_desk() {
    let (mut house, id) = started(73);
    house.kill_middleware();
    house.run_for(secs(3));
    house.start_middleware();
    house.run_for(secs(15));
    house.restart_desk("Desk 1");
    house.run_for(secs(5));
    assert_eq!(seen(&house, "Desk 1").state.runs_at(), Some("Desk 1"));
    assert_eq!(seen(&house, "Desk 1"), seen(&house, "Desk 2"));
    talks(&mut house, "Desk 1", "room-102");
    says(&mut house, "Desk 1", Outcome::NoAnswer);
    house.run_for(secs(1));
    assert_eq!(outcomes(&house, "Desk 2"), [None, Some(StopOutcome::NoAnswer), None]);
    house.ask_desk("Desk 1", Request::FinishRound(id)).expect("it runs here");
    house.run_for(secs(1));
    assert!(seen(&house, "Desk 2").state.is_finished());
}
