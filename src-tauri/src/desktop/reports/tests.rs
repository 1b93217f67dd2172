use std::fs;
use std::path::PathBuf;

use roomline_station::{Places, StationConfig};

use super::*;
use crate::view::tests::signed_in;

/// A folder of this test's own, which goes with it.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let home = std::env::temp_dir().join(format!("roomline-reports-{}-{name}", std::process::id()));
        fs::create_dir_all(home.join("documents")).expect("a folder");
        Self(home)
    }

    fn reports(&self) -> Reports {
        let places = Places { config_dir: self.0.join("config"), data_dir: self.0.join("data") };
        Reports::new(Reporter::new(&StationConfig::load(places).expect("nothing needs to be set")))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

#[test]
fn what_was_shown_last_is_what_is_saved() {
    let home = Home::new("shown");
    let reports = home.reports();
    let first = reports.make(&signed_in(), true);
    let second = reports.make(&signed_in(), false);
    assert!(first.files[0].text.contains("Desk 2") && !second.files[0].text.contains("Desk 2"));
    assert_eq!(reports.shown(first.number), None, "nobody looks at it any more");
    let report = reports.shown(second.number).expect("it is the last");
    let texts: Vec<&str> = report.files.iter().map(|file| file.text.as_str()).collect();
    assert_eq!(texts, second.files.iter().map(|file| file.text.as_str()).collect::<Vec<_>>());
    let path = Reports::save(&report, &TimeZone::UTC, &[home.0.join("documents")]).expect("saved");
    let saved = fs::read(path).expect("it is there");
    assert!(saved == report.packed().expect("it fits"), "something else was saved");
}

#[test]
fn a_report_is_called_after_the_moment_it_was_made() {
    let home = Home::new("name");
    let report = Report { at_ms: 1_795_845_600_000, files: Vec::new() };
    let path = Reports::save(&report, &TimeZone::UTC, std::slice::from_ref(&home.0)).expect("saved");
    assert_eq!(path, home.0.join("Roomline report 2026-11-28 06-00.zip"));
}
