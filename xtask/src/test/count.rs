//! Counts tests by level while they run, and lets none be skipped in silence.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use crate::step;

/// How much of the product a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// One crate by itself, from the inside.
    Unit,
    /// One crate by itself, from the outside: real sockets, processes and devices.
    Part,
    /// Middleware, stations and simulator together.
    Story,
    /// With a browser as the Echo.
    Interop,
    /// Through the real window, its keyring, notifications and sound devices.
    Desktop,
    /// The examples in the documentation.
    Documentation,
    /// The window's page by itself.
    Page,
}

impl Level {
    pub(super) const ALL: [Self; 7] =
        [Self::Unit, Self::Part, Self::Story, Self::Interop, Self::Desktop, Self::Documentation, Self::Page];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Part => "part",
            Self::Story => "story",
            Self::Interop => "interop (Chromium)",
            Self::Desktop => "desktop (real window)",
            Self::Documentation => "documentation",
            Self::Page => "page",
        }
    }

    /// The level of what cargo announces to run, if the line is such an announcement.
    pub(super) fn announced(line: &str) -> Option<(Self, String)> {
        let line = line.trim();
        if let Some(crate_name) = line.strip_prefix("Doc-tests ") {
            return Some((Self::Documentation, crate_name.to_owned()));
        }
        let what = line.strip_prefix("Running ")?;
        let (file, program) = what.split_once(" (")?;
        let name = program.rsplit('/').next()?.rsplit_once('-')?.0.to_owned();
        let level = if file.starts_with("unittests ") {
            Self::Unit
        } else if name.contains("desktop") || name.contains("window") {
            Self::Desktop
        } else if name.contains("chromium") {
            Self::Interop
        } else if file.starts_with("tests/") {
            // Cargo names the file as the crate sees it, and the stories' crate lies in the folder `tests` itself.
            Self::Part
        } else {
            Self::Story
        };
        Some((level, name))
    }
}

/// What was counted so far.
#[derive(Default)]
pub(super) struct Counts {
    passed: BTreeMap<Level, usize>,
    failed: usize,
    skipped: usize,
}

impl Counts {
    pub(super) fn passed_at(&self, level: Level) -> usize {
        self.passed.get(&level).copied().unwrap_or(0)
    }

    pub(super) fn passed(&self) -> usize {
        self.passed.values().sum()
    }

    pub(super) fn failed(&self) -> usize {
        self.failed
    }

    pub(super) fn skipped(&self) -> usize {
        self.skipped
    }

    /// Whether there were tests, all of them ran and none failed.
    pub(super) fn all_passed(&self) -> bool {
        self.passed() > 0 && self.failed == 0 && self.skipped == 0
    }

    pub(super) fn add(&mut self, level: Level, passed: usize, failed: usize, skipped: usize) {
        *self.passed.entry(level).or_default() += passed;
        self.failed += failed;
        self.skipped += skipped;
    }
}

/// `test result: ok. 5 passed; 0 failed; 1 ignored; …` → `[5, 0, 1]`.
pub(super) fn result(line: &str) -> Option<[usize; 3]> {
    let rest = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut parts = rest.split("; ").map(|part| part.split(' ').next()?.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// What vitest writes with `--reporter=json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageReport {
    num_passed_tests: usize,
    num_failed_tests: usize,
    num_pending_tests: usize,
    num_todo_tests: usize,
}

/// Runs the tests of the window's page.
pub(super) fn npm_test(ui: &Path, counts: &mut Counts) -> anyhow::Result<()> {
    let report = step::log_file("ui-test")?.with_extension("json");
    let file = format!("--outputFile.json={}", report.display());
    let mut command = step::program("npm", &["test", "--", "--reporter=default", "--reporter=json", &file]);
    let ended = step::run("Running the page's tests", "ui-test", command.current_dir(ui));
    let report: PageReport = serde_json::from_slice(&std::fs::read(&report).context("vitest wrote no report")?)?;
    let skipped = report.num_pending_tests + report.num_todo_tests;
    counts.add(Level::Page, report.num_passed_tests, report.num_failed_tests, skipped);
    ensure!(skipped == 0, "{skipped} tests of the page were skipped; every test must run");
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_from_cargos_own_words() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.31s";
        assert_eq!(result(line), Some([12, 2, 1]));
        assert_eq!(result("test the_first ... ok"), None);
    }

    #[test]
    fn the_level_follows_from_what_cargo_runs() {
        let level = |line| Level::announced(line).map(|(level, name)| (level, name.leak() as &str));
        let unit = "     Running unittests src/lib.rs (target/debug/deps/roomline_call-0123abcd)";
        assert_eq!(level(unit), Some((Level::Unit, "roomline_call")));
        let desktop = "     Running desktop_call.rs (target/debug/deps/desktop_call-0123abcd)";
        assert_eq!(level(desktop), Some((Level::Desktop, "desktop_call")));
        let part = "     Running tests/two_peers.rs (target/debug/deps/two_peers-0123abcd)";
        assert_eq!(level(part), Some((Level::Part, "two_peers")));
        let story = "     Running ring_group.rs (target/debug/deps/ring_group-0123abcd)";
        assert_eq!(level(story), Some((Level::Story, "ring_group")));
        assert_eq!(level("   Doc-tests roomline_call"), Some((Level::Documentation, "roomline_call")));
        assert_eq!(level("running 12 tests"), None);
    }

    #[test]
    fn a_skipped_test_is_not_well() {
        let mut counts = Counts::default();
        assert!(!counts.all_passed());
        counts.add(Level::Unit, 3, 0, 0);
        assert!(counts.all_passed());
        counts.add(Level::Story, 3, 0, 1);
        assert!(!counts.all_passed());
    }
}
