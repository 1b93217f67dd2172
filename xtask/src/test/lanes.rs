//! Runs the programs of tests in two lanes: those that mostly wait go beside the others, or half of the time no processor would work.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::count::{Counts, Level, result};
use crate::step;

/// They wait for the 40 s of an Echo that answers late, and for paths that are lost.
const PATIENT: [&str; 1] = ["sockets"];

/// Runs every test of the workspace and prints a line for each program of tests.
///
/// # Errors
/// When a test failed or was skipped; all others have run nevertheless.
pub(super) fn run(counts: &mut Counts) -> anyhow::Result<()> {
    let (patient, others): (Vec<_>, Vec<_>) =
        programs_of_tests()?.into_iter().partition(|name| PATIENT.contains(&name.as_str()));
    ensure!(patient.len() == PATIENT.len(), "there are no such tests any more: {PATIENT:?}");
    let shared = Mutex::new(&mut *counts);
    let ended = thread::scope(|scope| {
        let patient = scope.spawn(|| lane("tests-patient", &[], &patient, &shared));
        let others = lane("tests", &["--lib", "--bins"], &others, &shared);
        let documentation = lane("tests-documentation", &["--doc"], &[], &shared);
        [patient.join().expect("a lane tells of its failure and does not panic"), others, documentation]
    });
    ended.into_iter().collect::<anyhow::Result<()>>()?;
    ensure!(counts.skipped() == 0, "{} tests were skipped; every test must run", counts.skipped());
    Ok(())
}

/// Runs what `kinds` and the `programs` name, with its output in the log called `log`.
fn lane(log: &str, kinds: &[&str], programs: &[String], counts: &Mutex<&mut Counts>) -> anyhow::Result<()> {
    let log = step::log_file(log)?;
    let mut copy = File::create(&log)?;
    let (output, input) = std::io::pipe()?;
    let mut command = step::cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    command.args(kinds).args(programs.iter().flat_map(|name| ["--test", name]));
    command.stdin(Stdio::null()).stdout(input.try_clone()?).stderr(input);
    let mut tests = command.spawn().context("cannot start cargo test")?;
    // The command keeps its ends of the pipe open, and without its going the reading would never end.
    drop(command);

    let mut running = (Level::Unit, String::new());
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        writeln!(copy, "{line}")?;
        if let Some(announced) = Level::announced(&line) {
            running = announced;
        } else if let Some([passed, failed, skipped]) = result(&line) {
            counts.lock().unwrap_or_else(PoisonError::into_inner).add(running.0, passed, failed, skipped);
            if passed + failed + skipped > 0 {
                println!("  {:<22} {:<34} {}", running.0.name(), running.1, line.trim_start_matches("test result: "));
            }
        }
    }
    let status = tests.wait()?;
    if !status.success() {
        step::print_end_of(&log);
    }
    ensure!(status.success(), "a test failed; all the output is in {}", log.display());
    Ok(())
}

/// What `cargo metadata --no-deps` says, as far as it is read.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The names of all programs of tests beside the crates' own.
fn programs_of_tests() -> anyhow::Result<Vec<String>> {
    let output = step::cargo(&["metadata", "--format-version", "1", "--locked", "--no-deps"]).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata has changed its form")?;
    let targets = metadata.packages.into_iter().flat_map(|package| package.targets);
    Ok(targets.filter(|target| target.kind == ["test"]).map(|target| target.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_of_tests_is_in_a_lane() {
        let programs = programs_of_tests().expect("a workspace");
        for name in ["desktop", "house", "two_peers"].iter().chain(&PATIENT) {
            assert!(programs.iter().any(|program| program == name), "no {name} among {programs:?}");
        }
    }
}
