//! Rounds at one desk: what is asked, what is told, and what is not believed.

use roomline_signaling::call::RoundId;
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::round::{Round, RoundState, Rounds, SettleStop, Stop, StopDone, StopOutcome};

use super::*;

const DAY_MS: u64 = 24 * 3600 * 1000;

/// A round of both rooms that runs at this desk.
fn round(id: u128) -> Round {
    let stop = |room: &str| Stop {
        unit_id: unit(room),
        name: Private(format!("Resident of {room}")),
        room: room.to_owned(),
        done: None,
    };
    Round {
        id: RoundId::from_u128(id),
        ring_group: "Front desk".into(),
        started_by: Private("Ann".into()),
        started_ms: 1_000,
        revision: 1,
        state: running("Desk 1"),
        stops: vec![stop("101"), stop("102")],
    }
}

fn running(station: &str) -> RoundState {
    RoundState::Running { station: station.into(), staff: Private("Ann".into()), since_ms: 1_000 }
}

fn finished(at_ms: u64) -> RoundState {
    RoundState::Finished { staff: Private("Ann".into()), at_ms }
}

/// The event after which so much of a round is true.
fn news(id: u128, revision: u32, settled: &[(&str, StopOutcome)]) -> Event {
    let stops = round(id).stops.into_iter().filter_map(|stop| {
        let (_, outcome) = settled.iter().find(|(room, _)| *room == stop.room)?;
        Some(done(stop, *outcome))
    });
    Event::RoundChanged { round: Round { revision, stops: stops.collect(), ..round(id) } }
}

fn done(stop: Stop, outcome: StopOutcome) -> Stop {
    let done = StopDone { outcome, note: None, staff: Private("Ann".into()), at_ms: 2_000, call: None };
    Stop { done: Some(done), ..stop }
}

fn skipped(round: u128, room: &str) -> Request {
    let said = SettleStop { outcome: StopOutcome::Skipped, note: None };
    Request::SettleStop { round: RoundId::from_u128(round), unit: unit(room), said }
}

impl FrontDesk {
    /// Ready, with these rounds.
    fn with_rounds(rounds: Vec<Round>) -> Self {
        let mut desk = Self::ready();
        desk.reconnects(&Snapshot { rounds, ..Snapshot::default() });
        desk.forget();
        desk
    }

    /// What was asked about rounds since the last time; `None`: for all of them.
    fn asked_of_rounds(&mut self) -> Vec<Option<(RoundId, RoundDeed)>> {
        let of = |ask| match ask {
            Ask::Rounds { .. } => Some(None),
            Ask::Round { id, deed, .. } => Some(Some((id, deed))),
            _ => None,
        };
        self.asked.drain(..).filter_map(of).collect()
    }

    fn is_answered(&mut self, outcome: Result<Round, AskError>) {
        self.hears(Input::Answer(Answer::Round(outcome)));
    }

    fn outcomes(&self) -> Vec<Option<StopOutcome>> {
        let round = self.core.state().rounds.remove(0);
        round.stops.into_iter().map(|stop| stop.done.map(|done| done.outcome)).collect()
    }
}

#[test]
fn a_round_is_started_once_with_each_room_once() {
    let mut desk = FrontDesk::ready();
    let rooms = ["102", "101", "102"].map(unit).to_vec();
    desk.asks(Request::StartRound(rooms.clone())).expect("none runs here");
    let asked = <[_; 1]>::try_from(desk.asked_of_rounds()).expect("one question");
    let [Some((id, RoundDeed::Start { units }))] = asked else { panic!("not a start") };
    assert_eq!(units, ["102", "101"].map(unit));
    assert!(id.to_string().as_bytes()[14] == b'7', "{id}");
    assert_eq!(desk.asks(Request::StartRound(rooms.clone())), Err(RequestError::RoundRunning), "a double click");
    desk.event(Event::RoundChanged { round: Round { id, stops: Vec::new(), ..round(0) } });
    assert_eq!(desk.asked_of_rounds(), [], "its own start comes whole with the answer");
    desk.is_answered(Ok(Round { id, ..round(0) }));
    assert_eq!(desk.core.state().rounds, [Round { id, ..round(0) }]);
    assert_eq!(desk.asks(Request::StartRound(rooms)), Err(RequestError::RoundRunning));
}

