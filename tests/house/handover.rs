//! The change of shifts: what one person leaves, the next one finds; and a desk that is the last to listen.

use roomline_signaling::call::Private;
use roomline_signaling::rest::CallbackState;
use roomline_signaling::staff::{Presence, Unheard};
use roomline_station::{AfterHandover, Request, Sending, SignIn};
use roomline_testkit::{House, secs};

use crate::house;

fn hands_over(house: &mut House, desk: &str, note: &str) {
    let note = Some(Private(note.to_owned()));
    house.ask_desk(desk, Request::HandOver { note, then: AfterHandover::SignOut }).expect("somebody is signed in");
}

fn notes(house: &House, desk: &str) -> Vec<String> {
    let unread = house.state(desk).shift_change.unread;
    unread.into_iter().filter_map(|handover| handover.note).map(|note| note.0).collect()
}

#[test]
fn what_one_shift_leaves_the_next_one_finds() {
    let mut house = house(61);
    house.asks_for("room-102", "Front desk");
    house.run_until_idle();
    house.run_for(secs(1));
    let missed = house.callbacks("Desk 1")[0].id;
    house.ask_desk("Desk 1", Request::ClaimCallback(missed)).expect("it is open");
    house.run_for(secs(1));
    assert!(matches!(house.state("Desk 2").callbacks[0].state, CallbackState::Claimed { .. }));

    hands_over(&mut house, "Desk 1", "The lift is out of order.");
    house.run_for(secs(1));
    assert!(matches!(house.state("Desk 1").sign_in, SignIn::SignedOut { .. }));
    assert_eq!(house.state("Desk 2").callbacks[0].state, CallbackState::Waiting, "it is everybody's again");
    assert_eq!(notes(&house, "Desk 2"), ["The lift is out of order."]);
    assert!(notes(&house, "Ward A").is_empty(), "the nurses have a shift of their own");

    house.kill_middleware();
    house.start_middleware();
    house.run_for(secs(15));
    let unread = house.state("Desk 2").shift_change.unread;
    house.ask_desk("Desk 2", Request::ReadNote(unread[0].id)).expect("somebody is signed in");
    house.run_for(secs(1));
    assert!(notes(&house, "Desk 2").is_empty());
}

#[test]
fn an_answer_that_never_comes_leaves_whoever_hands_over_signed_in_and_nothing_is_stored_twice() {
    let mut house = house(62);
    house.unplug("Desk 1");
    hands_over(&mut house, "Desk 1", "The lift is out of order.");
    house.run_for(secs(20));
    assert!(matches!(house.state("Desk 1").shift_change.sending, Sending::Failed(_)));
    assert!(matches!(house.state("Desk 1").sign_in, SignIn::SignedIn { .. }));
    house.plug_in("Desk 1");
    house.run_for(secs(15));
    hands_over(&mut house, "Desk 1", "The lift is out of order.");
    house.run_for(secs(1));
    assert!(matches!(house.state("Desk 1").sign_in, SignIn::SignedOut { .. }));
    assert_eq!(notes(&house, "Desk 2").len(), 1);
}

#[test]
fn the_last_desk_that_goes_away_is_warned_and_its_calls_ring_there_all_the_same() {
    let mut house = house(63);
    house.sets("Desk 1", Presence::Away);
    house.run_for(secs(1));
    assert_eq!(house.state("Desk 1").unheard, [], "Desk 2 still listens");
    house.sets("Desk 2", Presence::Away);
    house.run_for(secs(1));
    let nobody = [Unheard { ring_group: "Front desk".into(), instead: None }];
    assert_eq!(house.state("Desk 1").unheard, nobody);
    assert_eq!(house.state("Desk 2").unheard, nobody);
    assert_eq!(house.state("Ward A").unheard, []);
    house.asks_for("room-102", "Front desk");
    house.run_until("it rings at both", secs(2), |house| {
        house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some()
    });
    house.sets("Desk 1", Presence::Available);
    house.run_for(secs(1));
    assert_eq!(house.state("Desk 2").unheard, []);
    house.run_until_idle();
}
