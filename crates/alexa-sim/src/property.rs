//! The property that is played: 24 rooms with residents, and the ring groups they may call.
//!
//! Invented people, but believable ones: long and short names, accents, couples, notes that matter in a call. Always the
//! same, so that tests, demo and training may name them.

mod residents;

use roomline_signaling::call::{Address, UnitId};

/// A property as Amazon has it.
#[derive(Clone, Debug)]
pub struct Property {
    /// The skill that is enabled on its units.
    pub skill_id: String,
    /// Its rooms, by number.
    pub rooms: Vec<Room>,
    /// The contacts in every room's address book.
    pub ring_groups: Vec<RingGroup>,
}

/// A room with its resident and its Echo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its `externalUserId`.
    pub unit_id: UnitId,
    /// The resident's name.
    pub name: String,
    /// The room's name.
    pub room: String,
    /// The floor.
    pub floor: String,
    /// The wing.
    pub wing: String,
    /// Notes for whoever talks with the resident; may be empty.
    pub notes: String,
    /// The resident's language, as a BCP 47 tag.
    pub language: String,
}

/// A contact that stands for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RingGroup {
    /// What residents say: "Alexa, call the …".
    pub name: String,
    /// Its raw address: `providerContact.id`.
    pub address: Address,
}

impl Property {
    /// The property of the demo and the tests.
    #[must_use]
    pub fn rosewood() -> Self {
        let id = |text: String| text.parse().expect("the table holds short plain ids");
        let rooms = ROOMS.iter().map(|&(room, name, language, notes)| Room {
            unit_id: id(format!("room-{room}")),
            name: name.into(),
            room: room.into(),
            floor: match &room[..1] {
                "1" => "Ground floor",
                "2" => "First floor",
                _ => "Second floor",
            }
            .into(),
            wing: if room[1..] <= *"04" { "East" } else { "West" }.into(),
            notes: notes.into(),
            language: language.into(),
        });
        let ring_groups = RING_GROUPS.iter().map(|&(name, address)| RingGroup {
            name: name.into(),
            address: address.parse().expect("the table holds short plain addresses"),
        });
        Self {
            skill_id: "amzn1.ask.skill.3d9a6f10-5c42-4e8b-9b71-2f0c8e6d1a47".into(),
            rooms: rooms.collect(),
            ring_groups: ring_groups.collect(),
        }
    }

    /// How many rooms the built-in property has.
    pub const ROSEWOOD: usize = ROOMS.len();

    /// The built-in property with so many rooms: its first ones, or all and more that are made up.
    #[must_use]
    pub fn with_rooms(count: usize) -> Self {
        let mut property = Self::rosewood();
        property.rooms.truncate(count);
        property.rooms.extend((Self::ROSEWOOD..count).map(residents::made_up));
        property
    }

    /// The room of a unit.
    #[must_use]
    pub fn room(&self, unit: &UnitId) -> Option<&Room> {
        self.rooms.iter().find(|room| room.unit_id == *unit)
    }

    /// The rooms as the CSV that `roomline-middleware directory import` reads.
    ///
    /// # Errors
    /// [`csv::Error`] if a field cannot be written; never for the built-in property.
    pub fn to_csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["unit_id", "name", "room", "floor", "wing", "notes", "language"])?;
        for room in &self.rooms {
            let unit_id = room.unit_id.as_str();
            let Room { name, room, floor, wing, notes, language, .. } = room;
            writer.write_record([unit_id, name, room, floor, wing, notes, language])?;
        }
        let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(String::from_utf8(bytes).expect("the fields were text"))
    }
}

impl Room {
    /// The unit's communication profile.
    #[must_use]
    pub fn profile_id(&self) -> String {
        format!("amzn1.alexa.communications.profile.did.{}", self.amazon_suffix())
    }

    /// The unit as the skill's envelope names it.
    #[must_use]
    pub fn skill_unit_id(&self) -> String {
        format!("amzn1.ask.unit.{}", self.amazon_suffix())
    }

    /// The unit as the management API names it.
    #[must_use]
    pub fn persistent_unit_id(&self) -> String {
        format!("amzn1.alexa.unit.did.{}", self.amazon_suffix())
    }

