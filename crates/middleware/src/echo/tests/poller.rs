//! The driver in virtual time, on a real database.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::StatusCode;
use roomline_signaling::call::UnitId;
use roomline_signaling::rest::EchoState::{self, Offline, Online};
use serde_json::{Value, json};

use super::super::{Drift, Poller};
use crate::asp::{Carrier, Failure, Reply, Request};
use crate::clock::Clock;
use crate::database::Database;
use crate::store::Store;
use crate::store::echo::FoundRoom;
use crate::store::units::StoredUnit;

/// Amazon, with an Echo in each unit that is asked for.
#[derive(Clone, Default)]
struct Amazon {
    offline: Arc<Mutex<bool>>,
    asked: Arc<AtomicUsize>,
}

impl Carrier for Amazon {
    async fn carry(&self, request: &Request) -> Result<Reply, Failure> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        // Every fourth request is lost.
        if self.asked.fetch_add(1, Ordering::SeqCst) % 4 == 3 {
            return Err(Failure::Silent);
        }
        let answer = |body: Value| {
            let body = body.to_string().into();
            Ok(Reply { status: StatusCode::OK, retry_after: None, request_id: String::new(), body })
        };
        // The list of units: there are none any more.
        let Some(body) = &request.body else { return answer(json!({ "results": [] })) };
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let word = if *self.offline.lock().expect("whole") { "UNREACHABLE" } else { "OK" };
        let units = body["query"]["or"].as_array().expect("units").iter();
        let echos = units.map(|one| {
            json!({ "id": "e", "associatedUnits": [{ "id": one["match"]["associatedUnits.id"] }],
                "features": [{ "name": "connectivity", "properties": [{ "name": "reachability",
                    "value": { "value": word }, "timeOfSample": "2025-03-04T10:10:00Z" }] }] })
        });
        answer(json!({ "results": echos.collect::<Vec<_>>() }))
    }
}

/// What changes within a minute, if anything does.
async fn news(poller: &mut Poller<Amazon>) -> Option<BTreeMap<UnitId, EchoState>> {
    let news = tokio::time::timeout(Duration::from_secs(65), poller.next_news()).await.ok()?;
    Some(news.into_iter().map(|one| (one.unit_id, one.echo)).collect())
}

#[tokio::test(start_paused = true)]
async fn what_is_told_was_kept_before_and_outlives_a_restart() {
    let database = Database::new(Store::in_memory().expect("memory"));
    let unit = |room: &str| StoredUnit { unit_id: room.into(), room: room.into(), ..StoredUnit::default() };
    let units = [unit("a"), unit("b"), unit("never set up")];
    let room = |room: &str| FoundRoom { unit_id: room.into(), amazon_unit: format!("at {room}"), profile_name: None };
    let rooms = [room("a"), room("b")];
    let furnish = move |store: &mut Store| {
        store.import_units(&units)?;
        store.put_property_rooms("root", &rooms)
    };
    database.ask(furnish).await.expect("a directory");
    let began = tokio::time::Instant::now();
    let clock = Clock::new(move || {
        jiff::Timestamp::from_millisecond(1_795_435_200_000 + began.elapsed().as_millis() as i64).expect("a time")
    });
    let amazon = Amazon::default();
    let start = || Poller::start(amazon.clone(), database.clone(), &clock, Duration::from_secs(30));
    let kept = async || {
        let echos = database.ask(|store| store.echos()).await.expect("read");
        echos.into_iter().map(|(id, sight)| (id, sight.state)).collect::<BTreeMap<_, _>>()
    };
    let id = |room: &str| UnitId::new(room).expect("an id");
    let all = |state| BTreeMap::from([(id("a"), state), (id("b"), state)]);

    let mut poller = start().await.expect("a poller");
    assert_eq!(news(&mut poller).await, Some(all(Online)));
    assert_eq!(kept().await, all(Online));
    *amazon.offline.lock().expect("whole") = true;
    assert_eq!(news(&mut poller).await, Some(all(Offline)));
    assert_eq!(kept().await, all(Offline));
    assert_eq!(news(&mut poller).await, None, "nothing changed");
    drop(poller);
    let drift = database.ask(|store| store.drift()).await.expect("read").found;
    let gone = |room: &str| Drift::UnitGone { room: id(room), unit: format!("at {room}") };
    assert_eq!(drift, [gone("a"), gone("b")]);

    let mut poller = start().await.expect("a poller");
    assert_eq!(news(&mut poller).await, None, "a restart is no news");
    let other = |store: &mut Store| {
        let room = StoredUnit { unit_id: "b".into(), room: "b".into(), ..StoredUnit::default() };
        store.import_units(&[room])
    };
    database.ask(other).await.expect("an import");
    *amazon.offline.lock().expect("whole") = false;
    assert_eq!(news(&mut poller).await, Some(BTreeMap::from([(id("b"), Online)])), "the other room is gone");
    assert!(amazon.asked.load(Ordering::SeqCst) < 20, "{:?}", amazon.asked);
}
