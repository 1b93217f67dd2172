//! What is read of the files. Whole onboardings are stories: `tests/onboarding`.

use super::desired::Desired;
use crate::store::units::StoredUnit;

const FIRST: &str = r#"
property = { root = "root", unit_name = "Room {room}", profile_name = "Room {room}" }
service_provider = { logical_id = "example.calling", name = "Example" }
skill = { id = "amzn1.ask.skill.example", stage = "live" }
address_book = { name = "Staff" }
contacts = [{ name = "Front Desk", address = "frontdesk" }, { name = "Nurses", address = "nurses" }]
"#;

#[test]
fn every_mistake_of_the_file_is_named() {
    let text = FIRST.replace("amzn1.ask.skill.example", "example").replace("\"nurses\"", "\"frontdesk\"");
    let units = [StoredUnit { unit_id: "a b".into(), room: "1".into(), ..Default::default() }];
    assert_eq!(Desired::read(&text, &units).expect_err("mistakes").len(), 3);
    let unknown = Desired::read(&FIRST.replace("address_book", "adress_book"), &[]).expect_err("mistakes");
    assert!(unknown[0].contains("adress_book"), "{unknown:?}");
}

#[test]
fn the_example_in_the_docs_is_in_order_once_the_root_is_filled_in() {
    let example = include_str!("../../../../docs/property.toml");
    let mistakes = Desired::read(example, &[]).expect_err("the root of the example");
    assert!(matches!(&mistakes[..], [one] if one.starts_with("`property.root` is still")), "{mistakes:?}");
    assert!(Desired::read(&example.replace("EXAMPLE", "of-ours"), &[]).is_ok());
}

#[test]
fn two_rooms_of_one_name_are_told_by_their_ids() {
    let unit = |unit_id: &str| StoredUnit { unit_id: unit_id.into(), room: "101".into(), ..Default::default() };
    let mistakes = Desired::read(FIRST, &[unit("a"), unit("b")]).expect_err("one name");
    assert!(mistakes[0].starts_with("the rooms with the unit_id a and b would both be"), "{mistakes:?}");
}
