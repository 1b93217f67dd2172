//! A room from unboxing to its first call, step by step, and back.

use serde_json::json;

use super::bench::{Desk, WEBRTC};
use crate::asp::{Event, Gap, Method, Rules};

#[test]
fn a_room_is_set_up_step_by_step_and_each_step_closes_a_gap() {
    let mut desk = Desk::unpacked();
    let echo = "room-102".parse().expect("an id");
    let (unit, skill) = (desk.room("Room 102"), desk.skill());
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoSubscription));

    desk.enable(WEBRTC, &unit);
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoSkill));
    desk.enable(&skill, &unit);
    assert_eq!(desk.asp.poll_event(), Some(Event::Enabled(echo.clone())));
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NotLinked), "nobody linked the account yet");
    desk.asp.set_rules(Rules { delegated_link: true, ..desk.asp.rules() });
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NotLinked), "a link counts for what is enabled after it");
    desk.enable(&skill, &unit);
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NotPermitted));
    desk.asp.permit(&echo);
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoProfile));
    let profile = desk.profile(&unit);
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoAssociation));

    let provider = desk.provider();
    let users = format!("/v1/communications/serviceProviders/{provider}/externalUsers");
    let user = json!({ "externalUserId": "102", "amazonId": profile, "amazonIdType": "communication-profile" });
    assert_eq!(desk.post(&users, user.clone()).0, 201);
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoAssociation), "no network leads to our skill");
    let network = json!({ "networkType": "SKILL", "skillConfiguration": { "skillId": skill } });
    let path = format!("/v1/communications/serviceProviders/{provider}/network");
    assert_eq!(desk.post(&path, network.clone()).0, 201);
    assert_eq!(desk.post(&path, network.clone()).0, 409);
    assert_eq!(desk.get(&path), (200, network));
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoAddressBook));

    let book = desk.book("Staff");
    let desk_of_staff = json!({ "contact": { "name": "Front Desk", "providerContact": { "id": "frontdesk" } } });
    assert_eq!(desk.post(&format!("/v1/addressBooks/{book}/contacts"), desk_of_staff).0, 201);
    assert!(!desk.asp.knows(&echo, "frontdesk"));
    assert_eq!(desk.post(&format!("/v1/addressBooks/{book}/unitAssociations"), json!({ "unitId": unit })).0, 201);
    assert_eq!(desk.asp.gap(&echo), None);
    assert!(desk.asp.knows(&echo, "frontdesk"));
    assert_eq!(desk.asp.echo_of_user("102"), Some(echo.clone()));
    assert_eq!(desk.asp.user_of_echo(&echo), Some("102"));

    assert_eq!(desk.delete(&format!("/v2/units/{unit}")), 400, "it has associations");
    assert_eq!(desk.delete(&format!("/v1/addressBooks/{book}")), 400, "a unit has it");
    assert_eq!(desk.delete(&format!("/v1/addressBooks/{book}/unitAssociations?unitId={unit}")), 204);
    assert_eq!(desk.ask(Method::Delete, &users, Some(json!({ "externalUserId": "102" }))).0, 204);
    assert_eq!(desk.delete(&format!("/v1/skills/{WEBRTC}/enablements?unitId={unit}")), 400, "ours needs it");
    assert_eq!(desk.delete(&format!("/v1/skills/{skill}/enablements?unitId={unit}")), 204);
    assert_eq!(desk.delete(&format!("/v1/skills/{WEBRTC}/enablements?unitId={unit}")), 204);
    assert_eq!(desk.delete(&format!("/v2/units/{unit}")), 204);
    assert_eq!(desk.asp.gap(&echo), Some(Gap::NoUnit));
}

