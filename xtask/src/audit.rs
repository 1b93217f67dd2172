//! Known faults of what is linked in. Apart from the tests, because yesterday's green must not turn red by itself.

use std::process::Command;

use anyhow::ensure;

use crate::step;

/// Asks the RustSec advisory database through cargo-audit.
///
/// # Errors
/// When an advisory applies, or cargo-audit is missing.
pub(crate) fn run() -> anyhow::Result<()> {
    let there = Command::new("cargo-audit").arg("--version").output().is_ok_and(|output| output.status.success());
    ensure!(there, "cargo-audit is missing: type `cargo install --locked cargo-audit` and start again");
    step::run("Looking up known faults", "audit", &mut step::cargo(&["audit"]))
}
