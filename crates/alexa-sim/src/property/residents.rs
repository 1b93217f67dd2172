//! Rooms beyond the 24 of the built-in property: made up, but always the same ones.

use super::Room;

/// The rooms of the fourth floor and above; the three floors below are the built-in ones.
const PER_FLOOR: usize = 40;
const BUILT_IN: usize = super::ROOMS.len();

const FLOORS: [&str; 10] = [
    "Third floor",
    "Fourth floor",
    "Fifth floor",
    "Sixth floor",
    "Seventh floor",
    "Eighth floor",
    "Ninth floor",
    "Tenth floor",
    "Eleventh floor",
    "Twelfth floor",
];
const WINGS: [&str; 4] = ["East", "West", "North", "South"];
const TITLES: [&str; 5] = ["Mrs", "Mr", "Miss", "Dr", "Ms"];
const SURNAMES: [&str; 32] = [
    "Adeyemi",
    "Baker",
    "Carvalho",
    "Davies",
    "Eriksson",
    "Fernández",
    "Goldberg",
    "Harrington",
    "Ibrahim",
    "Jansen",
    "Kowalski",
    "Lopez",
    "MacGregor",
    "Nakamura",
    "O'Brien",
    "Petrović",
    "Quinn",
    "Robinson",
    "Schäfer",
    "Taylor",
    "Usman",
    "Vasquez",
    "Whitfield",
    "Xu",
    "Yilmaz",
    "Zimmermann",
    "Ashworth",
    "Bennett",
    "Chaudhry",
    "Dvořák",
    "Evans",
    "Fontaine",
];
const NOTES: [&str; 8] = [
    "",
    "",
    "",
    "Hard of hearing: speak slowly and clearly.",
    "",
    "Uses a wheelchair: give time to reach the Echo.",
    "",
    "A grandchild visits on Sundays.",
];

/// The room with this number in the list, from the first one that is not built in.
pub(super) fn made_up(index: usize) -> Room {
    let beyond = index - BUILT_IN;
    let (floor, on_floor) = (beyond / PER_FLOOR, beyond % PER_FLOOR + 1);
    let room = format!("{}{on_floor:02}", floor + 4);
    // Two strides without a common factor: neighbours differ, and it takes 160 rooms for a name to come back.
    let name = format!("{} {}", TITLES[index * 3 % TITLES.len()], SURNAMES[index * 7 % SURNAMES.len()]);
    Room {
        unit_id: format!("room-{room}").parse().expect("a short plain id"),
        name,
        room,
        floor: FLOORS.get(floor).map_or_else(|| format!("Floor {}", floor + 3), |name| (*name).into()),
        wing: WINGS[(on_floor - 1) / 10].into(),
        notes: NOTES[index * 5 % NOTES.len()].into(),
        language: "en-GB".into(),
    }
}
