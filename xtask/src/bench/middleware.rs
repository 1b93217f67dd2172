//! The middleware under load: builds its program and the load generator, installs the plain server beside it, and lets
//! `crates/load` measure.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::demo::figures::machine;
use crate::step;

/// The plain server's files, as they are checked in.
const PEER: [&str; 3] = ["package.json", "package-lock.json", "server.mjs"];

/// Measures and writes the figures into `written`.
///
/// # Errors
/// When something cannot be built, installed or run.
pub(super) fn run(written: &Path, commit: &str, quick: bool) -> anyhow::Result<()> {
    let build = ["build", "--release", "--locked", "-p", "roomline-middleware", "-p", "roomline-load"];
    step::run("Building the middleware and its load", "bench-build", &mut step::cargo(&build))?;
    let server = install_peer()?;
    let program = |name: &str| step::target().join("release").join(name);
    let mut load = step::program(&program("roomline-load").display().to_string(), &[]);
    load.arg("--middleware").arg(program("roomline-middleware"));
    load.arg("--folder").arg(step::target().join("xtask/load")).arg("--json").arg(written);
    load.args(["--commit", commit, "--machine", &machine()]).arg("--peer").arg(server);
    load.args(quick.then_some("--quick"));
    println!("→ Putting load on the middleware …");
    let status = load.status().context("cannot start the load generator")?;
    ensure!(status.success(), "the load generator failed ({status})");
    Ok(())
}

/// Installs the plain server's packages from their lock file, below `target/`; returns its script.
fn install_peer() -> anyhow::Result<PathBuf> {
    let folder = step::target().join("xtask/load-peer");
    std::fs::create_dir_all(&folder)?;
    for name in PEER {
        let file = step::root().join("crates/load/peer").join(name);
        std::fs::copy(&file, folder.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    let mut npm = step::program("npm", &["ci", "--no-audit", "--no-fund"]);
    step::run("Installing the plain server beside it", "bench-npm", npm.current_dir(&folder))?;
    Ok(folder.join("server.mjs"))
}
