//! Reports of a desk that knows as much as a desk can, in a home where everything is written down everywhere.

mod home;

use std::io::{Cursor, Read as _};

use super::*;
use crate::state::Check;
use home::{desk, home};

/// What no report may hold, not even a part of it.
const PRIVATE: &[&str] = &[
    "Featherstonehaugh",
    "Szczepański",
    "Okonkwo",
    "Ødegård",
    "Annegret",
    "Tomasz",
    "Wilhelmina",
    "Quentin",
    "annegret.b",
    "Vandersloot",
    "Dietlinde",
    "Evaristo",
    "Xiomara",
    "Zebedee",
    "Philomena",
    "Cuthbert",
    "Ludmila",
    "Kovar",
    "Theodora",
    "theo.k",
    "Radomir",
    "walking frame",
    "doctor comes",
    "fell in the night",
    "room-featherstonehaugh",
    "room-okonkwo",
    "Diabetic",
    "hard of hearing",
    "lamp at her bed",
    "90210735",
    "4711",
    "correct horse",
    "battery",
    "hunter2",
    "q7Zt0kX1vB93mLpQ8sWd4yRf",
    "eyJhbGciOiJIUzI1NiJ9",
    "O0+u6i4W4xiooXpG307JhZGu2Ws",
    "192.0.2.77",
    "fe80::1ff:fe23:4567:890a",
    "argon2",
    "ca-of-annegret",
    "Baker",
    "mail.example.org",
];

/// What is in a packed report, file by file.
fn unpacked(report: &Report) -> Vec<(String, String)> {
    let packed = report.packed().expect("it fits");
    let mut zip = zip::ZipArchive::new(Cursor::new(packed)).expect("a zip");
    let count = zip.len();
    let read = |index| {
        let mut file = zip.by_index(index).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("a text");
        (name, text)
    };
    (0..count).map(read).collect()
}

#[test]
fn nobody_and_nothing_that_opens_anything_is_in_any_file_of_a_report() {
    let (_folder, reporter) = home();
    let report = reporter.report(&desk(), false);
    let files = unpacked(&report);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["about.json", "devices.json", "check.json", "calls.json", "log.txt"]);
    for (name, text) in &files {
        for private in PRIVATE.iter().chain(&["Reception South"]) {
            assert!(!text.to_lowercase().contains(&private.to_lowercase()), "{private} is in {name}:\n{text}");
        }
    }
}

#[test]
fn what_somebody_saw_is_what_is_saved_and_it_helps() {
    let (_folder, reporter) = home();
    let report = reporter.report(&desk(), true);
    let files = unpacked(&report);
    let seen: Vec<(String, String)> =
        report.files.iter().map(|file| (file.kind.file_name().to_owned(), file.text.clone())).collect();
    assert_eq!(files, seen);
    let json = |place: usize| serde_json::from_str::<serde_json::Value>(&files[place].1).expect("JSON");
    let about = json(0);
    assert_eq!(about["desk"], "Reception South");
    assert_eq!(about["server"], "https://calls.example.org");
    assert_eq!(about["settings"]["own_ca_file"], true);
    assert_eq!((&about["reach"], &about["vpn"]), (&"reachable".into(), &true.into()));
    assert_eq!(json(1)["microphones"][0]["device"], "‹name›’s headset");
    assert_eq!(json(2)["results"][0]["step"], "microphone");
    assert_eq!(json(2)["results"][0]["verdict"], "passed");
    assert_eq!(json(3)[0]["reason"], "hung_up_there");
    assert_eq!(json(3)[0]["talked_s"], 61);
    let log = &files[4].1;
    assert_eq!(log.lines().count(), 9);
    assert!(log.contains("call_id=01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f") && log.contains("step=Microphone"), "{log}");
}

#[test]
fn a_desk_that_was_never_checked_and_never_called_has_a_short_report() {
    let (_folder, reporter) = home();
    let state = StationState { check: Check::None, recent: Vec::new(), ..desk() };
    let kinds: Vec<ReportKind> = reporter.report(&state, true).files.iter().map(|file| file.kind).collect();
    assert_eq!(kinds, [ReportKind::About, ReportKind::Devices, ReportKind::Log]);
}
