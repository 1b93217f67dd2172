use std::fs;

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
    let folders = [home.0.clone()];
    assert!(reports.save(first.number, &folders).is_none(), "nobody looks at it any more");
    let path = reports.save(second.number, &folders).expect("it is the last").expect("saved");
    assert!(path.starts_with(&home.0) && path.is_file());
}

#[test]
fn a_report_goes_to_the_documents_and_where_that_fails_home() {
    let home = Home::new("places");
    let reports = home.reports();
    let number = reports.make(&signed_in(), true).number;
    let documents = home.0.join("documents");
    let folders = [documents.clone(), home.0.clone()];
    let save = || reports.save(number, &folders).expect("it is the last").expect("saved");
    assert_eq!(save().parent(), Some(&*documents));
    fs::remove_dir_all(&documents).expect("it is there");
    assert_eq!(save().parent(), Some(&*home.0));
    assert!(reports.save(number, &[]).expect("it is the last").is_err());
}