#[test]
fn the_built_in_property_is_set_up_from_the_first_room_to_the_last() {
    let mut desk = Desk::onboarded();
    for room in crate::property::Property::rosewood().rooms {
        assert_eq!(desk.asp.gap(&room.unit_id), None, "{}", room.room);
        assert_eq!(desk.asp.echo_of_user(room.unit_id.as_str()), Some(room.unit_id.clone()));
        assert_eq!(desk.asp.echo_of_profile(&room.profile_id()), Some(room.unit_id.clone()));
        let (status, unit) = desk.get(&format!("/v2/units/{}", room.persistent_unit_id()));
        assert_eq!((status, &unit["name"]["value"]["text"]), (200, &json!(format!("Room {}", room.room))));
        assert_ne!(unit["id"], room.persistent_unit_id(), "every client has ids of its own");
    }
}

#[test]
fn a_service_provider_is_made_once_and_cannot_be_listed() {
    let mut desk = Desk::unpacked();
    let path = "/v1/communications/serviceProviders";
    let provider = desk.provider();
    assert_eq!(desk.post(path, json!({ "serviceProviderLogicalId": "ours" })).0, 409);
    assert_eq!(desk.post(path, json!({})).0, 400);
    assert_eq!(desk.get(path).0, 404);
    let name = json!([{ "locale": "en-US", "value": "Staff" }]);
    assert_eq!(desk.put(&format!("{path}/{provider}"), json!({ "displayName": name })), 200);
    let german = json!({ "displayName": [{ "locale": "de-DE", "value": "Personal" }] });
    assert_eq!(desk.put(&format!("{path}/{provider}"), german), 400);
    let (_, shown) = desk.get(&format!("{path}/{provider}"));
    assert_eq!((&shown["serviceProviderLogicalId"], &shown["displayName"]), (&json!("ours"), &name));
    assert_eq!(desk.delete(&format!("{path}/{provider}")), 204);
    assert_eq!(desk.get(&format!("{path}/{provider}")).0, 404);
}

#[test]
fn a_profile_is_called_guest_until_somebody_names_it() {
    let mut desk = Desk::unpacked();
    let unit = desk.room("Room 103");
    let new = json!({ "entity": { "type": "UNIT", "id": unit }, "name": "Room 103" });
    let (status, made) = desk.post("/v1/communications/profile", new.clone());
    assert_eq!((status, made["name"].is_null()), (201, true));
    let profile = made["profileId"]["profileId"].as_str().expect("an id").to_owned();
    let path = format!("/v1/communications/profile/{profile}");
    assert_eq!(desk.get(&path).1["name"], "Guest");
    assert_eq!(desk.put(&path, json!({ "name": "x".repeat(51) })), 400);
    assert_eq!(desk.put(&path, json!({ "name": "Mr and Mrs Lindqvist" })), 200);
    let by_unit = format!("/v1/communications/profile?entity.type=UNIT&entity.id={unit}");
    assert_eq!(desk.get(&by_unit).1["name"], "Mr and Mrs Lindqvist");
    assert_eq!(desk.post("/v1/communications/profile", new).1, made, "the same one comes back");
    assert_eq!(desk.get(&path).1["name"], "Room 103", "and takes the new name");
    assert_eq!(desk.delete(&path), 204);
    assert_eq!(desk.get(&by_unit).0, 404);
}

#[test]
fn an_account_is_associated_only_with_a_profile_whose_unit_has_amazons_skill() {
    let mut desk = Desk::unpacked();
    let (unit, provider) = (desk.room("Room 104"), desk.provider());
    let profile = desk.profile(&unit);
    let path = format!("/v1/communications/serviceProviders/{provider}/externalUsers");
    let user = |id: &str| json!({ "externalUserId": id, "amazonId": profile, "amazonIdType": "communication-profile" });
    assert_eq!(desk.post(&path, user("104")).0, 400);
    desk.enable(WEBRTC, &unit);
    assert_eq!(desk.put(&path, user("104")), 404, "only what is there can be changed");
    assert_eq!(desk.post(&path, user("104")).0, 201);
    assert_eq!(desk.post(&path, user("104")).0, 409);
    assert_eq!(desk.post(&path, user("a b")).0, 400);
    assert_eq!(desk.put(&path, user("104")), 200);
    let query = |ids: serde_json::Value| json!({ "filters": { "externalUserIds": ids } });
    let (_, found) = desk.post(&format!("{path}/query"), query(json!(["104", "105"])));
    assert_eq!(found["results"], json!([user("104")]));
    assert_eq!(desk.post(&format!("{path}/query"), query(json!(["105"]))).1["results"], json!([]));
    let wide = json!({ "filters": { "externalUserIds": [] }, "paginationContext": { "maxResults": 11 } });
    assert_eq!(desk.post(&format!("{path}/query"), wide).0, 400);
}

