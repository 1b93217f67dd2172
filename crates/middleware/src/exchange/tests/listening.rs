//! Ring groups that nobody listens for: who is told, how soon, and what is not worth a word.

use roomline_signaling::staff::{CommandBody, Event, Presence, ServerMessage, Unheard};

use super::rig::*;

/// Front desk, then the nurses; the office rings for nobody else.
fn house() -> Rig {
    Rig::with_groups(vec![
        group("front", &["desk-1", "desk-2"], Some("nurses")),
        group("nurses", &["ward-1"], None),
        group("office", &["office-1"], None),
    ])
}

fn is(ring_group: &str, instead: Option<&str>) -> Unheard {
    Unheard { ring_group: ring_group.into(), instead: instead.map(Into::into) }
}

/// What a station was told of it last; `None`: nothing new.
fn told(rig: &mut Rig, station: &str) -> Option<Vec<Unheard>> {
    rig.messages(station).into_iter().rev().find_map(|message| match message {
        ServerMessage::Event { event: Event::PresenceChanged { unheard, .. }, .. } => Some(unheard),
        _ => None,
    })
}

fn sets(rig: &mut Rig, station: &str, presence: Presence) {
    rig.say(station, CommandBody::PresenceSet { presence }).expect("set");
}

#[test]
fn whoever_leaves_a_group_empty_by_going_away_is_told_at_once_and_until_they_are_back() {
    let mut rig = house();
    for station in ["desk-1", "office-1"] {
        assert_eq!(rig.connect(station).unheard, []);
    }
    told(&mut rig, "office-1");
    sets(&mut rig, "desk-1", Presence::Away);
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![is("front", None)]));
    assert_eq!(told(&mut rig, "office-1"), None, "none of its business");
    sets(&mut rig, "desk-1", Presence::Available);
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![]));
}

#[test]
fn while_a_colleague_listens_nobody_is_warned() {
    let mut rig = house();
    rig.connect("desk-1");
    rig.connect("desk-2");
    told(&mut rig, "desk-1");
    sets(&mut rig, "desk-1", Presence::Away);
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![]), "only how the desks are");
    sets(&mut rig, "desk-2", Presence::Away);
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![is("front", None)]));
    assert_eq!(told(&mut rig, "desk-2"), Some(vec![is("front", None)]));
}

#[test]
fn the_next_group_is_told_that_the_calls_ring_there_instead() {
    let mut rig = house();
    rig.connect("desk-1");
    rig.connect("ward-1");
    told(&mut rig, "ward-1");
    sets(&mut rig, "desk-1", Presence::Away);
    let instead = vec![is("front", Some("nurses"))];
    assert_eq!(told(&mut rig, "desk-1"), Some(instead.clone()));
    assert_eq!(told(&mut rig, "ward-1"), Some(instead));
    sets(&mut rig, "ward-1", Presence::Away);
    assert_eq!(told(&mut rig, "ward-1"), Some(vec![is("front", None), is("nurses", None)]));
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![is("front", None)]), "the nurses' own calls are not its business");
}

#[test]
fn a_connection_that_comes_back_within_ten_seconds_is_not_worth_a_word() {
    let mut rig = house();
    rig.connect("desk-1");
    rig.connect("desk-2");
    sets(&mut rig, "desk-1", Presence::Away);
    told(&mut rig, "desk-1");
    rig.disconnect("desk-2");
    rig.pass(secs(9));
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![]), "only that the desk is gone");
    rig.connect("desk-2");
    rig.pass(secs(60));
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![]));
    rig.disconnect("desk-2");
    rig.pass(secs(10));
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![is("front", None)]));
    rig.pass(secs(3_600));
    assert_eq!(told(&mut rig, "desk-1"), None, "once");
}

#[test]
fn a_desk_that_connects_to_an_empty_group_is_told_by_its_snapshot() {
    let mut rig = house();
    rig.connect("desk-1");
    sets(&mut rig, "desk-1", Presence::Away);
    rig.disconnect("desk-1");
    rig.pass(secs(60));
    assert_eq!(rig.connect("desk-1").unheard, [is("front", None)]);
    assert_eq!(rig.connect("desk-2").unheard, [], "by its coming the group is heard");
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![]));
}

#[test]
fn after_a_restart_desks_have_their_time_to_come_back() {
    let mut rig = house();
    rig.connect("desk-1");
    sets(&mut rig, "desk-1", Presence::Away);
    rig.crash();
    assert_eq!(rig.connect("desk-1").unheard, []);
    rig.pass(secs(11));
    assert_eq!(told(&mut rig, "desk-1"), None);
    rig.pass(secs(1));
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![is("front", None)]));
}

#[test]
fn other_ring_groups_count_at_once() {
    let mut rig = house();
    rig.connect("desk-1");
    sets(&mut rig, "desk-1", Presence::Away);
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![is("front", None)]));
    let groups = vec![group("front", &["desk-2"], None), group("office", &["office-1"], None)];
    rig.input(super::super::Input::RingGroupsChanged(groups));
    assert_eq!(told(&mut rig, "desk-1"), Some(vec![]), "it is in no group any more");
}

#[test]
fn how_many_listen_is_known_for_every_group() {
    let mut rig = house();
    rig.connect("desk-1");
    rig.connect("desk-2");
    let reach =
        |rig: &mut Rig| rig.exchange().reach().into_iter().map(|group| group.reachable_desks).collect::<Vec<_>>();
    assert_eq!(reach(&mut rig), [2, 0, 0]);
    sets(&mut rig, "desk-2", Presence::Away);
    assert_eq!(reach(&mut rig), [1, 0, 0]);
    rig.say("desk-1", place(1, "101")).expect("placed");
    assert_eq!(reach(&mut rig), [1, 0, 0], "a desk in a call is shown the next one");
    rig.disconnect("desk-1");
    assert_eq!(reach(&mut rig), [0, 0, 0]);
}
