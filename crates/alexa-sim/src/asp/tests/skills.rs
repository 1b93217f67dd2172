//! Skills on units: the order, the waiting, the link and the bulk requests.

use serde_json::{Value, json};

use super::bench::{Desk, WEBRTC};
use crate::asp::Rules;

const BASE: &str = "amzn1.ask.skill.6a39c06f-58b4-4adb-8c7f-a75a9ca3f7e1";

#[test]
fn skills_are_enabled_in_amazons_order_only() {
    let mut desk = Desk::unpacked();
    let (unit, ours) = (desk.room("Room 101"), desk.skill());
    let enable = |desk: &mut Desk, skill: &str, stage: &str| {
        desk.post(&format!("/v1/skills/{skill}/enablements"), json!({ "unitId": unit, "stage": stage })).0
    };
    assert_eq!(enable(&mut desk, &ours, "development"), 400, "Amazon's skill comes first");
    assert_eq!(enable(&mut desk, BASE, "live"), 400, "a room takes no base subscription");
    assert_eq!(enable(&mut desk, "amzn1.ask.skill.nobody-s", "live"), 404);
    assert_eq!(enable(&mut desk, WEBRTC, "development"), 400);
    assert_eq!(enable(&mut desk, WEBRTC, "live"), 201);
    assert_eq!(enable(&mut desk, &ours, "development"), 400, "Amazon's skill is not done yet");
    let path = format!("/v1/skills/{WEBRTC}/enablements?unitId={unit}");
    assert_eq!(desk.get(&path).1["status"], "ENABLING");
    assert_eq!(desk.get(&path).1["status"], "ENABLED");
    assert_eq!(enable(&mut desk, &ours, "development"), 201);
    let (_, shown) = desk.get(&format!("/v1/skills/{ours}/enablements?unitId={unit}"));
    assert_eq!(
        (&shown["accountLink"]["status"], &shown["skill"]["stage"]),
        (&json!("NOT_LINKED"), &json!("development"))
    );
}

#[test]
fn without_a_base_subscription_nothing_of_calling_can_be_enabled() {
    let mut desk = Desk::unpacked();
    let (unit, organisation) = (desk.room("Room 101"), desk.organisation());
    let property = desk.get(&format!("/v2/units?parentId={organisation}")).1["results"][0]["id"].clone();
    let property = property.as_str().expect("an id");
    assert_eq!(desk.delete(&format!("/v1/skills/{BASE}/enablements?unitId={property}")), 204);
    let path = format!("/v1/skills/{WEBRTC}/enablements");
    assert_eq!(desk.post(&path, json!({ "unitId": unit, "stage": "live" })).0, 400);
    desk.enable(BASE, property);
    assert_eq!(desk.post(&path, json!({ "unitId": unit, "stage": "live" })).0, 201);
}

#[test]
fn an_enablement_is_linked_once_for_all_or_by_a_code_of_its_own() {
    let mut desk = Desk::unpacked();
    let ours = desk.skill();
    let status = |desk: &mut Desk, unit: &str, body: Value| {
        desk.enable(WEBRTC, unit);
        let (_, shown) = desk.post(&format!("/v1/skills/{ours}/enablements"), body);
        shown["accountLink"]["status"].clone()
    };
    let (first, second) = (desk.room("Room 101"), desk.room("Room 102"));
    let link = json!({ "redirectUri": "https://example.test/link", "authCode": "code", "type": "AUTH_CODE" });
    let body = json!({ "unitId": first, "stage": "live", "accountLinkRequest": link });
    assert_eq!(status(&mut desk, &first, body), "LINKED");
    desk.asp.set_rules(Rules { delegated_link: true, ..desk.asp.rules() });
    let body = json!({ "unitId": second, "stage": "live" });
    assert_eq!(status(&mut desk, &second, body), "LINKED");
}

#[test]
fn skills_are_enabled_listed_and_disabled_in_bulk() {
    let mut desk = Desk::unpacked();
    let units: Vec<String> = ["Room 101", "Room 102"].into_iter().map(|name| desk.room(name)).collect();
    let items: Vec<Value> =
        units.iter().enumerate().map(|(id, unit)| json!({ "itemId": id, "unitId": unit, "stage": "live" })).collect();
    let path = format!("/v1/skills/{WEBRTC}/enablements");
    let (status, made) = desk.post(&format!("{path}/batch"), json!({ "items": items }));
    assert_eq!((status, &made["results"][1]["statusCode"]), (200, &json!(201)));
    let (_, listed) = desk.get(&format!("/v1/skills/enablements?unitId={}", units[0]));
    assert_eq!((listed["items"].as_array().map(Vec::len), listed["results"].is_null()), (Some(1), true));
    let (_, both) = desk.post("/v1/skills/enablements/batchGet", json!({ "items": items }));
    assert_eq!(both["results"][1]["enablements"][0]["skill"]["id"], WEBRTC);
    assert_eq!(desk.post(&format!("{path}/batchDelete"), json!({ "items": items })).0, 200);
    assert_eq!(desk.get(&format!("{path}?unitId={}", units[0])).0, 404);
}
