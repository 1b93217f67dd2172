//! What a plan shows, and that nothing is taken away which others made.

use roomline_alexa_sim::asp::{Method, Oddities, Setup};
use serde_json::json;

use crate::amazon::{Administrator, Amazon};
use crate::{desired, files};

#[tokio::test(start_paused = true)]
async fn what_others_made_is_never_taken_away() {
    let amazon = Amazon::new(2, 3, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "others");
    let (text, rooms) = files(&amazon, 2);
    let (both, one) = (desired(&text, &rooms), desired(&text, &rooms[..1]));
    let unit = administrator.look(&both).await.0.rooms["room-102"].unit.clone().expect("a unit");
    let entity = json!({ "entity": { "type": "UNIT", "id": unit } });
    amazon.somebody(Method::Post, "/v1/communications/profile", Some(&entity));
    let book = amazon.somebody(Method::Post, "/v1/addressBooks", Some(&json!({ "name": "Staff" })));
    let book = book["addressBookId"].as_str().expect("an id");
    let kitchen = json!({ "contact": { "name": "Kitchen", "providerContact": { "id": "kitchen" } } });
    amazon.somebody(Method::Post, &format!("/v1/addressBooks/{book}/contacts"), Some(&kitchen));

    administrator.apply_until_done(&both).await;
    administrator.apply_until_done(&one).await;
    let (observed, _) = administrator.look(&both).await;
    let theirs = observed.rooms["room-102"].clone();
    assert!(theirs.profile.is_some(), "the profile was there before us");
    assert!(!theirs.subscription && !theirs.skill && !theirs.has_book && theirs.association.is_none(), "{theirs:?}");
    let found = observed.book.expect("the book");
    assert_eq!(found.id, book, "the book of that name was used");
    assert!(found.contacts.contains_key("kitchen"));
}

#[tokio::test(start_paused = true)]
async fn a_plan_reads_as_a_diff_and_names_rooms_without_a_unit() {
    let amazon = Amazon::new(1, 4, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "diff");
    let (text, rooms) = files(&amazon, 2);
    let desired = desired(&text, &rooms);
    let (observed, plan) = administrator.look(&desired).await;
    let shown = plan.render();
    assert!(shown.contains("+ contact \"Nurses\" for nurses\n+ profile for 101\n"), "{shown}");
    assert!(shown.contains("! there is no unit \"Room 102\" for 102"), "{shown}");
    assert!(shown.ends_with("10 to add, 0 to change, 0 to remove\n"), "{shown}");
    let known = administrator.known().await;
    let made = roomline_middleware::property::plan::plan(&desired, &observed, &known, true).render();
    assert!(made.contains("+ unit for 102\n"), "{made}");
}
