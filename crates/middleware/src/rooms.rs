//! Reads `rooms.csv`: who lives where, from the spreadsheet of the property. All mistakes are found at once, each with its
//! line and column, and with one mistake nothing is taken over.
//!
//! Spreadsheets differ: a byte-order mark, a semicolon instead of the comma, columns in any order and quoted line breaks
//! are all read. Only UTF-8 is, because a wrong guess garbles residents' names.

use std::collections::BTreeMap;
use std::fmt;

use csv::{ReaderBuilder, StringRecord, Trim};
use roomline_signaling::call::UnitId;
use roomline_signaling::hearing::{Boost, HearingHelp};

use crate::store::units::StoredUnit;

/// The longest file, in bytes. Ten thousand rooms have about 2 MB.
pub const LONGEST_FILE: usize = 8 * 1024 * 1024;
/// Amazon's ids have some 60 letters; the limit is UNVERIFIED.
const LONGEST_AMAZON_ID: usize = 200;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns, how long their values may be in characters, and whether they must not be empty.
const COLUMNS: [(&str, usize, bool); 12] = [
    ("unit_id", UnitId::MAX_LEN, true),
    ("name", 100, true),
    ("room", 50, true),
    ("floor", 50, false),
    ("wing", 50, false),
    ("notes", 500, false),
    ("language", 35, false),
    ("amazon_unit", LONGEST_AMAZON_ID, false),
    ("resident_gain_db", 2, false),
    ("resident_presence_db", 2, false),
    ("desk_gain_db", 2, false),
    ("desk_presence_db", 2, false),
];
const UNIT_ID: usize = 0;
const AMAZON_UNIT: usize = 7;
/// The first of the four numbers of [`HearingHelp`].
const HEARING: usize = 8;

/// One thing that is wrong in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvMistake {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong and what to do. Never quotes a resident's name.
    pub what: String,
}

impl fmt::Display for CsvMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// Reads the whole file.
///
/// # Errors
/// Every mistake, in the order of the file.
pub fn read(file: &[u8]) -> Result<Vec<StoredUnit>, Vec<CsvMistake>> {
    let text = decode(file).map_err(|mistake| vec![mistake])?;
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let columns = columns(reader.headers().unwrap_or(&StringRecord::new()))?;
    let mut reading = Reading {
        columns,
        units: Vec::new(),
        lines: BTreeMap::new(),
        amazon_units: BTreeMap::new(),
        mistakes: Vec::new(),
    };
    for record in reader.records() {
        match record {
            Ok(record) => reading.record(&record),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                reading.mistake(line, 1, "the line cannot be read; check its quotation marks");
            }
        }
    }
    if reading.units.is_empty() && reading.mistakes.is_empty() {
        reading.mistake(2, 1, "there is no room in the file; add one line per room");
    }
    if reading.mistakes.is_empty() { Ok(reading.units) } else { Err(reading.mistakes) }
}

fn decode(file: &[u8]) -> Result<&str, CsvMistake> {
    let mistake = |line, column, what: &str| CsvMistake { line, column, what: what.to_owned() };
    if file.len() > LONGEST_FILE {
        return Err(mistake(1, 1, "the file has more than 8 MB; is it the right one?"));
    }
    if file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") {
        return Err(mistake(1, 1, "the file is UTF-16; save it as \"CSV UTF-8\""));
    }
    if file.starts_with(b"PK\x03\x04") {
        return Err(mistake(1, 1, "the file is a workbook; save it as \"CSV UTF-8\""));
    }
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    std::str::from_utf8(file).map_err(|error| {
        let good = &file[..error.valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        let start_of_line = good.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let separator = delimiter(std::str::from_utf8(&good[..good.len()]).unwrap_or_default());
        let column = good[start_of_line..].iter().filter(|byte| **byte == separator).count() + 1;
        mistake(line, column, "a letter is not UTF-8; save the file as \"CSV UTF-8\"")
    })
}

