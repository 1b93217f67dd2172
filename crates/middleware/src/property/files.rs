//! The two files of an exported property, as texts.

use super::desired::PropertyFile;
use crate::store::units::StoredUnit;

const HEADER: &str = "# What the property is at Amazon. Every key is explained in docs/onboarding.md.\n\n";
const COLUMNS: [&str; 8] = ["unit_id", "name", "room", "floor", "wing", "notes", "language", "amazon_unit"];

/// `property.toml`.
#[must_use]
pub fn property_toml(file: &PropertyFile) -> String {
    let text = toml::to_string_pretty(file).expect("a property file has only tables, texts and lists");
    format!("{HEADER}{text}")
}

/// The room list, in the form of `directory import`. Help for hearing is not in it: staff change it every day, and an import of the list
/// would set it back.
#[must_use]
pub fn rooms_csv(rooms: &[StoredUnit]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: [&str; COLUMNS.len()]| writer.write_record(record).expect("a Vec takes everything");
    write(COLUMNS);
    for unit in rooms {
        let part = |part: &'_ Option<String>| part.clone().unwrap_or_default();
        let more = [&unit.floor, &unit.wing, &unit.notes, &unit.language, &unit.amazon_unit].map(part);
        let [floor, wing, notes, language, amazon_unit] = more.each_ref().map(String::as_str);
        write([&unit.unit_id, &unit.name, &unit.room, floor, wing, notes, language, amazon_unit]);
    }
    let bytes = writer.into_inner().expect("a Vec takes everything");
    String::from_utf8(bytes).expect("the fields were text")
}
