//! Stories in virtual time: the whole product in one process, every message on a wire that can be cut, one clock.
//!
//! A story names what people and machines do, lets time pass, and looks at what people see. Every story is told with a
//! seed; a failure prints it.

mod call_a_unit;
mod called_by_a_unit;
mod crashes;
mod crossing;
mod dialogues;
mod echos;
mod handover;
mod quality;
mod random_days;
mod re_offers;
mod rounds;
mod spoiled_messages;
mod worst_moments;

use roomline_alexa_sim::script::{Script, WhenCalled};
use roomline_testkit::{DeskView, House, secs};

/// Two desks at the front, one of the nurses.
fn house(seed: u64) -> House {
    House::seeded(seed).station("Desk 1").station("Desk 2").station_in("Ward A", "Nurses").open()
}

/// An Echo whose resident answers after so many milliseconds.
fn answers_after(ms: u64) -> Script {
    Script { when_called: WhenCalled::AnswerAfterMs(ms), ..Script::default() }
}

/// A desk and room 102 talk, called by the desk.
fn talking(seed: u64) -> House {
    let mut house = house(seed);
    house.script(&answers_after(3_000));
    house.calls("Desk 1", "room-102");
    house.run_until("both talk", secs(10), |house| house.view("Desk 1") == DeskView::Call("In call"));
    // Until the middleware knows it too.
    house.run_for(secs(1));
    assert!(house.is_heard("Desk 1", "room-102") && house.hears("Desk 1", "room-102"));
    house
}

/// Room 102 called and Desk 2 answered.
fn answered(seed: u64) -> House {
    let mut house = house(seed);
    house.asks_for("room-102", "Front desk");
    house.run_until("it rings at both desks", secs(2), |house| {
        house.rings("Desk 1").is_some() && house.rings("Desk 2").is_some()
    });
    house.answers("Desk 2");
    house.run_until("both talk", secs(3), |house| house.view("Desk 2") == DeskView::Call("In call"));
    // Until the middleware knows it too.
    house.run_for(secs(1));
    house
}
