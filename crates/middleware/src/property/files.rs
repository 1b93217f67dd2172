//! The two files of an exported property, as texts.

use roomline_signaling::hearing::HearingHelp;

use super::desired::PropertyFile;
use crate::store::units::StoredUnit;

const HEADER: &str = "# What the property is at Amazon. Every key is explained in docs/onboarding.md.\n\n";
const COLUMNS: [&str; 12] = [
    "unit_id",
    "name",
    "room",
    "floor",
    "wing",
    "notes",
    "language",
    "amazon_unit",
    "resident_gain_db",
    "resident_presence_db",
    "desk_gain_db",
    "desk_presence_db",
];

/// `property.toml`.
#[must_use]
pub fn property_toml(file: &PropertyFile) -> String {
    let text = toml::to_string_pretty(file).expect("a property file has only tables, texts and lists");
    format!("{HEADER}{text}")
}

/// The room list, in the form of `directory import`.
#[must_use]
pub fn rooms_csv(rooms: &[StoredUnit]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: [&str; COLUMNS.len()]| writer.write_record(record).expect("a Vec takes everything");
    write(COLUMNS);
    for unit in rooms {
        let part = |part: &'_ Option<String>| part.clone().unwrap_or_default();
        let more = [&unit.floor, &unit.wing, &unit.notes, &unit.language, &unit.amazon_unit].map(part);
        let [floor, wing, notes, language, amazon_unit] = more.each_ref().map(String::as_str);
        let HearingHelp { resident, desk } = unit.hearing.unwrap_or_default();
        let numbers = [resident.gain_db, resident.presence_db, desk.gain_db, desk.presence_db].map(|db| db.to_string());
        let [gain, presence, desk_gain, desk_presence] = numbers.each_ref().map(String::as_str);
        let (id, name, room) = (&unit.unit_id, &unit.name, &unit.room);
        let help = [gain, presence, desk_gain, desk_presence];
        let [gain, presence, desk_gain, desk_presence] = help.map(|db| if db == "0" { "" } else { db });
        write([id, name, room, floor, wing, notes, language, amazon_unit, gain, presence, desk_gain, desk_presence]);
    }
    let bytes = writer.into_inner().expect("a Vec takes everything");
    String::from_utf8(bytes).expect("the fields were text")
}
