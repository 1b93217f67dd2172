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
fn the_example_in_the_docs_is_in_order() {
    assert!(Desired::read(include_str!("../../../../docs/property.toml"), &[]).is_ok());
}
