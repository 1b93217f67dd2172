//! A property under test, and how a test asks it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::asp::{Asp, Method, Oddities, Request, Setup};
use crate::property::Property;
use crate::service::testing::start;

pub(super) const WALL: &str = "2026-01-02T03:04:05Z";
pub(super) const WEBRTC: &str = roomline_signaling::alexa_wire::management::WEBRTC_SUBSCRIPTION_SKILL;

pub(super) struct Desk {
    pub(super) asp: Asp,
    pub(super) now: Instant,
}

impl Desk {
    /// A property as after unboxing.
    pub(super) fn unpacked() -> Self {
        Self { asp: Asp::new(&Property::with_rooms(30), 5, Setup::Unpacked, Oddities::Some), now: start() }
    }

    /// A property that is set up.
    pub(super) fn onboarded() -> Self {
        Self { asp: Asp::new(&Property::rosewood(), 5, Setup::Onboarded, Oddities::None), now: start() }
    }

    pub(super) fn skill(&self) -> String {
        Property::rosewood().skill_id
    }

    pub(super) fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let answer = self.asp.answer(self.now, WALL, &Request::new(method, path, body.as_ref()));
        (answer.status, answer.body.unwrap_or(Value::Null))
    }

    pub(super) fn get(&mut self, path: &str) -> (u16, Value) {
        self.ask(Method::Get, path, None)
    }

    pub(super) fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        self.ask(Method::Post, path, Some(body))
    }

    pub(super) fn put(&mut self, path: &str, body: Value) -> u16 {
        self.ask(Method::Put, path, Some(body)).0
    }

    pub(super) fn delete(&mut self, path: &str) -> u16 {
        self.ask(Method::Delete, path, None).0
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    /// All pages of a list.
    pub(super) fn all(&mut self, path: &str, size: usize) -> Vec<Value> {
        let mut found = Vec::new();
        let mut next = String::new();
        loop {
            let (status, page) = self.get(&format!("{path}&maxResults={size}{next}"));
            assert_eq!(status, 200, "{page}");
            found.extend(page["results"].as_array().expect("a list").clone());
            match page["paginationContext"]["nextToken"].as_str() {
                Some(token) => next = format!("&nextToken={token}"),
                None => return found,
            }
        }
    }

    pub(super) fn organisation(&self) -> String {
        self.asp.organisation().expect("there is one").to_owned()
    }

    /// The id of a room's unit, found as a client finds it.
    pub(super) fn room(&mut self, name: &str) -> String {
        let organisation = self.organisation();
        let units = self.all(&format!("/v2/units?parentId={organisation}&expand=all&queryDepth=all"), 50);
        let found = units.iter().find(|unit| unit["name"]["value"]["text"] == name);
        found.expect("the room is there")["id"].as_str().expect("an id").to_owned()
    }

    pub(super) fn profile(&mut self, unit: &str) -> String {
        let (status, made) =
            self.post("/v1/communications/profile", json!({ "entity": { "type": "UNIT", "id": unit } }));
        assert_eq!(status, 201);
        made["profileId"]["profileId"].as_str().expect("an id").to_owned()
    }

    pub(super) fn book(&mut self, name: &str) -> String {
        let (status, made) = self.post("/v1/addressBooks", json!({ "name": name }));
        assert_eq!(status, 201);
        made["addressBookId"].as_str().expect("an id").to_owned()
    }

    pub(super) fn provider(&mut self) -> String {
        let new = json!({ "serviceProviderLogicalId": "ours" });
        let (status, made) = self.post("/v1/communications/serviceProviders", new);
        assert_eq!(status, 201);
        made["serviceProviderId"].as_str().expect("an id").to_owned()
    }

    /// Enables a skill and looks until it is done.
    pub(super) fn enable(&mut self, skill: &str, unit: &str) {
        let path = format!("/v1/skills/{skill}/enablements");
        assert_eq!(self.post(&path, json!({ "unitId": unit, "stage": "live" })).0, 201);
        for _ in 0..2 {
            assert_eq!(self.get(&format!("{path}?unitId={unit}")).0, 200);
        }
    }
}
