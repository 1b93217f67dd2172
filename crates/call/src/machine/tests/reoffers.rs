use super::*;

fn reoffer(version: u64, flow: &str) -> Input {
    Input::Reoffered { update_id: update(&format!("u{version}")), offer: echo(version, "actpass", flow) }
}

#[test]
fn a_plain_reoffer_is_answered_at_once_without_the_stack_and_the_gate_follows() {
    let mut desk = Desk::is_called().awarded().talks();
    desk.hears(reoffer(3, "inactive"));
    let did = desk.did();
    let [Action::Say(Word::Reanswer { update_id, answer }), Action::SetGate(gate)] = &did[..] else {
        panic!("did {did:?}")
    };
    assert_eq!((update_id, *gate), (&update("u3"), Flow::Inactive));
    assert!(answer.as_str().contains("a=inactive"));
    desk.hears(reoffer(4, "sendrecv"));
    assert!(desk.did().contains(&OPEN), "sound comes back");
}

#[test]
fn the_answer_to_a_second_reoffer_builds_on_the_first() {
    let mut desk = Desk::calls_a_unit().accepted();
    desk.did();
    desk.hears(reoffer(3, "sendrecv")).hears(reoffer(4, "sendrecv"));
    let origins: Vec<String> = desk
        .said()
        .iter()
        .filter_map(|word| match word {
            Word::Reanswer { answer, .. } => answer.as_str().lines().nth(1).map(ToOwned::to_owned),
            _ => None,
        })
        .collect();
    assert_eq!(origins, ["o=- 9 2 IN IP4 127.0.0.1", "o=- 9 3 IN IP4 127.0.0.1"]);
}

#[test]
fn an_ice_restart_goes_to_the_stack_and_its_answer_to_the_middleware() {
    let mut desk = Desk::is_called().awarded().talks();
    let offer = description("7", 3, "actpass", "sendrecv", "fresh");
    desk.hears(Input::Reoffered { update_id: update("u3"), offer: offer.clone() });
    assert_eq!(desk.did(), [Action::ApplyReoffer { update_id: update("u3"), offer, ours: our_answer() }]);
    desk.hears(Input::ReanswerReady { update_id: update("u2"), answer: our_answer() });
    assert_eq!(desk.did(), [], "an answer to another re-offer is not ours to send");
    desk.hears(Input::ReanswerReady { update_id: update("u3"), answer: our_answer() });
    assert_eq!(desk.did(), [Action::Say(Word::Reanswer { update_id: update("u3"), answer: our_answer() }), OPEN]);
}

#[test]
fn an_older_or_unreadable_reoffer_changes_nothing() {
    let mut desk = Desk::is_called().awarded().talks();
    desk.hears(reoffer(1, "inactive"));
    desk.hears(Input::Reoffered { update_id: update("u9"), offer: Sdp::new("no description").expect("bounded") });
    assert_eq!(desk.did(), []);
}

#[test]
fn a_reoffer_is_answered_while_sound_is_broken() {
    let mut desk = Desk::is_called().awarded().talks();
    let silent_since = desk.now;
    desk.hears(Input::MediaLost { silent_since }).waits(secs(4)).did();
    desk.hears(reoffer(3, "sendrecv"));
    assert!(matches!(desk.said()[..], [Word::Reanswer { .. }]));
}