#[test]
fn what_no_round_can_be_made_of_is_refused_at_once() {
    let mut desk = FrontDesk::ready();
    for (rooms, error) in [
        (vec![], RequestError::EmptyRound),
        (vec![unit("101"); Round::MOST_STOPS + 1], RequestError::EmptyRound),
        (vec![unit("101"), unit("999")], RequestError::NoSuchUnit),
    ] {
        assert_eq!(desk.asks(Request::StartRound(rooms)), Err(error));
    }
    let id = RoundId::from_u128(1);
    for request in [Request::ResumeRound(id), Request::PauseRound(id), Request::FinishRound(id), skipped(1, "101")] {
        assert_eq!(desk.asks(request), Err(RequestError::NoSuchRound));
    }
    assert_eq!(desk.asked_of_rounds(), []);
    let mut nobody = FrontDesk::started();
    assert_eq!(nobody.asks(Request::StartRound(vec![unit("101")])), Err(RequestError::NotSignedIn));
}

#[test]
fn what_runs_elsewhere_is_taken_over_unless_one_runs_here() {
    let elsewhere = Round { state: running("Desk 2"), ..round(1) };
    let mut desk = FrontDesk::with_rounds(vec![elsewhere, round(2), Round { state: finished(2_000), ..round(3) }]);
    let resume = |id| Request::ResumeRound(RoundId::from_u128(id));
    assert_eq!(desk.asks(resume(1)), Err(RequestError::RoundRunning));
    assert_eq!(desk.asks(resume(3)), Err(RequestError::NoSuchRound), "it is over");
    assert_eq!(desk.asks(skipped(2, "103")), Err(RequestError::NoSuchRound), "the room is not in it");
    desk.asks(Request::PauseRound(RoundId::from_u128(2))).expect("it runs here");
    let paused = RoundState::Paused { staff: Private("Ann".into()), since_ms: 3_000 };
    desk.is_answered(Ok(Round { state: paused, revision: 2, ..round(2) }));
    desk.forget();
    desk.asks(resume(1)).expect("none runs here any more");
    assert_eq!(desk.asked_of_rounds(), [Some((RoundId::from_u128(1), RoundDeed::Resume))]);
}

#[test]
fn of_many_wishes_one_is_asked_after_the_other() {
    let mut desk = FrontDesk::with_rounds(vec![round(1)]);
    let id = RoundId::from_u128(1);
    for request in [skipped(1, "101"), skipped(1, "102"), Request::FinishRound(id)] {
        desk.asks(request).expect("it runs here");
    }
    let is_settling = |asked: &[Option<(RoundId, RoundDeed)>], room: &str| matches!(asked, [Some((_, RoundDeed::Settle { unit, .. }))] if unit.as_str() == room);
    assert!(is_settling(&desk.asked_of_rounds(), "101"));
    desk.is_answered(Ok(Round { revision: 2, ..round(1) }));
    assert!(is_settling(&desk.asked_of_rounds(), "102"));
    desk.is_answered(Ok(Round { revision: 3, ..round(1) }));
    assert_eq!(desk.asked_of_rounds(), [Some((id, RoundDeed::Finish))]);
    desk.is_answered(Ok(Round { revision: 4, state: finished(5_000), ..round(1) }));
    assert!(desk.core.state().rounds[0].state.is_finished());
}

#[test]
fn an_event_has_only_what_is_new_and_what_is_old_is_no_news() {
    let mut desk = FrontDesk::with_rounds(vec![round(1)]);
    desk.event(news(1, 2, &[("102", StopOutcome::Skipped)]));
    assert_eq!(desk.outcomes(), [None, Some(StopOutcome::Skipped)]);
    let late = Round { stops: round(1).stops, ..round(1) };
    desk.asks(skipped(1, "101")).expect("it runs here");
    desk.is_answered(Ok(late));
    assert_eq!(desk.outcomes(), [None, Some(StopOutcome::Skipped)], "an answer that was overtaken");
    desk.event(news(1, 2, &[("101", StopOutcome::Reached)]));
    desk.event(news(1, 1, &[("101", StopOutcome::Reached)]));
    assert_eq!(desk.outcomes(), [None, Some(StopOutcome::Skipped)]);
    desk.event(news(1, 3, &[("101", StopOutcome::NoAnswer)]));
    assert_eq!(desk.outcomes(), [Some(StopOutcome::NoAnswer), Some(StopOutcome::Skipped)]);
    desk.forget();
}

