//! The slow look at the property.

use std::time::Duration;

use roomline_signaling::rest::EchoState::Online;

use super::super::question::{Answer, Question};
use super::super::{Drift, Memory, Property, Room};
use super::bench::{Bench, id, room, start, unit};

const MINUTE: Duration = Duration::from_secs(60);

/// Rooms 0 to 2 with profiles that are called as they should.
fn whole() -> Bench {
    let mut bench = Bench::with(0, Memory::default());
    for number in 0..3 {
        bench.amazon.put(number, &[Online]);
        bench.amazon.names.insert(unit(number), format!("Room {number}"));
        bench.amazon.profiles.insert(format!("profile-{number}"), (unit(number), format!("Room {number}")));
    }
    bench.amazon.names.insert("floor".into(), "First floor".into());
    bench
}

fn rooms() -> Property {
    let room = |number: usize| Room {
        profile: Some(format!("profile-{number}")),
        profile_name: Some(format!("Room {number}")),
        ..room(number)
    };
    Property { root: Some("root".into()), rooms: (0..3).map(|number| (id(number), room(number))).collect() }
}

#[test]
fn a_property_that_is_as_it_should_be_is_looked_at_once_an_hour() {
    let mut bench = whole();
    bench.property(rooms());
    bench.run_for(MINUTE * 125);
    assert_eq!(bench.drift, [[], [], []]);
    let looks = bench.asked.iter().filter(|(_, question)| !matches!(question, Question::Echos { .. }));
    assert_eq!(looks.count(), 3 * (1 + 3));
    bench.keeps_its_pace();
}

#[test]
fn what_others_changed_at_amazon_is_found() {
    let mut bench = whole();
    bench.amazon.names.insert("unit-annex".into(), "Annex 1".into());
    bench.amazon.names.remove(&unit(1));
    bench.amazon.profiles.remove("profile-0");
    bench.amazon.profiles.insert("profile-2".into(), (unit(2), "Guest".into()));
    bench.property(rooms());
    bench.run_for(MINUTE);
    let expected = [
        Drift::UnitWithoutRoom { unit: "unit-annex".into(), name: Some("Annex 1".into()) },
        Drift::UnitGone { room: id(1), unit: unit(1) },
        Drift::ProfileGone { room: id(0) },
        Drift::ProfileRenamed { room: id(2), name: "Guest".into() },
    ];
    assert_eq!(bench.drift, [expected.to_vec()], "and floors are no rooms");
    let told: Vec<_> = expected.iter().map(ToString::to_string).collect();
    assert!(told.iter().all(|text| text.contains("property") || text.contains("directory")), "{told:?}");
}

#[test]
fn a_room_whose_unit_nobody_knows_is_found_by_its_profile() {
    let mut bench = whole();
    let mut property = rooms();
    property.rooms.values_mut().for_each(|room| room.unit = None);
    bench.property(property.clone());
    bench.run_for(MINUTE * 2);
    let learned = (0..3).map(|number| (id(number), unit(number))).collect::<Vec<_>>();
    assert_eq!(bench.learned, learned);
    assert!((0..3).all(|number| bench.state(number) == Some(Online)), "{:?}", bench.told);
}

#[test]
fn a_look_that_fails_half_way_replaces_nothing_and_a_young_one_is_not_repeated() {
    let mut bench = whole();
    bench.amazon.mood = Some(|question| match question {
        Question::Units { .. } => Some(Answer::Refused),
        _ => None,
    });
    bench.property(rooms());
    bench.run_for(MINUTE * 30);
    assert!(bench.drift.is_empty());

    let mut bench = Bench::with(1, Memory { look_at: Some(start()), ..Memory::default() });
    bench.run_for(MINUTE * 59);
    assert!(bench.drift.is_empty(), "it was looked at a moment before the restart");
    bench.run_for(MINUTE * 2);
    assert_eq!(bench.drift.len(), 1);
}

#[test]
fn rounds_that_never_rest_leave_the_look_every_fifth_question() {
    let mut bench = Bench::with(2_500, Memory::default());
    let property = |number: usize| Room { profile: Some(format!("profile-{number}")), ..room(number) };
    let rooms = (0..2_500).map(|number| (id(number), property(number))).collect();
    bench.forget();
    bench.property(Property { root: None, rooms });
    bench.run_for(MINUTE * 5);
    let looks = bench.asked.iter().filter(|(_, question)| matches!(question, Question::Profile { .. })).count();
    assert!(looks * 5 >= bench.asked.len() - 5, "{looks} of {}", bench.asked.len());
    assert!(bench.rounds.len() >= 3, "{:?}", bench.rounds);
}
