//! Echos that come and go while somebody sits at the desk.

use std::sync::Arc;

use roomline_signaling::rest::{EchoState, UnitEcho};

use super::*;

fn offline(room: &str, since_ms: u64) -> UnitEcho {
    UnitEcho { unit_id: unit(room), echo: EchoState::Offline, echo_since_ms: Some(since_ms), echo_seen_ms: Some(1) }
}

fn shown(desk: &FrontDesk) -> Vec<(EchoState, Option<u64>, Option<u64>)> {
    let units = &desk.core.state().directory.units;
    units.iter().map(|unit| (unit.echo, unit.echo_since_ms, unit.echo_seen_ms)).collect()
}

const ONLINE: (EchoState, Option<u64>, Option<u64>) = (EchoState::Online, None, None);

#[test]
fn an_echo_that_goes_is_shown_at_once_and_the_directory_is_not_fetched() {
    let mut desk = FrontDesk::ready();
    desk.event(Event::EchoChanged { units: vec![offline("102", 7), offline("of another house", 7)] });
    assert_eq!(shown(&desk), [ONLINE, (EchoState::Offline, Some(7), Some(1))]);
    assert!(desk.asked.is_empty());
}

#[test]
fn news_that_are_none_leave_the_same_directory() {
    let mut desk = FrontDesk::ready();
    let before = desk.core.state().directory;
    let online = UnitEcho { echo: EchoState::Online, echo_since_ms: None, echo_seen_ms: None, ..offline("101", 0) };
    desk.event(Event::EchoChanged { units: vec![online] });
    assert!(Arc::ptr_eq(&before, &desk.core.state().directory), "a window draws nothing anew");
}

#[test]
fn a_directory_that_was_asked_for_before_does_not_undo_what_was_told_since() {
    let mut desk = FrontDesk::ready();
    desk.event(Event::EchoChanged { units: vec![offline("101", 5)] });
    desk.event(Event::DirectoryChanged);
    assert!(matches!(desk.asked.pop_front(), Some(Ask::Directory { .. })));
    desk.event(Event::EchoChanged { units: vec![offline("102", 7)] });
    desk.hears(Input::Answer(Answer::Directory(Ok(Some(directory().into())))));
    let gone = (EchoState::Offline, Some(7), Some(1));
    assert_eq!(shown(&desk), [ONLINE, gone], "it knows what was told before it was asked for, not what came after");
}
