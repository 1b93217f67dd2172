use std::fs;

use jiff::tz;
use roomline_station::signaling::call::{Private, RoundId};
use roomline_station::signaling::round::{RoundState, StopDone, StopOutcome};

use super::*;

/// 2026-11-23T13:13:20Z
const STARTED_MS: u64 = 1_795_439_600_000;

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("roomline-report-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies in the folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stop(room: &str, name: &str, done: Option<(StopOutcome, Option<&str>)>) -> Stop {
    let done = done.map(|(outcome, note)| StopDone {
        outcome,
        note: note.map(|note| Private(note.to_owned())),
        staff: Private("Ann Baker".into()),
        at_ms: STARTED_MS + 90_000,
        call: None,
    });
    Stop { unit_id: "unit-1".parse().expect("an id"), name: Private(name.into()), room: room.into(), done }
}

fn round(stops: Vec<Stop>) -> Round {
    Round {
        id: RoundId::from_u128(1),
        ring_group: "Front desk".into(),
        started_by: Private("Ann Baker".into()),
        started_ms: STARTED_MS,
        revision: 1,
        state: RoundState::Finished { staff: Private("Ann Baker".into()), at_ms: STARTED_MS },
        stops,
    }
}

fn berlin() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a time zone")
}

fn text(stops: Vec<Stop>, language: Language) -> String {
    String::from_utf8(sheet(&round(stops), language, &berlin()).expect("memory")).expect("UTF-8")
}

#[test]
fn every_room_has_a_line_with_local_times_under_the_headings() {
    let stops = vec![
        stop("101", "Mrs Jones", Some((StopOutcome::Reached, Some("sends her love")))),
        stop("102", "Mr Okafor", Some((StopOutcome::Skipped, None))),
        stop("103", "Ms Lindqvist", None),
    ];
    assert_eq!(
        text(stops, Language::En),
        "\u{feff}Room,Resident,Outcome,Note,By,At\r\n\
         101,Mrs Jones,Reached,sends her love,Ann Baker,2026-11-23 14:14\r\n\
         102,Mr Okafor,Skipped,,Ann Baker,2026-11-23 14:14\r\n\
         103,Ms Lindqvist,Not called,,,\r\n"
    );
}

#[test]
fn each_language_has_its_own_words_for_each_outcome() {
    let outcomes = [
        Some(StopOutcome::Reached),
        Some(StopOutcome::NoAnswer),
        Some(StopOutcome::CallAgain),
        Some(StopOutcome::NeedsVisit),
        Some(StopOutcome::Skipped),
        None,
    ];
    let mut said = std::collections::BTreeSet::new();
    for language in [Language::En, Language::De, Language::Fr, Language::Es] {
        let words = Words::of(language);
        said.extend(outcomes.iter().map(|outcome| words.outcome(*outcome)));
        assert!(words.headings.iter().all(|heading| !heading.is_empty()));
    }
    assert_eq!(said.len(), 4 * outcomes.len());
    assert!(text(Vec::new(), Language::De).starts_with("\u{feff}Zimmer,Bewohner/in,Ergebnis,"));
}

#[test]
fn a_report_says_what_came_of_a_call_as_the_windows_do() {
    let catalogues = [
        (
            Language::En,
            include_str!("../../../ui/src/text/en/outcome.ts"),
            include_str!("../../../ui/src/text/en/rounds.ts"),
        ),
        (
            Language::De,
            include_str!("../../../ui/src/text/de/outcome.ts"),
            include_str!("../../../ui/src/text/de/rounds.ts"),
        ),
        (
            Language::Fr,
            include_str!("../../../ui/src/text/fr/outcome.ts"),
            include_str!("../../../ui/src/text/fr/rounds.ts"),
        ),
        (
            Language::Es,
            include_str!("../../../ui/src/text/es/outcome.ts"),
            include_str!("../../../ui/src/text/es/rounds.ts"),
        ),
    ];
    for (language, outcomes, rounds) in catalogues {
        let words = Words::of(language);
        let said = |text: &str, key: &str, outcome| {
            let line = format!("  {key}: \"{}\",", words.outcome(outcome));
            assert!(text.contains(&line), "no {line:?} in the windows' words, {language:?}");
        };
        said(outcomes, "reached", Some(StopOutcome::Reached));
        said(outcomes, "noAnswer", Some(StopOutcome::NoAnswer));
        said(outcomes, "callAgain", Some(StopOutcome::CallAgain));
        said(outcomes, "needsVisit", Some(StopOutcome::NeedsVisit));
        said(rounds, "skipped", Some(StopOutcome::Skipped));
        said(rounds, "notCalled", None);
    }
}

