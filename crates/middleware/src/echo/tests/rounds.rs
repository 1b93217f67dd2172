//! Rounds in good weather: how many questions, how fast, and what the desks are told.

use std::time::Duration;

use roomline_signaling::rest::EchoState::{Offline, Online, Unknown};
use roomline_signaling::rest::UnitEcho;

use super::super::question::Question;
use super::super::{Memory, Property};
use super::bench::{Bench, EVERY, id, room, start, unit};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_round_asks_for_a_hundred_units_at_once_and_for_every_page() {
    let mut bench = Bench::new(250);
    bench.run_for(MINUTE / 2);
    let firsts = bench.asked.iter().filter(|(_, question)| matches!(question, Question::Echos { page: None, .. }));
    assert_eq!((firsts.count(), bench.asked.len()), (3, 25));
    assert!((0..250).all(|room| bench.state(room) == Some(Online)));
    bench.keeps_its_pace();
    assert_eq!(bench.rounds, [start()]);
    bench.forget();
    bench.run_for(MINUTE);
    assert_eq!((bench.rounds.clone(), bench.asked.len()), (vec![start() + EVERY], 25));
    assert!(bench.told.is_empty(), "nothing changed");
}

#[test]
fn five_thousand_rooms_are_asked_for_no_faster_than_fifty() {
    let mut bench = Bench::new(5_000);
    bench.run_for(MINUTE * 30);
    bench.keeps_its_pace();
    assert!(
        (0..5_000).all(|room| bench.state(room) == Some(Online)),
        "no room is forgotten while the others are asked"
    );
    let rounds = bench.rounds.windows(2).map(|two| two[0].until(two[1]).as_secs());
    assert!(rounds.clone().all(|seconds| (150..180).contains(&seconds)), "{:?}", rounds.collect::<Vec<_>>());
}

#[test]
fn an_echo_that_goes_and_comes_is_told_once_each_with_its_times() {
    let mut bench = Bench::new(3);
    bench.run_for(MINUTE * 2);
    bench.forget();
    bench.amazon.put(1, &[Offline]);
    bench.run_for(MINUTE * 3);
    let [(at, news)] = bench.told.as_slice() else { panic!("told once: {:?}", bench.told) };
    let (since, seen) = (at.as_millis(), at.as_millis() - EVERY.as_millis() as u64);
    let gone = UnitEcho { unit_id: id(1), echo: Offline, echo_since_ms: Some(since), echo_seen_ms: Some(seen) };
    assert_eq!(news, &[gone]);
    bench.forget();
    bench.amazon.put(1, &[Online]);
    bench.run_for(MINUTE * 3);
    let [(at, news)] = bench.told.as_slice() else { panic!("told once: {:?}", bench.told) };
    let since = Some(at.as_millis());
    assert_eq!(news, &[UnitEcho { unit_id: id(1), echo: Online, echo_since_ms: since, echo_seen_ms: None }]);
}

#[test]
fn a_room_with_two_echos_is_online_while_one_is_and_one_without_is_not_known() {
    let mut bench = Bench::new(2);
    bench.amazon.put(0, &[Offline, Online]);
    bench.amazon.put(1, &[]);
    bench.run_for(MINUTE);
    assert_eq!((bench.state(0), bench.state(1)), (Some(Online), None));
    bench.amazon.put(0, &[Offline, Offline]);
    bench.run_for(MINUTE);
    assert_eq!(bench.state(0), Some(Offline));
    bench.amazon.put(0, &[]);
    bench.run_for(MINUTE);
    assert_eq!(bench.state(0), Some(Unknown), "the Echo was carried away");
}

#[test]
fn when_the_whole_house_goes_dark_the_desks_are_told_in_few_words() {
    let mut bench = Bench::new(1_000);
    bench.run_for(Duration::from_secs(100));
    bench.forget();
    bench.amazon.all(Offline);
    bench.run_for(MINUTE * 2);
    assert!((0..1_000).all(|room| bench.state(room) == Some(Offline)));
    assert!(bench.told.len() <= 10, "a question for a hundred units is one piece of news: {}", bench.told.len());
    assert!(bench.told.windows(2).all(|two| two[0].0.until(two[1].0) >= Duration::from_secs(2)));
}

#[test]
fn a_restart_goes_on_from_what_was_kept_and_forgets_what_is_too_old() {
    let mut bench = Bench::new(2);
    bench.run_for(MINUTE);
    let sights = (0..2).map(|room| (id(room), super::super::sight::Sight { state: Online, since: None, seen: None }));
    let memory = |ago: Duration| Memory {
        sights: sights.clone().collect(),
        round_at: Some(roomline_signaling::call::switchboard::WallTime::from_millis(
            start().as_millis() - ago.as_millis() as u64,
        )),
        look_at: Some(start()),
    };
    let mut soon = Bench::with(2, memory(MINUTE * 2));
    soon.run_for(MINUTE);
    assert!(soon.told.is_empty(), "nobody is told what everybody knows: {:?}", soon.told);
    let mut late = Bench::with(2, memory(MINUTE * 4));
    late.run_for(Duration::ZERO);
    assert_eq!(late.told[0].1.iter().map(|news| news.echo).collect::<Vec<_>>(), [Unknown, Unknown]);
    let seen = start().as_millis() - 4 * 60_000;
    assert!(late.told[0].1.iter().all(|news| news.echo_seen_ms == Some(seen)), "{:?}", late.told);
}

#[test]
fn rooms_come_and_go_with_the_directory_and_two_of_one_unit_are_asked_for_once() {
    let mut bench = Bench::new(2);
    bench.run_for(MINUTE);
    bench.forget();
    bench.amazon.put(7, &[Online]);
    let rooms = [(id(1), room(1)), (id(7), room(7)), (id(8), room(7))].into();
    bench.property(Property { root: None, rooms });
    bench.run_for(MINUTE / 4);
    assert_eq!((bench.state(7), bench.state(8), bench.state(1)), (Some(Online), Some(Online), None));
    let asked = &bench.asked[0].1;
    assert_eq!(asked, &Question::Echos { units: vec![unit(1), unit(7)], page: None });
}

#[test]
fn without_rooms_nothing_is_asked() {
    let bench = Bench::new(0);
    assert_eq!(bench.watch.poll_timeout(), None);
}