    /// The Echo as the skill's envelope names it.
    #[must_use]
    pub fn device_id(&self) -> String {
        format!("amzn1.ask.device.{}", self.amazon_suffix())
    }

    /// The Echo as the management API names it.
    #[must_use]
    pub fn endpoint_id(&self) -> String {
        format!("amzn1.alexa.endpoint.{}", self.amazon_suffix())
    }

    fn amazon_suffix(&self) -> String {
        self.unit_id.as_str().replace('-', "").to_ascii_uppercase()
    }
}

const RING_GROUPS: [(&str, &str); 2] = [("Front desk", "frontdesk"), ("Nurses", "nurses")];

const ROOMS: [(&str, &str, &str, &str); 24] = [
    ("101", "Mrs Jones", "en-GB", "Hard of hearing: speak slowly and clearly."),
    ("102", "Mr Okafor", "en-GB", ""),
    ("103", "Mr and Mrs Lindqvist", "en-GB", "He answers; she sleeps until ten."),
    ("104", "Miss Featherstonehaugh", "en-GB", "Pronounced \"Fanshaw\"."),
    ("105", "Mrs García Márquez", "es-ES", "Prefers Spanish, understands English."),
    ("106", "Mr Abernathy", "en-GB", "Walks with a frame: give him time to reach the Echo."),
    ("107", "Mrs Novák", "en-GB", ""),
    ("108", "Dr Ekberg", "en-GB", "Retired doctor, likes to be called Doctor."),
    ("201", "Mr Jones", "en-GB", "Not related to Mrs Jones, 101."),
    ("202", "Mrs Nguyễn", "en-GB", "Her daughter visits on Tuesdays."),
    ("203", "Mr O'Sullivan", "en-GB", ""),
    ("204", "Mrs Weiß", "de-DE", "Speaks German in the evening."),
    ("205", "Mr Papadopoulos", "en-GB", "Diabetic, insulin at 8 and 18."),
    ("206", "Mrs Dubois", "fr-FR", "Prefers French."),
    ("207", "Mr Ali", "en-GB", "Hearing aid: may whistle near the Echo."),
    ("208", "Miss Ito", "en-GB", ""),
    ("301", "Mrs Rossi", "it-IT", "Calls often, likes a chat."),
    ("302", "Mr van der Merwe", "en-GB", "Fall risk: ask whether he is sitting."),
    ("303", "Mrs Björnsdóttir", "en-GB", ""),
    ("304", "Mr Smith", "en-GB", "Two Mr Smiths: this one has the red door."),
    ("305", "Mr Smith-Okonkwo", "en-GB", "Two Mr Smiths: this one plays the piano."),
    ("306", "Mrs Kaur", "en-GB", ""),
    ("307", "Mr Lefèvre", "fr-FR", "Blind: say who you are first."),
    ("308", "Mrs Wood", "en-GB", "Door code is kept at the front desk."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_one_of_the_24_rooms_has_a_unit_of_its_own() {
        let property = Property::rosewood();
        let units: BTreeSet<_> = property.rooms.iter().map(|room| &room.unit_id).collect();
        assert_eq!((property.rooms.len(), units.len(), property.ring_groups.len()), (24, 24, 2));
    }

    #[test]
    fn mrs_jones_lives_in_101_in_the_east_wing() {
        let property = Property::rosewood();
        let room = property.room(&"room-101".parse().expect("an id")).expect("the room is there");
        assert_eq!((room.name.as_str(), room.room.as_str(), room.wing.as_str()), ("Mrs Jones", "101", "East"));
    }

    #[test]
    fn the_csv_reads_back_as_the_rooms() {
        let property = Property::rosewood();
        let text = property.to_csv().expect("the table can be written");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").iter().collect::<Vec<_>>().join(",");
        assert_eq!(header, "unit_id,name,room,floor,wing,notes,language");
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("records");
        let row = |room: &Room| {
            let Room { unit_id, name, room, floor, wing, notes, language } = room.clone();
            csv::StringRecord::from(vec![unit_id.into(), name, room, floor, wing, notes, language])
        };
        assert_eq!(records, property.rooms.iter().map(row).collect::<Vec<_>>());
    }
}
