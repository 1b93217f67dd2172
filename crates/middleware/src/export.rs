//! The call log for other programs: CSV for spreadsheets, JSON for scripts, one call after the other.
//!
//! Source: RFC 4180 (CSV); OWASP, *CSV Injection* (cells that a spreadsheet would take for formulas).

use std::borrow::Cow;
use std::io::{self, Write};

use jiff::Timestamp;
use roomline_signaling::rest::CallRecord;
use serde::Serialize;

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One line per call under a line of headings, for spreadsheets.
    Csv,
    /// A list of objects.
    Json,
}

/// One call as it is written; the names of its fields are the headings.
#[derive(Serialize)]
struct Row<'c> {
    call_id: String,
    direction: String,
    unit_id: Option<Cow<'c, str>>,
    name: Option<Cow<'c, str>>,
    room: Option<Cow<'c, str>>,
    ring_group: Cow<'c, str>,
    station: Option<Cow<'c, str>>,
    staff: Option<Cow<'c, str>>,
    started: String,
    accepted: Option<String>,
    ended: Option<String>,
    end_reason: Option<String>,
    outcome: Option<String>,
    note: Option<Cow<'c, str>>,
    codec: Option<String>,
    measured_s: Option<u32>,
    mos_here: Option<Decimal>,
    mos_there: Option<Decimal>,
    lost_from_unit_percent: Option<Decimal>,
    lost_to_unit_percent: Option<Decimal>,
    concealed_percent: Option<Decimal>,
    jitter_from_unit_ms: Option<u16>,
    jitter_to_unit_ms: Option<u16>,
    round_trip_ms: Option<u16>,
    microphone_dbfs: Option<i8>,
    heard_dbfs: Option<i8>,
    quality_cause: Option<String>,
}

/// A figure with decimals, written as people read it and as a number for programs.
type Decimal = f64;

/// The headings, in their order. `docs/operations.md` explains them.
const HEADINGS: [&str; 27] = [
    "call_id",
    "direction",
    "unit_id",
    "name",
    "room",
    "ring_group",
    "station",
    "staff",
    "started",
    "accepted",
    "ended",
    "end_reason",
    "outcome",
    "note",
    "codec",
    "measured_s",
    "mos_here",
    "mos_there",
    "lost_from_unit_percent",
    "lost_to_unit_percent",
    "concealed_percent",
    "jitter_from_unit_ms",
    "jitter_to_unit_ms",
    "round_trip_ms",
    "microphone_dbfs",
    "heard_dbfs",
    "quality_cause",
];

/// Writes calls one after the other.
pub(crate) struct Export<'w> {
    sheet: Sheet<'w>,
    count: u64,
}

