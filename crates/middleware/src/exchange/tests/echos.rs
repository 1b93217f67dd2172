//! What the desks are told of Echos.

use roomline_signaling::rest::{EchoState, UnitEcho};
use roomline_signaling::staff::{Event, MAX_MESSAGE_LEN, ServerMessage};

use super::rig::*;
use crate::exchange::Input;

#[test]
fn echos_that_changed_are_told_in_short_messages_and_very_many_by_one() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.messages("desk-1");
    let echos = |count: usize| {
        let echo = |number: usize| UnitEcho {
            unit_id: unit(&format!("{number:#>64}")),
            echo: EchoState::Offline,
            echo_since_ms: Some(u64::MAX),
            echo_seen_ms: Some(u64::MAX),
        };
        Input::EchosChanged((0..count).map(echo).collect())
    };
    rig.input(echos(250));
    let heard = rig.messages("desk-1");
    let told = heard.iter().map(|message| match message {
        ServerMessage::Event { event: Event::EchoChanged { units }, .. } => units.len(),
        other => panic!("{other:?}"),
    });
    assert_eq!(told.collect::<Vec<_>>(), [100, 100, 50]);
    assert!(heard.iter().all(|message| message.encode().len() < MAX_MESSAGE_LEN));
    rig.input(echos(501));
    let heard = rig.messages("desk-1");
    assert!(matches!(heard.as_slice(), [ServerMessage::Event { event: Event::DirectoryChanged, .. }]), "{heard:?}");
}
