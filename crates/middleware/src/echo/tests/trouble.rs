//! Rounds in bad weather: throttled, failing, refusing, locked.

use std::time::Duration;

use roomline_signaling::rest::EchoState::{Offline, Online, Unknown};

use super::super::question::{Answer, Question};
use super::super::{GAP, Property};
use super::bench::{Bench, id, room, unit};
use crate::asp::{AspError, Failure};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn an_api_that_fails_is_asked_ever_less_often_and_the_desks_learn_that_nothing_is_known() {
    let mut bench = Bench::new(5);
    bench.run_for(MINUTE * 2);
    bench.forget();
    bench.amazon.mood = Some(|_| Some(Answer::Later { after: None }));
    bench.run_for(MINUTE * 2);
    assert!(bench.told.is_empty(), "a failure of two minutes is no news");
    bench.run_for(MINUTE * 18);
    assert_eq!((0..5).map(|room| bench.state(room)).collect::<Vec<_>>(), [Some(Unknown); 5]);
    assert_eq!(bench.told.len(), 1);
    assert!(bench.last_told(0).is_some_and(|news| news.echo_seen_ms.is_some()), "when it was seen stays known");
    assert!(bench.asked.len() <= 13, "{} questions in 20 minutes", bench.asked.len());
    bench.forget();
    bench.amazon.mood = None;
    bench.run_for(MINUTE * 6);
    assert_eq!((0..5).map(|room| bench.state(room)).collect::<Vec<_>>(), [Some(Online); 5]);
    assert!(bench.last_told(0).is_some_and(|news| news.echo_since_ms.is_none()), "nobody saw since when");
    bench.keeps_its_pace();
}

#[test]
fn amazons_own_wish_is_kept() {
    let mut bench = Bench::new(1);
    bench.amazon.mood = Some(|_| Some(Answer::Later { after: Some(Duration::from_secs(100)) }));
    bench.run_for(MINUTE * 5);
    assert!(bench.shortest_gap() >= Duration::from_secs(100), "{:?}", bench.shortest_gap());
}

#[test]
fn one_unit_that_amazon_refuses_spoils_no_other_and_is_left_alone_for_an_hour() {
    let mut bench = Bench::new(100);
    bench.amazon.echos.remove(&unit(37));
    bench.run_for(MINUTE);
    let states: Vec<_> = (0..100).filter(|room| bench.state(*room) == Some(Online)).collect();
    assert_eq!((states.len(), states.contains(&37)), (99, false));
    bench.forget();
    bench.run_for(MINUTE * 20);
    assert_eq!(bench.asked.len() % 10, 0, "nothing but the ten pages of the others");
    bench.keeps_its_pace();
    bench.amazon.put(37, &[Online]);
    bench.run_for(MINUTE * 45);
    assert_eq!(bench.state(37), Some(Online), "asked for again after the look at the property");
}

#[test]
fn where_the_list_does_not_say_it_every_echo_is_asked_for() {
    let mut bench = Bench::new(30);
    bench.amazon.silent_list = true;
    bench.amazon.put(3, &[Offline, Offline]);
    bench.run_for(MINUTE);
    let each = bench.asked.iter().filter(|(_, question)| matches!(question, Question::Reach { .. }));
    assert_eq!(each.count(), 31);
    assert_eq!((bench.state(3), bench.state(4)), (Some(Offline), Some(Online)));
    bench.keeps_its_pace();
}

#[test]
fn without_consent_amazon_is_asked_every_ten_minutes_only() {
    let mut bench = Bench::new(1);
    bench.amazon.mood = Some(|_| Some(Answer::Locked(AspError::Credentials(Failure::Consent))));
    bench.run_for(MINUTE * 35);
    assert_eq!(bench.asked.len(), 4);
}

#[test]
fn one_unit_that_is_not_ours_spoils_no_other() {
    let mut bench = Bench::new(40);
    bench.amazon.mood = Some(|question| match question {
        Question::Echos { units, .. } if units.contains(&unit(7)) => Some(forbidden()),
        _ => None,
    });
    bench.run_for(MINUTE * 12);
    let states: Vec<_> = (0..40).filter(|room| bench.state(*room) == Some(Online)).collect();
    assert_eq!((states.len(), states.contains(&7)), (39, false));
    bench.keeps_its_pace();
}

#[test]
fn who_may_ask_for_no_echo_at_all_soon_asks_every_ten_minutes_only() {
    let mut bench = Bench::new(100);
    bench.amazon.mood = Some(|_| Some(forbidden()));
    bench.run_for(MINUTE * 35);
    assert_eq!(bench.asked.len(), 7 + 2 + 1 + 2, "halves of the hundred down to one unit, then to the next each time");
}

#[test]
fn what_cannot_be_read_twice_is_refused_and_the_rest_goes_on() {
    let mut bench = Bench::new(100);
    bench.amazon.mood = Some(|question| match question {
        Question::Echos { units, .. } if units.contains(&unit(7)) => {
            Some(Answer::Unreadable { status: 200, request_id: "r".into() })
        }
        _ => None,
    });
    bench.run_for(MINUTE * 2);
    let states: Vec<_> = (0..100).filter(|room| bench.state(*room) == Some(Online)).collect();
    assert_eq!((states.len(), states.contains(&7)), (99, false));
    bench.keeps_its_pace();
}

fn forbidden() -> Answer {
    Answer::Locked(AspError::Forbidden { message: "scope".into() })
}

#[test]
fn a_look_that_is_forbidden_does_not_stop_the_rounds() {
    let mut bench = Bench::new(1);
    let with_profile = super::super::Room { profile: Some("profile".into()), ..room(0) };
    bench.amazon.mood = Some(|question| match question {
        Question::Profile { .. } => Some(forbidden()),
        _ => None,
    });
    bench.property(Property { root: None, rooms: [(id(0), with_profile)].into() });
    bench.forget();
    bench.run_for(MINUTE * 10);
    assert_eq!(bench.rounds.len(), 10);
    assert!(bench.drift.is_empty(), "what was not seen is not told");
}

#[test]
fn a_list_that_never_ends_is_given_up() {
    let mut bench = Bench::new(2);
    bench.amazon.mood = Some(|question| match question {
        Question::Echos { .. } => Some(Answer::Echos { found: Vec::new(), next: Some("again".into()) }),
        _ => None,
    });
    bench.run_for(MINUTE * 10);
    assert_eq!(bench.asked.len(), 300, "a hundred pages for both, and for each alone");
    assert!(bench.shortest_gap() >= GAP);
}