/// The comma, or the semicolon that spreadsheets write where the comma is the decimal sign.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') { b';' } else { b',' }
}

/// Which of [`COLUMNS`] each column of the file is.
fn columns(header: &StringRecord) -> Result<Vec<usize>, Vec<CsvMistake>> {
    let mut mistakes = Vec::new();
    let mut columns = Vec::new();
    let mut mistake = |column, what| mistakes.push(CsvMistake { line: 1, column, what });
    for (index, name) in header.iter().enumerate() {
        let known = COLUMNS.iter().position(|(known, ..)| known.eq_ignore_ascii_case(name));
        match known {
            Some(column) if columns.contains(&column) => {
                mistake(index + 1, format!("the column `{name}` is there twice; remove one"));
            }
            Some(column) => columns.push(column),
            None => {
                let all: Vec<_> = COLUMNS.iter().map(|(name, ..)| *name).collect();
                mistake(index + 1, format!("there is no column `{name}`; the columns are {}", all.join(", ")));
            }
        }
    }
    for (column, (name, _, required)) in COLUMNS.iter().enumerate() {
        if *required && !columns.contains(&column) {
            mistake(header.len().max(1), format!("the column `{name}` is missing; add it to the first line"));
        }
    }
    if mistakes.is_empty() { Ok(columns) } else { Err(mistakes) }
}

struct Reading {
    columns: Vec<usize>,
    units: Vec<StoredUnit>,
    /// Where each unit id was first seen.
    lines: BTreeMap<String, u64>,
    /// Likewise, Amazon's ids.
    amazon_units: BTreeMap<String, u64>,
    mistakes: Vec<CsvMistake>,
}

impl Reading {
    fn record(&mut self, record: &StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let (found, expected) = (record.len(), self.columns.len());
        if found != expected {
            let what =
                format!("there are {found} values and {expected} columns; put values with a comma in double quotes");
            self.mistake(line, found.min(expected) + 1, what);
            return;
        }
        let mut values: [Option<String>; COLUMNS.len()] = Default::default();
        for (index, (value, column)) in record.iter().zip(self.columns.clone()).enumerate() {
            let (name, longest, required) = COLUMNS[column];
            if value.is_empty() && required {
                self.mistake(line, index + 1, format!("`{name}` is empty; fill it in"));
            } else if value.chars().count() > longest {
                self.mistake(line, index + 1, format!("`{name}` has more than {longest} characters; shorten it"));
            } else if let Some(what) = unfit(name, value) {
                self.mistake(line, index + 1, format!("`{name}` {what}"));
            } else if !value.is_empty() {
                values[column] = Some(value.to_owned());
            }
        }
        for (column, seen) in [(UNIT_ID, &mut self.lines), (AMAZON_UNIT, &mut self.amazon_units)] {
            let first = values[column].as_ref().and_then(|id| Some((seen.get(id)?, column)));
            if let Some((first, column)) = first {
                let name = COLUMNS[column].0;
                let index = self.columns.iter().position(|one| *one == column).map_or(1, |index| index + 1);
                let what = format!("`{name}` was given to the room of line {first} already; make it unique");
                self.mistakes.push(CsvMistake { line, column: index, what });
            } else if let Some(id) = &values[column] {
                seen.insert(id.clone(), line);
            }
        }
        let [Some(unit_id), Some(name), Some(room), floor, wing, notes, language, amazon_unit, numbers @ ..] = values
        else {
            return;
        };
        let hearing = self.hearing(&numbers);
        let unit = StoredUnit { unit_id, name, room, floor, wing, notes, language, ..StoredUnit::default() };
        self.units.push(StoredUnit { amazon_unit, hearing, ..unit });
    }

