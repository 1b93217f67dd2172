//! Address books: names, kinds of addresses, limits, bulk requests and pages.

use serde_json::{Value, json};

use super::bench::Desk;

#[test]
fn a_contact_has_a_short_name_and_exactly_one_kind_of_address() {
    let mut desk = Desk::unpacked();
    let path = format!("/v1/addressBooks/{}/contacts", desk.book("Staff"));
    let profile = {
        let unit = desk.room("Room 101");
        desk.profile(&unit)
    };
    let numbers = |count: usize| json!(vec![json!({ "number": "+12065550100" }); count]);
    let mut status = |contact: Value| desk.post(&path, json!({ "contact": contact })).0;
    assert_eq!(status(json!({ "name": "Desk", "providerContact": { "id": "desk" } })), 201);
    assert_eq!(status(json!({ "name": "Room 101", "alexaCommunicationProfileId": profile })), 201);
    assert_eq!(status(json!({ "name": "Room 102", "alexaCommunicationProfileId": "nobody" })), 404);
    assert_eq!(status(json!({ "name": "Family", "phoneNumbers": numbers(3) })), 201);
    assert_eq!(status(json!({ "name": "Family", "phoneNumbers": numbers(4) })), 400);
    assert_eq!(status(json!({ "name": "Family", "phoneNumbers": [{ "number": "0206" }] })), 400);
    assert_eq!(status(json!({ "name": "Nobody" })), 400);
    assert_eq!(status(json!({ "name": "", "providerContact": { "id": "desk" } })), 400);
    assert_eq!(status(json!({ "name": "é".repeat(50), "providerContact": { "id": "desk" } })), 201);
    assert_eq!(status(json!({ "name": "é".repeat(51), "providerContact": { "id": "desk" } })), 400);
    let both = json!({ "name": "Both", "providerContact": { "id": "desk" }, "phoneNumbers": numbers(1) });
    assert_eq!(status(both.clone()), 400);
    let batch = json!({ "items": [{ "itemId": 1, "contact": both }] });
    assert_eq!(desk.post(&format!("{path}/batch"), batch).0, 400);
}

#[test]
fn a_list_of_contacts_holds_ids_only_and_each_can_be_got_changed_and_deleted() {
    let mut desk = Desk::unpacked();
    let path = format!("/v1/addressBooks/{}/contacts", desk.book("Staff"));
    let contact = |name: &str| json!({ "contact": { "name": name, "providerContact": { "id": "desk" } } });
    let id = desk.post(&path, contact("Desk")).1["contactId"].as_str().expect("an id").to_owned();
    let (_, listed) = desk.get(&path);
    assert_eq!(listed["results"], json!([{ "contactId": id }]));
    assert_eq!(desk.get(&format!("{path}/{id}")).1["contact"]["name"], "Desk");
    assert_eq!(desk.put(&format!("{path}/{id}"), contact("Reception")), 200);
    assert_eq!(desk.get(&format!("{path}/{id}")).1["contact"]["name"], "Reception");
    assert_eq!(desk.delete(&format!("{path}/{id}")), 204);
    assert_eq!(desk.delete(&format!("{path}/{id}")), 404);
}

#[test]
fn a_deleted_profile_takes_the_contacts_along_that_point_to_it() {
    let mut desk = Desk::unpacked();
    let book = desk.book("Neighbours");
    let unit = desk.room("Room 101");
    let profile = desk.profile(&unit);
    let contact = json!({ "contact": { "name": "Next door", "alexaCommunicationProfileId": profile } });
    assert_eq!(desk.post(&format!("/v1/addressBooks/{book}/contacts"), contact).0, 201);
    assert_eq!(desk.delete(&format!("/v1/communications/profile/{profile}")), 204);
    assert_eq!(desk.get(&format!("/v1/addressBooks/{book}/contacts")).1["results"], json!([]));
}

#[test]
fn the_limits_of_amazon_s_table_are_kept() {
    let mut desk = Desk::unpacked();
    let unit = desk.room("Room 101");
    for index in 0..10 {
        let book = desk.book(&format!("Book {index}"));
        assert_eq!(desk.post(&format!("/v1/addressBooks/{book}/unitAssociations"), json!({ "unitId": unit })).0, 201);
        assert_eq!(desk.post(&format!("/v1/addressBooks/{book}/unitAssociations"), json!({ "unitId": unit })).0, 409);
    }
    let book = desk.book("One more");
    let (status, answer) = desk.post(&format!("/v1/addressBooks/{book}/unitAssociations"), json!({ "unitId": unit }));
    assert_eq!((status, answer["message"].as_str().is_some_and(|text| text.contains("10"))), (400, true));

    let path = format!("/v1/addressBooks/{book}/contacts");
    let contact = json!({ "name": "Desk", "providerContact": { "id": "desk" } });
    for _ in 0..20 {
        let items: Vec<Value> = (0..100).map(|id| json!({ "itemId": id, "contact": contact })).collect();
        let (status, answer) = desk.post(&format!("{path}/batch"), json!({ "items": items }));
        assert_eq!((status, answer["results"][99]["statusCode"].as_u64()), (200, Some(201)));
    }
    assert_eq!(desk.post(&path, json!({ "contact": contact })).0, 400, "2000 is the most");
}

#[test]
fn a_batch_holds_at_most_a_hundred_items_with_ids_of_their_own() {
    let mut desk = Desk::unpacked();
    let path = format!("/v1/addressBooks/{}/contacts/batch", desk.book("Staff"));
    let item = |id: Value| json!({ "itemId": id, "contact": { "name": "Desk", "providerContact": { "id": "desk" } } });
    let mut status = |items: Vec<Value>| desk.post(&path, json!({ "items": items })).0;
    assert_eq!(status((0..100).map(|id| item(json!(id))).collect()), 200);
    assert_eq!(status((0..101).map(|id| item(json!(id))).collect()), 400);
    assert_eq!(status(Vec::new()), 400);
    assert_eq!(status(vec![item(json!(1)), item(json!("1"))]), 400);
}

#[test]
fn a_page_is_never_larger_than_allowed_and_its_token_fits_one_list_only() {
    let mut desk = Desk::unpacked();
    for index in 0..23 {
        desk.book(&format!("Book {index}"));
    }
    let (_, first) = desk.get("/v1/addressBooks");
    assert_eq!(first["results"].as_array().map(Vec::len), Some(10), "the size nobody asked for");
    let token = first["paginationContext"]["nextToken"].as_str().expect("there is more").to_owned();
    assert_eq!(desk.get(&format!("/v1/addressBooks?nextToken={token}")).1["results"][0]["name"], "Book 10");
    assert_eq!(desk.get("/v1/addressBooks?nextToken=1234").0, 400);
    assert_eq!(desk.get("/v1/addressBooks?maxResults=0").0, 400);
    assert_eq!(desk.get("/v1/addressBooks?maxResults=101").0, 400);
    assert_eq!(desk.get("/v1/addressBooks?maxResults=many").0, 400);
    assert_eq!(desk.all("/v1/addressBooks?", 7).len(), 23);
    let unit = desk.organisation();
    assert_eq!(desk.get(&format!("/v2/units?parentId={unit}&nextToken={token}")).0, 400, "a token of another list");
    assert_eq!(desk.get(&format!("/v2/units?parentId={unit}&maxResults=51")).0, 400);
}
