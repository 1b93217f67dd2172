//! A property that others set up: its files are written, and leave it as it is.

use roomline_alexa_sim::asp::{Oddities, Setup};
use roomline_middleware::property::files::{property_toml, rooms_csv};
use roomline_middleware::rooms;

use crate::amazon::{Administrator, Amazon};
use crate::{desired, files};

#[tokio::test(start_paused = true)]
async fn the_files_of_an_existing_property_change_nothing() {
    let amazon = Amazon::new(24, 3, Setup::Onboarded, Oddities::None);
    let provider = amazon.simulated(|asp| asp.first_provider().map(str::to_owned)).expect("it was registered");
    let administrator = Administrator::new(&amazon, "existing");
    let exported = administrator.export(Some(&provider), &[]).await;
    assert_eq!(exported.notes, [""; 0]);
    let ids: Vec<_> = exported.rooms.iter().map(|room| room.unit_id.as_str()).collect();
    assert!(ids.contains(&"room-102"), "our ids come from the account associations: {ids:?}");

    let read = rooms::read(rooms_csv(&exported.rooms).as_bytes()).expect("the list is in order");
    assert_eq!(read, exported.rooms);
    let desired = desired(&property_toml(&exported.file), &read);
    assert_eq!(administrator.look(&desired).await.1.render(), "no changes\n");
}

#[tokio::test(start_paused = true)]
async fn a_property_just_unpacked_gives_a_list_to_fill_in() {
    let amazon = Amazon::new(3, 3, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "unpacked");
    let exported = administrator.export(None, &[]).await;
    assert_eq!(exported.notes.len(), 3, "{:?}", exported.notes);
    assert_eq!(exported.rooms.len(), 3);
    assert!(exported.rooms.iter().all(|room| room.amazon_unit.is_some() && room.floor.is_some()));
    assert_eq!(exported.rooms[0].unit_id, "room-101");
    let read = rooms::read(rooms_csv(&exported.rooms).as_bytes()).expect("the list is in order");
    let (text, _) = files(&amazon, 3);
    let plan = administrator.look(&desired(&text, &read)).await.1;
    assert!(plan.missing.is_empty(), "the rooms are found by their ids: {:?}", plan.missing);
}
