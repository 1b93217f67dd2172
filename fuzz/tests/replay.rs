//! Whatever a fuzzer ever found stays found: every file of the corpora is tried again, with every test run.

use std::path::{Path, PathBuf};

use roomline_fuzz::TARGETS;

/// What all corpora together may weigh in the repository.
const MOST_BYTES: usize = 300_000;

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a readable folder").path()).collect()
}

#[test]
fn every_file_of_the_corpora_is_taken_without_a_panic() {
    for (name, body) in TARGETS {
        let files = corpus(name);
        assert!(files.len() >= 10, "{name} has {} files only", files.len());
        for file in files {
            let bytes = std::fs::read(&file).expect("a readable file");
            let taken = std::panic::catch_unwind(|| body(&bytes));
            assert!(taken.is_ok(), "{name} panics at {}", file.display());
        }
    }
}

#[test]
fn the_corpora_are_small() {
    let bytes: u64 =
        TARGETS.iter().flat_map(|(name, _)| corpus(name)).map(|file| file.metadata().expect("a file").len()).sum();
    assert!(bytes <= MOST_BYTES as u64, "{bytes} bytes");
}