#[test]
fn every_fixture_of_a_request_is_understood() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/alexa");
    let read = |name: &str| -> serde_json::Value {
        let text = std::fs::read_to_string(folder.join(format!("rest.{name}.request.json"))).expect("a fixture");
        serde_json::from_str(&text).expect("JSON")
    };
    let csp = "/v1/communications/serviceProviders";
    let all = [
        (Method::Post, csp.to_owned(), "serviceProvider.create"),
        (Method::Put, format!("{csp}/x"), "serviceProvider.update"),
        (Method::Post, format!("{csp}/x/network"), "network.create"),
        (Method::Put, format!("{csp}/x/network"), "network.update"),
        (Method::Post, format!("{csp}/x/externalUsers"), "externalUser.create"),
        (Method::Put, format!("{csp}/x/externalUsers"), "externalUser.update"),
        (Method::Delete, format!("{csp}/x/externalUsers"), "externalUser.delete"),
        (Method::Post, format!("{csp}/x/externalUsers/query"), "externalUser.query"),
        (Method::Post, "/v1/communications/profile".into(), "profile.create"),
        (Method::Put, "/v1/communications/profile/x".into(), "profile.update"),
        (Method::Post, "/v1/communications/profiles/batch".into(), "profile.batchCreate"),
        (Method::Post, "/v1/addressBooks".into(), "addressBook.create"),
        (Method::Put, "/v1/addressBooks/x".into(), "addressBook.update"),
        (Method::Post, "/v1/addressBooks/x/contacts".into(), "contact.create.phone"),
        (Method::Post, "/v1/addressBooks/x/contacts".into(), "contact.create.profile"),
        (Method::Post, "/v1/addressBooks/x/contacts".into(), "contact.create.provider"),
        (Method::Post, "/v1/addressBooks/x/contacts/batch".into(), "contact.batchCreate"),
        (Method::Put, "/v1/addressBooks/x/contacts/y".into(), "contact.update"),
        (Method::Post, "/v1/addressBooks/x/unitAssociations".into(), "unitAssociation.create"),
        (Method::Post, "/v1/addressBooks/x/unitAssociations/batch".into(), "unitAssociation.batchCreate"),
        (Method::Post, "/v2/units".into(), "unit.create"),
        (Method::Put, "/v2/units/x".into(), "unit.update"),
        (Method::Post, "/v2/endpointQuery".into(), "endpointQuery"),
        (Method::Put, "/v2/endpoints/x/associatedUnits".into(), "endpoint.associate"),
        (Method::Post, "/v1/skills/x/enablements".into(), "enablement.create"),
        (Method::Post, "/v1/skills/x/enablements".into(), "enablement.create.accountLink"),
        (Method::Post, "/v1/skills/x/enablements/batch".into(), "enablement.batchCreate"),
        (Method::Post, "/v1/skills/x/enablements/batchDelete".into(), "enablement.batchDelete"),
        (Method::Post, "/v1/skills/enablements/batchGet".into(), "enablement.batchGet"),
    ];
    let mut desk = Desk::unpacked();
    for (method, path, name) in all {
        let (status, answer) = desk.ask(method, &path, Some(read(name)));
        // Ids of the fixtures mean nothing here: the body was read if the refusal is about what an id names.
        let read = status < 300 || answer["type"] == "ResourceNotFoundException";
        assert!(read, "{name}: {status} {answer}");
        assert_ne!(answer["message"], "the operation was not found", "{name}");
    }
}
