//! Units and endpoints: the tree, its names and ids, and what stands where.

use serde_json::{Value, json};

use super::bench::{Desk, WALL};
use crate::asp::Method;

#[test]
fn the_tree_is_walked_level_by_level_or_at_once() {
    let mut desk = Desk::unpacked();
    let organisation = desk.organisation();
    let (_, children) = desk.get(&format!("/v2/units?parentId={organisation}"));
    let children = children["results"].as_array().expect("a list").clone();
    assert_eq!((children.len(), children[0].as_object().map(serde_json::Map::len)), (1, Some(1)), "only ids");
    assert_eq!(desk.all(&format!("/v2/units?parentId={organisation}&queryDepth=2"), 50).len(), 1 + 4);
    assert_eq!(desk.all(&format!("/v2/units?parentId={organisation}&queryDepth=all"), 50).len(), 1 + 4 + 30);
    assert_eq!(desk.get(&format!("/v2/units?parentId={organisation}&queryDepth=0")).0, 400);
    let room = desk.room("Room 101");
    let (_, shown) = desk.get(&format!("/v2/units/{room}"));
    assert_eq!((&shown["level"], &shown["id"]), (&json!(3), &json!(room)));
    assert_eq!(desk.get(&format!("/v2/units?parentId={room}")).1, json!({ "results": [] }));
}

#[test]
fn a_unit_is_made_renamed_and_deleted_unless_it_has_children() {
    let mut desk = Desk::unpacked();
    let name = |text: &str| json!({ "type": "PLAIN", "value": { "text": text } });
    let property = {
        let id = desk.organisation();
        desk.get(&format!("/v2/units?parentId={id}")).1
    };
    let property = property["results"][0]["id"].as_str().expect("an id").to_owned();
    let (status, made) = desk.post("/v2/units", json!({ "name": name("Annex"), "parentId": property }));
    let annex = made["id"].as_str().expect("an id").to_owned();
    assert_eq!(status, 201);
    let (_, made) = desk.post("/v2/units", json!({ "name": name("Room A1"), "parentId": annex }));
    let room = made["id"].as_str().expect("an id").to_owned();
    assert_eq!(desk.put(&format!("/v2/units/{room}"), json!({ "name": name("Room A2") })), 204);
    assert_eq!(desk.room("Room A2"), room);
    assert_eq!(desk.delete(&format!("/v2/units/{annex}")), 400);
    assert_eq!(desk.delete(&format!("/v2/units/{room}")), 204);
    assert_eq!(desk.delete(&format!("/v2/units/{annex}")), 204);
    assert_eq!(desk.get(&format!("/v2/units/{annex}")).0, 404);
    let organisation = desk.organisation();
    assert_eq!(desk.delete(&format!("/v2/units/{organisation}")), 400);
    assert_eq!(desk.post("/v2/units", json!({ "name": name(" "), "parentId": property })).0, 400);
    assert_eq!(desk.post("/v2/units", json!({ "name": name("x") })).0, 400);
}

#[test]
fn endpoints_are_found_by_unit_by_serial_by_address_and_without_a_unit() {
    let mut desk = Desk::unpacked();
    let room = desk.room("Room 106");
    let listed = desk.all(&format!("/v2/endpoints?associatedUnits.id={room}&expand=all"), 10);
    let models: Vec<&Value> = listed.iter().map(|one| &one["manufacturer"]["value"]["text"]).collect();
    assert_eq!(models, ["Lumen & Sons", "Amazon"], "a lamp is listed as well");
    let echo = &listed[1];
    let serial = echo["serialNumber"]["value"]["text"].as_str().expect("a serial number");
    let mac = echo["connections"][0]["macAddress"].as_str().expect("an address");
    for filter in [format!("serialNumber.value.text={serial}"), format!("connections.macAddress={mac}")] {
        assert_eq!(desk.get(&format!("/v2/endpoints?{filter}")).1["results"], json!([{ "id": echo["id"] }]));
    }
    assert_eq!(desk.get("/v2/endpoints").0, 400);
    assert_eq!(desk.get("/v2/endpoints?owner=~caller").1["results"], json!([]));

    let id = echo["id"].as_str().expect("an id");
    let path = format!("/v2/endpoints/{id}/associatedUnits");
    assert_eq!(desk.put(&path, json!([{ "id": "~caller.defaultUnitId" }])), 202);
    assert_eq!(desk.get("/v2/endpoints?owner=~caller").1["results"], json!([{ "id": id }]));
    let other = desk.room("Room 107");
    assert_eq!(desk.put(&path, json!([{ "id": other }, { "id": room }])), 400);
    assert_eq!(desk.put(&path, json!([{ "id": other }])), 202);
    let query = json!({ "query": { "or": [{ "match": { "associatedUnits.id": other } }] }, "expand": ["all"] });
    let (_, found) = desk.post("/v2/endpointQuery", query);
    assert_eq!(found["results"].as_array().map(Vec::len), Some(2), "two Echos stand there now");
}

#[test]
fn an_endpoint_says_whether_it_is_reachable_and_is_not_to_be_disturbed() {
    let mut desk = Desk::unpacked();
    let echo_of = |desk: &mut Desk, room: &str| {
        let unit = desk.room(room);
        let (_, listed) = desk.get(&format!("/v2/endpoints?associatedUnits.id={unit}&expand=all"));
        let echo = listed["results"].as_array().and_then(|all| all.last()).expect("an Echo").clone();
        (echo["id"].as_str().expect("an id").to_owned(), echo["model"]["value"]["text"].clone())
    };
    let (online, _) = echo_of(&mut desk, "Room 101");
    let (offline, _) = echo_of(&mut desk, "Room 103");
    let (_, model) = echo_of(&mut desk, "Room 104");
    let (quiet, _) = echo_of(&mut desk, "Room 105");
    assert_eq!(model, "Echo (2nd Gen)");
    let mut sample =
        |id: &str| desk.get(&format!("/v2/endpoints/{id}/features/connectivity")).1["properties"][0].clone();
    assert_eq!(sample(&online), json!({ "name": "reachability", "value": { "value": "OK" }, "timeOfSample": WALL }));
    assert_eq!(sample(&offline)["value"]["value"], "UNREACHABLE");
    let elsewhere = json!([{ "id": "~caller.defaultUnitId" }]);
    assert_eq!(desk.put(&format!("/v2/endpoints/{offline}/associatedUnits"), elsewhere), 400);

    let key = "Alexa.DoNotDisturb.doNotDisturb";
    let settings = format!("/v2/endpoints/{quiet}/settings");
    let dnd = |on: bool| json!({ "settings": [{ "key": key, "value": on }] });
    assert_eq!(desk.get(&format!("{settings}?keys={key}")), (200, dnd(true)));
    let echo = "room-105".parse().expect("an id");
    assert!(!desk.asp.can_ring(&echo));
    assert_eq!(desk.put(&format!("{settings}/{key}"), json!(false)), 200);
    assert_eq!(desk.ask(Method::Put, &format!("{settings}/{key}"), Some(json!("off"))).0, 400);
    assert_eq!(desk.get(&format!("{settings}?keys={key}")), (200, dnd(false)));
    assert!(desk.asp.can_ring(&echo));
}