#[test]
fn whoever_misses_something_asks_for_all_rounds_until_they_come() {
    for event in [news(1, 3, &[("101", StopOutcome::Reached)]), news(2, 1, &[])] {
        let mut desk = FrontDesk::with_rounds(vec![round(1)]);
        desk.event(event);
        assert_eq!(desk.asked_of_rounds(), [None]);
        assert_eq!(desk.outcomes(), [None, None]);
        desk.hears(Input::Answer(Answer::Rounds(Err(AskError::Unreachable))));
        assert_eq!(desk.asked_of_rounds(), []);
        desk.waits(secs(5));
        assert_eq!(desk.asked_of_rounds(), [None]);
        let rounds = vec![Round { revision: 3, ..round(1) }, round(2)];
        desk.hears(Input::Answer(Answer::Rounds(Ok(Rounds { rounds: rounds.clone() }))));
        assert_eq!(desk.core.state().rounds, rounds);
        desk.waits(secs(4));
        assert_eq!(desk.asked_of_rounds(), []);
    }
}

#[test]
fn a_middleware_that_has_no_rounds_is_not_asked_for_ever() {
    let mut desk = FrontDesk::ready();
    desk.asks(Request::StartRound(vec![unit("101")])).expect("none runs here");
    desk.asked_of_rounds();
    desk.is_answered(Err(AskError::Refused(ErrorCode::NotFound)));
    assert_eq!((desk.core.state().notice, desk.asked_of_rounds()), (Some(Notice::NotReached), vec![None]));
    desk.hears(Input::Answer(Answer::Rounds(Err(AskError::Refused(ErrorCode::NotFound)))));
    desk.waits(secs(6));
    assert_eq!(desk.asked_of_rounds(), []);
}

#[test]
fn a_refused_wish_is_followed_by_the_truth() {
    for code in [ErrorCode::Taken, ErrorCode::RoundOver, ErrorCode::RoundRunning] {
        let mut desk = FrontDesk::with_rounds(vec![round(1)]);
        desk.asks(Request::PauseRound(RoundId::from_u128(1))).expect("it runs here");
        desk.forget();
        desk.is_answered(Err(AskError::Refused(code)));
        assert_eq!(
            (desk.core.state().notice, desk.asked_of_rounds()),
            (Some(Notice::RoundMoved), vec![None]),
            "{code:?}"
        );
    }
    let mut desk = FrontDesk::with_rounds(vec![round(1)]);
    desk.asks(skipped(1, "101")).expect("it runs here");
    desk.is_answered(Err(AskError::Refused(ErrorCode::NotFound)));
    assert_eq!((desk.core.state().notice, desk.core.state().rounds), (Some(Notice::NotReached), vec![]), "it is gone");
}

#[test]
fn without_a_network_nothing_waits_to_be_done_later() {
    let mut desk = FrontDesk::with_rounds(vec![round(1)]);
    for request in [skipped(1, "101"), Request::FinishRound(RoundId::from_u128(1))] {
        desk.asks(request).expect("it runs here");
    }
    desk.forget();
    desk.is_answered(Err(AskError::Unreachable));
    assert_eq!(desk.core.state().notice, Some(Notice::NotReached));
    assert_eq!(desk.asked_of_rounds(), [None], "whether it was done all the same");
}

#[test]
fn a_finished_round_goes_a_day_after_it_was() {
    let mut desk = FrontDesk::with_rounds(vec![Round { state: finished(5_000), ..round(1) }]);
    let started = |since_ms| Round { state: RoundState::Paused { staff: Private("Ann".into()), since_ms }, ..round(2) };
    for (since_ms, left) in [(5_000 + DAY_MS, 2), (5_001 + DAY_MS, 1)] {
        let rounds = vec![Round { revision: u32::try_from(since_ms / DAY_MS).expect("small"), ..started(since_ms) }];
        desk.hears(Input::Answer(Answer::Rounds(Ok(Rounds { rounds }))));
        assert_eq!(desk.core.state().rounds.len(), left);
    }
}

#[test]
fn whoever_signs_out_leaves_no_round_behind() {
    let mut desk = FrontDesk::with_rounds(vec![round(1)]);
    desk.asks(Request::FinishRound(RoundId::from_u128(1))).expect("it runs here");
    desk.asks(Request::SignOut).expect("somebody is signed in");
    assert_eq!(desk.core.state().rounds, []);
    desk.is_answered(Ok(round(1)));
    assert_eq!(desk.core.state().rounds, [], "an answer to whoever sat here before");
}
