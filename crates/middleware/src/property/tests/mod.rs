//! A whole onboarding in virtual time, against a small Amazon that fails.

mod amazon;

use std::time::Duration;

use self::amazon::Amazon;
use super::apply::apply;
use super::desired::Desired;
use super::look::look;
use super::plan::{Plan, plan};
use crate::asp::Asp;
use crate::clock::Clock;
use crate::database::Database;
use crate::store::Store;
use crate::store::units::StoredUnit;

const FIRST: &str = r#"
property = { root = "root", unit_name = "Room {room}", profile_name = "Room {room}" }
service_provider = { logical_id = "example.calling", name = "Example" }
skill = { id = "amzn1.ask.skill.example", stage = "live" }
address_book = { name = "Staff" }
contacts = [{ name = "Front Desk", address = "frontdesk" }, { name = "Nurses", address = "nurses" }]
"#;

fn desired(text: &str, rooms: std::ops::Range<usize>) -> Desired {
    let unit = |room: usize| StoredUnit { unit_id: format!("u-{room}"), room: room.to_string(), ..Default::default() };
    Desired::read(text, &rooms.map(unit).collect::<Vec<_>>()).expect("no mistake")
}

/// Looks, plans and does it. Fails where Amazon fails for too long.
async fn round(amazon: &Amazon, journal: &Database, desired: &Desired) -> anyhow::Result<Plan> {
    let known = journal.ask(|store| store.known_property()).await?;
    let asp = Asp::new(amazon);
    let mut observed = look(&asp, desired, &known, |_| ()).await?;
    let plan = plan(desired, &observed, &known, false);
    let clock = Clock::new(|| jiff::Timestamp::UNIX_EPOCH);
    apply(&asp, journal, &clock, desired, &mut observed, &plan.steps, |_, _| ()).await?;
    Ok(plan)
}

async fn until_done(amazon: &Amazon, journal: &Database, desired: &Desired) {
    for _ in 0..100 {
        if round(amazon, journal, desired).await.is_ok_and(|plan| plan.steps.is_empty()) {
            return;
        }
    }
    panic!("it does not end");
}

/// What is kept, without the ids, which differ when something was made anew.
fn shape(amazon: &Amazon) -> (usize, Vec<String>, Vec<String>, usize, usize, usize) {
    let kept = amazon.kept();
    let contacts = kept.contacts.values().map(|(_, name, address)| format!("{name}={address}")).collect();
    let mut profiles: Vec<_> = kept.profiles.values().map(|(unit, name)| format!("{unit}={name}")).collect();
    profiles.sort();
    assert!(kept.users.values().all(|profile| kept.profiles.contains_key(profile)), "an association points nowhere");
    let mut contacts: Vec<String> = contacts;
    contacts.sort();
    let (books, providers) = (kept.books.len(), kept.providers.len());
    (books + 10 * providers, contacts, profiles, kept.skills.len(), kept.users.len(), kept.given.len())
}

