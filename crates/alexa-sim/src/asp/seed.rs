//! What a property starts with: just unpacked, or set up for calls from the first room to the last.

use roomline_signaling::alexa_wire::management::{
    Contact, ContactAddress, ExternalUser, Named, NetworkMapping, NewContact, SkillConfiguration, Stage,
    WEBRTC_SUBSCRIPTION_SKILL,
};
use serde_json::{Value, json};

use super::enablement::{BASE_SKILLS, Enabled};
use super::endpoint::Device;
use super::unit::UnitKey;
use super::{Asp, POLLS, Rules};
use crate::property::{Property, Room};

/// How far a property is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setup {
    /// Every room can call and be called.
    #[default]
    Onboarded,
    /// Units, and Echos in them, with the property's base subscription, and nothing of calling.
    Unpacked,
}

/// Whether the devices are as tidy as in a brochure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Oddities {
    /// They are.
    #[default]
    None,
    /// The 3rd and every 10th after it is offline, the 4th is of a model without WebRTC, the 5th is not to be disturbed,
    /// and in the 6th room there is a lamp as well.
    Some,
}

impl Asp {
    /// Alexa Smart Properties as a property has it.
    #[must_use]
    pub fn new(property: &Property, seed: u64, setup: Setup, oddities: Oddities) -> Self {
        let linked = setup == Setup::Onboarded;
        let rules = Rules { persistent_ids: true, delegated_link: linked, polls: POLLS };
        let mut asp = Self::bare(property.skill_id.clone(), seed, rules);
        let organisation = asp.add_unit("Rosewood Care", None, None);
        let home = asp.add_unit("Rosewood House", Some(organisation), None);
        asp.put_skill(home, BASE_SKILLS[0]);
        let mut floors: Vec<(&str, UnitKey)> = Vec::new();
        let mut rooms = Vec::new();
        for (index, room) in property.rooms.iter().enumerate() {
            let floor = floors.iter().find(|(name, _)| *name == room.floor).map(|(_, key)| *key);
            let floor = floor.unwrap_or_else(|| {
                let key = asp.add_unit(&room.floor, Some(home), None);
                floors.push((&room.floor, key));
                key
            });
            let own = (room.unit_id.clone(), room.persistent_unit_id());
            let unit = asp.add_unit(&format!("Room {}", room.room), Some(floor), Some(own));
            asp.add_echo(index, room, unit, oddities);
            rooms.push((unit, room));
        }
        if setup == Setup::Onboarded {
            asp.onboard(property, &rooms);
        }
        asp
    }

    fn add_echo(&mut self, index: usize, room: &Room, unit: UnitKey, oddities: Oddities) {
        let odd = oddities == Oddities::Some;
        let model = if odd && index == 3 { "Echo (2nd Gen)" } else { "Echo Show 8" };
        let id = format!("amzn1.alexa.endpoint.did.{}", self.letters());
        let device = Device {
            id,
            name: format!("{}'s Echo", room.room),
            model: model.into(),
            manufacturer: "Amazon".into(),
            serial: format!("G0R1{:012}", index + 1),
            mac: mac(0, index),
            unit: Some(unit),
            online: !(odd && index % 10 == 2),
            do_not_disturb: odd && index == 4,
            echo: Some(room.unit_id.clone()),
        };
        if odd && index == 5 {
            let id = format!("amzn1.alexa.endpoint.did.{}", self.letters());
            let lamp = Device {
                id,
                name: "Bedside lamp".into(),
                model: "Warm White".into(),
                manufacturer: "Lumen & Sons".into(),
                serial: "LS-000417".into(),
                mac: mac(1, index),
                unit: Some(unit),
                online: true,
                do_not_disturb: false,
                echo: None,
            };
            self.devices.push(lamp);
        }
        self.devices.push(device);
    }

    /// Does what an onboarding does, through the same operations where they answer with an id.
    fn onboard(&mut self, property: &Property, rooms: &[(UnitKey, &Room)]) {
        let logical = json!({ "serviceProviderLogicalId": "roomline.rosewood" });
        let made = self.create_provider(serde_json::from_value(logical).expect("a service provider"));
        let provider = text(made.expect("the first one is free").body, "serviceProviderId");
        let skill_configuration = SkillConfiguration { skill_id: property.skill_id.clone() };
        self.set_network(&provider, NetworkMapping::Skill { skill_configuration }, true).expect("the first mapping");
        let made = self.create_book(Named { name: "Rosewood".into() });
        let book = text(made.expect("the first book").body, "addressBookId");
        for group in &property.ring_groups {
            let address = ContactAddress::ProviderContact { id: group.address.to_string() };
            let contact = Contact { name: group.name.clone(), address };
            let new = NewContact { contact };
            self.create_contact(&book, new).expect("few contacts with short names");
        }
        for (unit, room) in rooms {
            self.put_skill(*unit, WEBRTC_SUBSCRIPTION_SKILL);
            self.put_skill(*unit, &property.skill_id);
            self.profiles.insert(room.profile_id(), *unit, &room.name);
            let user = ExternalUser {
                external_user_id: room.unit_id.to_string(),
                amazon_id: Some(room.profile_id()),
                amazon_id_type: Some("communication-profile".into()),
            };
            self.associate_account(&provider, user, true).expect("every room has an id of its own");
            let id = self.units.rest_id(*unit);
            self.associate_unit(&book, &id).expect("every room is new to the book");
        }
    }

    fn put_skill(&mut self, unit: UnitKey, skill: &str) {
        let linked = skill == self.our_skill;
        let enabled = Enabled { stage: Stage::Live, linked, looks_left: 0, permitted: linked };
        self.enabled.insert((unit, skill.to_owned()), enabled);
    }
}

/// Locally administered, so that it is nobody's.
fn mac(kind: u8, index: usize) -> String {
    format!("02:00:5E:{kind:02X}:{:02X}:{:02X}", index >> 8 & 0xFF, index & 0xFF)
}

fn text(body: Option<Value>, key: &str) -> String {
    body.and_then(|body| Some(body.get(key)?.as_str()?.to_owned())).expect("the answer names what was made")
}