#[test]
fn what_looks_like_a_formula_is_text_and_commas_quotes_and_lines_stay_in_their_cell() {
    let tricks = ["=1+1", "+49", "-x", "@SUM(A1)", "\tx", "＝1", "Mrs Jones, \"Jo\"", "a\r\nb", "O'Neil", "ﬀ, é, 𝄞"];
    let stops = tricks.iter().map(|trick| {
        let mut stop = stop(trick, trick, Some((StopOutcome::NeedsVisit, Some(*trick))));
        stop.done.iter_mut().for_each(|done| done.staff = Private((*trick).to_owned()));
        stop
    });
    let stops = stops.collect();
    let written = text(stops, Language::En);
    assert!(written.contains("\"Mrs Jones, \"\"Jo\"\"\""), "{written}");
    let mut csv = csv::Reader::from_reader(written.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("a row")).collect();
    let guarded = ["'=1+1", "'+49", "'-x", "'@SUM(A1)", "'\tx", "'＝1"].into_iter().chain(tricks[6..].iter().copied());
    assert_eq!(rows.len(), tricks.len());
    for (row, cell) in rows.iter().zip(guarded) {
        assert_eq!([&row[0], &row[1], &row[3], &row[4]], [cell; 4]);
    }
}

#[test]
fn a_report_lies_beside_what_is_there_and_only_its_owner_reads_it() {
    let folder = Folder::new("beside");
    let round = round(vec![stop("101", "Mrs Jones", None)]);
    let save = || save(&round, Language::En, &berlin(), std::slice::from_ref(&folder.0)).expect("written");
    fs::write(folder.0.join("Roomline round 2026-11-23 14-13.csv"), "of somebody else").expect("written");
    let names: Vec<_> = [save(), save()].iter().map(|path| path.file_name().expect("a file").to_owned()).collect();
    assert_eq!(names, ["Roomline round 2026-11-23 14-13 (2).csv", "Roomline round 2026-11-23 14-13 (3).csv"]);
    let untouched = fs::read_to_string(folder.0.join("Roomline round 2026-11-23 14-13.csv")).expect("read");
    assert_eq!(untouched, "of somebody else");
    let second = folder.0.join(&names[0]);
    assert!(fs::read_to_string(&second).expect("read").ends_with("101,Mrs Jones,Not called,,,\r\n"));
    #[cfg(unix)]
    {
        let mode = fs::metadata(&second).expect("a file").permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o077, 0);
    }
}

#[test]
fn a_folder_that_takes_nothing_is_passed_over_and_without_one_it_is_said() {
    let (folder, round) = (Folder::new("passed"), round(Vec::new()));
    let missing = folder.0.join("missing");
    let utc = TimeZone::fixed(tz::offset(0));
    let path = save(&round, Language::En, &utc, &[missing.clone(), folder.0.clone()]).expect("written");
    assert_eq!(path, folder.0.join("Roomline round 2026-11-23 13-13.csv"));
    save(&round, Language::En, &utc, &[missing]).expect_err("nowhere");
    save(&round, Language::En, &utc, &[]).expect_err("nowhere at all");
}

#[test]
fn summer_has_its_own_time() {
    assert_eq!(time(1_782_907_200_000, &berlin(), "%Y-%m-%d %H:%M"), "2026-07-01 14:00");
    assert_eq!(time(u64::MAX >> 1, &berlin(), "%Y"), "1970", "a time that cannot be");
}