#[tokio::test(start_paused = true)]
async fn five_hundred_rooms_are_onboarded_through_failures_and_interruptions() {
    let amazon = Amazon::new(500, 5, 1);
    let folder = std::env::temp_dir().join(format!("roomline-property-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("roomline.db");
    let desired = desired(FIRST, 0..500);
    for interruption in 0..10_u64 {
        let journal = Database::new(Store::open(&file).expect("the store"));
        let after = Duration::from_millis(700 + 41_300 * interruption);
        let _ = tokio::time::timeout(after, round(&amazon, &journal, &desired)).await;
    }
    let journal = Database::new(Store::open(&file).expect("the store"));
    until_done(&amazon, &journal, &desired).await;

    let contacts = vec!["Front Desk=frontdesk".to_owned(), "Nurses=nurses".to_owned()];
    let (whole, found, profiles, skills, users, given) = shape(&amazon);
    assert_eq!((whole, found, skills, users, given), (11, contacts, 1000, 500, 500));
    assert_eq!(profiles.len(), 500);
    assert!(profiles.iter().all(|profile| !profile.contains("Guest")), "every profile was named");
    let known = journal.ask(|store| store.known_property()).await.expect("the journal");
    assert_eq!(known.provider.as_ref(), amazon.kept().providers.keys().next());
    assert_eq!(known.rooms.values().filter(|room| room.association && room.skill && room.book).count(), 500);
    let asp = Asp::new(&amazon);
    let observed = look(&asp, &desired, &known, |_| ()).await.expect("a look");
    assert_eq!(plan(&desired, &observed, &known, false).render(), "no changes\n");
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test(start_paused = true)]
async fn applying_the_first_file_again_restores_the_start() {
    let amazon = Amazon::new(30, 0, 2);
    let journal = Database::new(Store::in_memory().expect("memory"));
    let first = desired(FIRST, 0..20);
    until_done(&amazon, &journal, &first).await;
    let start = shape(&amazon);
    amazon.fail(5);
    let text = FIRST.replace("\"Nurses\", address = \"nurses\"", "\"Doctor\", address = \"doctor\"");
    let second = desired(&text.replace("Front Desk", "Reception").replace("\"Staff\"", "\"People\""), 5..30);
    until_done(&amazon, &journal, &second).await;
    assert_ne!(shape(&amazon), start);
    assert_eq!(amazon.kept().units.len(), 30, "units are never taken away");
    until_done(&amazon, &journal, &first).await;
    assert_eq!(shape(&amazon), start);
}

#[tokio::test(start_paused = true)]
async fn what_others_made_is_never_taken_away() {
    let amazon = Amazon::new(2, 0, 3);
    {
        let mut all = amazon.0.lock().expect("whole");
        all.0.profiles.insert("theirs".into(), ("unit-did-1".into(), "Room 1".into()));
        all.0.books.insert("b".into(), "Staff".into());
        all.0.contacts.insert("c".into(), ("b".into(), "Kitchen".into(), "kitchen".into()));
    }
    let journal = Database::new(Store::in_memory().expect("memory"));
    until_done(&amazon, &journal, &desired(FIRST, 0..2)).await;
    until_done(&amazon, &journal, &desired(FIRST, 0..1)).await;
    let kept = amazon.kept();
    assert!(kept.profiles.contains_key("theirs") && kept.contacts.contains_key("c"));
    assert_eq!((kept.users.len(), kept.skills.len(), kept.books.len()), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_plan_reads_as_a_diff_and_names_rooms_without_a_unit() {
    let amazon = Amazon::new(1, 0, 4);
    let desired = desired(FIRST, 0..2);
    let observed = look(&Asp::new(&amazon), &desired, &super::Known::default(), |_| ()).await.expect("a look");
    let text = plan(&desired, &observed, &super::Known::default(), false).render();
    assert!(text.contains("+ contact \"Nurses\" for nurses\n+ profile for 0\n"), "{text}");
    assert!(text.contains("! there is no unit \"Room 1\" for 1"), "{text}");
    assert!(text.ends_with("10 to add, 0 to change, 0 to remove\n"), "{text}");
    let made = plan(&desired, &observed, &super::Known::default(), true);
    assert!(made.render().contains("+ unit for 1\n"), "{}", made.render());
}

#[test]
fn every_mistake_of_the_file_is_named() {
    let text = FIRST.replace("amzn1.ask.skill.example", "example").replace("\"nurses\"", "\"frontdesk\"");
    let units = [StoredUnit { unit_id: "a b".into(), room: "1".into(), ..Default::default() }];
    assert_eq!(Desired::read(&text, &units).expect_err("mistakes").len(), 3);
    let unknown = Desired::read(&FIRST.replace("address_book", "adress_book"), &[]).expect_err("mistakes");
    assert!(unknown[0].contains("adress_book"), "{unknown:?}");
}

#[test]
fn the_example_in_the_docs_is_in_order() {
    assert!(Desired::read(include_str!("../../../../../docs/property.toml"), &[]).is_ok());
}