enum Sheet<'w> {
    Csv(Box<csv::Writer<&'w mut dyn Write>>),
    Json(&'w mut dyn Write),
}

impl<'w> Export<'w> {
    /// Begins with what stands above the first call.
    pub(crate) fn begin(format: Format, output: &'w mut dyn Write) -> io::Result<Self> {
        let sheet = match format {
            Format::Csv => {
                let mut lines = csv::WriterBuilder::new();
                lines.has_headers(false).terminator(csv::Terminator::CRLF);
                let mut csv = lines.from_writer(output);
                csv.write_record(HEADINGS).map_err(io::Error::from)?;
                Sheet::Csv(Box::new(csv))
            }
            Format::Json => {
                output.write_all(b"[")?;
                Sheet::Json(output)
            }
        };
        Ok(Self { sheet, count: 0 })
    }

    pub(crate) fn write(&mut self, call: &CallRecord) -> io::Result<()> {
        match &mut self.sheet {
            Sheet::Csv(csv) => csv.serialize(row(call, guarded)).map_err(io::Error::from)?,
            Sheet::Json(output) => {
                output.write_all(if self.count == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *output, &row(call, Cow::Borrowed))?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Ends with what stands below the last call; returns how many there are.
    pub(crate) fn end(self) -> io::Result<u64> {
        match self.sheet {
            Sheet::Csv(mut csv) => csv.flush()?,
            Sheet::Json(output) => {
                output.write_all(b"\n]\n")?;
                output.flush()?;
            }
        }
        Ok(self.count)
    }
}

fn row<'c>(call: &'c CallRecord, text: fn(&'c str) -> Cow<'c, str>) -> Row<'c> {
    let quality = call.quality.as_ref();
    let figures = quality.map(|quality| &quality.figures);
    let hundredths = |value: u16| f64::from(value) / 100.0;
    let percent = |value: u16| f64::from(value) / 10.0;
    Row {
        call_id: call.call_id.to_string(),
        direction: word(&call.direction),
        unit_id: call.unit_id.as_ref().map(|unit| text(unit.as_str())),
        name: call.name.as_ref().map(|name| text(&name.0)),
        room: call.room.as_deref().map(text),
        ring_group: text(&call.ring_group),
        station: call.station.as_deref().map(text),
        staff: call.staff.as_ref().map(|staff| text(&staff.0)),
        started: time(call.started_ms),
        accepted: call.accepted_ms.map(time),
        ended: call.ended_ms.map(time),
        end_reason: call.end_reason.as_ref().map(word),
        outcome: call.outcome.as_ref().map(|outcome| word(&outcome.outcome)),
        note: call.outcome.as_ref().and_then(|outcome| outcome.note.as_ref()).map(|note| text(&note.0)),
        codec: figures.map(|figures| word(&figures.codec)),
        measured_s: quality.map(|quality| quality.measured_s),
        mos_here: figures.and_then(|figures| figures.mos_here_hundredths).map(hundredths),
        mos_there: figures.and_then(|figures| figures.mos_there_hundredths).map(hundredths),
        lost_from_unit_percent: figures.map(|figures| percent(figures.lost_from_unit_permille)),
        lost_to_unit_percent: figures.and_then(|figures| figures.lost_to_unit_permille).map(percent),
        concealed_percent: figures.map(|figures| percent(figures.concealed_permille)),
        jitter_from_unit_ms: figures.map(|figures| figures.jitter_from_unit_ms),
        jitter_to_unit_ms: figures.and_then(|figures| figures.jitter_to_unit_ms),
        round_trip_ms: figures.and_then(|figures| figures.round_trip_ms),
        microphone_dbfs: figures.map(|figures| figures.microphone_dbfs),
        heard_dbfs: figures.map(|figures| figures.heard_dbfs),
        quality_cause: quality.and_then(|quality| quality.cause).as_ref().map(word),
    }
}

/// A time of the log in UTC, as RFC 3339 writes it.
fn time(ms: u64) -> String {
    Timestamp::from_millisecond(ms.cast_signed()).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// The word that the protocol has for it.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe.
fn guarded(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use roomline_signaling::call::{CallId, Direction, EndReason, Private};
    use roomline_signaling::outcome::{CallOutcome, Outcome};

    use super::*;

    fn call(name: &str) -> CallRecord {
        CallRecord {
            call_id: CallId::from_u128(1),
            direction: Direction::FromUnit,
            unit_id: Some("room-101".parse().expect("an id")),
            name: Some(Private(name.into())),
            room: Some("101".into()),
            ring_group: "Front desk".into(),
            station: None,
            staff: None,
            started_ms: 1_795_436_000_123,
            accepted_ms: None,
            ended_ms: Some(1_795_436_060_000),
            end_reason: Some(EndReason::NoAnswer),
            quality: None,
            outcome: Some(CallOutcome { outcome: Outcome::Reached, note: Some(Private(name.into())) }),
        }
    }

    fn written(format: Format, names: &[&str]) -> String {
        let mut output = Vec::new();
        let mut export = Export::begin(format, &mut output).expect("memory");
        for name in names {
            export.write(&call(name)).expect("memory");
        }
        assert_eq!(export.end().expect("memory"), names.len() as u64);
        String::from_utf8(output).expect("text")
    }

    #[test]
    fn a_spreadsheet_gets_headings_utc_times_and_no_formulas() {
        let names = ["Mrs Jones, \"Jo\"", "=1+1", "+49", "-x", "@SUM(A1)", "\tx", "＝1", "O'Neil"];
        let text = written(Format::Csv, &names);
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(csv.headers().expect("headings"), &HEADINGS[..]);
        let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("a row")).collect();
        let cells: Vec<&str> = rows.iter().map(|row| &row[3]).collect();
        assert_eq!(cells, ["Mrs Jones, \"Jo\"", "'=1+1", "'+49", "'-x", "'@SUM(A1)", "'\tx", "'＝1", "O'Neil"]);
        assert_eq!((&rows[0][8], &rows[0][9]), ("2026-11-23T12:13:20.123Z", ""));
        assert_eq!((&rows[0][1], &rows[0][11]), ("from_unit", "no_answer"));
        assert!(text.contains("\r\n"));
    }

    #[test]
    fn a_script_gets_the_same_fields_as_they_are() {
        let calls: Vec<serde_json::Value> = serde_json::from_str(&written(Format::Json, &["=1", "b"])).expect("JSON");
        let mut fields: Vec<_> = calls[0].as_object().expect("an object").keys().map(String::as_str).collect();
        let mut headings = HEADINGS.to_vec();
        fields.sort_unstable();
        headings.sort_unstable();
        assert_eq!(fields, headings);
        assert_eq!((&calls[0]["name"], &calls[0]["accepted"]), (&"=1".into(), &serde_json::Value::Null));
        assert_eq!(written(Format::Json, &[]), "[\n]\n");
    }

    #[test]
    fn the_headings_are_documented() {
        let documented = include_str!("../../../docs/operations.md");
        assert!(documented.contains(&HEADINGS.join(",")), "docs/operations.md must show: {}", HEADINGS.join(","));
    }
}
