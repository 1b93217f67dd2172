//! Echos that lose power and get it back, as the desks see it, through the simulator's management API.

use std::time::Duration;

use roomline_alexa_sim::asp::{Failures, Forecast, Method, Throttle};
use roomline_middleware::echo::{Drift, GAP};
use roomline_signaling::rest::EchoState::{Offline, Online, Unknown};
use roomline_signaling::rest::UnitEcho;
use roomline_testkit::{House, secs};
use serde_json::json;

use crate::house;

const DESKS: [&str; 3] = ["Desk 1", "Desk 2", "Ward A"];

/// A house whose desks show every Echo as online.
fn watched(seed: u64) -> House {
    let mut house = house(seed);
    assert_eq!(house.shown_echo("Desk 1", "room-102").echo, Unknown);
    house.watch_echos(secs(60));
    house.run_until("all Echos are online", secs(120), |house| everywhere(house, "room-102") == [Online; 3]);
    house
}

fn everywhere(house: &House, unit: &str) -> [roomline_signaling::rest::EchoState; 3] {
    DESKS.map(|desk| house.shown_echo(desk, unit).echo)
}

/// How close together the management API was asked at the closest.
fn closest(house: &House) -> Duration {
    let asked = house.asked_amazon();
    asked.windows(2).map(|two| two[1].0 - two[0].0).min().expect("two questions")
}

#[test]
fn an_echo_without_power_is_offline_at_every_desk_until_it_is_back() {
    let mut house = watched(1);
    house.run_for(secs(90));
    house.loses_power("room-102");
    house.run_until("it is offline", secs(62), |house| everywhere(house, "room-102") == [Offline; 3]);
    let shown = house.shown_echo("Desk 1", "room-102");
    let UnitEcho { echo_since_ms: Some(since), echo_seen_ms: Some(seen), .. } = shown else { panic!("{shown:?}") };
    assert!((1..=62_000).contains(&(since - seen)), "last seen one round before: {shown:?}");
    assert_eq!(everywhere(&house, "room-103"), [Online; 3]);
    house.has_power_again("room-102");
    house.run_until("it is online", secs(62), |house| everywhere(house, "room-102") == [Online; 3]);
    assert!(house.shown_echo("Desk 1", "room-102").echo_since_ms.is_some_and(|back| back > since));
    assert!(closest(&house) >= GAP, "{:?}", closest(&house));
}

#[test]
fn a_desk_that_was_away_learns_it_when_it_comes_back() {
    let mut house = watched(2);
    house.unplug("Desk 2");
    house.loses_power("room-102");
    house.run_for(secs(70));
    assert_eq!(everywhere(&house, "room-102"), [Offline, Online, Offline]);
    house.plug_in("Desk 2");
    house.run_until("Desk 2 knows it", secs(30), |house| everywhere(house, "room-102") == [Offline; 3]);
    house.restart_desk("Ward A");
    house.run_until("a new program knows it", secs(30), |house| {
        house.state("Ward A").directory.units.iter().any(|unit| unit.echo == Offline)
    });
}

#[test]
fn an_api_that_throttles_and_fails_is_survived_and_never_pressed() {
    let mut house = watched(3);
    let throttle = Some(Throttle { per_second: 0.5, burst: 1 });
    house.weather(Forecast { throttle, failures: Some(Failures { rate: 0.4, seed: 5 }), die: None });
    let before = house.asked_amazon().len();
    house.loses_power("room-102");
    house.run_until("it is offline", secs(600), |house| everywhere(house, "room-102") == [Offline; 3]);
    house.run_for(secs(1800));
    let asked = house.asked_amazon().split_off(before);
    let refused = asked.iter().filter(|(_, status)| *status == 429 || *status >= 500).count();
    assert!(refused > 20, "{refused} of {}", asked.len());
    let after_refusals = asked.windows(2).filter(|two| two[0].1 >= 429).map(|two| two[1].0 - two[0].0);
    assert!(after_refusals.min().is_some_and(|wait| wait >= secs(2)), "a refusal is waited for");
    assert!(closest(&house) >= GAP, "{:?}", closest(&house));
    house.weather(Forecast::default());
    house.has_power_again("room-102");
    house.run_until("it is online", secs(400), |house| everywhere(house, "room-102") == [Online; 3]);
}

#[test]
fn when_amazon_is_silent_for_long_nobody_claims_to_know() {
    let mut house = watched(4);
    house.weather(Forecast { failures: Some(Failures { rate: 1.0, seed: 1 }), ..Forecast::default() });
    house.run_until("nothing is known", secs(400), |house| everywhere(house, "room-102") == [Unknown; 3]);
    assert!(house.shown_echo("Desk 1", "room-102").echo_seen_ms.is_some());
    house.weather(Forecast::default());
    house.run_until("all is known again", secs(400), |house| everywhere(house, "room-102") == [Online; 3]);
}

#[test]
fn what_others_change_at_amazon_is_found_within_the_hour() {
    let mut house = watched(5);
    house.run_until("a first look", secs(60), |house| house.drift().is_some());
    assert_eq!(house.drift(), Some(Vec::new()));
    let profile = "/v1/communications/profile/amzn1.alexa.communications.profile.did.ROOM102";
    house.changes_at_amazon(Method::Put, profile, &json!({ "name": "Somebody else" }));
    house.run_for(secs(3_660));
    let renamed = Drift::ProfileRenamed { room: "room-102".parse().expect("an id"), name: "Somebody else".into() };
    assert_eq!(house.drift(), Some(vec![renamed]));
}
