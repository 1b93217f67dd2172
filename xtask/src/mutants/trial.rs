//! One mutation on trial: applied, built, and judged by the test that guards its rule.

use std::fs;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context as _, bail};
use roomline_rig::Process;

use super::mutation::Mutation;
use super::scratch::Scratch;
use crate::step;

/// The tests run in virtual time: one that takes longer hangs, and so does the program with the mutation.
const HANGS_AFTER: Duration = Duration::from_secs(120);
/// A build, the first one with everything that is linked in.
const BUILT_WITHIN: Duration = Duration::from_secs(60 * 60);

/// What became of a mutation.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The test failed.
    Caught,
    /// The test did not come to its end.
    Hung,
    /// The test passed.
    Survived,
    /// The broken program is none, in the compiler's words: that proves nothing.
    NotBuilt(String),
}

impl Outcome {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Hung => "hung",
            Self::Survived => "SURVIVED",
            Self::NotBuilt(_) => "DOES NOT BUILD",
        }
    }

    /// Whether the test did what it is for.
    pub(super) fn is_noticed(&self) -> bool {
        match self {
            Self::Caught | Self::Hung => true,
            Self::Survived | Self::NotBuilt(_) => false,
        }
    }
}

/// Sees that the test of a mutation is there, and passes as long as nothing is broken.
///
/// # Errors
/// When it is not or does not.
pub(super) fn passes_without(copy: &Scratch, mutation: &Mutation) -> anyhow::Result<()> {
    let (package, test) = (mutation.package, mutation.test);
    if let Err(words) = build(copy, mutation)? {
        bail!("the tests of {package} cannot be built:\n{words}");
    }
    match judge(copy, mutation)? {
        Verdict::Passed(0) => bail!("{package} has no test {test}"),
        Verdict::Passed(_) => Ok(()),
        Verdict::Failed | Verdict::Hung => bail!("{test} of {package} fails although nothing is broken"),
    }
}

/// Breaks the rule in the copy, and mends it afterwards.
///
/// # Errors
/// When the copy cannot be written, or cargo not be started.
pub(super) fn of(copy: &Scratch, mutation: &Mutation) -> anyhow::Result<Outcome> {
    let file = copy.tree().join(mutation.file);
    let whole = fs::read_to_string(&file)?;
    fs::write(&file, mutation.applied(copy.tree())?)?;
    let outcome = outcome_of(copy, mutation);
    fs::write(&file, whole)?;
    outcome.with_context(|| format!("the mutation of {} for {}", mutation.file, mutation.test))
}

fn outcome_of(copy: &Scratch, mutation: &Mutation) -> anyhow::Result<Outcome> {
    if let Err(words) = build(copy, mutation)? {
        return Ok(Outcome::NotBuilt(words));
    }
    Ok(match judge(copy, mutation)? {
        Verdict::Failed => Outcome::Caught,
        Verdict::Hung => Outcome::Hung,
        Verdict::Passed(_) => Outcome::Survived,
    })
}

/// What a run of a test showed.
enum Verdict {
    /// So many tests passed.
    Passed(usize),
    Failed,
    Hung,
}

/// The inner error is the compiler's.
fn build(copy: &Scratch, mutation: &Mutation) -> anyhow::Result<Result<(), String>> {
    let (ended, output) = run(copy, test_of(copy, mutation, &["--no-run"]), BUILT_WITHIN)?;
    Ok(if ended.is_some_and(|status| status.success()) { Ok(()) } else { Err(output) })
}

fn judge(copy: &Scratch, mutation: &Mutation) -> anyhow::Result<Verdict> {
    let (ended, output) = run(copy, test_of(copy, mutation, &["--", mutation.test]), HANGS_AFTER)?;
    Ok(match ended {
        None => Verdict::Hung,
        Some(status) if status.success() => Verdict::Passed(passed(&output)),
        Some(_) => Verdict::Failed,
    })
}

fn test_of(copy: &Scratch, mutation: &Mutation, more: &[&str]) -> Command {
    let mut tests = step::cargo(&["test", "--quiet", "--locked", "--package", mutation.package, "--lib"]);
    tests.args(more).current_dir(copy.tree()).env("CARGO_TARGET_DIR", copy.built());
    tests
}

/// Runs a program to its end, if it comes in time; and returns what it said.
fn run(copy: &Scratch, program: Command, within: Duration) -> anyhow::Result<(Option<ExitStatus>, String)> {
    fs::create_dir_all(copy.built())?;
    let said = copy.built().join("trial.log");
    // Left over from the trial before.
    let _ = fs::remove_file(&said);
    let mut process = Process::start("trial", program, copy.built())?;
    let ended = process.wait_for_end(within).ok();
    Ok((ended, process.output() + &process.log()))
}

/// How many tests passed, as the test program counts them.
fn passed(output: &str) -> usize {
    let counts = output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse::<usize>().ok());
    counts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_tests_are_counted() {
        let output = "running 1 test\n.\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 99 filtered out\n";
        assert_eq!(passed(output), 1);
        assert_eq!(passed("test result: ok. 0 passed; 0 failed; 0 ignored\n"), 0);
        assert_eq!(passed("running nothing"), 0);
    }
}