    /// Nothing if the file has none of these columns; in a file that has one, what is not there is 0.
    fn hearing(&self, numbers: &[Option<String>; 4]) -> Option<HearingHelp> {
        let says = self.columns.iter().any(|column| *column >= HEARING);
        let [gain_db, presence_db, desk_gain_db, desk_presence_db] =
            numbers.each_ref().map(|number| number.as_deref().and_then(|number| number.parse().ok()).unwrap_or(0));
        says.then_some(HearingHelp {
            resident: Boost { gain_db, presence_db },
            desk: Boost { gain_db: desk_gain_db, presence_db: desk_presence_db },
        })
    }

    fn mistake(&mut self, line: u64, column: usize, what: impl Into<String>) {
        self.mistakes.push(CsvMistake { line, column, what: what.into() });
    }
}

fn unfit(column: &str, value: &str) -> Option<&'static str> {
    let breaks_line =
        |letter: char| letter.is_control() && !(column == "notes" && matches!(letter, '\n' | '\r' | '\t'));
    if value.chars().any(breaks_line) {
        return Some("holds a line break or another control character; remove it");
    }
    if column == "unit_id" && UnitId::new(value).is_err() {
        return Some("has more than 64 bytes; shorten it");
    }
    let is_up_to = |most: u8| value.is_empty() || value.parse::<u8>().is_ok_and(|number| number <= most);
    match column {
        "resident_gain_db" | "desk_gain_db" if !is_up_to(Boost::MOST_GAIN_DB) => {
            return Some("is not a whole number from 0 to 18");
        }
        "resident_presence_db" | "desk_presence_db" if !is_up_to(Boost::MOST_PRESENCE_DB) => {
            return Some("is not a whole number from 0 to 12");
        }
        _ => {}
    }
    let of_tag = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let tag = value.split('-').next().is_some_and(|first| (2..=3).contains(&first.len())) && value.chars().all(of_tag);
    (column == "language" && !value.is_empty() && !tag).then_some("is not a language tag; write it as in en-GB or de")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "unit_id,name,room,floor,wing,notes,language\n";

    fn mistakes(file: &[u8]) -> Vec<(u64, usize, String)> {
        let found = read(file).expect_err("mistakes");
        found.into_iter().map(|mistake| (mistake.line, mistake.column, mistake.what)).collect()
    }

    fn one_mistake(file: &[u8]) -> (u64, usize, String) {
        let [one] = <[_; 1]>::try_from(mistakes(file)).expect("one mistake");
        one
    }

    #[test]
    fn a_spreadsheet_of_any_habit_is_read() {
        let expected = StoredUnit {
            unit_id: "unit-101".into(),
            name: "Jörg Müller".into(),
            room: "101".into(),
            notes: Some("hard of hearing,\nspeak slowly".into()),
            ..StoredUnit::default()
        };
        let plain = "unit_id,name,room,notes\nunit-101,Jörg Müller,101,\"hard of hearing,\nspeak slowly\"\n";
        let habits = [
            plain.to_owned(),
            format!("\u{feff}{plain}"),
            plain.replace('\n', "\r\n").replace("hearing,\r\n", "hearing,\n"),
            "Room;NAME;notes;unit_id\n 101 ; Jörg Müller ;\"hard of hearing,\nspeak slowly\";unit-101\n\n".to_owned(),
        ];
        for habit in habits {
            assert_eq!(read(habit.as_bytes()), Ok(vec![expected.clone()]), "{habit}");
        }
    }

    #[test]
    fn every_mistake_is_named_with_line_and_column() {
        let file = format!(
            "{HEADER}u1,Ann,101,,,,\n,Bob,102,,,,\nu3,,103,,,,english please\nu1,Cid,104,,,,en-GB\nu5,Dot,105\n"
        );
        let found = mistakes(file.as_bytes());
        let places: Vec<_> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(places, [(3, 1), (4, 2), (4, 7), (5, 1), (6, 4)], "{found:?}");
        assert!(found[3].2.contains("line 2"), "{found:?}");
    }

    #[test]
    fn missing_unknown_and_doubled_columns_are_named() {
        let found = mistakes(b"unit_id,nmae,unit_id\n");
        let places: Vec<_> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(places, [(1, 2), (1, 3), (1, 3), (1, 3)], "{found:?}");
        assert_eq!(mistakes(b"").len(), 3);
    }

    #[test]
    fn other_encodings_are_refused_with_the_place() {
        let latin1 = [HEADER.as_bytes(), b"u1,Ann,101,,,,\nu2,J\xf6rg,102,,,,\n"].concat();
        let (line, column, what) = one_mistake(&latin1);
        assert_eq!((line, column), (3, 2));
        assert!(what.contains("UTF-8"), "{what}");
        assert!(one_mistake(b"\xff\xfeu\0").2.contains("UTF-16"));
        assert!(one_mistake(b"PK\x03\x04rest").2.contains("workbook"));
    }

    #[test]
    fn ten_thousand_rooms_are_read_and_ten_thousand_mistakes_all_named() {
        let rooms: String = (0..10_000).map(|room| format!("u{room},Ann,{room},,,,\n")).collect();
        assert_eq!(read(format!("{HEADER}{rooms}").as_bytes()).map(|units| units.len()), Ok(10_000));
        let found = mistakes(format!("{HEADER}{}", rooms.replace("Ann", "")).as_bytes());
        let places: Vec<_> = found.iter().map(|(line, column, _)| (*line, *column)).collect();
        assert_eq!(places, (0..10_000).map(|room| (room + 2, 2)).collect::<Vec<_>>());
    }

    #[test]
    fn a_unit_of_amazons_belongs_to_one_room() {
        let header = "unit_id,name,room,amazon_unit\n";
        let good = read(format!("{header}u1,Ann,1,amzn1.a\nu2,Bob,2,\nu3,Cid,3,\n").as_bytes()).expect("rooms");
        assert_eq!(good.iter().filter_map(|unit| unit.amazon_unit.as_deref()).collect::<Vec<_>>(), ["amzn1.a"]);
        let (line, column, what) = one_mistake(format!("{header}u1,Ann,1,amzn1.a\nu2,Bob,2,amzn1.a\n").as_bytes());
        assert_eq!((line, column), (3, 4));
        assert!(what.contains("line 2"), "{what}");
    }

    #[test]
    fn help_for_hearing_is_whole_numbers_within_limits() {
        let header = "unit_id,name,room,resident_gain_db,desk_presence_db\n";
        let units = read(format!("{header}u1,Ann,1,18,12\nu2,Bob,2,,\n").as_bytes()).expect("rooms");
        let most = HearingHelp {
            resident: Boost { gain_db: 18, presence_db: 0 },
            desk: Boost { gain_db: 0, presence_db: 12 },
        };
        assert_eq!(units[0].hearing, Some(most));
        assert_eq!(units[1].hearing, Some(HearingHelp::default()), "an empty cell takes the help away");
        let places: Vec<_> = mistakes(format!("{header}u1,Ann,1,19,13\nu2,Bob,2,-1,6.\n").as_bytes())
            .into_iter()
            .map(|(line, column, _)| (line, column))
            .collect();
        assert_eq!(places, [(2, 4), (2, 5), (3, 4), (3, 5)]);
        let silent = read(b"unit_id,name,room\nu1,Ann,1\n").expect("rooms");
        assert_eq!(silent[0].hearing, None, "a list without these columns says nothing of it");
    }

    #[test]
    fn no_mistake_quotes_a_resident() {
        let file = format!("{HEADER}u1,Mrs Secret\u{7},101,,,,\nu1,Mrs Secret,{},,,,\n", "x".repeat(51));
        assert!(mistakes(file.as_bytes()).iter().all(|(_, _, what)| !what.contains("Secret")));
    }

    #[test]
    fn a_file_without_rooms_would_empty_the_directory_and_is_refused() {
        assert_eq!(one_mistake(HEADER.as_bytes()).0, 2);
    }
}
