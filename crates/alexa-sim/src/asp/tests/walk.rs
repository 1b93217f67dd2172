//! Random requests beside a small model: what was told to be made is there, and nothing else.

use std::collections::BTreeMap;

use rand::seq::IteratorRandom as _;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use super::bench::Desk;

/// Address books and their units, as a client believes them to be.
#[derive(Default)]
struct Model {
    books: BTreeMap<String, (String, Vec<String>)>,
}

#[test]
fn address_books_are_what_a_client_was_told_whatever_the_order() {
    for seed in 0..20 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut desk = Desk::unpacked();
        let units: Vec<String> = ["Room 101", "Room 102", "Room 103"].map(|name| desk.room(name)).into();
        let mut model = Model::default();
        for step in 0..200 {
            one_step(&mut rng, &mut desk, &mut model, &units, step);
        }
        let listed = desk.all("/v1/addressBooks?", rng.random_range(1..=100));
        let mut found: Vec<&str> = listed.iter().filter_map(|book| book["addressBookId"].as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, model.books.keys().map(String::as_str).collect::<Vec<_>>(), "seed {seed}");
        for unit in &units {
            let books = desk.all(&format!("/v1/addressBooks/unitAssociations?unitId={unit}"), 100);
            let expected = model.books.values().filter(|(_, of)| of.contains(unit)).count();
            assert_eq!(books.len(), expected, "seed {seed}");
        }
    }
}

fn one_step(rng: &mut ChaCha8Rng, desk: &mut Desk, model: &mut Model, units: &[String], step: usize) {
    let unit = units.iter().choose(rng).expect("there are units");
    let Some(book) = model.books.keys().choose(rng).cloned().filter(|_| rng.random_bool(0.8)) else {
        let name = format!("Book {step}");
        model.books.insert(desk.book(&name), (name, Vec::new()));
        return;
    };
    let path = format!("/v1/addressBooks/{book}");
    let busy = model.books.values().filter(|(_, of)| of.contains(unit)).count();
    let (name, of) = model.books.get_mut(&book).expect("it was chosen");
    match rng.random_range(0..4) {
        0 => {
            let status = desk.post(&format!("{path}/unitAssociations"), json!({ "unitId": unit })).0;
            let expected = if of.contains(unit) {
                409
            } else if busy >= 10 {
                400
            } else {
                201
            };
            assert_eq!(status, expected);
            if status == 201 {
                of.push(unit.clone());
            }
        }
        1 => {
            let status = desk.delete(&format!("{path}/unitAssociations?unitId={unit}"));
            assert_eq!(status, if of.contains(unit) { 204 } else { 404 });
            of.retain(|other| other != unit);
        }
        2 => {
            *name = format!("Renamed {step}");
            assert_eq!(desk.put(&path, json!({ "name": name })), 200);
            assert_eq!(desk.get(&path).1["name"], **name);
        }
        _ => {
            let free = of.is_empty();
            assert_eq!(desk.delete(&path), if free { 204 } else { 400 });
            if free {
                model.books.remove(&book);
            }
        }
    }
}
