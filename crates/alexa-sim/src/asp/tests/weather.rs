//! Throttling, failures before and after the effect, and the point at which a client is killed.

use std::time::Duration;

use serde_json::json;

use super::bench::{Desk, WALL};
use crate::asp::{Die, Failures, Forecast, Method, Request, Throttle, When};

#[test]
fn each_api_takes_so_many_requests_and_then_so_many_per_second() {
    let mut desk = Desk::unpacked();
    let throttle = Some(Throttle { per_second: 2.0, burst: 3 });
    desk.asp.set_forecast(Forecast { throttle, ..Forecast::default() });
    let statuses =
        |desk: &mut Desk, count: usize| -> Vec<u16> { (0..count).map(|_| desk.get("/v1/addressBooks").0).collect() };
    assert_eq!(statuses(&mut desk, 4), [200, 200, 200, 429]);
    let organisation = desk.organisation();
    assert_eq!(desk.get(&format!("/v2/units/{organisation}")).0, 200, "another API has a bucket of its own");
    desk.pass(Duration::from_millis(499));
    assert_eq!(statuses(&mut desk, 1), [429]);
    desk.pass(Duration::from_millis(1));
    assert_eq!(statuses(&mut desk, 2), [200, 429]);

    let request = Request::new(Method::Get, "/v1/addressBooks", None);
    let answers: Vec<_> = (0..40).map(|_| desk.asp.answer(desk.now, WALL, &request)).collect();
    let with_time = answers.iter().filter(|answer| answer.retry_after.is_some()).count();
    assert!((1..40).contains(&with_time), "sometimes absent: {with_time} of 40 have a Retry-After");
}

#[test]
fn a_failure_may_come_before_or_after_the_effect() {
    let mut desk = Desk::unpacked();
    desk.asp.set_forecast(Forecast { failures: Some(Failures { rate: 0.5, seed: 3 }), ..Forecast::default() });
    let mut succeeded = 0;
    let mut seen = std::collections::BTreeSet::new();
    for index in 0..90 {
        let (status, _) = desk.post("/v1/addressBooks", json!({ "name": format!("Book {index}") }));
        succeeded += usize::from(status == 201);
        seen.insert(status);
    }
    desk.asp.set_forecast(Forecast::default());
    let made = desk.all("/v1/addressBooks?", 100).len();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [201, 500, 502, 503]);
    assert!(succeeded < made && made < 90, "{succeeded} were told, {made} were made");
}

#[test]
fn the_request_at_which_the_client_dies_is_never_answered() {
    for (when, made) in [(When::Before, 1), (When::After, 2)] {
        let mut desk = Desk::unpacked();
        desk.asp.set_forecast(Forecast { die: Some(Die { at: 2, when }), ..Forecast::default() });
        desk.book("One");
        let new = Request::new(Method::Post, "/v1/addressBooks", Some(&json!({ "name": "Two" })));
        assert!(desk.asp.answer(desk.now, WALL, &new).withheld);
        assert_eq!(desk.all("/v1/addressBooks?", 10).len(), made, "{when:?}");
    }
}
