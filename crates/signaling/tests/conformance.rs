//! `docs/alexa.md` names every message, way and state, and only tests that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../docs/alexa.md");

const MESSAGES: [&str; 12] = [
    "InitiateOutboundCall",
    "InitiateInboundCall",
    "CallRinging",
    "CallRingingAck",
    "CallInProgress",
    "CallInProgressAck",
    "CallAccepted",
    "CallAcceptedAck",
    "CallUpdate",
    "CallUpdateResponse",
    "CallUpdateAck",
    "CallEnded",
];
/// The states of a call in which a message of Alexa's may come.
const STATES: [&str; 8] = ["unknown", "placed", "ringing", "talking-to", "hunting", "awarded", "talking-from", "ended"];
/// What may become of a message of ours.
const OUTCOMES: [&str; 6] = ["sent", "taken", "refused", "forbidden", "gone", "too late"];

struct Row {
    message: &'static str,
    cases: Vec<&'static str>,
    tests: Vec<&'static str>,
}

/// The rows of the table in the section of this number.
fn table(section: u8) -> Vec<Row> {
    let from = PAGE.split(&format!("\n## {section}. ")).nth(1).expect("there is such a section");
    let section = from.split("\n## ").next().expect("a section has a text");
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| message "));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [message, cases, deed, tests] = cells[..] else { panic!("four columns: {line}") };
        assert!(!deed.is_empty(), "{line} says what we do");
        Row { message, cases: cases.split(", ").collect(), tests: names(tests) }
    })
    .collect()
}

/// What stands between back-ticks.
fn names(text: &'static str) -> Vec<&'static str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn cases_of(rows: &[Row]) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut cases: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for row in rows {
        cases.entry(row.message).or_default().extend(row.cases.iter().copied());
    }
    cases
}

#[test]
fn every_message_of_alexas_has_a_row_for_every_state() {
    let cases = cases_of(&table(1));
    let all = BTreeSet::from(STATES);
    assert_eq!(cases, MESSAGES.map(|message| (message, all.clone())).into());
}

#[test]
fn every_message_of_ours_has_a_row_for_every_outcome_or_is_never_sent() {
    let cases = cases_of(&table(2));
    let all = BTreeSet::from(OUTCOMES);
    assert_eq!(cases.keys().copied().collect::<BTreeSet<_>>(), BTreeSet::from(MESSAGES));
    for (message, outcomes) in cases {
        assert!(outcomes == all || outcomes == BTreeSet::from(["never"]), "{message}: {outcomes:?}");
    }
}

#[test]
fn every_row_is_proven_and_every_test_that_is_named_exists() {
    let rows: Vec<Row> = table(1).into_iter().chain(table(2)).collect();
    assert!(rows.iter().all(|row| !row.tests.is_empty()), "every row names a test");
    let outside_of_tables = PAGE.lines().filter(|line| !line.starts_with('|')).flat_map(names);
    let is_a_sentence = |name: &&str| name.matches('_').count() >= 3 && !name.contains(['/', '.', ' ']);
    let named: BTreeSet<&str> =
        rows.iter().flat_map(|row| row.tests.clone()).chain(outside_of_tables.filter(is_a_sentence)).collect();
    let there = tests_in(&root());
    let gone: Vec<&&str> = named.iter().filter(|name| !there.contains(**name) && !is_a_metric(name)).collect();
    assert!(gone.is_empty(), "docs/alexa.md names tests that do not exist: {gone:#?}");
}

fn is_a_metric(name: &str) -> bool {
    name.starts_with("roomline_")
}

/// The names of all tests: functions right below `#[test]` or `#[tokio::test]`.
fn tests_in(root: &Path) -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    let mut folders: Vec<PathBuf> = ["crates", "tests"].iter().map(|name| root.join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                tests.extend(tests_of(&text));
            }
        }
    }
    tests
}

fn tests_of(source: &str) -> Vec<String> {
    let mut tests = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if is_test && let Some((_, rest)) = line.split_once("fn ") {
            is_test = false;
            tests.extend(rest.split('(').next().map(str::to_owned));
        }
    }
    tests
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn a_function_is_a_test_only_below_its_mark() {
    let source = "#[test]\nfn a_is_b() {\n}\nfn helper() {}\n#[tokio::test(flavor = \"x\")]\nasync fn c_is_d() {}";
    assert_eq!(tests_of(source), ["a_is_b", "c_is_d"]);
}
