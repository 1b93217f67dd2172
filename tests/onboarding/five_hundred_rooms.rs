//! Five hundred rooms, one request in twenty spoiled, throttled, and killed ten times.

use roomline_alexa_sim::asp::{Die, Failures, Forecast, Oddities, Setup, Throttle, When};
use roomline_alexa_sim::property::Property;

use crate::amazon::{Administrator, Amazon, Run};
use crate::{desired, files};

const ROOMS: usize = 500;
const BAD_WEATHER: Failures = Failures { rate: 0.05, seed: 21 };
/// An onboarding at full speed asks 25 times a second.
const THROTTLE: Throttle = Throttle { per_second: 8.0, burst: 20 };

#[tokio::test(start_paused = true)]
async fn they_are_onboarded_and_the_first_files_restore_the_start() {
    let amazon = Amazon::new(ROOMS, 11, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "500");
    let (text, rooms) = files(&amazon, ROOMS);
    let first = desired(&text, &rooms);
    let before = administrator.look(&first).await.1;
    assert!(before.missing.is_empty() && before.steps.len() == 5 + ROOMS * 5, "{}", before.steps.len());

    let weather = |die| Forecast { throttle: Some(THROTTLE), failures: Some(BAD_WEATHER), die };
    for interruption in 0..10 {
        let when = if interruption % 2 == 0 { When::After } else { When::Before };
        // A look takes fewer requests, so every run gets further than it.
        amazon.forecast(weather(Some(Die { at: 1_880 + 10 * interruption, when })));
        let begun = administrator.open().ask(|store| store.journal_counts()).await.expect("counts").0;
        loop {
            match administrator.apply(&first).await {
                Run::Killed => break,
                Run::Failed(why) => assert!(why.contains("Amazon"), "it is said who failed: {why}"),
                Run::Done(plan) => panic!("it was done before it was killed: {}", plan.steps.len()),
            }
        }
        let now = administrator.open().ask(|store| store.journal_counts()).await.expect("counts").0;
        assert!(now > begun, "it was killed in a step, not in the look");
    }
    amazon.forecast(weather(None));
    administrator.apply_until_done(&first).await;

    assert_eq!(administrator.look(&first).await.1.render(), "no changes\n");
    let status = administrator.status(&first).await;
    assert_eq!((status.findings.as_slice(), status.good_rooms()), (&[][..], ROOMS));
    for room in &Property::with_rooms(ROOMS).rooms {
        assert_eq!(amazon.simulated(|asp| asp.gap(&room.unit_id)), None, "{} can call and be called", room.room);
    }
    let known = administrator.known().await;
    let whole = known.rooms.values().filter(|room| {
        room.profile && room.subscription && room.skill && room.association && room.book && room.unit.is_some()
    });
    assert_eq!((known.rooms.len(), whole.count()), (ROOMS, ROOMS), "the journal knows what is ours");
    let (begun, done) = administrator.open().ask(|store| store.journal_counts()).await.expect("counts");
    assert!(done >= before.steps.len() as u64 - 10 && begun <= done + 10 + 40, "{begun} begun, {done} done");

    let start = administrator.export(None, &rooms).await;
    assert_eq!((start.rooms.len(), start.file.contacts.len()), (ROOMS, 2), "nothing is there twice");
    let text_2 = text.replace("\"Nurses\", address = \"nurses\"", "\"Doctor\", address = \"doctor\"");
    let second = desired(&text_2.replace("Front Desk", "Reception").replace("\"Staff\"", "\"People\""), &rooms[40..]);
    administrator.apply_until_done(&second).await;
    assert_ne!(administrator.export(None, &rooms).await, start);
    administrator.apply_until_done(&first).await;
    let restored = administrator.export(None, &rooms).await;
    assert_eq!(restored, start);
}
