//! Setting up a property at the simulator's management API: the whole way, through everything that can go wrong.

mod amazon;
mod existing;
mod five_hundred_rooms;
mod only_ours;
mod what_is_wrong;

use roomline_alexa_sim::property::Property;
use roomline_middleware::property::desired::Desired;
use roomline_middleware::rooms;
use roomline_middleware::store::units::StoredUnit;

use amazon::Amazon;

/// The files for the first `count` rooms of the simulated property.
fn files(amazon: &Amazon, count: usize) -> (String, Vec<StoredUnit>) {
    let property = Property::with_rooms(count);
    let text = format!(
        r#"
            property = {{ root = "{root}", unit_name = "Room {{room}}", profile_name = "Room {{room}}" }}
            service_provider = {{ logical_id = "example.calling", name = "Example" }}
            skill = {{ id = "{skill}", stage = "live" }}
            address_book = {{ name = "Staff" }}
            contacts = [{{ name = "Front Desk", address = "frontdesk" }}, {{ name = "Nurses", address = "nurses" }}]
        "#,
        root = amazon.root(),
        skill = property.skill_id,
    );
    (text, rooms::read(property.to_csv().expect("a CSV").as_bytes()).expect("no mistake"))
}

fn desired(text: &str, rooms: &[StoredUnit]) -> Desired {
    Desired::read(text, rooms).expect("no mistake")
}
