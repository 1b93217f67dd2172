//! Random days: people do what they like while messages are spoiled and programs die, and at the end nothing hangs.

use std::collections::BTreeSet;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use roomline_alexa_sim::faults::FaultKind;
use roomline_alexa_sim::script::{Script, WhenCalled};
use roomline_alexa_sim::service::{Change, EchoState};
use roomline_signaling::call::{CallId, Direction, EndReason};
use roomline_signaling::staff::{CommandBody, MediaState, Presence};
use roomline_station::Request;
use roomline_testkit::tape::{Entry, Fact};
use roomline_testkit::{DeskView, House, secs};

const DESKS: [&str; 3] = ["Desk 1", "Desk 2", "Ward A"];
const ROOMS: [&str; 3] = ["room-101", "room-102", "room-103"];

/// One thing that somebody does, if it is possible now.
fn something_happens(house: &mut House, chance: &mut StdRng) {
    let desk = *DESKS.choose(chance).expect("there are desks");
    let room = *ROOMS.choose(chance).expect("there are rooms");
    match chance.random_range(0..19) {
        0 | 1 if house.echo(room) == EchoState::Idle => house.asks_for(room, "Front desk"),
        2 => drop(house.ask_desk(desk, Request::StartCall(room.parse().expect("an id")))),
        3 | 4 => {
            if let Some(call) = house.rings(desk) {
                drop(house.ask_desk(desk, Request::Answer(call)));
            }
        }
        5 => {
            if let Some(call) = house.rings(desk) {
                drop(house.ask_desk(desk, Request::Decline(call)));
            }
        }
        6 => drop(house.ask_desk(desk, Request::HangUp)),
        7 if house.echo(room) == EchoState::Ringing => house.picks_up(room),
        8 if matches!(house.echo(room), EchoState::Talking | EchoState::Calling) => house.resident_hangs_up(room),
        9 => {
            let faults = [FaultKind::Duplicate, FaultKind::Swap, FaultKind::DelayMs(700), FaultKind::Drop];
            house.spoil(*faults.choose(chance).expect("there are faults"), None, 1);
        }
        10 => {
            let faults = [FaultKind::Refuse(503), FaultKind::ExpireToken, FaultKind::LoseAnswer];
            house.spoil(*faults.choose(chance).expect("some"), None, 1);
        }
        11 => house.unplug(desk),
        12 => DESKS.iter().for_each(|desk| house.plug_in(desk)),
        13 if chance.random_bool(0.3) => {
            house.kill_middleware();
            house.run_for(secs(chance.random_range(0..5)));
            house.start_middleware();
        }
        14 if house.echo(room) == EchoState::Talking => {
            let changes = [Change::Muted, Change::Unmuted, Change::Held, Change::Resumed, Change::CameraCovered];
            house.presses(room, *changes.choose(chance).expect("some"));
        }
        15 => house.spoil(FaultKind::Refuse(400), Some("CallAccepted"), 1),
        16 => {
            let presence = [Presence::Available, Presence::Away];
            drop(house.ask_desk(desk, Request::SetPresence(*presence.choose(chance).expect("some"))));
        }
        17 if chance.random_bool(0.3) => house.restart_desk(desk),
        18 => {
            // Alexa hears of the answer, the desk is gone before it can say that sound flows, and the resident gives up.
            if let Some(call) = house.rings(desk) {
                drop(house.ask_desk(desk, Request::Answer(call)));
                house.run_for(Duration::from_millis(chance.random_range(20..120)));
                house.unplug(desk);
                house.run_for(Duration::from_millis(200));
                if let Some(room) = ROOMS.iter().find(|room| house.echo(room) == EchoState::Talking) {
                    house.resident_hangs_up(room);
                }
            }
        }
        _ => {}
    }
}

/// The calls whose desk told the middleware that sound flows.
fn talked_through(house: &House) -> BTreeSet<CallId> {
    let talk = |entry: &Entry| match &entry.fact {
        Fact::Said { station, command: CommandBody::CallMedia { call_id, state: MediaState::Connected } } => {
            let holder = entry.live.get(call_id).and_then(|call| call.holder.as_ref());
            (holder == Some(station)).then_some(*call_id)
        }
        _ => None,
    };
    house.tape().iter().filter_map(talk).collect()
}

#[test]
fn after_any_day_every_call_is_over_on_both_sides_and_nothing_is_lost() {
    for seed in 1_000..1_200 {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut house = crate::house(seed);
        let when_called = if seed % 2 == 0 { WhenCalled::ByHand } else { WhenCalled::AnswerAfterMs(1_500) };
        house.script(&Script { when_called, ..Script::default() });
        for _ in 0..30 {
            something_happens(&mut house, &mut chance);
            house.run_for(Duration::from_millis(chance.random_range(0..3_000)));
        }
        DESKS.iter().for_each(|desk| house.plug_in(desk));
        // The day is over: nobody does anything any more, and whoever talks hangs up.
        for _ in 0..3 {
            house.run_for(secs(90));
            for desk in DESKS {
                if matches!(house.view(desk), DeskView::Call(_)) {
                    drop(house.ask_desk(desk, Request::HangUp));
                }
            }
        }
        house.run_until_idle();
        let log = house.log();
        let talked = talked_through(&house);
        for record in &log {
            assert!(record.end_reason.is_some(), "seed {seed}: {record:?} has no end");
            let heard = house.ever_heard(record.call_id);
            assert!(heard.len() <= 1, "seed {seed}: {heard:?} were heard in one call");
            let to_be_called = record.direction == Direction::FromUnit && !talked.contains(&record.call_id);
            let kept = house.callbacks("Desk 1").iter().any(|callback| callback.id == record.call_id);
            // They were in a call at its end or after it, and that one was talked through.
            let called_back = log.iter().any(|other| {
                let with_them = other.unit_id == record.unit_id && other.ended_ms > record.ended_ms;
                with_them && talked.contains(&other.call_id)
            });
            assert!(!kept || to_be_called, "seed {seed}: {record:?} needs no call-back");
            assert!(kept || called_back || !to_be_called, "seed {seed}: {:?} was lost", record.end_reason);
            assert_ne!(record.end_reason, Some(EndReason::AnsweredElsewhere), "seed {seed}: a view is no end");
        }
    }
}
