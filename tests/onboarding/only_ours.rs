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
    assert!(shown.contains("+ contact \"Nurses\" for nurses\n+ profile, Amazon's calling skill, "), "{shown}");
    assert!(shown.contains("! there is no unit \"Room 102\" for 102"), "{shown}");
    assert!(shown.ends_with("10 to add, 0 to change, 0 to remove; 1 room has no unit\n"), "{shown}");
    let known = administrator.known().await;
    let made = roomline_middleware::property::plan::plan(&desired, &observed, &known, true).render();
    assert!(
        made.contains(
            "+ unit, profile, Amazon's calling skill, our skill, account association, address book for 102\n"
        ),
        "{made}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_contact_of_ours_gets_another_address_and_residents_never_have_two_of_its_name() {
    let amazon = Amazon::new(1, 5, Setup::Unpacked, Oddities::None);
    let administrator = Administrator::new(&amazon, "moved");
    let (text, rooms) = files(&amazon, 1);
    administrator.apply_until_done(&desired(&text, &rooms)).await;
    let moved = desired(&text.replace("\"frontdesk\"", "\"reception\""), &rooms);
    let shown = administrator.look(&moved).await.1.render();
    assert!(shown.starts_with("~ contact \"Front Desk\" for reception instead of frontdesk\n"), "{shown}");
    assert!(shown.ends_with("0 to add, 1 to change, 0 to remove\n"), "{shown}");
    administrator.apply_until_done(&moved).await;
    let book = administrator.look(&moved).await.0.book.expect("the book");
    assert_eq!(book.contacts.keys().collect::<Vec<_>>(), ["nurses", "reception"]);
    // Known as ours under its new address: it is taken away when the files drop it.
    let without = text.replace("{ name = \"Front Desk\", address = \"frontdesk\" }, ", "");
    let shown = administrator.look(&desired(&without, &rooms)).await.1.render();
    assert!(shown.starts_with("- contact for reception\n"), "{shown}");
}
